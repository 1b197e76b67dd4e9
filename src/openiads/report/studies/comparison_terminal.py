"""A comparison on a terminal: the answer first, then every measure, then how it was made."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from openiads.report.ink.listing import Listing
from openiads.report.ink.number_words import share
from openiads.report.ink.terminal_parts import section
from openiads.report.studies import comparison_words, unknown_words
from openiads.study.compare.comparison import Cell, Comparison
from openiads.study.compare.measures import MEASURES, Measure
from openiads.study.compare.unknowns import Unknowns


def account(found: Comparison, title: str = "", unknown: Sequence[Unknowns] = ()) -> RenderableType:
    """Everything that a comparison says, and what the box does to it; where it is narrow, numbers stay."""
    parts: list[RenderableType] = []
    if title:
        parts.append(Text(f"\n{title}", style="bold"))
    parts.append(Padding(Text(comparison_words.lead(found)), (1, 0)))
    parts += section("The arms", arms(found))
    for key in comparison_words.shown(found):
        parts += section(headline(MEASURES[key]), table(found, key))
    if comparison_words.of_carriers(found):
        parts += section("Carriers, apart from what arrives", _carriers(found))
    for one in unknown:
        parts += section(f"What is not known - {unknown_words.title(one)}", _unknown(one))
    told = [*comparison_words.notes(found), comparison_words.method(found)]
    parts += section("How it was made", Group(*map(Text, told)))
    return Group(*parts)


def _unknown(found: Unknowns) -> RenderableType:
    parts: list[RenderableType] = [Text(unknown_words.answer(found))]
    rows = unknown_words.rows(found)
    if rows:
        listed = Listing(unknown_words.HEADINGS, words=(0, 4))
        for row in rows:
            listed.add_row(*row)
        parts.append(listed)
    return Group(*parts, Text(unknown_words.statuses(found)))


def table(found: Comparison, measure: str) -> Listing:
    """All arms by one measure."""
    boxed = found.points > 1
    headings = ["", "mean", "against the base", "ratio", "pairing"]
    rows = Listing([*headings, *(["range: mean", "range: ratio"] if boxed else [])])
    for arm in found.arms:
        cell = found.cell(arm.arm, measure)
        rows.add_row(cell.arm, comparison_words.mean(cell), *_beside(cell), *(_ranges(cell) if boxed else ()))
    return rows


def arms(found: Comparison) -> Listing:
    """What each arm is: how it was made equal, if it was, and how much of its load it fires."""
    told = any(arm.told for arm in found.arms)
    last = [comparison_words.MADE] if told else []
    rows = Listing(["", "aimed", "rounds loaded", "fired", *last], words=(0, 4))
    for arm in found.arms:
        numbers = f"{arm.aimed}", f"{arm.loaded}", share(arm.fired_share)
        rows.add_row(arm.arm, *numbers, *([arm.told] if told else []))
    return rows


def _carriers(found: Comparison) -> RenderableType:
    parts: list[RenderableType] = [Text(comparison_words.carriers(found))]
    for key in comparison_words.of_carriers(found):
        parts += [Text(f"\n{headline(MEASURES[key])}"), table(found, key)]
    return Group(*parts)


def headline(of: Measure) -> str:
    """What stands over the table of a measure."""
    unit = f", {of.unit}" if of.unit not in ("", "1") else ""
    return f"{of.title[0].upper()}{of.title[1:]}{unit}"


def _beside(cell: Cell) -> tuple[str, ...]:
    if cell.beside is None:
        return "the base", "", ""
    told = cell.beside
    return comparison_words.difference(told), comparison_words.ratio(told), comparison_words.gain(told)


def _ranges(cell: Cell) -> tuple[str, ...]:
    ratio = cell.beside.ratio_range if cell.beside is not None else None
    return comparison_words.ranged(cell.mean_range), comparison_words.ranged(ratio)
