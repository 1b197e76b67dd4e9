"""A scenario file that says only in what it differs from a built-in one."""

from __future__ import annotations

import tomllib
from typing import Any

from openiads.ground.errors import Faults, UnknownName
from openiads.scenario import builtin
from openiads.scenario.scenario_faults import Document

BASED_ON = "based_on"
REMOVAL = {"name", "remove"}
"""Keys of a row that says no more than that one of the base is left out."""


def complete(document: Document, faults: Faults) -> None:
    """Put what a file leaves out in its place, from the built-in scenario that `based_on` names.

    Single values replace those of the other scenario, tables are merged by field, and rows of repeated tables
    by their `name`; a row whose name the other lacks is added.
    """
    name = document.pop(BASED_ON, None)
    if name is None:
        return
    if name not in builtin.names():
        faults.add(BASED_ON, str(UnknownName("built-in scenario", str(name), builtin.names())))
        return
    other = tomllib.loads(builtin.text_of(name))
    if BASED_ON in other:
        faults.add(BASED_ON, f"{name!r} is itself based on {other[BASED_ON]!r}; name that one")
        return
    for key, rows in document.items():
        if isinstance(rows, list):
            document[key] = _without_strays(key, rows, other.get(key), name, faults)
    for key, value in other.items():
        document[key] = _merged(value, document[key]) if key in document else value


def _without_strays(table: str, rows: list[Any], theirs: object, base: str, faults: Faults) -> list[Any]:
    """Rows without those that are only to be removed and are not there: one fault, not one for each field."""
    names = [row["name"] for row in theirs] if isinstance(theirs, list) else []
    kept = []
    for row in rows:
        if isinstance(row, dict) and _is_named(row) and row.keys() == REMOVAL and row["name"] not in names:
            told = UnknownName(table, row["name"], names)
            faults.add(f"{table}.{row['name']}", f"is to be removed, but {base!r} has {told}")
        else:
            kept.append(row)
    return kept


def refuse(document: Document, faults: Faults) -> None:
    """Note a fault where a change from outside would change the base, which has been put in by then."""
    if document.pop(BASED_ON, None) is not None:
        faults.add(BASED_ON, "cannot be changed from outside the file; write it in the file")


def _is_named(row: dict[str, object]) -> bool:
    return isinstance(row.get("name"), str)


def _merged(theirs: object, own: object) -> object:
    if isinstance(theirs, dict) and isinstance(own, dict):
        return {**theirs, **own}
    if isinstance(theirs, list) and isinstance(own, list):
        mine = {row["name"]: row for row in own if isinstance(row, dict) and _is_named(row)}
        names = [row["name"] for row in theirs]
        added = [row for row in own if not (isinstance(row, dict) and row.get("name") in names)]
        return [{**row, **mine.get(row["name"], {})} for row in theirs] + added
    return own
