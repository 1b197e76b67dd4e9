"""`openiads coverage`: documents, bands, folders, messages."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import rasterio

import openiads as oi
from openiads.scenario import builtin
from openiads.study.coverage.layers import KINDS
from tests.study.coverage_scenes import area, battery, horizon, radar

# Along the meridian of WGS 84 at 37 N, whose radius there is a (1 - e2) / (1 - e2 sin2)**1.5; a degree
# further north it is 0.16 m more.
MERIDIAN = math.radians(1 / 120) * 6_335_439.3 / (1 - 0.00669438 * math.sin(math.radians(37.0)) ** 2) ** 1.5
QUICK = (
    "--altitudes-m",
    "100,3000",
    "--set",
    "battery.system=samp-t",
    "--set",
    "battery.loadout={ aster-30 = 4 }",
)


@pytest.fixture
def small(tmp_path):
    """A scenario file with one small battery."""
    path = tmp_path / "small.toml"
    path.write_text(
        area("globe-30s", "small") + battery() + '[[asset]]\nname = "town"\nlat = 37.1\nlon = 35.1\n'
    )
    return path


def test_json_is_one_document_with_provenance_and_a_low_and_a_high_of_everything(call, small):
    code, out, _ = call("coverage", str(small), "--altitudes-m", "100,3000", "--json")
    document = json.loads(out)
    assert code == 0
    assert (document["scenario"], document["one_figure_from_m"]) == ("small", 300.0)
    assert document["surfaces"] == ["mean", "max"]
    for name, table in document["tables"].items():
        assert table["cell_m"] == pytest.approx(MERIDIAN, abs=0.2), name
        assert table["surfaces"] == ["mean", "max"]
        assert table["rows"], name
    for row in document["tables"]["answers"]["rows"]:
        assert 0.0 <= row["share_of_ring"]["low"] <= row["share_of_ring"]["high"] <= 1.0
        assert row["coarse"] is (row["altitude_m"] < 300.0)
    visible = [r for r in document["tables"]["answers"]["rows"] if r["answer"] == "visible" and r["coarse"]]
    assert all(row["area_km2"]["low"] < row["area_km2"]["high"] for row in visible)


def shares(document):
    return [(r["altitude_m"], r["answer"], r["area_km2"]) for r in document["tables"]["answers"]["rows"]]


def test_coarse_figures_are_told_singly_only_when_that_is_asked_for(call, small):
    single = ("coverage", str(small), "--altitudes-m", "100,3000", "--surface", "mean", "--json")
    asked = shares(json.loads(call(*single)[1]))
    assert any(band["low"] < band["high"] for altitude, _, band in asked if altitude == 100)
    assert all(band["low"] == band["high"] for altitude, _, band in asked if altitude == 3000)
    allowed = shares(json.loads(call(*single, "--allow-coarse")[1]))
    assert all(band["low"] == band["high"] for _, _, band in allowed)


def test_a_range_of_sites_widens_the_band_and_tells_no_position(call, small):
    words = ("coverage", str(small), "--altitudes-m", "1000", "--surface", "mean", "--allow-coarse", "--json")
    point, best = (json.loads(call(*words, *more)[1]) for more in ((), ("--siting", "best-within-km=15")))
    for (_, answer, one), (_, _, band) in zip(shares(point), shares(best), strict=True):
        # Its point is in a plain, the highest ground within 15 km stands 500 m above it.
        assert one["low"] == one["high"] == pytest.approx(band["low"]), answer
        assert band["high"] > 1.1 * band["low"]
    assert best["siting"] == "best-within-km 15"
    assert '"lat' not in json.dumps(best)


def test_a_low_flyer_over_a_smooth_earth_is_first_seen_at_the_horizon(call, tmp_path):
    path = tmp_path / "flat.toml"
    path.write_text(area() + radar(antenna=24))
    document = json.loads(call("coverage", str(path), "--altitudes-m", "100", "--json")[1])
    rows = document["tables"]["first_seen"]["rows"]
    assert len(rows) == 2 * 16
    for row in rows:
        expected = horizon(24.0, row["altitude_m"]) / 1e3
        assert row["first_seen_km"]["low"] == pytest.approx(expected, abs=0.9)
        assert row["seen_for_good_km"] == row["first_seen_km"]


def test_the_page_fits_the_terminal_and_names_cell_and_surface_on_every_table(call):
    code, out, _ = call("coverage", "one-battery", *QUICK)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 100
    assert "…" not in out
    assert out.count("(cells of 925 m, ground mean to max)") == 8


def test_a_folder_holds_the_document_and_every_map(call, small, tmp_path):
    words = ("coverage", str(small), "--altitudes-m", "3000", "--surface", "mean", "--allow-coarse")
    code, _, _ = call(*words, "--out", "made")
    made = tmp_path / "made"
    assert code == 0
    assert json.loads((made / "coverage.json").read_text())["scenario"] == "small"
    with rasterio.open(made / "lowest-height-mean.tif") as file:
        assert file.tags()["scenario"] == "small"
        assert np.nanmin(file.read(1)) == 0.0
    with rasterio.open(made / "engageable-mean.tif") as file:
        assert file.descriptions == ("rounds that get there, 3000 m above ground: bit 0 aster-30",)
        west, south, east, north = file.bounds
        assert west < 35.0 < east
        assert south < 37.0 < north
    assert {path.name for path in made.iterdir()} == {
        "answers.png",
        "coverage.json",
        "lowest-height-mean.geojson",
        "lowest-height-mean.png",
        *(f"{kind}-mean.tif" for kind in KINDS),
    }
    code, out, err = call(*words, "--out", "made")
    assert (code, out) == (2, "")
    assert err == "made: exists already; coverage writes a new folder; name another with --out\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["turky-2017"],
            "no scenario named 'turky-2017'; did you mean 'turkey-2017'? known: "
            + ", ".join(builtin.names()),
        ),
        (
            ["one-battery", "--altitudes-m", "50,-1"],
            "altitudes_m: -1 is not allowed as a height above the ground; "
            "more than 0 and at most 50000 is; leave it out",
        ),
        (
            ["one-battery", "--altitudes-m", ""],
            "--altitudes-m is ''; one value or several with a comma between them are allowed; "
            "write it like --altitudes-m 50,300,1000",
        ),
        (
            ["one-battery", "--altitudes-m", "low"],
            "--altitudes-m is 'low'; numbers between commas are allowed; write it like 50,300,1000",
        ),
        (
            ["one-battery", "--rcs-m2", "0"],
            "rcs_m2: is 0; more than 0 is allowed; 1 is what ranges are quoted for",
        ),
        (
            ["one-battery", "--cell-m", "0"],
            "cell_m: is 0; more than 0 and at most 10000 is allowed; leave it out for the cells of the map",
        ),
        (
            ["one-battery", "--cell-m", "500"],
            "cell_m: is 500; the cells of 'globe-30s' are 925 m, as wide or wider is allowed; "
            "no heights are interpolated; name a finer map",
        ),
        (
            ["one-battery", "--scans", "3.5"],
            "--scans is '3.5'; a whole number from 1 to 100 is allowed; write it like --scans 3",
        ),
        (
            ["one-battery", "--workers", "two"],
            "--workers is 'two'; a whole number from 1 to 4294967295 is allowed; write it like --workers 2",
        ),
        (
            ["one-battery", "--refraction", "bent"],
            "--refraction is 'bent'; a number or exponential is allowed; 1.333 is the standard for radar",
        ),
        (
            ["one-battery", "--refraction", "3"],
            "refraction: is 3.0; an effective earth radius of 1 to 2 is allowed, or exponential; "
            "1.333 is the standard for radar",
        ),
        (
            ["one-battery", "--siting", "best-within-km"],
            "--siting is 'best-within-km'; point, or best-within-km=K with K above 0, is allowed; "
            "write it like best-within-km=10",
        ),
        (
            ["one-battery", "--set", "area.terrain=flat", "--set", "battery.remove=true"],
            "one-battery: has neither [[battery]] nor [[radar]]; coverage is theirs; add one",
        ),
    ],
)
def test_what_the_user_can_put_right_is_one_message_and_code_2(call, tmp_path, words, message):
    code, out, err = call("coverage", *words)
    assert (code, out, err) == (2, "", f"{message}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_site_off_the_map_is_told_by_name(call, tmp_path):
    path = tmp_path / "off.toml"
    path.write_text(area("globe-30s") + radar(lat=60.0))
    code, out, err = call("coverage", str(path))
    assert (code, out) == (2, "")
    assert err == (
        f"{path}: radar.watch: 60.0000 deg north, 35.0000 deg east is off the map 'globe-30s', which covers "
        "30 to 48 deg north and 19 to 52 deg east; move it there or name a terrain file that covers it\n"
    )


def test_python_gets_arrays_with_coordinates(small):
    result = oi.coverage(small, altitudes_m=[3000], surface="mean", allow_coarse=True)
    assert isinstance(result, oi.CoverageResult)
    maps = result.answer.maps["mean"]
    assert maps.lowest.shape == (len(result.latitude_deg), len(result.longitude_deg))
    assert result.cell_m == pytest.approx(MERIDIAN, abs=0.2)
    assert (np.diff(result.latitude_deg) < 0.0).all()
    assert next(layer.kind for layer in result.layers()) == "lowest-height"
    assert "share of the naive ring" in result._repr_html_()
