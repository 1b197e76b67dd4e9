"""A scene in every format, opened by programs of others: they get back the same counts and positions."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import logging
import math
from collections import Counter
from pathlib import Path

import geopandas
import numpy as np
import pytest
from fastkml import KML
from fastkml.validator import validate
from pyacmi import Acmi

from openiads.cli.export import FORMATS as OF_THE_COMMAND
from openiads.export.replicate_scene import (
    ASSET,
    BATTERY,
    RADAR,
    ROUND,
    TARGET,
    TRACK,
    DrawnZone,
    Moment,
    Mover,
    Scene,
    Site,
    date_of,
)
from openiads.export.scene_formats import FORMATS

DEG = math.radians(1.0)
NASTY = '=cmd|"<b>&amp;, \\ \u202eplane\u0007\n#5'
"""A name with all that any of the formats reads as its own."""


def mover(kind: str, number: int, name: str, side: str, longitude: float, what: str = "fighter") -> Mover:
    """One that flies north-east for a minute from a longitude [deg]."""
    times = np.arange(0.0, 61.0, 5.0) + number
    return Mover(
        kind, number, name, what, side, times,
        (36.0 + 0.001 * times) * DEG, (longitude + 0.002 * times) * DEG, 5_000.0 + times,
        more={"class": "aircraft", "why": f"the story of {name}"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def scene() -> Scene:
    """Something of each, one of it across the antimeridian, names with markup."""
    return Scene(
        title=NASTY,
        scenario="tiny",
        replicate=3,
        credit="openiads 0.1.0, seed 1",
        end=70.0,
        movers=[
            mover(TARGET, 0, NASTY, "hostile", 36.0),
            mover(TARGET, 1, "eastward", "neutral", 179.95),
            mover(ROUND, 7, "48n6e3 7", "friend", 37.0, "48n6e3"),
            mover(TRACK, 0, "alone 12", "believed", 36.01, "assumed friend"),
        ],
        sites=[
            Site(BATTERY, 0, "adana", "s-400", 37.0 * DEG, 35.4 * DEG, 41.0),
            Site(RADAR, 0, "adana 92n6e", "92n6e", 37.0 * DEG, 35.4 * DEG, 46.0),
            Site(ASSET, 0, "town", "asset", 37.1 * DEG, 35.5 * DEG, 20.0),
        ],
        zones=[
            DrawnZone("south", "hostile origin", 35.0 * DEG, 36.0 * DEG, 50_000.0),
            DrawnZone("date line", "restricted", 35.0 * DEG, 179.9 * DEG, 50_000.0),
        ],
        moments=[Moment(42.5, "kill", NASTY, "target-0", 36.04 * DEG, 36.08 * DEG, 5_042.0)],
    )


@pytest.fixture(scope="module")
def files(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The scene in each format."""
    folder = tmp_path_factory.mktemp("scene")
    found = {}
    for name, form in FORMATS.items():
        found[name] = folder / f"scene{form.endings[0]}"
        found[name].write_text(form.text_of(scene), encoding="utf-8", newline="")
    return found


def test_the_command_offers_what_the_room_writes():
    assert tuple(FORMATS) == OF_THE_COMMAND


def test_a_run_begins_on_a_date_of_its_own():
    assert date_of(3_661.5) == "2000-01-01T01:01:01.500Z"


# GeoJSON


def test_geopandas_reads_the_geojson(scene, files):
    table = geopandas.read_file(files["geojson"])
    assert table.crs == "EPSG:4326"
    assert table.geometry.is_valid.all()
    once = dict.fromkeys(("round", "track", "battery", "radar", "asset", "event"), 1)
    assert Counter(table["kind"]) == once | {"target": 2, "zone": 2}
    way = table[table["id"] == "round-7"].geometry.iloc[0]
    one = scene.movers[2]
    expected = np.stack([one.longitudes / DEG, one.latitudes / DEG, one.altitudes], axis=1)
    np.testing.assert_allclose(np.array(way.coords), expected, atol=1e-6, rtol=0.0)
    assert table[table["id"] == "target-0"]["name"].iloc[0] == NASTY


def test_a_zone_is_as_large_as_its_circle_and_none_lies_across_the_antimeridian(files):
    table = geopandas.read_file(files["geojson"])
    zones = table[table["kind"] == "zone"]
    assert zones.total_bounds[0] >= -180.0
    assert zones.total_bounds[2] <= 180.0
    # On the ellipsoid a degree differs from the sphere's by up to a third of a percent, twice in an area.
    for area in zones.to_crs("+proj=cea +lat_ts=35 +ellps=WGS84").area:
        assert area == pytest.approx(math.pi * 50_000.0**2, rel=0.01)


def test_outer_rings_go_anticlockwise_and_lines_end_at_the_antimeridian(files):
    document = json.loads(files["geojson"].read_text(encoding="utf-8"))
    for feature in document["features"]:
        geometry = feature["geometry"]
        if geometry["type"] == "MultiPolygon":
            for (ring,) in geometry["coordinates"]:
                x, y = np.array(ring).T
                assert np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1])) < 0.0
        if geometry["type"] == "MultiLineString":
            west, east = geometry["coordinates"]
            assert (west[-1][0], east[0][0]) == (180.0, -180.0)
            assert west[-1][1:] == east[0][1:]
            times = feature["properties"]["times_s"]
            assert [len(part) for part in times] == [len(west), len(east)]
            assert times[0][-1] == times[1][0]


