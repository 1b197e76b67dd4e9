"""The scenario file: its tables, their fields, units and bounds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from openiads.scenario.doctrine_schema import (
    MOST_SHOTS,
    Control,
    ControlOrder,
    Doctrine,
    ReserveByClass,
    SalvoByClass,
)
from openiads.scenario.fields import Latitude, Longitude, Name, Point, Record, require_whole
from openiads.scenario.flights import Raid, Side, Traffic, Weapon
from openiads.scenario.timeline_schema import Timeline

__all__ = [
    "Area",
    "Asset",
    "Battery",
    "ControlOrder",
    "Corridor",
    "Cut",
    "Doctrine",
    "Network",
    "Overrides",
    "Radar",
    "Raid",
    "Scenario",
    "Side",
    "Timeline",
    "Traffic",
    "Weapon",
    "Zone",
]


class Area(Record):
    """The ground, the clock and the air that all share."""

    terrain: str = "globe-30s"
    """`globe-30s` (the built-in map), `flat`, or the path of an elevation file."""
    surface: Literal["mean", "max"] = "mean"
    """Whether a cell of the map stands for its mean height or for the highest of its neighbourhood."""
    duration_s: float = Field(ge=60, le=86_400)
    step_s: float = Field(default=1, ge=0.1, le=1)
    """Step of what flies, a matter of numerics: looks, launches and intercepts have their own times in it."""
    cycle_s: float = Field(default=1, ge=0.25, le=10)
    """Period in which plots become tracks, tracks reports and reports assignments; at least the step."""
    refraction: float = Field(default=4 / 3, ge=1, le=2)
    """Effective radius of the Earth over its true radius."""
    airspace: Literal["normal", "warned", "closed"] = "normal"
    """What civil flights have been told, which says how likely each kind of flight is before any evidence:
    nothing; that a raid is expected, as by a notice to airmen, and they go on; or to stay on the ground: then
    no neutral flight departs in the run, those under way fly on, and who is not identified nor likely one of
    these is a suspect, as one who breaches the closure."""
    stop_when_clear: bool = True
    """The run ends when every raider has its fate."""


class Network(Record):
    """Batteries and radars that share one picture."""

    LATER = frozenset({"fusion"})

    name: Name
    form: Literal["alone", "regiment", "national", "allied"]
    batteries: list[str] = Field(min_length=1)
    radars: list[str] = Field(default_factory=list)
    delay_s: float | None = Field(default=None, ge=0, le=60)
    """Age of a report when it reaches the fire units, instead of the catalogue's: for a network
    that of its links, for a battery alone its own."""
    loss_probability: float = Field(default=0, ge=0, le=1)
    """Share of reports lost."""
    fusion: Literal["plots", "tracks"] = "plots"
    """What its members pass on: plots, of which one tracker makes the picture, or the tracks that each makes
    of its own, which are correlated and fused by covariance intersection."""
    cueing: bool | None = None
    """Batteries are shown what their radars do not see yet, where and when to expect it; all but those that
    stand alone are, if nothing is said."""
    engage_on_remote: bool = False
    """Rounds with seekers of their own are launched and guided on a track of the network that the battery's
    engagement radar does not see, where the catalogue says that the system can."""
    interrogator: Literal["none", "national", "full"] = "none"
    interrogator_failure_probability: float | None = Field(default=None, ge=0, le=1)
    """Chance, for each of its batteries and each replicate, that the interrogator of the battery is down and
    nobody has noticed: it asks, and hears nobody.  None stands for 0."""
    flight_plans: bool = False
    """The network knows corridors and flight plans."""
    confirmation_s: float | None = Field(default=None, ge=0, le=3600)
    """From evidence that suffices to the declaration of hostile, instead of the catalogue's."""
    ballistic_confirmation_s: float | None = Field(default=None, ge=0, le=3600)
    """The same for what falls freely."""


class Cut(Record):
    """A time in which links of a network are cut: who is cut off has its own radars alone."""

    LATER = frozenset({"remove"})

    name: Name
    network: str
    """Name of the network."""
    batteries: list[str] = Field(default_factory=list)
    """Which of its batteries are cut off, each from all others, with the radars that stand with it."""
    radars: list[str] = Field(default_factory=list)
    """Which of its other radars nothing is heard of.  If neither is named, the whole network falls apart."""
    begin_s: float = Field(default=0, ge=0, le=86_400)
    end_s: float | None = Field(default=None, gt=0, le=86_400)
    """Without it, for good."""
    remove: bool = False
    """Left out of this run."""


