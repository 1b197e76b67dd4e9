"""Drawings across the date line are those of the same things elsewhere on the same parallels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openiads.api.horizon import horizon
from openiads.ground.units import DEG
from openiads.report.coverage.scene import Scene, section_of
from openiads.report.maps.relief import ground_of
from openiads.report.run.readings import Flown, _path
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.projection import Projection

SHIFT_DEG = 142.6


def hills(west_deg: float) -> Grid:
    y, x = np.mgrid[:120, :140]
    heights = (400 + 350 * np.sin(x / 5.0) * np.cos(y / 4.0)).astype(np.float32)
    return Grid("hills", heights, 38.5 * DEG, west_deg * DEG, 0.025 * DEG, 0.025 * DEG)


@pytest.mark.parametrize("west_deg", [35.5 + SHIFT_DEG, 35.5 + SHIFT_DEG - 360.0])
def test_what_one_antenna_sees_is_the_same(west_deg: float) -> None:
    here = horizon(hills(35.5), (37.0, 37.41), 30.0, range_km=120.0)
    there = horizon(hills(west_deg), (37.0, 37.41 + SHIFT_DEG - 360.0), 30.0, range_km=120.0)
    np.testing.assert_allclose(there.lowest, here.lowest, atol=0.05)
    assert there.known_share == pytest.approx(here.known_share, abs=1e-6)
    assert there.cell == pytest.approx(here.cell)
    assert there.shares_seen([50.0, 1000.0]) == pytest.approx(here.shares_seen([50.0, 1000.0]), abs=1e-4)


def test_what_one_antenna_sees_is_the_same_over_the_seam_of_a_whole_map() -> None:
    y, x = np.mgrid[:120, :240]
    period = (400 + 350 * np.sin(x * np.pi / 20) * np.cos(y / 4.0)).astype(np.float32)
    whole = Grid("whole", np.tile(period, (1, 60)), 38.5 * DEG, -180.0 * DEG, 0.025 * DEG, 0.025 * DEG)
    here, there = (horizon(whole, (37.0, longitude), 30.0, range_km=80.0) for longitude in (6.01, -179.99))
    asked = [seen.lowest[~np.isnan(seen.lowest)] for seen in (here, there)]
    assert len(asked[0]) == len(asked[1]) > 3_000
    np.testing.assert_allclose(asked[1], asked[0], atol=0.05)


@pytest.mark.parametrize("made", ["grid", "asked", "sites"])
def test_a_map_shows_the_same_ground_at_the_same_scale(made: str) -> None:
    def scene(west_deg: float) -> Scene:
        edges = None
        if made == "asked":
            edges = (35.6, west_deg, 38.4, (west_deg + 3.5 + 180.0) % 360.0 - 180.0)
        seen = horizon(hills(west_deg), (37.0, (west_deg + 2.0 + 180.0) % 360.0 - 180.0), 30.0, range_km=40.0)
        return Scene(seen.grid, None, window_deg=edges)  # type: ignore[arg-type]

    here, there = (section_of(scene(west)) for west in (35.5, 35.5 + SHIFT_DEG))
    assert (there.width, there.height) == pytest.approx((here.width, here.height), rel=1e-6)
    shades = [ground_of(hills(west), w, 60, 90) for west, w in ((35.5, here), (178.1, there))]
    assert not shades[1].unknown.all()
    np.testing.assert_array_equal(shades[1].unknown, shades[0].unknown)
    np.testing.assert_allclose(shades[1].shade, shades[0].shade, atol=1e-4)


def test_a_sheet_of_a_mercator_map_across_the_line_is_as_wide_as_the_map() -> None:
    projected = Grid(
        "paper", np.zeros((50, 60), np.float32), 4.5e6, 19.95e6, 2500.0, 2500.0,
        projection=Projection("EPSG:3857"),
    )  # fmt: skip
    section = section_of(Scene(projected, None))  # type: ignore[arg-type]
    assert section.width < 1.3 * 60 * 2500.0


def flown(longitudes_deg: list[float]) -> Flown:
    record = {
        "target": 0, "name": "a", "threat": "fighter", "side": "hostile", "frame": 0,
        "lat_deg": [35.0, 35.0, 35.0], "lon_deg": longitudes_deg, "altitude_m": [0.0, 0.0, 0.0],
    }  # fmt: skip
    return _path(record, np.array([0.0, 10.0, 20.0]), "leaked", "leaked", 25.0)


def test_between_two_frames_a_path_crosses_the_line_and_not_the_earth() -> None:
    path = flown([179.8, 179.95, -179.9])
    assert path.at(15.0)[1] == pytest.approx(180.025)
    assert path.at(25.0)[1] == pytest.approx(180.175)
    same = flown([36.8, 36.95, 37.1])
    assert path.at(12.5)[1] - same.at(12.5)[1] == pytest.approx(143.0)
    assert replace(path, longitudes_deg=same.longitudes_deg).at(25.0)[1] == pytest.approx(37.175)
