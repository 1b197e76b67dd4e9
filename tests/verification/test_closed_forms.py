"""The closed forms themselves, against independent figures: a table of seeded simulations made beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from verification import closed_forms as theory


def test_the_forms_give_the_values_of_the_reference_table():
    kill = theory.salvo_kill(0.7, 2)
    assert kill == pytest.approx(0.91)
    assert kill**10 == pytest.approx(0.389416, abs=1e-6)
    assert theory.exactly(1, 10, 1.0 - kill) == pytest.approx(0.385137, abs=1e-6)
    assert theory.leaker_variance(10, kill, 0.9) == pytest.approx(8.19)
    assert theory.looks_shots(0.7, 3) == pytest.approx(1.39)
    assert theory.two_salvos_shots(0.7, 2, 2) == pytest.approx(2.18)
    assert theory.erring_looks(0.7, 3, 0.10, 0.15) == pytest.approx((0.059970, 1.492), abs=1e-6)
    assert theory.magazine_leakers(10, 12, 0.7) == pytest.approx(1.698866, abs=1e-6)
    assert theory.saturated_engagements(40, 6, 20.0, 65.0) == 24


def test_without_errors_the_chain_of_looks_is_the_plain_one():
    leak, shots = theory.erring_looks(0.6, 4, 0.0, 0.0)
    assert leak == pytest.approx(0.4**4)
    assert shots == pytest.approx(theory.looks_shots(0.6, 4))


def test_rounds_for_everybody_leave_only_what_luck_leaves():
    rng = np.random.default_rng(1)
    hits = rng.binomial(15, 0.5, size=200_000)
    expected = np.mean(8 - np.minimum(8, hits))
    assert theory.magazine_leakers(8, 15, 0.5) == pytest.approx(expected, abs=0.02)
