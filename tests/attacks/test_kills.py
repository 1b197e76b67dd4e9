"""Killed at fifty random moments: whatever is there is whole, and going on ends in the same bytes.

Attacked: `run`, two `run --resume` of one folder at once, `coverage`, `horizon` and `terrain fetch`, by KILL,
TERM and INT.  What must hold: no traceback; a file or folder has its name only once it is whole; TERM and INT
leave nothing else behind; the same command, after any of them, ends in what an undisturbed one leaves.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from openiads.ground.output import MARK, STRAYS
from openiads.scenario.load_scenario import load
from openiads.study.campaign import run_campaign as campaign
from openiads.study.campaign.digest import Digest
from openiads.study.campaign.run_folder import read_table
from openiads.terrain.fetching.stores import STORES
from tests.cli.conftest import call
from tests.maps import server, tile_place, written
from tests.study.runs import interrupted

__all__ = ["call", "server", "written"]

pytestmark = [
    pytest.mark.slow(seconds=90),
    pytest.mark.skipif(os.name == "nt", reason="Windows has other signals"),
    pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning"),
]

SEED = 20261128
KILLS = {"run": 10, "two": 6, "coverage": 6, "horizon": 8, "fetch": 8}
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
ENDED = {0, 130, 143, *(-number for number in SIGNALS)}
WAIT = 300.0
LIST = "out/openiads-tiles.json"

SMALL = ["one-battery", "--set", "area.duration_s=300", "--set", "area.terrain=flat"]
RUN = ["run", *SMALL, "--replicates", "60", "--workers", "1", "--tile", "3", "--json", "--out", "out"]
COMMANDS = {
    "run": RUN,
    "two": [*RUN, "--resume"],
    "coverage": ["coverage", "one-battery", "--cell-m", "5000", "--json", "--out", "out"],
    "horizon": ["horizon", "--dem", "globe-30s", "--lat", "39.9", "--lon", "32.8", "--antenna-m", "25",
                "--range-km", "150", "--json", "--out", "out.tif"],
    "fetch": ["terrain", "fetch", "--bbox", "43,39,45,40", "--source", "glo90", "--json", "--out", "out"],
}  # fmt: skip
IN_CHUNKS = """
import sys
from openiads.cli import signals, start
signals.stand()
from openiads.study.campaign import run_campaign as campaign
campaign.CHUNK = 12
sys.argv = ["openiads", *sys.argv[1:]]
start.main()
"""
"""The command line as it starts, but with chunks so small that a run of a second has several."""
OPENIADS = str(Path(sys.executable).parent / "openiads")


class Plan(NamedTuple):
    """One attack."""

    command: str
    sent: signal.Signals
    moment: float  # share of the time that an undisturbed one takes


def plans() -> list[Plan]:
    """The attacks, the same ones each time; later moments are likelier, for at first there are imports."""
    draw = random.Random(SEED)
    kinds = [command for command, count in KILLS.items() for _ in range(count)]
    return [Plan(kind, draw.choice(SIGNALS), 1.05 * draw.betavariate(2.0, 1.0)) for kind in kinds]


def begun(folder: Path, words: Sequence[str]) -> subprocess.Popen[str]:
    """The command as a process of its own."""
    door = [sys.executable, "-c", IN_CHUNKS] if words[0] == "run" else [OPENIADS]
    return subprocess.Popen(
        [*door, *words],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def left_in(folder: Path) -> dict[str, str]:
    """Hash of each file below, but for the times that a manifest tells."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    if path.suffix == ".parquet":
        digest = Digest()
        digest.add_table(path.stem, read_table(path))  # of its values: pieces may be cut elsewhere
        return digest.hexdigest()
    content = path.read_bytes()
    if path.name == "run.json":
        content = json.loads(content)["outcomes_sha256"].encode()
    elif path.name == "report.html":
        content = b"told by the tables"  # and the time that the run took
    return hashlib.sha256(content).hexdigest()


class Undisturbed(NamedTuple):
    """What a command leaves, and how long it takes."""

    left: dict[str, str]
    seconds: float


