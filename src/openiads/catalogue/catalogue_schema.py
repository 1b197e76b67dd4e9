"""What a catalogue file may say.  Unit suffixes stand on every number; the source is not optional."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic import Strict as StrictType

from openiads.catalogue.entries import Asked, Guidance, Pattern, Remote, Role, Side, ThreatKind

Number = TypeVar("Number", bound=float)
Text = Annotated[str, Field(min_length=1)]
MOST_COUNT = 10**6
"""Greatest whole number of a field, so that sums do not overflow; no unit has as many of anything."""
Load = dict[Text, Annotated[int, Field(ge=0, le=MOST_COUNT)]]
# TOML arrays arrive as lists, which a strict tuple would refuse.
Slugs = Annotated[tuple[Text, ...], StrictType(False)]


class Strict(BaseModel):
    """No unknown keys, no number in quotes, no change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, defer_build=True)


class Cited(Strict):
    """Where a figure or a choice is from."""

    source: Text
    status: Literal["seen", "quoted", "derived", "assumption", "memory", "lowrel"]
    also: Slugs = ()
    note: str = ""


class FigureField(Cited, Generic[Number]):
    """One number with its box."""

    value: Number
    low: Number
    high: Number

    @model_validator(mode="after")
    def _ordered(self) -> FigureField[Number]:
        if not self.low <= self.value <= self.high:
            raise ValueError(
                f"value {self.value:g} is outside low {self.low:g} to high {self.high:g}; "
                "widen low and high to what the sources say"
            )
        return self


class ChoiceField(Cited):
    """One statement that is no number."""

    text: Text


class GuidanceField(ChoiceField):
    """How a round finds its target."""

    text: Guidance


class RemoteField(ChoiceField):
    """What of a system's rounds may be fired on another radar's track."""

    text: Remote


class LoadoutField(Cited):
    """Ready rounds by slug; `low` and `high` are the loads that sources or a study range span."""

    counts: Load
    low: Load
    high: Load


Signed = FigureField[float]
Positive = FigureField[Annotated[float, Field(gt=0)]]
NonNegative = FigureField[Annotated[float, Field(ge=0)]]
Share = FigureField[Annotated[float, Field(ge=0, le=1)]]
Likelihood = FigureField[Annotated[float, Field(gt=0, le=1)]]
Distance = FigureField[Annotated[float, Field(ge=0.001, le=20_000)]]
"""Up to half around the Earth [km].  As with all such bounds, beyond it arithmetic gives out, not sense."""
Period = FigureField[Annotated[float, Field(ge=0.01, le=10_000)]]
"""From one look to the next [s]."""
Mast = FigureField[Annotated[float, Field(ge=0.001, le=10_000)]]
"""Height of an antenna [m]."""
Pace = FigureField[Annotated[float, Field(ge=1, le=10_000)]]
"""Of what flies [m/s]."""
Chance = FigureField[Annotated[float, Field(ge=0.001, le=0.999)]]
"""Of what sometimes happens, and sometimes does not."""
Steepness = FigureField[Annotated[float, Field(ge=0.1, le=80)]]
"""Of a climb or a descent over the ground [deg]."""
Count = FigureField[Annotated[int, Field(ge=1, le=MOST_COUNT)]]


class EntryFile(Strict):
    """What every catalogue file has."""

    title: Text
    description: Text


