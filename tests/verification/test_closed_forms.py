"""The closed forms themselves, against independent figures: a table of seeded simulations made beforehand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from verification import closed_forms as theory
from verification.doctrine_cases import PACE, ROUND_PACE, UNTIL_KM


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


def test_salvos_in_turn_are_the_plain_ones_where_both_speak():
    assert theory.in_turn(0.7, 2, 2) == pytest.approx((theory.two_salvos_shots(0.7, 2, 2), 0.3**4))
    assert theory.in_turn(0.6, 1, 1, 1) == pytest.approx((theory.looks_shots(0.6, 3), 0.4**3))
    # Two first and one, or one first and two: by hand 2 + .09 and 1 + .6, as many rounds at most.
    assert theory.in_turn(0.7, 2, 1) == pytest.approx((2.09, 0.027))
    assert theory.in_turn(0.7, 1, 2) == pytest.approx((1.6, 0.027))


def test_rounds_spent_follow_the_negative_binomial_until_there_are_none():
    law = theory.rounds_spent(4, 7, 0.6)
    assert [law[n] for n in (4, 5, 6)] == pytest.approx(stats.nbinom.pmf([0, 1, 2], 4, 0.6).tolist())
    assert sum(law.values()) == pytest.approx(1.0)
    # Wald: of each round fired a share kills, whenever it is stopped.
    mean = sum(n * chance for n, chance in law.items())
    assert 0.6 * mean == pytest.approx(4 - theory.magazine_leakers(4, 7, 0.6))
    assert theory.rounds_spent(3, 3, 0.6) == {3: 1.0}


def test_what_is_kept_for_a_class_is_left_to_it_and_what_the_other_did_not_need():
    rng = np.random.default_rng(4)
    leaked = []
    for _ in range(20_000):
        left, alive = 9, 4
        while alive and left > 4:
            left -= 1
            alive -= rng.random() < 0.7
        then = 4
        while then and left:
            left -= 1
            then -= rng.random() < 0.7
        leaked.append(then)
    assert theory.reserved_leakers(4, 4, 9, 4, 0.7) == pytest.approx(np.mean(leaked), abs=0.03)


def test_salvos_that_fit_are_counted_by_hand():
    # At 300 and 900 m/s each takes the distance to three quarters of itself: 40, 30, 22.5, 16.9, 12.7 km.
    assert theory.salvos_that_fit(40e3, 16e3, 300.0, 900.0, 0.0) == 4
    assert theory.salvos_that_fit(40e3, 17e3, 300.0, 900.0, 0.0) == 3
    # A look of 10 s costs 3 km each time: 40, 27.75, 18.6, 11.7 km.
    assert theory.salvos_that_fit(40e3, 12e3, 300.0, 900.0, 10.0) == 3


@pytest.mark.parametrize("opened_km", [25.0, 40.0])
def test_the_salvos_of_held_fire_are_the_same_for_any_likely_pace_of_the_round(opened_km):
    end = math.hypot(UNTIL_KM, 3.0) * 1e3

    def fit(pace: float) -> int:
        return theory.salvos_that_fit(opened_km * 1e3, end, PACE, pace, 1.0)

    assert {fit(pace) for pace in (950.0, ROUND_PACE, 1250.0)} == {2 if opened_km == 25.0 else 4}


def test_mission_kills_are_counted_by_hand():
    # Half of hits of 0.8 end a mission only; two shots: 0.5 (1 - 0.04) stopped so, 1 + 0.6 shots.
    assert theory.crippled(0.8, 0.5, 2) == pytest.approx((0.48, 1.6))
    assert theory.crippled(0.7, 0.0, 3) == pytest.approx((0.0, theory.looks_shots(0.7, 3)))


def test_attackers_of_a_battery_are_counted_by_hand():
    # Two attackers, each killed with 0.6, which destroy with 0.5: it works after each with 0.8.
    assert theory.assailed(2, 0.6, 0.5) == pytest.approx((1 - 0.64, 0.4 + (0.8 * 0.4 + 0.2), 1.8))
    # What never destroys is a plain binomial, what always does ends all after the first leaker.
    assert theory.assailed(5, 0.6, 0.0) == pytest.approx((0.0, 2.0, 5.0))
    lost, leak, engaged = theory.assailed(3, 0.6, 1.0)
    assert (lost, engaged) == pytest.approx((1 - 0.6**3, 1 + 0.6 + 0.36))
    assert leak == pytest.approx(3 - 0.6 * engaged)


def test_who_is_asked_in_a_window_is_a_count_of_moments():
    rng = np.random.default_rng(5)
    comes = rng.uniform(0.0, 120.0, size=200_000)
    decisions = np.arange(75.0, 115.0)
    first = np.searchsorted(decisions, comes + 27.0)
    met = (first < 40) & (decisions[np.minimum(first, 39)] < comes + 27.0 + 35.7)
    assert theory.asked_in(40.0, 35.7, 1.0, 120.0) == pytest.approx(met.mean(), abs=0.005)
