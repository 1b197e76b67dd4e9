"""What the plan of a run lists, row by row, in SI."""

from __future__ import annotations

from dataclasses import dataclass

from openiads.catalogue.entries import Interrogator, Radar, Round, System
from openiads.scenario.cast import Place


@dataclass(frozen=True, slots=True)
class RadarSite:
    """One radar of the run."""

    name: str
    entry: Radar
    site: Place
    height: float  # of the antenna above ground, or above the sea when airborne [m]
    altitude: float | None  # surveyed altitude of the antenna [m]
    azimuth: float  # sector centre [rad]
    battery: int  # -1 if it belongs to none
    emitting: bool = True
    value: float = 0.0  # of a radar that belongs to no battery
    misalignment: float = 0.0  # by which all that it reports is turned [rad]
    misalignment_sd: float = 0.0  # of a drawn part of that [rad]


@dataclass(frozen=True, slots=True)
class BatterySite:
    """One battery of the run, with the scenario's own values in place of the catalogue's."""

    name: str
    entry: System
    site: Place
    radar: int  # its engagement radar
    control: int
    salvo_ballistic: int
    salvo_fast: int
    salvo_slow: int
    looks_ballistic: bool  # one round at a time where that leaves time for a look
    looks_fast: bool
    looks_slow: bool
    salvos_max: int
    envelope_margin: float
    reserve: int
    reserve_ballistic: int
    reserve_fast: int
    reserve_slow: int
    protects: tuple[int, ...]  # assets; none where it defends all
    loadout: dict[str, int]
    reload: dict[str, int]  # rounds behind its launchers
    kill_probability: float | None
    value: float = 0.0  # of the battery itself
    authority_loss_probability: float = 0.0  # that no order of weapons control reaches it [1]
    control_without_authority: int = 0  # Control, then
    interrogator_failure_probability: float = 0.0  # that its interrogator is down [1]

    def on_launchers(self, entry: Round) -> list[int]:
        """Rounds of a type on each launcher that carries it: on all as many as it takes, the rest on one."""
        full, count = self.rounds_of_a_launcher(entry), self.loadout.get(entry.slug, 0)
        return [full] * (count // full) + [count % full] * (count % full > 0)

    def rounds_of_a_launcher(self, entry: Round) -> int:
        """Rounds of a type that a launcher takes."""
        return self.entry.positions_per_launcher * entry.rounds_per_position

    @property
    def rounds(self) -> dict[str, int]:
        """All its rounds by type, on launchers and behind."""
        return {slug: count + self.reload.get(slug, 0) for slug, count in self.loadout.items()}


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """One network of the run: who shares one picture."""

    name: str
    batteries: tuple[int, ...]
    radars: tuple[int, ...]
    delay: float
    loss: float
    cueing: bool
    engage_on_remote: bool
    entry: Interrogator
    interrogator: str
    flight_plans: bool
    confirmation: float  # [s]
    ballistic_confirmation: float  # [s]
    fuses: bool = False  # it is made of the tracks of local pictures, not of plots
    system: int = 0  # of a local picture: 1 + the network that its tracks go to


@dataclass(frozen=True, slots=True)
class CutLinks:
    """Links of a network that are cut for a time."""

    name: str
    network: int
    batteries: tuple[int, ...]
    radars: tuple[int, ...]  # those that stand with the batteries included
    begin: float  # [s]
    end: float  # [s]


@dataclass(frozen=True, slots=True)
class DefendedAsset:
    """One asset of the run."""

    name: str
    site: Place
    radius: float  # [m]
    value: float


@dataclass(frozen=True, slots=True)
class GroundZone:
    """One zone of the run, a circle on the ground."""

    name: str
    site: Place
    radius: float  # [m]
    kind: int  # ZoneKind
    edge: float = 0.0  # standard deviation of where its edge lies [m]
    odds: float | None = None  # of a zone of hostile origin, instead of the catalogue's


@dataclass(frozen=True, slots=True)
class AirCorridor:
    """One air corridor: points, half width, altitudes, and how steeply its floor rises from the ends."""

    points: tuple[Place, ...]
    half_width: float
    bottom: float
    top: float
    climb: float = 0.0


@dataclass(frozen=True, slots=True)
class OrderOfControl:
    """One order of weapons control."""

    name: str
    control: int
    begin: float
    end: float
    centre: float  # azimuth of its sector [rad]
    half: float  # [rad]
    batteries: tuple[int, ...]  # whom it binds


@dataclass(frozen=True, slots=True)
class Area:
    """Ground, clock and length of a run, in SI under the names of `[area]`."""

    step: float
    cycle: float
    duration: float
    refraction: float
    stop_when_clear: bool
    airspace: str
    terrain: str
    surface: str
