"""Files that are somebody else's, where ours are written, gone on with and cleared away.

Attacked: neighbours whose names are like our temporary ones, links that somebody put where we write or
delete, work of processes that still live, and runs whose folder the user may only read.  What must hold: only
what carries our mark, and is of nobody who works, is deleted; of a link nothing but the link; nothing is
written through a link that was put under a name of ours; nobody's new file is overwritten.
"""

from __future__ import annotations

import errno
import math
import os
import random
import shutil
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest

from openiads.ground import lock, output
from openiads.ground.errors import Notice, OutputError
from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import prepare
from openiads.study.campaign import run_campaign as campaign
from openiads.study.campaign import run_folder
from openiads.study.campaign.run_campaign import run
from openiads.study.influence.played import Played
from openiads.terrain.fetching.fetch import fetch, tiles_in
from openiads.terrain.fetching.stores import STORES
from tests.cli.conftest import call
from tests.maps import server, tile_place, written
from tests.study.runs import CUT_SHORT, interrupted

__all__ = ["call", "server", "written"]

SEED = 20261130
SHORT = 6
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows tells nobody which processes live")
ROOT = pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can become another")
ENDINGS = (".part", ".part.json", ".new", ".tmp", ".bak", ".kept", ".torn", ".lock", "~")

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")


def state_of(folder: Path) -> dict[str, object]:
    """All that lies below, links as links."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = os.readlink(path)
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


def neighbours(place: Path) -> None:
    """What a user may have beside a place: names that programs give to what is not whole, and near ours."""
    draw = random.Random(SEED)
    for ending in ENDINGS:
        mine = place.with_name(place.name + ending)
        if draw.random() < 0.5:
            mine.mkdir()
            (mine / "mine.txt").write_text("mine")
        else:
            mine.write_text("mine")
    for name in (".openiads.part", ".openiads-mine.part", ".openiads-1-2.part", f".openiads-{'0' * 16}.part"):
        place.with_name(name).write_text("mine")


@pytest.fixture
def gone():
    """Number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture
