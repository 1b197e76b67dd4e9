"""Where targets were at times of their own, on arrays: for scoring, once a run is over.

The same curves and swings as `state.truth` flies, with its sources, without its parabolas within a step.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.scalar import sincos_array
from openiads.state.planes import Asset, Battery, Radar, Route, Target, TargetKey, Truth
from openiads.state.truth import TURN
from openiads.state.world import Floats, World

Rows = npt.NDArray[np.intp]


class Flown(NamedTuple):
    """Targets of a tile: the rows (K,) that stand for them in its planes."""

    truth: Floats
    """(R, planes, N) [Truth]"""
    r: Rows
    n: Rows


def places_at(world: World, flown: Flown, time: Floats) -> Floats:
    """Places (K, 3), ECEF [m], of targets at times (K,) [s]; NaN where there is no time.

    Source: the Hermite cubic of `state.truth.on_route`.
    """
    truth, r, n = flown
    period = world.target_f[Target.ROUTE_STEP, n]
    last = world.target_i[TargetKey.SAMPLES, n] - 1
    known = np.isfinite(time)
    since = np.where(known, time - truth[r, Truth.START, n], 0.0)
    along = np.clip(since / period, 0.0, last)
    i = np.minimum(along.astype(np.int64), last - 1)
    u = along - i
    first = world.target_i[TargetKey.ROUTE, n] + i
    here, there = world.route[first], world.route[first + 1]
    place = np.empty((len(n), 3))
    velocity = np.empty((len(n), 3))
    for axis in range(3):
        x0, x1 = here[:, Route.X + axis], there[:, Route.X + axis]
        v0, v1 = here[:, Route.VX + axis] * period, there[:, Route.VX + axis] * period
        gap = x1 - x0
        place[:, axis] = x0 + u * (v0 + u * (3.0 * gap - 2.0 * v0 - v1 + u * (v0 + v1 - 2.0 * gap)))
        velocity[:, axis] = v0 + u * (2.0 * (3.0 * gap - 2.0 * v0 - v1) + 3.0 * u * (v0 + v1 - 2.0 * gap))
    swing(world, flown, time, place, velocity)
    place[~known] = np.nan
    return place


def swing(world: World, flown: Flown, time: Floats, place: Floats, velocity: Floats) -> None:
    """Move the places (K, 3) of those that swing aside, as `state.truth.swung` has it at times (K,) [s]."""
    moved = np.flatnonzero((world.target_f[Target.WEAVE_AMPLITUDE, flown.n] > 0.0) & np.isfinite(time))
    r, n, when = flown.r[moved], flown.n[moved], time[moved]
    rate = world.target_f[Target.WEAVE_RATE, n]
    begun, left = when - flown.truth[r, Truth.START, n], flown.truth[r, Truth.END, n] - when
    u = np.clip(np.minimum(begun, left) * rate / TURN, 0.0, 1.0)
    sine, _ = sincos_array(rate * begun + flown.truth[r, Truth.WEAVE_PHASE, n])
    p, v = place[moved], velocity[moved]
    side = np.column_stack([
        v[:, 1] * p[:, 2] - v[:, 2] * p[:, 1],
        v[:, 2] * p[:, 0] - v[:, 0] * p[:, 2],
        v[:, 0] * p[:, 1] - v[:, 1] * p[:, 0],
    ])  # fmt: skip
    length = np.sqrt(side[:, 0] ** 2 + side[:, 1] ** 2 + side[:, 2] ** 2)
    size = world.target_f[Target.WEAVE_AMPLITUDE, n] / np.where(length > 0.0, length, 1.0)
    place[moved] = p + (size * u * u * (3.0 - 2.0 * u) * sine)[:, None] * side


def apart(place: Floats, others: Floats) -> Floats:
    """Distances [m] between places (K, 3) and others, one for each or one for all."""
    gap = place - others
    return np.asarray(np.sqrt(gap[:, 0] ** 2 + gap[:, 1] ** 2 + gap[:, 2] ** 2))


def to_aim(world: World, n: Rows, place: Floats) -> Floats:
    """Distances [m] of places (K, 3) of targets (K,) from what each aims at; NaN where it aims at nothing."""
    far = np.full(len(n), np.nan)
    for key, planes in (
        (TargetKey.RADAR, world.radar_f[[Radar.X, Radar.Y, Radar.Z]]),
        (TargetKey.BATTERY, world.battery_f[[Battery.X, Battery.Y, Battery.Z]]),
        (TargetKey.ASSET, world.asset[[Asset.X, Asset.Y, Asset.Z]]),
    ):
        aimed = world.target_i[key, n] >= 0
        far[aimed] = apart(place[aimed], planes.T[world.target_i[key, n[aimed]]])
    return far


def to_nearest_battery(world: World, place: Floats) -> Floats:
    """Distances [m] of places (K, 3) from the launchers of the nearest battery; NaN where there is none."""
    least = np.full(len(place), np.inf)
    for b in range(world.battery_f.shape[1]):
        least = np.minimum(least, apart(place, world.battery_f[[Battery.X, Battery.Y, Battery.Z], b]))
    return np.where(np.isfinite(least), least, np.nan)


def passes_battery(world: World, n: int) -> float:
    """How near [m] the whole route of a target comes to any battery, by its samples; NaN without any."""
    first = int(world.target_i[TargetKey.ROUTE, n])
    route = world.route[first : first + int(world.target_i[TargetKey.SAMPLES, n])]
    near = to_nearest_battery(world, np.ascontiguousarray(route[:, Route.X : Route.Z + 1]))
    return float(near.min()) if len(near) else float("nan")
