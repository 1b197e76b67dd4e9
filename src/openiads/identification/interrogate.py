"""IFF: the question put to a place in the sky, and the answer, if one comes.

References
----------
.. [1] J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, chapter 2: witnesses that hang together
   by a common cause are independent once its state is given, here whether the set works.
.. [2] M. C. Stevens, Secondary Surveillance Radar, 1988: question and answer, and why some fail to come.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel, part
from openiads.ground.course import place_of
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.frames import Place, between
from openiads.ground.scalar import log
from openiads.identification.weights import Weights
from openiads.state.constants import RAREST
from openiads.state.events import NOBODY
from openiads.state.facing import pointed
from openiads.state.failings import is_deaf, set_works
from openiads.state.links import picture_of
from openiads.state.planes import (
    BatteryKey,
    Belief,
    Network,
    NetworkKey,
    Report,
    Tally,
    TargetKey,
    TrackKey,
)  # fmt: skip
from openiads.state.positions import place_of_battery
from openiads.state.state import State
from openiads.state.truth import course_at, nearest
from openiads.state.words import Interrogator
from openiads.state.world import Integers, World
from openiads.terrain.rays.sight import in_sight


class Answers(NamedTuple):
    """What came of the questions to one track."""

    asked: int  # in the friendly mode
    friendly: int
    asked_civil: int
    civil: int


@part
def replies(state: State, world: World, p: int, n: int, ordinal: int, civil: bool) -> bool:
    """Whether target `n` seems to answer question `ordinal`, in the friendly or the civil mode.

    Who carries a mode answers if the set works, which is drawn once for the sortie, by the rate of the flight
    if it has one of its own; who does not carry it seems to answer at the false rate of that mode.

    Source: [2]_ for question and answer; that a set fails for a whole sortie is our rule.
    """
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    network, ident = world.network_i[NetworkKey.IDENT, p], world.target_i[TargetKey.IDENT, n]
    friendly, plain, _, _ = draw(seed, replicate, ordinal, Stream.INTERROGATION, network, ident)
    carried, word = TargetKey.REPLIES_FRIEND, friendly
    reply, false = Network.FRIEND_REPLY_PROBABILITY, Network.FRIEND_FALSE_REPLY_PROBABILITY
    failure = Network.FRIEND_EQUIPMENT_FAILURE_PROBABILITY
    if civil:
        carried, word = TargetKey.REPLIES_CIVIL, plain
        reply, false = Network.NEUTRAL_REPLY_PROBABILITY, Network.NEUTRAL_FALSE_REPLY_PROBABILITY
        failure = Network.NEUTRAL_EQUIPMENT_FAILURE_PROBABILITY
    if world.target_i[carried, n] != 1:
        return bool(uniform(word) < world.network_f[false, p])
    works = set_works(state, world, n, world.network_f[failure, p])
    return bool(works and uniform(word) < world.network_f[reply, p])


@kernel
def log_chance(questions: int, answers: int, reply: float, failure: float) -> float:
    """Log probability of `answers` in a given order among `questions`, over both states of the set.

    A set that fails does so for the whole sortie, so silences are no independent witnesses [1]_: all of them
    together are no rarer than the failure.
    """
    chance = 1.0 - failure
    for question in range(questions):
        chance *= reply if question < answers else 1.0 - reply
    if answers == 0:
        chance += failure
    return log(max(chance, RAREST)) if chance != 1.0 else 0.0


@part
def answers_of(keys: Integers, m: int) -> Answers:
    """What came of the questions to track `m` [1]."""
    return Answers(
        keys[TrackKey.INTERROGATIONS, m], keys[TrackKey.FRIEND_ANSWERS, m],
        keys[TrackKey.CIVIL_QUESTIONS, m], keys[TrackKey.CIVIL_ANSWERS, m],
    )  # fmt: skip


@part
def log_answers(world: World, p: int, answers: Answers) -> Weights:
    """Log likelihoods of the answers in both modes to the network of picture `p`.

    They are the rates by which `replies` draws: only friends carry the friendly mode, only neutrals the
    civil one.
    """
    f = world.network_f
    asked, friendly, asked_civil, civil = answers
    odd = log_chance(asked, friendly, f[Network.FRIEND_FALSE_REPLY_PROBABILITY, p], 0.0)
    odd_civil = log_chance(asked_civil, civil, f[Network.NEUTRAL_FALSE_REPLY_PROBABILITY, p], 0.0)
    friend = log_chance(
        asked,
        friendly,
        f[Network.FRIEND_REPLY_PROBABILITY, p],
        f[Network.FRIEND_EQUIPMENT_FAILURE_PROBABILITY, p],
    )
    neutral = log_chance(
        asked_civil,
        civil,
        f[Network.NEUTRAL_REPLY_PROBABILITY, p],
        f[Network.NEUTRAL_EQUIPMENT_FAILURE_PROBABILITY, p],
    )
    return Weights(odd + odd_civil, odd + neutral, friend + odd_civil)


@part
def who_asks(state: State, world: World, p: int, place: Place) -> int:
    """The battery of picture `p` that asks a place: the nearest that reaches and sees it, or -1.

    It asks along the line of sight from its radar, beside which its interrogator turns.
    """
    reach = world.network_f[Network.INTERROGATION_RANGE, p]
    best, least = -1, reach * reach
    for b in range(world.battery_f.shape[1]):
        if picture_of(state, b) != p:
            continue
        apart = between(place_of_battery(world, b), place)
        square = apart.x * apart.x + apart.y * apart.y + apart.z * apart.z
        nearer = square < least or (best < 0 and square == least)
        if nearer and in_sight(world, world.battery_i[BatteryKey.RADAR, b], place):
            best, least = b, square
    return best


@part
def hears(state: State, world: World, p: int, m: int, b: int, n: int) -> None:
    """Note what battery `b` hears of target `n`, -1 for nobody, upon a question about track `m`."""
    keys = state.tracks_i[p]
    ordinal = keys[TrackKey.INTERROGATIONS, m]
    heard = n >= 0 and not is_deaf(state, world, b)
    if heard and replies(state, world, p, n, ordinal, False):
        keys[TrackKey.FRIEND_ANSWERS, m] += 1
    elif world.network_i[NetworkKey.INTERROGATOR, p] == Interrogator.FULL:
        keys[TrackKey.CIVIL_QUESTIONS, m] += 1
        if heard and replies(state, world, p, n, ordinal, True):
            keys[TrackKey.CIVIL_ANSWERS, m] += 1


@part
def interrogate(state: State, world: World, p: int, m: int, time: float) -> bool:
    """Put one question to the place where track `m` should be, if in reach; whether more will follow.

    Who asks points by its own frame, which is wrong where its north is.
    """
    most = world.identifying.questions
    asks = world.network_i[NetworkKey.INTERROGATOR, p]
    reports, beliefs, keys = state.reports[p], state.beliefs[p], state.tracks_i[p]
    if asks == Interrogator.NONE or keys[TrackKey.INTERROGATIONS, m] >= most:
        return False
    age = time - reports[Report.TIME, m]
    place = Place(
        reports[Report.X, m] + age * reports[Report.VX, m],
        reports[Report.Y, m] + age * reports[Report.VY, m],
        reports[Report.Z, m] + age * reports[Report.VZ, m],
    )
    if time < beliefs[Belief.NEXT_QUESTION, m]:
        return True
    b = who_asks(state, world, p, place)
    if b < 0:
        return True
    beliefs[Belief.NEXT_QUESTION, m] = time + world.network_f[Network.INTERROGATION_PERIOD, p]
    keys[TrackKey.INTERROGATIONS, m] += 1
    # Physics, not belief: the transponder that hears the question is the one that is there.
    s = world.battery_i[BatteryKey.RADAR, b]
    asked = pointed(state, world, s, place)
    n = nearest(state, world, asked, world.identifying.beam_radius, time)
    if n >= 0 and not in_sight(world, s, place_of(course_at(state, world, n, time))):
        n = NOBODY
    hears(state, world, p, m, b, n)
    return bool(keys[TrackKey.INTERROGATIONS, m] < most)