@pytest.fixture
def tiles(server, written):
    """A copy of GLO-90 with two tiles; gives its address."""
    keys = [STORES["glo90"].key(39, east) for east in (43, 44)]
    for east, key in zip((43, 44), keys, strict=True):
        heights = np.random.default_rng(east).integers(0, 3000, (1200, 1200), dtype=np.int16)
        written(heights, f"served/{key}", transform=tile_place(39, east, 1200, False))
    (server.folder / "tileList.txt").write_text("".join(f"{key.partition('/')[0]}\n" for key in keys))
    return server.url


@pytest.fixture
def words(tiles):
    """The words of each command."""
    return {**COMMANDS, "fetch": [*COMMANDS["fetch"], "--base-url", tiles]}


@pytest.fixture
def half(tmp_path, monkeypatch):
    """A run folder that was interrupted after two of its five chunks."""
    scenario = load("one-battery", SMALL[2::2])
    monkeypatch.setattr(campaign, "CHUNK", 12)
    return interrupted(scenario, 24, tmp_path / "half", replicates=60, tile=3)


def undisturbed(place: Path, words: Sequence[str]) -> Undisturbed:
    began = time.perf_counter()
    process = begun(place, words)
    _, err = process.communicate(timeout=WAIT)
    assert process.returncode == 0, err
    return Undisturbed(left_in(place), time.perf_counter() - began)


def attack(place: Path, plan: Plan, words: Sequence[str], seconds: float) -> None:
    """Begin it, once or twice, and end it before its time; nobody may show a traceback."""
    processes = [begun(place, words) for _ in range(2 if plan.command == "two" else 1)]
    time.sleep(plan.moment * seconds)
    processes[0].send_signal(plan.sent)
    for process in processes:
        _, err = process.communicate(timeout=WAIT)
        assert "Traceback" not in err, (plan, err)
        assert process.returncode in ENDED or "is working there" in err, (plan, process.returncode, err)


def whole_or_not_there(place: Path, plan: Plan, wanted: Undisturbed) -> None:
    """What has its name is whole, but for a run, which goes on from its chunks."""
    left = left_in(place) if plan.command not in ("run", "two") else {}
    strays = {name for name in left if ".openiads-" in name}
    if LIST in left:  # it grows with the tiles, and says no more than is there
        strays.add(LIST)
        listed = json.loads((place / LIST).read_text())["tiles"]
        assert {f"out/{name}" for name in listed} <= left.keys() - strays, plan
    for name in left.keys() - strays:
        assert left[name] == wanted.left[name], (plan, name)
    if plan.command in ("coverage", "horizon") and left.keys() - strays:
        assert left.keys() - strays == wanted.left.keys(), plan
    if plan.sent != signal.SIGKILL:
        hidden = [path.name for path in place.rglob(STRAYS)]
        assert [name for name in hidden if MARK.fullmatch(name)] == [], plan  # a tile's part is gone on with


def go_on(call, plan: Plan, words: Sequence[str], place: Path, monkeypatch) -> None:
    """The same command again; whole outputs are not overwritten."""
    monkeypatch.chdir(place)
    more = ["--resume"] if plan.command == "run" and (place / "out").exists() else []
    code, _, err = call(*words, *more)
    assert code == 0 or "exists already" in err, (plan, err)


def start(tmp_path: Path, name: str, command: str, half: Path) -> Path:
    """A place to begin in; where two go on, the run that they go on with is there."""
    place = tmp_path / name
    place.mkdir()
    if command == "two":
        shutil.copytree(half, place / "out")
    return place


@pytest.mark.parametrize("command", KILLS)
def test_killed_at_any_moment(call, words, half, tmp_path, monkeypatch, command):
    undisturbed(start(tmp_path, "compiles", command, half), words[command])
    wanted = undisturbed(start(tmp_path, "undisturbed", command, half), words[command])
    for number, plan in enumerate(plan for plan in plans() if plan.command == command):
        place = start(tmp_path, f"attack-{number}", command, half)
        attack(place, plan, words[command], wanted.seconds)
        whole_or_not_there(place, plan, wanted)
        go_on(call, plan, words[command], place, monkeypatch)
        left = {name: sha for name, sha in left_in(place).items() if ".openiads-" not in name}
        assert left == wanted.left, plan
        shutil.rmtree(place)
