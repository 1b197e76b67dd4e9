"""Catalogue entries as the rest of the house sees them: SI, each figure with its box and its source."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from openiads.ground.errors import OutOfRange, UnknownName

Status = Literal["seen", "quoted", "derived", "assumption", "memory", "lowrel", "given"]
Role = Literal["acquisition", "engagement", "multifunction", "early-warning", "airborne"]
Pattern = Literal["rotating", "sector"]
Guidance = Literal["command", "semi-active", "active"]
Remote = Literal["none", "active"]
ThreatKind = Literal["aircraft", "drone", "cruise", "ballistic"]
Side = Literal["hostile", "neutral", "friend"]
Asked = Literal["friend", "neutral"]

GIVEN = "scenario"  # the source of a value that the user gave in place of the catalogue's


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures were published.

    `reliability` is A official, B established press or think tank, C second-hand or party to the matter,
    D hobby data, M not published: memory or assumption.  A source that is second-hand repeats a figure of
    another publication, which was not opened: what rests on it is `quoted`, not `seen`.
    """

    key: str
    title: str
    publisher: str
    year: int | None
    url: str
    reliability: str
    second_hand: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in SI: nominal value, the box that sources or a study range span, and where it is from."""

    value: float
    low: float
    high: float
    source: str
    status: Status
    also: tuple[str, ...] = ()
    note: str = ""
    block: str = ""  # textbook block that says it for every radar that refers to it


@dataclass(frozen=True, slots=True)
class Choice:
    """One statement that is no single number, and where it is from.

    Of a load, `low` and `high` are those that sources or a study range span.
    """

    text: str
    source: str
    status: Status
    also: tuple[str, ...] = ()
    note: str = ""
    low: Mapping[str, int] = field(default_factory=dict, hash=False)
    high: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What all entries share.

    `figures` and `choices` go by the names of the attributes that carry their nominal values.
    """

    slug: str
    title: str
    description: str
    figures: Mapping[str, Figure] = field(repr=False, hash=False)
    choices: Mapping[str, Choice] = field(repr=False, hash=False)

    def replace(self, **values: Any) -> Self:
        """Return the entry with other values, by attribute name in SI.

        A value inside the figure's own [low, high] keeps the figure's source and status: it is a draw from
        the same ignorance.  One outside is the user's own, with status `given`.
        """
        figures, choices = dict(self.figures), dict(self.choices)
        for name, value in values.items():
            if name in figures:
                figures[name] = _replaced(f"{self.slug}.{name}", figures[name], value)
            elif name in choices:
                choices[name] = Choice(str(value), GIVEN, "given")
            elif name not in self._replaceable():
                raise UnknownName("field", name, sorted(self._replaceable()), where=self.slug)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                figures[name] = Figure(value, value, value, GIVEN, "given")
        return dataclasses.replace(self, figures=figures, choices=choices, **values)

    def _replaceable(self) -> set[str]:
        return {f.name for f in dataclasses.fields(self)} - {"slug", "figures", "choices"}


def _replaced(where: str, figure: Figure, value: float) -> Figure:
    most = 1.0 if where.endswith("_probability") else math.inf
    least = 0.0 if figure.low >= 0.0 else -math.inf
    if not math.isfinite(value) or not least <= value <= most:
        raise OutOfRange(f"{where} is {value:g}; finite values from {least:g} to {most:g} are allowed")
    if figure.low <= value <= figure.high:
        return dataclasses.replace(figure, value=value)
    return Figure(value, value, value, GIVEN, "given")


@dataclass(frozen=True, kw_only=True)
class Radar(Entry):
    """A radar; its errors hold where the reference target is seen with the reference probability."""

    role: Role
    pattern: Pattern
    searches: bool  # makes search plots by itself
    guides: bool  # supports rounds in flight
    reference_range: float  # [m]
    reference_rcs: float  # [m2]
    reference_detection_probability: float
    false_alarm_probability: float
    instrumented_range: float  # [m]
    minimum_range: float  # [m]
    scan_period: float  # [s]
    track_period: float = math.inf  # between two looks at a target under engagement [s], if it guides
    search_sector: float = 2.0 * math.pi  # finds by itself within it [rad]; the full circle when rotating
    track_sector: float = 2.0 * math.pi  # tracks and guides within it [rad]
    slew: float = 0.0  # rate at which the sector's centre can turn [rad/s], 0 for a fixed sector
    antenna: float  # above ground [m]; above sea level when airborne
    minimum_elevation: float  # [rad]
    maximum_elevation: float  # [rad]; above it lies the cone of silence
    range_sd: float  # [m]
    azimuth_sd: float  # [rad]
    elevation_sd: float  # [rad]
    range_rate_sd: float  # [m/s]
    doppler_notch: float  # slowest radial speed that passes the clutter filter [m/s]
    false_plots_per_scan: float
    beam_width: float  # main lobe [rad]
    side_lobe: float  # gain over the main lobe's [1]
    gas_loss: float  # attenuation of power, one way at sea level [1/m]
    emplace: float | None = None  # [s], where the radar needs longer than its system
    textbook: str | None = None  # block of `textbook.toml` that says what its own file does not


