"""The raid on chosen dates in words: every number with its interval, and what it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openiads.report.studies import timeline_dates_words, timeline_terminal, timeline_words
from openiads.scenario.plan import plan_of
from openiads.scenario.timeline_plan import timeline_plan
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.experiment.in_memory import InMemory
from openiads.study.timeline.chosen_dates import ChosenDates, OnDate
from openiads.study.timeline.date_states import State
from openiads.study.timeline.stays import Stays
from openiads.study.timeline.timeline_answer import TimelineAnswer
from tests.study.timeline.plans import DAY, row
from tests.study.timeline.test_chosen_dates import asked, scenario_with

BOTH, ONE, NOBODY = State(((0, 0), (1, 1)), ()), State(((0, 0),), ()), State((), ())
SCENARIO = scenario_with()


def on(day: int, states: list[State], leakers: list[float]) -> OnDate:
    """A date of which somebody says what was played."""
    size = len(leakers)
    columns = {
        "replicate": np.arange(float(size)), "common_failure": np.zeros(size), "leakers": np.array(leakers),
        "value_hit_share": np.full(size, 0.5), "rounds": np.arange(float(size)),
    }  # fmt: skip
    arm = PlayedArm("two", "", plan_of(SCENARIO), [InMemory(columns, 0.0)])
    return OnDate(day * DAY, tuple(states), arm)


NONE = on(0, [NOBODY] * 4, [6.0] * 4)
FEW = on(40, [ONE, ONE, ONE, BOTH], [3.0, 4.0, 3.0, 2.0])
ALL = on(60, [BOTH] * 4, [2.0, 2.0, 1.0, 1.0])


def standing() -> Stays:
    """The first battery from day 31 on, the second from day 59 on but in one of four histories."""
    begin = np.array([[31.0, 59.0], [31.0, 59.0], [31.0, 59.0], [31.0, 31.0]]) * DAY
    zero = np.array([0, 1])
    return Stays(zero, zero, begin, np.full((4, 2), 365.0 * DAY), 365.0 * DAY)


def found(*dates: OnDate) -> TimelineAnswer:
    return replace(asked(SCENARIO), asked=4, stays=standing(), on=ChosenDates(len(dates[0].states), dates))


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (
            (NONE,),
            "Of the 6 raiders and weapons that the raid of the scenario aims at assets, all would arrive (50 "
            "% of the value hit) if it came on 1 January 2021, with no battery ready.",
        ),
        ((NONE, FEW), "; 3 [1.70 to 4.30] (50 %) on 10 February 2021, with 1.25 batteries ready on average."),
        ((FEW, ALL), "; 1.50 [0.58 to 2.42] (50 %) on 2 March 2021, with 2 batteries ready."),
        (
            (FEW, on(41, [ONE] * 4, [3.0, 3.0, 3.0, 2.0]), on(42, [ONE] * 4, [3.0] * 4), NONE, ALL),
            "all (50 %) on 1 January 2021, with no battery ready; 1.50 [0.58 to 2.42] (50 %) on 2 March "
            "2021, with 2 batteries ready; on 2 more dates the number lies between these.",
        ),
    ],
)
def test_the_answer_names_dates_with_what_would_arrive(dates, said):
    assert timeline_dates_words.lead(found(*dates)).endswith(said)


def test_the_table_tells_every_date_and_differences_to_the_first():
    told = found(NONE, FEW)
    assert "against 2021-01-01" in timeline_dates_words.headings(told)
    first, second = timeline_dates_words.rows(told)
    assert first == ("2021-01-01", "0", "6", "\u2013", "50 %", "1.50")
    assert second[:3] == ("2021-02-10", "1.25 [1 to 2]", "3 [1.70 to 4.30]")
    assert second[3].startswith("\u22123.00 [")


def test_readiness_is_of_all_histories_and_leakers_of_what_the_replicates_met():
    few = found(on(40, [ONE], [3.0]))  # one replicate, of four histories
    ((_, ready, *_),) = timeline_dates_words.rows(few)
    assert ready == "1.25 [1 to 2]"
    assert ready == timeline_words.day_rows(replace(few, plan=replace(few.plan, duration=41 * DAY)))[-1][1]
    assert "Batteries ready are told of all 4 histories" in timeline_dates_words.method(few)


def test_whose_loads_are_counted_is_told():
    told = replace(found(NONE, FEW), plan=timeline_plan(scenario_with(row("stock", 'round = "48n6e3"'))))
    assert timeline_dates_words.lead(told).endswith(
        "ready on average. On each date launchers are taken as full of every type but 48n6e3."
    )


def test_one_date_is_beside_no_other():
    told = found(NONE)
    assert len(timeline_dates_words.headings(told)) == len(timeline_dates_words.rows(told)[0]) == 5


def test_the_method_says_whose_raid_it_is_and_how_launchers_are_filled():
    sure = replace(asked(SCENARIO), on=ChosenDates(4, (NONE, FEW)))
    said = timeline_dates_words.method(sure)
    assert "nothing about that is open. Launchers are full, as the timeline has no stocks." in said
    assert "About batteries ready nothing is open" in said
    assert "met in 3 different states" in said
    assert "The raid is an assumption of the scenario, the same on every date" in said


def test_nothing_is_said_where_nothing_was_asked():
    bare = asked(SCENARIO)
    assert timeline_dates_words.lead(bare) == timeline_dates_words.method(bare) == ""
    assert timeline_dates_words.rows(bare) == []


def test_a_narrow_terminal_keeps_every_number():
    from rich.console import Console

    console = Console(width=60, record=True, file=None, force_terminal=False)
    with console.capture() as told:
        console.print(timeline_terminal.account("x", found(NONE, FEW, ALL)))
    assert max(map(len, told.get().splitlines())) <= 60
    assert "1.50 [0.58 to 2.42]" in told.get()
