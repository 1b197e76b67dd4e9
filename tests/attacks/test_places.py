"""Folders that change under a command: the current one becomes another, the one written to is removed.

Attacked: a callback that changes the current folder while a run, a measurement or a fetch goes on, with names
that are relative; folders that somebody removes meanwhile; run folders that are gone on with from elsewhere;
things in the place of our own files; names that are empty, long, or hold a new line.  What must hold: what is
written lies where it was asked for and nothing lies elsewhere, what was removed is not made anew, messages
tell the name that was given and the culprit.
"""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from rasterio.transform import Affine

import openiads as oi
from openiads.ground import lock, output
from openiads.scenario.load_scenario import load
from openiads.scenario.write_scenario import canonical_toml, sha256_of
from openiads.study.campaign import run_campaign as campaign
from openiads.study.known.kept import FILE
from openiads.terrain.fetching.fetch import Tile, fetch
from openiads.terrain.fetching.stores import STORES
from tests.cli.conftest import call
from tests.maps import server, written
from tests.study.runs import CUT_SHORT, interrupted

__all__ = ["call", "server", "written"]

SHORT = "area.duration_s=300"
SIX = 6
WIDE = Affine(0.5, 0, 25, 0, -0.5, 45)

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")


@pytest.fixture
def scenario():
    return load("one-battery", CUT_SHORT)


@pytest.fixture
def hills(written):
    """A coarse map of Anatolia, in the folder of the test."""
    rows, columns = np.indices((24, 50))
    return written(((rows + columns) % 7 * 90).astype(np.int16), name="hills.tif", transform=WIDE)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Two folders, and the first is the current one."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "first")
    return tmp_path


@pytest.fixture
def few(monkeypatch):
    """Measure three figures only."""
    from openiads.study.influence import influence_scan as scan

    figures_of = scan.figures_of
    monkeypatch.setattr(scan, "figures_of", lambda *told: figures_of(*told)[:3])


def away(here):
    """A callback that makes the second folder the current one."""
    return lambda *_: os.chdir(here / "second")


def message(action) -> str:
    with pytest.raises(oi.OpeniadsError) as caught:
        action()
    return str(caught.value)


def test_a_run_stays_where_it_was_begun(here, hills):
    shutil.move(hills, here / "first" / "hills.tif")
    of_hills = load("one-battery", [SHORT, "area.terrain=hills.tif"])
    still = oi.run(of_hills, replicates=3, workers=1, out="still")
    moved = oi.run(of_hills, replicates=3, workers=1, tile=1, out="moved", progress=away(here))
    assert Path.cwd() == here / "second"
    assert list(Path.cwd().iterdir()) == []
    assert moved.folder == Path("moved")
    assert moved.outcomes.equals(still.outcomes)
    assert moved.summary.outcomes_sha256 == still.summary.outcomes_sha256
    names = {path.name for path in (here / "first" / "still").iterdir()}
    assert {path.name for path in (here / "first" / "moved").iterdir()} == names


def test_a_run_whose_folder_is_removed_ends_and_makes_nothing_anew(here, scenario):
    def remove(done: int, total: int) -> None:
        if done == 2:
            shutil.rmtree(here / "first" / "r")
            os.chdir(here / "second")

    told = message(lambda: oi.run(scenario, replicates=3, workers=1, tile=1, out="r", progress=remove))
    assert told == "r/chunks/0-3: cannot be written: r was removed meanwhile; start again"
    assert [list((here / name).iterdir()) for name in ("first", "second")] == [[], []]


def test_a_removed_folder_is_one_message_with_exit_code_2(call, tmp_path, monkeypatch):
    def played(*args):
        shutil.rmtree(tmp_path / "r")
        return books(*args)

    books = campaign._books
    monkeypatch.setattr(campaign, "_books", played)
    changes = [word for change in CUT_SHORT for word in ("--set", change)]
    code, out, err = call("run", "one-battery", "--replicates", "2", "--workers", "1", "--out", "r", *changes)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == "r/chunks/0-2: cannot be written: r was removed meanwhile; start again"
    assert list(tmp_path.iterdir()) == []


def test_influence_stays_where_it_was_begun(here, few, scenario):
    oi.influence(scenario, replicates=16, workers=1, out="i.json", progress=away(here))
    assert [path.name for path in (here / "first").iterdir()] == ["i.json"]
    assert list((here / "second").iterdir()) == []


def test_influence_of_a_run_stays_in_its_folder(here, few, scenario):
    run = oi.run(scenario, replicates=2, workers=1, out="r")
    oi.influence("r", replicates=16, workers=1, progress=away(here))
    assert (run.place / FILE).is_file()
    assert list((here / "second").iterdir()) == []


