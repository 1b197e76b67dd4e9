"""Tracks become reports: at once in a fire unit that stands alone, later over a network."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.ladder import climb
from openiads.state.planes import Network, NetworkKey, Tally, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Stage, TrackStatus
from openiads.state.world import Floats, World

SURE = 3.0
"""Standard deviations that put a climb beyond doubt."""
INSTANTS = 1000.0
"""Looks are told apart by the millisecond [1/s]."""


@kernel
def copy_estimate(f: Floats, m: int, source: int, target: int) -> None:
    """Copy time [s], place [m] and velocity [m/s] between the three estimates that a track carries."""
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
def level(f: Floats, m: int, velocity: int) -> None:
    """Take a climb that its own error explains out of the velocity [m/s] in planes from `velocity` on.

    What is read as a climb of 15 m/s, give or take 25, puts a cruise missile over the ridge in ten seconds.
    """
    x, y, z = f[Track.X, m], f[Track.Y, m], f[Track.Z, m]
    square = x * x + y * y + z * z
    outward = f[velocity, m] * x + f[velocity + 1, m] * y + f[velocity + 2, m] * z
    if outward * outward < SURE * SURE * along(f, m, Track.VXX, x, y, z):
        f[velocity, m] -= outward / square * x
        f[velocity + 1, m] -= outward / square * y
        f[velocity + 2, m] -= outward / square * z


@kernel
def write_report(f: Floats, m: int, ballistic: bool, estimate: int, errors: int) -> None:
    """Write the estimate [m, m/s] of track `m` and its errors into planes from `estimate` and `errors` on."""
    copy_estimate(f, m, Track.TIME, estimate)
    measure_errors(f, m, errors)
    if not ballistic:
        level(f, m, estimate + Track.VX - Track.TIME)


@kernel
def along(f: Floats, m: int, block: int, x: float, y: float, z: float) -> float:
    """Quadratic form of (x, y, z) in a symmetric block of the covariance of track `m`."""
    xx, xy, xz = f[block, m], f[block + 1, m], f[block + 2, m]
    yy, yz, zz = f[block + 3, m], f[block + 4, m], f[block + 5, m]
    return float(x * x * xx + y * y * yy + z * z * zz + 2.0 * (x * y * xy + x * z * xz + y * z * yz))


@kernel
def deliver(f: Floats, m: int, delay: float, until: float) -> bool:
    """Deliver the report on its way of track `m` if it is due by `until` [s]; say if the link is free."""
    if f[Track.PENDING_TIME, m] < 0.0:
        return True
    if f[Track.PENDING_TIME, m] + delay > until:
        return False
    copy_estimate(f, m, Track.PENDING_TIME, Track.REPORT_TIME)
    for i in range(3):
        f[Track.REPORT_SPREAD_RATE + i, m] = f[Track.PENDING_SPREAD_RATE + i, m]
    f[Track.PENDING_TIME, m] = -1.0
    return True


@kernel
def instant(f: Floats, m: int) -> int:
    """Time of the look that made the present estimate of track `m` [ms]."""
    moment: int = math.floor(f[Track.TIME, m] * INSTANTS)
    return moment


@part
def rank(state: State, p: int, m: int) -> int:
    """How many tracks of picture `p` that were looked at in the same instant as `m` have a smaller ECEF x."""
    f = state.tracks_f[p]
    before = 0
    for other in range(state.tops[p]):
        there = state.tracks_i[p, TrackKey.STATUS, other] != TrackStatus.FREE
        if there and instant(f, other) == instant(f, m) and f[Track.X, other] < f[Track.X, m]:
            before += 1
    return before


@part
def is_lost(state: State, world: World, p: int, m: int, reports: int) -> bool:
    """Whether the link loses all of the last `reports` of track `m`, each by itself.

    A report is known by its network and by the look behind it: when that was, and which of the tracks that
    it found.  So neither the step, nor a slot, nor what other radars see changes its luck.
    """
    loss = world.network_f[Network.LOSS, p]
    if loss <= 0.0:
        return False
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], instant(state.tracks_f[p], m),
        Stream.LINK, world.network_i[NetworkKey.IDENT, p], rank(state, p, m),
    )  # fmt: skip
    chance = 1.0
    for _ in range(reports):
        chance *= loss
    return uniform(luck) < chance


@part
def send(state: State, world: World, p: int, m: int, until: float) -> None:
    """Deliver the report of track `m` that is due by `until` [s], then send what is new of it, unless lost.

    Each look that updates the track makes one report.  Looks within one step leave together, so the newest
    stands for all of them; of those that waited for the link, the newest replaces the others.
    """
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    delay = world.network_f[Network.DELAY, p]
    # Looks before the track was believed made no reports.
    reports = 1 if k[TrackKey.SHARED, m] == 0 else k[TrackKey.HITS, m] - k[TrackKey.SHARED, m]
    k[TrackKey.SHARED, m] = k[TrackKey.HITS, m]
    waited = f[Track.PENDING_TIME, m] >= 0.0
    if not deliver(f, m, delay, until) or f[Track.TIME, m] <= f[Track.REPORT_TIME, m]:
        return
    if waited:
        reports = max(reports, 1)
    if reports > 0 and not is_lost(state, world, p, m, reports):
        ballistic = k[TrackKey.BALLISTIC, m] == 1
        write_report(f, m, ballistic, Track.PENDING_TIME, Track.PENDING_SPREAD_RATE)
        deliver(f, m, delay, until)


def share(state: State, world: World, step: int) -> None:
    """Refresh the reports of every confirmed track, once a cycle.

    A link carries one report of a track at a time: the next leaves when the last has arrived, so a report
    is between one and two delays old, and older where the link loses some.
    """
    if not cycle_ends(world, step):
        return
    until = step_begin(world, step + 1)
    for p in range(state.tracks_f.shape[0]):
        f = state.tracks_f[p]
        k = state.tracks_i[p]
        direct = world.network_f[Network.DELAY, p] <= 0.0 and world.network_f[Network.LOSS, p] <= 0.0
        for m in range(state.tops[p]):
            if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED:
                continue
            if direct:
                ballistic = k[TrackKey.BALLISTIC, m] == 1
                write_report(f, m, ballistic, Track.REPORT_TIME, Track.REPORT_SPREAD_RATE)
            else:
                send(state, world, p, m, until)
            climb(k[TrackKey.STAGE], m, Stage.IN_PICTURE if f[Track.REPORT_TIME, m] >= 0.0 else Stage.TRACKED)
