"""`openiads terrain`: what there is, what comes, what cannot be had."""

from __future__ import annotations

import json

import numpy as np
import pytest

from openiads.terrain.fetching.stores import STORES
from tests.maps import tile_place

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")


@pytest.fixture
def store(server, written):
    """A copy of GLO-30 with one tile of land; gives its address."""
    key = STORES["glo30"].key(39, 43)
    heights = np.full((60, 60), 1700, dtype=np.int16)
    written(heights, f"served/{key}", transform=tile_place(39, 43, 60, False))
    (server.folder / "tileList.txt").write_text(key.partition("/")[0] + "\n")
    return server.url


def test_the_list_has_sizes_and_says_what_cannot_be_had(call, store, tmp_path):
    box = ("--bbox", "42.2,39.1,44.9,39.9", "--source", "glo30")
    code, out, err = call("terrain", "fetch", *box, "--base-url", store, "--list")
    assert code == 0
    rows = [line.split() for line in out.splitlines()[1:4]]
    assert rows == [
        ["Copernicus_DSM_COG_10_N39_00_E042_00_DEM.tif", "sea,", "no", "tile"],
        ["Copernicus_DSM_COG_10_N39_00_E043_00_DEM.tif", "0.0"],
        ["Copernicus_DSM_COG_10_N39_00_E044_00_DEM.tif", "not", "published"],
    ]
    assert "1 of 3 tiles, 0.0 MB: Copernicus GLO-30 Public" in out
    assert "Airbus Defence and Space" in out
    assert err == (
        "glo30 does not publish 25 tiles of Armenia and Azerbaijan, here "
        "Copernicus_DSM_COG_10_N39_00_E044_00_DEM.tif; --source glo90 has them\n"
    )
    assert not (tmp_path / "tiles").exists()


def test_tiles_are_fetched_into_the_folder_that_is_told(call, store, tmp_path):
    box = ("--bbox", "43,39,44,40", "--source", "glo30")
    code, out, _ = call("terrain", "fetch", *box, "--base-url", store)
    assert code == 0
    assert "in tiles/glo30, with their SHA-256 in openiads-tiles.json" in out
    assert len(list((tmp_path / "tiles" / "glo30").glob("*.tif"))) == 1


def test_json_is_one_document(call, store):
    box = ("--bbox", "43,39,44,40", "--source", "glo30")
    _, out, _ = call("terrain", "fetch", *box, "--base-url", store, "--json")
    document = json.loads(out)
    assert document["source"] == "glo30"
    assert document["notes"] == []
    assert len(document["tiles"][0]["sha256"]) == 64


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--bbox", "43,39"],
            "--bbox is '43,39'; west, south, east and north in degrees are allowed; "
            "write it like 26,36,45,42",
        ),
        (
            ["--bbox", "a,b,c,d"],
            "--bbox is 'a,b,c,d'; west, south, east and north in degrees are allowed; "
            "write it like 26,36,45,42",
        ),
        (
            ["--bbox", "43,39,44,40", "--source", "glo91"],
            "no source of tiles named 'glo91'; did you mean 'glo90'? known: glo90, glo30, srtm",
        ),
    ],
)
def test_what_cannot_be_asked_is_one_message_and_code_2(call, words, message):
    assert call("terrain", "fetch", *words) == (2, "", f"{message}\n")
