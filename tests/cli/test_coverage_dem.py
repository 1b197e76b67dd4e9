"""Coverage of a projected map from end to end, in its own cells and in blocks of them."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

import openiads as oi
from tests.study.coverage_scenes import EFFECTIVE, area, battery

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning"),
]

EAST, NORTH, CELL, SHAPE = 400_000.0, 4_140_000.0, 250.0, (360, 400)
UTM = "EPSG:32636"
HILL = 466_000.0, 4_095_000.0
"""Easting and northing of the hill; the site is 19 km west of it, at 446.6 and 4,095.2 km."""


def degrees(easting, northing):
    """Longitude and latitude of UTM zone 36 by Snyder's series (USGS PP 1395, 8-17 to 8-25), good to 1 m."""
    e2 = 0.00669437999014
    second, k0 = e2 / (1 - e2), 0.9996
    mu = northing / k0 / (6_378_137.0 * (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256))
    e1 = (1 - math.sqrt(1 - e2)) / (1 + math.sqrt(1 - e2))
    foot = (
        mu
        + (3 * e1 / 2 - 27 * e1**3 / 32) * math.sin(2 * mu)
        + (21 * e1**2 / 16) * math.sin(4 * mu)
        + (151 * e1**3 / 96) * math.sin(6 * mu)
    )
    c, t = second * math.cos(foot) ** 2, math.tan(foot) ** 2
    root = 1 - e2 * math.sin(foot) ** 2
    n, r = 6_378_137.0 / math.sqrt(root), 6_378_137.0 * (1 - e2) / root**1.5
    d = (easting - 500_000.0) / (n * k0)
    latitude = foot - n * math.tan(foot) / r * (
        d**2 / 2 - (5 + 3 * t + 10 * c - 4 * c**2 - 9 * second) * d**4 / 24
    )
    east = (d - (1 + 2 * t + c) * d**3 / 6 + (5 - 2 * c + 28 * t) * d**5 / 120) / math.cos(foot)
    return 33.0 + math.degrees(east), math.degrees(latitude)


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A plain of 500 m with a hill of 1,500 m and a valley 300 m deep, and a scenario that names no map."""
    folder = tmp_path_factory.mktemp("ground")
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]] * CELL + 0.5 * CELL
    east, north = EAST + x, NORTH - y
    hill = 1_000.0 * np.exp(-((east - HILL[0]) ** 2 + (north - HILL[1]) ** 2) / 3_000.0**2)
    valley = 300.0 * np.exp(-((east - 425_000.0) ** 2) / 2_000.0**2)
    with rasterio.open(
        folder / "utm.tif", "w", driver="GTiff", height=SHAPE[0], width=SHAPE[1], count=1, dtype="float32",
        crs=UTM, transform=Affine(CELL, 0.0, EAST, 0.0, -CELL, NORTH),
    ) as file:  # fmt: skip
        file.write((500.0 + hill - valley).astype(np.float32), 1)
    (folder / "small.toml").write_text(area("globe-30s", "small") + battery(lat=37.0, lon=32.4))
    return folder


@pytest.fixture(scope="module")
def made(ground):
    """The folder of a study, which is that of the command (`tests/api/test_coverage.py`)."""
    oi.coverage(ground / "small.toml", dem=ground / "utm.tif", altitudes_m=[300, 3000], out=ground / "made")
    return ground / "made"


def over_the_hill(away):
    """Height above the plain of a line from the antenna, 6 m up, over the hill's top, on a 4/3 earth [m]."""
    to_top, rise = HILL[0] - 446_600.0, 1_000.0 - 6.0
    slope = (rise - to_top**2 / (2.0 * EFFECTIVE)) / to_top
    return 6.0 + slope * away + away**2 / (2.0 * EFFECTIVE)


def test_the_document_says_what_it_rests_on(made, ground):
    document = json.loads((made / "coverage.json").read_text())
    # A zone of UTM is drawn at 0.9996 of its size along its middle.
    assert (document["terrain"], document["cell_m"]) == (str(ground / "utm.tif"), 250.1)
    assert document["cells_to_a_block"] == 1
    assert document["ground"] == (
        "mean height of each cell and highest of each cell and its eight neighbours, but around antennas"
    )


