"""Sight along bearings agrees with the textbook's radio horizon over a smooth earth, and with geometry."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.frames import MEAN_RADIUS
from openiads.study.coverage.bearing_sights import along_ground, bearing_sights
from openiads.study.coverage.refraction import EXPONENTIAL
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.rays.ray import STANDARD_REFRACTION

HEIGHTS = (50.0, 1_000.0, 5_000.0, 10_000.0)
SITE = math.radians(37.0), math.radians(35.3)


def seen(mast, refraction=STANDARD_REFRACTION):
    return bearing_sights(open_terrain("flat"), SITE, mast, HEIGHTS, 450e3, refraction)


# Horizons in kilometres are 4.12 (sqrt(antenna) + sqrt(target)), as every textbook of radar has it.
@pytest.mark.parametrize(
    ("mast", "horizons"),
    [(5.0, (38, 139, 301, 421)), (24.0, (49, 150, 312, 432)), (40.0, (55, 156, 317, 438))],
)
def test_over_a_smooth_earth_it_is_the_radio_horizon(mast, horizons):
    farthest = seen(mast).farthest()
    for height, horizon in enumerate(horizons):
        found = farthest.within(height, 450e3) / 1e3
        np.testing.assert_allclose(found, horizon, atol=2.0)


def test_at_400_km_nothing_below_eight_kilometres_is_in_sight():
    # 8,240 to 9,000 m for antennas of 40, 24 and 5 m by the same formula.
    assert [round(float(np.median(seen(mast).lowest()[:, 399])), -2) for mast in (40.0, 24.0, 5.0)] == [
        8_200.0, 8_500.0, 9_000.0,
    ]  # fmt: skip


def test_a_radar_that_looks_no_lower_than_level_sees_less():
    level = seen(24.0).farthest(0.0).within(3, 450e3)
    # A level ray over a 4/3 earth is d^2 / 2 R above it: 10 km less the mast at sqrt(2 R (10,000 - 24)) km.
    wanted = math.sqrt(2.0 * STANDARD_REFRACTION * MEAN_RADIUS * (10_000.0 - 24.0))
    np.testing.assert_allclose(level, wanted, atol=1_500.0)


def test_the_exponential_atmosphere_bends_less_at_long_range():
    assert np.all(seen(24.0, EXPONENTIAL).lowest()[:, 439] > seen(24.0).lowest()[:, 439])


def test_a_limit_within_sight_is_the_distance_and_shares_are_of_the_disc():
    farthest = seen(24.0).farthest()
    np.testing.assert_allclose(farthest.within(3, 123_456.0), 123_456.0)
    assert farthest.share(3, 200e3, 400e3) == pytest.approx(0.25, abs=2e-3)
    assert farthest.share(3, 0.0, 400e3) == 0.0


def test_slant_range_becomes_distance_along_the_ground():
    assert along_ground(100e3, 0.0, 0.0) == pytest.approx(100e3, rel=1e-4)
    # Ten kilometres up and 26 km slant: the legs 24 and 10 of Pythagoras.
    assert along_ground(26e3, 0.0, 10e3) == pytest.approx(24e3, rel=2e-3)
    assert along_ground(9e3, 0.0, 10e3) == 0.0
