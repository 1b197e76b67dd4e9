"""IFF: the question put to a place in the sky, and the answer, if one comes."""

from __future__ import annotations

from openiads.ground.compiled import kernel, part
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.scalar import log
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Network,
    NetworkKey,
    Tally,
    TargetKey,
    Track,
    TrackKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.truth import nearest
from openiads.state.words import Interrogator
from openiads.state.world import World

Weights = tuple[float, float, float]
"""Logarithms for hostile, neutral, friend."""

RAREST = 1e-12
"""No answer is impossible, whatever the rates say: another than the tracked one may have given it."""


@part
def replies(state: State, world: World, p: int, n: int, ordinal: int, civil: bool) -> bool:
    """Whether object `n` seems to answer question `ordinal`, in the friendly or the civil mode.

    Who carries a mode answers if the set works, which is drawn once for the sortie; who does not carry it
    seems to answer at the false rate of that mode.
    """
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    network, ident = world.network_i[NetworkKey.IDENT, p], world.target_i[TargetKey.IDENT, n]
    friendly, plain, _, _ = draw(seed, replicate, ordinal, Stream.INTERROGATION, network, ident)
    broken, _, _, _ = draw(seed, replicate, 0, Stream.IFF_FAILURE, ident, 0)
    carried, word = TargetKey.REPLIES_FRIEND, friendly
    reply, false = Network.FRIEND_REPLY_PROBABILITY, Network.FRIEND_FALSE_REPLY_PROBABILITY
    failure = Network.FRIEND_EQUIPMENT_FAILURE_PROBABILITY
    if civil:
        carried, word = TargetKey.REPLIES_CIVIL, plain
        reply, false = Network.NEUTRAL_REPLY_PROBABILITY, Network.NEUTRAL_FALSE_REPLY_PROBABILITY
        failure = Network.NEUTRAL_EQUIPMENT_FAILURE_PROBABILITY
    if world.target_i[carried, n] != 1:
        return bool(uniform(word) < world.network_f[false, p])
    works = uniform(broken) >= world.network_f[failure, p]
    return bool(works and uniform(word) < world.network_f[reply, p])


@kernel
def log_chance(questions: int, answers: int, reply: float, failure: float) -> float:
    """Log probability of `answers` in a given order among `questions`, over both states of the set.

    A set that fails does so for the whole sortie, so silences are no independent witnesses: all of them
    together are no rarer than the failure.
    """
    chance = 1.0 - failure
    for question in range(questions):
        chance *= reply if question < answers else 1.0 - reply
    if answers == 0:
        chance += failure
    return log(max(chance, RAREST)) if chance != 1.0 else 0.0


@part
def log_answers(world: World, p: int, asked: int, friendly: int, civil_asked: int, civil: int) -> Weights:
    """Log likelihoods under hostile, neutral, friend of the answers in both modes.

    They are the rates by which `replies` draws: only friends carry the friendly mode, only neutrals the
    civil one.
    """
    f = world.network_f
    odd = log_chance(asked, friendly, f[Network.FRIEND_FALSE_REPLY_PROBABILITY, p], 0.0)
    odd_civil = log_chance(civil_asked, civil, f[Network.NEUTRAL_FALSE_REPLY_PROBABILITY, p], 0.0)
    broken = f[Network.FRIEND_EQUIPMENT_FAILURE_PROBABILITY, p]
    friend = log_chance(asked, friendly, f[Network.FRIEND_REPLY_PROBABILITY, p], broken)
    broken = f[Network.NEUTRAL_EQUIPMENT_FAILURE_PROBABILITY, p]
    neutral = log_chance(civil_asked, civil, f[Network.NEUTRAL_REPLY_PROBABILITY, p], broken)
    return odd + odd_civil, odd + neutral, friend + odd_civil


@part
def in_reach(world: World, p: int, x: float, y: float, z: float) -> bool:
    """Whether the interrogator of some battery of picture `p` reaches a place."""
    reach = world.network_f[Network.INTERROGATION_RANGE, p]
    for b in range(world.battery_f.shape[1]):
        dx, dy, dz = (
            x - world.battery_f[Battery.X, b],
            y - world.battery_f[Battery.Y, b],
            z - world.battery_f[Battery.Z, b],
        )
        if world.battery_i[BatteryKey.PICTURE, b] == p and dx * dx + dy * dy + dz * dz <= reach * reach:
            return True
    return False


@part
def interrogate(state: State, world: World, p: int, m: int, time: float) -> bool:
    """Put one question to the place where track `m` should be, if in reach; whether more will follow."""
    most = world.identifying.questions
    asks = world.network_i[NetworkKey.INTERROGATOR, p]
    if asks == Interrogator.NONE or state.tracks_i[p, TrackKey.INTERROGATIONS, m] >= most:
        return False
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    age = time - f[Track.REPORT_TIME, m]
    x = f[Track.REPORT_X, m] + age * f[Track.REPORT_VX, m]
    y = f[Track.REPORT_Y, m] + age * f[Track.REPORT_VY, m]
    z = f[Track.REPORT_Z, m] + age * f[Track.REPORT_VZ, m]
    if time < f[Track.NEXT_QUESTION, m] or not in_reach(world, p, x, y, z):
        return True
    f[Track.NEXT_QUESTION, m] = time + world.network_f[Network.INTERROGATION_PERIOD, p]
    k[TrackKey.INTERROGATIONS, m] += 1
    ordinal = k[TrackKey.INTERROGATIONS, m]
    # Physics, not belief: the transponder that hears the question is the one that is there.
    n = nearest(state, world, x, y, z, world.identifying.beam_radius, time)
    if n >= 0 and replies(state, world, p, n, ordinal, False):
        k[TrackKey.FRIEND_ANSWERS, m] += 1
    elif asks == Interrogator.FULL:
        k[TrackKey.CIVIL_QUESTIONS, m] += 1
        if n >= 0 and replies(state, world, p, n, ordinal, True):
            k[TrackKey.CIVIL_ANSWERS, m] += 1
    return bool(ordinal < most)
