"""Two strata of every run: raids as they are, and raids in which one cause defeats every shot.

A common failure is not drawn: as a lottery of one replicate in fifty it sets the mean and the width of its
interval by whether it came up once, twice or never.  Every replicate is played without it, some are played a
second time with it, on the same draws, and who averages weighs both by the probability [1]_.

References
----------
.. [1] W. G. Cochran, Sampling Techniques, 3rd edition, 1977, chapter 5: stratified random sampling.
"""

from __future__ import annotations

import numpy as np

from openiads.state.world import Integers, World

LEAST_SHARE = 0.05
"""Share of the replicates that are played with the common failure too, at least, where it may happen.

It varies little: nothing is shot down.  So fewer rows than in proportion to its weight would do, and this is
more than that weight at the catalogue's figure.
"""


def keys(world: World, first: int, last: int) -> tuple[Integers, Integers]:
    """Replicate numbers (R,), and 1 for those with the common failure (R,), of [first, last), in order.

    Which replicates are played twice depends on their own numbers alone, so that ranges played apart are the
    rows of the whole.
    """
    numbers = np.arange(first, last, dtype=np.int64)
    every = spacing(float(world.doctrine.common_failure_probability))
    twice = numbers[numbers % every == 0] if every else numbers[:0]
    both = np.concatenate([numbers, twice])
    stricken = np.concatenate([np.zeros_like(numbers), np.ones_like(twice)])
    order = np.lexsort((stricken, both))
    return both[order], stricken[order]


def spacing(probability: float) -> int:
    """One replicate in this many is played with the common failure, too; 0 where it cannot happen."""
    return int(1.0 / max(probability, LEAST_SHARE)) if probability > 0.0 else 0
