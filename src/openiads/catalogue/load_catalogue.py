"""From catalogue files to entries: parsed once, checked, SI."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from openiads.catalogue.catalogue_faults import note_faults
from openiads.catalogue.catalogue_schema import (
    ChoiceField,
    Cited,
    EngagementFile,
    EvidenceFile,
    FigureField,
    FlyoutFile,
    IdentificationFile,
    InitiationFile,
    InterrogatorFile,
    LethalityFile,
    LoadoutField,
    RadarFile,
    ReliabilityFile,
    RoundFile,
    SourceFile,
    SystemFile,
    ThreatFile,
    TrackingFile,
)
from openiads.catalogue.entries import (
    Choice,
    Engagement,
    Entry,
    Evidence,
    Figure,
    FlyoutBook,
    Identification,
    Initiation,
    Interrogator,
    LethalityBook,
    Radar,
    Reliability,
    Round,
    Source,
    System,
    Threat,
    Tracking,
)
from openiads.catalogue.suffixes import without_unit
from openiads.ground import toml
from openiads.ground.document import clean
from openiads.ground.errors import CatalogueError, Faults, UnknownName
from openiads.ground.input import text_of
from openiads.ground.kinds import shown

E = TypeVar("E", bound=Entry)
M = TypeVar("M", bound=BaseModel)

Place = tuple[str, str]
"""Where an entry stands: its kind, one of `KINDS`, and its slug."""

DATA = Path(__file__).parent / "data"
# One folder of the data per kind of entry, but of those in `TABLES`.
KINDS: dict[str, tuple[type[BaseModel], type[Entry]]] = {
    "radar": (RadarFile, Radar),
    "round": (RoundFile, Round),
    "system": (SystemFile, System),
    "threat": (ThreatFile, Threat),
    "interrogator": (InterrogatorFile, Interrogator),
    "evidence": (EvidenceFile, Evidence),
    "identification": (IdentificationFile, Identification),
    "engagement": (EngagementFile, Engagement),
    "tracking": (TrackingFile, Tracking),
    "initiation": (InitiationFile, Initiation),
    "flight": (FlyoutFile, FlyoutBook),
    "lethality": (LethalityFile, LethalityBook),
    "reliability": (ReliabilityFile, Reliability),
}
TABLES = {
    "evidence": "evidence.toml",
    "identification": "engine.toml",
    "engagement": "engine.toml",
    "tracking": "engine.toml",
    "initiation": "engine.toml",
    "flight": "textbook/flight.toml",
    "lethality": "textbook/lethality.toml",
    "reliability": "reliability.toml",
}
"""Kinds whose entries are the tables of one file."""
ONLY = ("identification", "engagement", "tracking", "initiation", "flight", "lethality", "reliability")
"""Kinds of one entry, which has the name of its kind."""
TEXTBOOK = "textbook.toml"
EVERY = "every"
"""Block of the textbook that holds for every radar that refers to one, after its own block."""
NO_BLOCKS: Mapping[str, str] = {}


class Catalogue:
    """A folder of catalogue files: one folder per kind, such as `radars/`, single files, and `sources.toml`.

    An entry's slug is the name of its file.  Every file is read when it is first asked for, and once.
    """

    def __init__(self, folder: Path = DATA) -> None:
        self.folder = folder
        self._entries: dict[Place, Entry] = {}
        self._sources: dict[str, Source] | None = None
        self._textbook: dict[str, Any] | None = None

    def names(self, kind: str) -> list[str]:
        """Slugs of all entries of a kind, one of `KINDS`."""
        if kind not in KINDS:
            raise UnknownName("kind of catalogue entry", kind, KINDS)
        if kind in TABLES:
            file = TABLES[kind]
            known = _parsed(self.folder / file, file) if (self.folder / file).is_file() else {}
            return sorted(slug for slug in known if kind not in ONLY or slug == kind)
        return sorted(path.stem for path in self._folder(kind).glob("*.toml"))

    def radar(self, slug: str) -> Radar:
        """Return the radar of that name."""
        return self._entry(Radar, "radar", slug)

    def round_of(self, slug: str) -> Round:
        """Return the round of that name."""
        return self._entry(Round, "round", slug)

    def system(self, slug: str) -> System:
        """Return the system of that name; its rounds, radars and loadout have been checked."""
        return self._entry(System, "system", slug)

    def threat(self, slug: str) -> Threat:
        """Return the threat of that name."""
        return self._entry(Threat, "threat", slug)

    def interrogator(self, slug: str) -> Interrogator:
        """Return the interrogator of that name."""
        return self._entry(Interrogator, "interrogator", slug)

    def evidence(self, slug: str) -> Evidence:
        """Return the kind of evidence of that name."""
        return self._entry(Evidence, "evidence", slug)

    @property
    def identification(self) -> Identification:
        """Constants of identification."""
        return self._entry(Identification, "identification", "identification")

    @property
    def engagement(self) -> Engagement:
        """Constants of fire control."""
        return self._entry(Engagement, "engagement", "engagement")

    @property
    def tracking(self) -> Tracking:
        """Constants of the trackers."""
        return self._entry(Tracking, "tracking", "tracking")

    @property
    def initiation(self) -> Initiation:
        """Constants of trackers that count plots and looks."""
        return self._entry(Initiation, "initiation", "initiation")

    @property
    def flight(self) -> FlyoutBook:
        """What textbooks say of the fly-out of every round."""
        return self._entry(FlyoutBook, "flight", "flight")

    @property
    def lethality(self) -> LethalityBook:
        """How the chance of a kill falls off."""
        return self._entry(LethalityBook, "lethality", "lethality")

    def reliability(self) -> Reliability:
        """Return how often the defence fails as a whole."""
        return self._entry(Reliability, "reliability", "reliability")

    def entry(self, kind: str, slug: str) -> Entry:
        """Return the entry of any kind, one of `KINDS`."""
        return self._entry(KINDS[kind][1], kind, slug)

    def varied(self, values: Mapping[Place, Mapping[str, Any]]) -> Catalogue:
        """Return the catalogue with other values in some entries, in SI, by kind and slug and then by name.

        Boxes, sources and statuses go with them as `Entry.replace` says.
        """
        other = Catalogue(self.folder)
        other._entries, other._sources, other._textbook = dict(self._entries), self._sources, self._textbook
        for (kind, slug), given in values.items():
            other._entries[kind, slug] = self.entry(kind, slug).replace(**given)
        return other

    def document(self, kind: str, slug: str) -> tuple[str, dict[str, Any]]:
        """An entry as its file and its textbook block tell it, in the units of people, and where that is."""
        file, own = self._own(kind, slug)
        return file, {**own, **self._inherited(own, file)}

    def _own(self, kind: str, slug: str) -> tuple[str, dict[str, Any]]:
        if kind in TABLES:
            file = TABLES[kind]
            return f"{file}: {slug}", _table(_parsed(self.folder / file, file)[slug], f"{file}: {slug}")
        file = f"{kind}s/{slug}.toml"
        return file, _parsed(self.folder / file, file)

    @property
    def sources(self) -> Mapping[str, Source]:
        """All sources by key."""
        if self._sources is None:
            self._sources = self._read_sources()
        return self._sources

    @property
    def textbook(self) -> Mapping[str, Mapping[str, Any]]:
        """Blocks of figures that radars share, by name."""
        if self._textbook is None:
            blocks = _parsed(self.folder / TEXTBOOK, TEXTBOOK)
            self._textbook = {name: _table(told, f"{TEXTBOOK}: {name}") for name, told in blocks.items()}
        return self._textbook

    def _inherited(self, document: Mapping[str, Any], file: str) -> dict[str, Any]:
        """What the textbook says in place of an entry's own file."""
        name = document.get("textbook")
        if not isinstance(name, str):
            return {}
        if name not in self.textbook:
            raise CatalogueError(f"{file}: {UnknownName('textbook block', name, sorted(self.textbook))}")
        told = {**self.textbook.get(EVERY, {}), **self.textbook[name]}
        return {field: figure for field, figure in told.items() if field not in document}

    def _block_of(self, name: str, field: str) -> str:
        return name if field in self.textbook[name] else EVERY

    def _folder(self, kind: str) -> Path:
        return self.folder / f"{kind}s"

    def _entry(self, entry_type: type[E], kind: str, slug: str) -> E:
        entry = self._entries.get((kind, slug))
        if entry is None:
            if slug not in self.names(kind):
                raise UnknownName(kind, slug, self.names(kind))
            entry = self._entries[kind, slug] = self._read(kind, slug)
        assert isinstance(entry, entry_type)
        return entry

    def _read(self, kind: str, slug: str) -> Entry:
        schema, entry_type = KINDS[kind]
        file, own = self._own(kind, slug)
        inherited = self._inherited(own, file)
        blocks = {field: self._block_of(own["textbook"], field) for field in inherited}
        model = _checked(schema, {**own, **inherited}, file, blocks)
        faults = Faults(file, CatalogueError)
        self._check_sources(model, faults)
        if isinstance(model, SystemFile):
            self._check_parts(model, faults)
        faults.raise_any()
        return entry_type(slug=slug, **_inside(model, blocks, file))

    def _read_sources(self) -> dict[str, Source]:
        document = _parsed(self.folder / "sources.toml", "sources.toml")
        rows = {key: _checked(SourceFile, row, f"sources.toml: {key}") for key, row in document.items()}
        return {key: Source(key=key, **row.model_dump()) for key, row in rows.items()}

    def _check_sources(self, model: BaseModel, faults: Faults) -> None:
        for name, value in model:
            for key in (value.source, *value.also) if isinstance(value, Cited) else ():
                if key not in self.sources:
                    faults.add(name, f"source {key!r} is not in sources.toml; add it there")

    def _check_parts(self, model: SystemFile, faults: Faults) -> None:
        radars = [model.engagement_radar, *model.search_radars]
        radars += [model.acquisition_radar] if model.acquisition_radar else []
        for kind, wanted in (("radar", radars), ("round", model.rounds)):
            for slug in wanted:
                if slug not in self.names(kind):
                    faults.add("", str(UnknownName(kind, slug, self.names(kind))))
        if len(faults) == 0:
            self._check_loadout(model, faults)

    def _check_loadout(self, model: SystemFile, faults: Faults) -> None:
        positions = int(model.launchers.value * model.positions_per_launcher.value)
        most = int(model.launchers.high * model.positions_per_launcher.high)
        # A position takes rounds of one type only.
        per_position = {slug: self.round_of(slug).rounds_per_position for slug in model.rounds}
        for name in ("counts", "low", "high"):
            load = getattr(model.loadout, name)
            taken = sum(-(-count // per_position[slug]) for slug, count in load.items())
            if taken <= positions or (name == "high" and taken <= most):
                continue
            faults.add(
                f"loadout.{name}",
                f"takes {taken} canister positions where launchers times positions_per_launcher gives "
                f"{positions}; load fewer rounds",
            )


def _parsed(path: Path, file: str) -> dict[str, Any]:
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


def _checked(
    schema: type[M], document: Mapping[str, Any], file: str, blocks: Mapping[str, str] = NO_BLOCKS
) -> M:
    try:
        return schema.model_validate(document)
    except ValidationError as error:
        faults = Faults(file, CatalogueError)
        note_faults(faults, error, schema, {f: f"{TEXTBOOK}: {block}." for f, block in blocks.items()})
        faults.raise_any()
        raise


def _table(told: object, where: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise CatalogueError(f"{where}: {shown(told)} where a table is allowed")
    return told


def _inside(model: BaseModel, blocks: Mapping[str, str], file: str) -> dict[str, Any]:
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
            text = ", ".join(f"{count} {slug}" for slug, count in told.counts.items())
            choices[name] = Choice(text, **_provenance(told), low=dict(told.low), high=dict(told.high))
            values[name] = dict(told.counts)
        else:
            values[name] = told
    return {**values, "figures": figures, "choices": choices}


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


PACKAGED = Catalogue()
radar = PACKAGED.radar
round_of = PACKAGED.round_of
system = PACKAGED.system
threat = PACKAGED.threat
interrogator = PACKAGED.interrogator
reliability = PACKAGED.reliability
names = PACKAGED.names
evidence = PACKAGED.evidence
