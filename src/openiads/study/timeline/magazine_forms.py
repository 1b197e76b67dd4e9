"""What theory says of a magazine: exact where raids are regular, by renewal where they come as Poisson's do.

References
----------
.. [1] D. R. Cox, Renewal Theory, 1962, sections 3.1 and 8.1: number of renewals, cumulative processes.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.scenario.timeline_plan import Range
from openiads.study.timeline.timeline_draws import Floats, triangular_below

TAIL = 1e-15


def first_empty_raid(initial: int, demand: int, coming: float) -> float:
    """Number of the first regular raid that meets an empty magazine, from 1; infinite where none ever does.

    initial, demand  rounds at the start and of each raid
    coming           rounds that come in from one raid to the next, steadily

    Raid k takes k times the demand in all, and floor(k * coming) came in: the first k for which that is not
    enough is the first above initial / (demand - coming).  Source: our own, from that inequality.
    """
    if coming >= demand:
        return math.inf
    return math.floor(initial / (demand - coming) + 1e-12) + 1


def demand_chances(demand: Range) -> Floats:
    """Chance [1] of each whole number of rounds (N,) of a raid, from 0 on: its triangle, rounded.

    Source: our own, by definition.
    """
    most = math.ceil(demand[-1] + 0.5)
    if demand[0] == demand[-1]:
        chances = np.zeros(most + 1)
        chances[round(demand[1])] = 1.0
        return chances
    edges = np.arange(most + 2) - 0.5
    return np.diff(triangular_below(demand, edges))


def lasts_chance(span: npt.ArrayLike, rate: float, initial: int, chances: Floats) -> Floats:
    """Chance [1] (...) that no raid within spans (...) [s] meets an empty magazine that nothing comes into.

    rate     of raids, which come as Poisson's do [1/s]
    initial  rounds at the start
    chances  (N,) of each whole number of rounds of one raid

    It is the sum over n of the chance of n raids times the chance that n raids take no more than there is.
    Source: [1]_, the cumulative process of a Poisson process.
    """
    expected = rate * np.asarray(span, dtype=np.float64)
    most = int(expected.max(initial=0.0) + 12.0 * math.sqrt(expected.max(initial=0.0)) + 40.0)
    taken = np.zeros(initial + 1)
    taken[0] = 1.0
    weight = np.exp(-expected)  # of no raid
    total = weight.copy()
    for n in range(1, most + 1):
        taken = np.convolve(taken, chances)[: initial + 1]
        enough = float(taken.sum())
        weight = weight * expected / n
        total += weight * enough
        if enough < TAIL:
            break
    return total
