"""Every figure that shapes a scenario, with the two ends between which it may lie."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from openiads.catalogue.border import kind_of, outside, suffixes
from openiads.catalogue.entries import Choice, Entry, Figure
from openiads.catalogue.load_catalogue import KINDS, PACKAGED, Catalogue, Place
from openiads.catalogue.overrides import path_to
from openiads.ground.units import PERCENT
from openiads.scenario.plan import Plan

UNBOXED = 20.0 * PERCENT
"""A figure without a box is moved by this share of itself either way: a question, not a claim."""
LOADOUT = "loadout"
"""The one choice that has a low and a high."""

Value = float | Mapping[str, int]
"""A number in SI, or rounds by slug."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One figure, or one statement that several entries share: they move together."""

    kind: str
    name: str  # inside, without its unit
    entries: tuple[str, ...]  # slugs
    titles: tuple[str, ...]
    value: Value
    low: Value
    high: Value
    boxed: bool  # else the ends are `UNBOXED` either way
    status: str
    sources: tuple[str, ...]
    note: str

    @property
    def field(self) -> str:
        """Its name in the files, with its unit."""
        return self.name + suffixes(self.kind).get(self.name, "")

    @property
    def key(self) -> str:
        """What tells it from all others of a plan."""
        return f"{self.kind} {'+'.join(self.entries)} {self.name}"

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of it in a scenario, one for each entry that shares it."""
        return tuple(path_to(self.kind, slug, self.field) for slug in self.entries)

    def at(self, end: str, catalogue: Catalogue = PACKAGED) -> Catalogue:
        """The catalogue with this figure at its `low` or its `high`."""
        value = self.low if end == "low" else self.high
        return catalogue.varied({(self.kind, slug): {self.name: value} for slug in self.entries})

    def outside(self, value: Value) -> Value:
        """One of its values in the unit of the files."""
        if isinstance(value, Mapping):
            return dict(value)
        return outside(suffixes(self.kind).get(self.name, ""))(value)


def figures_of(plan: Plan, catalogue: Catalogue = PACKAGED) -> list[Uncertain]:
    """Figures that a plan rests on; what the scenario says itself is the user's, and not among them."""
    groups: dict[tuple[str, str, Figure | str], list[Entry]] = {}
    for place, entry, known in _entries(plan, catalogue):
        for name, figure in known.figures.items():
            if entry.figures.get(name) == figure:
                groups.setdefault((place[0], name, figure), []).append(known)
        if LOADOUT in known.choices and entry.choices[LOADOUT] == known.choices[LOADOUT]:
            groups.setdefault((place[0], LOADOUT, known.slug), []).append(known)
    found = [
        _figure(kind, name, said, entries) if isinstance(said, Figure) else _load(kind, entries[0])
        for (kind, name, said), entries in groups.items()
    ]
    return [figure for figure in found if figure is not None]


def sha256_of_figures(plan: Plan) -> str:
    """SHA-256 of all values, boxes and statuses that a plan rests on; not of their sources and notes."""
    rows = sorted(
        [kind_of(entry), entry.slug, name, *_said(cited)]
        for entry in plan.entries
        for told in (entry.figures, entry.choices)
        for name, cited in told.items()
    )
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _said(cited: Figure | Choice) -> list[Any]:
    if isinstance(cited, Figure):
        return [cited.value, cited.low, cited.high, cited.status]
    return [cited.text, dict(cited.low), dict(cited.high), cited.status]


def _entries(plan: Plan, catalogue: Catalogue) -> Iterator[tuple[Place, Entry, Entry]]:
    """Entries of the plan, which may hold the scenario's own values, beside those of the catalogue."""
    for entry in plan.entries:
        place = kind_of(entry), entry.slug
        yield place, entry, catalogue.entry(*place)


def _figure(kind: str, name: str, figure: Figure, entries: list[Entry]) -> Uncertain | None:
    low, high = figure.low, figure.high
    boxed = low < high
    if not boxed:
        low, high = _either_way(kind, name, figure.value)
        if low == high:
            return None
    return Uncertain(
        kind, name, *_named(entries), figure.value, low, high, boxed, figure.status,
        (figure.source, *figure.also), figure.note,
    )  # fmt: skip


def _either_way(kind: str, name: str, value: float) -> tuple[float, float]:
    """Both ends of a figure without a box, in SI; an end that the catalogue would not take is the value."""
    if isinstance(value, int):
        change = max(round(UNBOXED * value), 1)
        ends: list[float] = [value - change, value + change]
    else:
        ends = [(1.0 - UNBOXED) * value, (1.0 + UNBOXED) * value]
    low, high = sorted(end if allowed(kind, name, end) else value for end in ends)
    return low, high


def allowed(kind: str, name: str, value: float) -> bool:
    """Whether the files of a kind may say this value, in SI, of a figure."""
    suffix = suffixes(kind)[name]
    told = outside(suffix)(value) if suffix else value
    document = {"value": told, "low": told, "high": told, "source": "x", "status": "assumption"}
    schema, _ = KINDS[kind]
    try:
        TypeAdapter(_annotation(schema, name + suffix)).validate_python(document)
    except ValidationError:
        return False
    return True


def _annotation(schema: type[BaseModel], field: str) -> Any:
    return schema.model_fields[field].annotation


def _load(kind: str, entry: Entry) -> Uncertain | None:
    choice = entry.choices[LOADOUT]
    value: Mapping[str, int] = getattr(entry, LOADOUT)
    if choice.low == value == choice.high:
        return None
    return Uncertain(
        kind, LOADOUT, *_named([entry]), dict(value), choice.low, choice.high, True, choice.status,
        (choice.source, *choice.also), choice.note,
    )  # fmt: skip


def _named(entries: list[Entry]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(entry.slug for entry in entries), tuple(entry.title for entry in entries)
