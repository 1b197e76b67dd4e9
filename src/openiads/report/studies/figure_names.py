"""Figures as people call them: from the path of a study or a command to words and a unit."""

from __future__ import annotations

from openiads.catalogue.suffixes import without_unit
from openiads.report.ink.figure_words import UNITS, name_in_words
from openiads.report.ink.figure_words import number as plain
from openiads.study.design.ranges import CATALOGUE

MOST_ENTRIES = 3
"""Entries that share a figure and are named; more are counted."""


def named(path: str) -> str:
    """What a path leads to: `kill probability of 48n6e3`; a group has a name already."""
    *whose, field = path.removeprefix(CATALOGUE).split(".")
    if not whose:
        return path
    if path.startswith(CATALOGUE) and len(whose) > 1:
        return f"{name_in_words(without_unit(field)[0])} of {_entries(whose[0], '.'.join(whose[1:]))}"
    return f"{name_in_words(without_unit(field)[0])} of {' '.join(whose)}"


def _entries(kind: str, slugs: str) -> str:
    listed = slugs.split("+")
    return ", ".join(listed) if len(listed) <= MOST_ENTRIES else f"{len(listed)} {kind}"


def unit(path: str) -> str:
    """Its unit, nothing where it has none."""
    field = path.rpartition(".")[2]
    return UNITS.get(field.removeprefix(without_unit(field)[0]), "")


def amount(path: str, value: float) -> str:
    """A value with its unit."""
    return f"{plain(float(f'{value:.3g}'))} {unit(path)}".rstrip()
