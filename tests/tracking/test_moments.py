"""Mean and covariance of a mixture, against NumPy on six dimensions."""

from __future__ import annotations

import numpy as np

from openiads.tracking.filtering.moments import counted, matched, no_moments
from tests.tracking.test_turning import covariance, estimate, whole


def test_the_one_estimate_has_the_moments_of_the_mixture():
    rng = np.random.default_rng(4)
    weights = np.array([0.2, 1.1, 0.4])
    means = rng.normal(size=(3, 6)) * np.array([300.0] * 3 + [20.0] * 3)
    blocks = [covariance(seed) for seed in range(3)]
    around = estimate(blocks[0])
    moments = no_moments()
    for weight, mean, block in zip(weights, means, blocks, strict=True):
        place, velocity = np.add(around.place, mean[:3]), np.add(around.velocity, mean[3:])
        one = estimate(block)._replace(place=tuple(place), velocity=tuple(velocity))
        moments = counted(moments, weight, one, around)
    found = matched(moments, around)
    share = weights / weights.sum()
    middle = share @ means
    spread = sum(
        w * (b + np.outer(m - middle, m - middle)) for w, m, b in zip(share, means, blocks, strict=True)
    )
    np.testing.assert_allclose(np.subtract(found.place, around.place), middle[:3], rtol=1e-8)
    np.testing.assert_allclose(np.subtract(found.velocity, around.velocity), middle[3:], rtol=1e-9)
    np.testing.assert_allclose(whole(found), spread, rtol=1e-9, atol=1e-6)
