"""What scoring alone may see: which target a track stands for, and how far the chain got with it."""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.clock import step_begin
from openiads.state.ladder import credit_target
from openiads.state.planes import Battery, Filter, Fire, TargetKey, TrackKey, Truth, TruthKey
from openiads.state.state import State
from openiads.state.words import Side, Stage, Status, TrackStatus
from openiads.state.world import World

REACH_CHECK = 10.0
"""Flights are checked for being in reach this often [s]."""


@part
def credit_tracks(state: State) -> None:
    """Carry the rung that each believed track reached over to the target behind its last plot."""
    for p in range(state.tracks_i.shape[0]):
        k = state.tracks_i[p]
        for m in range(state.tops[p]):
            n = k[TrackKey.ORIGIN, m]
            if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED or n < 0:
                continue
            if math.isnan(state.truth_f[Truth.FIRST_TRACK, n]):
                state.truth_f[Truth.FIRST_TRACK, n] = state.filters[p, Filter.TIME, m]
            credit_target(state.truth_i, n, Stage.TRACKED)
            credit_target(state.truth_i, n, k[TrackKey.STAGE, m])


@part
def note_flights(state: State, world: World) -> None:
    """Note which neutral and friendly flights are within some battery's longest reach."""
    f = state.truth_f
    for n in range(f.shape[1]):
        if (
            world.target_i[TargetKey.SIDE, n] == Side.HOSTILE
            or state.truth_i[TruthKey.STATUS, n] != Status.FLYING
        ):
            continue
        for b in range(world.battery_f.shape[1]):
            if state.fire[Fire.LOST, b] < math.inf:
                continue
            dx = f[Truth.X, n] - world.battery_f[Battery.X, b]
            dy = f[Truth.Y, n] - world.battery_f[Battery.Y, b]
            dz = f[Truth.Z, n] - world.battery_f[Battery.Z, b]
            reach = world.battery_f[Battery.REACH, b]
            if dx * dx + dy * dy + dz * dz <= reach * reach:
                state.truth_i[TruthKey.IN_REACH, n] = 1


def score(state: State, world: World, step: int) -> None:
    """Close the step's books."""
    since = step_begin(world, step)
    until = step_begin(world, step + 1)
    credit_tracks(state)
    if math.floor(until / REACH_CHECK) > math.floor(since / REACH_CHECK) or step == 0:
        note_flights(state, world)
