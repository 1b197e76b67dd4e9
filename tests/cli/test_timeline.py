"""`openiads timeline`: an answer, its files, or one message."""

from __future__ import annotations

import csv
import json

import pytest

from openiads.api import timeline as api
from openiads.cli import timeline as command
from openiads.scenario import builtin

FACTS = "patriots-2013-2019"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["one-battery"],
            "one-battery: has no [timeline]; write one with start, end and [[timeline.delivery]], or take "
            "one of patriots-2013-2019, turkey-2017-as-happened, turkey-2017-promise, turkey-four-batteries",
        ),
        (
            [FACTS, "--histories", "0"],
            "--histories is 0; a whole number from 1 to 1000000 is allowed; write it like --histories 1000",
        ),
        (
            [FACTS, "--histories", "1000000"],
            "histories is 1000000; of a timeline of 2555 days and up to 0 attacks of the campaign at most "
            "19569 are allowed; write it like histories=1000",
        ),
        (
            [FACTS, "--on", "1 May 2019"],
            "--on is '1 May 2019'; a date, year-month-day, is allowed; write it like --on 2019-08-15",
        ),
        (
            [FACTS, "--on", "2012-12-31"],
            "on is 2012-12-31; a date of the timeline, from 2013-01-01 to 2019-12-30, is allowed; name one "
            "of these",
        ),
        (
            [FACTS, "--on", "2019-01-01", "--replicates", "10001"],
            "--replicates is 10001; a whole number from 1 to 10000 is allowed; write it like --replicates "
            "100",
        ),
        ([FACTS, "--csv", "there.csv"], "there.csv: exists already; remove it or name another file"),
        ([FACTS, "--html", "there.csv"], "there.csv: exists already; remove it or name another file"),
        (
            [FACTS, "--csv", "a", "--html", "./a"],
            "--html: a is the file of --csv already; name another one",
        ),
        (
            [
                "turkey-2017-promise",
                "--set",
                "timeline.start=2021-02-25",
                "--set",
                "timeline.end=2021-03-20",
                "--histories",
                "1000000",
            ],
            "histories is 1000000; of a timeline of 23 days and up to 5 attacks of the campaign at most "
            "195312 are allowed; write it like histories=1000",
        ),
        (
            [FACTS, "--set", "timeline.end=2012-01-01"],
            "patriots-2013-2019: timeline.end: is 2012-01-01, not after start 2013-01-01; name a later day",
        ),
        (
            ["turkey-2017-promise", "--set", "timeline.campaign.raids_per_week=-1"],
            "turkey-2017-promise: timeline.campaign.raids_per_week: is -1; allowed is a number from 0 to "
            "1000000, or three: [low, nominal, high] in this order",
        ),
    ],
    ids=lambda words: " ".join(words)[-40:],
)
def test_what_cannot_be_asked_is_one_message(call, tmp_path, words, message):
    (tmp_path / "there.csv").write_text("mine")
    code, out, err = call("timeline", *words)
    assert (code, out) == (2, "")
    assert err.removesuffix("\n") == message
    assert [path.name for path in tmp_path.iterdir()] == ["there.csv"]


def test_all_faults_of_a_file_come_in_one_list(call, tmp_path):
    text = builtin.text_of(FACTS).replace("date = 2013-01-26", "date = 26", 1)
    text = text.replace('batteries = ["gaziantep 1", "gaziantep 2"]\ndate', 'batteries = ["gaziantp"]\ndate')
    text = text.replace("date = 2016-06-06", "date = 2020-06-06\ntraining_d = -4")
    (tmp_path / "mine.toml").write_text(text)
    code, out, err = call("timeline", "mine.toml")
    assert (code, out) == (2, "")
    first, *rest = err.splitlines()
    assert first == "5 faults in mine.toml:"
    assert [line.split(":")[0] for line in rest] == [
        "  - timeline.delivery[0].date",
        "  - timeline.delivery[5].training_d",
        "  - timeline.delivery[3].batteries",
        "  - timeline.withdrawal[1].batteries",
        "  - timeline.withdrawal[3]",
    ]


def test_the_answer_stands_first_and_no_line_is_too_long(call):
    code, out, err = call("timeline", FACTS, "--histories", "50")
    assert (code, err) == (0, "")
    assert "Gaziantep has no battery for 1,568 days" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 100
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


def test_what_a_scenario_says_of_itself_is_told(call):
    code, out, _ = call("timeline", "turkey-2017-as-happened", "--histories", "20", "--no-cover")
    told = " ".join(out.split())
    assert code == 0
    assert "Stocks and the campaign on them are assumptions here too" in told
    assert "How long the rounds last in the assumed campaign" in told
    assert "raids" not in told.replace("the raid of the scenario", "")


def test_json_is_one_document_with_files_beside_it(call, tmp_path):
    code, out, err = call(
        "timeline", "turkey-2017-promise", "--histories", "40", "--json", "--csv", "d.csv", "--html", "p.html"
    )
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["histories"] == 40
    assert told["answer"].split("%")[0] in (tmp_path / "p.html").read_text(encoding="utf-8").replace(
        "\u00a0", " "
    )
    with (tmp_path / "d.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(told["by_day"]["date"]) == 1633
    assert [row["date"] for row in rows] == told["by_day"]["date"]
    assert float(rows[900]["batteries_ready_mean"]) == told["by_day"]["batteries_ready_mean"][900]
    assert "rounds_left_48n6e3_p95" in rows[0]


def test_dates_stand_first_in_what_is_told_and_on_the_page(call, tmp_path):
    words = FACTS, "--no-cover", "--on", "2013-01-10", "--on", "2016-03-01", "--replicates", "3"
    code, out, err = call("timeline", *words, "--html", "p.html")
    assert (code, err) == (0, "")
    assert out.index("The raid on chosen dates") < out.index("What happens")
    assert "leakers of 32" in out
    assert max(map(len, out.splitlines())) <= 100
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert '<th scope="row">2016-03-01</th>' in page
    assert "The raid is an assumption of the scenario" in page
    code, out, _ = call("timeline", *words, "--json", "--workers", "1")
    assert code == 0
    assert [one["date"] for one in json.loads(out)["on"]] == ["2013-01-10", "2016-03-01"]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(call):
    words = "timeline", "turkey-2017-promise", "--histories", "20", "--json"
    first, again, other = (call(*words, "--seed", seed)[1] for seed in ("5", "5", "6"))
    assert first == again != other


def test_bounds_are_those_of_the_api():
    assert command.MOST_HISTORIES == api.MOST_HISTORIES
    assert command.MOST_REPLICATES == api.MOST_REPLICATES
