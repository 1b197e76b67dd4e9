"""Evidence becomes an identity, by Bayes and by rule.

References
----------
.. [1] J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, chapter 2: posterior odds as prior odds
   times likelihoods.

The ladder of identities is the standard one of NATO (STANAG 1241); by which posterior which is declared, that
hostile needs a positive criterion, and that silence alone makes nobody hostile are our rules.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.scalar import exp
from openiads.identification.deciding import decision_on
from openiads.identification.evidence import gather
from openiads.identification.interrogate import answers_of, interrogate, log_answers
from openiads.identification.weights import Weights, together
from openiads.state.clock import cycle_begin, cycle_ends, step_begin
from openiads.state.events import NOBODY, log
from openiads.state.links import is_local
from openiads.state.planes import Belief, Network, Report, TargetKey, TrackKey
from openiads.state.state import State
from openiads.state.words import Happening, Identity, Phase, Side, TrackStatus
from openiads.state.world import World


@part
def identity(world: World, weights: Weights, positive: bool) -> int:
    """The standard identity for three log weights; hostile needs a positive criterion besides odds.

    In closed airspace who would be unknown, and is not likely a neutral flight still on its way, breaches the
    closure and is a suspect for that; no more.

    Source: [1]_ for the shares of the three; which share is called what is our rule.
    """
    top = max(weights.hostile, max(weights.neutral, weights.friend))
    hostile = exp(weights.hostile - top) if weights.hostile < top else 1.0
    neutral = exp(weights.neutral - top) if weights.neutral < top else 1.0
    friend = exp(weights.friend - top) if weights.friend < top else 1.0
    total = hostile + neutral + friend
    sure, likely = world.doctrine.hostile_threshold_probability, world.doctrine.suspect_threshold_probability
    if friend >= sure * total:
        return Identity.FRIEND.value
    if neutral >= sure * total:
        return Identity.NEUTRAL.value
    if friend >= likely * total:
        return Identity.ASSUMED_FRIEND.value
    if hostile >= sure * total and positive:
        return Identity.HOSTILE.value
    if hostile >= likely * total or (world.identifying.closed and neutral < likely * total):
        return Identity.SUSPECT.value
    return Identity.UNKNOWN.value


@part
def share_of_hostile(weights: Weights) -> float:
    """Posterior probability of hostile [1]_ for three log weights."""
    return 1.0 / (1.0 + exp(weights.neutral - weights.hostile) + exp(weights.friend - weights.hostile))


@part
def in_favour(told: Weights) -> Weights:
    """What answers say for a track: likelihoods of the others, no less than that of the hostile one.

    Our rule: a few answers among many silences speak for nobody, and against nobody either.
    """
    return Weights(told.hostile, max(told.neutral, told.hostile), max(told.friend, told.hostile))


@part
def believed(state: State, world: World, p: int, m: int) -> int:
    """The identity of track `m` by all that was gathered and answered.

    Answers may clear a track, and make a suspect of one that is silent, never a hostile: the odds must
    suffice without them.  So whoever asks declares nothing hostile that he would not have declared without.
    """
    beliefs, keys = state.beliefs[p], state.tracks_i[p]
    gathered = Weights(
        beliefs[Belief.LOG_HOSTILE, m], beliefs[Belief.LOG_NEUTRAL, m], beliefs[Belief.LOG_FRIEND, m]
    )
    told = log_answers(world, p, answers_of(keys, m))
    positive = keys[TrackKey.POSITIVE, m] == 1
    if positive:
        least = share_of_hostile(together(gathered, in_favour(told)))
        positive = least >= world.doctrine.hostile_threshold_probability
    return identity(world, together(gathered, told), positive)


@part
def read(state: State, world: World, p: int, m: int, time: float) -> None:
    """Take the newest report of track `m`, at `time` [s], and note the identity that it points to.

    While questions are open, be it for want of reach, a track that nothing tells more about has not been
    evaluated yet: it is pending, not unknown, and nobody fires at it.
    """
    beliefs = state.beliefs[p]
    keys = state.tracks_i[p]
    gather(state, world, p, m)
    asking = interrogate(state, world, p, m, time)
    found = believed(state, world, p, m)
    fresh = keys[TrackKey.IDENTITY, m] == Identity.PENDING
    if asking and fresh and (found == Identity.UNKNOWN or found == Identity.SUSPECT):
        found = Identity.PENDING.value
    if found == Identity.HOSTILE and beliefs[Belief.SUFFICIENT_SINCE, m] < 0.0:
        beliefs[Belief.SUFFICIENT_SINCE, m] = time
    elif not (found == Identity.HOSTILE or found == Identity.SUSPECT or found == Identity.PENDING):
        beliefs[Belief.SUFFICIENT_SINCE, m] = -1.0
    keys[TrackKey.READ_AS, m] = found


@part
def confirmed_at(state: State, world: World, p: int, m: int) -> float:
    """When [s] evidence against track `m` will have sufficed for long enough; infinite if it does not."""
    since = state.beliefs[p, Belief.SUFFICIENT_SINCE, m]
    if since < 0.0 or state.tracks_i[p, TrackKey.READ_AS, m] != Identity.HOSTILE:
        return math.inf
    falls = state.tracks_i[p, TrackKey.BALLISTIC, m] == 1
    delay = Network.BALLISTIC_CONFIRMATION if falls else Network.CONFIRMATION
    return float(since + world.network_f[delay, p])


@part
def declare(state: State, world: World, p: int, m: int, identity: int, time: float) -> None:
    """Give track `m` an identity from `time` [s] on, if it is a new one, and keep what decided it."""
    keys = state.tracks_i[p]
    if identity == keys[TrackKey.IDENTITY, m]:
        return
    keys[TrackKey.IDENTITY, m] = identity
    decision = decision_on(state, world, p, m, identity)
    keys[TrackKey.DECIDED_BY, m] = decision.by
    state.beliefs[p, Belief.DECIDED_MARGIN, m] = decision.margin
    serial = keys[TrackKey.SERIAL, m]
    log(state, Phase.IDENTIFY, Happening.IDENTIFIED, NOBODY, serial, time, NOBODY, float(identity))


@part
def settle(state: State, world: World, p: int, m: int, time: float) -> None:
    """Declare what a reading at `time` [s] makes of track `m`.

    Only a person's look makes a hostile of a suspect, and that takes its time; who was declared one stays one
    while he is suspect at least.
    """
    keys = state.tracks_i[p]
    found = keys[TrackKey.READ_AS, m]
    if found == Identity.HOSTILE:
        found = Identity.SUSPECT.value
    if found == Identity.SUSPECT and keys[TrackKey.IDENTITY, m] == Identity.HOSTILE:
        return
    if found != Identity.SUSPECT or confirmed_at(state, world, p, m) > time:
        declare(state, world, p, m, found, time)


@part
def confirm(state: State, world: World, p: int, m: int, start: float, until: float) -> None:
    """Declare track `m` hostile if that has been confirmed by `until` [s], not before `start` [s]."""
    if state.tracks_i[p, TrackKey.IDENTITY, m] == Identity.HOSTILE:
        return
    due = confirmed_at(state, world, p, m)
    if due <= until:
        declare(state, world, p, m, Identity.HOSTILE.value, max(due, start))


@part
def truth_of(state: State, world: World, p: int, m: int) -> int:
    """What track `m` really is, by the target behind its last plot; a false track is nobody's enemy.

    Our own: asked only where it is played what perfect identification were worth.
    """
    n = state.tracks_i[p, TrackKey.ORIGIN, m]
    if n < 0 or world.target_i[TargetKey.SIDE, n] == Side.NEUTRAL:
        return Identity.NEUTRAL.value
    return (
        Identity.FRIEND.value if world.target_i[TargetKey.SIDE, n] == Side.FRIEND else Identity.HOSTILE.value
    )


@part
def follow(state: State, world: World, p: int, m: int, since: float, until: float) -> None:
    """What becomes of the identity of track `m` between `since` and `until` [s], in order of time.

    A report is read when it reaches the picture, unless the last one was read less than a period ago.  So the
    cycle has no part in it.
    """
    reports, beliefs = state.reports[p], state.beliefs[p]
    start = since
    arrival = reports[Report.TIME, m] + world.network_f[Network.DELAY, p]
    if world.identifying.known:
        if arrival <= until:
            declare(state, world, p, m, truth_of(state, world, p, m), max(arrival, since))
        return
    if beliefs[Belief.NEXT_EVIDENCE, m] <= arrival <= until:
        time = max(arrival, since)
        confirm(state, world, p, m, start, time)
        beliefs[Belief.NEXT_EVIDENCE, m] = time + world.doctrine.identification_period
        read(state, world, p, m, time)
        settle(state, world, p, m, time)
        start = time
    confirm(state, world, p, m, start, until)


def identify(state: State, world: World, step: int) -> None:
    """Once a cycle, weigh evidence for every track that there is news of, and declare what follows."""
    if not cycle_ends(world, step):
        return
    since = cycle_begin(world, step)
    until = step_begin(world, step + 1)
    for p in range(state.tops.shape[0]):
        if is_local(world, p):
            continue
        for m in range(state.tops[p]):
            status = state.tracks_i[p, TrackKey.STATUS, m]
            if status == TrackStatus.CONFIRMED and state.reports[p, Report.TIME, m] >= 0.0:
                follow(state, world, p, m, since, until)
