"""A level turn against rotations of scipy, and its covariance against matrices multiplied out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad_vec
from scipy.spatial.transform import Rotation

from openiads.tracking.estimates import Dynamics, Estimate
from openiads.tracking.motion.turning import turn_on

PLACE, VELOCITY = np.array([4.1e6, 2.6e6, 4.0e6]), np.array([120.0, -190.0, 15.0])
UP = PLACE / np.linalg.norm(PLACE)
UPPER = (0, 0, 0, 1, 1, 2), (0, 1, 2, 1, 2, 2)


def covariance(seed: int) -> np.ndarray:
    root = np.random.default_rng(seed).normal(size=(6, 6)) * np.array([60.0] * 3 + [8.0] * 3)[:, None]
    return root @ root.T


def estimate(blocks: np.ndarray) -> Estimate:
    return Estimate(
        10.0, tuple(PLACE), tuple(VELOCITY), tuple(blocks[:3, :3][UPPER]), tuple(blocks[:3, 3:].ravel()),
        tuple(blocks[3:, 3:][UPPER]),
    )  # fmt: skip


def whole(found: Estimate) -> np.ndarray:
    """The covariance (6, 6) of an estimate."""
    matrix = np.zeros((6, 6))
    for first, block in ((0, found.place_block), (3, found.velocity_block)):
        matrix[first + np.array(UPPER[0]), first + np.array(UPPER[1])] = block
        matrix[first + np.array(UPPER[1]), first + np.array(UPPER[0])] = block
    matrix[:3, 3:] = np.reshape(found.cross_block, (3, 3))
    matrix[3:, :3] = matrix[:3, 3:].T
    return matrix


@pytest.mark.parametrize("rate", [math.radians(3.0), -math.radians(6.0)])
@pytest.mark.parametrize("lag", [0.3, 5.0, 12.0, -0.2])
def test_place_velocity_and_covariance_are_those_of_the_turn(rate, lag):
    blocks, noise = covariance(3), 40.0
    found = turn_on(estimate(blocks), Dynamics(False, noise), rate, 10.0 + lag)
    turn = Rotation.from_rotvec(rate * lag * UP).as_matrix()
    path = quad_vec(lambda s: Rotation.from_rotvec(rate * s * UP).as_matrix(), 0.0, lag, epsabs=1e-12)[0]
    np.testing.assert_allclose(found.place, PLACE + path @ VELOCITY, rtol=1e-12)
    np.testing.assert_allclose(found.velocity, turn @ VELOCITY, rtol=1e-12)
    step = np.block([[np.eye(3), path], [np.zeros((3, 3)), turn]])
    steady = abs(lag)
    parts = np.array([[lag**2 / 3.0, lag / 2.0], [lag / 2.0, 1.0]]) * steady * noise
    expected = step @ blocks @ step.T + np.kron(parts, np.eye(3))
    np.testing.assert_allclose(whole(found), expected, rtol=1e-9, atol=1e-6)


def test_a_left_turn_is_against_the_clock_from_above():
    # East of the way north is right; a quarter circle to the left of north ends westward.
    east = np.cross([0.0, 0.0, 1.0], UP)
    north = np.cross(UP, east) / np.linalg.norm(np.cross(UP, east))
    start = estimate(covariance(1))._replace(velocity=tuple(200.0 * north))
    found = turn_on(start, Dynamics(False, 0.0), math.radians(3.0), 10.0 + 30.0)
    assert np.array(found.velocity) @ (east / np.linalg.norm(east)) == pytest.approx(-200.0, rel=1e-9)


def test_what_falls_falls_on_a_turn_too():
    steady, falling = (
        turn_on(estimate(covariance(2)), Dynamics(falls, 1.0), 0.01, 14.0) for falls in (False, True)
    )
    lower = np.subtract(steady.place, falling.place) @ UP
    pull = 3.986004418e14 / (PLACE @ PLACE)
    assert lower == pytest.approx(0.5 * pull * 16.0, rel=1e-6)