@dataclass(frozen=True, kw_only=True)
class Round(Entry):
    """An interceptor: its reach, its speed and the prior of its single-shot kill probability."""

    guidance: Guidance
    maximum_range: float  # [m], against a large, high target that does not manoeuvre
    minimum_range: float  # [m]
    ballistic_range: float  # [m], against ballistic targets
    minimum_altitude: float  # [m]
    maximum_altitude: float  # [m]
    maximum_speed: float  # [m/s]
    maximum_target_speed: float  # [m/s]
    kill_probability: float  # single shot, given intercept
    unit_cost: float  # [USD]
    rounds_per_position: int  # rounds that stand in one canister position of a launcher
    launch_mass: float  # [kg]
    body_diameter: float  # of what flies on after a booster, if one is dropped [m]
    body_length: float  # of the same [m]
    burnout_mass_ratio: float  # least mass left over the launch mass, when all propellant is burnt
    sustain_mass_ratio: float  # propellant kept to hold the speed over the launch mass
    in_service_year: int | None = None  # from which it may be loaded, where it came later than its system
    boost: float  # time to maximum speed [s]
    end_speed_ratio: float  # least speed over maximum speed with which it is of use
    coast_mass: float | None = None  # of what flies on where a booster is dropped [kg]
    mean_speed: float | None = None  # to maximum range [m/s], where published
    aircraft_kill_probability: float | None = None  # of one kind of target alone, in place of the figure
    drone_kill_probability: float | None = None  # for all times the target's factor
    cruise_kill_probability: float | None = None
    ballistic_kill_probability: float | None = None

    @property
    def canister_share(self) -> float:
        """Canister positions that one round takes."""
        return 1.0 / self.rounds_per_position


@dataclass(frozen=True, kw_only=True)
class System(Entry):
    """A fire unit: launchers, one engagement radar, its search radars, its limits and its delays."""

    rounds: tuple[str, ...]
    loadout: Mapping[str, int] = field(hash=False)  # ready rounds by slug
    engagement_radar: str
    search_radars: tuple[str, ...]  # one each per fire unit
    acquisition_radar: str | None = None  # one per regiment
    launchers: int
    positions_per_launcher: int
    targets_max: int  # engaged at once
    guided_max: int  # rounds guided at once
    salvo: int  # rounds per target at one decision
    remote: Remote  # its rounds that may be launched and guided on another radar's track
    reaction: float  # designation to first launch [s]
    acquisition: float  # engagement radar finds a designated target [s]
    launch_interval: float  # [s]
    assessment: float  # intercept to assessment [s]
    false_kill_probability: float  # a miss is assessed as a kill
    false_miss_probability: float  # a kill is assessed as a miss
    emplace: float  # march to ready, on a prepared position [s]
    displace: float  # ready to march [s]
    reload: float  # one launcher [s]
    cost: float  # one battery with its first rounds [USD]
    depot_ready: float | None = None  # depot to ready, as an operator states it [s]
    tender_bid: float | None = None  # whole bid of the 2013 tender [USD]
    tender_batteries: int | None = None  # what that bid was for, where it was published

    @property
    def positions(self) -> int:
        """Canister positions of the whole fire unit."""
        return self.launchers * self.positions_per_launcher


@dataclass(frozen=True, kw_only=True)
class Threat(Entry):
    """A class of target, hostile or not."""

    kind: ThreatKind
    side: Side
    carries: bool  # may release weapons
    speed: float  # [m/s]; at burnout when ballistic
    altitude: float  # [m]; of the launch point when ballistic
    rcs: float  # nose-on mean [m2]
    rcs_side_ratio: float  # side-on over nose-on mean
    unit_cost: float  # [USD]
    kill_factor: float  # multiplies a round's kill probability
    weave: float = 0.0  # acceleration across the path [m/s2], 0 if it cannot
    weave_period: float = math.inf  # [s]
    occupants: int = 0
    range: float | None = None  # ballistic [m]
    apogee: float | None = None  # ballistic [m]
    noise_rise: float | None = None  # jammer power over receiver noise, main lobe, at the noise distance [1]
    noise_distance: float | None = None  # [m]