@pytest.mark.parametrize(("surface", "most"), [("mean", 1.02), ("max", 1.08)])
def test_every_file_lies_where_the_map_does(made, surface, most):
    with rasterio.open(made / f"lowest-height-{surface}.tif") as file:
        assert file.crs == UTM
        assert file.transform == Affine(CELL, 0.0, EAST, 0.0, -CELL, NORTH)
        assert file.shape == SHAPE
        lowest = file.read(1)
    assert lowest[179, 186] == 0.0
    # Row 180 is that of hill and site; the neighbourhood brings the top a cell nearer.
    behind = over_the_hill(EAST + 340.5 * CELL - 446_600.0)
    assert 0.99 * behind < lowest[180, 340] < most * behind
    assert (made / f"lowest-height-{surface}.png").read_bytes().startswith(b"\x89PNG")
    assert (made / "answers.png").read_bytes().startswith(b"\x89PNG")
    with rasterio.open(made / f"lowest-altitude-{surface}.tif") as file:
        assert (file.crs, file.shape) == (UTM, SHAPE)
        # The plain behind the hill is 500 m high, on either surface.
        assert file.read(1)[180, 340] - lowest[180, 340] == pytest.approx(500.0, abs=0.1)


def test_outlines_are_in_longitude_and_latitude(made):
    told = json.loads((made / "lowest-height-mean.geojson").read_text())
    assert "crs" not in told
    assert [f["properties"]["altitude_m"] for f in told["features"]] == [300.0, 3000.0]
    corners = [
        degrees(EAST + a * SHAPE[1] * CELL, NORTH - b * SHAPE[0] * CELL) for a in (0, 1) for b in (0, 1)
    ]
    (west, south), (east, north) = np.min(corners, axis=0), np.max(corners, axis=0)
    high = told["features"][1]
    points = np.array([p for poly in high["geometry"]["coordinates"] for ring in poly for p in ring])
    # At 3,000 m all of the map is seen but some of its corners and what lies behind the hill.
    assert points.min(axis=0) == pytest.approx([west, south], abs=0.02)
    assert (points <= np.array([east, north]) + 1e-4).all()
    with rasterio.open(made / "lowest-height-mean.tif") as file:
        seen = np.count_nonzero(file.read(1) <= 3_000.0) * CELL**2 / 1e6
    # Lengths on the map are 0.9996 to 1.0 of those on the ground within 100 km of the middle meridian.
    assert high["properties"]["area_km2"] == pytest.approx(seen, rel=0.003)


def test_blocks_are_said_on_tables_and_lie_on_the_map(call, ground, tmp_path):
    words = (str(ground / "small.toml"), "--dem", str(ground / "utm.tif"), "--altitudes-m", "3000")
    code, out, err = call("coverage", *words, "--cell-m", "1000", "--out", "made")
    assert (code, err) == (0, "")
    assert out.count("(cells of 1000 m, mean to max of blocks)") == 7
    assert "mean and highest of blocks of 4 x 4 cells of 250 m" in " ".join(out.split())
    document = json.loads((tmp_path / "made" / "coverage.json").read_text())
    assert document["cells_to_a_block"] == 4
    for table in document["tables"].values():
        assert table["ground"] == "mean and highest of blocks of 4 x 4 cells of 250 m"
    with rasterio.open(tmp_path / "made" / "lowest-height-max.tif") as file:
        assert file.transform == Affine(1_000.0, 0.0, EAST, 0.0, -1_000.0, NORTH)
        assert (file.crs, file.shape) == (UTM, (90, 100))
        assert file.tags()["ground"] == "mean and highest of blocks of 4 x 4 cells of 250 m"


def test_the_page_names_the_atmosphere(call, ground):
    words = (str(ground / "small.toml"), "--set", "area.terrain=flat", "--altitudes-m", "3000")
    code, out, _ = call("coverage", *words, "--refraction", "exponential")
    page = " ".join(out.split())
    assert code == 0
    assert "refraction exponential, terrain flat" in page
    assert "exponential atmosphere of the CRPL" in page
