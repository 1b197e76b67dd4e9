"""Figures of the catalogue that a scenario replaces: checked as the files are, and put into the entries."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from openiads.catalogue.catalogue_faults import worded
from openiads.catalogue.catalogue_schema import SystemFile
from openiads.catalogue.entries import GIVEN, Entry, Figure
from openiads.catalogue.entry_files import load_in_words
from openiads.catalogue.load_catalogue import KINDS, ONLY, TABLES, Catalogue, Place, folder_of
from openiads.catalogue.suffixes import Conversion, without_unit
from openiads.ground.errors import Faults, UnknownName

Told = Mapping[str, Mapping[str, Any]]
"""By kind as in a path, then by entry and field; of a kind of one entry by field."""
HEAD = "catalogue"
IN_PATHS = {kind: kind if kind in TABLES else folder_of(kind) for kind in KINDS}
"""What a path calls a kind: as its folder or its table."""
MAY_BE_GIVEN = {
    "round": {
        f"{kind}_kill_probability": "kill_probability"
        for kind in ("aircraft", "drone", "cruise", "ballistic")
    }
}
"""Figures that an entry need not have and that may be given all the same, by kind of entry: each is written
as the one that it takes the place of."""
KEYS = ("value", "text", "counts")
"""Under which a file says what a figure, a choice or a load is."""


class Override(NamedTuple):
    """One figure that is replaced, in the unit of the files, beside what the catalogue says."""

    path: str
    place: Place
    value: Any
    catalogue: dict[str, Any]  # as in the file: value, low, high, source, status; empty where it has none
    outside: bool  # of the catalogue's low and high

    def doubt(self, use: str) -> str:
        """What is to be said of a number outside its box, used (`played`) all the same; or nothing."""
        said = self.catalogue
        if not self.outside or "value" not in said:
            return ""
        return (
            f"{self.path} is {self.value:g}, outside the catalogue's {said['low']:g} to {said['high']:g} "
            f"({said['status']}); it is {use} as given"
        )


class _Table(NamedTuple):
    """Fields that are replaced in one entry."""

    path: str
    place: Place
    fields: Mapping[str, Any]


def path_to(kind: str, slug: str, field: str) -> str:
    """Path of a figure, as `--set` takes it."""
    entry = "" if kind in ONLY else f"{slug}."
    return f"{HEAD}.{IN_PATHS[kind]}.{entry}{field}"


def checked_overrides(told: Told, catalogue: Catalogue, faults: Faults) -> dict[str, Any]:
    """The same in one order and with numbers of the kind that the schema has; every fault is noted.

    Figures that contradict each other are a fault where one of them is outside its own low and high.  Where
    none is, the boxes overlap, and whoever draws from them is not to be refused.
    """
    settled: dict[str, Any] = {}
    far = []
    for table in _tables(told):
        kind, slug = table.place
        count = len(faults)
        fields = _checked(table, catalogue, faults)
        if fields and len(faults) == count and any(_is_outside(table.place, fields, catalogue)):
            far.append(table)
        if fields and kind in ONLY:
            settled[IN_PATHS[kind]] = fields
        elif fields:
            settled.setdefault(IN_PATHS[kind], {})[slug] = fields
    moved = with_overrides(catalogue, settled)
    for table in far:
        _check_agreement(table, catalogue, moved, faults)
    return settled


def with_overrides(catalogue: Catalogue, told: Told | None) -> Catalogue:
    """The catalogue with figures replaced, which then are the scenario's; their boxes hold them."""
    tables = _tables(told or {})
    changed = {table.place: _moved(catalogue.entry(*table.place), table.fields) for table in tables}
    return catalogue.having(changed) if changed else catalogue


def overrides_of(told: Told | None, catalogue: Catalogue) -> list[Override]:
    """Every figure that is replaced; `told` has been checked."""
    return [
        Override(f"{table.path}.{field}", table.place, value, said, _outside(said, value))
        for table in _tables(told or {})
        for document in (catalogue.document(*table.place)[1],)
        for field, value in table.fields.items()
        for said in (document.get(field, {}),)
    ]


def _tables(told: Told) -> Iterator[_Table]:
    for kind, name in IN_PATHS.items():
        path = f"{HEAD}.{name}"
        if kind in ONLY and name in told:
            yield _Table(path, (kind, kind), _ordered(told[name]))
            continue
        for slug, fields in _ordered(told.get(name, {})).items():
            yield _Table(f"{path}.{slug}", (kind, slug), _ordered(fields))


def _ordered(told: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(told.items()))


