"""Scalars of the World: figures of which a run has one, in SI, under the name that they have in its file.

They are filled by name (`named`): from a table of the scenario, else from an entry of the catalogue.  A new
figure of doctrine is a field of the scenario's schema and a line here.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar, get_type_hints

T = TypeVar("T", bound=tuple[Any, ...])


class Clock(NamedTuple):
    """When things happen."""

    step: float
    """One advance of what flies [s]."""
    steps: int
    """Most steps of a run."""
    cycle: float
    """Period of pictures and assignments [s]."""
    stop_when_clear: bool
    """The run ends once every raider has its fate."""
    duration: float
    """From then on nobody comes who comes by chance [s]."""


class Doctrine(NamedTuple):
    """What the scenario's `[doctrine]` says of all batteries alike."""

    self_defence: int
    """SelfDefence: at what a battery fires that is about to be reached."""
    self_defence_radius: float
    """A course that passes a battery nearer than this is about to reach it [m]."""
    self_defence_time: float
    """If it does so within this [s]."""
    coordinate: bool
    """Batteries of one network do not engage the same track twice."""
    threat_radius: float
    """A path that passes an asset nearer than this threatens it [m]."""
    horizon: float
    """Threats later than this are ranked last [s]."""
    reengage: float
    """Wait before a track assessed as killed is engaged again [s]."""
    common_failure_probability: float
    """Chance that one cause defeats every shot of the raid [1]; read by no phase."""
    target_failure_probability: float
    """Chance, per target, that every shot at it fails [1]."""
    identification_period: float
    """Between two readings of one track, at least [s]."""
    hostile_threshold_probability: float
    """Posterior from which a track with a positive criterion is hostile [1]."""
    suspect_threshold_probability: float
    """The same for suspect [1]."""
    profile_by: int
    """ProfileBy: how the profile of a track follows from a reading."""


class Tables(NamedTuple):
    """How the tables of the World are laid out, and what they were made with."""

    mask_range_step: float
    """Spacing of the masking tables in range [m]."""
    refraction: float
    """Effective-earth factor of the masking tables [1]."""
    flyout_range_step: float
    """Spacing of the fly-out tables in slant range [m]."""
    flyout_altitude_step: float
    """Spacing of the fly-out tables in altitude [m]."""
    ground_south: float
    """Latitude of the first row of the ground table [rad]."""
    ground_west: float
    """Longitude of its first column [rad]."""
    ground_step: float
    """Its spacing, both ways [rad]."""


class Lethality(NamedTuple):
    """How the chance of a kill falls off, for all rounds; figures of the catalogue."""

    needed_advantage: float
    """Lateral acceleration over the target's below which it falls [1]."""
    calm_manoeuvre: float
    """What a target that does not turn asks for all the same [m/s2]."""
    crossing_factor: float
    """Of an intercept across the target's path [1]."""
    tail_factor: float
    """From behind [1]."""
    floor_factor: float
    """At the round's least altitude [1]."""
    floor_band: float
    """Height over it at which that ends [m]."""


class Identifying(NamedTuple):
    """Constants of identification; figures of the catalogue."""

    questions: int
    """Questions put to one track at most, in each mode."""
    beam_radius: float
    """The target nearest to the asked place within this answers [m]."""
    release_radius: float
    """Born this near to a hostile track, a track was released by it [m]."""
    threat_miss: float
    """A course that passes an asset nearer than this threatens it [m]."""
    steady: float
    """Error of the velocity below which it means something [m/s]."""
    profile_threshold_probability: float
    """Share of another profile against the one held before, from which on that is given up [1]."""
    supersonic: float
    """Faster than civil aircraft fly [m/s]."""
    low_flight: float
    """Lower above ground than this is low [m]."""
    fast_flight: float
    """Faster than civil flights are low down [m/s]."""
    fast_landing: float
    """The same near aerodromes [m/s]."""
    slow_flight: float
    """Slower than airliners are [m/s]."""
    airliner_floor: float
    """Altitude of an airliner on its way, at least [m]."""
    airliner_slowest: float
    """Its speed, at least [m/s]."""
    airliner_fastest: float
    """And at most [m/s]."""
    supersonic_share: float
    """P(profile) before any reading, of all who fly in this airspace [1]; so the four that follow."""
    low_and_fast_share: float
    airliner_like_share: float
    slow_share: float
    other_profile_share: float
    elsewhere_hostile: float
    """P(comes over no zone of hostile origin | hostile) [1]."""
    elsewhere_neutral: float
    elsewhere_friend: float
    closed: bool
    """Whether civil flights have to stay on the ground, so that who is not identified is a suspect."""
    known: bool
    """Whether every track is known for what it is, as in no defence: asked for what that were worth."""


