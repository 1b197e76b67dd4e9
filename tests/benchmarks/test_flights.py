"""Made-up flights keep to the physics that they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.tracking.flights import (
    ALTITUDE,
    CLIMB,
    GRAVITY,
    PULL,
    SPEED,
    chained,
    made_up,
    moved,
    parting,
    through,
)

LASTING = 295.0
TIMES = np.arange(0.0, LASTING, 0.5)


def usual(count: int = 400, seed: int = 1):
    """The usual mixture."""
    return made_up(np.random.default_rng(seed), count, LASTING, 200e3, None)


def test_a_quarter_turn_ends_where_a_circle_does():
    # 200 m/s northwards, 90 degrees to the right within 31.4 s, on a radius of 4 km: as far east and north.
    turn = 0.05
    after = np.array([0.5 * math.pi / turn])
    place, velocity = moved(
        np.zeros((1, 3)), np.array([200.0]), np.array([0.0]), np.array([turn]), np.array([2.0]), after
    )
    assert place[0] == pytest.approx([4_000.0, 4_000.0, 2.0 * after[0]])
    assert velocity[0] == pytest.approx([200.0, 0.0, 2.0], abs=1e-9)


def test_legs_join_without_a_jump():
    since = np.array([[0.0, 10.0, 20.0]])
    flight = chained(
        np.array([100.0]), since, np.array([0.3]), np.array([[0.0, 0.1, 0.0]]), np.array([[0.0, 0.0, 5.0]])
    )
    place, _ = flight.at(np.arange(0.0, 30.0, 0.01))
    assert np.linalg.norm(np.diff(place[0], axis=0), axis=1) == pytest.approx(1.0, rel=2e-3)


def test_places_move_as_velocities_say():
    flights = usual()
    (before, _), (_, velocity), (after, _) = (flights.at(TIMES + by) for by in (-1e-3, 0.0, 1e-3))
    off = np.linalg.norm((after - before) / 2e-3 - velocity, axis=2)
    assert np.quantile(off, 0.99) < 1e-3  # a leg may change in between


def test_speeds_altitudes_and_climbs_are_within_their_bounds():
    flights = usual()
    place, velocity = flights.at(TIMES)
    speed = np.hypot(velocity[..., 0], velocity[..., 1])
    assert speed.min() >= SPEED[0] - 1e-9
    assert speed.max() <= SPEED[1] + 1e-9
    assert np.ptp(speed, axis=1).max() < 1e-9
    assert np.abs(velocity[..., 2]).max() <= CLIMB[1]
    alive = flights.alive(np.broadcast_to(TIMES, place.shape[:2]))
    up = place[..., 2][alive]
    # Three climbs of a minute each at most, and one of a pair 300 m above the other.
    most = 3 * 60.0 * CLIMB[1] + 300.0
    assert up.min() > ALTITUDE[0] - most
    assert up.max() < ALTITUDE[1] + most


def test_turns_pull_between_their_bounds():
    flights = usual()
    pull = np.abs(flights.turn) * flights.speed[:, None] / GRAVITY
    turning = pull > 0.0
    assert turning.any()
    assert pull[turning].min() >= PULL[0]
    assert pull[turning].max() <= PULL[1]


def test_half_of_lone_flights_manoeuvre_and_no_pair_does():
    flights = usual(2_000)
    moves = ((flights.turn != 0.0) | (flights.climb != 0.0)).any(axis=1)
    lone = 1_200
    # Half of 1 200 with a deviation of 17.
    assert abs(moves[:lone].sum() - 600) < 4.0 * math.sqrt(300.0)
    assert not moves[lone:].any()


def test_flights_stay_within_reach():
    flights = usual()
    place, _ = flights.at(TIMES)
    alive = flights.alive(np.broadcast_to(TIMES, place.shape[:2]))
    away = np.hypot(place[..., 0], place[..., 1])
    lone = 240
    assert away[:lone][alive[:lone]].max() <= 200e3 * (1.0 + 1e-9)


def test_births_and_deaths_have_their_shares():
    flights = usual(4_000)
    lone = 2_400
    late, early = (flights.born > 0.0)[:lone].sum(), (flights.gone < LASTING)[:lone].sum()
    for count in (late, early):
        assert abs(count - 0.3 * lone) < 4.0 * math.sqrt(0.21 * lone)


def test_close_pairs_keep_their_distance_and_crossing_ones_meet():
    flights = usual(400)
    first, second = slice(240, 320), slice(320, 400)
    place, _ = flights.at(TIMES)
    apart = np.linalg.norm(place[first] - place[second], axis=2)
    close = np.arange(80) % 2 == 0
    assert np.ptp(apart[close], axis=1).max() < 1e-6
    assert apart[close].min() >= 600.0 - 1e-6
    assert apart[close].max() <= 3_000.0 + 1e-6
    # At half a second's steps, from a meeting 300 m above one another.
    assert apart[~close].min(axis=1).max() < math.hypot(300.0, 0.25 * 640.0) + 1.0
    assert np.array_equal(flights.born[first], flights.born[second])


def test_parting_pairs_come_together_fly_abreast_and_part():
    flights = parting(np.random.default_rng(2), 10, 295.0, 300.0, 80e3)
    place, velocity = flights.at(TIMES)
    apart = np.linalg.norm(place[0::2] - place[1::2], axis=2)
    between = (TIMES > 0.3 * 295.0) & (TIMES < 0.7 * 295.0)
    assert apart[:, between] == pytest.approx(300.0, abs=1e-6)
    assert apart[:, 0].min() > 5_000.0
    assert apart[:, -1].min() > 5_000.0
    assert np.linalg.norm(velocity[..., :2], axis=2).std(axis=1).max() < 1e-9


def test_a_flight_is_moved_to_where_it_shall_be():
    flights = usual(10)
    there = np.arange(30.0).reshape(10, 3)
    place, _ = through(flights, there, np.full(10, 77.0)).at(np.array([77.0]))
    assert place[:, 0] == pytest.approx(there)


def test_the_same_seed_gives_the_same_flights_and_another_others():
    assert np.array_equal(usual(20, 5).place, usual(20, 5).place)
    assert not np.array_equal(usual(20, 5).place, usual(20, 6).place)
