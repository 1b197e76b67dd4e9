"""The engine of this checkout against that of another, by turns: what a change costs on any machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any

from benchmarks.clock import ROOT

Figures = dict[str, Any]

SERVER = """
import sys, time
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare

world = prepare(sys.argv[1]).world
list(play(world, 1, 0, 2))  # compiles
print("ready", flush=True)
for line in sys.stdin:
    begin = time.process_time()
    books = list(play(world, 1, 0, int(line)))
    spent = time.process_time() - begin
    counts = (sum(int(b.outcomes[name].sum()) for b in books) for name in ("object_steps", "plots"))
    print(spent, *counts, flush=True)
"""


class Engine:
    """A process that plays a scenario with the sources of one checkout, when it is told to."""

    def __init__(self, checkout: Path, scenario: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, scenario],
            env=os.environ | {"PYTHONPATH": str(checkout / "src")},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._hear()

    def _hear(self) -> list[str]:
        assert self.process.stdout is not None
        words = self.process.stdout.readline().split()
        if not words:
            raise RuntimeError("the engine of a checkout ended; its own words stand above")
        return words

    def play(self, replicates: int) -> list[float]:
        """CPU seconds, object-steps and plots of so many replicates."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{replicates}\n")
        self.process.stdin.flush()
        return [float(word) for word in self._hear()]

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def against(checkout: Path, scenario: str, replicates: int, rounds: int) -> Figures:
    """CPU seconds a replicate here over there: median and spread of `rounds` pairs, each first by turns."""
    with Engine(checkout, scenario) as other, Engine(ROOT, scenario) as this:
        pairs = []
        for turn in range(rounds):
            first, second = (this, other) if turn % 2 else (other, this)
            one, two = first.play(replicates), second.play(replicates)
            pairs.append((one, two) if first is other else (two, one))
    ratios = sorted(here[0] / there[0] for there, here in pairs)
    there, here = (
        [median(column) / replicates for column in zip(*side, strict=True)]
        for side in zip(*pairs, strict=True)
    )
    return {
        "milliseconds_per_replicate_there": 1e3 * there[0],
        "milliseconds_per_replicate_here": 1e3 * here[0],
        "ratio": median(ratios),
        "least_ratio": ratios[0],
        "largest_ratio": ratios[-1],
        "ratio_of_object_steps": here[1] / there[1],
        "ratio_of_plots": here[2] / there[2],
        "ratio_of_time_per_object_step": median(ratios) * there[1] / here[1],
    }
