"""The sheet of the map against Mercator's own formulas, and names that keep apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.report.ink.svg import degrees_in_words
from openiads.report.maps.chart import Sheet, sheet_around, simplified, stretched
from openiads.report.maps.labels import Places

SHEET = Sheet(1000.0, 800.0, 30.0, 40.0, 33.0, 40.0)


def test_the_ordinate_of_45_degrees_is_that_of_the_tables() -> None:
    # ln(1 + sqrt 2), the inverse Gudermannian of pi/4.
    assert float(stretched(45.0)) == pytest.approx(0.881373587, abs=1e-9)


def test_corners_of_the_sheet_are_corners_of_the_drawing() -> None:
    sheet = sheet_around([35.0, 38.0], [33.0, 39.0], 1200.0)
    assert sheet.place(sheet.north_deg, sheet.west_deg) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert sheet.place(sheet.south_deg, sheet.east_deg) == pytest.approx((sheet.width, sheet.height))


def test_the_sheet_holds_its_points_with_a_margin() -> None:
    sheet = sheet_around([35.0, 38.0], [33.0, 39.0], 1200.0)
    assert all(sheet.inside(lat, lon, 20.0) for lat in (35.0, 38.0) for lon in (33.0, 39.0))
    assert 1.35 <= sheet.width / sheet.height <= 1.7


def test_one_point_still_has_a_sheet() -> None:
    sheet = sheet_around([37.0], [35.0], 1200.0)
    assert sheet.place(37.0, 35.0) == pytest.approx((600.0, 0.5 * sheet.height), abs=2.0)


def test_a_small_circle_at_the_middle_latitude_is_as_large_as_the_scale_says() -> None:
    circle = SHEET.circle(math.radians(SHEET.middle_deg), math.radians(35.0), 20_000.0)
    centre = np.array(SHEET.place(SHEET.middle_deg, 35.0))
    np.testing.assert_allclose(np.hypot(*(circle - centre).T), 20.0 * SHEET.length_of_km, rtol=5e-3)


def test_pixels_lie_where_places_are_drawn() -> None:
    latitudes, longitudes = SHEET.pixels(100)
    x, y = SHEET.place(math.degrees(latitudes[0]), math.degrees(longitudes[0]))
    assert (x, y) == pytest.approx((5.0, 5.0), rel=1e-3)


def test_a_thinned_line_strays_no_further_than_it_may() -> None:
    along = np.linspace(0.0, 100.0, 2001)
    line = np.stack([along, 10.0 * np.sin(along / 10.0)], axis=1)
    thin = simplified(line, 0.25)
    assert len(thin) < 120
    assert np.max(np.abs(np.interp(along, thin[:, 0], thin[:, 1]) - line[:, 1])) < 0.4


def test_a_line_that_returns_keeps_its_turn() -> None:
    there = np.array([[0.0, 0.0], [5.0, 5.0], [10.0, 10.0], [5.0, 5.0], [0.0, 0.0]])
    assert [10.0, 10.0] in simplified(there, 0.1).tolist()


def test_names_of_one_place_do_not_cover_each_other() -> None:
    places = Places(400.0, 300.0)
    boxes = [places.put_text(200.0, 150.0, f"town {i}", 13.0) for i in range(5)]
    assert all(a.overlap(b) == 0.0 for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_name_at_the_edge_stays_on_the_sheet() -> None:
    box = Places(400.0, 300.0).put_text(398.0, 298.0, "harbour", 13.0)
    assert box.x >= 0.0
    assert box.x + box.width <= 400.0
    assert box.y + box.height <= 300.0


def test_a_sheet_across_the_date_line_is_the_same_sheet_elsewhere() -> None:
    latitudes = [35.0, 38.0, 36.0]
    here = sheet_around(latitudes, [33.0, 39.0, 36.5], 1200.0)
    there = sheet_around(latitudes, [177.0, -177.0, -179.5], 1200.0)
    assert (there.width, there.height) == pytest.approx((here.width, here.height))
    for latitude, west, moved in ((35.0, 33.0, 177.0), (36.0, 36.5, -179.5), (38.0, 39.0, -177.0)):
        assert there.place(latitude, moved) == pytest.approx(here.place(latitude, west))
    assert np.ptp(there.circle(math.radians(36.5), math.radians(-179.9), 50e3)[:, 0]) < 300.0


def test_a_line_is_drawn_as_a_whole_or_not_at_all() -> None:
    sheet = sheet_around([35.0, 38.0], [177.0, -177.0], 1200.0)
    crossing = np.radians([[36.0, 179.0], [36.5, 179.9], [37.0, -179.2]])
    (placed,) = sheet.lines([crossing])
    assert np.all(np.diff(placed[:, 0]) > 0.0)
    assert np.ptp(placed[:, 0]) == pytest.approx(
        1.8 / 6.0 * np.ptp(sheet.places([36, 36], [177, -177])[:, 0])
    )
    # Around the other side of the Earth, where half a turn from the middle lies.
    assert not list(sheet.lines([np.radians([[36.0, -3.0], [36.5, 3.0]])]))


@pytest.mark.parametrize(
    ("degrees", "told"),
    [(30.0, "30° E"), (-5.5, "5.5° W"), (182.0, "178° W"), (-181.0, "179° E"), (0.0, "0°")],
)
def test_a_longitude_is_told_by_its_usual_name(degrees: float, told: str) -> None:
    assert degrees_in_words(degrees, "E", "W") == told
