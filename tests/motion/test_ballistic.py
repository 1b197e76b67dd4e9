from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.motion.ballistic import arc
from openiads.state.planes import Route

MU = 3.986004418e14
LATITUDE = math.radians(36.0)
START, END = (LATITUDE, math.radians(35.0)), (LATITUDE, math.radians(39.0))
APOGEE = 120_000.0


@pytest.fixture(scope="module")
def flight():
    """Positions, velocities [SI] and times of an arc between two places of one latitude, so of one radius."""
    samples, period = arc(START, END, 0.0, APOGEE)
    times = period * np.arange(samples.shape[1])
    return samples[Route.X : Route.Z + 1].T, samples[Route.VX : Route.VZ + 1].T, times


def swept(positions: np.ndarray) -> float:
    """Angle between launch and impact at the centre of the Earth."""
    first, last = positions[0], positions[-1]
    return math.acos(first @ last / np.linalg.norm(first) / np.linalg.norm(last))


def test_the_arc_begins_and_ends_where_it_is_told():
    samples, _ = arc(START, (math.radians(37.0), math.radians(37.0)), 1_200.0, 80_000.0)
    assert samples[Route.ALTITUDE, 0] == pytest.approx(0.0, abs=0.01)
    assert samples[Route.ALTITUDE, -1] == pytest.approx(1_200.0, abs=0.01)


@pytest.mark.parametrize("apogee", [40_000.0, 120_000.0, 600_000.0])
def test_the_highest_point_is_the_apogee_above_the_launch_point(apogee):
    samples, _ = arc(START, END, 0.0, apogee)
    radii = np.linalg.norm(samples[Route.X : Route.Z + 1], axis=0)
    assert radii.max() - radii[0] == pytest.approx(apogee, rel=1e-3)


def test_energy_is_kept(flight):
    positions, velocities, _ = flight
    energy = 0.5 * np.sum(velocities**2, axis=1) - MU / np.linalg.norm(positions, axis=1)
    np.testing.assert_allclose(energy[1:-1], energy[1:-1].mean(), rtol=1e-5)


def test_angular_momentum_is_kept(flight):
    positions, velocities, _ = flight
    momentum = np.cross(positions, velocities)[1:-1]
    np.testing.assert_allclose(
        momentum, np.broadcast_to(momentum.mean(axis=0), momentum.shape), rtol=1e-4, atol=1e5
    )


def test_burnout_obeys_the_flight_path_angle_equation(flight):
    # Bate, Mueller, White 1971, eq. (6.2-16): sin(2 phi + psi/2) = (2 - Q)/Q sin(psi/2), Q = v^2 r / mu.
    positions, velocities, _ = flight
    radius, speed = np.linalg.norm(positions[0]), np.linalg.norm(velocities[0])
    phi = math.asin(positions[0] @ velocities[0] / radius / speed)
    q = speed**2 * radius / MU
    half = swept(positions) / 2.0
    assert math.sin(2.0 * phi + half) == pytest.approx((2.0 - q) / q * math.sin(half), rel=1e-3)


def test_the_time_of_flight_is_that_of_the_ellipse(flight):
    # Bate, Mueller, White 1971, eq. (6.2-19) and (6.2-20), from semi-major axis and eccentricity.
    positions, _, times = flight
    half = swept(positions) / 2.0
    radius = np.linalg.norm(positions[0])
    eccentricity = APOGEE / (radius + APOGEE - radius * math.cos(half))
    semi_major = (radius + APOGEE) / (1.0 + eccentricity)
    anomaly = math.acos((eccentricity - math.cos(half)) / (1.0 - eccentricity * math.cos(half)))
    expected = 2.0 * math.sqrt(semi_major**3 / MU) * (math.pi - anomaly + eccentricity * math.sin(anomaly))
    assert times[-1] == pytest.approx(expected, rel=1e-9)


def test_a_lofted_arc_flies_longer():
    durations = []
    for apogee in (60_000.0, 120_000.0, 240_000.0):
        samples, period = arc(START, END, 0.0, apogee)
        durations.append(period * (samples.shape[1] - 1))
    assert durations == sorted(durations)
