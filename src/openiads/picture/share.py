"""Tracks become reports: at once in a fire unit that stands alone, later over a network.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 1.4: the variance of a linear form of what has a covariance.

That a climb within its own error is not reported, and that a link carries one report of a track at a time,
are our rules.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.matrices import dot, quadratic, symmetric_at, vector_at
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.figures import CLIMB_SURE
from openiads.state.ladder import climb
from openiads.state.planes import Network, NetworkKey, Tally, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Stage, TrackStatus
from openiads.state.world import Floats, World

INSTANTS = 1000.0
"""Looks are told apart by the millisecond [1/s]."""


@kernel
def copy_estimate(tracks: Floats, m: int, source: int, target: int) -> None:
    """Copy time [s], place [m] and velocity [m/s] between the three estimates that a track carries."""
    for plane in range(7):
        tracks[target + plane, m] = tracks[source + plane, m]


@kernel
def measure_errors(tracks: Floats, m: int, target: int) -> None:
    """Write the errors of the present estimate of track `m` into three planes from `target` on.

    They are the spread of its velocity [m/s] and the standard deviations of its speed [m/s] and of its
    altitude [m]: the covariance as it lies along the course and along the vertical [1].
    """
    tracks[target, m] = tracks[Track.SPREAD_RATE, m]
    velocity = vector_at(tracks, m, Track.VX)
    square = dot(velocity, velocity)
    if square > 0.0:
        along = quadratic(symmetric_at(tracks, m, Track.VXX), velocity)
        tracks[target + 1, m] = math.sqrt(max(along / square, 0.0))
    else:
        tracks[target + 1, m] = tracks[Track.SPREAD_RATE, m]
    place = vector_at(tracks, m, Track.X)
    upward = quadratic(symmetric_at(tracks, m, Track.PXX), place)
    tracks[target + 2, m] = math.sqrt(max(upward / dot(place, place), 0.0))


@kernel
def level(tracks: Floats, m: int, velocity: int) -> None:
    """Take a climb that its own error explains out of the velocity [m/s] in planes from `velocity` on.

    What is read as a climb of 15 m/s, give or take 25, puts a cruise missile over the ridge in ten seconds.
    """
    place = vector_at(tracks, m, Track.X)
    square = dot(place, place)
    outward = dot(vector_at(tracks, m, velocity), place)
    if outward * outward < CLIMB_SURE * CLIMB_SURE * quadratic(symmetric_at(tracks, m, Track.VXX), place):
        for axis in range(3):
            tracks[velocity + axis, m] -= outward / square * place[axis]


@kernel
def write_report(tracks: Floats, m: int, ballistic: bool, estimate: int, errors: int) -> None:
    """Write the estimate [m, m/s] of track `m` and its errors into planes from `estimate` and `errors` on."""
    copy_estimate(tracks, m, Track.TIME, estimate)
    measure_errors(tracks, m, errors)
    if not ballistic:
        level(tracks, m, estimate + Track.VX - Track.TIME)


@kernel
def deliver(tracks: Floats, m: int, delay: float, until: float) -> bool:
    """Deliver the report on its way of track `m` if it is due by `until` [s]; say if the link is free."""
    if tracks[Track.PENDING_TIME, m] < 0.0:
        return True
    if tracks[Track.PENDING_TIME, m] + delay > until:
        return False
    copy_estimate(tracks, m, Track.PENDING_TIME, Track.REPORT_TIME)
    for plane in range(3):
        tracks[Track.REPORT_SPREAD_RATE + plane, m] = tracks[Track.PENDING_SPREAD_RATE + plane, m]
    tracks[Track.PENDING_TIME, m] = -1.0
    return True


@kernel
def instant(tracks: Floats, m: int) -> int:
    """Time of the look that made the present estimate of track `m` [ms]."""
    moment: int = math.floor(tracks[Track.TIME, m] * INSTANTS)
    return moment


@part
def rank(state: State, p: int, m: int) -> int:
    """How many tracks of picture `p` that were looked at in the same instant as `m` have a smaller ECEF x."""
    tracks = state.tracks_f[p]
    before = 0
    for other in range(state.tops[p]):
        there = state.tracks_i[p, TrackKey.STATUS, other] != TrackStatus.FREE
        if (
            there
            and instant(tracks, other) == instant(tracks, m)
            and tracks[Track.X, other] < tracks[Track.X, m]
        ):
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
    tracks, keys = state.tracks_f[p], state.tracks_i[p]
    delay = world.network_f[Network.DELAY, p]
    # Looks before the track was believed made no reports.
    reports = 1 if keys[TrackKey.SHARED, m] == 0 else keys[TrackKey.HITS, m] - keys[TrackKey.SHARED, m]
    keys[TrackKey.SHARED, m] = keys[TrackKey.HITS, m]
    waited = tracks[Track.PENDING_TIME, m] >= 0.0
    if not deliver(tracks, m, delay, until) or tracks[Track.TIME, m] <= tracks[Track.REPORT_TIME, m]:
        return
    if waited:
        reports = max(reports, 1)
    if reports > 0 and not is_lost(state, world, p, m, reports):
        ballistic = keys[TrackKey.BALLISTIC, m] == 1
        write_report(tracks, m, ballistic, Track.PENDING_TIME, Track.PENDING_SPREAD_RATE)
        deliver(tracks, m, delay, until)


def share(state: State, world: World, step: int) -> None:
    """Refresh the reports of every confirmed track, once a cycle.

    A link carries one report of a track at a time: the next leaves when the last has arrived, so a report
    is between one and two delays old, and older where the link loses some.
    """
    if not cycle_ends(world, step):
        return
    until = step_begin(world, step + 1)
    for p in range(state.tracks_f.shape[0]):
        tracks, keys = state.tracks_f[p], state.tracks_i[p]
        direct = world.network_f[Network.DELAY, p] <= 0.0 and world.network_f[Network.LOSS, p] <= 0.0
        for m in range(state.tops[p]):
            if keys[TrackKey.STATUS, m] != TrackStatus.CONFIRMED:
                continue
            if direct:
                ballistic = keys[TrackKey.BALLISTIC, m] == 1
                write_report(tracks, m, ballistic, Track.REPORT_TIME, Track.REPORT_SPREAD_RATE)
            else:
                send(state, world, p, m, until)
            climb(
                keys[TrackKey.STAGE],
                m,
                Stage.IN_PICTURE if tracks[Track.REPORT_TIME, m] >= 0.0 else Stage.TRACKED,
            )
