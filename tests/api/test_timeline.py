"""Timelines from Python: the published dates come out of the arithmetic, tables say what documents say."""

from __future__ import annotations

import datetime
import json

import pytest

from openiads.api.timeline import timeline
from openiads.api.timeline_result import TimelineResult
from openiads.ground.errors import OutOfRange, OutputError, ScenarioError
from openiads.report.studies import timeline_words

FACTS = timeline("patriots-2013-2019", histories=200)
PROMISE = timeline("turkey-2017-promise", histories=200)
HAPPENED = timeline("turkey-2017-as-happened", histories=200)
ON = timeline(
    "patriots-2013-2019",
    histories=50,
    cover=False,
    on=["2013-01-10", datetime.date(2013, 3, 1)],
    replicates=4,
)
RESULTS = pytest.mark.parametrize(
    "result", [FACTS, PROMISE, HAPPENED], ids=lambda result: result.scenario.name
)


def test_kahramanmaras_has_no_battery_for_the_published_167_days():
    told = FACTS.places()["Kahramanmaras"]
    assert told["without_d"] == told["longest_d"] == {"value": 167.0, "low": 167.0, "high": 167.0}
    assert (
        told["random_attack_probability"]["value"]
        == 167 / (datetime.date(2019, 12, 31) - datetime.date(2013, 1, 1)).days
    )
    assert told["worst_moment"] == "2015-12-22"
    assert told["worst_moment_probability"]["value"] == 1.0


def test_gaps_are_told_by_their_published_dates():
    rows = {row[0]: row[1:] for row in timeline_words.gap_rows(FACTS.found)}
    assert rows["Kahramanmaras"] == ("2015-12-22", "2016-06-06", "167")
    assert rows["Gaziantep"] == ("2015-09-15", "the end", "1,568")
    assert "167" in FACTS.page()


def test_nobody_followed_at_gaziantep_and_at_adana_the_hand_over_left_no_gap():
    days = (datetime.date(2019, 12, 31) - datetime.date(2015, 9, 15)).days
    for place, without in (("Gaziantep", days), ("Adana", 0)):
        told = FACTS.places()[place]
        assert (told["longest_d"]["value"], told["without_d"]["value"]) == (without, without)


PUBLISHED = {
    "adana 1": [("2013-01-26", "2019-12-31")],
    "adana 2": [("2013-01-30", "2015-01-31"), ("2015-01-31", "2019-12-31")],  # of the latter it is not known
    "kahramanmaras 1": [("2013-01-30", "2015-12-22")],
    "kahramanmaras 2": [("2013-01-30", "2015-12-22")],
    "kahramanmaras samp-t": [("2016-06-06", "2019-12-31")],
    "gaziantep 1": [("2013-02-15", "2015-09-15")],
    "gaziantep 2": [("2013-02-15", "2015-09-15")],
}


def test_stays_are_those_of_the_published_dates():
    start = datetime.date(2013, 1, 1)
    rows = FACTS.stays_to_arrow().to_pylist()
    found = {
        (row["battery"], *(str(start + datetime.timedelta(row[key])) for key in ("begin_d", "end_d")))
        for row in rows
    }
    assert found == {(name, *span) for name, spans in PUBLISHED.items() for span in spans}
    doubtful = [row for row in rows if row["battery"] == "adana 2" and row["begin_d"] > 100]
    assert 0.35 < len(doubtful) / 200 < 0.65


@pytest.mark.parametrize(
    ("date", "ready"),
    [
        ("2013-01-25", 0), ("2013-01-26", 1), ("2013-01-30", 4), ("2013-02-14", 4), ("2013-02-15", 6),
        ("2015-01-30", 6), ("2016-06-05", 1), ("2016-06-06", 2),
    ],
)  # fmt: skip
def test_batteries_ready_on_the_days_of_the_record(date, ready):
    table = FACTS.to_arrow()
    row = [str(day) for day in table["date"].to_pylist()].index(date)
    assert table["batteries_ready_p05"].to_pylist()[row] == ready


def test_the_first_live_firing_is_the_published_1191_days_after_the_agreement():
    for name in ("adana", "gaziantep"):
        told = HAPPENED.places()[name]["before_first_d"]
        assert told["low"] - 0.5 <= 1191 + 0.5 <= told["high"] + 0.5  # and the twelve hours of the minister
    assert HAPPENED.places()["iskenderun"]["before_first_d"]["value"] == 1633.0


def test_the_promise_is_more_battery_days_than_what_happened():
    assert PROMISE.battery_days[1] > 3 * HAPPENED.battery_days[2]
    with_home, without = PROMISE.lasting()
    for span in with_home["lasts_probability"]:
        assert with_home["lasts_probability"][span]["value"] >= without["lasts_probability"][span]["value"]
    assert PROMISE.as_dict()["home_production_gains_d"]["low"] > 0.0


def test_rounds_begin_with_the_first_delivery_and_the_campaign_is_called_assumed():
    for result, first, day in ((HAPPENED, 64, "2019-07-25"), (PROMISE, 64, "2017-10-13")):
        dates = [str(date) for date in result.columns["date"]]
        left = result.columns["rounds_left_48n6e3_mean"]
        at = dates.index(day)
        assert set(left[:at]) == {0.0}
        assert left[at] == first
        assert "Also assumed is a campaign: attacks from 1 March 2021 on" in result.answer
        assert "each of which asks for 2 to 12 rounds of 48n6e3 and of no other type." in result.answer
        assert "raid" not in result.answer


