"""The engagement radar's own looks: it seeks what a track shows it, and follows what it has found.

References
----------
.. [1] D. K. Barton, Radar System Analysis and Modeling, 2005: acquisition by a tracking radar, which searches
   the volume that designation leaves open.
.. [2] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, chapter 6: gates of three
   standard deviations.

How many echoes lock, how long a radar is patient, when it looks again and when a report may stand for an echo
are our rules, with figures from the scenario.  What an echo is worth has its sources where it is computed.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.course import place_of
from openiads.ground.draws import Stream, draw, normal, uniform
from openiads.ground.echo import detection_probability
from openiads.ground.frames import between
from openiads.sensing.look import Echo, Look, range_rate
from openiads.sensing.observe import drowned
from openiads.sensing.plot import measure, room_for_plot
from openiads.sensing.power import aspect_rcs, snr_of
from openiads.state.channels import believed_track, give_back, put_off
from openiads.state.constants import SEARCH_SURE
from openiads.state.events import log
from openiads.state.facing import pointed, track_sector
from openiads.state.ladder import credit_target
from openiads.state.links import is_cut, picture_of
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Radar,
    RadarKey,
    Round,
    Tally,
    TargetKey,
    TrackKey,
    TruthKey,
)  # fmt: skip
from openiads.state.positions import place_of_radar
from openiads.state.reports import doubt_reported, place_reported, shows_well
from openiads.state.state import State
from openiads.state.truth import course_at, flies_at, nearest
from openiads.state.words import ChannelStage, Happening, Phase, Sight, Stage
from openiads.state.world import World
from openiads.terrain.rays.sight import covers, local, reaches_out

UNSIZED = 0.0
"""Nobody reads the apparent cross section of such an echo [m2]."""
NOTHING, ECHO, REPORT = 0, 1, 2
"""What a look brings: nothing, an echo of its own, or in its place what the network reports."""


@part
def echo(state: State, world: World, c: int, n: int, time: float) -> bool:
    """Whether one look of the engagement radar of channel `c` at target `n` brings an echo.

    It does if the target is within range, the sector in which the radar follows as it is turned now, and its
    limits in elevation, in sight, out of the clutter, and strong enough for its luck.  The plot is left in
    the first free row of the plots, without being counted: pictures do not read it.

    Source: `snr_of` for the echo, `detection_probability` for its luck.  Which looks count is our rule.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    s = world.battery_i[BatteryKey.RADAR, b]
    f = world.radar_f
    if not flies_at(state.truth_f, n, time):
        return False
    course = course_at(state, world, n, time)
    if not covers(world, s, track_sector(state, world, s), place_of(course)):
        return False
    there = local(world, s, place_of(course))
    ground = math.sqrt(there.east * there.east + there.north * there.north)
    reach = math.sqrt(ground * ground + there.up * there.up)
    sight = between(place_of_radar(world, s), place_of(course))
    rate = range_rate(course, sight, reach)
    if drowned(world, s, rate, ground, there.up):
        return False
    look = Look(s, n, time, there)
    snr = snr_of(state, world, look, aspect_rcs(world, n, course, sight))
    if state.channels_i[ChannelKey.SIGHT, c] != Sight.OWN:
        snr *= world.battery_f[Battery.CUE_GAIN, b]
    state.tries[b, n] += 1  # counted for the target and for good, so that no look repeats the luck of another
    seed, replicate, try_number = state.tally[Tally.SEED], state.tally[Tally.REPLICATE], state.tries[b, n]
    radar, ident = world.radar_i[RadarKey.IDENT, s], world.target_i[TargetKey.IDENT, n]
    luck, first, second, third = draw(seed, replicate, try_number, Stream.ACQUISITION, radar, ident)
    if uniform(luck) >= detection_probability(f[Radar.LOG_FALSE_ALARM, s], snr):
        return False
    if room_for_plot(state) < 0:
        return False
    fourth, _, _, _ = draw(seed, replicate, try_number, Stream.ECHO_RATE, radar, ident)
    rate += f[Radar.RANGE_RATE_SD, s] * normal(fourth)
    errors = (normal(first), normal(second), normal(third))
    measure(state, world, look, Echo(snr, rate, UNSIZED, errors))
    return True


