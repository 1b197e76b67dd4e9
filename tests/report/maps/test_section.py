"""The one geometry of all maps against PROJ, closed forms, and itself elsewhere."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.frames import MEAN_RADIUS, destination
from openiads.ground.units import DEG
from openiads.report.ink.svg import degrees_in_words
from openiads.report.maps.section import section_around
from openiads.terrain.maps.projection import Projection

SECTION = section_around(np.radians([33.0, 41.0]), np.radians([30.0, 42.0]))


def test_places_are_those_of_proj() -> None:
    """Against the oblique stereographic of PROJ on the same sphere."""
    touch = f"+lat_0={float(SECTION.latitude / DEG)!r} +lon_0={float(SECTION.longitude / DEG)!r}"
    proj = Projection(f"+proj=stere {touch} +R={MEAN_RADIUS!r} +units=m")
    latitude, longitude = (a.ravel() for a in np.meshgrid(np.radians([20, 37, 60]), np.radians([0, 36, 70])))
    x, y = SECTION.forward(latitude, longitude)
    np.testing.assert_allclose(np.stack([x, y]), proj.forward(latitude, longitude), atol=1e-6)
    np.testing.assert_allclose(np.stack(SECTION.inverse(x, y)), proj.inverse(x, y), atol=1e-12)


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius"), [(37.0, 36.0, 90e3), (34.0, 31.0, 400e3), (10.0, 80.0, 3_000e3)]
)
def test_the_disc_of_a_circle_has_its_points_on_the_rim(
    latitude: float, longitude: float, radius: float
) -> None:
    x, y, across = SECTION.disc(latitude * DEG, longitude * DEG, radius)
    points = np.stack(SECTION.circle(latitude * DEG, longitude * DEG, radius))
    np.testing.assert_allclose(np.hypot(points[0] - x, points[1] - y), across, rtol=1e-9)


@pytest.mark.parametrize("radius", [20e3, 300e3, 420e3, 800e3])
@pytest.mark.parametrize("site", [(37.0, 36.0), (33.5, 44.0), (45.0, 36.0)])
def test_a_circle_crosses_a_section_if_some_of_its_points_lie_there(
    site: tuple[float, float], radius: float
) -> None:
    latitude, longitude = site[0] * DEG, site[1] * DEG
    azimuths = np.linspace(0.0, 2.0 * np.pi, 20_001)
    x, y = SECTION.forward(*destination(latitude, longitude, azimuths, radius))
    inside = (x > SECTION.west) & (x < SECTION.east) & (y > SECTION.south) & (y < SECTION.north)
    assert SECTION.is_crossed(latitude, longitude, radius) == bool(inside.any())


def test_the_section_holds_its_points_with_a_margin_and_an_even_shape() -> None:
    latitude, longitude = np.radians([35.0, 38.0]), np.radians([33.0, 39.0])
    section = section_around(latitude, longitude, 0.06).shaped(1.35, 1.7)
    x, y = section.forward(latitude, longitude)
    assert section.west + 0.05 * section.width < x.min()
    assert x.max() < section.east - 0.05 * section.width
    assert section.south < y.min()
    assert y.max() < section.north
    assert 1.35 <= section.width / section.height <= 1.7


def test_one_point_still_has_a_section_around_it() -> None:
    section = section_around(np.radians([37.0]), np.radians([35.0]), smallest=60e3)
    assert (section.width, section.height) == pytest.approx((60e3, 60e3))
    assert section.inverse(0.0, 0.0) == pytest.approx((37.0 * DEG, 35.0 * DEG), abs=1e-12)


def test_pixels_lie_where_places_are_drawn() -> None:
    latitude, longitude = SECTION.pixels(80, 100)
    x, y = SECTION.forward(latitude[3, 7], longitude[3, 7])
    assert x == pytest.approx(SECTION.west + 0.075 * SECTION.width)
    assert y == pytest.approx(SECTION.north - 3.5 / 80.0 * SECTION.height)


def test_a_section_across_the_date_line_is_the_same_section_elsewhere() -> None:
    latitude = np.radians([35.0, 38.0, 36.0])
    here, there = (
        section_around(latitude, np.radians(longitudes))
        for longitudes in ([33.0, 39.0, 36.5], [177.0, -177.0, -179.5])
    )
    assert (there.width, there.height) == pytest.approx((here.width, here.height))
    for lat, west, moved in ((35.0, 33.0, 177.0), (36.0, 36.5, -179.5), (38.0, 39.0, -177.0)):
        assert there.forward(lat * DEG, moved * DEG) == pytest.approx(
            here.forward(lat * DEG, west * DEG), abs=1e-3
        )


def test_a_line_is_drawn_as_a_whole_where_it_touches_and_nowhere_on_the_other_side_of_the_earth() -> None:
    section = section_around(np.radians([35.0, 38.0]), np.radians([177.0, -177.0]))
    (placed,) = section.lines([np.radians([[36.0, 179.0], [36.5, 179.9], [37.0, -179.2]])])
    assert np.all(np.diff(placed[0]) > 0.0)
    assert np.ptp(placed[0]) < 0.4 * section.width
    assert not list(section.lines([np.radians([[36.0, -3.0], [36.5, 3.0]])]))
    # Around the very antipode a line jumps from one side of the plane to the other.
    south, east = -section.latitude, section.longitude - math.pi
    loop = np.array([[south + 0.1 * math.cos(t), east + 0.1 * math.sin(t)] for t in np.linspace(0, 6.3, 20)])
    assert not list(section.lines([loop]))


def test_points_all_around_the_earth_have_a_section_of_one_half() -> None:
    section = section_around(np.radians([10.0, 20.0, -30.0, 0.0]), np.radians([0.0, 20.0, 175.0, 10.0]))
    assert section.width < 8.0 * MEAN_RADIUS


@pytest.mark.parametrize(
    ("degrees", "told"),
    [(30.0, "30° E"), (-5.5, "5.5° W"), (182.0, "178° W"), (-181.0, "179° E"), (0.0, "0°")],
)
def test_a_longitude_is_told_by_its_usual_name(degrees: float, told: str) -> None:
    assert degrees_in_words(degrees, "E", "W") == told


def test_the_rim_of_a_section_with_a_pole_reaches_up_to_it() -> None:
    """Meridians are drawn between the lowest and the highest latitude of the rim."""
    polar = section_around(np.radians([80.0, 85.0, 80.0]), np.radians([0.0, 120.0, -120.0]))
    assert polar.holds(0.5 * math.pi, 0.0)
    assert polar.rim()[0].max() == pytest.approx(0.5 * math.pi)
    assert SECTION.rim()[0].max() < math.radians(50.0)
