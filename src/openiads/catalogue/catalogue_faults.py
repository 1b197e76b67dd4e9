"""What pydantic found wrong, in the house's words: where, what is shown, what is allowed, what to do."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from openiads.ground import kinds
from openiads.ground.errors import Faults, nearest

BOUNDS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}
SHOWN_LENGTH = 60
TYPES = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table such as { value = 1, low = 1, high = 2, source = 'memory', status = 'memory' }",
    "finite_number": "a finite number",
}


def note_faults(
    faults: Faults, error: ValidationError, model: type[BaseModel], elsewhere: Mapping[str, str]
) -> None:
    """Add every fault of a validation to the list of the file; `elsewhere` says where shared fields stand."""
    for found in error.errors(include_url=False):
        location = tuple(str(part) for part in found["loc"])
        where = elsewhere.get(location[0], "") if location else ""
        faults.add(where + ".".join(location), _told(found, location, model))


def _told(found: Mapping[str, Any], location: tuple[str, ...], model: type[BaseModel]) -> str:
    if found["type"] == "extra_forbidden":
        return f"no such field{nearest(location[-1], _fields(model, location[:-1])) or '; remove it'}"
    return worded(found)


def worded(found: Mapping[str, Any]) -> str:
    """What is wrong with a value: it is shown, and what is allowed."""
    kind, shown, context = found["type"], found["input"], found.get("ctx", {})
    if kind == "missing":
        return "missing; add it"
    if kind in BOUNDS:
        key, word = BOUNDS[kind]
        return f"{_brief(shown)} where {word} {context[key]:g} is allowed"
    if kind in TYPES:
        return f"{_brief(shown)} where {TYPES[kind]} is allowed"
    if kind == "literal_error":
        return f"{_brief(shown)} where {context['expected']} is allowed"
    if kind == "value_error":
        return str(context["error"])
    if kind in ("too_short", "string_too_short"):
        return "empty; say at least one"
    return str(found["msg"])


def _brief(shown: Any) -> str:
    return "a table" if isinstance(shown, dict) else kinds.shown(shown, SHOWN_LENGTH)


def _fields(model: type[BaseModel], path: tuple[str, ...]) -> list[str]:
    """Names known in the table that `path` leads to."""
    for name in path:
        inner = _model_in(model.model_fields[name].annotation) if name in model.model_fields else None
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if get_origin(annotation) in (Union, types.UnionType):
        return next((m for m in map(_model_in, get_args(annotation)) if m is not None), None)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return None
