"""Where it comes down against scipy's integration of two bodies, and the error against many draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import chi2

from openiads.ground.frames import ecef_of, enu_axes, geodetic_of
from openiads.motion.ballistic import arc
from openiads.tracking.estimates import Estimate
from openiads.tracking.motion.impact_point import impact_of, transition

MU = 3.986004418e14  # of WGS-84 [m3/s2]
A, B = 6_378_137.0, 6_356_752.314245  # its axes [m]
LATITUDE, LONGITUDE = 0.6, 0.7
AXES = enu_axes(LATITUDE, LONGITUDE)
UPPER = (0, 0, 0, 1, 1, 2), (0, 1, 2, 1, 2, 2)
# East, north, up [m/s] and altitude [m]: rising, sinking, near its top, flat and far, nearly straight up.
FALLS = [
    ((900.0, 1_500.0, 400.0), 120e3),
    ((-1_800.0, 300.0, -900.0), 60e3),
    ((2_000.0, 0.0, 0.0), 150e3),
    ((0.0, 6_000.0, 1_500.0), 300e3),
    ((1.0, -2.0, 1_200.0), 1e3),
]


def state_of(fall) -> np.ndarray:
    (east, north, up), altitude = fall
    place = ecef_of(LATITUDE, LONGITUDE, altitude)
    return np.concatenate([place, np.array([east, north, up]) @ AXES])


def pulled(_time: float, state: np.ndarray) -> np.ndarray:
    place = state[:3]
    return np.concatenate([state[3:], -MU * place / np.linalg.norm(place) ** 3])


def on_the_ground(_time: float, state: np.ndarray) -> float:
    x, y, z = state[:3]
    return (x * x + y * y) / A**2 + z * z / B**2 - 1.0


on_the_ground.terminal, on_the_ground.direction = True, -1.0


def integrated(state: np.ndarray, until: float | None = None) -> tuple[float, np.ndarray]:
    """Time [s] and state at impact, or at a time, by scipy."""
    events = on_the_ground if until is None else None
    found = solve_ivp(
        pulled, (0.0, until or 5e3), state, method="DOP853", events=events, rtol=1e-11, atol=1e-6
    )
    return float(found.t[-1]), found.y[:, -1]


def estimate(state: np.ndarray, covariance: np.ndarray) -> Estimate:
    return Estimate(
        0.0, tuple(state[:3]), tuple(state[3:]), tuple(covariance[:3, :3][UPPER]),
        tuple(covariance[:3, 3:].ravel()), tuple(covariance[3:, 3:][UPPER]),
    )  # fmt: skip


def covariance(seed: int, place: float = 80.0, pace: float = 4.0) -> np.ndarray:
    root = np.random.default_rng(seed).normal(size=(6, 6)) * np.array([place] * 3 + [pace] * 3)[:, None]
    return root @ root.T / 6.0


def square(entries) -> np.ndarray:
    found = np.zeros((3, 3))
    found[UPPER] = found[UPPER[::-1]] = entries
    return found


@pytest.mark.parametrize("fall", FALLS)
def test_time_and_place_are_those_of_the_integration(fall):
    state = state_of(fall)
    time, there = integrated(state)
    found = impact_of(estimate(state, covariance(1)))
    assert found.after == pytest.approx(time, abs=1e-5)
    np.testing.assert_allclose(found.place, there[:3], atol=0.05)
    assert geodetic_of(np.array(found.place))[2] == pytest.approx(0.0, abs=2e-3)


@pytest.mark.parametrize("fall", FALLS)
def test_the_transition_is_that_of_small_differences(fall):
    state = state_of(fall)
    time, there = integrated(state)
    angle = swept(state, there)
    by_place, by_pace, pace = transition(tuple(state[:3]), tuple(state[3:]), angle)
    found = np.hstack([np.reshape(by_place, (3, 3)), np.reshape(by_pace, (3, 3))])
    steps = np.diag([50.0] * 3 + [0.5] * 3)
    ends = [integrated(state + sign * step, time)[1][:3] for step in steps for sign in (1.0, -1.0)]
    near = [(ends[2 * i] - ends[2 * i + 1]) / (2.0 * steps[i, i]) for i in range(6)]
    np.testing.assert_allclose(found, np.transpose(near), rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(pace, there[3:], atol=1e-4)


def swept(start: np.ndarray, end: np.ndarray) -> float:
    """Difference of the eccentric anomalies [rad] of two states on one ellipse, each from its definition."""
    anomalies = []
    for state in (start, end):
        radius, speed = np.linalg.norm(state[:3]), np.linalg.norm(state[3:])
        axis = 1.0 / (2.0 / radius - speed**2 / MU)
        anomalies.append(math.atan2(state[:3] @ state[3:] / math.sqrt(MU * axis), 1.0 - radius / axis))
    return (anomalies[1] - anomalies[0]) % (2.0 * math.pi)


@pytest.mark.parametrize("fall", FALLS)
def test_the_error_is_that_of_many_draws(fall):
    state, error = state_of(fall), covariance(5)
    found = impact_of(estimate(state, error))
    draws = np.random.default_rng(11).multivariate_normal(state, error, 4_000)
    ends = [impact_of(estimate(draw, error)) for draw in draws]
    places = np.array([end.place for end in ends]) - found.place
    axes = enu_axes(*(float(angle) for angle in geodetic_of(np.array(found.place))[:2]))
    drawn, told = np.cov(places @ axes.T, rowvar=False), axes @ square(found.error) @ axes.T
    scale = np.sqrt(np.outer(np.diag(told)[:2], np.diag(told)[:2]))
    # A variance of 4,000 draws is known to 2.2 %: four of these, and what is not linear.
    np.testing.assert_allclose(drawn[:2, :2] / scale, told[:2, :2] / scale, atol=0.1)
    assert np.abs(told[2]).max() < 1e-9 * scale.max()  # it stays on the ground
    times = np.array([end.after for end in ends])
    assert times.std() == pytest.approx(found.after_error, rel=0.1)


def test_normalised_errors_of_draws_are_chi_square():
    state, error = state_of(FALLS[0]), covariance(6)
    _, truth = integrated(state)
    draws = np.random.default_rng(3).multivariate_normal(state, error, 400)
    total = 0.0
    for draw in draws:
        found = impact_of(estimate(draw, error))
        axes = enu_axes(*(float(angle) for angle in geodetic_of(np.array(found.place))[:2]))[:2]
        off = axes @ (np.array(found.place) - truth[:3])
        total += off @ np.linalg.solve(axes @ square(found.error) @ axes.T, off)
    low, high = chi2.ppf([0.005, 0.995], 2 * len(draws))
    assert low < total < high


def test_an_arc_of_the_simulation_ends_where_it_is_foretold():
    samples, spacing = arc((0.6, 0.7), (0.63, 0.72), 0.0, 80e3)
    places = samples[:3].T
    velocity = (places[61] - places[59]) / (2.0 * spacing)
    # A central difference is off by a sixth of the jerk times the spacing squared: 0.1 m/s at most.
    found = impact_of(estimate(np.concatenate([places[60], velocity]), covariance(1)))
    assert np.linalg.norm(found.place - places[-1]) < 10.0
    assert found.after == pytest.approx((samples.shape[1] - 61) * spacing, abs=0.05)


@pytest.mark.parametrize(
    ("velocity", "altitude"),
    [
        ((7_900.0, 0.0, 0.0), 300e3),  # round the Earth
        ((0.0, 9_000.0, 8_000.0), 100e3),  # and away
        ((100.0, 0.0, -50.0), -200.0),  # it has come down
        ((100.0, 0.0, 5.0), -200.0),  # it never comes up
    ],
)
def test_what_does_not_come_down_has_no_impact(velocity, altitude):
    found = impact_of(estimate(state_of((velocity, altitude)), covariance(1)))
    assert all(np.isnan(np.hstack([found.after, found.place, found.error, found.after_error])))


def test_what_was_launched_below_the_ellipsoid_comes_down():
    state = state_of(((300.0, 0.0, 900.0), -30.0))
    found = impact_of(estimate(state, covariance(1)))
    assert found.after == pytest.approx(integrated_after(state, 30.0), abs=1e-4)


def integrated_after(state: np.ndarray, first: float) -> float:
    """Time of impact [s] after it has risen for some time [s]."""
    _, there = integrated(state, first)
    return first + integrated(there)[0]
