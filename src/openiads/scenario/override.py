"""Changes to a scenario from outside its file: `battery.NAME.field=value`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from openiads.ground import toml
from openiads.ground.errors import Faults, UnknownName
from openiads.ground.letters import brief
from openiads.scenario.known import TABLES
from openiads.scenario.scenario_faults import Document, record_at
from openiads.scenario.scenario_schema import Scenario

_INDEXED = re.compile(r"([^\[\]]+)\[([0-9]{1,9})\]")
_BARE = re.compile(r"[^\s\[\]{}'\",#=][^\[\]{}'\",#=]*")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][+-]?[0-9]+)?")
"""What TOML reads as Python does; a study writes hundreds of them."""
_EXAMPLE = "write it like battery.NAME.salvo=2"


def apply(document: Document, changes: Sequence[str], faults: Faults) -> None:
    """Put every change into the document, in order; what cannot be placed becomes a fault.

    Parameters
    ----------
    document : a parsed scenario file, changed in place
    changes : `path=value` each; a path is `table.field`, `table.NAME.field`, `table[0].field`, or for a
        repeated table `table.field`, which changes all of its entries
    """
    for change in changes:
        try:
            path, value = parsed(change)
            _place(document, path, value)
        except (UnknownName, ValueError) as error:
            faults.add(f"--set {change}", str(error))


def parsed(change: str) -> tuple[list[str | int], Any]:
    """A change split into the parts of its path and its value."""
    path, equals, text = change.partition("=")
    if not equals or not path.strip():
        raise ValueError(f"has no path and value; {_EXAMPLE}")
    parts = _parts(path.strip())
    if len(parts) > toml.DEEPEST:
        raise ValueError(f"the path has {len(parts)} parts; no field has that many; {_EXAMPLE}")
    return parts, value_of(text.strip())


def values_at(document: Document, path: str) -> list[Any]:
    """What a complete document says at a path, of each entry that it means.

    Raises
    ------
    UnknownName, ValueError
        where the path leads to no field of the document
    """
    parts = _parts(path.strip())
    table = str(parts[0])
    if table not in Scenario.model_fields:
        raise UnknownName("table", table, Scenario.model_fields)
    entries, rest = _chosen(document, table, parts[1:]) if table in TABLES else ([document], parts)
    return [_read(entry, rest) for entry in entries]


def _read(node: Any, path: list[str | int]) -> Any:
    for part in path:
        if isinstance(part, int):
            if not isinstance(node, list | tuple) or part >= len(node):
                raise ValueError(f"has no entry [{part}]")
        elif not isinstance(node, dict):
            raise ValueError(f"leads through a single value; {_EXAMPLE}")
        elif part not in node:
            raise UnknownName("field", part, node)
        node = node[part]
    return node


def value_of(text: str) -> Any:
    """A TOML value, or a bare word taken as text."""
    if _FRACTION.fullmatch(text):
        return float(text)
    try:
        table = toml.parsed(f"value = {text}")
    except toml.TomlFault:
        table = {"value": text} if _BARE.fullmatch(text) else {}
    if set(table) != {"value"}:
        raise ValueError(f"the value {brief(repr(text))} is neither TOML nor a bare word; {_EXAMPLE}")
    return table["value"]


def _parts(path: str) -> list[str | int]:
    parts: list[str | int] = []
    for word in path.split("."):
        match = _INDEXED.fullmatch(word)
        parts += [match[1], int(match[2])] if match else [word]
    return parts


def _place(document: Document, path: list[str | int], value: Any) -> None:
    table = path[0]
    if table not in Scenario.model_fields:
        raise UnknownName("table", str(table), Scenario.model_fields)
    if table in TABLES:
        entries, rest = _chosen(document, str(table), path[1:])
        for entry in entries:
            _put(entry, rest, value)
    else:
        _put(document, path, value)


def _chosen(document: Document, table: str, path: list[str | int]) -> tuple[list[Document], list[str | int]]:
    """The entries of a repeated table that a path means, and the path within them."""
    rows = document.get(table)
    entries = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if not path:
        raise ValueError(f"names a whole table; {_EXAMPLE}")
    first = path[0]
    if isinstance(first, int):
        if first >= len(entries):
            raise ValueError(f"there are {len(entries)} of [[{table}]], counted from 0")
        return [entries[first]], path[1:]
    named = [entry for entry in entries if entry.get("name") == first]
    if named and len(path) > 1:
        return named, path[1:]
    fields = record_at((table,)).model_fields
    if first not in fields and len(path) > 1:
        raise UnknownName(table, first, [str(entry.get("name")) for entry in entries])
    if first not in fields:
        raise UnknownName(f"field of {table}", first, fields)
    if not entries:
        raise ValueError(f"there is no [[{table}]] in the file")
    # A field of a table inside, such as raid.weapon.count, means the entries that have that table.
    holders = [entry for entry in entries if len(path) > 1 and isinstance(entry.get(first), dict)]
    return holders or entries, path


def _put(node: Any, path: list[str | int], value: Any) -> None:
    if not path:
        raise ValueError(f"leads to no field; {_EXAMPLE}")
    for part in path[:-1]:
        node = _into(node, part)
    last = path[-1]
    if isinstance(last, int):
        if not isinstance(node, list) or last >= len(node):
            raise ValueError(f"has no entry [{last}]")
        node[last] = value
    elif isinstance(node, dict):
        node[last] = value
    else:
        raise ValueError(f"goes through a value that has no fields; {_EXAMPLE}")


def _into(node: Any, part: str | int) -> Any:
    if isinstance(part, int):
        if not isinstance(node, list) or part >= len(node):
            raise ValueError(f"has no entry [{part}]")
        return node[part]
    if not isinstance(node, dict):
        raise ValueError(f"goes through a value that has no fields; {_EXAMPLE}")
    return node.setdefault(part, {})