def alive():
    """Number of another process that works."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process.pid
    process.kill()
    process.wait()


def marked(number: int, where: str | None = None, secret: str = "0123456789abcdef") -> str:
    return f".openiads-{where or output._here()}-{number}-{secret}.part"


def test_no_two_threads_write_under_one_name(tmp_path):
    names: list[Path] = []
    threads = [
        threading.Thread(target=lambda: names.extend(output.beside(tmp_path / "r") for _ in range(500)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({path.name for path in names}) == len(names) == 4_000
    assert all(output.MARK.fullmatch(path.name) for path in names)


@POSIX
def test_only_what_the_dead_left_is_swept(tmp_path, gone, alive):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    inside.mkdir()
    neighbours(inside / "r")
    for number in (alive, os.getpid(), os.getppid(), 1):
        (inside / marked(number)).write_text("at work")
    (inside / marked(gone, "00000000")).write_text("of another machine")
    (inside / marked(gone, secret="0123")).write_text("mine")
    before = state_of(tmp_path)

    (inside / marked(gone, secret="a" * 16)).write_text("left")
    folder = inside / marked(gone, secret="b" * 16)
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "left.txt").write_text("left")
    (folder / "deep" / "link").symlink_to(outside)
    (inside / marked(gone, secret="c" * 16)).symlink_to(outside)
    (inside / marked(gone, secret="d" * 16)).symlink_to(outside / "mine.txt")
    (inside / marked(gone, secret="e" * 16)).symlink_to(tmp_path / "nowhere")
    output.sweep(inside)
    assert state_of(tmp_path) == before

    output.sweep(inside, alone=True)
    left = [name for name in before if not output.MARK.fullmatch(Path(name).name)]
    assert sorted(state_of(tmp_path)) == left


@pytest.mark.parametrize("second_names", [True, False])
def test_what_somebody_else_made_meanwhile_is_not_overwritten(tmp_path, monkeypatch, second_names):
    if not second_names:

        def refused(*_):
            raise OSError(errno.EPERM, "no such links here")

        monkeypatch.setattr(os, "link", refused)
    place = tmp_path / "map.tif"

    def fill(draft: Path) -> None:
        draft.write_text("ours")
        place.write_text("theirs")

    with pytest.raises(OutputError) as caught:
        run_folder.write_whole(place, fill, resumes=False)
    assert str(caught.value) == (
        f"{place}: was made by another process meanwhile; remove it or name another file"
    )
    assert state_of(tmp_path) == {"map.tif": b"theirs"}
    run_folder.write_whole(tmp_path / "new.tif", lambda draft: draft.write_text("ours"), resumes=False)
    assert state_of(tmp_path) == {"map.tif": b"theirs", "new.tif": b"ours"}


def test_a_link_under_our_next_name_is_not_written_through(tmp_path, monkeypatch):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    monkeypatch.setattr("secrets.token_hex", lambda size: "0" * 2 * size)  # as if it could be guessed
    (tmp_path / marked(os.getpid(), secret="0" * 16)).symlink_to(mine)
    before = state_of(tmp_path)
    for write in (
        lambda: run_folder.write_text(tmp_path / "r.json", "ours"),
        lambda: run_folder.create(tmp_path / "r", {}, "ours"),
        lambda: output.require_open(tmp_path),
    ):
        with pytest.raises(OutputError, match="File exists"):
            write()
    assert mine.read_text() == "mine"
    assert set(state_of(tmp_path)) <= set(before)


@POSIX
def test_links_under_names_that_can_be_guessed_are_not_written_through(tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    for name in (lock.HOLDER, f"{lock.HOLDER}-{output.short('r.json')}"):
        (tmp_path / name).symlink_to(mine)
    with lock.working_in(tmp_path), lock.working_in(tmp_path, "r.json"):
        assert mine.read_text() == "mine"
    kept = output.kept_beside(tmp_path / "r.json")
    kept.symlink_to(mine)
    with pytest.raises(OSError, match="symbolic links"):
        Played(prepare(load("one-battery", ["area.terrain=flat"])), 1, kept)
    assert mine.read_text() == "mine"
    for name in (lock.LOCK, f"{lock.LOCK}-{output.short('r.json')}"):
        (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / name).symlink_to(mine)
    for where in ((tmp_path,), (tmp_path, "r.json")):
        with (
            pytest.raises(OutputError, match=": is a link, and the lock, a file, belongs there"),
            lock.working_in(*where),
        ):
            pass
    assert mine.read_text() == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ("coverage", "one-battery", "--altitudes-m", "1000", "--out", "r"),
        (
            "horizon", "--dem", "globe-30s", "--lat", "39.9", "--lon", "32.8", "--antenna-m", "9",
            "--range-km", "20", "--out", "r",
        ),
        (
            "run", "one-battery", "--replicates", "2", "--set", "area.duration_s=120",
            "--set", "area.terrain=flat", "--out", "r",
        ),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_neighbours_of_a_new_thing_stay_as_they_are(call, tmp_path, words):
    neighbours(tmp_path / "r")
    before = state_of(tmp_path)
    code, _, err = call(*words)
    assert code == 0, err
    after = state_of(tmp_path)
    assert {name: after[name] for name in after if name != "r" and not name.startswith("r/")} == before
    assert "r" in after


def test_neighbours_of_fetched_tiles_stay_as_they_are(server, written, tmp_path):
    store = STORES["glo90"]
    key = store.key(36, 35)
    written(np.ones((60, 60), np.int16), f"served/{key}", transform=tile_place(36, 35, 60, False))
    (server.folder / "tileList.txt").write_text(f"{key.partition('/')[0]}\n")
    (tile,) = tiles_in(store, [math.radians(edge) for edge in (35, 36, 36, 37)], server.url)
    folder = tmp_path / "tiles"
    folder.mkdir()
    neighbours(folder / tile.name)
    neighbours_of_list = folder / "openiads-tiles.json.new"
    neighbours_of_list.write_text("mine")
    before = state_of(folder)
    outside = tmp_path / "mine.txt"
    outside.write_text("mine")
    for name in (f".openiads-{tile.name}.part", f".openiads-{tile.name}.part.json"):
        (folder / name).symlink_to(outside)
    fetch(store, [tile], folder)
    after = state_of(folder)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {tile.name, "openiads-tiles.json"}
    assert (folder / tile.name).read_bytes() == (server.folder / key).read_bytes()
    assert outside.read_text() == "mine"


@pytest.fixture(scope="module")
def scenario():
    return load("one-battery", CUT_SHORT)


@pytest.fixture
def chunks_of_two(scenario, monkeypatch):
    monkeypatch.setattr(campaign, "CHUNK", 2)


@pytest.fixture(scope="module")
def whole(scenario, tmp_path_factory):
    return run(scenario, replicates=SHORT, workers=1, out=tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture
def half(scenario, chunks_of_two, tmp_path):
    """A run that was interrupted after two of its three chunks."""
    return interrupted(scenario, 4, tmp_path / "run", replicates=SHORT)


def put_there(chunks: Path, alive: int, outside: Path) -> list[str]:
    """What is no chunk of this run, in the folder of its chunks; the names of what must stay there."""
    (chunks / "mine").mkdir()
    (chunks / "mine" / "0-2").write_text("mine")
    (chunks / "0-2.part").mkdir()
    (chunks / "0-2.part" / "mine.txt").write_text("mine")
    (chunks / "notes.txt").write_text("mine")
    (chunks / "0-2" / "notes.txt").write_text("mine")  # in a chunk of the run
    (chunks / "elsewhere").symlink_to(outside)
    return ["0-2", "0-2.part", "elsewhere", "mine", "notes.txt"]


@POSIX
def test_going_on_clears_nothing_but_its_own(half, whole, scenario, tmp_path, gone, alive):
    outside = tmp_path / "outside"
    shutil.copytree(half / "chunks" / "2-4", outside)  # tables of ours, but not where ours are
    kept = state_of(outside)
    stay = put_there(half / "chunks", alive, outside)
    (half / marked(alive)).write_text("at work")
    (half / marked(gone)).write_text("left")
    (half / "r.part").write_text("mine")
    (half / "chunks" / marked(gone)).mkdir()
    (half / "chunks" / "4-5").symlink_to(outside)
    (half / "chunks" / "7-9").mkdir()
    (half / "chunks" / "7-9" / "mine.txt").write_text("mine")
    (half / "chunks" / "8-9").mkdir()
    with pytest.warns(Notice) as told:
        found = run(scenario, replicates=SHORT, workers=1, out=half, resume=True)
    assert found.summary.outcomes_sha256 == whole.summary.outcomes_sha256
    moved = [str(one.message) for one in told if "holds more than a chunk does" in str(one.message)]
    assert [line.partition(":")[0] for line in moved] == [f"{half}/chunks/4-5", f"{half}/chunks/7-9"]
    assert sorted(path.name for path in (half / "chunks").iterdir()) == stay
    assert [path.name for path in (half / "chunks" / "0-2").iterdir()] == ["notes.txt"]
    assert [path.read_text() for path in (half / "torn").glob("7-9-*/mine.txt")] == ["mine"]
    assert sorted(path.name for path in half.glob(".openiads-*.part")) == [marked(alive)]
    assert (half / "r.part").read_text() == "mine"
    assert state_of(outside) == kept


def test_chunks_that_the_user_keeps_elsewhere_are_not_cleared_there(half, whole, scenario, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (half / "chunks").rename(elsewhere)
    (half / "chunks").symlink_to(elsewhere)
    (elsewhere / "mine.txt").write_text("mine")
    (elsewhere / "700-800").mkdir()
    (elsewhere / "700-800" / "mine.txt").write_text("mine")
    foreign = elsewhere / ".openiads-deadbeef-1-0123456789abcdef.part"
    foreign.write_text("of another machine, perhaps at work")
    found = run(scenario, replicates=SHORT, workers=1, out=half, resume=True)
    assert found.summary.outcomes_sha256 == whole.summary.outcomes_sha256
    assert (elsewhere / "mine.txt").read_text() == "mine"
    assert (elsewhere / "700-800" / "mine.txt").read_text() == "mine"
    assert foreign.exists()
    assert (half / "chunks").is_symlink()


@POSIX
def test_a_torn_chunk_is_not_moved_through_a_link(half, scenario, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (half / "torn").symlink_to(outside)
    (half / "chunks" / "0-2" / "events.parquet").write_bytes(b"")
    with pytest.raises(OutputError) as caught:
        run(scenario, replicates=SHORT, workers=1, out=half, resume=True)
    assert str(caught.value) == (
        f"{half / 'torn'}: is a link; torn chunks stay in their run folder; take it away"
    )
    assert list(outside.iterdir()) == []


READER = """
import os, sys
from pathlib import Path
from openiads.api.run import run

