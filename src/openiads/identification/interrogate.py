"""IFF: the question put to a place in the sky, and the answer, if one comes."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.scalar import log
from openiads.state.planes import (
    Area,
    Battery,
    Network,
    NetworkKey,
    Tally,
    TargetKey,
    Track,
    TrackKey,
    Truth,
    TruthKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import Interrogator, Status
from openiads.state.world import World

BEAM_RADIUS = 3_000.0
"""Whoever is nearest to the asked place within this answers [m], assumption."""
QUESTIONS = 4
"""Silence tells less each time, because a broken set stays broken; more questions are not weighed."""


@part
def who_is_there(state: State, x: float, y: float, z: float, lag: float) -> int:
    """The flying object that the question reaches, -1 if none.

    This is physics, not belief: the transponder that hears the question is the one that is there, whoever
    the track stands for.
    """
    best = -1
    least = BEAM_RADIUS * BEAM_RADIUS
    truth = state.truth_f
    for n in range(truth.shape[1]):
        if state.truth_i[TruthKey.STATUS, n] != Status.FLYING:
            continue
        dx = truth[Truth.X, n] + lag * truth[Truth.VX, n] - x
        dy = truth[Truth.Y, n] + lag * truth[Truth.VY, n] - y
        dz = truth[Truth.Z, n] + lag * truth[Truth.VZ, n] - z
        square = dx * dx + dy * dy + dz * dz
        if square < least:
            least = square
            best = n
    return best


@part
def replies(state: State, world: World, p: int, n: int, ordinal: int, civil: bool) -> bool:
    """Whether object `n` seems to answer question `ordinal`, in the friendly or the civil mode."""
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    network, ident = world.network_i[NetworkKey.IDENT, p], world.target_i[TargetKey.IDENT, n]
    friendly, plain, _, _ = draw(seed, replicate, ordinal, Stream.INTERROGATION, network, ident)
    broken, _, _, _ = draw(seed, replicate, 0, Stream.IFF_FAILURE, ident, 0)
    if civil:
        answers = world.target_i[TargetKey.REPLIES_CIVIL, n] == 1
        return bool(answers and uniform(plain) < world.network_f[Network.CIVIL_REPLY, p])
    if world.target_i[TargetKey.REPLIES_FRIEND, n] == 1:
        works = uniform(broken) >= world.network_f[Network.FRIEND_FAILURE, p]
        return bool(works and uniform(friendly) < world.network_f[Network.FRIEND_REPLY, p])
    return bool(uniform(friendly) < world.network_f[Network.FALSE_REPLY, p])


@part
def weigh_answer(state: State, world: World, p: int, m: int, answered: bool, civil: bool) -> None:
    """Bayes on one answer; the likelihoods are the interrogator's own published error rates."""
    f = state.tracks_f[p]
    false = world.network_f[Network.FALSE_REPLY, p]
    friend = world.network_f[Network.FRIEND_REPLY, p] * (1.0 - world.network_f[Network.FRIEND_FAILURE, p])
    neutral = false
    if civil:
        friend = 0.5
        neutral = world.network_f[Network.CIVIL_REPLY, p]
    if answered:
        f[Track.LOG_HOSTILE, m] += log(false)
        f[Track.LOG_NEUTRAL, m] += log(neutral)
        f[Track.LOG_FRIEND, m] += log(friend)
    else:
        f[Track.LOG_HOSTILE, m] += log(1.0 - false)
        f[Track.LOG_NEUTRAL, m] += log(1.0 - neutral)
        f[Track.LOG_FRIEND, m] += log(1.0 - friend)


@part
def interrogate(state: State, world: World, p: int, m: int, time: float) -> None:
    """Put one question to the place where track `m` should be, if the network can ask and reach it."""
    asks = world.network_i[NetworkKey.INTERROGATOR, p]
    k = state.tracks_i[p]
    if asks == Interrogator.NONE or k[TrackKey.INTERROGATIONS, m] >= QUESTIONS:
        return
    f = state.tracks_f[p]
    age = time - f[Track.REPORT_TIME, m]
    x = f[Track.REPORT_X, m] + age * f[Track.REPORT_VX, m]
    y = f[Track.REPORT_Y, m] + age * f[Track.REPORT_VY, m]
    z = f[Track.REPORT_Z, m] + age * f[Track.REPORT_VZ, m]
    b = world.network_i[NetworkKey.SITE, p]
    dx, dy, dz = (
        x - world.battery_f[Battery.X, b],
        y - world.battery_f[Battery.Y, b],
        z - world.battery_f[Battery.Z, b],
    )
    reach = world.network_f[Network.INTERROGATION_RANGE, p]
    if dx * dx + dy * dy + dz * dz > reach * reach:
        return
    k[TrackKey.INTERROGATIONS, m] += 1
    ordinal = k[TrackKey.INTERROGATIONS, m]
    lag = time - state.tally[Tally.STEP] * world.area[Area.STEP]
    n = who_is_there(state, x, y, z, lag)
    answered = n >= 0 and replies(state, world, p, n, ordinal, False)
    weigh_answer(state, world, p, m, answered, False)
    if asks == Interrogator.FULL and not answered:
        answered = n >= 0 and replies(state, world, p, n, ordinal, True)
        weigh_answer(state, world, p, m, answered, True)
