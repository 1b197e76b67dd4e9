"""Intervals of samples, held against published formulas."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.analysis.sample import pooled_of, rated_of, within_one


def test_a_pooled_share_is_wilsons_over_all_trials():
    # 30 of 40: p 0.75, and by Wilson's formula with z 1.96 from 0.5981 to 0.8581.
    mean, low, high = pooled_of(4)(np.array([1.0, 0.5, 0.75, 0.75, 0.75, 1.0, 0.5, 0.75, 0.75, 0.75]))
    assert mean == pytest.approx(0.75)
    assert (low, high) == (pytest.approx(0.5981, abs=2e-4), pytest.approx(0.8581, abs=2e-4))


def test_a_rate_that_never_happened_may_still_happen():
    # Garwood: 3.69 / n occurrences, each of which adds 25.
    mean, low, high = rated_of(25.0)(np.zeros(10))
    assert (mean, low) == (0.0, 0.0)
    assert high == pytest.approx(25.0 * 3.689 / 10, rel=1e-3)


def test_an_interval_of_shares_stays_among_shares():
    mean, low, high = within_one(np.array([0.0, 0.0, 0.4, 1.0]))
    assert (mean, low) == (pytest.approx(0.35), 0.0)
    assert high == 1.0  # Student's would be 0.35 and 0.75 either way