def test_on_chosen_dates_the_raid_meets_who_stood_then():
    none, six = ON.on_dates()
    assert (none["date"], six["date"]) == ("2013-01-10", "2013-03-01")
    assert none["batteries_ready"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert six["batteries_ready"] == {"value": 6.0, "low": 6.0, "high": 6.0}
    assert none["leakers"] == {"value": 32.0, "low": 32.0, "high": 32.0}
    assert six["leakers"]["value"] < none["aimed"] == six["aimed"] == 32
    assert none["leakers_against_first"] is None
    assert six["leakers_against_first"]["value"] == pytest.approx(six["leakers"]["value"] - 32.0)
    assert none["rounds"]["value"] == 0.0 < six["rounds"]["value"]


def test_a_document_and_the_answer_tell_of_dates_where_they_were_asked_for():
    told = ON.as_dict()
    assert (told["on"], told["on_replicates"], told["on_states"]) == (ON.on_dates(), 4, 2)
    assert "all would arrive (100 % of the value hit) if it came on 10 January 2013, with no" in ON.answer
    assert ON.answer.endswith(" on 1 March 2013, with 6 batteries ready.")
    assert (FACTS.as_dict()["on"], FACTS.as_dict()["on_replicates"]) == ([], None)
    assert "would arrive" not in FACTS.answer


def test_dates_change_nothing_else():
    again = timeline("patriots-2013-2019", histories=50, cover=False)
    assert again.columns == ON.columns
    assert again.places() == ON.places()


@RESULTS
def test_a_document_says_what_the_tables_say(result: TimelineResult):
    told = json.loads(json.dumps(result.as_dict()))
    assert told["answer"] == result.answer
    assert list(told["by_day"]) == result.to_arrow().column_names == list(result.to_pandas().columns)
    assert result.csv().splitlines()[0] == ",".join(told["by_day"])
    assert result.answer.split(".")[0] in result._repr_html_()
    assert result.plot().axes[0].get_ylabel() == "batteries ready"


def test_files_are_new_ones(tmp_path):
    place = tmp_path / "days.csv"
    assert HAPPENED.to_csv(place).read_text() == HAPPENED.csv()
    with pytest.raises(OutputError, match="exists already"):
        HAPPENED.to_csv(place)
    with pytest.raises(OutputError, match="exists already"):
        HAPPENED.to_html(place)
    assert HAPPENED.to_html(tmp_path / "p.html").read_text(encoding="utf-8") == HAPPENED.page()


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"histories": 2.5}, OutOfRange, "histories is 2.5; a whole number from 1 to 1000000 is allowed"),
        ({"seed": -1}, OutOfRange, "seed is -1; a whole number from 0 to 4294967295 is allowed"),
        ({"changes": 5}, OutOfRange, "changes is 5; a list of strings is allowed"),
        (
            {"scenario": "saturation"},
            ScenarioError,
            "saturation: has no [timeline]; write one with start, end",
        ),
        (
            {"on": "2019-13-01"},
            OutOfRange,
            "on is '2019-13-01'; a date, year-month-day, is allowed; write it like on=['2019-08-15']",
        ),
        (
            {"on": ["2019-01-01", "20190201"]},
            OutOfRange,
            "on[1] is '20190201'; a date, year-month-day, is allowed; write it like on=['2019-08-15']",
        ),
        (
            {"on": [datetime.datetime(2019, 1, 1, 12)]},
            OutOfRange,
            "on[0] is datetime.datetime(2019, 1, 1, 12",
        ),
        (
            {"on": 2019},
            OutOfRange,
            "on is 2019; dates in a list are allowed; write it like on=['2019-08-15']",
        ),
        (
            {"on": ["2019-01-01", datetime.date(2019, 1, 1)]},
            OutOfRange,
            "on has 2019-01-01 twice; each date once is allowed; leave one of them out",
        ),
        (
            {"on": ["2019-12-31"]},
            OutOfRange,
            "on is 2019-12-31; a date of the timeline, from 2013-01-01 to 2019-12-30, is allowed; name one "
            "of these",
        ),
        (
            {"on": [datetime.date(2013, 1, 1) + datetime.timedelta(n) for n in range(101)]},
            OutOfRange,
            "on has 101 dates; at most 100 are allowed; ask for fewer",
        ),
        (
            {"on": "2019-01-01", "replicates": 0},
            OutOfRange,
            "replicates is 0; a whole number from 1 to 10000 is allowed; write it like replicates=100",
        ),
        (
            {"on": "2019-01-01", "changes": "raid.remove=true"},
            ScenarioError,
            "patriots-2013-2019: aims no raider or weapon at an asset, so there is no raid to play on a "
            "date; write a [[raid]] with a target, or ask without dates",
        ),
        ({"progress": 1}, OutOfRange, "progress is 1; a function is allowed"),
    ],
    ids=lambda case: str(case)[:60],
)
def test_what_is_wrong_is_told(given, error, message):
    with pytest.raises(error) as refused:
        timeline(**({"scenario": "patriots-2013-2019"} | given))
    assert str(refused.value).startswith(message)
