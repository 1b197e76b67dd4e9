"""One step of every searching radar: looks, detections, plots."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, normal, uniform
from openiads.ground.scalar import atan2
from openiads.sensing.clutter import false_plots
from openiads.sensing.plot import report
from openiads.sensing.power import aspect_rcs, detection_probability, gas_share, noise_rise
from openiads.sensing.scan import last_scan_before, share_of_scan, time_of_look
from openiads.state.events import append
from openiads.state.ladder import climb
from openiads.state.planes import Area, Radar, RadarKey, Tally, Target, TargetKey, Truth, TruthKey
from openiads.state.state import State
from openiads.state.words import Happening, Phase, Stage, Status
from openiads.state.world import World
from openiads.terrain.sight import apparent_elevation, local, masking


@part
def snr_of(
    state: State, world: World, s: int, n: int, east: float, north: float, up: float, jammed: bool
) -> float:
    """Power ratio [1] of the echo of object `n`, at (east, north, up) of radar `s`, to noise and jamming."""
    square = east * east + north * north + up * up
    f = world.radar_f
    x = f[Radar.EAST_X, s] * east + f[Radar.NORTH_X, s] * north + f[Radar.UP_X, s] * up
    y = f[Radar.EAST_Y, s] * east + f[Radar.NORTH_Y, s] * north + f[Radar.UP_Y, s] * up
    z = f[Radar.EAST_Z, s] * east + f[Radar.NORTH_Z, s] * north + f[Radar.UP_Z, s] * up
    echo = f[Radar.SNR_UNIT, s] * aspect_rcs(world, state.truth_f, n, x, y, z) / (square * square)
    height = state.truth_f[Truth.ALTITUDE, n] - f[Radar.ALTITUDE, s]
    echo *= gas_share(world, s, math.sqrt(square), height)
    if jammed:
        echo /= noise_rise(state, world, s, east, north, up)
    return echo


@part
def drowned(world: World, s: int, rate: float, elevation: float) -> bool:
    """Whether ground clutter hides a target: slow along the line of sight and within a beam of the ground."""
    return abs(rate) < world.radar_f[Radar.NOTCH, s] and elevation < world.radar_f[Radar.BEAM, s]


@part
def look(state: State, world: World, s: int, n: int, scan: int, time: float, jammed: bool) -> None:
    """One look of radar `s` at object `n` at `time` [s]: in limits, in sight, strong enough, lucky enough."""
    truth = state.truth_f
    f = world.radar_f
    lag = time - state.tally[Tally.STEP] * world.area[Area.STEP]
    x = truth[Truth.X, n] + lag * truth[Truth.VX, n]
    y = truth[Truth.Y, n] + lag * truth[Truth.VY, n]
    z = truth[Truth.Z, n] + lag * truth[Truth.VZ, n]
    east, north, up = local(world, s, x, y, z)
    ground = math.sqrt(east * east + north * north)
    reach = math.sqrt(ground * ground + up * up)
    if reach > f[Radar.RANGE_MAX, s] or reach < f[Radar.RANGE_MIN, s]:
        return
    elevation = apparent_elevation(world, ground, up)
    if elevation < f[Radar.ELEVATION_MIN, s] or elevation > f[Radar.ELEVATION_MAX, s]:
        return
    if elevation < masking(world, s, atan2(east, north), ground):
        return
    climb(state.truth_i[TruthKey.STAGE], n, Stage.UNMASKED)
    dx, dy, dz = x - f[Radar.X, s], y - f[Radar.Y, s], z - f[Radar.Z, s]
    rate = (dx * truth[Truth.VX, n] + dy * truth[Truth.VY, n] + dz * truth[Truth.VZ, n]) / reach
    if drowned(world, s, rate, elevation):
        return
    snr = snr_of(state, world, s, n, east, north, up, jammed)
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    radar, ident = world.radar_i[RadarKey.IDENT, s], world.target_i[TargetKey.IDENT, n]
    luck, first, second, third = draw(seed, replicate, scan, Stream.DETECTION, radar, ident)
    if uniform(luck) >= detection_probability(world, s, snr):
        return
    fourth, _, _, _ = draw(seed, replicate, scan, Stream.RANGE_RATE, radar, ident)
    rate += f[Radar.RATE_ERROR, s] * normal(fourth)
    report(state, world, s, n, time, east, north, up, snr, rate, normal(first), normal(second), normal(third))
    state.tally[Tally.PLOTS_MADE] += 1
    note_detection(state, s, n, time, reach)


@part
def note_detection(state: State, s: int, n: int, time: float, reach: float) -> None:
    """Keep the first detection of object `n` and the rung of the ladder that it stands on."""
    climb(state.truth_i[TruthKey.STAGE], n, Stage.DETECTED)
    if math.isnan(state.truth_f[Truth.FIRST_DETECTION, n]):
        state.truth_f[Truth.FIRST_DETECTION, n] = time
        state.truth_f[Truth.FIRST_DETECTION_RANGE, n] = reach
        append(
            state.tally, state.events_f, state.events_i,
            Phase.SENSE, Happening.FIRST_DETECTION, n, s, time, -1, reach,
        )  # fmt: skip


@part
def any_jammer(state: State, world: World) -> bool:
    """Whether a jammer flies at all; most scenarios skip the noise loop by this."""
    for n in range(state.truth_i.shape[1]):
        if world.target_f[Target.NOISE_RISE, n] > 0.0 and state.truth_i[TruthKey.STATUS, n] == Status.FLYING:
            return True
    return False


def observe(state: State, world: World, step: int) -> None:
    """Every searching radar looks at whatever its beam passes during the step.

    A look that the beam made while the target changed azimuth across the edge of a step is made up for:
    each scan looks once, at its own time, whatever the step.
    """
    truth = state.truth_f
    since = step * world.area[Area.STEP]
    until = since + world.area[Area.STEP]
    jammed = any_jammer(state, world)
    for s in range(world.radar_f.shape[1]):
        if world.radar_i[RadarKey.SEARCHES, s] == 0 or world.radar_i[RadarKey.EMITTING, s] == 0:
            continue
        horizon = world.radar_f[Radar.RANGE_MAX, s] + 5_000.0
        for n in range(truth.shape[1]):
            if state.truth_i[TruthKey.STATUS, n] != Status.FLYING:
                continue
            dx = truth[Truth.X, n] - world.radar_f[Radar.X, s]
            dy = truth[Truth.Y, n] - world.radar_f[Radar.Y, s]
            dz = truth[Truth.Z, n] - world.radar_f[Radar.Z, s]
            if dx * dx + dy * dy + dz * dz > horizon * horizon:
                continue
            east, north, _ = local(world, s, truth[Truth.X, n], truth[Truth.Y, n], truth[Truth.Z, n])
            share = share_of_scan(world, s, atan2(east, north))
            if share < 0.0:
                continue
            scan = last_scan_before(world, s, share, until)
            if scan <= state.looks[s, n]:
                continue
            time = time_of_look(world, s, share, scan)
            if time < since - world.area[Area.STEP]:
                continue
            state.looks[s, n] = scan
            look(state, world, s, n, scan, max(time, since), jammed)
        false_plots(state, world, s, since, until)
