"""Which evidence decided an identity: what weighed most for it when it was declared.

References
----------
.. [1] I. J. Good, Probability and the Weighing of Evidence, 1950: the weight of a piece of evidence is what
   it adds to the logarithm of the odds.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel, part
from openiads.ground.scalar import exp, log
from openiads.identification.interrogate import Answers, answers_of, log_answers
from openiads.identification.weights import Weights, together
from openiads.state.planes import Belief, Evidence, Network, TrackKey
from openiads.state.state import State
from openiads.state.words import Decider, Hypothesis, Identity
from openiads.state.world import World

NOBODY = -1


class Decision(NamedTuple):
    """What decided."""

    by: int
    """A kind of `Evidence` or a `Decider`; -1 where nothing did."""
    margin: float
    """By how much it weighed more than the next, in logarithms of odds."""


@kernel
def hypothesis_of(identity: int) -> int:
    """The `Hypothesis` that an identity rests on, -1 of one that rests on none."""
    if identity == Identity.HOSTILE or identity == Identity.SUSPECT:
        return Hypothesis.HOSTILE.value
    if identity == Identity.NEUTRAL:
        return Hypothesis.NEUTRAL.value
    if identity == Identity.FRIEND or identity == Identity.ASSUMED_FRIEND:
        return Hypothesis.FRIEND.value
    return NOBODY


@kernel
def log_odds(weights: Weights, hypothesis: int) -> float:
    """Logarithm of the odds of one hypothesis against the two others [1]_."""
    one, other = weights[(hypothesis + 1) % 3], weights[(hypothesis + 2) % 3]
    top = max(one, other)
    against = top + log(exp(one - top) + exp(other - top))
    return float(weights[hypothesis] - against)


@kernel
def gain(total: Weights, piece: Weights, hypothesis: int) -> float:
    """Weight of a piece of evidence: what the odds of a hypothesis have by it, and would not without it.

    Source: [1]_.
    """
    without = Weights(
        total.hostile - piece.hostile, total.neutral - piece.neutral, total.friend - piece.friend
    )
    return log_odds(total, hypothesis) - log_odds(without, hypothesis)


@kernel
def better(decision: Decision, by: int, weight: float, most: float) -> Decision:
    """The decision once a piece of evidence of a certain `weight` is known, `most` being the most so far."""
    if weight > most:
        return Decision(by, weight - most)
    return Decision(decision.by, min(decision.margin, most - weight))


@part
def piece_of(state: State, world: World, p: int, m: int, number: int) -> tuple[int, Weights]:
    """Piece `number` of the evidence on track `m`, and by what word it is kept; -1 of one that is not there.

    First the kinds of the table, of which origin has a weight of its own, then the answers, then the prior.
    """
    keys, beliefs, prior = state.tracks_i[p], state.beliefs[p], world.network_f
    kinds = world.evidence.shape[1]
    before = Weights(
        prior[Network.LOG_PRIOR_HOSTILE, p], prior[Network.LOG_PRIOR_NEUTRAL, p],
        prior[Network.LOG_PRIOR_FRIEND, p],
    )  # fmt: skip
    if number == kinds + 2:
        return Decider.PRIOR.value, before
    told = answers_of(keys, m)
    if number == kinds and told.asked > 0:
        own = Decider.OWN_REPLY.value if told.friendly > 0 else Decider.OWN_SILENCE.value
        return own, log_answers(world, p, Answers(told.asked, told.friendly, 0, 0))
    if number == kinds + 1 and told.asked_civil > 0:
        reply = Decider.CIVIL_REPLY.value if told.civil > 0 else Decider.CIVIL_SILENCE.value
        return reply, log_answers(world, p, Answers(0, 0, told.asked_civil, told.civil))
    if number >= kinds or not (keys[TrackKey.EVIDENCE, m] >> number) & 1:
        return NOBODY, before
    if number == Evidence.HOSTILE_ORIGIN or number == Evidence.OTHER_ORIGIN:
        origin = Belief.FROM_HOSTILE
        return number, Weights(
            beliefs[origin, m] - before.hostile, beliefs[origin + 1, m] - before.neutral,
            beliefs[origin + 2, m] - before.friend,
        )  # fmt: skip
    return number, Weights(world.evidence[0, number], world.evidence[1, number], world.evidence[2, number])


@part
def decision_on(state: State, world: World, p: int, m: int, identity: int) -> Decision:
    """What weighed most for an identity of track `m`, and by how much more than the next.

    Our rule: of all pieces the one without which the odds would have been least.
    """
    hypothesis = hypothesis_of(identity)
    decision = Decision(NOBODY, 0.0)
    if hypothesis < 0 or world.identifying.known:
        return decision
    beliefs = state.beliefs[p]
    gathered = Weights(
        beliefs[Belief.LOG_HOSTILE, m], beliefs[Belief.LOG_NEUTRAL, m], beliefs[Belief.LOG_FRIEND, m]
    )
    total = together(gathered, log_answers(world, p, answers_of(state.tracks_i[p], m)))
    most = 0.0
    for number in range(world.evidence.shape[1] + 3):
        by, piece = piece_of(state, world, p, m, number)
        if by >= 0:
            weight = gain(total, piece, hypothesis)
            decision = better(decision, by, weight, most)
            most = max(most, weight)
    return decision
