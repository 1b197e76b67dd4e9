"""The draws of `draws`, of many replicates at once in NumPy: for what draws little and compiles nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.ground.draws import (
    MULTIPLIER_EVEN,
    MULTIPLIER_ODD,
    ROUNDS,
    WEYL_REPLICATE,
    WEYL_SEED,
    WORD,
    WORD_STEP,
)

Words = npt.NDArray[np.uint64]


def uniforms(
    seed: int,
    replicates: npt.ArrayLike,
    occasions: npt.ArrayLike,
    stream: int,
    subject: int,
    other: int = 0,
) -> npt.NDArray[np.float64]:
    """Numbers strictly between 0 and 1 [1] from the first words of `draws.draw`, bit for bit.

    replicates, occasions  broadcast against each other; the result has their shape

    Source: as `draws.draw` and `draws.uniform`.
    """
    replicate, occasion = np.broadcast_arrays(
        np.asarray(replicates, dtype=np.uint64), np.asarray(occasions, dtype=np.uint64)
    )
    mask, half = np.uint64(WORD), np.uint64(32)
    even_by, odd_by = np.uint64(MULTIPLIER_EVEN), np.uint64(MULTIPLIER_ODD)
    key0, key1 = np.uint64(seed & WORD), replicate & mask
    w0: Words = occasion & mask
    w1, w2, w3 = (np.full(w0.shape, word & WORD, dtype=np.uint64) for word in (stream, subject, other))
    for _ in range(ROUNDS):
        even, odd = even_by * w0, odd_by * w2  # of 32 bits each, so the products fit
        w0, w1 = (odd >> half) ^ w1 ^ key0, odd & mask
        w2, w3 = (even >> half) ^ w3 ^ key1, even & mask
        key0 = (key0 + np.uint64(WEYL_SEED)) & mask
        key1 = (key1 + np.uint64(WEYL_REPLICATE)) & mask
    return (w0.astype(np.float64) + 0.5) * WORD_STEP