class RadarFile(EntryFile):
    """`radars/*.toml`."""

    role: Role
    pattern: Pattern
    searches: bool
    guides: bool
    reference_range_km: Distance
    reference_rcs_m2: Positive
    reference_detection_probability: Share
    false_alarm_probability: Share
    instrumented_range_km: Distance
    minimum_range_km: NonNegative
    scan_period_s: Period
    track_period_s: Period | None = None
    search_sector_deg: Positive | None = None
    track_sector_deg: Positive | None = None
    slew_dps: NonNegative | None = None
    antenna_m: Mast
    minimum_elevation_deg: Signed
    maximum_elevation_deg: Positive
    range_sd_m: Positive
    azimuth_sd_deg: Positive
    elevation_sd_deg: Positive
    range_rate_sd_mps: Positive
    doppler_notch_mps: NonNegative
    false_plots_per_scan: NonNegative
    beam_width_deg: Positive
    side_lobe_db: Signed
    gas_loss_db_per_km: NonNegative
    emplace_min: Positive | None = None
    textbook: Text | None = None

    @model_validator(mode="after")
    def _agrees(self) -> RadarFile:
        _ordered(self, "reference_range_km", "instrumented_range_km")
        _ordered(self, "minimum_range_km", "instrumented_range_km")
        _ordered(self, "search_sector_deg", "track_sector_deg")
        sectors = ("search_sector_deg", "track_sector_deg", "slew_dps")
        _together(self, self.pattern == "sector", f"pattern is {self.pattern!r}", *sectors)
        _together(self, self.guides, f"guides is {_truth(self.guides)}", "track_period_s")
        return self


class RoundFile(EntryFile):
    """`rounds/*.toml`."""

    guidance: GuidanceField
    maximum_range_km: Positive
    minimum_range_km: NonNegative
    ballistic_range_km: NonNegative
    minimum_altitude_m: NonNegative
    maximum_altitude_km: Positive
    maximum_speed_mps: Positive
    mean_speed_mps: Positive | None = None
    maximum_target_speed_mps: Positive
    kill_probability: Share
    aircraft_kill_probability: Share | None = None
    drone_kill_probability: Share | None = None
    cruise_kill_probability: Share | None = None
    ballistic_kill_probability: Share | None = None
    unit_cost_musd: Positive
    rounds_per_position: Count
    launch_mass_kg: Positive
    coast_mass_kg: Positive | None = None
    body_diameter_m: Positive
    body_length_m: Positive
    burnout_mass_ratio: Share
    sustain_mass_ratio: Share
    in_service_year: Count | None = None
    boost_s: Positive
    end_speed_ratio: Share

    @model_validator(mode="after")
    def _agrees(self) -> RoundFile:
        _ordered(self, "minimum_range_km", "maximum_range_km")
        _ordered(self, "ballistic_range_km", "maximum_range_km")
        _ordered(self, "mean_speed_mps", "maximum_speed_mps")
        _ordered(self, "coast_mass_kg", "launch_mass_kg")
        _ordered(self, "body_diameter_m", "body_length_m")
        return self


class SystemFile(EntryFile):
    """`systems/*.toml`; names of rounds and radars are checked when they are loaded."""

    rounds: Annotated[Slugs, Field(min_length=1)]
    loadout: LoadoutField
    engagement_radar: Text
    search_radars: Slugs
    acquisition_radar: Text | None = None
    launchers: Count
    positions_per_launcher: Count
    targets_max: Count
    guided_max: Count
    salvo: Count
    remote: RemoteField
    reaction_s: NonNegative
    acquisition_s: NonNegative
    launch_interval_s: NonNegative
    assessment_s: NonNegative
    false_kill_probability: Share
    false_miss_probability: Share
    emplace_min: Positive
    displace_min: Positive
    reload_min: Positive
    cost_musd: Positive
    depot_ready_min: Positive | None = None
    tender_bid_musd: Positive | None = None
    tender_batteries: Count | None = None

    @model_validator(mode="after")
    def _agrees(self) -> SystemFile:
        for load in ("counts", "low", "high"):
            strangers = sorted(set(getattr(self.loadout, load)) - set(self.rounds))
            if strangers:
                raise ValueError(
                    f"loadout.{load} has {strangers[0]!r}, which is not among rounds; add it there"
                )
        return self