class Battery(Record):
    """One fire unit: an engagement radar with its search radars and launchers."""

    name: Name
    system: str
    """Catalogue slug of the system."""
    lat: Latitude
    lon: Longitude
    azimuth_deg: float = Field(default=180, ge=0, le=360)
    """Centre of its sector, clockwise from north."""
    misalignment_deg: float | None = Field(default=None, ge=-180, le=180)
    """By so much its north is wrong: all that its radars report lies turned by this about the battery,
    clockwise."""
    misalignment_sd_deg: float | None = Field(default=None, ge=0, le=180)
    """Standard deviation of a drawn part of that, one for each replicate, on top of the fixed one."""
    acquisition_radar: bool = True
    """Whether it has the acquisition radar of its regiment with it, if the system has one."""
    antenna_m: float | None = Field(default=None, gt=0, le=100)
    """Antenna height above the ground instead of the catalogue's."""
    antenna_altitude_m: float | None = Field(default=None, ge=-500, le=9000)
    """Surveyed altitude of the antenna, instead of ground plus antenna height."""
    loadout: dict[str, Annotated[int, Field(ge=0, le=10_000)]] | None = None
    """Rounds by type instead of the catalogue's load."""
    reload: dict[str, Annotated[int, Field(ge=0, le=10_000)]] | None = None
    """Rounds by type behind its launchers, none if nothing is said: an empty launcher is full again after the
    catalogue's `reload_min`, as long as this stock lasts."""
    launchers: int | None = Field(default=None, ge=1, le=100)
    siting: Literal["point"] = "point"
    control: Control | None = None
    authority_loss_probability: float | None = Field(default=None, ge=0, le=1)
    """Chance, for each replicate, that no order of weapons control reaches it.  None stands for 0."""
    control_without_authority: Control | None = None
    """Its weapons control status then, whatever else is ordered."""
    interrogator_failure_probability: float | None = Field(default=None, ge=0, le=1)
    """Of its own interrogator, instead of the network's."""
    salvo: int | None = Field(default=None, ge=1, le=MOST_SHOTS)
    salvo_by_class: SalvoByClass | None = None
    """Its own for one class of track; it comes before its `salvo`, and both before the doctrine's."""
    salvos_max: int | None = Field(default=None, ge=1, le=10)
    envelope_margin: float | None = Field(default=None, ge=0.1, le=1)
    """Share of the published range at which it opens fire, instead of the doctrine's."""
    reserve_rounds: int | None = Field(default=None, ge=0, le=1000)
    """Rounds held in reserve, instead of the doctrine's."""
    reserve_by_class: ReserveByClass | None = None
    """Rounds that only one class of track gets; the whole table stands instead of the doctrine's."""
    protects: list[str] | None = Field(default=None, min_length=1)
    """Assets that it defends: tracks that threaten neither these nor itself it leaves to others.  A track
    threatens what it passes within `doctrine.threat_radius_km`, so neighbours are defended with them."""
    kill_probability: float | None = Field(default=None, ge=0, le=1)
    """For all its rounds, times the class factor, without falling off; for teaching and verification."""
    targets_max: int | None = Field(default=None, ge=1, le=1000)
    """Targets engaged at one time."""
    guided_max: int | None = Field(default=None, ge=1, le=1000)
    """Rounds guided at one time."""
    reaction_s: float | None = Field(default=None, ge=0, le=600)
    """From designation to first launch."""
    acquisition_s: float | None = Field(default=None, ge=0, le=600)
    """The engagement radar's time to acquire a designated target."""
    launch_interval_s: float | None = Field(default=None, ge=0, le=600)
    assessment_s: float | None = Field(default=None, ge=0, le=600)
    """Delay of the kill assessment."""
    false_kill_probability: float | None = Field(default=None, ge=0, le=1)
    """A miss is assessed as a kill."""
    false_miss_probability: float | None = Field(default=None, ge=0, le=1)
    """A kill is assessed as a miss."""
    value: float | None = Field(default=None, ge=0, le=1e9)
    """Relative worth of the battery itself: with one its place is defended, and ranks, as an asset's does."""
    remove: bool = False
    """Left out of this run."""


class Radar(Record):
    """A radar that belongs to no battery."""

    name: Name
    type: str
    """Catalogue slug of the radar."""
    lat: Latitude
    lon: Longitude
    antenna_m: float | None = Field(default=None, gt=0, le=20_000)
    """Antenna height above the ground, or of an airborne radar its flight height."""
    antenna_altitude_m: float | None = Field(default=None, ge=-500, le=20_000)
    azimuth_deg: float = Field(default=0, ge=0, le=360)
    misalignment_deg: float | None = Field(default=None, ge=-180, le=180)
    """All that it reports lies turned by this about it, clockwise, as of a battery."""
    misalignment_sd_deg: float | None = Field(default=None, ge=0, le=180)
    """Standard deviation of a drawn part of that, as of a battery."""
    emitting: bool = True
    value: float | None = Field(default=None, ge=0, le=1e9)
    """Relative worth of the radar itself, as of a battery."""
    remove: bool = False
    """Left out of this run."""


