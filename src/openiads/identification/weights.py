"""What stands for and against the three hypotheses about a track.

References
----------
.. [1] J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, chapter 2: evidence that is independent
   under each hypothesis weighs by the product of its likelihoods.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel


class Weights(NamedTuple):
    """Logarithms of likelihoods, or of probabilities but for a common factor [1]."""

    hostile: float
    neutral: float
    friend: float


@kernel
def together(one: Weights, other: Weights) -> Weights:
    """The weight of two witnesses that are independent under each hypothesis.

    Source: [1]_.
    """
    return Weights(one.hostile + other.hostile, one.neutral + other.neutral, one.friend + other.friend)
