"""The extended Kalman filter against that of the book, in range, azimuth and elevation, with matrices."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from openiads.tracking.estimates import Dynamics, Estimate, Measured, Station
from openiads.tracking.measure.range_and_angles import distance, seen_from, update

Floats = npt.NDArray[np.float64]
STATION = np.array([4.1e6, 2.4e6, 4.2e6])
SITE = Station(tuple(STATION), 1e12)  # whose range rates say nothing
UPPER = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]


def frame() -> Floats:
    """Rows east, north and up of the station, about the geocentric vertical."""
    up = STATION / np.linalg.norm(STATION)
    east = np.cross([0.0, 0.0, 1.0], up)
    east /= np.linalg.norm(east)
    return np.stack([east, np.cross(up, east), up])


def measured(place: Floats) -> Floats:
    """Range [m], azimuth and elevation [rad]."""
    east, north, up = frame() @ (place - STATION)
    return np.array(
        [np.linalg.norm([east, north, up]), np.arctan2(east, north), np.arctan2(up, np.hypot(east, north))]
    )


def place_of(polar: Floats) -> Floats:
    slant, azimuth, elevation = polar
    level = slant * np.cos(elevation)
    local = np.array([level * np.sin(azimuth), level * np.cos(azimuth), slant * np.sin(elevation)])
    return STATION + frame().T @ local


def slopes(place: Floats) -> Floats:
    """Of the measurement by the place (3, 3), by central differences of a metre."""
    steps = np.eye(3)
    return np.stack([0.5 * (measured(place + step) - measured(place - step)) for step in steps], axis=1)


def scene(seed: int) -> tuple[Floats, Floats, Floats, Floats]:
    """State (6,), covariance (6, 6), what is measured (3,) and its covariance (3, 3)."""
    draws = np.random.default_rng(seed)
    polar = np.array([draws.uniform(2e4, 2e5), draws.uniform(-np.pi, np.pi), draws.uniform(0.0, 0.9)])
    scale = np.array([400.0] * 3 + [40.0] * 3)
    root = draws.normal(size=(6, 6)) * scale[:, None]
    state = np.concatenate([place_of(polar), draws.normal(size=3) * 200.0])
    noise = np.diag([50.0, 0.004, 0.01]) ** 2
    return (
        state,
        root @ root.T + np.diag(scale**2),
        polar + draws.normal(size=3) * [300.0, 0.006, 0.012],
        noise,
    )


def as_estimate(state: Floats, matrix: Floats) -> Estimate:
    return Estimate(
        10.0, tuple(state[:3]), tuple(state[3:]), tuple(matrix[i, j] for i, j in UPPER),
        tuple(matrix[:3, 3:].ravel()), tuple(matrix[3 + i, 3 + j] for i, j in UPPER),
    )  # fmt: skip


def as_plot(polar: Floats, noise: Floats) -> Measured:
    """The plot as it is converted: its place, and its covariance by the slopes there."""
    back = np.linalg.inv(slopes(place_of(polar)))
    error = back @ noise @ back.T
    return Measured(10.0, tuple(place_of(polar)), tuple(error[i, j] for i, j in UPPER), 0.0)


@pytest.mark.parametrize("seed", range(12))
def test_an_update_is_that_of_the_book(seed: int) -> None:
    state, matrix, polar, noise = scene(seed)
    slope = np.hstack([slopes(state[:3]), np.zeros((3, 3))])
    gap = polar - measured(state[:3])
    gap[1] = (gap[1] + np.pi) % (2.0 * np.pi) - np.pi
    gain = matrix @ slope.T @ np.linalg.inv(slope @ matrix @ slope.T + noise)
    found = update(as_estimate(state, matrix), as_plot(polar, noise), SITE)
    expected, left = state + gain @ gap, matrix - gain @ slope @ matrix
    np.testing.assert_allclose(found.place, expected[:3], atol=0.05)
    np.testing.assert_allclose(found.velocity, expected[3:], atol=0.01)
    scale = np.sqrt(np.diag(left))
    told = np.array([found.place_block[i] for i in (0, 3, 5)] + [found.velocity_block[i] for i in (0, 3, 5)])
    np.testing.assert_allclose(np.sqrt(told) / scale, 1.0, atol=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_the_distance_is_that_of_the_innovation(seed: int) -> None:
    state, matrix, polar, noise = scene(seed)
    slope = slopes(state[:3])
    gap = polar - measured(state[:3])
    gap[1] = (gap[1] + np.pi) % (2.0 * np.pi) - np.pi
    square = gap @ np.linalg.solve(slope @ matrix[:3, :3] @ slope.T + noise, gap)
    found, _ = distance(
        as_estimate(state, matrix),
        Dynamics(False, 100.0),
        as_plot(polar, noise),
        SITE,
    )
    assert found == pytest.approx(square, rel=1e-3)


def test_a_plot_where_it_is_expected_is_the_plot() -> None:
    _, _, polar, noise = scene(1)
    plot = as_plot(polar, noise)
    same = seen_from(plot, plot.place, tuple(STATION))
    np.testing.assert_allclose(same.place, plot.place, atol=1e-6)
    np.testing.assert_allclose(same.error, plot.error, rtol=1e-9)
