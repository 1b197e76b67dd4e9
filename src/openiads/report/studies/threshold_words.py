"""What must be true, in words: the answer in a sentence or two, and the cells of its tables."""

from __future__ import annotations

import math
from collections.abc import Sequence

from openiads.ground.interval_words import NONE, with_interval
from openiads.report.ink.figure_words import number as plain
from openiads.report.ink.number_words import number
from openiads.report.ink.svg import joined
from openiads.report.studies import figure_names
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.ranges import GIVEN
from openiads.study.strata_weights import Ends
from openiads.study.threshold.searching import Look, Needed, Required, holds
from openiads.study.threshold.what_is_asked import Wish

ALWAYS, NEVER = "any", "none"
AGAIN = "and past the second it turns again"
MOST_PLACES = 4
"""Crossings that are named one by one."""


def named(one: Coordinate) -> str:
    """A figure as people call it."""
    return figure_names.named(one.name)


def amount(one: Coordinate, value: float) -> str:
    """A value with its unit."""
    return figure_names.amount(one.name, value)


def axis(one: Coordinate) -> str:
    """What stands beside an axis or over a column."""
    unit = figure_names.unit(one.name)
    return f"{named(one)}, {unit}" if unit else named(one)


def wanted(wish: Wish) -> str:
    """What the measure is to be: `below 0.1`."""
    return f"{'at least' if wish.above else 'below'} {plain(wish.threshold)}"


def lead(found: Required) -> str:
    """The answer."""
    asked = found.asked
    if asked.second is None:
        return " ".join([_one(found, found.rows[0]), *_doubts(found, found.rows[0]), _nominal(found)])
    return f"{_frontier(found)} {_nominal(found)}"


def title(found: Required) -> str:
    """The question in a line."""
    asked = found.asked
    names = joined([named(one) for one in asked.figures])
    return f"{asked.arm.name}: {names} for {asked.wish.measure.title} {wanted(asked.wish)}"


def _one(found: Required, row: Needed) -> str:
    one, wish = found.asked.first, found.asked.wish
    what, name = f"{wish.measure.title} {wanted(wish)}", named(one)
    if row.crossing.value is not None:
        side = "or more" if row.at_least else "or less"
        value = amount(one, row.crossing.value)
        return f"For {what}, {name} must be {value} {side}, {interval(one, row)} by chance."
    first, last = row.looks[0], row.looks[-1]
    span = f"{name} from {amount(one, one.low)} to {amount(one, one.high)}"
    said = f"any {span} is enough" if row.always else f"no {span} is enough"
    return (
        f"For {what}, {said}: {_told(first.told)} at {amount(one, first.value)}, {_told(last.told)} at "
        f"{amount(one, last.value)}."
    )


def _told(told: Ends) -> str:
    return with_interval(told, number)


def interval(one: Coordinate, row: Needed) -> str:
    """The interval of a crossing; an end that the box cuts off says so."""
    if row.crossing.value is None:
        return ""
    low, high = amount(one, row.crossing.low), amount(one, row.crossing.high)
    less = f"{low} or less" if row.crossing.open_low else low
    more = f"{high} or more" if row.crossing.open_high else high
    return f"[{less} to {more}]"


def _doubts(found: Required, row: Needed) -> list[str]:
    """What keeps an answer from being plain."""
    one, places = found.asked.first, row.places
    told = []
    if row.open_to_chance:
        told.append("Chance alone may hide a crossing; more replicates would tell.")
    if len(places) > 1:
        spans = [f"{amount(one, low)} and {amount(one, high)}" for low, high in places[:MOST_PLACES]]
        more = "" if len(places) <= MOST_PLACES else f" and {len(places) - MOST_PLACES} times more"
        told.append(
            f"It crosses {len(places)} times, between {joined(spans)}{more}: the first is told, {AGAIN}."
        )
    if row.crossing.value is not None and not row.crossing.monotone and len(places) == 1:
        told.append("It clearly rises and falls on the way, so look at the curve.")
    return told


