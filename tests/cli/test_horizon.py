"""`openiads horizon`: one table, one file, one message."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from tests.study.coverage_scenes import area, battery

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

SITE = ("--lat", "39.9", "--lon", "32.8")
HERE = ("horizon", "--dem", "globe-30s", *SITE, "--antenna-m", "25", "--range-km", "60")


def test_the_table_says_what_is_seen_and_on_which_cells(call):
    code, out, _ = call(*HERE)
    assert code == 0
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[0].startswith(
        "site 39.900000 deg north, 32.800000 deg east; antenna 943.75 m above mean sea"
    )
    levels = [line.split()[0] for line in lines if line.rstrip().endswith("%")]
    assert levels == ["50", "300", "1,000", "3,000", "10,000"]
    # Radii of curvature of WGS 84 at 39.9 N, 6,361.7 km and 6,386.9 km, the latter times the cosine.
    assert "cells 925.3 x 712.7 m at the site, those within 60 km, a window of 134 x 174" in out
    assert "cells this coarse hide ridges: results for heights below about 308 m are optimistic" in out
    assert "NOAA GLOBE" in out
    assert max(map(len, lines)) <= 100


def test_the_file_is_written_and_told(call, tmp_path):
    code, out, _ = call(*HERE, "--out", "seen.tif")
    assert code == 0
    assert out.splitlines()[-1] == "written to seen.tif"
    with rasterio.open(tmp_path / "seen.tif") as seen:
        assert seen.count == 2
        shape = seen.shape
    assert shape == (134, 174)


def test_json_is_one_document(call):
    _, out, _ = call(*HERE, "--json", "--refraction", "exponential", "--workers", "1")
    document = json.loads(out)
    assert document["refraction"] == "exponential"
    assert document["range_km"] == pytest.approx(60)
    assert [row["above_ground_m"] for row in document["share_seen"]] == [50, 300, 1000, 3000, 10_000]
    assert document["share_of_range_on_map"] == pytest.approx(1.0, abs=0.01)
    assert document["out"] is None


def test_a_surveyed_altitude_below_the_map_is_told(call):
    low = ("horizon", "--dem", "globe-30s", *SITE, "--antenna-altitude-m", "900", "--range-km", "30")
    _, out, _ = call(*low, "--surface", "max")
    assert "m below the map's ground at the site" in out
    assert "are pessimistic with --surface max; the other side is --surface mean" in " ".join(out.split())


def test_a_map_that_ends_within_the_range_is_told(call, written):
    heights = np.full((60, 60), 900, dtype=np.int16)
    path = written(heights, transform=Affine(0.01, 0, 32.7, 0, -0.01, 40.0))
    _, out, _ = call("horizon", "--dem", path, *SITE, "--antenna-m", "25", "--range-km", "60")
    assert "% of the area within range; shares are of that part" in " ".join(out.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--refraction", "strong"],
            "--refraction is 'strong'; a number or exponential is allowed; 1.333 is the standard for radar",
        ),
        (["--surface", "least"], "--surface is 'least'; mean and max are allowed; max hides most"),
        (
            ["--workers", "0"],
            "--workers is 0; a whole number from 1 to 4294967295 is allowed; write it like --workers 2",
        ),
        (
            ["--out", "."],
            ".: exists already; a map is written to a new file, name another with --out, or delete it",
        ),
        (
            ["--range-km", "2000"],
            "range 2000 km; more than 0 and at most 1000 is allowed; leave it out for all of the map",
        ),
        (
            ["--dem", "globe-30"],
            "no terrain named 'globe-30'; did you mean 'globe-30s'? "
            "known: globe-30s, flat, the path of an elevation file or folder of tiles",
        ),
    ],
)
def test_what_cannot_be_asked_is_one_message_and_code_2(call, words, message):
    assert call(*HERE, *words) == (2, "", f"{message}\n")


@pytest.mark.parametrize("command", ["horizon", "coverage"])
def test_cells_on_which_rays_bend_too_much_are_one_message(call, tmp_path, command):
    # Equal-area cylindrical at 60 N: cells of 900 m are 520 m wide and 1,560 m high there.
    heights = np.zeros((601, 601), np.int16)
    place = Affine(900, 0, 3_338_000, 0, -900, 6_590_000)
    options = {"driver": "GTiff", "height": 601, "width": 601, "count": 1, "dtype": "int16"}
    with rasterio.open(tmp_path / "map.tif", "w", crs="EPSG:6933", transform=place, **options) as out:
        out.write(heights, 1)
    (tmp_path / "small.toml").write_text(
        area("map.tif", "small") + battery("s-400", 60.0, 37.4, "48n6e3 = 8")
    )
    words = {
        "horizon": "--dem map.tif --lat 60 --lon 37.4 --antenna-m 20 --range-km 200",
        "coverage": "small.toml",
    }
    code, out, err = call(command, *words[command].split())
    last = err.strip().splitlines()[-1]
    asked, named = (float(x) for x in re.search(r"followed for (\d+) km .* instance (\d+) km", last).groups())
    assert (code, out, "Traceback" in err) == (2, "", False)
    assert named < asked
    # A scenario knows its terrain by the whole path.
    told = {"horizon": "map.tif", "coverage": tmp_path / "map.tif"}[command]
    assert last.startswith(
        f"{told}: on its cells, of 'WGS 84 / NSIDC EASE-Grid 2.0 Global', rays bend too much"
    )
    assert last.endswith("`gdalwarp -t_srs '+proj=aeqd +lat_0=60.00 +lon_0=37.40 +datum=WGS84'`")
