"""The profile of a flight by its speed and height, which are known with errors.

References
----------
.. [1] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999: classes of targets by
   kinematic attributes, combined by Bayes.
.. [2] J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, chapter 2: posterior odds as prior odds
   times likelihoods.
.. [3] ICAO Doc 8168, Aircraft Operations: minimum sector altitudes; Annex 11, Air Traffic Services,
   appendix 4: 250 knots below 3 050 m (10 000 ft).

Which profiles there are is our rule; their limits are figures of the catalogue.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.quantile import normal_chance
from openiads.state.constants import READING_SURE
from openiads.state.planes import Evidence
from openiads.state.scalars import Identifying

NONE = -1
FIRST = int(Evidence.SUPERSONIC)
"""Profiles are the kinds of evidence from here on, in the order of `Profiles`."""


class Reading(NamedTuple):
    """What a report of a track says of the way it flies."""

    speed: float  # [m/s]
    speed_error: float  # standard deviation [m/s]
    altitude: float  # [m]
    height: float  # above ground [m]
    height_error: float  # standard deviation of both [m]
    landing: bool  # near an aerodrome


class Profiles(NamedTuple):
    """A figure for each profile."""

    supersonic: float
    low_and_fast: float
    airliner_like: float
    slow: float
    other: float


@kernel
def profile_of(bits: int) -> int:
    """The profile among bits of evidence, `NONE` if there is none."""
    for kind in range(Evidence.BALLISTIC, Evidence.OTHER_PROFILE + 1):
        if (bits >> kind) & 1:
            return kind
    return NONE


# By odds


@kernel
def chance_over(figure: float, error: float, limit: float) -> float:
    """Chance that what is read as `figure`, with a standard deviation `error`, exceeds a limit (all alike).

    Our own: errors are normal, and before the reading any true figure nearby is as likely as another.
    """
    if error <= 0.0:
        return 1.0 if figure > limit else 0.0
    return normal_chance((figure - limit) / error)


@kernel
def chances_of(reading: Reading, limits: Identifying) -> Profiles:
    """Chances [1] that the target flies by each profile, by the errors of a reading; they sum to 1.

    Source: [1]_; that the errors of speed and height are independent is our own.
    """
    speed, error = reading.speed, reading.speed_error
    fast = limits.fast_landing if reading.landing else limits.fast_flight
    beyond = chance_over(speed, error, limits.supersonic)
    low = 1.0 - chance_over(reading.height, reading.height_error, limits.low_flight)
    high = chance_over(reading.altitude, reading.height_error, limits.airliner_floor)
    low_and_fast = low * max(chance_over(speed, error, fast) - beyond, 0.0)
    level = chance_over(speed, error, limits.airliner_slowest)
    level -= chance_over(speed, error, limits.airliner_fastest)
    liner = high * max(level, 0.0)
    slow = 1.0 - chance_over(speed, error, limits.slow_flight)
    return Profiles(
        beyond, low_and_fast, liner, slow, max(1.0 - beyond - low_and_fast - liner - slow, 0.0)
    )  # fmt: skip


@kernel
def shares_of(limits: Identifying) -> Profiles:
    """Shares [1] of the profiles among all who fly, before any reading."""
    return Profiles(
        limits.supersonic_share, limits.low_and_fast_share, limits.airliner_like_share,
        limits.slow_share, limits.other_profile_share,
    )  # fmt: skip


@kernel
def profile_by_odds(held: int, reading: Reading, limits: Identifying) -> int:
    """The likeliest kind of flight, for a track that was held to be of the kind `held`.

    What a track is held to be is given up once the share of another against it is large enough.

    Source: [2]_ for the odds; the threshold is our rule.
    """
    chances, shares = chances_of(reading, limits), shares_of(limits)
    best, most, kept = 0, -1.0, 0.0
    for i in range(len(chances)):
        weight = chances[i] * shares[i]
        if weight > most:
            best, most = i, weight
        if FIRST + i == held:
            kept = weight
    needed = limits.profile_threshold_probability
    return held if kept > 0.0 and most * (1.0 - needed) <= kept * needed else FIRST + best


# By limits


@kernel
def fits(kind: int, slack: float, reading: Reading, limits: Identifying) -> bool:
    """Whether a reading fits a profile whose limits are moved outwards by `slack` standard deviations.

    Our rule, after [3]_ for what flies low.
    """
    speed = reading.speed
    faster, higher = slack * reading.speed_error, slack * reading.height_error
    if kind == Evidence.SUPERSONIC:
        return speed + faster > limits.supersonic
    if kind == Evidence.LOW_AND_FAST:
        fast = limits.fast_landing if reading.landing else limits.fast_flight
        return reading.height - higher < limits.low_flight and speed + faster > fast
    if kind == Evidence.SLOW:
        return speed - faster < limits.slow_flight
    if kind == Evidence.AIRLINER_LIKE:
        level = limits.airliner_slowest - faster < speed < limits.airliner_fastest + faster
        return level and reading.altitude + higher > limits.airliner_floor
    return False


@kernel
def profile_by_limits(held: int, reading: Reading, limits: Identifying) -> int:
    """The kind of flight that a reading points to, for a track that was held to be of the kind `held`.

    The telling profiles must be shown beyond doubt; what a track is held to be stays until a reading rules
    it out.
    """
    if fits(Evidence.SUPERSONIC, -READING_SURE, reading, limits):
        return Evidence.SUPERSONIC.value
    if fits(Evidence.LOW_AND_FAST, -READING_SURE, reading, limits):
        return Evidence.LOW_AND_FAST.value
    doubt = -READING_SURE if held == Evidence.OTHER_PROFILE else 0.0
    if held != NONE and fits(held, READING_SURE, reading, limits):
        return held
    if fits(Evidence.SLOW, doubt, reading, limits):
        return Evidence.SLOW.value
    if fits(Evidence.AIRLINER_LIKE, doubt, reading, limits):
        return Evidence.AIRLINER_LIKE.value
    return Evidence.OTHER_PROFILE.value
