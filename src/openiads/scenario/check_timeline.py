"""Faults of meaning in `[timeline]`: names, order of dates, places, what waits for what."""

from __future__ import annotations

import datetime
import graphlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from openiads.ground.errors import Faults, UnknownName
from openiads.scenario.check_campaign import check_attrition, check_campaign
from openiads.scenario.known import Known
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.timeline_schema import Delivery, Happening, Move, Timeline, TimelinePlace, Withdrawal

LONGEST = 36_600
"""Days of a timeline, a hundred years."""
TOWN = 2
"""Decimals of a degree that a town has, a kilometre."""
HOURS_PER_DAY = 24
WHOLE = 1e-6
"""By which shares may miss 1."""


class Step(NamedTuple):
    """One battery's part in a row."""

    first: datetime.date
    last: datetime.date
    path: str
    row: Happening


def check_timeline(scenario: Scenario, known: Known, faults: Faults) -> None:
    """Note every fault of meaning in the timeline of a scenario, if it has one."""
    told = scenario.timeline
    if told is None:
        return
    _check_span(told, faults)
    _check_places(told, known, faults)
    for table, index, row in told.happenings:
        _check_row(row, f"timeline.{table}[{index}]", told, known, faults)
    orders = steps_by_battery(told)
    unsure = _without_dates(told) if len(faults) else set()
    for name in (name for name in orders if name not in unsure):
        _check_order(name, orders[name], faults)
    if cycle := _cycle(told):
        faults.add("timeline.move", f"{', '.join(cycle)} wait for one another; let one leave by its date")
    check_attrition(told, known, faults)
    check_campaign(told, known, faults)


def _without_dates(told: Timeline) -> set[str]:
    """Batteries of rows without any date, as one has whose own was faulty: what follows it is not known."""
    rows = [row for _, _, row in told.happenings if not any(_dates(row))]
    return {name for row in rows for name in row.batteries}


def _check_span(told: Timeline, faults: Faults) -> None:
    days = (told.end - told.start).days
    if days <= 0:
        faults.add("timeline.end", f"is {told.end}, not after start {told.start}; name a later day")
    if days > LONGEST:
        faults.add(
            "timeline.end", f"is {days} days after the start; at most {LONGEST} are allowed; end earlier"
        )


def places_of(told: Timeline, batteries: Iterable[str]) -> list[str]:
    """Names of all places: those of the timeline, and the site of each battery that belongs to none."""
    belonging = {name for place in told.place for name in place.batteries}
    return [place.name for place in told.place] + [name for name in batteries if name not in belonging]


def _check_places(told: Timeline, known: Known, faults: Faults) -> None:
    taken: dict[str, str] = {}
    for name, times in Counter(place.name for place in told.place).items():
        if times > 1:
            faults.add(f"timeline.place.{name}", f"{times} places have this name; rename all but one")
        if name in known.names["battery"]:
            faults.add(f"timeline.place.{name}", "is the name of a battery, whose site has it; rename it")
    for place in told.place:
        path = f"timeline.place.{place.name}"
        _check_site(place, path, faults)
        for name in place.batteries:
            known.require("battery", name, f"{path}.batteries", faults)
            if name in taken:
                faults.add(f"{path}.batteries", f"{name!r} is at {taken[name]!r} already; remove it here")
            taken.setdefault(name, place.name)


def _check_site(place: TimelinePlace, path: str, faults: Faults) -> None:
    if (place.lat is None) != (place.lon is None):
        faults.add(path, "has only one of lat and lon; give both or none")
    if place.lat is None and place.lon is None and not place.batteries:
        faults.add(path, "has neither lat and lon nor batteries; give it one of both")
    for key, value in (("lat", place.lat), ("lon", place.lon)):
        if value is not None and round(value, TOWN) != value:
            faults.add(f"{path}.{key}", f"is {value!r}; two decimals are allowed, as a town has; round it")


def _check_row(row: Happening, path: str, told: Timeline, known: Known, faults: Faults) -> None:
    known.require_each("battery", row.batteries, f"{path}.batteries", faults)
    _check_when(row, path, faults)
    for key, times in Counter(row.sources).items():
        if times > 1:
            faults.add(f"{path}.sources", f"{key!r} is named {times} times; name it once")
        if known.cited is not None and key not in known.cited and key not in known.catalogue.sources:
            faults.add(
                f"{path}.sources", f"{UnknownName('source', key, known.cited)}, and those of the catalogue"
            )
    if isinstance(row, Delivery | Move) and row.to is not None:
        places = places_of(told, known.names["battery"])
        if row.to not in places:
            faults.add(f"{path}.to", str(UnknownName("place", row.to, places)))
    if isinstance(row, Move):
        _check_successors(row, path, known, faults)


