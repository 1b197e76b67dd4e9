"""From catalogue files to entries: parsed once, checked, SI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from openiads.catalogue.catalogue_schema import (
    AstrayFile,
    Cited,
    DealFile,
    DestructionFile,
    EngagementFile,
    EvidenceFile,
    FlyoutFile,
    IdentificationFile,
    InitiationFile,
    InteractingFile,
    InterrogatorFile,
    LethalityFile,
    MissionKillFile,
    RadarFile,
    RegistrationFile,
    ReliabilityFile,
    RoundFile,
    SlopesFile,
    SourceFile,
    SystemFile,
    ThreatFile,
    TrackingFile,
)
from openiads.catalogue.entries import (
    Astray,
    Deal,
    Engagement,
    Entry,
    Evidence,
    Identification,
    Interrogator,
    Radar,
    Reliability,
    Round,
    Source,
    System,
    Threat,
)
from openiads.catalogue.entry_files import EVERY, TEXTBOOK, checked, in_si, parsed, table
from openiads.catalogue.textbook_entries import Destruction, FlyoutBook, LethalityBook, MissionKill, Slopes
from openiads.catalogue.tracker_entries import Initiation, Interacting, Registration, Tracking
from openiads.ground.errors import CatalogueError, Faults, UnknownName

E = TypeVar("E", bound=Entry)

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
    "deal": (DealFile, Deal),
    "evidence": (EvidenceFile, Evidence),
    "identification": (IdentificationFile, Identification),
    "engagement": (EngagementFile, Engagement),
    "tracking": (TrackingFile, Tracking),
    "initiation": (InitiationFile, Initiation),
    "interacting": (InteractingFile, Interacting),
    "registration": (RegistrationFile, Registration),
    "astray": (AstrayFile, Astray),
    "slopes": (SlopesFile, Slopes),
    "flight": (FlyoutFile, FlyoutBook),
    "lethality": (LethalityFile, LethalityBook),
    "mission_kill": (MissionKillFile, MissionKill),
    "destruction": (DestructionFile, Destruction),
    "reliability": (ReliabilityFile, Reliability),
}
TABLES = {
    "evidence": "evidence.toml",
    "identification": "engine.toml",
    "engagement": "engine.toml",
    "tracking": "engine.toml",
    "initiation": "engine.toml",
    "interacting": "engine.toml",
    "registration": "engine.toml",
    "astray": "engine.toml",
    "slopes": "engine.toml",
    "flight": "textbook/flight.toml",
    "lethality": "textbook/lethality.toml",
    "mission_kill": "textbook/mission_kill.toml",
    "destruction": "textbook/destruction.toml",
    "reliability": "reliability.toml",
}
"""Kinds whose entries are the tables of one file."""
ONLY = (
    "identification", "engagement", "tracking", "initiation", "interacting", "registration", "astray",
    "slopes", "flight", "lethality", "reliability",
)  # fmt: skip
"""Kinds of one entry, which has the name of its kind."""


LOADS = ("counts", "low", "high")


def folder_of(kind: str) -> str:
    """Folder of the files of a kind, each of which is an entry."""
    return f"{kind}s"


class Catalogue:
    """A folder of catalogue files: one folder per kind, such as `radars/`, single files, and `sources.toml`.

    An entry's slug is the name of its file.  Every file is read when it is first asked for, and once.

    Parameters
    ----------
    folder : of the files
    under : the catalogue that says what the folder does not: an entry of the folder, a table of one of its
        files, hides the one of that name
    """

    def __init__(self, folder: Path = DATA, under: Catalogue | None = None) -> None:
        self.folder, self.under = folder, under
        self._entries: dict[Place, Entry] = {}
        self._files: dict[str, dict[str, Any]] = {}
        self._names: dict[str, list[str]] = {}
        self._sources: dict[str, Source] | None = None
        self._textbook: dict[str, Any] | None = None

    def names(self, kind: str) -> list[str]:
        """Slugs of all entries of a kind, one of `KINDS`."""
        if kind not in KINDS:
            raise UnknownName("kind of catalogue entry", kind, KINDS)
        below = [] if self.under is None else self.under.names(kind)
        return sorted({*self.own_names(kind), *below})

    def own_names(self, kind: str) -> list[str]:
        """The same of those that its own folder says."""
        if kind not in self._names:
            self._names[kind] = self._read_names(kind)
        return list(self._names[kind])

    def _read_names(self, kind: str) -> list[str]:
        if kind in TABLES:
            return sorted(slug for slug in self.own_tables(TABLES[kind]) if kind not in ONLY or slug == kind)
        return sorted(path.stem for path in (self.folder / folder_of(kind)).glob("*.toml"))

    @property
    def own(self) -> list[Place]:
        """Entries that its folder says on top of the catalogue under it; none if there is none."""
        return [] if self.under is None else [(kind, slug) for kind in KINDS for slug in self.own_names(kind)]

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

    def deal(self, slug: str) -> Deal:
        """Return the deal of that name; its system has been checked."""
        return self._entry(Deal, "deal", slug)

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
    def interacting(self) -> Interacting:
        """Constants of trackers that keep several ways of moving."""
        return self._entry(Interacting, "interacting", "interacting")

    @property
    def registration(self) -> Registration:
        """What is held of biases of sensors before anything is known."""
        return self._entry(Registration, "registration", "registration")

    @property
    def astray(self) -> Astray:
        """How far a round looks for something else."""
        return self._entry(Astray, "astray", "astray")

    @property
    def slopes(self) -> Slopes:
        """How steeply flights climb and come down."""
        return self._entry(Slopes, "slopes", "slopes")

    @property
    def flight(self) -> FlyoutBook:
        """What textbooks say of the fly-out of every round."""
        return self._entry(FlyoutBook, "flight", "flight")

    @property
    def lethality(self) -> LethalityBook:
        """How the chance of a kill falls off."""
        return self._entry(LethalityBook, "lethality", "lethality")

    def mission_kill(self, kind: str) -> MissionKill:
        """Return how often hits on one kind of threat end its mission only."""
        return self._entry(MissionKill, "mission_kill", kind)

    def destruction(self, kind: str) -> Destruction:
        """Return what arrivals of one kind of threat do to batteries and radars."""
        return self._entry(Destruction, "destruction", kind)

    def reliability(self) -> Reliability:
        """Return how often the defence fails as a whole."""
        return self._entry(Reliability, "reliability", "reliability")

    def entry(self, kind: str, slug: str) -> Entry:
        """Return the entry of any kind, one of `KINDS`."""
        return self._entry(KINDS[kind][1], kind, slug)

    def __reduce__(self) -> str | tuple[Any, ...]:
        """The packaged catalogue is in every process, so only its name travels; others go as they are."""
        return "PACKAGED" if self is PACKAGED else super().__reduce__()

    def varied(self, values: Mapping[Place, Mapping[str, Any]]) -> Catalogue:
        """Return the catalogue with other values in some entries, in SI, by kind and slug and then by name.

        Boxes, sources and statuses go with them as `Entry.replace` says.
        """
        return self.having({place: self.entry(*place).replace(**given) for place, given in values.items()})

    def having(self, entries: Mapping[Place, Entry]) -> Catalogue:
        """Return the catalogue with other entries in some places; no file is read again for it."""
        other = Catalogue(self.folder, self.under)
        other._entries, other._files = {**self._entries, **entries}, self._files
        other._names = self._names
        other._sources, other._textbook = self._sources, self._textbook
        return other

    def document(self, kind: str, slug: str) -> tuple[str, dict[str, Any]]:
        """An entry as its file and its textbook block tell it, in the units of people, and where that is."""
        file, own = self._own(kind, slug)
        return file, {**own, **self._inherited(own, file)}

    def _own(self, kind: str, slug: str) -> tuple[str, dict[str, Any]]:
        if self.under is not None and slug not in self.own_names(kind):
            return self.under._own(kind, slug)
        if kind in TABLES:
            where = f"{self._told(TABLES[kind])}: {slug}"
            return where, table(self.own_tables(TABLES[kind])[slug], where)
        file = f"{folder_of(kind)}/{slug}.toml"
        return self._told(file), self._document_of(file)

    def _told(self, file: str) -> str:
        """What messages call a file: that of a user by its whole place."""
        return file if self.under is None else str(self.folder / file)

    def _document_of(self, file: str) -> dict[str, Any]:
        if file not in self._files:
            self._files[file] = parsed(self.folder / file, self._told(file))
        return self._files[file]

    def own_tables(self, file: str) -> dict[str, Any]:
        """Tables of a file of the folder, which may be missing."""
        known = file in self._files or (self.folder / file).is_file()
        return self._document_of(file) if known else {}

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
            below = {} if self.under is None else self.under.textbook
            blocks = self._tables_of(TEXTBOOK)
            self._textbook = {**below} | {
                name: table(told, f"{TEXTBOOK}: {name}") for name, told in blocks.items()
            }
        return self._textbook

    def _tables_of(self, file: str) -> dict[str, Any]:
        """Tables of a file which a catalogue under this one may have instead."""
        return self._document_of(file) if self.under is None else self.own_tables(file)

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
        model = checked(schema, {**own, **inherited}, file, blocks)
        faults = Faults(file, CatalogueError)
        self._check_sources(model, faults)
        if isinstance(model, SystemFile):
            self.check_parts(model, faults)
        if isinstance(model, DealFile) and model.system not in self.names("system"):
            faults.add("system", str(UnknownName("system", model.system, self.names("system"))))
        faults.raise_any()
        return entry_type(slug=slug, **in_si(model, blocks, file))

    def _read_sources(self) -> dict[str, Source]:
        file = "sources.toml"
        rows = {
            key: checked(SourceFile, row, f"{self._told(file)}: {key}")
            for key, row in self._tables_of(file).items()
        }
        below = {} if self.under is None else self.under.sources
        return {**below} | {key: Source(key=key, **row.model_dump()) for key, row in rows.items()}

    def _check_sources(self, model: BaseModel, faults: Faults) -> None:
        for name, value in model:
            for key in (value.source, *value.also) if isinstance(value, Cited) else ():
                if key not in self.sources:
                    faults.add(name, f"source {key!r} is not in sources.toml; add it there")

    def check_parts(self, model: SystemFile, faults: Faults) -> None:
        """Note rounds and radars of a system that are not there, and a load that it cannot hold."""
        radars = [model.engagement_radar, *model.search_radars]
        radars += [model.acquisition_radar] if model.acquisition_radar else []
        for kind, wanted in (("radar", radars), ("round", model.rounds)):
            for slug in wanted:
                if slug not in self.names(kind):
                    faults.add("", str(UnknownName(kind, slug, self.names(kind))))
        if len(faults) == 0:
            self.check_load(model, faults)

    def check_load(
        self, model: SystemFile, faults: Faults, path: str = "", loads: Sequence[str] = LOADS
    ) -> None:
        """Note loads that the launchers of a system cannot hold; `path` leads to the system."""
        positions = int(model.launchers.value * model.positions_per_launcher.value)
        most = int(model.launchers.high * model.positions_per_launcher.high)
        # A position takes rounds of one type only.
        per_position = {slug: self.round_of(slug).rounds_per_position for slug in model.rounds}
        for name in loads:
            load = getattr(model.loadout, name)
            taken = sum(-(-count // per_position[slug]) for slug, count in load.items())
            if taken <= positions or (name == "high" and taken <= most):
                continue
            faults.add(
                f"{path}loadout.{name}",
                f"takes {taken} canister positions where launchers times positions_per_launcher gives "
                f"{positions}; load fewer rounds",
            )


PACKAGED = Catalogue()
radar = PACKAGED.radar
round_of = PACKAGED.round_of
system = PACKAGED.system
threat = PACKAGED.threat
interrogator = PACKAGED.interrogator
deal = PACKAGED.deal
reliability = PACKAGED.reliability
names = PACKAGED.names
evidence = PACKAGED.evidence