def test_influence_whose_folder_is_removed_ends_and_makes_nothing_anew(here, scenario):
    def remove(*_) -> None:
        shutil.rmtree(here / "first" / "deep", ignore_errors=True)
        os.chdir(here / "second")

    told = message(
        lambda: oi.influence(scenario, replicates=16, workers=1, out="deep/i.json", progress=remove)
    )
    assert told == "deep/i.json: cannot be written: deep was removed meanwhile; start again"
    assert [list((here / name).iterdir()) for name in ("first", "second")] == [[], []]


@pytest.mark.parametrize("removes", [False, True])
def test_fetched_tiles_stay_where_they_were_asked_for(here, server, removes):
    names = ["N36E034.hgt", "N36E035.hgt"]
    for name in names:
        (Path(server.folder) / name).write_bytes(name.encode())
    tiles = [Tile(name, f"{server.url}/{name}", "land", len(name)) for name in names]

    def done(*_: object) -> None:
        os.chdir(here / "second")
        if removes:
            shutil.rmtree(here / "first" / "tiles")

    if removes:
        told = message(lambda: fetch(STORES["glo90"], tiles, Path("tiles"), done))
        assert told == "tiles: was removed meanwhile; start again"
        assert list((here / "first").iterdir()) == []
    else:
        fetch(STORES["glo90"], tiles, Path("tiles"), done)
        found = {path.name for path in (here / "first" / "tiles").iterdir()}
        assert found == {*names, "openiads-tiles.json"}
    assert list((here / "second").iterdir()) == []


def test_coverage_is_written_where_it_was_asked_for(here, monkeypatch):
    from openiads.api import coverage as room

    cover = room.cover

    def elsewhere(*args):
        os.chdir(here / "second")
        return cover(*args)

    monkeypatch.setattr(room, "cover", elsewhere)
    oi.coverage("one-battery", altitudes_m=[1000], changes=["area.terrain=flat"], out="c", workers=1)
    assert (here / "first" / "c" / "coverage.json").is_file()
    assert list((here / "second").iterdir()) == []


def test_a_kept_scenario_finds_its_terrain_from_everywhere(here, hills, monkeypatch):
    shutil.move(hills, here / "first" / "hills.tif")
    run = oi.run(load("one-battery", [SHORT, "area.terrain=hills.tif"]), replicates=2, workers=1, out="r")
    monkeypatch.chdir(here / "second")
    kept = Path("..") / "first" / "r" / "scenario.toml"
    again = oi.run(kept, replicates=2, workers=1, out="../first/r", resume=True)
    assert again.summary.outcomes_sha256 == run.summary.outcomes_sha256
    assert sha256_of(load(kept)) == sha256_of(run.prepared.scenario)
    assert f'terrain = "{here}/first/hills.tif"' in kept.read_text(encoding="utf-8")
    # The file lies elsewhere, as on another machine: it is the same scenario, and the run is gone on with.
    (here / "first" / "hills.tif").rename("hills.tif")
    assert message(lambda: load(kept)) == (
        f"{kept}: area.terrain: {here}/first/hills.tif: cannot be read: No such file or directory; "
        "name an elevation file or a folder of tiles"
    )
    moved = oi.run(
        load(kept, ["area.terrain=hills.tif"]), replicates=2, workers=1, out="../first/r", resume=True
    )
    assert moved.summary.outcomes_sha256 == run.summary.outcomes_sha256
    assert f'terrain = "{here}/second/hills.tif"' in kept.read_text(encoding="utf-8")


def test_the_hash_of_a_scenario_is_of_the_map_and_not_of_where_it_lies(here, hills, monkeypatch):
    hashes = {}
    for folder, name in (("first", "hills.tif"), ("second", "hills.tif"), ("second", "globe-30s")):
        monkeypatch.chdir(here / folder)
        shutil.copy(hills, name)
        hashes[folder, name] = sha256_of(load("one-battery", [f'area.terrain="./{name}"']))
    assert hashes["first", "hills.tif"] == hashes["second", "hills.tif"]
    assert hashes["second", "globe-30s"] not in (sha256_of(load("one-battery")), hashes["first", "hills.tif"])


@pytest.mark.parametrize("name", ["flat", "globe-30s"])
def test_a_sources_own_name_stays_in_file_and_hash(here, name):
    import hashlib

    found = load("one-battery", [f"area.terrain={name}"])
    assert found.area.terrain == name
    assert sha256_of(found) == hashlib.sha256(canonical_toml(found).encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("/vsizip/{pack.zip}/hills.tif", "/vsizip/{HERE/pack.zip}/hills.tif"),
        ("/vsizip/pack.zip/hills.tif", "/vsizip/HERE/pack.zip/hills.tif"),
        ("/vsizip//a/pack.zip/hills.tif", "/vsizip//a/pack.zip/hills.tif"),
        ("https://host/hills.tif", "https://host/hills.tif"),
        ("/a/hills.tif", "/a/hills.tif"),
    ],
)
def test_names_of_maps_that_lie_here_become_whole(here, name, kept):
    from openiads.terrain.files.sources import pinned

    assert pinned(name) == kept.replace("HERE", str(here / "first"))


