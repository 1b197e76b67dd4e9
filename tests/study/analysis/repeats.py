"""How often intervals hold the truth that is known, over many repeats of a study."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from openiads.study.analysis.sample import Sample
from openiads.study.strata_weights import Ends

REPEATS = 1000


def held(found: Iterable[Ends], truth: float | Iterable[float]) -> float:
    """Share of intervals that hold the truth, or each its own."""
    _, low, high = np.array(list(found)).T
    exact = np.asarray(truth)
    return float(np.mean((low <= exact) & (exact <= high)))


def repeated(study: Callable[[np.random.Generator], Ends], seed: int) -> list[Ends]:
    """Intervals of as many repeats of one study."""
    rng = np.random.default_rng(seed)
    return [study(rng) for _ in range(REPEATS)]


def two_strata(typical: object, stricken: object, probability: float) -> Sample:
    """Replicates as they are, and the first few of them with the common failure."""
    struck = np.asarray(stricken, dtype=float)
    return Sample(probability, np.asarray(typical, dtype=float), struck, np.arange(struck.size))