def _check_when(row: Happening, path: str, faults: Faults) -> None:
    if (row.date is None) == (row.outcomes is None):
        said = "neither date nor outcomes is" if row.date is None else "date and outcomes are both"
        faults.add(path, f"{said} given; one of them is allowed; write it like date = 2017-07-25")
    for index, outcome in enumerate(row.outcomes or ()):
        if (outcome.date is None) != outcome.never:
            faults.add(f"{path}.outcomes[{index}]", "needs either a date or never = true; give one of them")
    total = sum(outcome.share for outcome in row.outcomes or ())
    if row.outcomes and abs(total - 1.0) > WHOLE:
        faults.add(f"{path}.outcomes", f"have shares of {total:g} in all; 1 is needed; change them")


def _check_successors(row: Move, path: str, known: Known, faults: Faults) -> None:
    known.require_each("battery", row.successors, f"{path}.successors", faults)
    for name in row.successors:
        if name in row.batteries:
            faults.add(f"{path}.successors", f"{name!r} itself leaves; name another battery")
    if (row.policy == "replaced-in-place") != bool(row.successors):
        said = "needs successors; name them" if not row.successors else "has no successors; leave them out"
        faults.add(f"{path}.successors", f"policy {row.policy!r} {said}")


def steps_by_battery(told: Timeline) -> dict[str, list[Step]]:
    """What each battery does, in the order of dates; what never comes is left out."""
    found: dict[str, list[Step]] = {}
    for table, index, row in told.happenings:
        dates = list(_dates(row))
        if dates:
            step = Step(min(dates), max(dates), f"timeline.{table}[{index}]", row)
            for name in dict.fromkeys(row.batteries):
                found.setdefault(name, []).append(step)
    for steps in found.values():
        # Of one day: who leaves makes room for who comes, a hand-over in place.
        steps.sort(key=lambda step: (step.first, step.last, isinstance(step.row, Delivery)))
    return found


def _dates(row: Happening) -> Iterator[datetime.date]:
    yield from row.date or ()
    for outcome in row.outcomes or ():
        yield from outcome.date or ()


def _check_order(name: str, steps: list[Step], faults: Faults) -> None:
    """Deliveries, moves and withdrawals of one battery follow one another and make sense."""
    comes = any(isinstance(step.row, Delivery) for step in steps)
    if comes and not isinstance(steps[0].row, Delivery):
        step = steps[0]
        faults.add(step.path, f"{name!r} leaves on {step.first}, before its delivery; exchange the dates")
    for before, after in pairwise(steps):
        if after.first < before.last:
            faults.add(
                after.path,
                f"{name!r} does this on {after.first} at the earliest, and {before.path} may be as late as "
                f"{before.last}; dates of one battery may not overlap; move one",
            )
        gone = isinstance(before.row, Withdrawal)
        if gone and not isinstance(after.row, Delivery):
            faults.add(
                after.path, f"{name!r} has left by {before.path}; deliver it again before, or leave it out"
            )
        if isinstance(after.row, Delivery) and not gone:
            faults.add(after.path, f"{name!r} is there already by {before.path}; withdraw it before")


def order_of(told: Timeline) -> list[tuple[str, int]]:
    """Rows in an order in which each comes after what it waits for.

    Raises
    ------
    graphlib.CycleError
        where some wait for one another
    """
    steps_of = steps_by_battery(told)
    chains = _chains(told, steps_of)
    waits: dict[tuple[str, int], set[tuple[str, int]]] = {key: set() for key in _keys(told)}
    for steps in chains.values():
        for before, after in pairwise(steps):
            waits[after].add(before)
    for index, row in enumerate(told.move):
        for name in set(row.successors) - set(row.batteries):
            first = _until_ready(steps_of.get(name, []), told.start)
            waits["move", index] |= set(chains.get(name, [])[:first])
    return list(graphlib.TopologicalSorter(waits).static_order())


def _keys(told: Timeline) -> list[tuple[str, int]]:
    return [(table, index) for table, index, _ in told.happenings]


def _chains(told: Timeline, steps_of: dict[str, list[Step]]) -> dict[str, list[tuple[str, int]]]:
    keys = {id(row): (table, index) for table, index, row in told.happenings}
    return {name: [keys[id(step.row)] for step in steps] for name, steps in steps_of.items()}


def _until_ready(steps: list[Step], start: datetime.date) -> int:
    """How many steps of a battery decide when it is ready first: those up to one after which it surely was.

    A delivery may fail, and who is withdrawn or ordered away in training was not ready; then a later step
    may be the first that makes it so.  Who stands from the start is ready then, unless its first step is as
    early.
    """
    if steps and not isinstance(steps[0].row, Delivery) and steps[0].first > start:
        return 1
    for count, (step, after) in enumerate(pairwise(steps), start=1):
        row = step.row
        if not isinstance(row, Delivery) or any(one.never and one.share > 0 for one in row.outcomes or ()):
            continue
        passes = row.training_d[-1] + row.emplacement_h[-1] / HOURS_PER_DAY
        if (after.first - step.last).days > passes:
            return count
    return len(steps)


def _cycle(told: Timeline) -> list[str]:
    try:
        order_of(told)
    except graphlib.CycleError as error:
        return [f"{table}[{index}]" for table, index in error.args[1][1:]]
    return []