@part
def engaged_elsewhere(state: State, world: World, c: int, n: int) -> bool:
    """Whether a channel that sees the same picture, or the same battery, already has target `n`."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    for d in range(state.channels_i.shape[1]):
        if d == c or state.channels_i[ChannelKey.STAGE, d] == ChannelStage.FREE:
            continue
        if state.channels_i[ChannelKey.OBJECT, d] != n:
            continue
        other = state.channels_i[ChannelKey.BATTERY, d]
        same = picture_of(state, other) == picture_of(state, b)
        if other == b or (same and world.doctrine.coordinate):
            return True
    return False


@part
def let_go(state: State, world: World, c: int, kind: int, n: int, time: float) -> None:
    """Give channel `c` back, let its track wait, and log why."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    serial = state.channels_i[ChannelKey.SERIAL, c]
    shared = kind == Happening.ALREADY_ENGAGED
    hold = world.engaging.hold if shared else put_off(state, world, c, world.engaging.hold)
    give_back(state, world, c, time, hold, shared)
    log(state, Phase.ACQUIRE, kind, n, serial, time, b)


@part
def look_again(state: State, world: World, c: int, time: float, soon: bool) -> None:
    """Look again for channel `c` after a scan of its engagement radar, or as `soon` as that can."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    wait = world.radar_f[Radar.TRACK_PERIOD, world.battery_i[BatteryKey.RADAR, b]]
    if soon:
        wait = world.battery_f[Battery.RELOOK, b]
    state.channels_f[Channel.LOOK, c] = time + wait


@part
def is_shown(state: State, world: World, c: int, n: int, time: float) -> bool:
    """Whether the network shows channel `c` its target `n` well enough for the round that it fires.

    The round needs a seeker, the report a small error by its own account and in truth: nothing else may be
    nearer to where it says that the target is.

    Our rule: a seeker takes what is nearest to where it is shown.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    m = believed_track(state, world, c)
    if world.battery_i[BatteryKey.REMOTE, b] == 0 or m < 0 or is_cut(state, world, b):
        return False
    if world.round_f[Round.HOMING, state.channels_i[ChannelKey.ROUND, c]] == 0.0:
        return False
    if not shows_well(state, world, b, m, time):
        return False
    s = world.battery_i[BatteryKey.RADAR, b]
    there = pointed(state, world, s, place_reported(state, world, b, m, time))
    if not reaches_out(world, s, track_sector(state, world, s), there):
        return False
    return nearest(state, world, there, world.engaging.basket, time) == n


