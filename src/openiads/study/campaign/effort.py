"""What there is to do in one replicate, counted before it is played: steps, sweeps, plots, questions.

Every target is followed along its route at a few places, and every radar asked there by its own radar
equation and skyline.  Nothing is shot down, nobody jams, and no air absorbs: where something does, there is
less to do.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Radar,
    RadarKey,
    Route,
    Target,
    TargetKey,
)  # fmt: skip
from openiads.state.words import Control, Side
from openiads.state.world import World

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PLACES, PLACES_IN_ALL = 64, 1_000_000
"""Places at which each target is looked at; fewer where there are many targets."""
HELD = 0.5
"""Chance of detection from which on a radar keeps a track [1]."""


class Effort(NamedTuple):
    """What one replicate does, each counted once."""

    steps: float
    """Until every raider has arrived, or to the end."""
    flown: float
    """Targets in the air times steps."""
    marks: float
    """Targets times searching radars times steps: who is near its beam."""
    plots: float
    """Plots, false ones too, times the pictures that take them."""
    asked: float
    """Cycles in which a battery may fire at a track, times its types of round."""


class Flown(NamedTuple):
    """Places of every target on its way."""

    place: Floats  # (N, K, 3) ECEF [m]
    share: Floats  # (N, 1) time that each of them stands for [s]


def flown_times(world: World) -> tuple[Floats, Floats]:
    """When each target begins and ends, (N,) both [s]; what is over before the run, or begins after it, at 0.

    A weapon begins where its carrier lets it go; what comes by chance, at its mean time if that is in time.
    """
    begin = world.target_f[Target.START].copy()
    carrier = world.target_i[TargetKey.CARRIER]
    carried = carrier >= 0
    begin[carried] = (begin + world.target_f[Target.RELEASE_AFTER])[carrier[carried]]
    end = begin + world.target_f[Target.DURATION]
    away = (world.target_f[Target.MEAN_SPACING] > 0.0) & (
        world.target_f[Target.START] >= world.clock.duration
    )
    away[carried] = away[carrier[carried]]
    begin[away] = end[away] = 0.0
    last = world.clock.step * world.clock.steps
    begin, end = begin.clip(0.0, last), end.clip(0.0, last)
    return begin, np.maximum(begin, end)


def last_moment(world: World, end: Floats) -> float:
    """When a replicate ends if nothing is shot down [s]."""
    step = float(world.clock.step)
    last = step * float(world.clock.steps)
    if not world.clock.stop_when_clear:
        return last
    raiders = world.target_i[TargetKey.SIDE] == Side.HOSTILE
    late = (end + world.target_f[Target.JITTER])[raiders].max(initial=0.0)
    return min(max(float(late), step), last)


def flown_by(world: World, begin: Floats, end: Floats) -> Flown:
    """Places of every target between two times (N,) [s]."""
    targets = len(begin)
    places = max(min(PLACES, PLACES_IN_ALL // max(targets, 1)), 1)
    between = (np.arange(places) + 0.5) / places
    start = begin.copy()
    early = (world.target_f[Target.START] < 0.0) & (world.target_i[TargetKey.CARRIER] < 0)
    start[early] = world.target_f[Target.START, early]
    when = (begin - start)[:, None] + (end - begin)[:, None] * between
    sample = np.rint(when / world.target_f[Target.ROUTE_STEP][:, None]).astype(np.int64)
    sample = sample.clip(0, world.target_i[TargetKey.SAMPLES][:, None] - 1)
    rows = world.target_i[TargetKey.ROUTE][:, None] + sample
    return Flown(world.route[rows, : Route.VX], ((end - begin) / places)[:, None])


def detection(world: World, s: int, place: Floats) -> Floats:
    """Chance (N, K) that a look of radar `s` at each place brings a plot."""
    f = world.radar_f[:, s]
    gap = place - f[Radar.X : Radar.Z + 1]
    east, north, up = (gap @ f[axis : axis + 3] for axis in (Radar.EAST_X, Radar.NORTH_X, Radar.UP_X))
    ground = np.hypot(east, north)
    reach = np.hypot(ground, up)
    azimuth = np.arctan2(east, north)
    bend = ground * (1.0 - 1.0 / world.tables.refraction) / (2.0 * MEAN_RADIUS)
    elevation = np.arctan2(up, ground) + bend
    seen = (reach <= f[Radar.INSTRUMENTED_RANGE]) & (reach >= f[Radar.MINIMUM_RANGE])
    seen &= (elevation <= f[Radar.MAXIMUM_ELEVATION]) & (elevation >= f[Radar.MINIMUM_ELEVATION])
    off = np.remainder(azimuth - f[Radar.SECTOR_CENTRE] + math.pi, math.tau) - math.pi
    seen &= np.abs(off) <= f[Radar.SECTOR_HALF]
    seen &= elevation >= skyline(world, s, azimuth, ground)
    snr = f[Radar.SNR_UNIT] * world.target_f[Target.RCS][:, None] / np.maximum(reach, 1.0) ** 4
    return np.where(seen, np.exp(f[Radar.LOG_FALSE_ALARM] / (1.0 + snr)), 0.0)


def skyline(world: World, s: int, azimuth: Floats, ground: Floats) -> Floats:
    """Masking elevation angle [rad] of radar `s`, by the nearest entry of its table."""
    table = world.masks[s]
    ray = np.rint(azimuth / math.tau * table.shape[0]).astype(np.int64) % table.shape[0]
    ring = (ground / world.tables.mask_range_step).astype(np.int64) - 1
    found = table[ray, ring.clip(0, table.shape[1] - 1)].astype(np.float64)
    return np.where(ring < 0, -0.5 * math.pi, found)


def effort(world: World) -> Effort:
    """What one replicate does if nothing is shot down."""
    begin, end = flown_times(world)
    stops = last_moment(world, end)
    begin, end = begin.clip(0.0, stops), end.clip(0.0, stops)
    step, cycle = float(world.clock.step), float(world.clock.cycle)
    steps, targets = math.ceil(stops / step), len(begin)
    flown = flown_by(world, begin, end)
    pictures = world.network_f.shape[1]
    searches = (world.radar_i[RadarKey.SEARCHES] == 1) & (world.radar_i[RadarKey.EMITTING] == 1)
    fed = 0.0
    held = np.zeros((pictures, *flown.place.shape[:2]), dtype=bool)
    for s in map(int, np.flatnonzero(searches)):
        hears = world.hears[:, s] == 1
        chance = detection(world, s, flown.place)
        strays = float(world.radar_f[Radar.FALSE_PLOTS_PER_SCAN, s])
        period = world.radar_f[Radar.SCAN_PERIOD, s]
        fed += int(hears.sum()) * (float((chance * flown.share).sum()) + stops * strays) / period
        held |= (chance >= HELD) & hears[:, None, None]
    return Effort(
        steps=float(steps),
        flown=float((end - begin).sum()) / step,
        marks=float(targets * searches.sum() * steps),
        plots=fed,
        asked=asked(world, flown, held) / cycle,
    )


def asked(world: World, flown: Flown, held: Flags) -> float:
    """Time [s] in which batteries may fire at tracks within their reach, times their types of round."""
    raiders = (world.target_i[TargetKey.SIDE] == Side.HOSTILE)[:, None]
    total = 0.0
    for b in range(world.battery_f.shape[1]):
        f, k = world.battery_f[:, b], world.battery_i[:, b]
        if k[BatteryKey.CONTROL] == Control.HOLD:
            continue
        gap = flown.place - f[Battery.X : Battery.Z + 1]
        near = np.einsum("nki,nki->nk", gap, gap) <= f[Battery.REACH] ** 2
        which = held[k[BatteryKey.PICTURE]] & raiders & near
        total += float((which * flown.share).sum()) * int((world.choice[b] >= 0).sum())
    return total
