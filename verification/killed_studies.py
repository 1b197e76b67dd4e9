"""`python -m verification.killed_studies [--kills N]`: studies whose processes are killed without a word.

Workers, schedulers and clients are ended by SIGKILL at random moments, and the study gone on with until it is
whole.  Its tables must then be those of one that nobody disturbed, byte for byte, whoever was killed.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from openiads.ground.errors import OpeniadsError
from openiads.scenario.load_scenario import load
from openiads.study.executors.choose import at_work
from openiads.study.experiment import rectangles
from openiads.study.experiment.play_study import play_study
from openiads.study.experiment.results import Results
from openiads.study.experiment.to_play import Play

CUT_SHORT = ("area.duration_s=300", "area.terrain=flat")
SMALL = 0.18
"""What a chunk takes here [s], so that there are many."""
LOCK = 60.0
"""How long a lock may outlive its process, and a process its signal [s]."""
VICTIMS = ("worker", "client", "worker", "client", "scheduler", "worker of dask", "client of dask")
"""Who is killed, in turn."""
STRANGERS = ("resource_tracker", "semaphore_tracker")


def study() -> Play:
    """Two arms at three points."""
    delays, salvos = (1, 2, 4), {"one": 1, "two": 2}
    arms = {
        arm: [load("one-battery", [*CUT_SHORT, f"battery.salvo={s}", f"network.delay_s={d}"]) for d in delays]
        for arm, s in salvos.items()
    }
    return Play.listed(arms, name="killed", sha256="0" * 64, seed=1, replicates=600, box_replicates=300)


def play(folder: Path, dask: str | None) -> int:
    """The client: play or go on, and say the hash."""
    rectangles.LONG_ENOUGH = SMALL
    try:
        with at_work(2, dask) as executor:
            print(play_study(study(), folder, executor, resume=True).outcomes_sha256)
    except OpeniadsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def chunks(folder: Path) -> int:
    """Chunks that are there."""
    return len(list(folder.glob("chunks/*/*x*")))


def started(*words: str) -> subprocess.Popen[str]:
    """A process of this Python."""
    return subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, Any, Any]]:
    """Scheduler and two workers of processes of their own; gives the address and both processes."""
    told = folder / f"scheduler-{time.monotonic_ns()}.json"
    names = ("--scheduler-file", str(told))
    scheduler = started("-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", *names)
    while not told.exists() or not told.stat().st_size:
        time.sleep(0.1)
    worker = started(
        "-m", "distributed.cli.dask_worker", "--nworkers", "2", "--nthreads", "1", "--no-dashboard", *names
    )
    try:
        yield json.loads(told.read_text())["address"], scheduler, worker
    finally:
        for process in (worker, scheduler):
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """End a process and all that it started."""
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        for child in family:
            with suppress(psutil.NoSuchProcess):
                child.kill()
    process.communicate()


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Processes that play for one."""
    with suppress(psutil.NoSuchProcess):
        found = psutil.Process(process.pid).children(recursive=True)
        return [child for child in found if _plays(child)]
    return []


def _plays(child: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        line = " ".join(child.cmdline())
        return "spawn_main" in line and not any(stranger in line for stranger in STRANGERS)
    return False


class Harness:
    """One folder after the other, and who was killed over them."""

    def __init__(self, base: Path, seed: int) -> None:
        self.base, self.draw = base, random.Random(seed)
        self.killed: Counter[str] = Counter()
        self.whole, self.fault = 0, ""
        rectangles.LONG_ENOUGH = SMALL
        self.still = play_study(study(), base / "still")

    def kill(self, victim: str, folder: Path) -> None:
        """Play on in a folder until one process is killed, or the study is whole."""
        if "dask" in victim or victim == "scheduler":
            with cluster(self.base) as (address, scheduler, worker):
                self._kill(victim, folder, address, scheduler, worker)
        else:
            self._kill(victim, folder, None, None, None)

    def _kill(self, victim: str, folder: Path, address: str | None, scheduler: Any, worker: Any) -> None:
        client = started("-m", "verification.killed_studies", "--play", str(folder), *_address(address))
        if not self._wait(client, folder):
            return
        if victim.startswith("client"):
            self._end(victim, psutil.Process(client.pid))
            client.communicate()
        elif victim == "scheduler":
            self._end(victim, psutil.Process(scheduler.pid))
            said = client.communicate(timeout=4 * LOCK)[1]
            if client.returncode == 2 and "scheduler is gone" not in said:
                self.fault = f"after the scheduler: {said}"
        else:
            while self._wait(client, folder):
                found = workers_of(worker or client)
                if found:
                    self._end(victim, self.draw.choice(found))
                if self.draw.random() < 0.3:
                    break
            if client.poll() is None:
                self._end_quietly(client)

    def _end(self, victim: str, process: psutil.Process) -> None:
        with suppress(psutil.NoSuchProcess):
            process.kill()
            self.killed[victim] += 1

    def _end_quietly(self, client: subprocess.Popen[str]) -> None:
        """Wait for the client, whose worker was killed, to make the study whole."""
        said = client.communicate(timeout=10 * LOCK)[1]
        if client.returncode:
            self.fault = said

    def _wait(self, client: subprocess.Popen[str], folder: Path) -> bool:
        """Let it play for a random while; whether it still does."""
        there = chunks(folder)
        early = self.draw.random() < 0.1
        while client.poll() is None and chunks(folder) <= there and not early:
            time.sleep(0.02)
        time.sleep(self.draw.uniform(0.0, 1.0))
        return client.poll() is None

    def judge(self, folder: Path) -> None:
        """Compare a whole study with the one that nobody disturbed."""
        found = Results(folder)
        same = found.outcomes_sha256 == self.still.outcomes_sha256
        for name in found.names:
            one, other = (results.folder / f"{name}.parquet" for results in (found, self.still))
            same &= one.read_bytes() == other.read_bytes()
        stray = [path.name for path in folder.rglob("*") if path.name.endswith(".part")]
        if not same or stray:
            self.fault = f"{folder}: differs, or has {stray}"
        self.whole += 1
        shutil.rmtree(folder)


def _address(address: str | None) -> list[str]:
    return ["--dask", address] if address else []


def is_whole(folder: Path) -> bool:
    """Whether a study is."""
    try:
        return bool(Results(folder).manifest["complete"])
    except OpeniadsError:
        return False


def main() -> int:
    """Kill so many; 0 if every study came out as it should."""
    parser = argparse.ArgumentParser(prog="python -m verification.killed_studies", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=VICTIMS, help="kill nobody else")
    parser.add_argument("--play", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--dask", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.play:
        return play(asked.play, asked.dask)
    with tempfile.TemporaryDirectory() as base:
        harness = Harness(Path(base), asked.seed)
        turns = (asked.only,) if asked.only else VICTIMS
        number, folder = 0, Path(base) / "study"
        while harness.killed.total() < asked.kills and not harness.fault:
            harness.kill(turns[number % len(turns)], folder)
            number += 1
            if is_whole(folder):
                harness.judge(folder)
            print(f"{dict(harness.killed)}, {harness.whole} whole{harness.fault}", flush=True)
        if not harness.fault:
            done = subprocess.run(
                [sys.executable, "-m", "verification.killed_studies", "--play", str(folder)], check=False
            )
            if done.returncode == 0:
                harness.judge(folder)
    print(f"{harness.killed.total()} killed, {harness.whole} studies whole and as undisturbed")
    print(harness.fault or "all as they should be")
    return 1 if harness.fault else 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
