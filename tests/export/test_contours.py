"""GeoJSON: valid by its standard, and as large as the area that it draws."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from rasterio import Affine
from rasterio.features import rasterize
from rasterio.warp import transform
from scipy.integrate import quad
from scipy.ndimage import gaussian_filter, map_coordinates

from openiads.export.contours import area_feature, area_of, contour_features, write_geojson
from openiads.ground.errors import OutOfRange, OutputError
from openiads.ground.frames import ECCENTRICITY_SQUARED, SEMI_MAJOR, great_circle
from openiads.ground.units import DEG
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.projection import Projection

ROWS, COLUMNS, NORTH_DEG, WEST_DEG, STEP_DEG = 120, 150, 38.0, 35.0, 1.0 / 60.0
SOUTH_DEG, EAST_DEG = NORTH_DEG - ROWS * STEP_DEG, WEST_DEG + COLUMNS * STEP_DEG
GROUND = Grid(
    "made-up", np.zeros((ROWS, COLUMNS)), NORTH_DEG * DEG, WEST_DEG * DEG, STEP_DEG * DEG, STEP_DEG * DEG
)
FIELD = gaussian_filter(np.random.default_rng(5).normal(size=(ROWS, COLUMNS)), 5.0)
FIELD = (1000.0 * (FIELD - FIELD.min()) / np.ptp(FIELD)).astype(np.float32)
TOLD = {"kind": "visible", "source": "drawn by hand"}


def zone_km2(south_deg: float, north_deg: float) -> float:
    """Area of one degree of longitude between parallels: both radii of curvature, integrated."""

    def strip(latitude: float) -> float:
        root = 1.0 - ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
        across = SEMI_MAJOR / math.sqrt(root)
        along = SEMI_MAJOR * (1.0 - ECCENTRICITY_SQUARED) / root**1.5
        return across * along * math.cos(latitude)

    return quad(strip, south_deg * DEG, north_deg * DEG)[0] * DEG / 1e6


CELLS_KM2 = np.array(
    [STEP_DEG * zone_km2(NORTH_DEG - (i + 1) * STEP_DEG, NORTH_DEG - i * STEP_DEG) for i in range(ROWS)]
)


def area_between_centres_km2(altitude: float) -> float:
    """Area where the field is at most an altitude, counted in cells ten times as fine."""
    row, column = ((np.arange(10 * n) + 0.5) / 10.0 - 0.5 for n in (ROWS, COLUMNS))
    fine = map_coordinates(FIELD, np.meshgrid(row, column, indexing="ij"), order=1, mode="nearest")
    shares = (fine <= altitude).reshape(ROWS, -1).mean(axis=1)
    return float((shares * COLUMNS * CELLS_KM2).sum())


def rings(feature) -> list[np.ndarray]:
    """All rings of a feature."""
    return [np.array(ring) for polygon in feature["geometry"]["coordinates"] for ring in polygon]


def check(feature) -> None:
    """Rules of RFC 7946 for polygons."""
    assert feature["type"] == "Feature"
    assert feature["geometry"]["type"] == "MultiPolygon"
    for polygon in feature["geometry"]["coordinates"]:
        for number, ring in enumerate(polygon):
            assert len(ring) >= 4
            assert ring[0] == ring[-1]
            assert all(a != b for a, b in pairwise(ring))
            assert (area_of(np.array(ring)) > 0.0) == (number == 0), "outer anticlockwise, holes clockwise"
            longitudes, latitudes = zip(*ring, strict=True)
            assert -180.0 <= min(longitudes) <= max(longitudes) <= 180.0
            assert -90.0 <= min(latitudes) <= max(latitudes) <= 90.0


@pytest.mark.parametrize("altitude", [150.0, 400.0, 500.0, 700.0])
def test_polygons_are_valid_and_cover_what_lies_below_the_altitude(altitude):
    (feature,) = contour_features(GROUND, FIELD, [altitude], **TOLD)
    check(feature)
    below = np.less_equal(FIELD, altitude)
    place = Affine(STEP_DEG, 0.0, WEST_DEG, 0.0, -STEP_DEG, NORTH_DEG)
    drawn = rasterize([feature["geometry"]], (ROWS, COLUMNS), transform=place).astype(bool)
    assert (drawn == below).mean() > 0.998
    expected = area_between_centres_km2(altitude)
    assert feature["properties"]["area_km2"] == pytest.approx(expected, rel=1e-3)


def test_holes_are_holes():
    (feature,) = contour_features(GROUND, FIELD, [500.0], **TOLD)
    assert any(len(polygon) > 1 for polygon in feature["geometry"]["coordinates"])


def test_features_say_what_they_are():
    features = contour_features(GROUND, FIELD, [100.0, 500.0], more={"radar": "north"}, **TOLD)
    assert [f["properties"]["altitude_m"] for f in features] == [100.0, 500.0]
    assert set(features[0]["properties"]) == {"kind", "altitude_m", "area_km2", "source", "radar"}
    assert features[1]["properties"]["kind"] == "visible"
    assert features[1]["properties"]["source"] == "drawn by hand"


def test_what_is_seen_everywhere_is_the_whole_grid_to_its_edges():
    (feature,) = contour_features(GROUND, np.zeros((ROWS, COLUMNS)), [50.0], **TOLD)
    check(feature)
    ((ring,),) = feature["geometry"]["coordinates"]
    assert np.min(ring, axis=0) == pytest.approx((WEST_DEG, SOUTH_DEG), abs=1e-5)
    assert np.max(ring, axis=0) == pytest.approx((EAST_DEG, NORTH_DEG), abs=1e-5)
    expected = (EAST_DEG - WEST_DEG) * zone_km2(SOUTH_DEG, NORTH_DEG)
    assert feature["properties"]["area_km2"] == pytest.approx(expected, rel=1e-6)


def test_a_circle_has_the_area_of_a_cap():
    row, column = np.meshgrid(np.arange(ROWS), np.arange(COLUMNS), indexing="ij")
    away, _ = great_circle(37.0 * DEG, 36.25 * DEG, *GROUND.place(row, column))
    (feature,) = contour_features(GROUND, away, [60e3], **TOLD)
    check(feature)
    # The sphere of `great_circle` and the ellipsoid differ by half a per cent.
    assert feature["properties"]["area_km2"] == pytest.approx(math.pi * 60.0**2, rel=0.01)
    (ring,) = rings(feature)
    reached, _ = great_circle(37.0 * DEG, 36.25 * DEG, ring[:, 1] * DEG, ring[:, 0] * DEG)
    assert reached == pytest.approx(60e3, abs=60.0)


def test_jumps_to_unseen_are_crossed_half_way_between_cells():
    values = np.full((ROWS, COLUMNS), np.inf)
    values[40:60, 50:80] = 10.0
    values[60:70, 50:80] = np.nan
    (feature,) = contour_features(GROUND, values, [1000.0], **TOLD)
    (ring,) = rings(feature)
    west, east = WEST_DEG + 50 * STEP_DEG, WEST_DEG + 80 * STEP_DEG
    assert ring[:, 0].min() == pytest.approx(west, abs=0.02 * STEP_DEG)
    assert ring[:, 0].max() == pytest.approx(east, abs=0.02 * STEP_DEG)


def test_nothing_seen_is_a_feature_without_geometry():
    (feature,) = contour_features(GROUND, np.full((ROWS, COLUMNS), np.inf), [50.0], **TOLD)
    assert feature["geometry"] is None
    assert feature["properties"]["area_km2"] == 0.0


def test_altitudes_above_the_sea_may_be_nought_or_less():
    above_sea = FIELD - 400.0
    (feature,) = contour_features(GROUND, above_sea, [0.0], **TOLD)
    check(feature)
    counted = ((above_sea <= 0.0) * CELLS_KM2[:, None]).sum()
    assert feature["properties"]["area_km2"] == pytest.approx(counted, rel=0.01)


def test_marked_cells_become_an_area():
    mask = FIELD < 450.0
    feature = area_feature(GROUND, mask, 3000.0, **(TOLD | {"kind": "engageable"}))
    check(feature)
    assert feature["properties"]["kind"] == "engageable"
    assert feature["properties"]["area_km2"] == pytest.approx((mask * CELLS_KM2[:, None]).sum(), rel=0.01)


def test_a_map_across_the_antimeridian_is_parted_there():
    step = 0.1 * DEG
    across = Grid("fiji", np.zeros((40, 60)), -15.0 * DEG, 177.0 * DEG, step, step)
    (feature,) = contour_features(across, np.zeros((40, 60)), [50.0], **TOLD)
    check(feature)
    east, west = sorted(rings(feature), key=lambda ring: -ring[:, 0].max())
    assert (east[:, 0].min(), east[:, 0].max()) == pytest.approx((177.0, 180.0))
    assert (west[:, 0].min(), west[:, 0].max()) == pytest.approx((-180.0, -177.0))
    assert feature["properties"]["area_km2"] == pytest.approx(6.0 * zone_km2(-19.0, -15.0), rel=1e-6)


@pytest.mark.parametrize("west", [-183.0, 177.0, 537.0])
def test_the_parts_are_the_same_however_the_longitudes_are_counted(west):
    step = 0.1 * DEG
    across = Grid("fiji", np.zeros((40, 60)), -15.0 * DEG, west * DEG, step, step)
    (feature,) = contour_features(across, np.zeros((40, 60)), [50.0], **TOLD)
    check(feature)
    east, west = sorted(rings(feature), key=lambda ring: -ring[:, 0].max())
    assert (east[:, 0].min(), east[:, 0].max()) == pytest.approx((177.0, 180.0))
    assert (west[:, 0].min(), west[:, 0].max()) == pytest.approx((-180.0, -177.0))


@pytest.mark.parametrize(
    ("crs", "edge"), [("EPSG:3857", 19_900e3), ("EPSG:3857", -20_170e3), ("EPSG:32660", 700e3)]
)
def test_a_projected_map_across_the_antimeridian_is_parted_there(crs, edge):
    ground = Grid("seam", np.zeros((40, 100)), 4_120e3, edge, 3000.0, 3000.0, projection=Projection(crs))
    (feature,) = contour_features(ground, np.zeros((40, 100)), [50.0], **TOLD)
    check(feature)
    east, west = sorted(rings(feature), key=lambda ring: -ring[:, 0].max())
    assert 177.0 < east[:, 0].min() < 179.9 < east[:, 0].max() <= 180.0
    assert -180.0 <= west[:, 0].min() < -179.9 < west[:, 0].max() < -177.0
    x, y = transform(crs, "EPSG:6933", *_rim(40, 100, edge, 4_120e3, 3000.0))
    x = np.unwrap(x, period=2 * 17_367_530.445)
    area_km2 = 0.5e-6 * abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    assert feature["properties"]["area_km2"] == pytest.approx(area_km2, rel=0.02)


def _rim(rows, columns, west, north, spacing):
    """Points on the rim of a map, in metres of its projection."""
    share = np.linspace(0, 1, 400)
    x = np.concatenate([share, np.ones(400), share[::-1], np.zeros(400)])
    y = np.concatenate([np.zeros(400), share, np.ones(400), share[::-1]])
    return west + x * columns * spacing, north - y * rows * spacing


def test_projected_grids_are_written_in_longitude_and_latitude():
    utm = Projection("EPSG:32636")
    ground = Grid("utm", np.zeros((40, 50)), 4_120e3, 500e3, 1000.0, 1000.0, projection=utm)
    (feature,) = contour_features(ground, np.zeros((40, 50)), [50.0], **TOLD)
    check(feature)
    (ring,) = rings(feature)
    x, y = utm.forward(ring[:, 1] * DEG, ring[:, 0] * DEG)
    assert (x.min(), x.max()) == pytest.approx((500e3, 550e3), abs=2.0)
    assert (y.min(), y.max()) == pytest.approx((4_080e3, 4_120e3), abs=2.0)
    # The scale of this projection is 0.9996 on its axis.
    assert feature["properties"]["area_km2"] == pytest.approx(40 * 50 / 0.9996**2, rel=1e-4)


def test_a_written_collection_reads_back(tmp_path):
    features = contour_features(GROUND, FIELD, [100.0, 500.0], **TOLD)
    path = write_geojson(tmp_path / "map.geojson", features, {"credit": "Möbius"})
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document == {"type": "FeatureCollection", "credit": "Möbius", "features": features}
    again = write_geojson(tmp_path / "again.json", features, {"credit": "Möbius"})
    assert path.read_bytes() == again.read_bytes()


def test_a_file_that_is_there_is_kept(tmp_path):
    path = tmp_path / "map.geojson"
    path.write_text("precious")
    with pytest.raises(OutputError) as caught:
        write_geojson(path, [])
    assert str(caught.value) == f"{path}: exists already; remove it or name another file"
    assert path.read_text() == "precious"


def test_what_cannot_be_written_is_refused_with_a_remedy(tmp_path):
    path = tmp_path / "map.shp"
    with pytest.raises(OutOfRange) as caught:
        write_geojson(path, [])
    assert str(caught.value) == f"{path}: GeoJSON is named .geojson or .json, not '.shp'; use that ending"
    with pytest.raises(OutOfRange) as caught:
        contour_features(GROUND, np.zeros((2, 2)), [50.0], **TOLD)
    assert str(caught.value) == (
        "values of the contours have the shape (2, 2); the grid 'made-up' has (120, 150), "
        "give arrays on that grid"
    )
