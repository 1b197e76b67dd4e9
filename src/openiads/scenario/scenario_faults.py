"""Words what pydantic found wrong in a scenario file the way the house words it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from openiads.ground import kinds
from openiads.ground.errors import UnknownName
from openiads.ground.letters import brief
from openiads.scenario.fields import Record
from openiads.scenario.scenario_schema import Scenario

Document = dict[str, Any]
Path = tuple[str | int, ...]

ALLOWED = {
    "bool_type": "true or false",
    "date_from_datetime_inexact": "a date such as 2017-07-25",
    "date_type": "a date such as 2017-07-25",
    "finite_number": "a finite number",
    "float_type": "a number",
    "int_type": "a whole number",
    "list_type": "a list",
    "range_of_dates": "a date such as 2017-07-25, or three: [low, nominal, high] in this order",
    "range_of_numbers": "a number from 0 to 1000000, or three: [low, nominal, high] in this order",
    "string_type": "text in quotes",
    "tuple_type": "[lat, lon]",
}
TABLES_TOLD = ("dict_type", "model_type")
"""Faults of what should be a table; which keys it has is told."""
BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most"}
UNITS = {
    "_deg": "deg",
    "_km": "km",
    "_m": "m",
    "_m2": "m2",
    "_mps": "m/s",
    "_s": "s",
    "lat": "deg",
    "lon": "deg",
}
REMEDIES = {"siting": "; coverage --siting best-within-km=K asks about sites within a distance"}
PLACE_TAGS = ("icao", "point")
SHOWN_LENGTH = 60


def path_of(location: Sequence[str | int]) -> Path:
    """Keys and indices into the file, without pydantic's own marks of the branch that it tried."""
    return tuple(part for part in location if part not in PLACE_TAGS)


def written(path: Path, document: Mapping[str, Any]) -> str:
    """A path as the user would type it: `battery.NAME.field`, or `battery[0].field` for lack of a name."""
    words = ""
    for depth, part in enumerate(path, start=1):
        if isinstance(part, str):
            words += f".{part}" if words else part
        else:
            words += _entry(value_at(path[:depth], document), part)
    return words


def value_at(path: Path, document: object) -> object:
    """What stands in a document at a path, None where the path leads nowhere."""
    node = document
    for part in path:
        if isinstance(node, Mapping):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return None
    return node


def _entry(node: object, index: int) -> str:
    name = node.get("name") if isinstance(node, Mapping) else None
    return f".{name}" if isinstance(name, str) and name else f"[{index}]"


def sentence(error: ErrorDetails, path: Path, root: type[Record] = Scenario) -> str:
    """What is wrong with the value shown in a file of the form `root`, and what is allowed."""
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return "is missing; give it a value" if isinstance(path[-1], str) else "is missing; write [lat, lon]"
    if kind == "extra_forbidden":
        return str(UnknownName("key", str(path[-1]), sorted(record_at(path[:-1], root).model_fields)))
    remedy = REMEDIES.get(str(path[-1]), "") if kind == "literal_error" else ""
    return f"is {shown(value)}; allowed is {_allowed(error, path, root)}{remedy}"


def _allowed(error: ErrorDetails, path: Path, root: type[Record]) -> str:
    kind = error["type"]
    if kind == "list_type" and len(path) == 1 and record_at(path, root) is not root:
        return f"a list of tables, each under [[{path[0]}]]"
    if kind in TABLES_TOLD:
        return _table_told(kind, path, root)
    if kind in ALLOWED and not (kind == "float_type" and type(error["input"]) is int):
        return ALLOWED[kind]
    if kind == "literal_error":
        return str(error["ctx"]["expected"])
    if kind == "string_pattern_mismatch":
        return "a name without dots, slashes, brackets, quotes and equals signs"
    if kind in ("too_short", "too_long", "string_too_short", "string_too_long"):
        return _length(error)
    return _bounds(error, path, root)


def _table_told(kind: str, path: Path, root: type[Record]) -> str:
    """A table, and by which keys."""
    record = record_at(path, root)
    if kind == "model_type" and record is not record_at(path[:-1], root):
        return f"a table with keys {', '.join(record.model_fields)}"
    return "a table with a value for each name"


def is_repeated(path: Path, root: type[Record] = Scenario) -> bool:
    """Whether a path leads to a table that a file repeats, `[[such.as.this]]`."""
    field = field_at(path, root) if path else None
    if field is None:
        return False
    told = (field.annotation, *get_args(field.annotation))
    return any(get_origin(one) is list and _record_in(one) is not None for one in told)


def _length(error: ErrorDetails) -> str:
    if error["ctx"].get("field_type") == "Tuple":
        return "[lat, lon]"
    one, several = ("character", "characters") if error["type"].startswith("string") else ("entry", "entries")
    word, limit = ("at least", "min_length") if "min_length" in error["ctx"] else ("at most", "max_length")
    number = error["ctx"][limit]
    return f"{word} {number} {one if number == 1 else several}"


COORDINATES = "-90 to 90 deg", "-180 to 180 deg"
"""Of a point, latitude first."""


def _bounds(error: ErrorDetails, path: Path, root: type[Record]) -> str:
    """The interval that a field or a coordinate allows, with its unit."""
    if isinstance(path[-1], int):
        is_point = path[-1] < len(COORDINATES) and path[0] != "box"  # a box has lows and highs
        return COORDINATES[path[-1]] if is_point else "a finite number"
    field = field_at(path, root)
    marks = {
        key: getattr(mark, key)
        for mark in (field.metadata if field else ())
        for key in BOUNDS
        if hasattr(mark, key)
    }
    # The entries of a table inside, such as a loadout, have bounds of their own.
    marks = marks or {key: limit for key, limit in error.get("ctx", {}).items() if key in BOUNDS}
    if not marks:
        return error["msg"]
    limits = {BOUNDS[key]: format(limit, ".15g") for key, limit in marks.items()}
    unit = unit_of(str(path[-1]))
    if set(limits) == {"at least", "at most"}:
        return f"{limits['at least']} to {limits['at most']}{unit}"
    return " and ".join(f"{word} {limit}" for word, limit in limits.items()) + unit


def unit_of(key: str) -> str:
    """The unit that a key's suffix names, with a leading blank, or nothing."""
    return next((f" {unit}" for suffix, unit in UNITS.items() if key.endswith(suffix)), "")


def shown(value: object) -> str:
    """A value as a TOML file would have it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | tuple) and any(isinstance(one, datetime.date) for one in value):
        return brief(f"[{', '.join(map(shown, value))}]", SHOWN_LENGTH)
    return kinds.shown(value, SHOWN_LENGTH)


def record_at(path: Path, root: type[Record] = Scenario) -> type[Record]:
    """The table type that a path leads to."""
    record = root
    for part in path:
        if isinstance(part, str) and part in record.model_fields:
            record = _record_in(record.model_fields[part].annotation) or record
    return record


def field_at(path: Path, root: type[Record] = Scenario) -> FieldInfo | None:
    """The field that a path leads to, None where no table type has it."""
    return record_at(path[:-1], root).model_fields.get(str(path[-1]))


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_in(part))), None)
