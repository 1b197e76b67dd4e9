"""Rounds that are kept back: some for whatever may come, some for one class of track.

Our rules: what is kept for a class is of the types that can be fired at it, and given to it alone.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import BatteryKey, Round
from openiads.state.scratch import CandidateKey
from openiads.state.state import State
from openiads.state.words import TrackClass
from openiads.state.world import World


@part
def suits(world: World, t: int, kind: int) -> bool:
    """Whether round type `t` can be fired at a class of track: at free fall, with a range against it."""
    return bool(kind != TrackClass.BALLISTIC or world.round_f[Round.BALLISTIC_RANGE, t] > 0.0)


@part
def keep_reserves(state: State, world: World, b: int, kind: int) -> bool:
    """Take from row `STOCK` what battery `b` keeps from a class of track; whether anything may be fired.

    The row holds what there is of each type.  Where no more is left than the reserve, nothing may be; where
    no more is left of what suits another class than is kept for it, nothing of that.
    """
    stock = state.work_i[CandidateKey.STOCK]
    types = world.round_f.shape[1]
    total = 0
    for t in range(types):
        total += stock[t]
    for other in range(TrackClass.BALLISTIC, TrackClass.SLOW + 1):
        kept = world.battery_i[BatteryKey.RESERVE_BALLISTIC + other, b]
        if other == kind or kept == 0:
            continue
        left = 0
        for t in range(types):
            left += stock[t] if suits(world, t, other) else 0
        for t in range(types):
            if left <= kept and suits(world, t, other):
                stock[t] = 0
    return bool(total > world.battery_i[BatteryKey.RESERVE, b])


@part
def count_launchable(state: State, world: World, b: int, kind: int) -> bool:
    """Write into row `STOCK` what battery `b` may launch now at a class of track; whether anything may be."""
    for t in range(world.round_f.shape[1]):
        state.work_i[CandidateKey.STOCK, t] = state.magazine[b, t]
    return keep_reserves(state, world, b, kind)
