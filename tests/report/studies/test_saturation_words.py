"""A knee in words: within its own interval, and no more certain than what was played."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from openiads.ground.interval_words import NONE
from openiads.report.studies import saturation_words as told
from openiads.study.analysis.knee import Knee

FIRST, SECOND, LAST = 4.5, 9.0, 60.0


@pytest.mark.parametrize(
    ("value", "low", "high", "words"),
    [
        (20.0, 16.0, 24.0, "20 [16 to 24]"),
        (20.0, 8.0, 24.0, "20 [under 9 to 24]"),
        (20.0, 16.0, 60.0, "20 [16 to over 60]"),
        (8.4, 7.0, 10.0, "under 9 [to 10]"),
        (8.4, 7.0, 60.0, "under 9 [to over 60]"),
        (8.4, 7.0, 8.6, "under 9"),
        (60.0, 55.0, 60.0, NONE),
    ],
)
def test_a_knee_stands_within_its_interval(value, low, high, words):
    assert told.raiders(Knee(value, low, high, FIRST, SECOND, LAST)) == words


def curve(of_added: float, knee: float = 20.0) -> Any:
    ends = (3.0, 2.0, 4.0)
    none = (0.0, 0.0, 0.0)
    met = SimpleNamespace(
        size=10, aimed=10, of_added=of_added, leakers=ends, type_spent=none, all_spent=none, rounds_left=ends
    )
    return SimpleNamespace(
        spread=0.0, met=(met,), knee=Knee(knee, knee, knee, FIRST, SECOND, LAST), leakers_at=lambda _: 3.0
    )


def found(of_added: float) -> Any:
    raid = SimpleNamespace(counts=lambda _: [5, 5], groups=[1, 2], spread=0.0)
    design = SimpleNamespace(seed=1)
    asked = SimpleNamespace(sizes=(10,), raid=raid, design=design)
    return SimpleNamespace(asked=asked, curves=(curve(of_added),), replicates=4)


@pytest.mark.parametrize(("of_added", "said"), [(1.01, True), (1.0, False), (math.nan, False)])
def test_more_than_all_of_those_added_is_explained_where_it_stands(of_added, said):
    assert (told.MORE_THAN_ALL in told.method(found(of_added))) == said


def test_leakers_at_a_knee_below_what_was_played_are_not_made_up():
    both = SimpleNamespace(asked=found(0.5).asked, curves=(curve(0.5, 8.0), curve(0.5)))
    below, within = told.knees(both)
    assert below[1:3] == ("under 9", NONE)
    assert below[3].startswith("somewhere below this size")
    assert within[2] == "3.00"


def hollow(share: float, knee: float = LAST) -> Any:
    raid = SimpleNamespace(size=2, aimed=lambda size: size, spread=0.0)
    met = [
        SimpleNamespace(size=1, aimed=1, loaded=4, leaker_share=(share, share, share)),
        SimpleNamespace(size=8, aimed=8, loaded=4, leaker_share=(0.5, 0.4, 0.6)),
    ]
    one = SimpleNamespace(spread=None, met=met, knee=Knee(knee, knee, knee, FIRST, SECOND, LAST))
    return SimpleNamespace(asked=SimpleNamespace(raid=raid), curves=(one,), largest=met[-1])


def test_where_nothing_is_stopped_of_the_smallest_raid_nobody_is_held_to_half_of_that() -> None:
    assert told.lead(hollow(1.0)) == (
        "The scenario sends 2 raiders, against 4 rounds. Of 1 raider, the smallest raid, nothing is stopped, "
        "so there is nothing that larger ones could be held to and no knee; of 8 raiders 50 % get through."
    )
    assert told._meaning(hollow(1.0).curves[0]).startswith("no knee: nothing is stopped of the smallest raid")
    assert told.lead(hollow(0.5)).endswith("50 % get through of 1 raider, 50 % of 8.")
