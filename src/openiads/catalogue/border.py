"""From figures in SI back to the names and units of the catalogue's files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from openiads.catalogue.entries import Entry
from openiads.catalogue.load_catalogue import KINDS
from openiads.catalogue.suffixes import CONVERSIONS, without_unit
from openiads.ground.units import to_db


def kind_of(entry: Entry) -> str:
    """Kind of an entry, one of `KINDS`."""
    return next(kind for kind, (_, found) in KINDS.items() if type(entry) is found)


@cache
def suffixes(kind: str) -> dict[str, str]:
    """Unit suffix that a name inside has in the files of a kind."""
    schema, _ = KINDS[kind]
    found = {}
    for border in schema.model_fields:
        inside, _ = without_unit(border)
        found[inside] = border.removeprefix(inside)
    return found


def outside(suffix: str) -> Callable[[float], float]:
    """From SI back to the unit of a suffix."""
    if suffix == "_db":
        return to_db
    factor = CONVERSIONS[suffix](1.0) if suffix else 1.0
    return lambda value: value / factor