class Engaging(NamedTuple):
    """Constants of fire control; figures of the catalogue."""

    worth_a_look_probability: float
    """Chance of detection in a look from which on a battery may be given a track [1]."""
    search_gate: float
    """Radius searched around a designated place, at least [m]."""
    echoes_to_lock: int
    """Echoes of the same target that make a fire-control track."""
    patience: float
    """The engagement radar seeks, and a channel waits for a solution, for this long [s]."""
    retry: float
    """Between two tries for a solution [s]."""
    hold: float
    """A track that was not found is left alone for this long [s]."""
    memory: float
    """A fire-control track coasts for this long after its first miss [s]."""
    levels_off: float
    """A climb or dive is expected to last this long [s]."""
    height_doubt: float
    """Standard deviations of height by which a track must be in sight [1]."""
    ends_at: float
    """A course that passes an asset nearer than this ends there for all anybody knows [m]."""
    slow: float
    """Slower targets leave time for cheaper rounds [m/s]."""
    dear_ratio: float
    """A type of round is dear from this many times the cost of the cheapest on [1]."""
    kept_share: float
    """Of each dear type, kept from slow targets [1]."""
    basket: float
    """An active seeker finds what it is shown within this [m]."""
    fly_on: float
    """A round that has lost its target may still go this far to another [m]; 0: it destroys itself."""
    cone_cosine: float
    """If that lies no further off its course than the angle of this cosine [1]."""


class Tracking(NamedTuple):
    """Constants of the trackers; figures of the catalogue."""

    process_noise: float
    """Power density of the acceleration that is expected of targets [m2/s3]."""
    start_speed_sd: float
    """Standard deviation of a new track's velocity across the line of sight [m/s]."""
    confirm_score: float
    """Log likelihood ratio from which a track is believed."""
    confirm_plots: int
    """And plots that it must have."""
    drop_score: float
    """A track is dropped when its score is this far below its best."""
    tentative_score: float
    """And one that was never believed, when its score is this far below 0."""
    confirm_looks: int
    """Where plots are counted: a track must have `confirm_plots` within this many looks to be believed."""
    drop_looks: int
    """And is dropped after this many looks in a row without a plot."""
    motion_models: int
    """Ways of moving for which a track keeps an estimate each; the rest holds where there are any."""
    quiet_noise: float
    """Power density of the acceleration of a target that flies straight on [m2/s3]."""
    agile_noise: float
    """Of one that is restless [m2/s3]."""
    turn_noise: float
    """Of one that turns, besides [m2/s3]."""
    turn_rate: float
    """At which it turns [rad/s]."""
    quiet_stay: float
    """For how long a target flies straight on, on average [s]."""
    manoeuvre_stay: float
    """And for how long it does anything else [s]."""
    fall_noise: float
    """Power density of the acceleration of what falls freely, besides gravity [m2/s3]."""
    fall_stay: float
    """For how long it does nothing else, on average [s]."""


def named(carrier: type[T], *sources: object, **given: object) -> T:
    """A carrier filled by name: what is given, else what the first source says that knows the name.

    A source that says None leaves it to the next.
    """
    fields: Any = carrier
    kinds = get_type_hints(carrier)
    values = {}
    for name in fields._fields:
        told = [getattr(source, name, None) for source in sources]
        value = next(value for value in (given.get(name), *told) if value is not None)
        values[name] = kinds[name](value)
    return carrier(**values)