@part
def seek(state: State, world: World, c: int, time: float) -> int:
    """One look for the target designated to channel `c`, and what it brought: `NOTHING`, `ECHO` or `REPORT`.

    It looks around where the picture has the track.  What is to be engaged on remote it need not see; what
    it does not find in time may still be.  The channel is given back when the track is dropped, when somebody
    else has what it finds, and when patience ends.

    Source: [1]_ for the search around a designation, [2]_ for its width; patience is our rule.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    p = picture_of(state, b)
    m = state.channels_i[ChannelKey.TRACK, c]
    if state.tracks_i[p, TrackKey.SERIAL, m] != state.channels_i[ChannelKey.SERIAL, c]:
        let_go(state, world, c, Happening.NOT_ACQUIRED, -1, time)
        return NOTHING
    gate = max(world.engaging.search_gate, SEARCH_SURE * doubt_reported(state, world, b, m, time))
    shown = pointed(
        state, world, world.battery_i[BatteryKey.RADAR, b], place_reported(state, world, b, m, time)
    )
    n = nearest(state, world, shown, gate, time)
    if n >= 0 and echo(state, world, c, n, time):
        if engaged_elsewhere(state, world, c, n):
            let_go(state, world, c, Happening.ALREADY_ENGAGED, n, time)
            return NOTHING
        same = n == state.channels_i[ChannelKey.FOUND, c]
        state.channels_i[ChannelKey.FOUND, c] = n
        state.channels_i[ChannelKey.ECHOES, c] = state.channels_i[ChannelKey.ECHOES, c] + 1 if same else 1
        look_again(state, world, c, time, True)
        return ECHO
    late = time - state.channels_f[Channel.READY, c] >= world.engaging.patience
    remote = state.channels_i[ChannelKey.SIGHT, c] == Sight.REMOTE
    if n >= 0 and (remote or late) and is_shown(state, world, c, n, time):
        if engaged_elsewhere(state, world, c, n):
            let_go(state, world, c, Happening.ALREADY_ENGAGED, n, time)
            return NOTHING
        state.channels_i[ChannelKey.FOUND, c] = n
        state.channels_i[ChannelKey.ECHOES, c] = int(world.engaging.echoes_to_lock)
        state.channels_i[ChannelKey.SIGHT, c] = Sight.REMOTE
        return REPORT
    if late:
        let_go(state, world, c, Happening.NOT_ACQUIRED, n, time)
        return NOTHING
    look_again(state, world, c, time, True)
    return NOTHING


@part
def suffices(state: State, world: World, c: int) -> bool:
    """Whether channel `c` has had echoes enough of the same target for a fire-control track."""
    return bool(state.channels_i[ChannelKey.ECHOES, c] >= world.engaging.echoes_to_lock)


@part
def lock(state: State, world: World, c: int, time: float) -> None:
    """Channel `c` has a fire-control track of what it found: it may launch."""
    keys = state.channels_i
    n = keys[ChannelKey.FOUND, c]
    keys[ChannelKey.OBJECT, c] = n
    keys[ChannelKey.FOLLOWS, c] = 1
    keys[ChannelKey.STAGE, c] = ChannelStage.LAUNCHING
    state.channels_f[Channel.MISSED, c] = math.inf
    state.channels_f[Channel.LOCKED, c] = time
    look_again(state, world, c, time, False)
    serial, b = keys[ChannelKey.SERIAL, c], keys[ChannelKey.BATTERY, c]
    credit_target(state.truth_i, state.reached, n, Stage.ACQUIRED, time, b)
    remote = 1.0 if keys[ChannelKey.SIGHT, c] == Sight.REMOTE else 0.0
    log(state, Phase.ACQUIRE, Happening.ACQUIRED, n, serial, time, b, remote)


@part
def follow(state: State, world: World, c: int, time: float) -> int:
    """One look of channel `c` at the target that it follows, and what it brought.

    What a round has destroyed is followed no more: its remains are the matter of the kill assessment.  What
    its own radar would lose it may keep on a track of its network, until its radar sees it again.
    """
    n = state.channels_i[ChannelKey.OBJECT, c]
    if state.truth_i[TruthKey.SHOT_DOWN, n] == 1:
        state.channels_f[Channel.LOOK, c] = math.inf
        return NOTHING
    remote = state.channels_i[ChannelKey.SIGHT, c] == Sight.REMOTE
    if echo(state, world, c, n, time):
        if remote:
            state.channels_i[ChannelKey.SIGHT, c] = Sight.CUED
        state.channels_f[Channel.MISSED, c] = math.inf
        look_again(state, world, c, time, False)
        return ECHO
    state.channels_f[Channel.MISSED, c] = min(state.channels_f[Channel.MISSED, c], time)
    if (remote or lost(state, world, c, time)) and is_shown(state, world, c, n, time):
        state.channels_i[ChannelKey.SIGHT, c] = Sight.REMOTE
        state.channels_f[Channel.MISSED, c] = math.inf
        look_again(state, world, c, time, False)
        return REPORT
    look_again(state, world, c, time, True)
    return NOTHING


@part
def lost(state: State, world: World, c: int, time: float) -> bool:
    """Whether the fire-control track of channel `c` has been without an echo for too long."""
    n = state.channels_i[ChannelKey.OBJECT, c]
    if state.truth_i[TruthKey.SHOT_DOWN, n] == 1:
        return False
    return bool(time - state.channels_f[Channel.MISSED, c] >= world.engaging.memory)
