"""What scoring alone may see: which target a track stands for, and how far the chain got with it."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.state.clock import HAIR, cycle_ends, step_begin
from openiads.state.events import NOBODY
from openiads.state.ladder import credit_target
from openiads.state.links import is_local
from openiads.state.planes import (
    Battery,
    Belief,
    Filter,
    Fire,
    Pair,
    TargetKey,
    TrackKey,
    Truth,
    TruthKey,
)  # fmt: skip
from openiads.state.spans import note_first_tracked
from openiads.state.state import State
from openiads.state.words import Fate, Hindrance, Identity, Side, Stage, Status, TrackStatus
from openiads.state.world import World

REACH_CHECK = 10.0
"""Flights are checked for being in reach this often [s]."""


HOSTILITY = (0, 4, 2, 1, 3, 5, 6)
"""Rank of each `Identity`: pending, as a track begins, friends, neutrals, unknowns, suspects, hostiles."""

RUNGS, IDENTITIES = len(Stage), len(Identity)


@part
def keep_track(state: State, world: World, p: int, m: int, n: int, until: float) -> None:
    """Track `m` stands for raider `n`, which nobody might fire at so far: since when none did, and who held.

    How long none of its tracks lived counts until it might be fired at.
    """
    k, truth = state.tracks_i[p], state.truth_f
    gap = until - truth[Truth.TRACKED, n] - world.clock.cycle
    if gap > HAIR:
        truth[Truth.UNTRACKED, n] += gap
    truth[Truth.TRACKED, n] = until
    if k[TrackKey.HELD_BY, m] > 0:
        state.truth_i[TruthKey.HELD_BY, n] = k[TrackKey.HELD_BY, m] - 1
        state.truth_i[TruthKey.HELD_UNDER, n] = k[TrackKey.HELD_UNDER, m]


@part
def credit_news(state: State, p: int, m: int, n: int, until: float) -> None:
    """Keep how far the chain got by `until` [s] with track `m`, and as what raider `n` was identified by it.

    Of several identities the most hostile counts.
    """
    k, reached = state.tracks_i[p], state.reached
    plotted, stage, identity = state.filters[p, Filter.TIME, m], k[TrackKey.STAGE, m], k[TrackKey.IDENTITY, m]
    if not reached[Stage.TRACKED, n] <= plotted:
        credit_target(state.truth_i, reached, n, Stage.TRACKED, plotted, NOBODY)
    if stage > Stage.TRACKED and not reached[stage, n] <= until:
        b = k[TrackKey.BATTERY, m]
        meeting = state.pairs[b, Pair.MEETING, m]
        if stage >= Stage.IN_REACH and math.isnan(reached[Stage.IN_REACH, n]) and meeting > until:
            state.truth_f[Truth.MEETING, n] = meeting  # else it was asked for another, as for its carrier
        credit_target(state.truth_i, reached, n, stage, until, b)
    known = state.truth_i[TruthKey.IDENTITY, n]
    if identity != known and (known < 0 or HOSTILITY[identity] > HOSTILITY[known]):
        state.truth_i[TruthKey.IDENTITY, n] = identity
        if identity == Identity.HOSTILE:
            state.truth_f[Truth.HOSTILE, n] = until


@part
def note_decision(state: State, p: int, m: int, n: int, until: float) -> None:
    """Keep when raider `n` was last in reach, with a channel free, with a round left, and first on offer.

    As batteries decided at `until` [s] on track `m` of picture `p`; and what kept their channels from it.
    """
    truth, k = state.truth_f, state.tracks_i[p]
    hindrance = k[TrackKey.HINDRANCE, m]
    if hindrance >= Hindrance.CHANNEL:
        truth[Truth.LAST_IN_REACH, n] = until
    if hindrance == Hindrance.CHANNEL:
        truth[Truth.LAST_FULL, n] = until
    if hindrance == Hindrance.FACING:
        truth[Truth.LAST_FACING, n] = until
        state.truth_i[TruthKey.FACED_BY, n] = k[TrackKey.FACED_BY, m]
        state.truth_i[TruthKey.IN_USE, n] = k[TrackKey.IN_USE, m]
    if hindrance >= Hindrance.ROUND:
        truth[Truth.LAST_FREE, n] = until
    if hindrance == Hindrance.KEPT:
        truth[Truth.LAST_KEPT, n] = until
    if hindrance >= Hindrance.CHEAPER:
        truth[Truth.LAST_LEFT, n] = until
    if hindrance == Hindrance.NOTHING and math.isnan(truth[Truth.OFFERED, n]):
        truth[Truth.OFFERED, n] = until


@part
def credit_track(state: State, world: World, p: int, m: int, n: int, until: float, decided: bool) -> None:
    """Keep what track `m` of picture `p` has newly come to by `until` [s], of raider `n` behind it.

    Most tracks have come to nothing new since they were last asked: `CREDITED` tells by one number.
    """
    k = state.tracks_i[p]
    stage = k[TrackKey.STAGE, m]
    came_to = 1 + stage + RUNGS * (k[TrackKey.IDENTITY, m] + IDENTITIES * n)
    new = came_to != k[TrackKey.CREDITED, m]
    if (new or stage < Stage.ENGAGEABLE) and math.isnan(state.reached[Stage.ENGAGEABLE, n]):
        keep_track(state, world, p, m, n, until)
    if new:
        credit_news(state, p, m, n, until)
        k[TrackKey.CREDITED, m] = came_to
    if decided and stage >= Stage.IN_REACH:
        note_decision(state, p, m, n, until)


@kernel
def is_of(identity: int, side: int) -> bool:
    """Whether an identity is that of a side."""
    if side == Side.FRIEND:
        return identity == Identity.FRIEND or identity == Identity.ASSUMED_FRIEND
    return identity == Identity.HOSTILE if side == Side.HOSTILE else identity == Identity.NEUTRAL


@part
def note_identity(state: State, world: World, p: int, m: int, n: int, until: float) -> None:
    """Keep when target `n` was first declared what it is, and what it is not, and what decided that.

    By what track `m` of picture `p` is declared at `until` [s].  Who is pending, unknown or suspect has not
    been declared anything.  Of flights it is kept besides what the most hostile identity was.
    """
    k, truth, keys = state.tracks_i[p], state.truth_f, state.truth_i
    identity, side = k[TrackKey.IDENTITY, m], world.target_i[TargetKey.SIDE, n]
    by, margin = k[TrackKey.DECIDED_BY, m], state.beliefs[p, Belief.DECIDED_MARGIN, m]
    known = keys[TruthKey.IDENTITY, n]
    if side != Side.HOSTILE and (known < 0 or HOSTILITY[identity] > HOSTILITY[known]):
        keys[TruthKey.IDENTITY, n] = identity
        if identity == Identity.HOSTILE:
            truth[Truth.HOSTILE, n] = until
    if identity == Identity.PENDING or identity == Identity.UNKNOWN or identity == Identity.SUSPECT:
        return
    if is_of(identity, side):
        if math.isnan(truth[Truth.IDENTIFIED, n]):
            truth[Truth.IDENTIFIED, n], truth[Truth.IDENTIFIED_MARGIN, n] = until, margin
            keys[TruthKey.IDENTIFIED_BY, n] = by
    elif math.isnan(truth[Truth.MISTAKEN, n]):
        truth[Truth.MISTAKEN, n], truth[Truth.MISTAKEN_MARGIN, n] = until, margin
        keys[TruthKey.MISTAKEN_BY, n], keys[TruthKey.MISTAKEN_FOR, n] = by, identity


@part
def credit_tracks(state: State, world: World, until: float, decided: bool) -> None:
    """Carry what each believed track reached by `until` [s] over to the target behind its last plot.

    `decided` tells whether batteries have just decided whom to engage.  Of flights it is only kept since when
    they are tracked and what they were taken for.
    """
    for p in range(state.tracks_i.shape[0]):
        if is_local(world, p):
            continue
        k = state.tracks_i[p]
        for m in range(state.tops[p]):
            n = k[TrackKey.ORIGIN, m]
            if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED or n < 0:
                continue
            if math.isnan(state.truth_f[Truth.FIRST_TRACK, n]):
                state.truth_f[Truth.FIRST_TRACK, n] = state.filters[p, Filter.TIME, m]
                state.truth_i[TruthKey.TRACK_BEGAN, n] = k[TrackKey.BEGAN, m]
                note_first_tracked(state, n, state.filters[p, Filter.TIME, m])
            if state.truth_i[TruthKey.FATE, n] != Fate.NONE:
                continue
            declared = 1 + k[TrackKey.IDENTITY, m] + IDENTITIES * n
            if declared != k[TrackKey.NOTED, m]:
                k[TrackKey.NOTED, m] = declared
                note_identity(state, world, p, m, n, until)
            if world.target_i[TargetKey.SIDE, n] == Side.HOSTILE:
                credit_track(state, world, p, m, n, until, decided)


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
    credit_tracks(state, world, until, cycle_ends(world, step))
    if math.floor(until / REACH_CHECK) > math.floor(since / REACH_CHECK) or step == 0:
        note_flights(state, world)
