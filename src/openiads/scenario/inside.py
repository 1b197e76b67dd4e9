"""A table of a scenario in SI, under its names without their units."""

from __future__ import annotations

from types import SimpleNamespace

from openiads.catalogue.suffixes import without_unit
from openiads.scenario.fields import Record


def inside(record: Record) -> SimpleNamespace:
    """What a table says, in SI; what it leaves out is None."""
    values: dict[str, object] = {}
    for field, told in record:
        name, to_si = without_unit(field)
        values[name] = to_si(told) if name != field and told is not None else told
    return SimpleNamespace(**values)
