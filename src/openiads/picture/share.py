"""Tracks become reports: at once in a fire unit that stands alone, later over a network."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.ladder import climb
from openiads.state.planes import Area, Network, NetworkKey, Tally, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Stage, TrackStatus
from openiads.state.world import Floats, World


@kernel
def copy_estimate(f: Floats, m: int, source: int, target: int) -> None:
    """Copy time, place and velocity between the three estimates that a track carries."""
    for i in range(7):
        f[target + i, m] = f[source + i, m]


@kernel
def measure_errors(f: Floats, m: int, target: int) -> None:
    """Write the errors of the present estimate of track `m` into three planes from `target` on.

    They are the spread of its velocity [m/s] and the standard deviations of its speed [m/s] and of its
    altitude [m]: the covariance as it lies along the course and along the vertical.
    """
    f[target, m] = f[Track.SPREAD_RATE, m]
    vx, vy, vz = f[Track.VX, m], f[Track.VY, m], f[Track.VZ, m]
    square = vx * vx + vy * vy + vz * vz
    if square > 0.0:
        f[target + 1, m] = math.sqrt(max(along(f, m, Track.VXX, vx, vy, vz) / square, 0.0))
    else:
        f[target + 1, m] = f[Track.SPREAD_RATE, m]
    x, y, z = f[Track.X, m], f[Track.Y, m], f[Track.Z, m]
    f[target + 2, m] = math.sqrt(max(along(f, m, Track.PXX, x, y, z) / (x * x + y * y + z * z), 0.0))


@kernel
def along(f: Floats, m: int, block: int, x: float, y: float, z: float) -> float:
    """Quadratic form of (x, y, z) in a symmetric block of the covariance of track `m`."""
    xx, xy, xz = f[block, m], f[block + 1, m], f[block + 2, m]
    yy, yz, zz = f[block + 3, m], f[block + 4, m], f[block + 5, m]
    return float(x * x * xx + y * y * yy + z * z * zz + 2.0 * (x * y * xy + x * z * xz + y * z * yz))


@part
def send(state: State, world: World, p: int, m: int, until: float) -> None:
    """Send the estimate of track `m` on its way, unless the link loses it; then deliver what is due."""
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    delay = world.network_f[Network.DELAY, p]
    if f[Track.PENDING_TIME, m] >= 0.0 and f[Track.PENDING_TIME, m] + delay <= until:
        copy_estimate(f, m, Track.PENDING_TIME, Track.REPORT_TIME)
        for i in range(3):
            f[Track.REPORT_SPREAD_RATE + i, m] = f[Track.PENDING_SPREAD_RATE + i, m]
        f[Track.PENDING_TIME, m] = -1.0
    if f[Track.PENDING_TIME, m] >= 0.0 or f[Track.TIME, m] <= f[Track.REPORT_TIME, m]:
        return
    k[TrackKey.REPORTS, m] += 1
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], k[TrackKey.REPORTS, m],
        Stream.LINK, world.network_i[NetworkKey.IDENT, p], k[TrackKey.SERIAL, m],
    )  # fmt: skip
    if uniform(luck) >= world.network_f[Network.LOSS, p]:
        copy_estimate(f, m, Track.TIME, Track.PENDING_TIME)
        measure_errors(f, m, Track.PENDING_SPREAD_RATE)


def share(state: State, world: World, step: int) -> None:
    """Refresh the reports of every confirmed track.

    A link carries one report of a track at a time: the next leaves when the last has arrived, so a report
    is between one and two delays old.
    """
    until = (step + 1) * world.area[Area.STEP]
    for p in range(state.tracks_f.shape[0]):
        f = state.tracks_f[p]
        k = state.tracks_i[p]
        direct = world.network_f[Network.DELAY, p] <= 0.0 and world.network_f[Network.LOSS, p] <= 0.0
        for m in range(state.tops[p]):
            if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED:
                continue
            if direct:
                copy_estimate(f, m, Track.TIME, Track.REPORT_TIME)
                measure_errors(f, m, Track.REPORT_SPREAD_RATE)
            else:
                send(state, world, p, m, until)
            climb(k[TrackKey.STAGE], m, Stage.IN_PICTURE if f[Track.REPORT_TIME, m] >= 0.0 else Stage.TRACKED)
