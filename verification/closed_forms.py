"""Textbook results, exact, by the letters of the field; none of this imports the engine.

References
----------
.. [1] D. A. Wilkening, A simple model for calculating ballistic missile defense effectiveness, Science &
   Global Security 8 (1999) 183-215: layers, independent and common failures.
.. [2] A. R. Washburn, M. Kress, Combat Modeling, 2009, chapter 2: salvos, shoot-look-shoot.
.. [3] W. Feller, An Introduction to Probability Theory and Its Applications I, chapter VI: binomial sums,
   Poisson counts.
.. [4] L. Kleinrock, Queueing Systems I, 1975, section 3.6: Erlang's loss formula; that only the mean of the
   service matters: B. A. Sevast'yanov, Theory of Probability and its Applications 2 (1957), 104-112.
.. [5] M. I. Skolnik, Introduction to Radar Systems, 3rd ed., 2001, chapter 2: Swerling's cases, looks.
.. [6] L. V. Blake, Radar Range-Performance Analysis, 1986, chapter 5: the Earth of 4/3 radius.
.. [7] R. E. Ball, The Fundamentals of Aircraft Combat Survivability Analysis and Design, 2nd ed., 2003,
   chapter 1: a kill given a hit, attrition and mission kills.
"""

from __future__ import annotations

from math import acos, comb, exp, factorial, floor, log, sin, sqrt


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


def leaker_spread(n: int, leak: float) -> float:
    """Variance of leakers of `n` that leak independently."""
    return n * leak * (1.0 - leak)


def kill_by_layers(*layers: tuple[float, int]) -> float:
    """Probability that layers, (p, shots) each, kill that know nothing of each other [1]."""
    leak = 1.0
    for p, n in layers:
        leak *= 1.0 - salvo_kill(p, n)
    return 1.0 - leak


def uneven_leakers(targets: int, shots: int, p: float) -> float:
    """Mean leakers when `shots` are spread as evenly as they can over `targets`, without a look [2]."""
    each, more = divmod(shots, targets)
    return more * (1.0 - p) ** (each + 1) + (targets - more) * (1.0 - p) ** each


def poisson_count(k: int, mean: float) -> float:
    """Poisson probability of `k`."""
    return exp(-mean) * mean**k / factorial(k)


def turned_away(channels: int, mean: float) -> float:
    """Mean number beyond `channels` of a Poisson count: who finds none while none comes free."""
    within = sum((channels - k) * poisson_count(k, mean) for k in range(channels))
    return mean - channels + within


def erlang_b(channels: int, load: float) -> float:
    """Share of Poisson arrivals that `channels` lose of an offered `load`, whatever the law of service [4].

    By the recursion B(c) = a B(c-1) / (c + a B(c-1)).
    """
    lost = 1.0
    for c in range(1, channels + 1):
        lost = load * lost / (c + load * lost)
    return lost


def swerling_1(snr: float, false_alarm: float) -> float:
    """Probability of detection of one look at a Swerling 1 target of mean `snr` (ratio) [5]."""
    return float(false_alarm ** (1.0 / (1.0 + snr)))


def snr_at(look: float, false_alarm: float, ratio: float) -> float:
    """The SNR (ratio) at `ratio` times the range at which one look has a chance `look`: as range**-4 [5]."""
    return (log(false_alarm) / log(look) - 1.0) / ratio**4


def cumulative(look: float, k: int) -> float:
    """Probability of at least one detection in `k` independent looks [5]."""
    return 1.0 - (1.0 - look) ** k


def looks_needed(look: float, k: int) -> float:
    """Mean looks until the first detection, `k` where there is none in `k`."""
    return cumulative(look, k) / look


def radio_horizon(antenna: float, target: float, radius: float, factor: float = 4.0 / 3.0) -> float:
    """Distance [m] at which a target at a height comes over the horizon of an antenna, both [m] [6].

    Two tangents to a sphere of `factor` times the `radius` of the Earth.
    """
    sphere = factor * radius
    return sphere * (acos(sphere / (sphere + antenna)) + acos(sphere / (sphere + target)))


