"""Birth, confirmation and death of tracks, by score.

References
----------
.. [1] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, section 6.2: the track
   score is the log likelihood ratio of target against false plots; it starts, confirms and ends tracks.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.frames import altitude_of
from openiads.state.events import append
from openiads.state.facing import sector_centre
from openiads.state.planes import BatteryKey, Network, Plot, PlotKey, Radar, Tally, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Happening, Overflow, Phase, TrackStatus
from openiads.state.world import Floats, World
from openiads.terrain.rays.sight import covers
from openiads.tracking.kalman import measure_spread, place

FIRST_GAP = 4.0
"""Scans between two plots of a track that are held against a radar at first, and at most."""
CARRYING_GAP = 2.0
"""A radar carries a track while it plots it in every second scan or more often."""
GAP_WEIGHT = 0.25
"""Weight of the newest gap in the running mean."""
LATE = 0
"""Row of scratch."""
BALLISTIC_ALTITUDE = 25_000.0
"""Above this nothing flies on wings [m]."""
BALLISTIC_SPEED = 900.0
BALLISTIC_SINK = 250.0
"""Faster than this and steeper than that [m/s], a track is taken for ballistic lower down too."""


@part
def free_slot(state: State, p: int) -> int:
    """Lowest free slot of picture `p`, -1 and an overflow flag where there is none."""
    k = state.tracks_i[p]
    for m in range(state.tops[p]):
        if k[TrackKey.STATUS, m] == TrackStatus.FREE:
            return m
    if state.tops[p] < k.shape[1]:
        state.tops[p] += 1
        return int(state.tops[p] - 1)
    state.tally[Tally.OVERFLOW] |= Overflow.TRACKS
    return -1


@part
def start(state: State, world: World, p: int, i: int) -> None:
    """A new tentative track from plot `i`: its place, and along the line of sight its range rate."""
    m = free_slot(state, p)
    if m < 0:
        return
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    plots = state.plots_f
    f[:, m] = 0.0
    k[:, m] = 0
    s = state.plots_i[PlotKey.RADAR, i]
    x, y, z = plots[Plot.X, i], plots[Plot.Y, i], plots[Plot.Z, i]
    ux, uy, uz = x - world.radar_f[Radar.X, s], y - world.radar_f[Radar.Y, s], z - world.radar_f[Radar.Z, s]
    reach = math.sqrt(ux * ux + uy * uy + uz * uz)
    ux, uy, uz = ux / reach, uy / reach, uz / reach
    rate = plots[Plot.RATE, i]
    f[Track.TIME, m] = plots[Plot.TIME, i]
    f[Track.X, m], f[Track.Y, m], f[Track.Z, m] = x, y, z
    f[Track.BORN_X, m], f[Track.BORN_Y, m], f[Track.BORN_Z, m] = x, y, z
    f[Track.VX, m], f[Track.VY, m], f[Track.VZ, m] = rate * ux, rate * uy, rate * uz
    for entry in range(6):
        f[Track.PXX + entry, m] = plots[Plot.CXX + entry, i]
    across = world.tracking.start_speed_sd * world.tracking.start_speed_sd
    along = world.radar_f[Radar.RANGE_RATE_SD, s] * world.radar_f[Radar.RANGE_RATE_SD, s] - across
    f[Track.VXX, m], f[Track.VXY, m], f[Track.VXZ, m] = (
        across + along * ux * ux,
        along * ux * uy,
        along * ux * uz,
    )
    f[Track.VYY, m], f[Track.VYZ, m], f[Track.VZZ, m] = (
        across + along * uy * uy,
        along * uy * uz,
        across + along * uz * uz,
    )
    measure_spread(f, m)
    f[Track.BORN_SPREAD, m] = plots[Plot.SPREAD, i]
    f[Track.RCS, m] = plots[Plot.RCS, i]
    f[Track.DECAYED, m] = plots[Plot.TIME, i]
    f[Track.REPORT_TIME, m] = -1.0
    f[Track.PENDING_TIME, m] = -1.0
    f[Track.SUFFICIENT_SINCE, m] = -1.0
    f[Track.LOG_HOSTILE, m] = world.network_f[Network.LOG_PRIOR_HOSTILE, p]
    f[Track.LOG_NEUTRAL, m] = world.network_f[Network.LOG_PRIOR_NEUTRAL, p]
    f[Track.LOG_FRIEND, m] = world.network_f[Network.LOG_PRIOR_FRIEND, p]
    state.tally[Tally.TRACK_SERIAL] += 1
    k[TrackKey.SERIAL, m] = state.tally[Tally.TRACK_SERIAL]
    k[TrackKey.STATUS, m] = TrackStatus.TENTATIVE
    k[TrackKey.HITS, m] = 1
    k[TrackKey.ORIGIN, m] = state.plots_i[PlotKey.ORIGIN, i]
    for other in range(world.radar_f.shape[1]):
        state.fed[p, other, m] = -math.inf
    for b in range(world.battery_f.shape[1]):
        if world.battery_i[BatteryKey.PICTURE, b] == p:
            state.pairs[b, :, m] = 0.0
    note_feeder(state, world, p, m, s, plots[Plot.TIME, i])


@part
def credit(state: State, world: World, p: int, m: int, gain: float, time: float) -> None:
    """Add a plot's worth to the score of track `m`, and confirm it when it is believed."""
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    f[Track.SCORE, m] += gain
    f[Track.TOP_SCORE, m] = max(f[Track.TOP_SCORE, m], f[Track.SCORE, m])
    k[TrackKey.HITS, m] += 1
    if k[TrackKey.STATUS, m] != TrackStatus.TENTATIVE:
        return
    believed = f[Track.SCORE, m] >= world.tracking.confirm_score
    if believed and k[TrackKey.HITS, m] >= world.tracking.confirm_plots:
        k[TrackKey.STATUS, m] = TrackStatus.CONFIRMED
        append(
            state.tally, state.events_f, state.events_i,
            Phase.TRACK, Happening.TRACK_CONFIRMED, -1, k[TrackKey.SERIAL, m], time, -1, float(p),
        )  # fmt: skip