@dataclass(frozen=True, kw_only=True)
class Interrogator(Entry):
    """What friend-or-foe interrogation can ask, and how often the answer misleads."""

    asks: tuple[Asked, ...]
    friend_reply_probability: float = 0.0  # per interrogation
    friend_equipment_failure_probability: float = 0.0  # per sortie
    neutral_reply_probability: float = 0.0  # per interrogation
    neutral_equipment_failure_probability: float = 0.0  # per sortie
    friend_false_reply_probability: float = 0.0  # in the friendly mode, per interrogation of one without it
    neutral_false_reply_probability: float = 0.0  # in the civil mode, the same
    period: float = 0.0  # [s]
    range: float = 0.0  # [m]


@dataclass(frozen=True, kw_only=True)
class Evidence(Entry):
    """A kind of evidence: how likely it is, given who flies.

    Of an entry `prior-...`: the shares of those who fly, before any evidence.
    """

    hostile: float
    neutral: float
    friend: float

    @property
    def row(self) -> tuple[float, float, float]:
        """The three together."""
        return self.hostile, self.neutral, self.friend


@dataclass(frozen=True, kw_only=True)
class Astray(Entry):
    """How far a round looks for something else that has lost its target."""

    fly_on: float  # way that it may still go [m]
    cone: float  # half the angle in which it finds anything, off its course [rad]


@dataclass(frozen=True, kw_only=True)
class Identification(Entry):
    """Constants by which tracks are given an identity."""

    identification_period: float  # between two readings of one track, at least [s]
    hostile_threshold_probability: float  # from which a track with a positive criterion is held hostile
    suspect_threshold_probability: float
    confirmation: float  # from evidence that suffices to the declaration of hostile, by a person [s]
    ballistic_confirmation: float  # the same for what falls freely [s]
    questions: int  # put to one track, in each mode
    beam_radius: float  # whoever is nearest to the asked place within this answers [m]
    release_radius: float  # born this near to a hostile track, a track was released by it [m]
    threat_miss: float  # a course that passes an asset nearer than this threatens it [m]
    steady: float  # error of the velocity below which it means something [m/s]
    profile_threshold_probability: float  # of another profile against the one that is held
    supersonic: float  # faster than civil aircraft fly [m/s]
    low_flight: float  # height above the ground under which flight is low [m]
    fast_flight: float  # faster than civil flights are low down [m/s]
    fast_landing: float  # the same near aerodromes [m/s]
    slow_flight: float  # slower than airliners are [m/s]
    airliner_floor: float  # altitude of an airliner on its way, at least [m]
    airliner_slowest: float  # and its speed, at least [m/s]
    airliner_fastest: float  # and at most [m/s]
    zone_edge: float  # standard deviation of where the edge of a zone of hostile origin lies [m]
    zone_scale: float  # radius over the drawn radius [1]


@dataclass(frozen=True, kw_only=True)
class Deal(Entry):
    """What was asked, offered or agreed for some batteries of a system, all else in the price included."""

    system: str
    price: float  # of the whole deal [USD]
    batteries: int  # fire units that it is for
    loan_share: float | None = None  # of the price, that the seller lends
    loan_interest: float | None = None  # a year
    loan_payments: int | None = None  # equal ones, one a year from a year after the delivery on
    discount_rate: float | None = None  # a year, at which the buyer could borrow elsewhere


@dataclass(frozen=True, kw_only=True)
class Engagement(Entry):
    """Constants of fire control that no system's entry has."""

    worth_a_look_probability: float  # of detection in a look, from which a battery is given a track
    homing_range: float  # last stretch that rounds with active guidance fly alone [m]
    search_gate: float  # radius searched around a designated place, at least [m]
    echoes_to_lock: int  # of the same target, that make a fire-control track
    relook: float  # a steered beam looks again after this while it seeks and after a miss [s]
    patience: float  # it seeks, and waits for a solution, for this long [s]
    retry: float  # between two tries for a solution [s]
    hold: float  # a track that was not found is left alone for this long [s]
    memory: float  # a fire-control track coasts for this long after its first miss [s]
    reengage: float  # a track assessed as killed but still plotted is engaged again after this [s]
    levels_off: float  # a climb or dive is expected to last so long [s]
    ends_at: float  # a course that passes an asset nearer than this is taken to end there [m]
    height_doubt: float  # standard deviations of height by which a track must be in sight [1]
    slow: float  # slower targets leave time for cheaper rounds [m/s]
    own_delay: float  # from a look to the track at the fire control of a unit that stands alone [s]
    link_delay: float  # the same over a network [s]
    cue_gain: float  # energy of a cued look of a radar that also searches, over one of its search [1]
    basket: float  # an active seeker finds what it is shown within this [m]
    dear_ratio: float  # a type of round is dear from this many times the cost of the cheapest on
    kept_share: float  # of each dear type, kept from slow targets


@dataclass(frozen=True, kw_only=True)
class Reliability(Entry):
    """How often the defence as a whole, or all that it does against one target, fails by one common cause."""

    common_failure_probability: float  # for a whole raid nothing that is fired can kill
    target_failure_probability: float  # against one target nothing that is fired at it can kill
