"""Changes to a scenario from outside its file: `battery.NAME.field=value`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from openiads.ground import toml
from openiads.ground.errors import Faults, UnknownName
from openiads.ground.letters import brief
from openiads.scenario.known import TABLES
from openiads.scenario.scenario_faults import Document, Path, is_repeated, record_at
from openiads.scenario.scenario_schema import Scenario

_INDEXED = re.compile(r"([^\[\]]+)\[([0-9]{1,9})\]")
_BARE = re.compile(r"[^\s\[\]{}'\",#=][^\[\]{}'\",#=]*")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][+-]?[0-9]+)?")
"""What TOML reads as Python does; a study writes hundreds of them."""
TIMELINE, ENDS_OF_TIMELINE = "timeline", {"start", "end"}
"""The one table that is not repeated, may be missing, and needs more than one value."""
_EXAMPLE = "write it like battery.NAME.salvo=2"


def apply(document: Document, changes: Sequence[str], faults: Faults) -> None:
    """Put every change into the document, in order; what cannot be placed becomes a fault.

    Parameters
    ----------
    document : a parsed scenario file, changed in place
    changes : `path=value` each; a path is `table.field`, `table.NAME.field`, `table[0].field`, or for a
        repeated table `table.field`, which changes all of its entries; rows of tables inside, such as those
        of a timeline, are called likewise
    """
    had = TIMELINE in document
    for change in changes:
        try:
            path, value = parsed(change)
            _place(document, path, value)
        except (UnknownName, ValueError) as error:
            faults.add(f"--set {change}", str(error))
    if not had:
        _require_whole_timeline(document, changes, faults)


def _require_whole_timeline(document: Document, changes: Sequence[str], faults: Faults) -> None:
    """Take out a timeline that changes have begun where there was none, and say so once."""
    made = document.get(TIMELINE)
    if not isinstance(made, dict) or made.keys() >= ENDS_OF_TIMELINE:
        return
    del document[TIMELINE]
    if made:  # else what began it is a fault already
        change = next(change for change in changes if change.strip().startswith(f"{TIMELINE}."))
        faults.add(f"--set {change}", f"there is no [{TIMELINE}] in the file; write one there")


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
    _require_table(parts)
    return [_value_in(node, part) for node, part in _meant(document, parts, makes=False)]


def _value_in(node: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return node[part]
    if part not in node:
        raise UnknownName("field", part, node)
    return node[part]


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
    _require_table(path)
    for node, part in _meant(document, path, makes=True):
        node[part] = value


def _require_table(path: list[str | int]) -> None:
    """Refuse a path that begins with no table of a scenario, or stops at one that is repeated."""
    table = path[0]
    if table not in Scenario.model_fields:
        raise UnknownName("table", str(table), Scenario.model_fields)
    if table in TABLES and len(path) == 1:
        raise ValueError(f"names a whole table; {_EXAMPLE}")


def _meant(
    node: Any, path: list[str | int], makes: bool, at: Path = ()
) -> list[tuple[Any, str | int]]:  # fmt: skip
    """The tables and lists that a path means, each with the key or number in it; `makes` those that lack."""
    part = path[0]
    if is_repeated(at) and not isinstance(node, list):
        raise ValueError(f"there is no {_heading(at)} in the file")
    if isinstance(part, str) and is_repeated(at):
        entries, path = _chosen(node, at, path)
        return [each for entry in entries for each in _meant(entry, path, makes, (*at, 0))]
    if isinstance(part, int):
        if not isinstance(node, list | tuple) or part >= len(node):
            raise ValueError(_no_entry(node, part, at))
        if len(path) == 1 and is_repeated(at):
            raise ValueError(f"leads to no field; {_EXAMPLE}")
    elif not isinstance(node, dict):
        raise ValueError(f"goes through a value that has no fields; {_EXAMPLE}")
    if len(path) == 1:
        return [(node, part)]
    return _meant(_within(node, part, makes, (*at, part)), path[1:], makes, (*at, part))


def _within(node: Any, part: str | int, makes: bool, at: Path) -> Any:
    """What stands in a table or a list."""
    if isinstance(part, int) or part in node:
        return node[part]
    if is_repeated(at):
        raise ValueError(f"there is no {_heading(at)} in the file")
    if not makes:
        raise UnknownName("field", part, node)
    return node.setdefault(part, {})


def _no_entry(node: Any, part: int, at: Path) -> str:
    if not is_repeated(at):
        return f"has no entry [{part}]"
    count = len(node) if isinstance(node, list) else 0
    return f"there are {count} of {_heading(at)}, counted from 0"


def _heading(at: Path) -> str:
    """A repeated table as a file heads it."""
    return f"[[{'.'.join(part for part in at if isinstance(part, str))}]]"


def _chosen(rows: list[Any], at: Path, path: list[str | int]) -> tuple[list[Document], list[str | int]]:
    """The rows of a repeated table that a path means, and the path within them."""
    entries, first = [row for row in rows if isinstance(row, dict)], path[0]
    table = ".".join(part for part in at if isinstance(part, str))
    named = [entry for entry in entries if first in (entry.get(key) for key in NAMED_BY)]
    if named and len(path) > 1:
        return named, path[1:]
    fields = record_at(at).model_fields
    if first not in fields:
        names = [str(name) for entry in entries if (name := _name_of(entry)) is not None]
        if len(path) > 1 and any(key in fields for key in NAMED_BY):
            raise UnknownName(table, str(first), names)
        raise UnknownName(f"field of {table}", str(first), fields)
    if not entries:
        raise ValueError(f"there is no {_heading(at)} in the file")
    # A field of a table inside, such as raid.weapon.count, means the entries that have that table.
    holders = [entry for entry in entries if len(path) > 1 and isinstance(entry.get(first), dict)]
    return holders or entries, path


NAMED_BY = ("name", "round")
"""Fields by whose value a row of a repeated table is called; rows without one have numbers only."""


def _name_of(entry: Document) -> Any:
    return next((entry[key] for key in NAMED_BY if key in entry), None)
