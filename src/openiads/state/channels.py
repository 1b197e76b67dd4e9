"""Fire channels: taking one and giving it back, in one place, so the counts always agree."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import BatteryKey, Channel, ChannelKey, Fire, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import ChannelStage
from openiads.state.world import World


@part
def free_channel(state: State, world: World, b: int) -> int:
    """Lowest free channel of battery `b`, -1 if all are busy."""
    first = world.battery_i[BatteryKey.FIRST_CHANNEL, b]
    for c in range(first, first + world.battery_i[BatteryKey.TARGETS_MAX, b]):
        if state.channels_i[ChannelKey.STAGE, c] == ChannelStage.FREE:
            return c
    return -1


@part
def take(state: State, world: World, b: int, c: int, m: int, ready: float, launch: float) -> None:
    """Put channel `c` of battery `b` on track `m`: acquire at `ready`, launch not before `launch` [s]."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    k = state.channels_i
    k[ChannelKey.STAGE, c] = ChannelStage.ACQUIRING
    k[ChannelKey.BATTERY, c] = b
    k[ChannelKey.TRACK, c] = m
    k[ChannelKey.SERIAL, c] = state.tracks_i[p, TrackKey.SERIAL, m]
    k[ChannelKey.OBJECT, c] = -1
    k[ChannelKey.ROUND, c] = -1
    k[ChannelKey.TO_LAUNCH, c] = world.battery_i[BatteryKey.SALVO, b]
    k[ChannelKey.IN_FLIGHT, c] = 0
    k[ChannelKey.SALVOS, c] = 0
    k[ChannelKey.ATTEMPTS, c] = 0
    state.channels_f[Channel.READY, c] = ready
    state.channels_f[Channel.NEXT_LAUNCH, c] = launch
    state.fire[Fire.BUSY, b] += 1.0
    state.tracks_i[p, TrackKey.CHANNELS, m] += 1


@part
def believed_track(state: State, world: World, c: int) -> int:
    """Slot of the track that channel `c` works on, -1 if the picture has dropped it."""
    p = world.battery_i[BatteryKey.PICTURE, state.channels_i[ChannelKey.BATTERY, c]]
    m = state.channels_i[ChannelKey.TRACK, c]
    if state.tracks_i[p, TrackKey.SERIAL, m] == state.channels_i[ChannelKey.SERIAL, c]:
        return int(m)
    return -1


@part
def give_back(state: State, world: World, c: int, hold_until: float) -> None:
    """Free channel `c`; its track is not engaged again before `hold_until` [s]."""
    b = state.channels_i[ChannelKey.BATTERY, c]
    p = world.battery_i[BatteryKey.PICTURE, b]
    m = believed_track(state, world, c)
    if m >= 0:
        state.tracks_i[p, TrackKey.CHANNELS, m] -= 1
        state.tracks_f[p, Track.HOLD_UNTIL, m] = max(hold_until, state.tracks_f[p, Track.HOLD_UNTIL, m])
    state.channels_i[ChannelKey.STAGE, c] = ChannelStage.FREE
    state.channels_i[ChannelKey.OBJECT, c] = -1
    state.fire[Fire.BUSY, b] -= 1.0