def stand(kind: str, place: Path) -> None:
    """Put something in the place of a file or folder of ours."""
    if kind == "a folder":
        (place / "theirs").mkdir(parents=True)
    elif kind == "a link":
        place.symlink_to(place.parent / "theirs")
    else:
        place.write_text("theirs")


@pytest.mark.parametrize(
    ("name", "kind", "ours"),
    [
        (lock.LOCK, "a folder", "the lock, a file"),
        (lock.LOCK, "a link", "the lock, a file"),
        (lock.HOLDER, "a folder", "the note of who works there, a file"),
        ("torn", "a file", "torn chunks, a folder"),
        ("chunks", "a file", "the chunks of a run, a folder"),
        ("chunks", "a link", "the chunks of a run, a folder"),
    ],
)
@pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
def test_what_stands_in_the_place_of_ours_is_named(here, scenario, name, kind, ours):
    interrupted(scenario, 1, here / "first" / "r")
    if name == "torn":
        next((here / "first" / "r" / "chunks").glob("*/targets.parquet")).write_bytes(b"torn")
    place = Path("r") / name
    if place.exists():
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    stand(kind, place)
    told = message(lambda: campaign.run(scenario, workers=1, out="r", resume=True))
    assert told == f"{place}: is {kind}, and {ours}, belongs there; remove it and try again"


def test_what_stands_in_the_place_of_what_was_measured_is_named(here, scenario):
    kept = output.kept_beside(Path("i.json"))
    kept.mkdir()
    told = message(lambda: oi.influence(scenario, replicates=16, workers=1, out="i.json"))
    assert told == (
        f"{kept}: is a folder, and what was played so far, a file, belongs there; remove it and try again"
    )


def test_of_many_that_go_on_with_a_new_folder_none_is_told_that_it_exists(here, scenario):
    start, told, hashes = threading.Barrier(SIX), [], []

    def go_on() -> None:
        start.wait()
        try:
            found = campaign.run(scenario, replicates=4, workers=1, out="r", resume=True)
            hashes.append(found.summary.outcomes_sha256)
        except oi.OutputError as error:
            told.append(str(error))

    threads = [threading.Thread(target=go_on) for _ in range(SIX)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(hashes)) == 1
    assert len(told) + len(hashes) == SIX
    assert [words for words in told if "is working there; wait until it is done" not in words] == []


def test_a_new_line_in_a_name_is_written_out(call, tmp_path):
    changes = [word for change in CUT_SHORT for word in ("--set", change)]
    code, out, err = call(
        "run", "one-battery", "--replicates", "2", "--workers", "1", "--out", "a\nforged", *changes
    )
    assert code == 0, err
    assert [line.split() for line in out.splitlines() if "forged" in line] == [
        ["report", "a\\nforged/report.html"]
    ]
    code, out, _ = call(
        "coverage", "one-battery", "--altitudes-m", "1000", "--set", "area.terrain=flat", "--out", "c\nforged"
    )
    assert code == 0
    assert [line.strip() for line in out.splitlines() if "forged" in line] == [
        "tables and maps are in c\\nforged"
    ]


def test_a_name_as_long_as_names_get_is_no_fault(here, few, scenario):
    name = "i" * 245 + ".json"
    oi.influence(scenario, replicates=16, workers=1, out=name)
    assert [path.name for path in (here / "first").iterdir()] == [name]


@pytest.mark.parametrize(
    ("command", "flag", "example"),
    [
        (("run", "one-battery"), "--out", "runs/mine"),
        (("influence", "one-battery"), "--out", "runs/influence.json"),
        (("coverage", "one-battery"), "--out", "coverage"),
        (("coverage", "one-battery"), "--dem", "map.tif"),
        (("horizon", "--dem", "globe-30s", "--lat", "39", "--lon", "33"), "--out", "lowest.tif"),
        (("terrain", "fetch", "--bbox", "34,36,37,38"), "--out", "tiles/glo90"),
    ],
)
def test_an_empty_name_is_told_as_such(call, tmp_path, command, flag, example):
    code, out, err = call(*command, flag, "")
    assert (code, out) == (2, "")
    assert err == (
        f"{flag} is ''; the name of a file or folder, as text or a Path, is allowed; "
        f"write it like {flag} {example}\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_scenario_is_told_as_such(call):
    code, out, err = call("run", "")
    assert (code, out) == (2, "")
    assert err == (
        "scenario is ''; a Scenario, a dict, the name of a built-in one or the path of a file is allowed; "
        "write it like 'one-battery'\n"
    )


def test_a_step_aside_leaves_no_folder(here, scenario):
    run = campaign.run(scenario, replicates=2, workers=1, out="none/../r9")
    assert run.folder == Path("none/../r9")
    assert [path.name for path in (here / "first").iterdir()] == ["r9"]
