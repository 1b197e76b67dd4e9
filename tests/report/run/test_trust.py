"""Each line of the trust panel, whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from openiads.report.run import run_page, terminal
from openiads.report.run.trust import ALONE, COARSE, SMOOTH, checks, limits
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.summary import Interval, StepCheck, Summary, WrongEngagements
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


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (
            StepCheck(1.0, 32, Interval(0.05, -0.31, 0.42), 0.8, "agrees"),
            (
                "agrees within 1 %",
                "by +0.05 (\u22120.31 to 0.42, 32 pairs): less than 1 % of what may arrive, 0.80",
            ),
        ),
        (
            StepCheck(1.0, 16, Interval(2.5, 1.5, 3.5), 0.8, "differs"),
            (
                "differs",
                "by +2.50 (1.50 to 3.50, 16 pairs): more than 1 % of what may arrive, 0.80; "
                "take a smaller area.step_s",
            ),
        ),
        (
            StepCheck(1.0, 8, Interval(0.1, -1.1, 1.2), 0.8, "cannot say"),
            (
                "cannot say",
                "by +0.10 (\u22121.10 to 1.20, 8 pairs): not known to 1 % of what may arrive, 0.80; "
                "more replicates allow more pairs",
            ),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_step_agrees_or_differs_or_nothing_is_said(
    run: Run, check: StepCheck, told: tuple[str, str]
) -> None:
    verdict, found = told
    whole = f"half the step of 1 s changes leakers {found}"
    assert line(run, "time step", step_check=check) == (verdict, whole)


def test_a_step_under_which_nothing_can_arrive_is_no_matter(run: Run) -> None:
    nothing = StepCheck(1.0, 0, Interval(0.0, 0.0, 0.0), 0.0, "agrees")
    told = "nothing is aimed at an asset, so nothing can arrive"
    assert line(run, "time step", step_check=nothing) == ("agrees", told)


def test_an_interval_within_a_twentieth_of_the_mean_is_enough(run: Run) -> None:
    told = "leakers are known to within 5 % of their mean"
    sharp = {"typical": Interval(20.0, 19.0, 21.0), "sharpness": ("enough", 1.0)}
    assert line(run, "replicates", **sharp) == ("enough", told)


def test_a_wide_interval_tells_how_many_replicates_would_do(run: Run) -> None:
    told = "leakers are known to within 20 % of their mean; 5 % takes about 48 replicates"
    wide = {"typical": Interval(20.0, 16.0, 24.0), "sharpness": ("few", 4.0)}
    assert line(run, "replicates", **wide) == ("few", told)


def test_a_few_replicates_that_are_all_alike_say_nothing(run: Run) -> None:
    told = "all 3 replicates had 4 leakers, too few to tell; 5 % takes about 38 replicates"
    alike = {"typical": Interval(4.0, 4.0, 4.0), "sharpness": ("cannot say", 0.71)}
    assert line(run, "replicates", **alike) == ("cannot say", told)


def test_one_replicate_says_that_it_has_no_spread(run: Run) -> None:
    told = "one replicate says nothing about chance; ask for more with --replicates"
    assert line(run, "replicates", replicates=1) == ("one", told)
    assert ALONE in limits(run[0].plan, replace(run[1], replicates=1))


def test_no_leaker_at_all_is_told(run: Run) -> None:
    told = "no replicate had a leaker; the mean is at most 0.18"
    assert line(run, "replicates", typical=Interval(0.0, 0.0, 0.184)) == ("no leaker", told)


def test_the_radar_that_sees_least_of_the_map_counts(run: Run) -> None:
    assert line(run, "terrain", (1.0, 0.75)) == (
        "partly unknown", "25 % of the disc of one radar lies off the map, where ground counts as sea level"
    )  # fmt: skip


def test_a_run_that_was_cut_short_says_so(run: Run) -> None:
    assert line(run, "end of run", unresolved=Interval(1.5, 1.0, 2.0)) == (
        "cut short", "1.50 raiders were under way when time ran out; lengthen area.duration_s"
    )  # fmt: skip


def test_what_the_terrain_cannot_say_depends_on_it(run: Run, tmp_path: Path) -> None:
    prepared, summary = run
    assert COARSE in limits(prepared.plan, summary)
    smooth, _ = small_run(tmp_path, "area.terrain=flat")
    assert SMOOTH in limits(smooth.plan, summary)
    assert COARSE not in limits(smooth.plan, summary)


def test_wrong_engagements_stand_in_the_answer(run: Run) -> None:
    wrong = WrongEngagements(
        Interval(0.5, 0.3, 0.7), Interval(0.25, 0.1, 0.4), Interval(0.75, 0.5, 1.0), 0.4, 0.2, 75.0,
        Interval(10.0, 6.67, 13.3), Interval(0.375, 0.25, 0.5),
    )  # fmt: skip
    assert run_page.wrong_words(replace(run[1], wrong=wrong)) == (
        "It wrongly fired at 0.50 civil and 0.25 friendly flights of 75 in its reach: "
        "0.75 in all (0.50 to 1.00), 10.0 per 1,000, 0.38 for each raider killed."
    )


def test_no_wrong_engagement_is_no_proof_of_none(run: Run) -> None:
    never = Interval(0.0, 0.0, 0.0369)
    wrong = WrongEngagements(never, never, never, 0.0, 0.0, 75.0, never.times(1000 / 75), never)
    told = replace(run[1], wrong=wrong)
    assert run_page.wrong_words(told) == (
        "None of the 75 other flights in its reach was fired at, in any replicate "
        "(95 % interval of the mean 0 to 0.04)."
    )
    assert run_page.cards(told)[3].range == "0 to 0.04; 0 per 1,000 in reach"
    assert terminal.wrong_text(told).plain == (
        "flights were wrongly engaged  0 to 0.04\n"
        "0 neutral, 0 friendly; 0 [0 to 0.49] per 1,000 flights in reach"
    )


def test_where_nothing_else_flies_nothing_is_said_of_fire_at_it(run: Run) -> None:
    none = Interval(0.0, 0.0, 0.0)
    wrong = WrongEngagements(none, none, none, 0.0, 0.0, 0.0, none, none)
    told = replace(run[1], wrong=wrong)
    assert run_page.wrong_words(told) == "No other flight came into its reach, in any replicate."
    assert run_page.cards(told)[3].range == "no other flight in reach"


def test_a_defence_that_lets_nothing_through_has_no_reasons(run: Run) -> None:
    assert (
        run_page.why_words(replace(run[1], reasons={"killed": 8.0})) == "No raider arrived in any replicate."
    )


def test_the_three_most_frequent_reasons_make_a_sentence(run: Run) -> None:
    assert run_page.why_words(run[1]) == (
        "Of 3.33 leakers, 60 % came into view, but no radar picked them up; 30 % were met by rounds, all of "
        "which failed; 10 % came in reach only when no round that reaches them was left."
    )


def test_a_silent_battery_is_told(run: Run) -> None:
    assert run_page.shot_words(replace(run[1], first_shot=None)) == "No round was fired."


def test_what_a_scenario_has_to_say_of_its_numbers_stands_first(run: Run) -> None:
    prepared, summary = run
    assert next(check.name for check in checks(prepared, summary)) == "time step"
    told = replace(prepared, scenario=prepared.scenario.model_copy(update={"told": "As\nthe articles say."}))
    first = checks(told, summary)[0]
    assert (first.name, first.verdict, first.tone) == ("scenario", "read this", "plain")
    assert first.found == "As the articles say."
