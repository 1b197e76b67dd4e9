"""The raid on chosen dates in words: a sentence of the answer, the cells of a table, how it was played."""

from __future__ import annotations

import datetime

from openiads.ground.interval_words import NONE, with_interval
from openiads.report.ink.number_words import share, signed, whole
from openiads.report.ink.svg import joined
from openiads.study.timeline.chosen_dates import ChosenDates, OnDate
from openiads.study.timeline.timeline_answer import Ready, TimelineAnswer

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
        f"{_arriving(first)} would arrive ({_hit(first)} of the value hit) if it came on "
        f"{_when(first, found)}"
    )
    more = [f"{_arriving(one)} ({_hit(one)}) on {_when(one, found)}" for one in rest]
    others = len(found.on.dates) - 1 - len(rest)
    between = f"; on {others} more dates the number lies between these" if others else ""
    loads = _full(found)
    return "; ".join([told, *more]) + f"{between}.{loads}"


def _full(found: TimelineAnswer) -> str:
    """Which rounds the stocks do not count."""
    types = joined(list(found.rounds))
    return f" On each date launchers are taken as full of every type but {types}." if types else ""


def _when(one: OnDate, found: TimelineAnswer) -> str:
    return f"{day(found.plan.date(one.time))}, {_met(found.ready_at(one.time))}"


def _named(on: ChosenDates) -> list[OnDate]:
    if len(on.dates) <= MOST_NAMED:
        return list(on.dates)
    means = {one.time: one.interval("leakers")[0] for one in on.dates}
    ends = (choose(on.dates, key=lambda one: means[one.time]) for choose in (max, min))
    return list({one.time: one for one in (on.first, *ends)}.values())


def _arriving(one: OnDate) -> str:
    told, aimed = one.interval("leakers"), float(one.arm.aimed)
    return "all" if told == (aimed, aimed, aimed) else with_interval(told, whole)


def _hit(one: OnDate) -> str:
    """Share of the value of assets."""
    return with_interval(one.interval("value_hit_share"), share)


def _met(ready: Ready) -> str:
    """What is ready."""
    if ready.most == 0:
        return "with no battery ready"
    if ready.least == ready.most:
        return f"with {ready.most} {'battery' if ready.most == 1 else 'batteries'} ready"
    return f"with {whole(ready.told[0])} batteries ready on average"


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
    return [] if found.on is None else [_row(one, found.on, found) for one in found.on.dates]


def _row(one: OnDate, on: ChosenDates, found: TimelineAnswer) -> tuple[str, ...]:
    difference = NONE if one is on.first else with_interval(one.less(on.first, "leakers"), signed)
    return (
        str(found.plan.date(one.time)),
        with_interval(found.ready_at(one.time).told, whole),
        with_interval(one.interval("leakers"), whole),
        *((difference,) if len(on.dates) > 1 else ()),
        with_interval(one.interval("value_hit_share"), share),
        whole(one.interval("rounds")[0]),
    )


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
        f"{_loads(found)} {_states(on)} {_brackets(found)} Differences are paired, a common failure is "
        f"weighed in by its probability.{few} The raid is an assumption of the scenario, the same on every "
        "date: that it would be flown then, nobody says, and an attacker who knew what stands would choose "
        "another."
    )


def _brackets(found: TimelineAnswer) -> str:
    """Of whom each number is told."""
    if found.histories == 1:
        return "About batteries ready nothing is open; all else has 95 % intervals by chance alone."
    return (
        f"Batteries ready are told of all {found.histories:,} histories, with what 5 and 95 % of them lie "
        "below, as in the table by date; all else is of the replicates, with 95 % intervals by chance alone."
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
