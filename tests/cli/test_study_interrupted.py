"""Ctrl-C and `kill` to a real `openiads study run`: over in seconds, nobody left behind, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has other signals"),
    pytest.mark.slow(seconds=25),
]

STUDY = """
version = 1
name = "s"
scenario = "one-battery"
replicates = 300
set = ["area.terrain=flat"]
keep = ["outcomes"]
[vary]
"battery.salvo" = [1, 2]
[box]
figures = ["catalogue.rounds.*.kill_probability"]
points = 2
replicates = 20
"""
COMMAND = """
import sys
from openiads.study.experiment import rectangles
from openiads.cli.start import main
rectangles.LONG_ENOUGH = 0.2
sys.argv[0] = "openiads"
main()
"""
SOON = 15.0
"""Within which an interrupted study ends, on a machine that does much else [s]; a chunk takes one."""


def begun(folder: Path, *words: str) -> subprocess.Popen[str]:
    (folder / "s.toml").write_text(STUDY)
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def study(folder: Path, *words: str) -> subprocess.Popen[str]:
    return begun(folder, "study", "run", "s.toml", "--out", "f", "--workers", "2", "--json", *words)


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Everybody whom a command started."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def until(holds, process: subprocess.Popen[str]) -> None:
    while not holds() and process.poll() is None:
        time.sleep(0.02)
    assert process.poll() is None, process.communicate()


def chunks(folder: Path) -> list[Path]:
    return list(folder.glob("f/chunks/*/*x*"))


def stopped(process: subprocess.Popen[str], sent: int, group: bool) -> tuple[int, str, str]:
    """Send a signal and wait: exit code, stdout, stderr.  A terminal sends Ctrl-C to all of a group."""
    others = family(process)
    assert len(others) >= 2
    began = time.monotonic()
    if group:
        os.killpg(process.pid, sent)
    else:
        process.send_signal(sent)
    out, err = process.communicate(timeout=120)
    assert time.monotonic() - began < SOON
    _, alive = psutil.wait_procs(others, timeout=SOON)
    assert not alive
    return process.returncode, out, err


def sha256_of(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    return str(json.loads(out)["outcomes_sha256"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Hash of the study that nobody interrupted."""
    return sha256_of(study(tmp_path_factory.mktemp("whole")))


KEPT = "interrupted; what was played is in f; the same with --resume goes on from there\n"


@pytest.mark.parametrize(
    ("sent", "code", "group"),
    [(signal.SIGINT, 130, True), (signal.SIGTERM, 143, False)],
    ids=["Ctrl-C", "kill"],
)
def test_an_interrupted_study_says_how_to_go_on_and_ends_in_the_same(tmp_path, whole, sent, code, group):
    process = study(tmp_path)
    until(lambda: len(chunks(tmp_path)) >= 2, process)
    assert stopped(process, sent, group) == (code, "", KEPT)
    assert not list(tmp_path.rglob("*.part"))
    there = {path: path.stat().st_mtime_ns for path in chunks(tmp_path)}
    assert len(there) >= 2
    assert not (tmp_path / "f" / "outcomes.parquet").exists()
    assert sha256_of(study(tmp_path, "--resume")) == whole
    assert sorted(path.name for path in (tmp_path / "f").iterdir()) == [
        "arms.parquet", "outcomes.parquet", "report.html", "study.json", "study.toml",
    ]  # fmt: skip


def test_an_interrupted_part_says_that_the_same_command_goes_on(tmp_path, whole):
    words = ["study", "run", "s.toml", "--out", "f", "--chunks", "0:99", "--workers", "2"]
    process = begun(tmp_path, *words)
    until(lambda: len(chunks(tmp_path)) >= 2, process)
    assert stopped(process, signal.SIGINT, group=True) == (
        130,
        "",
        "interrupted; what was played is in f; the same command goes on from there\n",
    )
    again = begun(tmp_path, *words)
    assert (*again.communicate(timeout=600), again.returncode) == ("", "", 0)
    assert sha256_of(study(tmp_path, "--resume")) == whole
