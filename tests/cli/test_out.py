"""`--out` that cannot be written: one message before the work, exit code 2, nothing left behind."""

from __future__ import annotations

import gzip
import os
import zipfile

import numpy as np
import pytest
import rasterio.shutil

from openiads.api import coverage
from openiads.study.campaign import run_campaign
from openiads.study.coverage import antenna_horizon
from openiads.terrain.fetching import fetch

LONG = "n" * 256 + ".tif"
SITE = ("--dem", "globe-30s", "--lat", "39.9", "--lon", "32.8", "--antenna-m", "9", "--range-km", "20")
COMMANDS = {
    "run": ("run", "one-battery", "--replicates", "1"),
    "coverage": ("coverage", "one-battery", "--altitudes-m", "1000"),
    "horizon": ("horizon", *SITE),
    "fetch": ("terrain", "fetch", "--bbox", "36,36,37,37", "--base-url", "http://127.0.0.1:9"),
}


@pytest.fixture
def no_work(monkeypatch):
    """Whatever takes time fails the test."""

    def worked(*_, **__):
        pytest.fail("worked before the place was tried")

    monkeypatch.setattr(run_campaign, "prepare", worked)
    monkeypatch.setattr(coverage, "cover", worked)
    monkeypatch.setattr(antenna_horizon, "horizon", worked)
    monkeypatch.setattr(fetch, "tiles_in", worked)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_name_that_is_too_long_is_told_before_the_work(call, no_work, tmp_path, name):
    kind = "file" if name == "horizon" else "folder"
    assert call(*COMMANDS[name], "--out", LONG) == (
        2, "", f"{LONG}: cannot be written: File name too long; name a {kind} that can be written\n"
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_place_below_a_file_is_told_before_the_work(call, no_work, tmp_path, name):
    (tmp_path / "file").touch()
    code, out, err = call(*COMMANDS[name], "--out", "file/new.tif")
    assert (code, out) == (2, "")
    assert err.startswith("file/new.tif: cannot be written: file is not a folder; name a ")
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a file system that takes no files")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_place_that_takes_nothing_is_told_before_the_work(call, no_work, tmp_path, name):
    code, out, err = call(*COMMANDS[name], "--out", "/proc/new.tif")
    assert (code, out) == (2, "")
    assert err.startswith("/proc/new.tif: cannot be written: ")
    assert err.count("\n") == 1


def test_a_folder_that_is_missing_is_told_for_a_file_and_made_for_a_folder(call, no_work, tmp_path):
    assert call(*COMMANDS["horizon"], "--out", "no/new.tif") == (
        2, "", "no/new.tif: there is no folder no; make it or name another file with --out\n"
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_the_longest_name_that_the_disk_takes_is_taken(call, tmp_path):
    name = "n" * 251 + ".tif"
    assert call(*COMMANDS["horizon"], "--out", name)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]
    folder = "m" * 255
    assert call(*COMMANDS["coverage"], "--out", folder)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder, name]


def test_a_folder_of_the_user_s_own_that_ends_in_part_is_left_alone(call, tmp_path):
    mine = tmp_path / "new.part" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("keep")
    assert call(*COMMANDS["coverage"], "--out", "new")[0] == 0
    assert mine.read_text() == "keep"


def test_a_map_that_breaks_off_while_it_is_written_is_one_message(call, tmp_path, monkeypatch):
    from rasterio.errors import RasterioIOError

    def broken(*_):
        raise RasterioIOError("write failed")

    monkeypatch.setattr("openiads.terrain.files.write_geotiff._write", broken)
    assert call(*COMMANDS["horizon"], "--out", "new.tif") == (
        2, "", "new.tif: cannot be written: write failed; name a file that can be written\n"
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_beside_the_user_s_tiles(call, tmp_path):
    tiles = tmp_path / "tiles"
    tiles.mkdir()
    heights = np.add.outer(np.arange(1201), np.arange(1201)) % 900 + 1
    packed = tiles / "N36E036.hgt.gz"
    packed.write_bytes(gzip.compress(heights.astype(">i2").tobytes()))
    site = ("--lat", "36.5", "--lon", "36.5", "--antenna-m", "9", "--range-km", "20")
    for dem in (packed, tiles):
        assert call("horizon", "--dem", str(dem), *site)[0] == 0
        assert [path.name for path in tiles.iterdir()] == [packed.name]


@pytest.mark.parametrize("ending", ["tif", "img", "hgt.zip", "vrt"])
def test_nothing_is_written_beside_a_file_of_any_kind(call, tmp_path, written, ending):
    heights = (np.add.outer(np.arange(120), np.arange(120)) % 90 + 100).astype(np.int16)
    plain = written(heights, name="mine/ground.tif", transform=rasterio.Affine(0.01, 0, 32.0, 0, -0.01, 40.5))
    mine = tmp_path / "mine" / f"ground.{ending}"
    if ending == "hgt.zip":
        mine = mine.with_name("N36E036.hgt.zip")
        post = np.add.outer(np.arange(1201), np.arange(1201)) % 900 + 1
        with zipfile.ZipFile(mine, "w") as packed:
            packed.writestr("N36E036.hgt", post.astype(">i2").tobytes())
    elif ending != "tif":
        drivers = {"img": "HFA", "vrt": "VRT"}
        rasterio.shutil.copy(plain, mine, driver=drivers[ending])
    place = ("36.5", "36.5") if ending == "hgt.zip" else ("39.9", "32.6")
    before = {path: path.stat().st_mtime_ns for path in mine.parent.iterdir()}
    words = ("--dem", str(mine), "--lat", place[0], "--lon", place[1], "--antenna-m", "9", "--range-km", "10")
    assert call("horizon", *words, "--surface", "max", "--out", "made.tif")[::2] == (0, "")
    assert {path: path.stat().st_mtime_ns for path in mine.parent.iterdir()} == before
