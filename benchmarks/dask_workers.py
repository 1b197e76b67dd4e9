"""`python -m benchmarks.dask_workers [--chunks N] [--rounds N]`: two Dask workers against one.

Chunks are those of a study, about five seconds each; each worker has built its World before the clock starts.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from openiads.scenario.load_scenario import load
from openiads.scenario.scenario_schema import Scenario
from openiads.study.executors.dask_cluster import LOCAL, DaskCluster
from openiads.study.experiment.play_chunk import run_chunk
from openiads.study.experiment.play_study import Work, begin
from openiads.study.experiment.to_play import Play

ENOUGH = 100_000
"""Replicates of a study that has more chunks than are played."""


def scenario_of(arm: str, point: int) -> Scenario:
    """One arm."""
    return load("one-battery")


def work_in(folder: Path) -> Work:
    """A study that nobody has begun."""
    play = Play("workers", "0" * 64, 1, ("one",), 1, scenario_of, ENOUGH, 1)
    return begin(play, folder)


def seconds(workers: int, chunks: int, base: Path) -> float:
    """How long so many chunks take."""
    cluster = DaskCluster(LOCAL, workers)
    try:
        orders = work_in(base / f"{workers}").orders
        list(cluster.each(run_chunk, orders[: 2 * workers]))
        begin_at = time.perf_counter()
        list(cluster.each(run_chunk, orders[2 * workers : 2 * workers + chunks]))
        return time.perf_counter() - begin_at
    finally:
        cluster.close()


def main() -> None:
    """Print both rates and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dask_workers", description=__doc__)
    parser.add_argument("--chunks", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=1, help="by turns, for a machine that does much else")
    asked = parser.parse_args()
    for _ in range(asked.rounds):
        with tempfile.TemporaryDirectory() as base:
            one, two = (seconds(workers, asked.chunks, Path(base)) for workers in (1, 2))
        load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load not known"
        print(
            f"{asked.chunks} chunks: {one:.1f} s by one worker, {two:.1f} s by two: "
            f"{one / two:.2f} times as fast, at {load}",
            flush=True,
        )


if __name__ == "__main__":
    main()