def _checked(table: _Table, catalogue: Catalogue, faults: Faults) -> dict[str, Any]:
    """Fields that are sound by themselves."""
    kind, slug = table.place
    if slug not in catalogue.names(kind):
        faults.add(table.path, str(UnknownName(kind, slug, catalogue.names(kind))))
        return {}
    document = catalogue.document(kind, slug)[1]
    forms = _forms(kind, document)
    known = sorted(forms)
    sound = {}
    for field, value in table.fields.items():
        path = f"{table.path}.{field}"
        if field not in known:
            faults.add(path, str(UnknownName(f"figure of {slug}", field, known)))
            continue
        try:
            sound[field] = _typed(kind, field, _saying(forms[field], value))
        except ValidationError as error:
            for found in error.errors(include_url=False):
                # The box stands for the value here, and would be told with it.
                if found["loc"] and found["loc"][0] in KEYS:
                    inner = "".join(f".{part}" for part in found["loc"][1:])
                    faults.add(path + inner, worded(found))
        except ValueError as error:
            faults.add(path, str(error))
    return sound


def _forms(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """How each figure of an entry that may be replaced is written, by field."""
    given = {field: document[other] for field, other in MAY_BE_GIVEN.get(kind, {}).items()}
    return given | {field: said for field, said in document.items() if isinstance(said, Mapping)}


def _saying(said: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """A figure as its file would say it with another value."""
    key = _key(said)
    return {**said, key: value} | ({"low": value, "high": value} if key == "value" else {})


def _key(said: Mapping[str, Any]) -> str:
    return next(key for key in KEYS if key in said)


@cache
def _reader(kind: str, field: str) -> TypeAdapter[Any]:
    schema, _ = KINDS[kind]
    annotation: Any = schema.model_fields[field].annotation
    return TypeAdapter(annotation)


def _typed(kind: str, field: str, said: Mapping[str, Any]) -> Any:
    """The value as the schema has it: whole, a number, a word, or rounds by type."""
    value = getattr(_reader(kind, field).validate_python(said), _key(said))
    if isinstance(value, float | int):
        _, to_si = without_unit(field)
        if not _is_finite(to_si, value):
            raise ValueError(f"{value:g} is too large to compute with; make it smaller")
    return value


def _is_finite(to_si: Conversion, value: float) -> bool:
    try:
        return math.isfinite(to_si(value))
    except OverflowError:  # a power of ten, of decibels
        return False


def _is_outside(place: Place, fields: Mapping[str, Any], catalogue: Catalogue) -> Iterator[bool]:
    document = catalogue.document(*place)[1]
    return (_outside(document.get(field, {}), value) for field, value in fields.items())


def _outside(said: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is not within the box of a file; a word has none, nor what the file leaves out."""
    if "value" in said:
        return not said["low"] <= value <= said["high"]
    if "counts" not in said:
        return False
    loads = [said[end] for end in ("counts", "low", "high")]
    return any(
        not min(load.get(slug, 0) for load in loads)
        <= value.get(slug, 0)
        <= max(load.get(slug, 0) for load in loads)
        for slug in {*value, *(slug for load in loads for slug in load)}
    )


def _check_agreement(table: _Table, catalogue: Catalogue, moved: Catalogue, faults: Faults) -> None:
    """Note what the schema says of the whole entry, as of a file with these figures."""
    kind, slug = table.place
    schema, _ = KINDS[kind]
    document = dict(catalogue.document(kind, slug)[1])
    forms = _forms(kind, document)
    document |= {field: _saying(forms[field], value) for field, value in table.fields.items()}
    try:
        model = schema.model_validate(document)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            faults.add(table.path, worded(found))
        return
    if isinstance(model, SystemFile):
        moved.check_load(model, faults, f"{table.path}.", ("counts",))


def _moved(entry: Entry, fields: Mapping[str, Any]) -> Entry:
    """An entry with other figures, converted as those of a file are."""
    figures, choices = dict(entry.figures), dict(entry.choices)
    values: dict[str, Any] = {}
    for field, told in fields.items():
        name, to_si = without_unit(field)
        if name in figures or name not in choices:
            value = values[name] = to_si(told)
            box = figures.get(name)
            low, high = (value, value) if box is None else (min(box.low, value), max(box.high, value))
            figures[name] = Figure(value, low, high, GIVEN, "given")
        else:
            values[name] = told
            text = told if isinstance(told, str) else load_in_words(told)
            choices[name] = replace(choices[name], text=text, source=GIVEN, status="given", also=(), note="")
    return replace(entry, figures=figures, choices=choices, **values)
