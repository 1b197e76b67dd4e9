import hashlib
import json
import math
import signal
import socket
import subprocess
import sys

import numpy as np
import pytest

from openiads.ground import lock
from openiads.ground.errors import OutOfRange, OutputError, TerrainError, UnknownName
from openiads.terrain.fetching import tiles_manifest
from openiads.terrain.fetching.fetch import Tile, fetch, squares, tiles_in
from openiads.terrain.fetching.stores import STORES, WITHHELD, store_named
from openiads.terrain.files.from_file import from_file
from tests.maps import tile_place

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

GLO90 = STORES["glo90"]


def bounds(*edges):
    return [math.radians(edge) for edge in edges]


@pytest.fixture
def store(server, written):
    """A copy of a store, with tiles of land for these corners; gives its address."""

    def write(*corners, of="glo90", unlisted=()):
        kept = STORES[of]
        names = []
        for south, west in corners:
            key = kept.key(south, west)
            heights = np.full((60, 60), 100 * south + west, dtype=np.int16)
            written(heights, f"served/{key}", transform=tile_place(south, west, 60, False))
            names.append(key.partition("/")[0])
        listed = [name for name in names if name not in unlisted]
        (server.folder / "tileList.txt").write_text("\n".join(listed) + "\n")
        return server.url

    return write


def message(kind, call, *args, **kwargs):
    with pytest.raises(kind) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def test_the_public_addresses_and_names_are_those_of_the_stores():
    tile = "Copernicus_DSM_COG_30_S05_00_W070_00_DEM"
    assert GLO90.key(-5, -70) == f"{tile}/{tile}.tif"
    assert STORES["glo30"].key(39, 44).startswith("Copernicus_DSM_COG_10_N39_00_E044_00_DEM/")
    assert STORES["srtm"].key(36, 36) == "N36/N36E036.hgt.gz"
    assert {name: store.base for name, store in STORES.items()} == {
        "glo90": "https://copernicus-dem-90m.s3.amazonaws.com",
        "glo30": "https://copernicus-dem-30m.s3.amazonaws.com",
        "srtm": "https://s3.amazonaws.com/elevation-tiles-prod/skadi",
    }


def test_twenty_five_squares_are_withheld_and_ararat_is_one():
    assert len(WITHHELD) == 25
    assert {(39, 44), (40, 43), (41, 43), (40, 44)} <= WITHHELD


def test_a_box_is_cut_into_squares():
    assert list(squares(bounds(35.5, 36, 37, 37.2))) == [(36, 35), (36, 36), (37, 35), (37, 36)]
    assert list(squares(bounds(179, -1, -179, 0))) == [(-1, 179), (-1, -180)]


@pytest.mark.parametrize(
    ("box", "said"),
    [
        (
            (26, 42, 45, 36),
            "26,42,45,36: west, south, east and north in degrees are needed, south below north; "
            "write it like 26,36,45,42",
        ),
        ((26, 36, 26, 42), "26,36,26,42: has no width; write it like 26,36,45,42"),
        (
            (-180, -90, 179, 90),
            "-180,-90,179,90: holds 64620 tiles; at most 3600 are listed at a time, ask for less",
        ),
    ],
)
def test_a_box_that_cannot_be_is_told(box, said):
    assert message(OutOfRange, list, squares(bounds(*box))) == f"bounding box {said}"


def test_what_there_is_comes_with_sizes_and_nothing_is_fetched(store, server):
    url = store((36, 35), (36, 36))
    tiles = tiles_in(GLO90, bounds(35, 36, 38, 37), url)
    sizes = [(server.folder / GLO90.key(36, west)).stat().st_size for west in (35, 36)]
    assert [(tile.kind, tile.size) for tile in tiles] == [("land", sizes[0]), ("land", sizes[1]), ("sea", 0)]
    assert {request.split()[0] for request in server.asked if ".tif" in request} == {"HEAD"}


def test_land_that_glo30_does_not_give_out_is_not_sea(store):
    url = store((39, 43), of="glo30")
    tiles = tiles_in(STORES["glo30"], bounds(43, 39, 45, 40), url)
    assert [tile.kind for tile in tiles] == ["land", "withheld"]


def test_a_tile_that_is_listed_and_not_there_is_missing(store, server):
    url = store((36, 35))
    (server.folder / GLO90.key(36, 35)).unlink()
    assert [tile.kind for tile in tiles_in(GLO90, bounds(35, 36, 36, 37), url)] == ["missing"]