class ThreatFile(EntryFile):
    """`threats/*.toml`."""

    kind: ThreatKind
    side: Side
    carries: bool
    speed_mps: Positive
    altitude_m: NonNegative
    rcs_m2: Positive
    rcs_side_ratio: Positive
    unit_cost_musd: Positive
    kill_factor: Share
    weave_mps2: NonNegative | None = None
    weave_period_s: Positive | None = None
    occupants: Count | None = None
    range_km: Positive | None = None
    apogee_km: Positive | None = None
    noise_rise_db: Positive | None = None
    noise_distance_km: Positive | None = None

    @model_validator(mode="after")
    def _agrees(self) -> ThreatFile:
        _together(self, self.kind == "ballistic", f"kind is {self.kind!r}", "range_km", "apogee_km")
        weaves = self.weave_mps2 is not None
        _together(self, weaves, f"weave_mps2 is {_word(weaves)}", "weave_period_s")
        jams = self.noise_rise_db is not None
        _together(self, jams, f"noise_rise_db is {_word(jams)}", "noise_distance_km")
        return self


class InterrogatorFile(EntryFile):
    """`interrogators/*.toml`."""

    asks: Annotated[tuple[Asked, ...], StrictType(False)]
    friend_reply_probability: Share | None = None
    friend_equipment_failure_probability: Share | None = None
    neutral_reply_probability: Share | None = None
    neutral_equipment_failure_probability: Share | None = None
    friend_false_reply_probability: Share | None = None
    neutral_false_reply_probability: Share | None = None
    period_s: Positive | None = None
    range_km: Positive | None = None

    @model_validator(mode="after")
    def _agrees(self) -> InterrogatorFile:
        why = f"asks is {list(self.asks)}"
        rates = ("reply_probability", "equipment_failure_probability", "false_reply_probability")
        for mode in get_args(Asked):
            _together(self, mode in self.asks, why, *(f"{mode}_{rate}" for rate in rates))
        _together(self, bool(self.asks), why, "period_s", "range_km")
        return self


class DealFile(EntryFile):
    """`deals/*.toml`."""

    system: Text
    price_musd: Positive
    batteries: Count
    loan_share: Share | None = None
    loan_interest: NonNegative | None = None
    loan_payments: Count | None = None
    discount_rate: NonNegative | None = None

    @model_validator(mode="after")
    def _agrees(self) -> DealFile:
        lent = self.loan_share is not None
        _together(
            self, lent, f"loan_share is {_word(lent)}", "loan_interest", "loan_payments", "discount_rate"
        )
        return self


class EvidenceFile(EntryFile):
    """A table of `evidence.toml`: how likely a kind of evidence is, by who flies."""

    hostile: Likelihood
    neutral: Likelihood
    friend: Likelihood


class IdentificationFile(EntryFile):
    """`[identification]` of `engine.toml`."""

    identification_period_s: Positive
    hostile_threshold_probability: Likelihood
    suspect_threshold_probability: Likelihood
    confirmation_s: NonNegative
    ballistic_confirmation_s: NonNegative
    questions: Count
    beam_radius_km: Positive
    release_radius_km: Positive
    threat_miss_km: Positive
    steady_mps: Positive
    profile_threshold_probability: Likelihood
    supersonic_mps: Positive
    low_flight_m: Positive
    fast_flight_mps: Positive
    fast_landing_mps: Positive
    slow_flight_mps: Positive
    airliner_floor_m: Positive
    airliner_slowest_mps: Positive
    airliner_fastest_mps: Positive
    zone_edge_km: NonNegative
    zone_scale: Positive

    @model_validator(mode="after")
    def _agrees(self) -> IdentificationFile:
        _ordered(self, "suspect_threshold_probability", "hostile_threshold_probability")
        speeds = ("slow_flight_mps", "fast_flight_mps", "fast_landing_mps", "supersonic_mps")
        liners = ("slow_flight_mps", "airliner_slowest_mps", "airliner_fastest_mps", "supersonic_mps")
        for slower, faster in (*pairwise(speeds), *pairwise(liners)):
            _ordered(self, slower, faster)
        return self


