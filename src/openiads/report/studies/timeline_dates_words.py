"""The raid on chosen dates in words: a sentence of the answer, the cells of a table, how it was played."""

from __future__ import annotations

import datetime

from openiads.ground.interval_words import NONE, with_interval
from openiads.report.ink.number_words import share, signed, whole
from openiads.report.ink.svg import joined
from openiads.scenario.timeline_plan import TimelinePlan
from openiads.study.strata_weights import Ends
from openiads.study.timeline.chosen_dates import ChosenDates, OnDate
from openiads.study.timeline.timeline_answer import TimelineAnswer

TITLE = "The raid on chosen dates"
MOST_NAMED = 4
"""Dates that the answer names; of more it names the first, and those on which most and fewest arrive."""


def day(date: datetime.date) -> str:
    """A date as people write it."""
    return f"{date.day} {date:%B} {date.year}"


def lead(found: TimelineAnswer) -> str:
    """What would arrive on each date, in a sentence; nothing where no date was asked for."""
    if found.on is None:
        return ""
    first, *rest = _named(found.on)
    told = (
        f"Of the {found.on.aimed:,} raiders and weapons that the raid of the scenario aims at assets, "
        f"{_arriving(first)} would arrive if it came on {_when(first, found)}"
    )
    more = [f"{_arriving(one)} on {_when(one, found)}" for one in rest]
    others = len(found.on.dates) - 1 - len(rest)
    between = f"; on {others} more dates the number lies between these" if others else ""
    return "; ".join([told, *more]) + f"{between}."


def _when(one: OnDate, found: TimelineAnswer) -> str:
    return f"{day(found.plan.date(one.time))}, {_met(one)}"


def _named(on: ChosenDates) -> list[OnDate]:
    if len(on.dates) <= MOST_NAMED:
        return list(on.dates)
    means = {one.time: one.interval("leakers")[0] for one in on.dates}
    ends = (choose(on.dates, key=lambda one: means[one.time]) for choose in (max, min))
    return list({one.time: one for one in (on.first, *ends)}.values())


def _arriving(one: OnDate) -> str:
    told, aimed = one.interval("leakers"), float(one.arm.aimed)
    return "all" if told == (aimed, aimed, aimed) else with_interval(told, whole)


def _met(one: OnDate) -> str:
    """What is ready."""
    low, high = one.ready.min(), one.ready.max()
    if high == 0.0:
        return "with no battery ready"
    if low == high:
        return f"with {low:.0f} {'battery' if low == 1.0 else 'batteries'} ready"
    return f"with {whole(float(one.ready.mean()))} batteries ready on average"


def headings(found: TimelineAnswer) -> tuple[str, ...]:
    """Of the table."""
    if found.on is None:
        return ()
    beside = (f"against {found.plan.date(found.on.first.time)}",) if len(found.on.dates) > 1 else ()
    return (
        "date", "batteries ready", f"leakers of {found.on.aimed:,}", *beside, "value hit", "rounds fired",
    )  # fmt: skip


def rows(found: TimelineAnswer) -> list[tuple[str, ...]]:
    """Cells of it."""
    return [] if found.on is None else [_row(one, found.on, found.plan) for one in found.on.dates]


def _row(one: OnDate, on: ChosenDates, plan: TimelinePlan) -> tuple[str, ...]:
    difference = NONE if one is on.first else with_interval(one.less(on.first, "leakers"), signed)
    return (
        str(plan.date(one.time)),
        _ready(one),
        with_interval(one.interval("leakers"), whole),
        *((difference,) if len(on.dates) > 1 else ()),
        with_interval(one.interval("value_hit_share"), share),
        whole(one.interval("rounds")[0]),
    )


def _ready(one: OnDate) -> str:
    told: Ends = float(one.ready.mean()), float(one.ready.min()), float(one.ready.max())
    return with_interval(told, whole)


def method(found: TimelineAnswer) -> str:
    """How it was played, and what it is not."""
    on = found.on
    if on is None:
        return ""
    times = "once" if on.replicates == 1 else f"{on.replicates:,} times"
    few = " One replicate tells nothing of chance, so there are no intervals." if on.replicates == 1 else ""
    return (
        f"On each chosen date the scenario's own raid was played {times}, always on the same draws, against "
        f"the batteries that are ready as the day begins, where they stand then; {_histories(found)}"
        f"{_loads(found)} {_states(on)} In brackets: for batteries the fewest and the most that these "
        "histories have, else 95 % intervals by chance alone; differences are paired, a common failure is "
        f"weighed in by its probability.{few} The raid is an assumption of the scenario, the same on every "
        "date: that it would be flown then, nobody says, and an attacker who knew what stands would choose "
        "another."
    )


def _histories(found: TimelineAnswer) -> str:
    assert found.on is not None
    if found.certain and not found.rounds:
        return "nothing about that is open."
    again = "" if found.on.replicates <= found.asked else ", and past the last again the first"
    return f"each replicate takes the next of the {found.asked:,} histories{again}."


def _loads(found: TimelineAnswer) -> str:
    """How full launchers are."""
    if not found.rounds:
        return " Launchers are full, as the timeline has no stocks."
    return (
        f" Of {joined(list(found.rounds))} they hold what is left by then, as far as it fills the launchers: "
        "in tenths of a full load, rounded down, and reloaded by the date. Loads of other types are full."
    )


def _states(on: ChosenDates) -> str:
    if on.states == 1:
        return "The defence is in one and the same state in all that was played."
    return f"So the defence was met in {on.states:,} different states."
