"""What a target was first declared to be, rightly and wrongly, and what decided that."""

from __future__ import annotations

import math
from dataclasses import dataclass

from openiads.ground.scalar import exp, log
from openiads.simulation.reference.columns import Vector
from openiads.state.words import Hypothesis, Identity, Side

RESTS_ON = {
    Identity.HOSTILE: Hypothesis.HOSTILE,
    Identity.SUSPECT: Hypothesis.HOSTILE,
    Identity.NEUTRAL: Hypothesis.NEUTRAL,
    Identity.FRIEND: Hypothesis.FRIEND,
    Identity.ASSUMED_FRIEND: Hypothesis.FRIEND,
}
"""Which hypothesis an identity rests on."""
RIGHT = {
    Side.HOSTILE: {Identity.HOSTILE},
    Side.NEUTRAL: {Identity.NEUTRAL},
    Side.FRIEND: {Identity.FRIEND, Identity.ASSUMED_FRIEND},
}
MORE_HOSTILE = [
    Identity.PENDING, Identity.FRIEND, Identity.ASSUMED_FRIEND, Identity.NEUTRAL,
    Identity.UNKNOWN, Identity.SUSPECT, Identity.HOSTILE,
]  # fmt: skip
UNDECIDED = {Identity.PENDING, Identity.UNKNOWN, Identity.SUSPECT}

Decision = tuple[int, float]
"""What weighed most for an identity, `Evidence` or `Decider` or -1, and by how much more than the next."""
NOTHING: Decision = (-1, 0.0)


@dataclass
class TakenFor:
    """The first right and the first wrong declaration of a target, and the most hostile identity."""

    identity: int = -1  # the most hostile that a track of it had
    hostile_since: float = math.nan  # [s]
    identified: float = math.nan  # [s]
    identified_by: Decision = (0, 0.0)
    mistaken: float = math.nan  # [s]
    mistaken_by: Decision = (0, 0.0)
    mistaken_for: int = -1

    def note(self, side: Side, identity: Identity, decision: Decision, until: float) -> None:
        """A track of it has an identity."""
        if self.identity < 0 or MORE_HOSTILE.index(identity) > MORE_HOSTILE.index(Identity(self.identity)):
            self.identity = int(identity)
            if identity is Identity.HOSTILE:
                self.hostile_since = until
        if identity in UNDECIDED:
            return
        if identity in RIGHT[side]:
            if math.isnan(self.identified):
                self.identified, self.identified_by = until, decision
        elif math.isnan(self.mistaken):
            self.mistaken, self.mistaken_by, self.mistaken_for = until, decision, int(identity)


def decision(identity: Identity, pieces: dict[int, Vector]) -> Decision:
    """The piece of evidence (3,) without which the odds of an identity would be least, and its lead."""
    hypothesis = RESTS_ON.get(identity)
    if hypothesis is None:
        return NOTHING
    total: Vector = sum(pieces.values())  # type: ignore[assignment]
    full = log_odds(total, hypothesis)
    gains = {by: full - log_odds(total - piece, hypothesis) for by, piece in pieces.items()}
    by = max(gains, key=lambda word: gains[word])
    if gains[by] <= 0.0:
        return NOTHING
    return by, gains[by] - max([0.0, *(gain for word, gain in gains.items() if word != by)])


def log_odds(weights: Vector, hypothesis: int) -> float:
    """Logarithm of the odds of one hypothesis against the others, by the weights of all (3,)."""
    others = [float(weight) for h, weight in enumerate(weights) if h != hypothesis]
    top = max(others)
    return float(weights[hypothesis]) - top - log(sum(exp(other - top) for other in others))