class Asset(Record):
    """Something defended."""

    name: Name
    lat: Latitude
    lon: Longitude
    kind: Literal["city", "base", "industry", "other"] = "other"
    radius_km: float = Field(default=5, gt=0, le=100)
    value: float = Field(default=1, ge=0, le=1e9)
    """Relative worth, for the threat order and the share of value lost."""
    population: int | None = Field(default=None, ge=0, le=10**10)  # all mankind is 8.2e9


class Zone(Record):
    """A circle with a meaning for identification."""

    LATER = frozenset({"remove"})

    name: Name
    kind: Literal["hostile-origin", "restricted", "weapons-free"]
    lat: Latitude
    lon: Longitude
    radius_km: float = Field(gt=0, le=2000)
    edge_km: float | None = Field(default=None, ge=0, le=500)
    """Of a zone of hostile origin: standard deviation of where its edge lies, instead of the catalogue's."""
    odds: float | None = Field(default=None, gt=0, le=1e6)
    """Of a zone of hostile origin: how much likelier a raider than a civil flight is to come
    over such a zone, instead of the catalogue's."""
    remove: bool = False
    """Left out of this run."""


class Corridor(Record):
    """An air corridor, in which flights are expected."""

    LATER = frozenset({"remove"})

    name: Name
    points: list[Point] = Field(min_length=2)
    half_width_km: float = Field(default=10, gt=0, le=200)
    altitude_low_m: float = Field(default=0, ge=0, le=30_000)
    altitude_high_m: float = Field(default=13_000, ge=0, le=30_000)
    remove: bool = False
    """Left out of this run."""


class Models(Record):
    """Which models play it, by the names under which they are registered."""

    tracker: Name = "score"
    """From plots to tracks."""
    assignment: Name = "greedy-by-urgency"
    """Which track gets which fire channel."""
    doctrine: Name = "shoot-look-shoot"
    """How many rounds leave before the next look."""
    assessment: Name | None = None
    """What a battery takes for killed: `by-rates`, if nothing is said, or `by-plots`."""


Figures = dict[str, Annotated[Any, WithJsonSchema({"type": ["number", "string", "object"]})]]
"""Of one entry of the catalogue, by the names and in the units of its file; its own schema checks them."""


class Overrides(Record):
    """Figures of the catalogue that this scenario replaces, by kind, entry and field.

    As `[catalogue.rounds.40n6e]` with `kill_probability = 0.5`; what has one entry only is named by it, as
    `[catalogue.tracking]`.
    """

    radars: dict[str, Figures] | None = None
    rounds: dict[str, Figures] | None = None
    systems: dict[str, Figures] | None = None
    threats: dict[str, Figures] | None = None
    interrogators: dict[str, Figures] | None = None
    evidence: dict[str, Figures] | None = None
    identification: Figures | None = None
    engagement: Figures | None = None
    tracking: Figures | None = None
    initiation: Figures | None = None
    interacting: Figures | None = None
    astray: Figures | None = None
    slopes: Figures | None = None
    flight: Figures | None = None
    lethality: Figures | None = None
    mission_kill: dict[str, Figures] | None = None
    destruction: dict[str, Figures] | None = None
    reliability: Figures | None = None


class Scenario(Record):
    """A complete scenario."""

    LATER = frozenset({"control_order", "cut"})

    version: Annotated[Literal[1], BeforeValidator(require_whole)] = 1
    """Version of this file format."""
    name: Name
    title: str = ""
    story: str = ""
    """One paragraph: who, where, why, and what is notional in it."""
    told: str = ""
    """One sentence that a reader needs beside the numbers: what they are of, and what they are not of."""
    based_on: str | None = None
    """Name of a built-in scenario that says what this file does not; rows of tables are matched by name."""
    area: Area
    doctrine: Doctrine = Field(default_factory=Doctrine)
    models: Models = Field(default_factory=Models)
    network: list[Network] = Field(default_factory=list)
    battery: list[Battery] = Field(default_factory=list)
    radar: list[Radar] = Field(default_factory=list)
    asset: list[Asset] = Field(default_factory=list)
    raid: list[Raid] = Field(default_factory=list)
    traffic: list[Traffic] = Field(default_factory=list)
    zone: list[Zone] = Field(default_factory=list)
    corridor: list[Corridor] = Field(default_factory=list)
    control_order: list[ControlOrder] = Field(default_factory=list)
    cut: list[Cut] = Field(default_factory=list)
    timeline: Timeline | None = None
    catalogue: Overrides | None = None

    def without_removed(self) -> Scenario:
        """The same without the rows that say that they are left out."""
        kept = {table: [row for row in getattr(self, table) if not row.remove] for table in REMOVABLE}
        return self.model_copy(update=kept)


REMOVABLE = ("battery", "radar", "raid", "traffic", "zone", "corridor", "control_order", "cut")
"""Tables whose rows may say `remove`."""


def overrides_in(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Figures of the catalogue that a scenario replaces, as its file has them."""
    return {} if scenario.catalogue is None else scenario.catalogue.model_dump(exclude_none=True)