class EngagementFile(EntryFile):
    """`[engagement]` of `engine.toml`."""

    worth_a_look_probability: Share
    homing_range_km: NonNegative
    search_gate_km: Positive
    echoes_to_lock: Count
    relook_s: Positive
    patience_s: NonNegative
    retry_s: Positive
    hold_s: NonNegative
    memory_s: NonNegative
    reengage_s: NonNegative
    levels_off_s: NonNegative
    ends_at_km: NonNegative
    height_doubt: NonNegative
    slow_mps: NonNegative
    dear_ratio: Positive
    own_delay_s: NonNegative
    link_delay_s: NonNegative
    cue_gain: Positive
    basket_km: Positive
    kept_share: Share


class TrackingFile(EntryFile):
    """`[tracking]` of `engine.toml`."""

    process_noise_m2ps3: Positive
    start_speed_sd_mps: Pace
    detection_probability: Chance
    confirm_score: NonNegative
    confirm_plots: Count
    drop_score: Positive
    tentative_score: Positive


class AstrayFile(EntryFile):
    """`[astray]` of `engine.toml`."""

    fly_on_km: Positive
    cone_deg: Positive


class SlopesFile(EntryFile):
    """`[slopes]` of `engine.toml`."""

    dive_deg: Steepness
    pull_over_mps2: Positive
    boost_deg: Steepness
    climb_deg: Steepness
    descent_deg: Steepness


class InitiationFile(EntryFile):
    """`[initiation]` of `engine.toml`."""

    confirm_looks: Count
    drop_looks: Count


class InteractingFile(EntryFile):
    """`[interacting]` of `engine.toml`."""

    quiet_noise_m2ps3: Positive
    agile_noise_m2ps3: Positive
    turn_noise_m2ps3: Positive
    turn_rate_dps: Positive
    quiet_stay_s: Positive
    manoeuvre_stay_s: Positive
    fall_noise_m2ps3: Positive
    fall_stay_s: Positive


class RegistrationFile(EntryFile):
    """`[registration]` of `engine.toml`."""

    range_bias_sd_m: Positive
    angle_bias_sd_deg: Positive


class FlyoutFile(EntryFile):
    """`[flight]` of `textbook/flight.toml`: what holds for every round alike."""

    specific_impulse_s: Positive
    nose_fineness: Positive
    drag_factor: Positive
    normal_slope: Positive
    maximum_angle_deg: Positive
    normal_factor: Positive


class LethalityFile(EntryFile):
    """`[lethality]` of `textbook/lethality.toml`: how the chance of a kill falls off."""

    needed_advantage: Positive
    calm_manoeuvre_mps2: Positive
    crossing_factor: Share
    tail_factor: Share
    floor_factor: Share
    floor_band_m: Positive


class MissionKillFile(EntryFile):
    """A table of `textbook/mission_kill.toml`: hits that end a mission only, by kind of threat."""

    mission_kill_share: Share


class DestructionFile(EntryFile):
    """A table of `textbook/destruction.toml`: what arrives at a battery or radar, by kind of threat."""

    battery_probability: Share
    radar_probability: Share


class ReliabilityFile(EntryFile):
    """`reliability.toml`."""

    common_failure_probability: Share
    target_failure_probability: Share


class SourceFile(Strict):
    """One row of `sources.toml`."""

    title: Text
    publisher: Text
    year: int | None = None
    url: str = ""
    reliability: Literal["A", "B", "C", "D", "M"]
    second_hand: bool = False


def _ordered(model: BaseModel, lesser: str, greater: str) -> None:
    """Two figures of which the first must not be above the second; absent ones are not compared."""
    less, more = getattr(model, lesser), getattr(model, greater)
    if less is not None and more is not None and less.value > more.value:
        raise ValueError(
            f"{lesser} is {less.value:g}, above {greater} {more.value:g}; correct the one that is wrong"
        )


def _together(model: BaseModel, needed: bool, why: str, *fields: str) -> None:
    """Fields that stand in the file if and only if they are needed."""
    for field in fields:
        present = getattr(model, field) is not None
        if present != needed:
            raise ValueError(
                f"{why} and {field} is {_word(present)}; {'add' if needed else 'remove'} {field}"
            )


def _truth(value: bool) -> str:
    """As TOML writes it."""
    return "true" if value else "false"


def _word(present: bool) -> str:
    return "present" if present else "absent"