@kernel
def falls_freely(f: Floats, m: int) -> bool:
    """Whether track `m` moves as only a ballistic target does."""
    x, y, z = f[Track.X, m], f[Track.Y, m], f[Track.Z, m]
    vx, vy, vz = f[Track.VX, m], f[Track.VY, m], f[Track.VZ, m]
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    sink = abs(vx * x + vy * y + vz * z) / math.sqrt(x * x + y * y + z * z)
    steep = speed > BALLISTIC_SPEED and sink > BALLISTIC_SINK
    return steep or (speed > 0.5 * BALLISTIC_SPEED and altitude_of(x, y, z) > BALLISTIC_ALTITUDE)


@part
def note_feeder(state: State, world: World, p: int, m: int, s: int, time: float) -> None:
    """Keep when radar `s` last plotted track `m`, and how often it does."""
    longest = FIRST_GAP * world.radar_f[Radar.SCAN_PERIOD, s]
    if state.fed[p, s, m] == -math.inf:
        state.gaps[p, s, m] = longest
    else:
        gap = min(time - state.fed[p, s, m], longest)
        state.gaps[p, s, m] += GAP_WEIGHT * (gap - state.gaps[p, s, m])
    state.fed[p, s, m] = time


@kernel
def note_lateness(fed: Floats, radar: Floats, top: int, late: Floats) -> None:
    """Write for each track below `top` from when on [s] some radar that ever plotted it is late with a plot.

    Most tracks are plotted in time, and are done with it.  Nothing here branches, so the processor takes
    several tracks at a time.
    """
    for m in range(top):
        late[m] = math.inf
    for s in range(fed.shape[0]):
        period = radar[Radar.SCAN_PERIOD, s]
        for m in range(top):
            due = fed[s, m] + period
            late[m] = due if (due < late[m]) & (due > -math.inf) else late[m]


