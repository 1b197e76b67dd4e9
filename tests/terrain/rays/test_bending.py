"""Rays through the exponential atmosphere, against printed values and against the law that they follow."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from openiads.ground.frames import MEAN_RADIUS
from openiads.terrain.rays.bending import (
    CRPL,
    Atmosphere,
    bending,
    effective_altitude,
    effective_elevation,
    follow,
)

MAST = 20.0


# Ray height [m] by slant range [km] and elevation [deg] in the CRPL exponential atmosphere of N0 = 313 and
# 0.1439 per km, from a mast of 20 m: computed apart from this package with steps of its own.
@pytest.mark.parametrize(
    ("slant", "elevation", "height"),
    [
        (100, 0.0, 584),
        (200, 0.5, 4116),
        (400, 0.0, 9601),
        (400, 0.5, 13474),
        (400, 1.0, 17267),
        (400, 3.0, 31948),
    ],
)
def test_rays_rise_as_printed(slant, elevation, height):
    altitudes, _ = follow(MAST, np.radians([elevation]), 450e3)
    z = altitudes[:, 0]
    step = 1000.0 / MEAN_RADIUS * (MEAN_RADIUS + 0.5 * (z[1:] + z[:-1]))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(step, np.diff(z)))])
    assert np.interp(1000.0 * slant, along, z) == pytest.approx(height, abs=1.0)


@pytest.mark.parametrize("elevation", [0.2, 1.0, 5.0, 30.0])
def test_the_ground_distance_is_the_integral_of_bean_and_dutton(elevation):
    theta = math.radians(elevation)
    altitudes, _ = follow(MAST, np.array([theta]), 400e3)

    def index(z):
        return 1.0 + 313e-6 * math.exp(-0.1439e-3 * z)

    constant = index(MAST) * (MEAN_RADIUS + MAST) * math.cos(theta)

    def per_metre(z):
        r = MEAN_RADIUS + z
        return constant / (r * math.sqrt((index(z) * r) ** 2 - constant**2))

    top = float(altitudes[400, 0])
    angle = quad(per_metre, MAST, top, limit=400, epsabs=1e-13)[0]
    # A metre on the ground is at most a metre of height up to 45 degrees.
    assert MEAN_RADIUS * angle == pytest.approx(400e3, abs=0.05)


def test_snells_law_in_spherical_layers_holds_along_every_ray():
    altitudes, thetas = follow(1500.0, np.radians([-1.0, 0.0, 2.0, 45.0]), 500e3)
    index, _ = CRPL.index_and_slope(altitudes)
    constant = index * (MEAN_RADIUS + altitudes) * np.cos(thetas)
    assert np.abs(constant / constant[0] - 1.0).max() < 1e-10


def test_a_vacuum_bends_nothing():
    altitudes, _ = follow(0.0, np.radians([0.0, 1.0]), 300e3, Atmosphere(refractivity=0.0))
    straight = effective_altitude(0.0, np.radians([0.0, 1.0]), 300e3, refraction=1.0)
    np.testing.assert_allclose(altitudes[-1], straight, atol=1e-3)


def test_half_the_step_gives_the_same_centimetre():
    coarse, _ = follow(MAST, np.radians([0.0, 3.0]), 400e3)
    fine, _ = follow(MAST, np.radians([0.0, 3.0]), 400e3, step=500.0)
    np.testing.assert_allclose(coarse[-1], fine[-1], atol=0.01)


@pytest.mark.parametrize("elevation", [-0.83, 0.012, 0.51, 2.34])
@pytest.mark.parametrize("distance", [35_400.0, 250_600.0, 699_900.0])
def test_the_table_gives_what_the_ray_does(elevation, distance):
    theta = math.radians(elevation)
    table = bending(800.0, 700e3)
    exact, _ = follow(800.0, np.array([theta]), distance, step=distance / math.ceil(distance / 1000.0))
    assert float(table.altitude(theta, distance)) == pytest.approx(exact[-1, 0], abs=1.0)


def test_beyond_200_km_the_effective_earth_is_low_and_nearer_it_is_right():
    table = bending(MAST, 400e3)
    theta = np.radians([0.0, 0.5, 1.0])
    assert np.abs(table.drop_at(theta, np.full(3, 100e3))).max() < 40.0
    assert (table.drop_at(theta, np.full(3, 400e3)) < -150.0).all()


def test_rays_steeper_than_the_table_keep_the_effective_earth():
    table = bending(MAST, 10e3)
    assert float(table.drop_at(np.radians(80.0), 5e3)) == 0.0


def test_elevation_and_altitude_over_the_effective_earth_undo_each_other():
    theta = np.radians([-1.0, 0.0, 0.3, 20.0])
    distance = np.array([50e3, 300e3, 800e3, 10e3])
    there = effective_altitude(1200.0, theta, distance)
    np.testing.assert_allclose(effective_elevation(1200.0, there, distance), theta, atol=1e-12)


def test_a_ray_that_never_comes_so_far_is_infinitely_high():
    assert effective_altitude(0.0, math.radians(89.0), 1000e3) == math.inf
