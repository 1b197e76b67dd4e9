"""Textbook results, exact, by the letters of the field; none of this imports the engine.

References
----------
.. [1] D. A. Wilkening, A simple model for calculating ballistic missile defense effectiveness, Science &
   Global Security 8 (1999) 183-215: layers, independent and common failures.
.. [2] A. R. Washburn, M. Kress, Combat Modeling, 2009, chapter 2: salvos, shoot-look-shoot.
.. [3] W. Feller, An Introduction to Probability Theory and Its Applications I, chapter VI: binomial sums.
"""

from __future__ import annotations

from math import comb, floor


def salvo_kill(p: float, n: int) -> float:
    """Probability that `n` independent shots of single-shot probability `p` kill."""
    return 1.0 - (1.0 - p) ** n


def exactly(k: int, n: int, p: float) -> float:
    """Binomial probability of `k` successes in `n`."""
    return comb(n, k) * p**k * (1.0 - p) ** (n - k)


def leaker_variance(n: int, kill: float, working: float) -> float:
    """Variance of leakers of `n` when the whole defence works with chance `working`, or none of it [1]."""
    return n * kill * (1.0 - kill) * working + (n * kill) ** 2 * working * (1.0 - working)


def looks_shots(p: float, k: int) -> float:
    """Mean shots at one target that is looked at after each, up to `k` shots [2]."""
    return (1.0 - (1.0 - p) ** k) / p


def two_salvos_shots(p: float, first: int, second: int) -> float:
    """Mean shots of a salvo, a look, and a second salvo at a survivor [2]."""
    return first + second * (1.0 - p) ** first


def erring_looks(p: float, k: int, false_kill: float, false_miss: float) -> tuple[float, float]:
    """Leak probability and mean shots of up to `k` shots with a look after each that errs both ways.

    A Markov chain over what is true and what is believed: a miss taken for a kill ends the engagement, a
    kill taken for a miss wastes a shot.
    """
    alive, dead, leak, shots = 1.0, 0.0, 0.0, 0.0
    for _ in range(k):
        shots += alive + dead
        missed = alive * (1.0 - p)
        leak += missed * false_kill
        alive, dead = missed * (1.0 - false_kill), (alive * p + dead) * false_miss
    return leak + alive, shots


def magazine_leakers(targets: int, rounds: int, p: float) -> float:
    """Mean leakers when `rounds` are only ever fired at survivors: W - E min(W, Bin(M, p)) [3]."""
    return targets - sum(min(targets, k) * exactly(k, rounds, p) for k in range(rounds + 1))


def saturated_engagements(targets: int, channels: int, service: float, window: float) -> int:
    """Engagements that `channels` begin at a simultaneous raid, each lasting `service`, within `window`."""
    return min(targets, channels * (1 + floor(window / service)))
