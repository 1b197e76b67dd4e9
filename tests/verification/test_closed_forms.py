"""The closed forms themselves, against independent figures: a table of seeded simulations made beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

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
    assert theory.kill_by_layers((0.6, 1), (0.8, 2)) == pytest.approx(0.984)
    assert theory.uneven_leakers(10, 12, 0.7) == pytest.approx(2.58)
    assert theory.uneven_leakers(10, 20, 0.7) == pytest.approx(0.9)
    assert theory.erlang_b(6, 4.0) == pytest.approx(0.117162, abs=1e-6)
    assert theory.erlang_b(6, 12.0) == pytest.approx(0.556089, abs=1e-6)
    assert theory.cumulative(0.6, 4) == pytest.approx(0.9744)
    assert theory.swerling_1(10**1.3, 1e-6) == pytest.approx(0.517178, abs=1e-6)


def test_without_errors_the_chain_of_looks_is_the_plain_one():
    leak, shots = theory.erring_looks(0.6, 4, 0.0, 0.0)
    assert leak == pytest.approx(0.4**4)
    assert shots == pytest.approx(theory.looks_shots(0.6, 4))


def test_rounds_for_everybody_leave_only_what_luck_leaves():
    rng = np.random.default_rng(1)
    hits = rng.binomial(15, 0.5, size=200_000)
    expected = np.mean(8 - np.minimum(8, hits))
    assert theory.magazine_leakers(8, 15, 0.5) == pytest.approx(expected, abs=0.02)


def test_who_finds_no_channel_is_what_a_count_has_beyond_them():
    counts = np.arange(60)
    chances = stats.poisson.pmf(counts, 4.0)
    assert theory.turned_away(3, 4.0) == pytest.approx(np.maximum(counts - 3, 0) @ chances)
    assert [theory.poisson_count(k, 4.0) for k in range(60)] == pytest.approx(chances.tolist())


def test_looks_until_the_first_are_a_geometric_law_cut_off():
    chances = stats.geom.pmf(np.arange(1, 4), 0.3)
    assert theory.looks_needed(0.3, 4) == pytest.approx(np.arange(1, 4) @ chances + 4 * (1 - chances.sum()))


def test_a_signal_falls_with_the_fourth_power_of_range():
    # 13.8 over 0.693 less one: the signal at which a look of Pfa 1e-6 sees half of all.
    assert theory.snr_at(0.5, 1e-6, 1.0) == pytest.approx(18.93, abs=0.01)
    assert theory.snr_at(0.5, 1e-6, 2.0) == pytest.approx(18.93 / 16.0, abs=0.001)
    assert theory.swerling_1(theory.snr_at(0.5, 1e-6, 1.0), 1e-6) == pytest.approx(0.5)


def test_the_horizon_is_that_of_the_rule_of_thumb():
    # 4.12 (sqrt(ha) + sqrt(ht)) kilometres.
    assert theory.radio_horizon(24.0, 100.0, 6_371e3) == pytest.approx(4.121e3 * (24.0**0.5 + 10.0), rel=1e-3)
    assert theory.slant_range(3e3, 0.0, 4e3, 6_371e3) == pytest.approx(5e3, rel=2e-4)