def test_fetched_tiles_are_read_with_their_sea_and_their_owner(store, tmp_path):
    url = store((36, 35), (37, 35), (37, 36))
    tiles = tiles_in(GLO90, bounds(35, 36, 37, 38), url)
    told = fetch(GLO90, tiles, tmp_path / "tiles")
    for tile in tiles:
        if tile.kind == "land":
            path = tmp_path / "tiles" / tile.name
            assert told["tiles"][tile.name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert told == tiles_manifest.read(tmp_path / "tiles")
    assert told["sea"] == ["Copernicus_DSM_COG_30_N36_00_E036_00_DEM.tif"]
    left = list((tmp_path / "tiles").iterdir())
    assert sorted(path.suffix for path in left) == [".json", *[".tif"] * 3]
    grid = from_file(str(tmp_path / "tiles"))
    assert grid.elevation(math.radians(37.5), math.radians(36.5)) == 3736
    assert grid.is_sea(math.radians(36.5), math.radians(36.5))
    assert "Airbus Defence and Space" in grid.source


def test_srtm_tiles_are_read_as_they_come(server, tmp_path):
    import gzip

    posts = np.full((1201, 1201), 44, dtype=">i2").tobytes()
    (server.folder / "N36").mkdir()
    (server.folder / "N36" / "N36E036.hgt.gz").write_bytes(gzip.compress(posts))
    tiles = tiles_in(STORES["srtm"], bounds(36, 36, 37, 37), server.url)
    fetch(STORES["srtm"], tiles, tmp_path / "tiles")
    assert from_file(str(tmp_path / "tiles")).heights.max() == 44


def test_what_is_here_already_is_not_fetched_again(store, server, tmp_path):
    url = store((36, 35), (36, 36))
    tiles = tiles_in(GLO90, bounds(35, 36, 37, 37), url)
    heard = []
    for _ in range(2):
        fetch(GLO90, tiles, tmp_path / "tiles", lambda tile, fresh: heard.append(fresh))
    (tmp_path / "tiles" / tiles[0].name).write_bytes(b"spoilt")
    fetch(GLO90, tiles, tmp_path / "tiles", lambda tile, fresh: heard.append(fresh))
    assert heard == [True, True, False, False, True, False]


def test_a_tile_that_broke_off_goes_on_where_it_ended(store, server, tmp_path):
    url = store((36, 35))
    (tile,) = tiles_in(GLO90, bounds(35, 36, 36, 37), url)
    path = f"/{GLO90.key(36, 35)}"
    server.breaks_off[path] = 1000
    fetch(GLO90, [tile], tmp_path / "tiles")
    assert server.ranges == [(path, 1000, tile.size - 1)]
    assert (tmp_path / "tiles" / tile.name).read_bytes() == (server.folder / path[1:]).read_bytes()


def test_a_tile_that_changed_meanwhile_is_fetched_from_the_start(store, server, tmp_path):
    url = store((36, 35))
    (tile,) = tiles_in(GLO90, bounds(35, 36, 36, 37), url)
    folder = tmp_path / "tiles"
    folder.mkdir()
    (folder / f".openiads-{tile.name}.part").write_bytes(b"of an older one")
    (folder / f".openiads-{tile.name}.part.json").write_text(json.dumps({"etag": "older"}))
    fetch(GLO90, [tile], folder)
    assert server.ranges == []


def test_a_tile_that_keeps_breaking_off_is_told_and_kept(store, server, tmp_path, monkeypatch):
    monkeypatch.setattr("openiads.terrain.fetching.fetch.ATTEMPTS", 1)
    url = store((36, 35))
    (tile,) = tiles_in(GLO90, bounds(35, 36, 36, 37), url)
    server.breaks_off[f"/{GLO90.key(36, 35)}"] = 1000
    assert message(TerrainError, fetch, GLO90, [tile], tmp_path / "tiles") == (
        f"{tile.url}: broke off after 1000 of {tile.size} bytes; the same command continues from there"
    )
    fetch(GLO90, [tile], tmp_path / "tiles")
    assert (tmp_path / "tiles" / tile.name).stat().st_size == tile.size


def test_a_tile_that_is_not_what_was_announced_is_thrown_away(store, server, tmp_path):
    url = store((36, 35))
    (tile,) = tiles_in(GLO90, bounds(35, 36, 36, 37), url)
    path = f"/{GLO90.key(36, 35)}"
    server.garbled[path] = bytes(tile.size)
    found = hashlib.md5(bytes(tile.size)).hexdigest()
    assert message(TerrainError, fetch, GLO90, [tile], tmp_path / "tiles") == (
        f"{tile.url}: what came has the MD5 {found}, the server announced {tile.tag[1:-1]}; "
        "it was discarded, try again or name another --base-url"
    )
    assert not (tmp_path / "tiles" / tile.name).exists()


def test_tiles_of_two_sources_are_not_mixed(tmp_path):
    tiles_manifest.write(tmp_path, {"source": "glo30", "tiles": {}})
    assert message(TerrainError, fetch, GLO90, [], tmp_path) == (
        f"{tmp_path}: holds tiles of glo30; tiles of one source are kept in one folder, "
        "name another with --out"
    )


def test_a_store_without_its_list_is_told(server):
    assert message(TerrainError, tiles_in, GLO90, bounds(35, 36, 36, 37), server.url) == (
        f"{server.url}/tileList.txt: the server answers 404 Not Found; try again, or name another --base-url"
    )


def test_a_server_that_is_not_there_is_told(server, tmp_path):
    url = "http://127.0.0.1:1/a.tif"
    tile = Tile("a.tif", url, "land", 5, "")
    assert message(TerrainError, fetch, GLO90, [tile], tmp_path) == (
        f"{url}: cannot be reached ([Errno 111] Connection refused); "
        "check the network, or name another --base-url"
    )


def test_an_address_of_another_kind_is_refused():
    assert message(OutOfRange, tiles_in, GLO90, bounds(35, 36, 36, 37), "file:///etc") == (
        "base URL is 'file:///etc'; an address of http or https is allowed; write it whole"
    )


def test_an_unknown_source_is_answered_with_the_known_ones():
    assert message(UnknownName, store_named, "glo9") == (
        "no source of tiles named 'glo9'; did you mean 'glo90'? known: glo90, glo30, srtm"
    )


HOLD = """
import sys, time
from pathlib import Path
from openiads.terrain.fetching.fetch import Tile, fetch
from openiads.terrain.fetching.stores import STORES
def wait(tile, fresh):
    print("there", flush=True)
    time.sleep(600)
told = [tile.split(" ") for tile in sys.argv[2:]]
fetch(STORES["glo90"], [Tile(n, u, "land", int(s), t) for n, u, s, t in told], Path(sys.argv[1]), wait)
"""


def test_the_second_who_fetches_is_told_who_does_and_a_killed_one_holds_nobody_up(store, tmp_path):
    url = store((36, 35), (36, 36))
    tiles = tiles_in(GLO90, bounds(35, 36, 37, 37), url)
    folder = tmp_path / "tiles"
    words = [f"{t.name} {t.url} {t.size} {t.tag}" for t in tiles]
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), *words], stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "there\n"
    try:
        since = json.loads((folder / lock.HOLDER).read_text())["start"]
        assert message(OutputError, fetch, GLO90, tiles, folder) == (
            f"{folder}: process {first.pid} on {socket.gethostname()!r}, since {since}, is working there; "
            "wait until it is done, or name another with --out"
        )
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    assert len(tiles_manifest.read(folder)["tiles"]) == 1
    (folder / f".openiads-{'0' * 8}-{first.pid}-{'0' * 16}.part").write_text("a list that was never whole")
    fresh = []
    told = fetch(GLO90, tiles, folder, lambda tile, anew: fresh.append(anew))
    assert fresh == [False, True]
    assert {path.name for path in folder.iterdir()} == {*told["tiles"], tiles_manifest.NAME}


def test_what_another_fetched_meanwhile_stays_in_the_list(store, tmp_path, monkeypatch):
    url = store((36, 35), (36, 36))
    tiles = tiles_in(GLO90, bounds(35, 36, 37, 37), url)
    folder = tmp_path / "tiles"

    def late(*words, **how):
        monkeypatch.undo()
        fetch(GLO90, tiles[:1], folder)  # the other, between our first look and our turn
        return lock.working_in(*words, **how)

    monkeypatch.setattr("openiads.terrain.fetching.fetch.lock.working_in", late)
    assert set(fetch(GLO90, tiles[1:], folder)["tiles"]) == {tile.name for tile in tiles}
