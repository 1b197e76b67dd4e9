"""Each line of the trust panel, whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from openiads.report import html
from openiads.report.trust import ALONE, COARSE, SMOOTH, checks, limits
from openiads.simulation.prepare import Prepared
from openiads.study.summary import Interval, StepCheck, Summary, WrongEngagements
from tests.report.small import small_run

Run = tuple[Prepared, Summary]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("run"))


def line(run: Run, name: str, shares: tuple[float, ...] = (1.0,), **changes: object) -> tuple[str, str]:
    prepared, summary = run
    panel = checks(replace(prepared, known_shares=shares), replace(summary, **changes))  # type: ignore[arg-type]
    found = next(check for check in panel if check.name == name)
    return found.verdict, found.found


def test_a_step_that_matters_is_told(run: Run) -> None:
    assert line(run, "time step", step_check=StepCheck(1.0, 8, Interval(2.5, 0.5, 4.5))) == (
        "differs", "half the step of 1 s changes the leakers of 8 replicates by +2.50 (0.50 to 4.50)"
    )  # fmt: skip


def test_one_pair_hardly_tests_the_step(run: Run) -> None:
    assert line(run, "time step", step_check=StepCheck(1.0, 1, Interval(1.0, 1.0, 1.0))) == (
        "hardly tested",
        "half the step of 1 s changes the leakers of 1 replicate by +1.00; more replicates would say more",
    )


def test_an_interval_within_a_twentieth_of_the_mean_is_enough(run: Run) -> None:
    told = "leakers are known to within 5 % of their mean"
    assert line(run, "replicates", leakers=Interval(20.0, 19.0, 21.0)) == ("enough", told)


def test_a_wide_interval_tells_how_many_replicates_would_do(run: Run) -> None:
    told = "leakers are known to within 20 % of their mean; 5 % takes about 48 replicates"
    assert line(run, "replicates", leakers=Interval(20.0, 16.0, 24.0)) == ("few", told)


def test_one_replicate_says_that_it_has_no_spread(run: Run) -> None:
    told = "one tells nothing of chance; ask for more with --replicates"
    assert line(run, "replicates", replicates=1) == ("one", told)
    assert ALONE in limits(run[0].plan, replace(run[1], replicates=1))


def test_no_leaker_at_all_is_told(run: Run) -> None:
    told = "no replicate had a leaker"
    assert line(run, "replicates", leakers=Interval(0.0, 0.0, 0.0)) == ("no leaker", told)


def test_the_radar_that_sees_least_of_the_map_counts(run: Run) -> None:
    assert line(run, "terrain", (1.0, 0.75)) == (
        "partly unknown", "25 % of the disc of one radar lies off the map, where ground counts as sea level"
    )  # fmt: skip


def test_a_run_that_was_cut_short_says_so(run: Run) -> None:
    assert line(run, "end of run", unresolved=Interval(1.5, 1.0, 2.0)) == (
        "cut short", "1.50 raiders were under way when time ran out; lengthen area.duration_s"
    )  # fmt: skip


def test_sourced_figures_are_told_apart_from_the_rest(run: Run) -> None:
    assert (
        line(run, "figures", status_mix={"seen": 0.6, "derived": 0.1, "memory": 0.3})[0] == "mostly sourced"
    )


def test_what_the_terrain_cannot_say_depends_on_it(run: Run, tmp_path: Path) -> None:
    prepared, summary = run
    assert COARSE in limits(prepared.plan, summary)
    smooth, _ = small_run(tmp_path, "area.terrain=flat")
    assert SMOOTH in limits(smooth.plan, summary)
    assert COARSE not in limits(smooth.plan, summary)


def test_wrong_engagements_stand_in_the_answer(run: Run) -> None:
    wrong = WrongEngagements(0.5, 0.25, 0.4, 0.2, 75.0, 10.0, 0.375)
    assert html.wrong_words(replace(run[1], wrong=wrong)) == (
        "It wrongly fired at 0.50 civil and 0.25 friendly flights of 75 in its reach: 10.0 per 1,000, "
        "0.38 for each raider killed."
    )


def test_a_defence_that_lets_nothing_through_has_no_reasons(run: Run) -> None:
    assert html.why_words(replace(run[1], reasons={"killed": 8.0})) == "No raider leaked in any replicate."


def test_the_three_most_frequent_reasons_make_a_sentence(run: Run) -> None:
    assert html.why_words(run[1]) == (
        "Of 5.33 leakers, 38 % were never where a round could have met them; "
        "38 % came into view, but no radar picked them up; 19 % were met by rounds, all of which failed."
    )


def test_a_silent_battery_is_told(run: Run) -> None:
    assert html.shot_words(replace(run[1], first_shot=None)) == "No round was fired."


def test_what_a_scenario_has_to_say_of_its_numbers_stands_first(run: Run) -> None:
    prepared, summary = run
    assert next(check.name for check in checks(prepared, summary)) == "time step"
    told = replace(prepared, scenario=prepared.scenario.model_copy(update={"told": "As\nthe articles say."}))
    first = checks(told, summary)[0]
    assert (first.name, first.verdict, first.tone) == ("scenario", "read this", "plain")
    assert first.found == "As the articles say."


def test_what_is_quoted_counts_as_sourced(run: Run) -> None:
    assert line(run, "figures", status_mix={"quoted": 0.6, "memory": 0.4})[0] == "mostly sourced"