def slant_range(distance: float, antenna: float, target: float, radius: float) -> float:
    """Straight line [m] between two heights, a `distance` [m] apart over a sphere: law of cosines."""
    chord = 4.0 * (radius + antenna) * (radius + target) * sin(0.5 * distance / radius) ** 2
    return sqrt((target - antenna) ** 2 + chord)


def in_turn(p: float, *salvos: int) -> tuple[float, float]:
    """Mean shots at one target and its chance to survive, of salvos one after the other, each at a survivor.

    Between any two is a look that never errs [2]: the i-th is fired by who has missed with all before.
    """
    survives, shots = 1.0, 0.0
    for salvo in salvos:
        shots += survives * salvo
        survives *= (1.0 - p) ** salvo
    return shots, survives


def rounds_spent(targets: int, rounds: int, p: float) -> dict[int, float]:
    """Law of how many of `rounds` are fired, one by one at survivors, until none or nobody is left [3].

    Negative binomial, cut off at the stock: the n-th is the last where it is the `targets`-th that kills.
    """
    law = {
        n: comb(n - 1, targets - 1) * p**targets * (1.0 - p) ** (n - targets) for n in range(targets, rounds)
    }
    return {**law, rounds: 1.0 - sum(law.values())}


def reserved_leakers(first: int, then: int, rounds: int, kept: int, p: float) -> float:
    """Mean leakers of the class of targets that comes second, and for which `kept` of `rounds` are kept.

    The class that came first has left what it did not need of the rest: `magazine_leakers`, over what it
    spent.
    """
    spent = rounds_spent(first, rounds - kept, p)
    return sum(chance * magazine_leakers(then, rounds - n, p) for n, chance in spent.items())


def salvos_that_fit(opened: float, end: float, pace: float, round_pace: float, look: float) -> int:
    """Salvos at one target that closes in at a `pace` [m/s], first met at `opened`, gone at the `end` [m].

    Our own kinematics, straight and even: after a `look` [s] the next round leaves, and meets the target
    where both have flown for the same time: r -> (r - pace look) / (1 + pace / round_pace).
    """
    fit, away = 0, opened
    while away > end:
        fit += 1
        away = (away - pace * look) / (1.0 + pace / round_pace)
    return fit


def crippled(p: float, share: float, k: int) -> tuple[float, float]:
    """Chance that a target's mission is killed, and mean shots, of up to `k` with a look after each.

    A `share` of hits ends a mission only: who is hit so flies on and draws what is left [7].  Its fate is
    that of the first hit, so as many are stopped as without.
    """
    destroyed = p * (1.0 - share)
    return share * (1.0 - (1.0 - p) ** k), looks_shots(destroyed, k)


def assailed(attackers: int, kill: float, destruction: float) -> tuple[float, float, float]:
    """Chance that a battery is lost to `attackers` that come one by one, mean leakers, mean engagements.

    A Markov chain with one absorbing state: an attacker that a working battery does not kill arrives, and
    destroys it with a chance of its own [7]; of those that come later none is engaged.
    """
    works, leak, engaged = 1.0, 0.0, 0.0
    for _ in range(attackers):
        engaged += works
        leak += works * (1.0 - kill) + (1.0 - works)
        works *= 1.0 - (1.0 - kill) * destruction
    return 1.0 - works, leak, engaged


def asked_in(window: float, presence: float, cycle: float, spread: float) -> float:
    """Chance that who comes at any time of a `spread` [s] is asked about within a `window` [s].

    It is there for `presence` [s], and decisions come once a `cycle` [s], the first with the window: the last
    one is a cycle before its end.  So who comes up to `presence` before the first and until the last.
    """
    return (window - cycle + presence) / spread
