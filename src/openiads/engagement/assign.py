"""Which track gets which fire channel: what each network could engage, and what its solver makes of it."""

from __future__ import annotations

from openiads.engagement.consider import Question, consider
from openiads.engagement.control.weapons_control import frees, shielded
from openiads.engagement.solvers.by_rank import serve
from openiads.ground.compiled import part
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.links import picture_of
from openiads.state.planes import TrackKey
from openiads.state.reports import is_told
from openiads.state.scratch import CandidateKey
from openiads.state.state import State
from openiads.state.words import Hindrance, TrackStatus
from openiads.state.world import World


@part
def list_candidates(state: State, world: World, p: int, now: float) -> int:
    """List the tracks of picture `p` that some battery could engage; returns how many."""
    k = state.tracks_i[p]
    free = frees(state, world, p)
    count = 0
    for m in range(state.tops[p]):
        if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED:
            continue
        k[TrackKey.HINDRANCE, m] = Hindrance.OUT_OF_REACH
        if shielded(k[TrackKey.IDENTITY, m], free):
            continue
        met = False
        for b in range(world.battery_f.shape[1]):
            if picture_of(state, b) != p or not is_told(state, world, b, m):
                continue
            if consider(state, world, Question(b, p, m, now)):
                met = True
        if not met:
            continue
        state.work_i[CandidateKey.SLOT, count] = m
        count += 1
    return count


def assign(state: State, world: World, step: int) -> None:
    """Each network engages what it may, can reach and has rounds for, once a cycle, as its solver has it."""
    if not cycle_ends(world, step):
        return
    now = step_begin(world, step + 1)
    for p in range(state.tops.shape[0]):
        serve(state, world, p, list_candidates(state, world, p, now), now)
