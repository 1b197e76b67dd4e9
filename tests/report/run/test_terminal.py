"""The summary on a terminal: the right words for the figures, and never wider than the screen."""

from __future__ import annotations

import dataclasses
import io

import pytest
from rich.console import Console

from openiads.report.ink.assumptions import STATUS_WORDS
from openiads.report.ink.bars import bar, stacked
from openiads.report.ink.number_words import number, share, signed, whole
from openiads.report.ink.terminal_parts import STATUS_COLOURS, STATUS_FILLS
from openiads.report.run.terminal import account
from openiads.scenario.load_scenario import load
from openiads.study.campaign.run_campaign import run
from openiads.study.campaign.summary import CommonFailure, Interval


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """A small run."""
    scenario = load("one-battery", ["doctrine.common_failure_probability=0"])
    return run(scenario, replicates=6, out=tmp_path_factory.mktemp("terminal") / "run")


def shown(summary, folder, width=100) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(account(summary, folder))
    return console.file.getvalue()


@pytest.mark.parametrize("width", [80, 100])
def test_it_fits_the_screen(result, width):
    assert max(map(len, shown(result.summary, result.folder, width).splitlines())) <= width


def test_of_terrain_nothing_is_claimed_where_no_radar_looks(result):
    assert "100 % of what the radars could see lies on the map" in shown(result.summary, result.folder)
    undefended = shown(dataclasses.replace(result.summary, known_share=None), result.folder)
    assert "no radar looks over it" in undefended
    assert "of what the radars could see" not in undefended


def test_the_answer_comes_first(result):
    told = dataclasses.replace(
        result.summary,
        typical=Interval(4.656, 4.5, 4.8),
        carriers=dataclasses.replace(
            result.summary.carriers,
            released=Interval(1.5, 1.2, 1.8),
            killed_before=Interval(0.5, 0.2, 0.8),
            killed_after=Interval(0.25, 0.1, 0.4),
        ),
        assets_hit=Interval(1.25, 1.0, 1.5),
        value_hit=Interval(0.4, 0.3, 0.5),
    )
    lines = [line.strip() for line in shown(told, result.folder).splitlines() if line.strip()]
    assert lines[2:6] == [
        "4.66  of 6 weapons and raiders aimed at assets arrived  4.50 to 4.80",
        "1.50  of 2 carriers released their weapons  1.20 to 1.80",
        "0.50 were killed before, 0.25 after",
        "1.25  of 2 assets were hit, with 40 % of all value  1.00 to 1.50",
    ]


STRIKES = CommonFailure(0.02, 0.0, 0.05, "assumption", 3, Interval(6.0, 6.0, 6.0))


def test_the_typical_raid_and_the_disaster_stand_apart(result):
    told = dataclasses.replace(
        result.summary,
        replicates=60,
        leakers=Interval(2.08, 2.0, 2.16),
        typical=Interval(2.0, 1.9, 2.1),
        common_failure=STRIKES,
    )
    lines = [line.strip() for line in shown(told, result.folder).splitlines() if line.strip()]
    assert lines[1].startswith("60 replicates, seed 1, 3 of them with a common failure too; mean and 95 %")
    assert lines[2:5] == [
        "2.00  of 6 weapons and raiders aimed at assets arrived  1.90 to 2.10",
        "6  arrive if a common failure strikes (2 %, 0 % to 5 %: assumption);",
        "2.08 with that included, as in all that follows",
    ]


def test_a_failure_that_no_replicate_was_played_with_is_told(result):
    unplayed = dataclasses.replace(STRIKES, replicates=0, leakers=None)
    told = dataclasses.replace(result.summary, common_failure=unplayed)
    assert "a common failure (2 %, 0 % to 5 %: assumption) was not played and is not included" in shown(
        told, result.folder
    )


def test_what_is_unresolved_is_said(result):
    some = dataclasses.replace(result.summary, unresolved=Interval(1.5, 1.0, 2.0))
    told = "1.50 raiders were under way when the run ended; lengthen area.duration_s"
    assert told in shown(some, result.folder)
    assert told not in shown(result.summary, result.folder)


def test_a_single_replicate_is_not_taken_for_certainty(result):
    alone = dataclasses.replace(result.summary, replicates=1)
    assert "one replicate says nothing about chance; ask for more with --replicates" in shown(
        alone, result.folder
    )


def test_a_run_without_a_shot_is_shown(result):
    quiet = dataclasses.replace(result.summary, first_shot=None, first_shot_share=0.0)
    assert "first shot" not in shown(quiet, result.folder)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (0.004, "0.004"),
        (4.656, "4.66"),
        (62.5, "62.5"),
        (9.996, "10.0"),
        (999.97, "1,000"),
        (12_345.6, "12,346"),
    ],
)
def test_numbers_have_the_digits_that_a_reader_wants(value, written):
    assert number(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0 %"),
        (0.002, "0.2 %"),
        (0.425, "42 %"),
        (0.996, "99.6 %"),
        (1.0, "100 %"),
        (0.9996, "above 99.9 %"),
        (0.0004, "below 0.1 %"),
        (0.0005, "0.1 %"),
        (0.9994, "99.9 %"),
    ],
)
def test_what_is_neither_none_nor_all_does_not_look_like_it(value, written):
    assert share(value) == written


def test_bars_are_as_long_as_their_share():
    assert bar(0.5, "red", 8).plain == "████    "
    assert bar(0.0, "red", 4).plain == "    "
    assert bar(0.001, "red", 4).plain == "▏   "
    assert bar(1.0, "red", 4).plain == "████"


def test_portions_fill_the_whole_and_small_ones_are_seen():
    assert stacked([(0.5, "red", "█"), (0.5, "blue", "▒")], 8).plain == "████▒▒▒▒"
    assert stacked([(0.5, "", ""), (0.5, "blue", "█")], 8).plain == "    ████"
    assert stacked([(0.5, "", ""), (0.01, "blue", "█")], 8).plain == "    ▏"
    assert stacked([(0.999, "", ""), (0.001, "blue", "█")], 8).plain == "       ▏"
    assert stacked([(1.0, "red", "█"), (1e-17, "blue", "█")], 8).plain == "████████"


def test_statuses_are_told_apart_without_colour():
    assert set(STATUS_FILLS) == set(STATUS_COLOURS) == set(STATUS_WORDS)
    assert len(set(STATUS_FILLS.values())) == len(STATUS_FILLS)


@pytest.mark.parametrize(("value", "written"), [(8.0, "8"), (7.9999999999, "8"), (78.5, "78.5"), (0.0, "0")])
def test_a_mean_that_never_varies_is_a_count(value, written):
    assert whole(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0"), (-1.25, "\u22121.25"), (0.12, "+0.12"), (12.34, "+12.3")]
)
def test_a_difference_has_its_sign(value, written):
    assert signed(value) == written
