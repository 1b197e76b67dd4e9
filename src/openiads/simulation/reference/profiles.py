"""The kind of flight that a report points to, by odds or by limits."""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.quantile import normal_chance
from openiads.state.constants import READING_SURE
from openiads.state.planes import Evidence
from openiads.state.scalars import Identifying
from openiads.state.words import ProfileBy

PROFILES = frozenset(Evidence(kind) for kind in range(Evidence.BALLISTIC, Evidence.OTHER_PROFILE + 1))


class Belief(NamedTuple):
    """A reading with its standard deviation."""

    mean: float
    error: float

    @property
    def least(self) -> float:
        """What it is at least."""
        return self.mean - READING_SURE * self.error

    @property
    def most(self) -> float:
        """What it is at most."""
        return self.mean + READING_SURE * self.error

    def over(self, limit: float) -> float:
        """Chance that it is truly more than a limit."""
        if self.error <= 0.0:
            return float(self.mean > limit)
        return normal_chance((self.mean - limit) / self.error)


class Reading(NamedTuple):
    """What a report says about the kind of flight."""

    speed: Belief  # [m/s]
    altitude: Belief  # above the sea [m]
    height: Belief  # above the ground [m]
    landing: bool  # near an aerodrome, as far as the flight plans tell


def profile(by: int, held: Evidence | None, reading: Reading, limits: Identifying) -> Evidence:
    """The kind of flight, for a track that was held for one."""
    return (by_limits if by == ProfileBy.LIMITS else by_odds)(held, reading, limits)


def by_odds(held: Evidence | None, reading: Reading, limits: Identifying) -> Evidence:
    """The likeliest, unless it is too little likelier than what the track was held for."""
    weights = weights_of(reading, limits)
    likeliest = max(weights, key=lambda kind: weights[kind])
    kept = weights.get(held, 0.0) if held is not None else 0.0
    needed = limits.profile_threshold_probability
    stays = kept > 0.0 and weights[likeliest] * (1.0 - needed) <= kept * needed
    return held if stays and held is not None else likeliest


def weights_of(reading: Reading, limits: Identifying) -> dict[Evidence, float]:
    """Chance that it flies so, by the errors, times the share of all who do."""
    speed, altitude, height, landing = reading
    fast = limits.fast_landing if landing else limits.fast_flight
    faster = {Evidence.SUPERSONIC: speed.over(limits.supersonic)}
    faster[Evidence.LOW_AND_FAST] = (1.0 - height.over(limits.low_flight)) * max(
        speed.over(fast) - faster[Evidence.SUPERSONIC], 0.0
    )
    between = speed.over(limits.airliner_slowest) - speed.over(limits.airliner_fastest)
    chances = faster | {
        Evidence.AIRLINER_LIKE: altitude.over(limits.airliner_floor) * max(between, 0.0),
        Evidence.SLOW: 1.0 - speed.over(limits.slow_flight),
    }
    rest = 1.0
    for chance in chances.values():
        rest -= chance
    chances[Evidence.OTHER_PROFILE] = max(rest, 0.0)
    return {kind: chance * getattr(limits, f"{kind.name.lower()}_share") for kind, chance in chances.items()}


def by_limits(held: Evidence | None, reading: Reading, limits: Identifying) -> Evidence:
    """A telling one if it is certain, else what it was held for, unless that is ruled out."""
    speed, altitude, height, landing = reading
    if speed.least > limits.supersonic:
        return Evidence.SUPERSONIC
    fast = limits.fast_landing if landing else limits.fast_flight
    if height.most < limits.low_flight and speed.least > fast:
        return Evidence.LOW_AND_FAST
    slowest, fastest, floor = limits.airliner_slowest, limits.airliner_fastest, limits.airliner_floor
    possible = {
        Evidence.SUPERSONIC: speed.most > limits.supersonic,
        Evidence.LOW_AND_FAST: height.least < limits.low_flight and speed.most > fast,
        Evidence.SLOW: speed.least < limits.slow_flight,
        Evidence.AIRLINER_LIKE: altitude.most > floor and speed.least < fastest and speed.most > slowest,
    }
    if held is not None and possible.get(held, False):
        return held
    if held is Evidence.OTHER_PROFILE:
        slow = speed.most < limits.slow_flight
        liner = speed.least > slowest and speed.most < fastest and altitude.least > floor
    else:
        slow = speed.mean < limits.slow_flight
        liner = slowest < speed.mean < fastest and altitude.mean > floor
    if slow:
        return Evidence.SLOW
    return Evidence.AIRLINER_LIKE if liner else Evidence.OTHER_PROFILE