# KML


def test_fastkml_finds_the_kml_as_the_schema_wants_it_and_reads_it(scene, files):
    logging.disable(logging.CRITICAL)  # it would print the whole of a faulty file for each fault
    try:
        assert validate(file_to_validate=files["kml"])
        (document,) = KML.parse(files["kml"]).features
    finally:
        logging.disable(logging.NOTSET)
    folders = {folder.name: folder.features for folder in document.features}
    assert {name: len(inside) for name, inside in folders.items()} == {
        "Sites": 3, "Zones": 2, "Targets": 2, "Rounds": 1, "Tracks as believed": 1, "Events": 1,
    }  # fmt: skip
    target = folders["Targets"][0]
    items = target.kml_geometry.track_items
    assert len(items) == 13
    one = scene.movers[0]
    for item, latitude, longitude, altitude in zip(
        items, one.latitudes, one.longitudes, one.altitudes, strict=True
    ):
        assert (item.coord.x, item.coord.y) == pytest.approx((longitude / DEG, latitude / DEG), abs=1e-6)
        assert item.coord.z == pytest.approx(altitude, abs=0.06)
    assert items[0].when.dt.isoformat() == "2000-01-01T00:00:00+00:00"
    assert target.name == NASTY.replace("\u0007", " ")


# CZML


def test_cesium_reads_the_czml_and_finds_everybody_where_he_was(scene, files, chromium):
    cesium = Path(pytest.importorskip("cesiumkit").__file__).parent
    library = next(cesium.rglob("Cesium.js"))
    from playwright.sync_api import sync_playwright

    ask = """async (text) => {
        const source = await Cesium.CzmlDataSource.load(JSON.parse(text));
        const when = Cesium.JulianDate.fromIso8601("2000-01-01T00:00:30Z");
        return source.entities.values.map((one) => {
            const place = one.position && one.position.getValue(when);
            const there = place && Cesium.Cartographic.fromCartesian(place);
            return [one.id, one.name, there && [there.longitude, there.latitude, there.height]];
        });
    }"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(content="window.CESIUM_BASE_URL = '/';")
        page.add_script_tag(path=library)
        found = page.evaluate(ask, files["czml"].read_text(encoding="utf-8"))
        browser.close()
    assert len(found) == len(scene.movers) + len(scene.sites) + len(scene.zones) + len(scene.moments)
    places = {key: place for key, _, place in found}
    for one in scene.movers:
        expected = [float(np.interp(30.0, one.times, values)) for values in (one.longitudes, one.latitudes)]
        assert math.remainder(places[one.key][0] - expected[0], 2.0 * math.pi) == pytest.approx(0.0, abs=1e-7)
        assert places[one.key][1] == pytest.approx(expected[1], abs=1e-7)
    assert {key: name for key, name, _ in found}["target-0"] == NASTY


# Tacview


def test_an_acmi_reader_gets_back_objects_and_places(scene, files):
    recording = Acmi()
    with contextlib.redirect_stdout(io.StringIO()):  # it tells of each event that it knows none
        recording.load_acmi(str(files["acmi"]))
    assert len(recording.objects) == len(scene.movers) + len(scene.sites)
    one = scene.movers[2]
    (found,) = (known for known in recording.objects.values() if known.pilot(7.0) == one.name)
    for i in (0, 6, 12):
        time = float(one.times[i])
        assert found.longitude(time) == pytest.approx(one.longitudes[i] / DEG, abs=1e-6)
        assert found.latitude(time) == pytest.approx(one.latitudes[i] / DEG, abs=1e-6)
        assert found.altitude(time) == pytest.approx(one.altitudes[i], abs=0.01)


def test_a_name_with_what_the_recording_reads_as_its_own_stays_in_its_place(files):
    lines = files["acmi"].read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == ["FileType=text/acmi/tacview", "FileVersion=2.2"]
    times = [line for line in lines if line.startswith("#")]
    assert len(times) == len(set(times))
    for line in lines[2:]:
        assert line[0] in "#-" or line.split(",")[0].isalnum()


# CSV


def test_the_table_has_every_place_and_no_formula(scene, files):
    with files["csv"].open(encoding="utf-8", newline="") as sheet:
        rows = list(csv.DictReader(sheet))
    assert len(rows) == sum(len(one.times) for one in scene.movers) + len(scene.sites) + len(scene.moments)
    mine = [row for row in rows if row["id"] == "target-1" and row["kind"] == "target"]
    assert [float(row["time_s"]) for row in mine] == scene.movers[1].times.tolist()
    longitudes = np.array([float(row["lon_deg"]) for row in mine])
    assert (np.abs(longitudes) <= 180.0).all()
    np.testing.assert_allclose(longitudes % 360.0, scene.movers[1].longitudes / DEG, atol=1e-6)
    assert {row["name"] for row in rows if row["id"] == "target-0"} == {f"'{NASTY}"}
    words = ("kind", "id", "name", "what", "side")
    assert not any(row[word].startswith(("=", "+", "-", "@")) for row in rows for word in words)