def _nominal(found: Required) -> str:
    as_it_is = [
        f"{named(one)} {amount(one, one.value)}" for one in found.asked.figures if not math.isnan(one.value)
    ]
    of = f" ({joined(as_it_is)})" if as_it_is else ""
    return f"As it is{of}, {found.asked.wish.measure.title}: {_told(found.nominal)}."


def _frontier(found: Required) -> str:
    """Both ends of the curve, and how many values of the second figure have no crossing."""
    first, second = found.asked.figures
    crossing = [row for row in found.rows if row.crossing.value is not None]
    parts = [
        f"{'at least' if row.at_least else 'at most'} {amount(first, row.crossing.value or 0.0)} "
        f"{interval(first, row)} with {named(second)} {amount(second, row.second or 0.0)}"
        for row in (crossing[:1] + crossing[-1:] if len(crossing) > 1 else crossing)
    ]
    told = [f"{named(first)} must be {joined(parts)}"] if parts else []
    span = f"{named(first)} from {amount(first, first.low)} to {amount(first, first.high)}"
    never, always = (sum(getattr(row, word) for row in found.rows) for word in ("never", "always"))
    at = f"of {len(found.rows)} values of {named(second)}"
    told += [f"at {never} {at} no {span} is enough"] if never else []
    told += [f"at {always} {at} any {span} is enough"] if always else []
    return f"For {found.asked.wish.measure.title} {wanted(found.asked.wish)}, {'; '.join(told)}."


def headings(found: Required) -> tuple[str, ...]:
    """Of the table: what was played of one figure, or what is needed at each value of the second."""
    asked = found.asked
    if asked.second is None:
        return (axis(asked.first), f"{asked.wish.measure.title} [by chance]", wanted(asked.wish))
    return (axis(asked.second), f"{axis(asked.first)} that is needed", "by chance")


def rows(found: Required) -> list[tuple[str, ...]]:
    """Cells of it."""
    if found.asked.second is None:
        return [_look(found, look) for look in found.rows[0].looks]
    return [_needed(found, row) for row in found.rows]


def _look(found: Required, look: Look) -> tuple[str, ...]:
    wish = found.asked.wish
    open_ = look.told[1] <= wish.threshold <= look.told[2]
    word = "yes" if holds(wish, look) else "no"
    return plain(float(f"{look.value:.4g}")), _told(look.told), f"{word}, open to chance" if open_ else word


def _needed(found: Required, row: Needed) -> tuple[str, ...]:
    first, second = found.asked.figures
    assert row.second is not None
    at = amount(second, row.second)
    if row.crossing.value is None:
        chance = "chance may hide a crossing" if row.open_to_chance else NONE
        return at, ALWAYS if row.always else NEVER, chance
    side = "or more" if row.at_least else "or less"
    twice = f"; crosses {len(row.places)} times" if len(row.places) > 1 else ""
    return at, f"{amount(first, row.crossing.value)} {side}", f"{interval(first, row)}{twice}"


def method(found: Required) -> str:
    """How it was found, and what it leaves out."""
    moved = "; ".join(map(_moved, found.asked.figures))
    return (
        f"{found.settings} settings were played, {found.replicates} replicates each, all on the same draws"
        f"{_closed_in(found)} Moved: {moved}. All else stays as it is, so every interval is of chance alone: "
        "what is not known of other figures is not in it."
    )


def _closed_in(found: Required) -> str:
    """What was done where the measure crosses its threshold, if it does."""
    if not any(row.crossing.value is not None for row in found.rows):
        return ": the ends of what was searched and values between them. The measure crosses nowhere."
    return (
        ", and the crossing was closed in on by halving. Its interval has the values at which the 95 % "
        "interval of the measure holds the threshold."
    )


def _moved(one: Coordinate) -> str:
    within = f"{one.name} from {plain(one.low)} to {amount(one, one.high)}"
    status = "" if one.status == GIVEN else f" ({one.status})"
    also = [path for path in one.paths if path != one.name]
    return f"{within}{status}{_with(also)}"


def _with(paths: Sequence[str]) -> str:
    return f", which is one statement of {', '.join(paths)}" if len(paths) > 1 else ""
