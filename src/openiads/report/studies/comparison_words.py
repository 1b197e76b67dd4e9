"""A comparison in words: what leads the page and the terminal, and what its cells say."""

from __future__ import annotations

import math
from collections.abc import Iterator

from openiads.ground.interval_words import between, endless, with_interval
from openiads.report.ink.number_words import number, share, signed
from openiads.report.ink.svg import joined
from openiads.study.analysis.box_range import HIDDEN_TOLD, Range
from openiads.study.analysis.sample import LEAST
from openiads.study.compare.comparison import ArmNote, Beside, Cell, Comparison
from openiads.study.compare.measures import CARRIERS, MEASURES

FEW = 5
"""Replicates from which on intervals of counts hold what they say."""
MADE = "how it was made"
"""Over the sentence of each arm, such as how it was made equal to the first."""


def plural(count: int, what: str) -> str:
    """So many of something."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def times(count: int) -> str:
    """How often."""
    return "once" if count == 1 else f"{count:,} times"


def lead(found: Comparison, measure: str = "leakers") -> str:
    """The answer in a sentence or two."""
    base = found.cell(found.base, measure)
    title = MEASURES[measure].title
    first = f"{found.base}: {mean(base)} {title} of {found.arms[0].aimed}."
    others = [found.cell(arm.arm, measure) for arm in found.arms[1:]]
    return " ".join([first, *(_one(cell, found.base) for cell in others)])


def _one(cell: Cell, base: str) -> str:
    assert cell.beside is not None
    told = f"{cell.arm}: {number(cell.mean[0])}"
    if cell.beside.alike:
        return f"{told}, alike in {'every pair' if cell.beside.pairs >= LEAST else 'the only pair'}."
    if not cell.beside.differs:
        return f"{told}, which chance alone may explain."
    if not has_ratio(cell.beside):
        return f"{told}; there is no ratio, since {base} has 0."
    return f"{told}, {ratio(cell.beside)} times as many."


def mean(cell: Cell) -> str:
    """Mean and interval of an arm."""
    return with_interval(cell.mean, number)


def ratio(told: Beside) -> str:
    """A ratio and its interval, if the difference has one; or that there is none over 0."""
    value, low, high = told.ratio.ends
    if not has_ratio(told):
        return "none, both are 0" if math.isnan(value) else "none, the base is 0"
    if not told.bounded:
        low, high = -math.inf, math.inf
    return with_interval((value, low, high), lambda end: endless(end, number))


def has_ratio(told: Beside) -> bool:
    """Whether the base is more than 0."""
    return math.isfinite(told.ratio.value)


def difference(told: Beside) -> str:
    """A paired difference and its interval, or that all pairs say the same and so tell of none."""
    if told.bounded or not told.same or told.pairs < LEAST:
        return with_interval(told.difference, signed)
    if told.alike:
        return f"0, alike in all {told.pairs:,} pairs"
    return f"{signed(told.difference[0])} in all {told.pairs:,} pairs"


def ranged(told: Range | None) -> str:
    """How far ignorance moves a number; nothing where no box was played."""
    if told is None or told.hidden:
        return "" if told is None else HIDDEN_TOLD
    return between(told.low, told.high, number)


def gain(told: Beside) -> str:
    """What pairing is worth."""
    return "all" if told.gain == float("inf") else f"{told.gain:.1f}"


def shown(found: Comparison) -> list[str]:
    """Measures that any arm has anything of, but for those of carriers."""
    told = (cell.measure for cell in found.cells if cell.mean[0] > 0.0)
    return [key for key in dict.fromkeys(told) if key not in CARRIERS]


def of_carriers(found: Comparison) -> list[str]:
    """Measures of carriers, where any arm is sent some."""
    return list(CARRIERS) if any(arm.carriers for arm in found.arms) else []


def carriers(found: Comparison) -> str:
    """What carriers are, and where they are not counted."""
    counts = list(dict.fromkeys(arm.carriers for arm in found.arms))
    each = joined([f"{count}" for count in counts])
    return (
        f"Carriers release weapons and go home: {each} in each raid. None is a leaker or part of what is "
        "aimed; their weapons are, released or not. Those killed before their release are among the raiders "
        "killed."
    )


def notes(found: Comparison) -> list[str]:
    """What a reader needs beside the numbers."""
    limited = [arm for arm in found.arms if arm.magazine_limited]
    told = list(_few(found.replicates))
    if limited:
        emptied = joined([_emptied(arm) for arm in limited])
        told.append(f"{emptied}: magazine-limited, so that loads are compared and not fights.")
    if len({arm.aimed for arm in found.arms}) > 1:
        told.append("The arms are not aimed at by as many raiders, so leakers are not of the same whole.")
    if found.replicates >= LEAST and _without_ends(found):
        told.append(
            "Where money differs by the same in all pairs there is no interval: a count differs by one at "
            "least, but of money no least step is known, and so nothing tells how far another pair may be."
        )
    return told


def _without_ends(found: Comparison) -> bool:
    """Whether the difference of anything that is shown has no interval."""
    keys = shown(found)
    return any(cell.beside and not cell.beside.bounded for cell in found.cells if cell.measure in keys)


def _few(replicates: int) -> Iterator[str]:
    """What so few replicates cannot tell."""
    if replicates == 1:
        yield "One replicate tells nothing of chance, so there are no intervals; play more."
    elif replicates < FEW:
        yield f"Of fewer than {FEW} replicates intervals are narrower than they should be; play more."


def _emptied(arm: ArmNote) -> str:
    return f"{arm.arm} fires {share(arm.fired_share)} of its {arm.loaded} rounds"


def method(found: Comparison) -> str:
    """How it was played, and what the two kinds of uncertainty are."""
    told = (
        f"Each arm was played {times(found.replicates)} on the same draws; a common failure is weighed in by "
        "its probability. In brackets: 95 % intervals, by chance alone, of means, paired differences and "
        "ratios (Fieller)."
    )
    if found.points:
        told += (
            f" Ranges: 5 to 95 % of {plural(found.points, 'point')} of the box of what is not known; no "
            "confidence intervals."
        )
    return told
