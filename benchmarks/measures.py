"""What is measured, and how."""

from __future__ import annotations

import tempfile
from typing import Any

from benchmarks.clock import child_peak, child_seconds, interleaved, reference_kernel, spent
from benchmarks.phases import shares
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare

MAIN, SMALL = "turkey-2017", "one-battery"

Figures = dict[str, Any]


def engine(replicates: int, rounds: int) -> Figures:
    """The main scenario as it stands, one core, warm: object-steps and plots per CPU second, shares."""
    world = prepare(MAIN).world
    list(play(world, 1, 0, 1))
    books: list[Books] = []

    def work() -> None:
        books[:] = play(world, 1, 0, replicates)

    seconds, reference = interleaved(work, reference_kernel, rounds=rounds)
    object_steps = sum(int(b.outcomes["object_steps"].sum()) for b in books)
    plots = sum(int(b.outcomes["plots"].sum()) for b in books)
    share = shares(world, max(replicates // 4, 1))
    return {
        "object_steps_per_second": object_steps / seconds,
        "object_steps_per_second_without_tracking": object_steps / seconds / (1.0 - share["track"]),
        "plots_per_second": plots / seconds,
        "milliseconds_per_replicate": 1e3 * seconds / replicates,
        "in_reference_kernels_per_replicate": seconds / replicates / reference,
        "reference_kernel_milliseconds": 1e3 * reference,
        "share_by_phase": share,
    }


def twin(scenario: str, replicates: int, rounds: int) -> Figures:
    """The engine against the readable twin: the same replicates in turn, in one process."""
    from openiads.simulation import reference

    world = prepare(scenario).world
    list(play(world, 1, 0, 1))

    def slow() -> None:
        for replicate in range(replicates):
            reference.play(world, 1, replicate)

    def fast() -> None:
        list(play(world, 1, 0, 16 * replicates))

    slow_seconds, fast_seconds = interleaved(slow, fast, rounds=rounds)
    return {
        "twin_seconds_per_replicate": slow_seconds / replicates,
        "engine_seconds_per_replicate": fast_seconds / replicates / 16,
        "ratio": 16.0 * slow_seconds / fast_seconds,
    }


RUN = """
import tempfile, os
from openiads.cli.main import main
import sys
sys.argv = ["openiads", "run", "{scenario}", "--replicates", "1", "--json", "--workers", "1",
            "--out", os.path.join(tempfile.mkdtemp(), "run")]
standard, sys.stdout = sys.stdout, open(os.devnull, "w")
try:
    main()
except SystemExit:
    pass
sys.stdout = standard
"""


def start(rounds: int) -> Figures:
    """`openiads run one-battery --replicates 1` in a fresh Python with its machine code on disk."""
    code = RUN.format(scenario=SMALL)
    child_seconds(code)
    walls, cpus = zip(*(child_seconds(code) for _ in range(rounds)), strict=True)
    return {"seconds": min(walls), "cpu_seconds": min(cpus)}


def compiling() -> Figures:
    """The same with no machine code anywhere, less the same once warm: what compiling everything costs."""
    code = RUN.format(scenario=SMALL)
    with tempfile.TemporaryDirectory() as folder:
        _, cold = child_seconds(code, OPENIADS_CACHE_DIR=folder)
        _, warm = child_seconds(code, OPENIADS_CACHE_DIR=folder)
    return {"cpu_seconds": cold - warm}


STREAM = """
import os, tempfile
from openiads.study.campaign.run_campaign import run
with tempfile.TemporaryDirectory() as folder:
    run("{scenario}", replicates={replicates}, seed=1, workers=1, out=os.path.join(folder, "run"))
"""


def memory(replicates: int) -> Figures:
    """Largest memory of a run of the main scenario that streams to disk, in a fresh Python."""
    _, peak = child_peak(STREAM.format(scenario=MAIN, replicates=replicates))
    return {"replicates": replicates, "peak_mib": peak}


def preparing() -> Figures:
    """From a scenario to its World: tables, routes, horizons."""
    return {scenario: spent(lambda name=scenario: prepare(name)) for scenario in (SMALL, MAIN)}
