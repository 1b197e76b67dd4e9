"""GOSPA and OSPA: by hand, by all matchings there are, and as metrics."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.study.tracking.point_set_distance import point_set_distance

CUTOFF = 3_000.0
NOBODY = np.zeros((0, 3))


def along(*east: float) -> np.ndarray:
    """Places on a line [m]."""
    return np.array([(x, 0.0, 0.0) for x in east], dtype=np.float64).reshape(-1, 3)


def costs(targets: np.ndarray, tracks: np.ndarray, order: float) -> tuple[float, float]:
    """Powers of GOSPA, and of OSPA times the larger number, by every way of matching.

    The definitions themselves: of GOSPA that over all partial matchings (its proposition 1), of OSPA that
    over all ways of giving each of the smaller set one of the larger, with distances cut off.
    """
    large, small = (targets, tracks) if len(targets) >= len(tracks) else (tracks, targets)
    far = CUTOFF**order
    away = [[math.dist(a, b) for b in large] for a in small]
    gospa = ospa = math.inf
    for way in itertools.permutations(range(len(large)), len(small)):
        ospa = min(ospa, sum(min(away[i][j], CUTOFF) ** order for i, j in enumerate(way)))
        for kept in itertools.product((False, True), repeat=len(small)):
            near = sum(away[i][j] ** order for i, j in enumerate(way) if kept[i])
            gospa = min(gospa, near + far / 2 * (len(large) + len(small) - 2 * sum(kept)))
    return gospa, ospa + far * (len(large) - len(small))


places = st.lists(
    st.tuples(*(st.sampled_from([0.0, 500.0, 1_300.0, 2_900.0, 3_100.0, 7_000.0]),) * 2), max_size=5
).map(lambda told: np.array([(*place, 0.0) for place in told], dtype=np.float64).reshape(-1, 3))


def gospa(targets: np.ndarray, tracks: np.ndarray, order: float = 2.0) -> float:
    return float(point_set_distance(targets, tracks, CUTOFF, order).gospa[0])


def ospa(targets: np.ndarray, tracks: np.ndarray, order: float = 2.0) -> float:
    return float(point_set_distance(targets, tracks, CUTOFF, order).ospa[0])


def test_one_target_and_its_track_are_as_far_apart_as_they_are():
    found = point_set_distance(along(0.0), np.array([[300.0, 400.0, 1_200.0]]))
    assert found.gospa[0] == found.ospa[0] == found.gospa_per_target[0] == 1_300.0
    assert (found.missed[0], found.false[0], found.localisation[0]) == (0, 0, 1_300.0**2)


def test_a_missed_target_costs_half_the_square_of_the_cutoff():
    found = point_set_distance(along(0.0), NOBODY)
    assert (found.missed[0], found.false[0]) == (1, 0)
    assert found.missed_cost[0] == CUTOFF**2 / 2
    assert found.gospa[0] == pytest.approx(2_121.320343559643)
    assert found.ospa[0] == CUTOFF


def test_a_false_track_costs_as_much():
    found = point_set_distance(NOBODY, along(0.0))
    assert (found.missed[0], found.false[0]) == (0, 1)
    assert found.false_cost[0] == CUTOFF**2 / 2
    assert found.gospa[0] == pytest.approx(2_121.320343559643)
    assert found.ospa[0] == CUTOFF
    assert math.isnan(found.gospa_per_target[0])


def test_a_track_at_the_cutoff_is_false_and_its_target_missed():
    found = point_set_distance(along(0.0), along(CUTOFF))
    assert (found.missed[0], found.false[0], found.localisation[0]) == (1, 1, 0.0)
    assert found.gospa[0] == found.ospa[0] == CUTOFF


def test_nothing_against_nothing_is_no_distance():
    found = point_set_distance(NOBODY, NOBODY)
    assert (found.gospa[0], found.ospa[0]) == (0.0, 0.0)


def test_parts_add_up_and_are_counted():
    found = point_set_distance(along(0.0, 10_000.0, 50_000.0), along(600.0, 9_200.0, 30_000.0, 90_000.0))
    assert (found.targets[0], found.tracks[0], found.matched[0]) == (3, 4, 2)
    assert (found.missed[0], found.false[0]) == (1, 2)
    assert found.localisation[0] == 600.0**2 + 800.0**2
    assert found.gospa[0] == pytest.approx(math.sqrt(600.0**2 + 800.0**2 + 1.5 * CUTOFF**2))
    assert found.gospa_per_target[0] == pytest.approx(found.gospa[0] / math.sqrt(3.0))
    assert found.ospa[0] == pytest.approx(math.sqrt((600.0**2 + 800.0**2 + 2 * CUTOFF**2) / 4))


def test_nearest_first_is_not_the_best_matching():
    found = point_set_distance(along(0.0, 1_000.0), along(900.0, 2_900.0))
    assert found.matched[0] == 2
    assert found.localisation[0] == 900.0**2 + 1_900.0**2


def test_ospa_matches_by_powers_of_distances():
    # By distances alone (0, 0) would be given (2000, 0), for 2000 m in all, and OSPA be 1414 m.
    targets = np.array([[0.0, 0.0, 0.0], [1_000.0, 100.0, 0.0]])
    tracks = np.array([[1_000.0, 100.0, 0.0], [2_000.0, 0.0, 0.0]])
    assert ospa(targets, tracks) == pytest.approx(math.sqrt(1_010_000.0))
    assert ospa(targets, tracks, order=1.0) == pytest.approx(1_000.0)


@given(places, places, st.sampled_from([1.0, 2.0, 3.0]))
def test_both_are_the_least_over_all_matchings(targets, tracks, order):
    found = point_set_distance(targets, tracks, CUTOFF, order)
    power, whole = costs(targets, tracks, order)
    larger = max(len(targets), len(tracks), 1)
    assert found.gospa[0] == pytest.approx(power ** (1.0 / order), rel=1e-9)
    assert found.ospa[0] == pytest.approx((whole / larger) ** (1.0 / order), rel=1e-9)


@given(places, places)
def test_it_is_as_far_there_as_back(targets, tracks):
    there, back = point_set_distance(targets, tracks), point_set_distance(tracks, targets)
    assert there.gospa[0] == pytest.approx(back.gospa[0], rel=1e-12)
    assert there.ospa[0] == pytest.approx(back.ospa[0], rel=1e-12)
    assert (there.missed[0], there.false[0]) == (back.false[0], back.missed[0])


@given(places, st.randoms(use_true_random=False))
def test_a_set_is_at_no_distance_from_itself_in_any_order(targets, chance):
    other = targets[chance.sample(range(len(targets)), len(targets))]
    assert gospa(targets, other) == ospa(targets, other) == 0.0


@given(places, places)
def test_sets_that_are_not_the_same_are_apart(targets, tracks):
    same = sorted(map(tuple, targets.tolist())) == sorted(map(tuple, tracks.tolist()))
    assert (gospa(targets, tracks) == 0.0) == same
    assert (ospa(targets, tracks) == 0.0) == same


@given(places, places, places, st.sampled_from([1.0, 2.0]))
def test_no_way_round_is_shorter(first, second, third, order):
    for distance in (gospa, ospa):
        way = distance(first, second, order) + distance(second, third, order)
        assert distance(first, third, order) <= way * (1.0 + 1e-12)
