"""Counter-based random draws: the same place in the count always gives the same words.

Nothing is remembered between draws, so neither the order of the work nor the number of cores nor an added
radar changes any other draw.

References
----------
.. [1] J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, Parallel random numbers: as easy as 1, 2, 3,
   SC'11 (2011), section 3.3 and table 2: Philox4x32 with ten rounds.
.. [2] L. Devroye, Non-Uniform Random Variate Generation, 1986: inversion, chapter II; Poisson counts by
   inversion with a sequential search, chapter X, page 505.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import kernel
from openiads.ground.errors import ScenarioError
from openiads.ground.quantile import inverse_normal
from openiads.ground.scalar import exp, log

WORD = 0xFFFFFFFF
LARGEST_SEED = WORD
MULTIPLIER_EVEN = 0xD2511F53
MULTIPLIER_ODD = 0xCD9E8D57
WEYL_SEED = 0x9E3779B9
WEYL_REPLICATE = 0xBB67AE85
ROUNDS = 10
WORD_STEP = 2.0**-32

POISSON_INVERTED = 500.0


class Stream(IntEnum):
    """One member per purpose; a new purpose takes a new number at the end."""

    START = 1
    WEAVE = 2
    DETECTION = 3
    RANGE_RATE = 4
    FALSE_PLOT = 5
    FALSE_PLOT_PLACE = 6
    INTERROGATION = 7
    IFF_FAILURE = 8
    LINK = 9
    KILL = 10
    TARGET_FAILURE = 12  # 11 was that of a common failure, which is drawn no more
    ASSESSMENT = 13
    ACQUISITION = 14
    ROUTE = 15
    IMPACT = 16
    ECHO_RATE = 17
    TIMELINE = 18
    DESTRUCTION = 19
    MISSION_KILL = 20
    ASSIGNMENT = 21
    ARRIVAL = 22
    AUTHORITY = 23
    INTERROGATOR_FAILURE = 24
    MISALIGNMENT = 25
    ASTRAY = 26
    ANTENNA = 27


@kernel
def draw(
    seed: int, replicate: int, occasion: int, stream: int, subject: int, other: int
) -> tuple[int, int, int, int]:
    """Four random words, each 0 to 2**32 - 1, for one place in the count.

    seed, replicate  the key; each counts modulo 2**32, so give seeds of 0 to 2**32 - 1
    occasion         scan number, interrogation number or ordinal of the shot; never a step or a slot
    stream           a member of `Stream`
    subject, other   ids of the things concerned, from `identity_of`; 0 where there is none

    Source: [1]_.  What stands for the words of its counter and its key is our rule.
    """
    key0 = int(seed) & WORD
    key1 = int(replicate) & WORD
    w0 = int(occasion) & WORD
    w1 = int(stream & WORD)
    w2 = int(subject) & WORD
    w3 = int(other) & WORD
    # Compiled, the products wrap into negative numbers; the masks then keep the same bits as in plain Python.
    for _ in range(ROUNDS):
        even = MULTIPLIER_EVEN * w0
        odd = MULTIPLIER_ODD * w2
        w0 = ((odd >> 32) & WORD) ^ w1 ^ key0
        w1 = odd & WORD
        w2 = ((even >> 32) & WORD) ^ w3 ^ key1
        w3 = even & WORD
        key0 = (key0 + WEYL_SEED) & WORD
        key1 = (key1 + WEYL_REPLICATE) & WORD
    return w0, w1, w2, w3


@kernel
def uniform(word: int) -> float:
    """A word as a number strictly between 0 and 1, in the middle of its step of 2**-32.

    Our rule: the middle, so that no draw is 0 or 1, where inversions are infinite.
    """
    return (word + 0.5) * WORD_STEP


@kernel
def normal(word: int) -> float:
    """A word as a standard normal number, within 6.4 either way.

    Source: inversion [2]_, by `inverse_normal`.
    """
    return inverse_normal(uniform(word))


@kernel
def exponential(word: int) -> float:
    """A word as an exponential number of mean 1, above 1.1e-10 and below 23.

    Source: inversion [2]_.
    """
    return -log(uniform(word))


@kernel
def poisson(mean: float, word: int) -> int:
    """A word as a Poisson count: by inversion up to a mean of 500, above by the rounded normal law.

    A mean of zero or below gives 0.  At 500 the normal law misses the distribution function by less
    than 0.003.

    Source: [2]_.  The normal law for large means is our rule: it bounds the search.
    """
    if not mean > 0.0:
        return 0
    if mean > POISSON_INVERTED:
        return max(0, math.floor(mean + math.sqrt(mean) * normal(word) + 0.5))
    chance = uniform(word)
    term = exp(-mean)
    total = term
    count = 0
    # The last of the 2**32 chances lies within 2 * mean + 40; the bound only guards against rounding.
    bound = 2.0 * mean + 60.0
    while chance > total and count < bound:
        count += 1
        term *= mean / count
        total += term
    return count


def identity_of(name: str) -> int:
    """The 32-bit id of a scenario name: the first four bytes of its SHA-256, most significant first."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def identities(names: Iterable[str]) -> npt.NDArray[np.int64]:
    """Ids of all things that can be told apart in one scenario, shape (N,).

    Raises `ScenarioError` where two things would share their draws.
    """
    owners: dict[int, str] = {}
    for name in names:
        identity = identity_of(name)
        if identity in owners:
            raise ScenarioError(_clash(owners[identity], name))
        owners[identity] = name
    return np.array(list(owners), dtype=np.int64)


def _clash(first: str, second: str) -> str:
    if first == second:
        return f"two things are named {first!r}; names must differ; rename one"
    return f"{first!r} and {second!r} hash to the same 32-bit id and would share their draws; rename one"
