"""One catalogue file: parsed, checked against its schema, and its fields in SI."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from openiads.catalogue.catalogue_faults import note_faults
from openiads.catalogue.catalogue_schema import ChoiceField, Cited, FigureField, LoadoutField
from openiads.catalogue.entries import Choice, Figure
from openiads.catalogue.suffixes import without_unit
from openiads.ground import toml
from openiads.ground.document import clean
from openiads.ground.errors import CatalogueError, Faults
from openiads.ground.input import text_of
from openiads.ground.kinds import shown

M = TypeVar("M", bound=BaseModel)

TEXTBOOK = "textbook.toml"
EVERY = "every"
"""Block of the textbook that holds for every radar that refers to one, after its own block."""
NO_BLOCKS: Mapping[str, str] = {}


def parsed(path: Path, file: str) -> dict[str, Any]:
    """Tables of a file; `file` is what messages call it."""
    try:
        document = toml.parsed(text_of(path, CatalogueError, "a catalogue file"))
    except FileNotFoundError:
        raise CatalogueError(f"{file}: no such file; a catalogue needs it; add it to {path.parent}") from None
    except toml.TomlFault as fault:
        # Where the parser has a place, only that is kept: Python's wording is neither ours nor stable.
        told = f"not TOML {fault.place}; correct it there" if fault.place else fault
        raise CatalogueError(f"{file}: {told}") from None
    faults = Faults(file, CatalogueError)
    clean(document, faults, lambda path: ".".join(map(str, path)), of_lines=())
    faults.raise_any()
    return document


def checked(
    schema: type[M], document: Mapping[str, Any], file: str, blocks: Mapping[str, str] = NO_BLOCKS
) -> M:
    """What an entry says; `blocks` names the textbook block of each field that is not its file's own."""
    try:
        return schema.model_validate(document)
    except ValidationError as error:
        faults = Faults(file, CatalogueError)
        note_faults(faults, error, schema, {f: f"{TEXTBOOK}: {block}." for f, block in blocks.items()})
        faults.raise_any()
        raise


def table(told: object, where: str) -> dict[str, Any]:
    """A part of a file that must be a table."""
    if not isinstance(told, dict):
        raise CatalogueError(f"{where}: {shown(told)} where a table is allowed")
    return told


def in_si(model: BaseModel, blocks: Mapping[str, str], file: str) -> dict[str, Any]:
    """Fields of an entry, in SI and without suffixes; what the file leaves out keeps the default.

    `blocks` names the textbook block of each field that is not the file's own.
    """
    values: dict[str, Any] = {}
    figures: dict[str, Figure] = {}
    choices: dict[str, Choice] = {}
    for field, told in model:
        if told is None:
            continue
        name, to_si = without_unit(field)
        if isinstance(told, FigureField):
            box = _box(told, to_si, f"{file}: {field}")
            figures[name] = Figure(*box, **_provenance(told), block=blocks.get(field, ""))
            values[name] = figures[name].value
        elif isinstance(told, ChoiceField):
            choices[name] = Choice(told.text, **_provenance(told))
            values[name] = told.text
        elif isinstance(told, LoadoutField):
            text = load_in_words(told.counts)
            choices[name] = Choice(text, **_provenance(told), low=dict(told.low), high=dict(told.high))
            values[name] = dict(told.counts)
        else:
            values[name] = told
    return {**values, "figures": figures, "choices": choices}


def load_in_words(counts: Mapping[str, int]) -> str:
    """Rounds by type, for people."""
    return ", ".join(f"{count} {slug}" for slug, count in counts.items())


def _box(told: FigureField[Any], to_si: Callable[[float], float], where: str) -> tuple[float, float, float]:
    """Value, low and high in SI."""
    try:
        box = (to_si(told.value), to_si(told.low), to_si(told.high))
    except OverflowError:  # a power of ten, of decibels
        box = (math.inf, math.inf, math.inf)
    if not all(map(math.isfinite, box)):
        raise CatalogueError(f"{where}: up to {told.high:g} is too large to compute with; make it smaller")
    return box


def _provenance(told: Cited) -> dict[str, Any]:
    return {"source": told.source, "status": told.status, "also": told.also, "note": told.note}
