"""One process at a time works in a run folder, and who else comes is told who does."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from openiads.ground import lock
from openiads.ground.errors import OutputError
from openiads.scenario.load_scenario import load
from openiads.study.campaign import run_folder as folder
from openiads.study.campaign.run_campaign import run
from tests.study.runs import CUT_SHORT, interrupted

REPLICATES = 4
WAIT = 60.0
SOON = 0.05
PROCESSES = 8
ROUNDS = 50


@pytest.fixture(scope="module")
def scenario():
    return load("one-battery", CUT_SHORT)


@pytest.fixture(scope="module")
def whole(scenario, tmp_path_factory):
    return run(scenario, replicates=REPLICATES, workers=1, out=tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture(scope="module")
def half(scenario, tmp_path_factory):
    where = tmp_path_factory.mktemp("half") / "run"

    return interrupted(scenario, 2, where, replicates=REPLICATES)


HOLD = """
import sys, time
from pathlib import Path
from openiads.ground.lock import working_in
with working_in(Path(sys.argv[1])):
    print("there", flush=True)
    time.sleep(600)
"""


def held(where: Path) -> subprocess.Popen[str]:
    """A process that works in a folder until it is ended."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(where)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    return process


def test_the_second_is_told_who_works_there_and_a_killed_one_holds_nobody_up(scenario, half, whole, tmp_path):
    where = tmp_path / "run"
    shutil.copytree(half, where)
    process = held(where)
    try:
        since = json.loads((where / lock.HOLDER).read_text(encoding="utf-8"))["start"]
        with pytest.raises(OutputError) as caught:
            run(scenario, replicates=REPLICATES, out=where, resume=True)
        assert str(caught.value) == (
            f"{where}: process {process.pid} on {socket.gethostname()!r}, since {since}, is working there; "
            "wait until it is done, or name another folder"
        )
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    again = run(scenario, replicates=REPLICATES, out=where, resume=True)
    assert again.summary.outcomes_sha256 == whole.summary.outcomes_sha256


def test_a_manifest_that_changed_meanwhile_is_not_replaced(half, tmp_path):
    where = tmp_path / "run"
    shutil.copytree(half, where)
    before = folder.read_manifest(where)
    folder.write_manifest(where, {**before, "seconds": 1.0}, before)
    with pytest.raises(OutputError) as caught:
        folder.write_manifest(where, {**before, "seconds": 2.0}, before)
    assert str(caught.value) == (
        f"{where / 'run.json'}: was changed by somebody else; let one process at a time work in a folder"
    )


def test_a_whole_run_is_read_while_somebody_works_there(scenario, whole, tmp_path):
    where = tmp_path / "run"
    shutil.copytree(whole.folder, where)
    with lock.working_in(where):
        again = run(scenario, replicates=REPLICATES, out=where, resume=True)
    assert again.summary.outcomes_sha256 == whole.summary.outcomes_sha256


GO_ON = """
import sys, time
from openiads.ground.errors import OutputError
from openiads.scenario.load_scenario import load
from openiads.study.campaign.run_campaign import run
scenario = load("one-battery", sys.argv[2:])
for line in sys.stdin:
    where, moment = line.rstrip().rsplit(" ", 1)
    time.sleep(max(float(moment) - time.time(), 0.0))
    try:
        done = run(scenario, replicates=int(sys.argv[1]), workers=1, out=where, resume=True)
        print(done.summary.outcomes_sha256, flush=True)
    except OutputError as error:
        print(error, flush=True)
"""


@pytest.fixture(scope="module")
def workers():
    """Processes that go on with the folders they are told, each at the moment it is told."""
    command = [sys.executable, "-c", GO_ON, str(REPLICATES), *CUT_SHORT]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        for _ in range(PROCESSES)
    ]
    yield started
    for worker in started:
        worker.communicate(timeout=WAIT)


def answers(workers: list[subprocess.Popen[str]], where: Path) -> list[str]:
    """What each of them says when all go on with one folder at once."""
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(f"{where} {time.time() + SOON}\n")
    return [worker.stdout.readline().rstrip() for worker in workers if worker.stdout is not None]


@pytest.mark.slow
@pytest.mark.parametrize("state", ["none", "half", "whole"])
def test_eight_at_once_lose_no_folder(scenario, half, whole, workers, tmp_path, state):
    for number in range(ROUNDS if state == "half" else 5):
        where = tmp_path / f"run-{number}"
        if state != "none":
            shutil.copytree(half if state == "half" else whole.folder, where)
        told = answers(workers, where)
        refused = [answer for answer in told if answer != whole.summary.outcomes_sha256]
        assert len(refused) < PROCESSES
        strange = [word for word in refused if "is working" not in word and "exists already" not in word]
        assert strange == []
        last = run(scenario, replicates=REPLICATES, workers=1, out=where, resume=True)
        assert last.summary.outcomes_sha256 == whole.summary.outcomes_sha256
        shutil.rmtree(where)
