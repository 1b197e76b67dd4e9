"""Climbing the ladder of the chain: only ever upwards, and when each rung was first reached."""

from __future__ import annotations

from openiads.ground.compiled import kernel
from openiads.state.planes import TrackKey, TruthKey
from openiads.state.words import Fate, Hindrance, Stage
from openiads.state.world import Floats, Integers


@kernel
def climb(tracks: Integers, m: int, rung: int, b: int) -> None:
    """Keep the furthest `Stage` reached with track `m` of a picture, and battery `b`, which took it there."""
    if tracks[TrackKey.STAGE, m] < rung:
        tracks[TrackKey.STAGE, m] = rung
        tracks[TrackKey.BATTERY, m] = b


@kernel
def come_near(tracks: Integers, m: int, hindrance: int) -> None:
    """Keep of what hinders the batteries of a picture from track `m` what leaves least between them."""
    if tracks[TrackKey.HINDRANCE, m] < hindrance:
        tracks[TrackKey.HINDRANCE, m] = hindrance


@kernel
def face_elsewhere(tracks: Integers, m: int, b: int, busy: int) -> None:
    """The same of battery `b`, whose radar `busy` channels keep in another sector though others are free.

    `tracks` are the planes of a picture (planes, M).
    """
    if tracks[TrackKey.HINDRANCE, m] < Hindrance.FACING:
        tracks[TrackKey.HINDRANCE, m] = Hindrance.FACING
        tracks[TrackKey.FACED_BY, m] = b
        tracks[TrackKey.IN_USE, m] = busy


@kernel
def hold(tracks: Integers, m: int, b: int, under: int) -> None:
    """Keep that battery `b` may not fire at track `m`, hostile as it is, by an order or by one of `Held`."""
    tracks[TrackKey.HELD_BY, m] = 1 + b
    tracks[TrackKey.HELD_UNDER, m] = under


@kernel
def stand_for(tracks: Integers, m: int, n: int) -> None:
    """Track `m` of a picture stands for target `n` from now on, -1 for none.

    What was reached with it while it stood for another says nothing about this one, unless a channel is on
    it now: then a channel and a round were to be had, though they were given to another.
    """
    if tracks[TrackKey.ORIGIN, m] != n:
        tracks[TrackKey.ORIGIN, m] = n
        if tracks[TrackKey.CHANNELS, m] == 0:
            tracks[TrackKey.STAGE, m] = 0
            tracks[TrackKey.HELD_BY, m] = 0
        elif tracks[TrackKey.STAGE, m] > Stage.ROUND_LEFT:
            tracks[TrackKey.STAGE, m] = Stage.ROUND_LEFT


@kernel
def credit_target(truth: Integers, reached: Floats, n: int, rung: int, time: float, b: int) -> None:
    """Keep the furthest `Stage` that was reached with target `n` while its fate was open, by battery `b`.

    `reached` keeps since when [s]: who is on a rung stands on all below.  Radars look one after the other
    through a step, so a time may turn out to have been earlier.

    What a battery does with a carrier on its way home says nothing about why it could release.
    """
    if reached[rung, n] <= time or truth[TruthKey.FATE, n] != Fate.NONE:
        return
    if truth[TruthKey.STAGE, n] < rung:
        truth[TruthKey.STAGE, n] = rung
        truth[TruthKey.BATTERY, n] = b
    while rung > 0 and not reached[rung, n] <= time:
        reached[rung, n] = time
        rung -= 1