where, own = map(Path, sys.argv[1:])
asked = dict(replicates=2, workers=1, resume=True)
text = (own / "scenario.toml").read_text()
run(own / "scenario.toml", out=own, **asked)  # so that all that is imported is there while it can be read
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
assert not os.access(where, os.W_OK)
print(run(where / "scenario.toml", out=where, **asked).summary.outcomes_sha256)
"""


def others_may_read(*folders: Path) -> bool:
    """Whether folders, and all above them, are open to somebody else."""
    return all(path.stat().st_mode & 0o001 for folder in folders for path in (folder, *folder.parents))


@POSIX
@ROOT
@pytest.mark.skipif(
    not others_may_read(Path(run_folder.__file__).parent, Path(sys.prefix)),
    reason="the clone or the environment is private",
)
@pytest.mark.slow
def test_a_finished_run_that_can_only_be_read_is_gone_on_with_by_somebody_else(call, tmp_path):
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        words = ("--replicates", "2", "--set", "area.duration_s=300", "--set", "area.terrain=flat")
        assert call("run", "one-battery", *words, "--out", str(place / "run"))[0] == 0
        shutil.copytree(place / "run", place / "own")
        for path in (place / "run").rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        (place / "run").chmod(0o555)
        before = state_of(place / "run")
        (place / "reader.py").write_text(textwrap.dedent(READER))
        words = ("-W", "ignore", "reader.py", str(place / "run"), str(place / "own"))
        done = subprocess.run(
            [sys.executable, *words],
            cwd=place, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == run_folder.read_manifest(place / "run")["outcomes_sha256"]
        assert state_of(place / "run") == before
