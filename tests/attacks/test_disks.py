"""Disks that are full, take no longer files or take nothing, under `horizon`, `coverage` and `terrain fetch`.

What must hold: one message that blames the disk and nobody else, exit code 2, no line of a library's own on
stderr, and nothing half-written: neither under the name that was asked for nor beside it.  GDAL left a torn
map under its name and said that all was well.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest
import rasterio

from openiads.cli import main as door
from openiads.ground.errors import OutputError
from openiads.terrain.files.from_file import from_file
from tests.maps import server, written

__all__ = ["server", "written"]

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

resource = pytest.importorskip("resource", reason="limits of files are those of Unix")
SITE = ("--dem", "flat", "--lat", "39.9", "--lon", "32.8", "--antenna-m", "9")
ROUGH = np.random.default_rng(8).random((64, 64)).astype(np.float32)
"""Nothing that packs well."""


@contextmanager
def no_longer_than(size):
    """Files of this process end after so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def mounted(tmp_path):
    """Mounts a small disk of memory; gives its folder."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options):
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
        if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("no disk can be mounted here")
        return folder

    yield mount
    # Lazily: an error that is still told may hold a file open.
    subprocess.run(["umount", "-l", str(folder)], capture_output=True)


@pytest.fixture
def told(monkeypatch, capfd):
    """Call the command line; gives exit code and stderr, with what libraries print past Python."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["openiads", *map(str, words)])
        with pytest.raises(SystemExit) as done:
            door.main()
        return done.value.code, capfd.readouterr().err

    return call


def write_by(which, path, grid):
    if which == "horizon":
        from openiads.terrain.files.write_geotiff import Band, write_geotiff

        write_geotiff(path, grid, [Band("rough", "m", lambda first, last: ROUGH[first:last])], {"A": "b"})
    else:
        from openiads.export.geotiff import Band, write_geotiff

        write_geotiff(path, grid, [Band(ROUGH, "rough", "m")], {"A": "b"})


@pytest.mark.parametrize("which", ["horizon", "coverage"])
def test_a_map_is_whole_or_not_there_wherever_the_disk_ends(which, written, tmp_path, capfd):
    """Attacked: both writers of maps, with files cut after 24 lengths, the last ones by single bytes."""
    grid = from_file(written(np.zeros((64, 64), np.int16)))
    folder = tmp_path / "out"
    folder.mkdir()
    whole = folder / "whole.tif"
    write_by(which, whole, grid)
    size = whole.stat().st_size
    for limit in (*range(0, size, size // 20), size - 200, size - 9, size - 1):
        with pytest.raises(OutputError) as caught, no_longer_than(limit):
            write_by(which, folder / "map.tif", grid)
        assert str(caught.value) == (
            f"{folder}/map.tif: cannot be written: File too large; name a file that can be written"
        )
        assert list(folder.iterdir()) == [whole]
    with no_longer_than(size):
        write_by(which, folder / "map.tif", grid)
    assert (folder / "map.tif").read_bytes() == whole.read_bytes()
    with rasterio.open(whole) as dataset:
        np.testing.assert_array_equal(dataset.read(1), ROUGH)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("which", ["horizon", "coverage"])
def test_a_full_disk_is_one_message(which, written, mounted, capfd):
    """Attacked: both writers of maps, on disks of 4 to 16 kB; a map has 17."""
    grid = from_file(written(np.zeros((64, 64), np.int16)))
    for size in (4, 8, 16):
        path = mounted(f"size={size}k") / "map.tif"
        with pytest.raises(OutputError) as caught:
            write_by(which, path, grid)
        assert str(caught.value) == f"{path}: cannot be written: No space left on device; free some space"
        assert list(path.parent.iterdir()) == []
        subprocess.run(["umount", str(path.parent)], check=True)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (("horizon", *SITE), "file"),
        (("coverage", "one-battery", "--altitudes-m", "1000"), "folder"),
        (("terrain", "fetch", "--bbox", "36,36,37,37", "--base-url", "http://127.0.0.1:9"), "folder"),
    ],
)
def test_a_disk_that_is_only_read_is_told_before_the_work(command, kind, mounted, told):
    """Attacked: `--out` on a read-only disk."""
    path = mounted("ro") / "new.tif"
    assert told(*command, "--out", path) == (
        2, f"{path}: cannot be written: Read-only file system; name a {kind} that can be written\n"
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("size", [40, 400, 1600])
def test_a_coverage_that_finds_no_room_leaves_nothing(size, mounted, told):
    """Attacked: `coverage --out` on disks of 40 to 1600 kB; its folder has 2 MB."""
    folder = mounted(f"size={size}k")
    code, err = told("coverage", "one-battery", "--altitudes-m", "1000", "--out", folder / "new")
    said = [line for line in err.splitlines() if not line.startswith("compiling")]
    assert code == 2
    assert len(said) == 1
    assert said[0].startswith(f"{folder}/new")
    assert said[0].endswith(": cannot be written: No space left on device; free some space")
    assert list(folder.iterdir()) == []


@pytest.fixture
def tiles(server):
    """Two tiles of SRTM on a server, 20 kB each and of no pattern."""
    rng = np.random.default_rng(3)
    for name in ("N36/N36E036", "N36/N36E037"):
        path = server.folder / f"{name}.hgt.gz"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(rng.bytes(20_000)))
    return ("terrain", "fetch", "--source", "srtm", "--bbox", "36,36,38,37", "--base-url", server.url)


def test_a_full_disk_is_not_blamed_on_the_server_and_whole_tiles_stay(tiles, mounted, told):
    """Attacked: `terrain fetch` of two tiles of 20 kB on a disk of 36 kB."""
    folder = mounted("size=36k") / "tiles"
    code, err = told(*tiles, "--out", folder)
    assert (code, err) == (2, f"{folder}: cannot be written: No space left on device; free some space\n")
    assert sorted(path.name for path in folder.iterdir()) == ["N36E036.hgt.gz", "openiads-tiles.json"]


def test_a_tile_that_a_file_cannot_hold_leaves_no_part(tiles, tmp_path, told):
    """Attacked: `terrain fetch` where files end after 9 kB."""
    folder = tmp_path / "tiles"
    with no_longer_than(9000):
        code, err = told(*tiles, "--out", folder)
    assert (code, err) == (
        2, f"{folder}: cannot be written: File too large; name a folder that can be written\n"
    )  # fmt: skip
    assert [path.name for path in folder.iterdir()] == ["openiads-tiles.json"]


def test_a_disk_that_is_too_full_for_the_list_of_tiles_is_told(tiles, mounted, told):
    """Attacked: `terrain fetch` where no byte is free any more."""
    folder = mounted("size=8k")
    (folder / "mine").write_bytes(bytes(8192))
    code, err = told(*tiles, "--out", folder)
    assert (code, err) == (2, f"{folder}: cannot be written: No space left on device; free some space\n")
    assert [path.name for path in folder.iterdir()] == ["mine"]