@part
def missed(state: State, world: World, p: int, m: int, until: float) -> float:
    """Number of looks at track `m` up to `until` that should have brought a plot and did not.

    A radar is expected to see what it carries - plots in every second scan or more often - while it can look
    there, each at its own scan period.  A track that none carries goes by the slowest radar that ever gave
    it a plot.  So a fast radar that sees a target badly or not at all takes no track from a slow one.
    """
    f = state.tracks_f[p]
    since = f[Track.DECAYED, m]
    x, y, z = place(f, m, until - f[Track.TIME, m], state.tracks_i[p, TrackKey.BALLISTIC, m] == 1)
    carried, in_time, looks = False, False, 0.0
    for s in range(world.radar_f.shape[1]):
        if not plots_often(state, world, p, m, s):
            continue
        late = until - max(since, state.fed[p, s, m] + world.radar_f[Radar.SCAN_PERIOD, s])
        if late <= 0.0:
            in_time = True
        elif can_look(state, world, s, x, y, z):
            carried = True
            looks += late / world.radar_f[Radar.SCAN_PERIOD, s]
    if carried:
        return looks
    for s in range(world.radar_f.shape[1] if in_time else 0):
        timely = until <= max(since, state.fed[p, s, m] + world.radar_f[Radar.SCAN_PERIOD, s])
        if timely and plots_often(state, world, p, m, s) and can_look(state, world, s, x, y, z):
            return 0.0
    slowest = 0.0
    for s in range(world.radar_f.shape[1]):
        if state.fed[p, s, m] > -math.inf:
            slowest = max(slowest, world.radar_f[Radar.SCAN_PERIOD, s])
    silent = until - max(since, f[Track.TIME, m] + slowest)
    return float(max(silent, 0.0) / slowest)


@part
def plots_often(state: State, world: World, p: int, m: int, s: int) -> bool:
    """Whether radar `s` carries track `m`, if it can look there."""
    if state.fed[p, s, m] == -math.inf:
        return False
    return bool(state.gaps[p, s, m] <= CARRYING_GAP * world.radar_f[Radar.SCAN_PERIOD, s])


@part
def can_look(state: State, world: World, s: int, x: float, y: float, z: float) -> bool:
    """Whether radar `s` can look at a place."""
    centre, half = sector_centre(state, world, s), world.radar_f[Radar.SECTOR_HALF, s]
    return covers(world, s, centre, half, x, y, z)


@part
def decay(state: State, world: World, p: int, until: float) -> None:
    """Charge every track of picture `p` for the looks that brought nothing, and drop the hopeless.

    Looks are charged evenly in time at the rate at which they are expected, instead of one by one.
    """
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    charge = -world.network_f[Network.LOG_MISS, p]
    late = state.work_f[LATE]
    note_lateness(state.fed[p], world.radar_f, state.tops[p], late)
    for m in range(state.tops[p]):
        if k[TrackKey.STATUS, m] == TrackStatus.FREE:
            continue
        if until > max(f[Track.DECAYED, m], late[m]):
            f[Track.SCORE, m] -= charge * missed(state, world, p, m, until)
        f[Track.DECAYED, m] = until
        tentative = k[TrackKey.STATUS, m] == TrackStatus.TENTATIVE
        if f[Track.SCORE, m] < f[Track.TOP_SCORE, m] - world.tracking.drop_score or (
            tentative and f[Track.SCORE, m] < -world.tracking.tentative_score
        ):
            drop(state, p, m, until)


@part
def drop(state: State, p: int, m: int, time: float) -> None:
    """Free the slot of track `m`."""
    k = state.tracks_i[p]
    if k[TrackKey.STATUS, m] == TrackStatus.CONFIRMED:
        append(
            state.tally, state.events_f, state.events_i,
            Phase.TRACK, Happening.TRACK_DROPPED, -1, k[TrackKey.SERIAL, m], time, -1, float(p),
        )  # fmt: skip
    k[TrackKey.STATUS, m] = TrackStatus.FREE
    k[TrackKey.SERIAL, m] = 0
    while state.tops[p] > 0 and k[TrackKey.STATUS, state.tops[p] - 1] == TrackStatus.FREE:
        state.tops[p] -= 1
