"""What Python gets of a coverage study: sheets, GeoTIFF, a Dataset, the folder of the command."""

from __future__ import annotations

import hashlib
import importlib.util
import math
import sys

import numpy as np
import pytest
import rasterio
import xarray
from rasterio.transform import Affine

import openiads as oi
from openiads.ground.errors import OpeniadsError, OutOfRange
from openiads.terrain.rays.bending import bending, effective_elevation
from tests.cli.conftest import call
from tests.study.coverage_scenes import area, battery, radar

__all__ = ["call"]

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

UTM = "EPSG:32636"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A file in UTM with a hill in a plain of 800 m and a valley of 500 m, and a scenario on it."""
    folder = tmp_path_factory.mktemp("utm")
    y, x = np.mgrid[:180, :200] * 500.0
    hill = 900.0 * np.exp(-((x - 70_000.0) ** 2 + (y - 45_000.0) ** 2) / 6_000.0**2)
    valley = 300.0 * np.exp(-((x - 25_000.0) ** 2) / 4_000.0**2)
    place = Affine(500.0, 0.0, 400_000.0, 0.0, -500.0, 4_140_000.0)
    with rasterio.open(
        folder / "utm.tif", "w", driver="GTiff", height=180, width=200, count=1, dtype="float32", crs=UTM,
        transform=place,
    ) as file:  # fmt: skip
        file.write((800.0 + hill - valley).astype(np.float32), 1)
    # 37.0 north, 32.4 east is 446.6 km east and 4,095.2 km north in zone 36, by the formulas of Snyder.
    text = area(f"{folder}/utm.tif", "small") + battery(lat=37.0, lon=32.4) + radar(37.0, 32.4)
    (folder / "small.toml").write_text(text)
    return folder


@pytest.fixture(scope="module")
def result(made):
    """Both surfaces of it at two heights."""
    return oi.coverage(made / "small.toml", altitudes_m=[300, 3000])


@pytest.mark.slow
def test_the_sheet_is_a_figure_of_the_surface_asked_for(result):
    from matplotlib.figure import Figure

    for words, surface in (({}, "mean"), ({"surface": "max"}, "max")):
        figure = result.plot(**words)
        assert isinstance(figure, Figure)
        told = " ".join(text.get_text() for axes in figure.axes for text in axes.texts)
        assert "lowest height above ground that one radar sees" in told
        assert f"{surface} surface" in told
    panels = result.plot("answers")
    assert len(panels.axes) >= 1 + len(result.altitudes_m)


def test_a_geotiff_lies_on_the_cells_of_the_terrain(result, made, tmp_path):
    written = result.to_geotiff(tmp_path / "low.tif", surface="max")
    with rasterio.open(written) as file, rasterio.open(made / "utm.tif") as dem:
        assert file.crs == dem.crs == UTM
        assert (file.transform.a, file.transform.e) == (500.0, -500.0)
        corner = ~dem.transform * (file.transform.c, file.transform.f)
        assert corner == pytest.approx([round(x) for x in corner], abs=1e-9)
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.tags()["surface"] == "max"
        lowest = result.answer.maps["max"].lowest
        np.testing.assert_array_equal(file.read(1), np.where(np.isinf(lowest), np.nan, lowest))
        assert file.units == ("m",)


def test_layers_by_height_are_counts_and_percent(result, tmp_path):
    maps = result.answer.maps["mean"]
    with rasterio.open(result.to_geotiff(tmp_path / "seen.tif", "seen")) as file:
        assert (file.dtypes, file.nodata) == (("uint8", "uint8"), 255)
        assert file.descriptions[1] == "radars that see, 3000 m above ground"
        np.testing.assert_array_equal(file.read(), maps.seen)
    with rasterio.open(result.to_geotiff(tmp_path / "chance.tif", "detection", altitude_m=300)) as file:
        assert (file.count, file.units) == (1, ("%",))
        percent = file.read(1).astype(float)
        assert ((percent <= 100.0 * maps.single[0] + 0.01) & (percent > 100.0 * maps.single[0] - 1.0)).all()
    with rasterio.open(result.to_geotiff(tmp_path / "which.tif", "which-radar")) as file:
        band = file.read(1)
        assert set(np.unique(band)) <= {0, 1, 255}
        np.testing.assert_array_equal(band == 255, maps.which == -1)


def test_bands_of_detection_begin_where_a_radar_sees(result, tmp_path):
    with rasterio.open(result.to_geotiff(tmp_path / "band.tif", "detection-band")) as file:
        assert (file.count, file.units[0], file.nodata) == (12, "m", 65_535)
        assert file.descriptions[:2] == tuple(
            f"{end} height above ground where one look detects with a chance of 0.5 [m]"
            for end in ("lowest", "highest")
        )
        lowest, highest = (file.read(band).astype(float) for band in (1, 2))
    there = lowest < 65_535
    assert there.any()
    assert (lowest[there] >= np.rint(result.answer.maps["mean"].lowest[there])).all()
    assert (highest[there] >= lowest[there]).all()


def test_a_sheet_over_both_surfaces_hatches_what_only_one_of_them_shows(result):
    told = [
        " ".join(
            text.get_text() for axes in result.plot("answers", surface).figure.axes for text in axes.texts
        )
        for surface in (None, "mean")
    ]
    assert ["too coarse" in words for words in told] == [True, False]


def test_the_dataset_has_names_units_and_degrees_on_a_projected_map(result):
    data = result.to_xarray()
    assert isinstance(data, xarray.Dataset)
    assert data.lowest_height.dims == ("surface", "y", "x")
    assert data.lowest_height.attrs["units"] == data.second_height.attrs["units"] == "m"
    assert (data.latitude.attrs["units"], data.longitude.attrs["units"]) == ("degrees_north", "degrees_east")
    assert data.latitude.dims == ("y", "x")
    # The cell under the site, by the easting and northing that are known from elsewhere.
    cell = data.sel(x=446_600.0, y=4_095_200.0, method="nearest")
    assert float(cell.latitude) == pytest.approx(37.0, abs=0.004)
    assert float(cell.longitude) == pytest.approx(32.4, abs=0.004)
    assert float(cell.ground.sel(surface="mean")) == pytest.approx(800.0, abs=40.0)
    assert float(cell.lowest_height.sel(surface="mean")) == pytest.approx(0.0, abs=10.0)
    assert float(cell.radars_seeing.sel(surface="mean", altitude=3000)) == 2.0
    assert data.attrs["crs"] == UTM
    assert data.rounds_reaching.attrs["flag_meanings"] == "aster-30"
    np.testing.assert_array_equal(
        data.lowest_altitude.sel(surface="max"), (data.lowest_height + data.ground).sel(surface="max")
    )


def test_the_dataset_of_a_map_in_degrees_is_asked_by_latitude_and_longitude(made):
    flat = oi.coverage(made / "small.toml", altitudes_m=[3000], changes=["area.terrain=flat"]).to_xarray()
    assert flat.lowest_height.dims == ("surface", "latitude", "longitude")
    here = flat.sel(surface="mean").sel(latitude=37.0, longitude=32.4, method="nearest")
    assert float(here.lowest_height) == 0.0
    assert abs(float(here.latitude) - 37.0) < 1 / 240 + 1e-9


def test_without_xarray_the_way_to_it_is_told(result, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    assert importlib.util.find_spec("xarray") is None
    with pytest.raises(OpeniadsError) as caught:
        result.to_xarray()
    assert str(caught.value) == (
        "to_xarray: xarray is not installed; layers() gives every map as a NumPy array; "
        "use those, or install xarray"
    )


def test_an_xarray_that_cannot_be_imported_is_one_message(result, monkeypatch, tmp_path):
    (tmp_path / "xarray.py").write_text("from numpy import a_name_of_old\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "xarray", raising=False)
    with pytest.raises(OpeniadsError) as caught:
        result.to_xarray()
    told = str(caught.value)
    assert told.startswith(
        "to_xarray: xarray cannot be imported (cannot import name 'a_name_of_old' from 'numpy'"
    )
    assert told.endswith("; layers() gives every map as a NumPy array; use those, or install xarray anew")


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.slow
def test_python_writes_the_very_folder_of_the_command(call, made, tmp_path):
    words = ("--altitudes-m", "3000", "--surface", "mean", "--allow-coarse", "--dem", str(made / "utm.tif"))
    assert call("coverage", str(made / "small.toml"), *words, "--out", "told")[0] == 0
    oi.coverage(
        made / "small.toml", altitudes_m=[3000], surface="mean", allow_coarse=True, dem=made / "utm.tif",
        out=tmp_path / "written",
    )  # fmt: skip
    written = digests(tmp_path / "written")
    assert {name.rpartition(".")[2] for name in written} == {"json", "png", "tif", "geojson"}
    assert written == digests(tmp_path / "told")


def test_rays_run_through_the_exponential_atmosphere_when_asked(made):
    flat = {"altitudes_m": [10_000], "changes": ["area.terrain=flat"]}
    earth, bent = (
        oi.coverage(made / "small.toml", refraction=rule, **flat) for rule in (None, "exponential")
    )
    assert bent.document["refraction"] == "exponential"
    assert bent.document["notes"][-1].startswith("Refraction: exponential atmosphere of the CRPL")
    grid = earth.answer.window.grid
    row, column = (round(float(x)) for x in grid.locate(math.radians(37.0), math.radians(37.4)))
    _, away = grid.polar(
        math.radians(37.0), math.radians(32.4), np.array(float(row)), np.array(float(column))
    )
    assert 440e3 < away < 450e3
    over, through = (float(each.answer.maps["mean"].lowest[row, column]) for each in (earth, bent))
    theta = effective_elevation(25.0, np.array(over), away)
    assert through == pytest.approx(float(bending(25.0, 450e3).altitude(theta, away)), abs=2.0)
    assert through > over + 50.0
    seen = [each.tables["answers"][0]["area_km2"]["high"] for each in (earth, bent)]
    assert seen[1] < seen[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            lambda r, _: r.plot("rings"),
            "kind: is 'rings'; allowed are lowest and answers; lowest is the lowest visible height, "
            "answers has a map for each altitude",
        ),
        (
            lambda r, _: r.plot(surface="highest"),
            "surface: is 'highest'; computed were mean and max; ask coverage for both",
        ),
        (
            lambda r, path: r.to_geotiff(path, "lowest"),
            "layer: is 'lowest'; allowed are lowest-height, lowest-altitude, second-height, which-radar, "
            "seen, detection, detection-all-scans, engageable, detection-band; lowest-height is usual",
        ),
        (
            lambda r, path: r.to_geotiff(path, "seen", altitude_m=50),
            "altitude_m: is 50; computed were 300, 3000; ask coverage for it",
        ),
        (
            lambda r, path: r.to_geotiff(path.with_suffix(".png")),
            "low.png: a GeoTIFF is named .tif or .tiff, not '.png'; use that ending",
        ),
    ],
)
def test_what_is_not_there_is_one_message(result, tmp_path, monkeypatch, asked, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutOfRange) as caught:
        asked(result, tmp_path.relative_to(tmp_path) / "low.tif")
    assert str(caught.value) == said
