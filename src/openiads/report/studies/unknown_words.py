"""Which unknown matters most, in words: rows of figures for the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Sequence

from openiads.ground.interval_words import with_interval, with_minus
from openiads.report.ink.figure_words import number as figure
from openiads.report.ink.number_words import in_percent, number, share, signed
from openiads.report.studies.comparison_words import ranged
from openiads.study.analysis.indices import LEAST_POINTS, LEAST_R2
from openiads.study.compare.measures import MEASURES
from openiads.study.compare.unknowns import Unknown, Unknowns

SHOWN = 10
"""Figures that are listed."""
HEADINGS = ("figure", "low", "nominal", "high", "status", "index", "at low", "at high")


def title(found: Unknowns) -> str:
    """What is looked at."""
    measure = MEASURES[found.measure].title
    if found.of == "mean":
        return f"{found.arm}: {measure}"
    return f"{found.arm} against the base: {found.of} of {measure}"


def answer(found: Unknowns) -> str:
    """What the box does, and which figure does most of it."""
    return f"{spread(found)} {most(found)}"


def spread(found: Unknowns) -> str:
    """What the box does."""
    told = (
        f"5 to 95 % of the box: {ranged(found.range)}; standard deviation "
        f"{number(found.split.ignorance**0.5)} by what is not known, {number(found.split.chance**0.5)} by "
        "chance at one point."
    )
    if found.split.negative:
        told += " Chance explains all of the spread at this effort."
    return told


def most(found: Unknowns) -> str:
    """Which figure does most of it, or why that is not told."""
    if found.r2 is None:
        return f"Indices need at least {LEAST_POINTS} points, so none is told."
    if found.ranked is None:
        return (
            f"A function fitted to the points foretells {share(max(found.r2, 0.0))} of the spread at points "
            f"that it has not seen; below {share(LEAST_R2)} no index is told. {_foremost(found)}"
        )
    largest = found.largest
    if largest is None:
        return "No figure of the box moves it."
    return (
        f"{largest.name} matters most: without it {share(largest.total[0])} of the ignorance would go "
        f"(R2 at points not seen {found.r2:.2f})."
    )


def _foremost(found: Unknowns) -> str:
    one = found.foremost
    if one is None:
        return "No single figure stands out of chance either. More replicates or points help."
    correlation = with_minus(f"{one.correlation:.2f}")
    return (
        f"One figure stands out all the same: {one.name}, with which it moves most (rank correlation "
        f"{correlation}; if none of {one.among} mattered, the largest would stay below "
        f"{one.by_chance:.2f} ninety-nine times in a hundred)."
    )


def rows(found: Unknowns) -> list[tuple[str, ...]]:
    """Cells of the figures that matter most, in the order of `HEADINGS`."""
    ranked: Sequence[Unknown] = found.ranked or ()
    return [_row(one) for one in ranked[:SHOWN] if one.total[0] > 0.0]


def _row(one: Unknown) -> tuple[str, ...]:
    value, low, high = one.total
    at_low, at_high = one.swing.at_low[0], one.swing.at_high[0]
    return (
        one.name, figure(one.low), figure(one.value), figure(one.high), one.status,
        with_interval((value, low, high), "{:.2f}".format), signed(at_low), signed(at_high),
    )  # fmt: skip


def statuses(found: Unknowns) -> str:
    """What share of the ignorance figures of each status carry."""
    if not found.by_status or not found.split.ignorance:
        return ""
    shares = in_percent({row.status: row.share[0] for row in found.by_status})
    return "Of the ignorance: " + ", ".join(f"{told} {status}" for status, told in shares.items()) + "."
