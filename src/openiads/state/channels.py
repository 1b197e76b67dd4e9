"""Fire channels: taking one and giving it back, in one place, so the counts always agree."""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import part
from openiads.state.constants import MOST_DOUBLINGS
from openiads.state.links import picture_of
from openiads.state.planes import BatteryKey, Channel, ChannelKey, Fire, Pair, TrackKey
from openiads.state.state import State
from openiads.state.words import ChannelStage, Sight
from openiads.state.world import World


class Designation(NamedTuple):
    """A track is given to a battery."""

    battery: int
    track: int
    sight: int
    """Sight: by what it follows the track, or expects to."""
    round: int
    """Type to launch."""
    shots: int
    """Rounds of the first salvo."""
    time: float
    """Of the decision [s]."""
    look: float
    """When its radar first looks [s]."""
    launch: float
    """Before which nothing is launched [s]."""


@part
def fights(state: State, world: World, b: int) -> bool:
    """Whether battery `b` has its engagement radar still, which goes with the battery."""
    return bool(state.lost[world.battery_i[BatteryKey.RADAR, b]] == math.inf)


@part
def free_channel(state: State, world: World, b: int) -> int:
    """Lowest free channel of battery `b`, -1 if all are busy."""
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        if state.channels_i[ChannelKey.STAGE, c] == ChannelStage.FREE:
            return c
    return -1


@part
def salvos_fired(state: State, world: World, b: int, m: int, now: float) -> int:
    """Salvos of battery `b` at track `m`; it forgets them once it has left it for the time to re-engage."""
    if now >= state.pairs[b, Pair.LEFT, m] + world.doctrine.reengage:
        return 0
    return int(state.pairs[b, Pair.SALVOS, m])


@part
def take(state: State, world: World, c: int, order: Designation) -> None:
    """Put channel `c` of a battery on a track."""
    b, m = order.battery, order.track
    p = picture_of(state, b)
    k = state.channels_i
    k[ChannelKey.STAGE, c] = ChannelStage.ACQUIRING
    k[ChannelKey.BATTERY, c] = b
    k[ChannelKey.TRACK, c] = m
    k[ChannelKey.SERIAL, c] = state.tracks_i[p, TrackKey.SERIAL, m]
    k[ChannelKey.OBJECT, c] = -1
    k[ChannelKey.ROUND, c] = order.round
    k[ChannelKey.TO_LAUNCH, c] = order.shots
    k[ChannelKey.IN_FLIGHT, c] = 0
    k[ChannelKey.SALVOS, c] = salvos_fired(state, world, b, m, order.time)
    k[ChannelKey.WAITS, c] = 0
    k[ChannelKey.FIRED, c] = 0
    k[ChannelKey.AWAY, c] = 0
    k[ChannelKey.FOUND, c] = -1
    k[ChannelKey.ECHOES, c] = 0
    k[ChannelKey.FOLLOWS, c] = 0
    k[ChannelKey.SIGHT, c] = order.sight
    # What is cued may come into sight as late as it is to be launched at.
    cued = order.sight == Sight.CUED
    state.channels_f[Channel.READY, c] = order.launch if cued else order.look
    state.channels_f[Channel.LOOK, c] = order.look
    state.channels_f[Channel.NEXT_LAUNCH, c] = order.launch
    state.channels_f[Channel.PUT, c] = order.time
    state.fire[Fire.BUSY, b] += 1.0
    state.fire[Fire.BUSY_MOST, b] = max(state.fire[Fire.BUSY_MOST, b], state.fire[Fire.BUSY, b])
    state.tracks_i[p, TrackKey.CHANNELS, m] += 1


@part
def believed_track(state: State, world: World, c: int) -> int:
    """Slot of the track that channel `c` works on, -1 if the picture has dropped it."""
    p = picture_of(state, state.channels_i[ChannelKey.BATTERY, c])
    m = state.channels_i[ChannelKey.TRACK, c]
    if state.tracks_i[p, TrackKey.SERIAL, m] == state.channels_i[ChannelKey.SERIAL, c]:
        return int(m)
    return -1


@part
def put_off(state: State, world: World, c: int, hold: float) -> float:
    """How long [s] the battery of channel `c` leaves its track alone after an engagement without a launch.

    At first for `hold` [s], then twice as long each time: what could not be had twice is not tried for ever.
    """
    m = believed_track(state, world, c)
    if m < 0 or state.channels_i[ChannelKey.FIRED, c] > 0:
        return hold
    b = state.channels_i[ChannelKey.BATTERY, c]
    for _ in range(int(min(state.pairs[b, Pair.FAILURES, m], MOST_DOUBLINGS))):
        hold *= 2.0
    state.pairs[b, Pair.FAILURES, m] += 1.0
    return hold


@part
def give_back(state: State, world: World, c: int, now: float, hold: float, shared: bool) -> None:
    """Free channel `c`; its battery leaves the track alone for `hold` [s].

    What was found out of the target itself is `shared`: then all that coordinate with the battery leave the
    track alone, and until it has been plotted again that late, for it may stand for nothing any more.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    p = picture_of(state, b)
    m = believed_track(state, world, c)
    if m >= 0:
        state.tracks_i[p, TrackKey.CHANNELS, m] -= 1
        together = shared and world.doctrine.coordinate
        state.pairs[b, Pair.SALVOS, m] = state.channels_i[ChannelKey.SALVOS, c]
        state.pairs[b, Pair.LEFT, m] = now
        plane = Pair.NEWS_FROM if shared else Pair.HOLD_UNTIL
        for other in range(world.battery_f.shape[1]):
            if other == b or (together and picture_of(state, other) == p):
                state.pairs[other, plane, m] = max(now + hold, state.pairs[other, plane, m])
    state.channels_i[ChannelKey.STAGE, c] = ChannelStage.FREE
    state.channels_i[ChannelKey.OBJECT, c] = -1
    state.fire[Fire.BUSY, b] -= 1.0
