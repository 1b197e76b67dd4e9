"""What a study will write and hold, before any of it is played: it is weighed against what this machine has.

All of it is rough, told as "about".  What a row takes was measured over the six built-in scenarios, as
Parquet writes it: the larger ones stand here, and the smallest beside them.
"""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage
from typing import NamedTuple

from openiads.ground import machine
from openiads.ground.errors import Notice, OutOfRange
from openiads.ground.machine import LARGE, PROCESS, bytes_told, counted, seconds_told
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.estimate import LONG, Work, estimate
from openiads.study.campaign.tables import NAMES
from openiads.study.experiment.rectangles import TYPICAL, rows_together
from openiads.study.experiment.to_play import Play

OUTCOME, TARGET, EVENT = 28.0, 75.0, 12.0
"""A row of each table [byte]: 20, 70 and 10 at least; of targets 170 where many are told of at length."""
EVENTS = 7.0
"""Events of one target: 5 to 8."""
FILE = 8e3
"""Of a table of one chunk, however few its rows [byte]: 4 to 8."""
COLUMNS = 250.0
"""What the comparison holds of one row of the outcomes [byte]: 175, and more where a box is read."""
ASKING = 0.5e9
"""The process that asks, with what joins tables and answers by SQL [byte]."""
JOINED = 2.0
"""Chunks and tables lie beside each other while the tables are joined."""


class Burden(NamedTuple):
    """What one arm brings with it."""

    targets: int
    rows: float  # of outcomes for a replicate: some are played with the common failure too
    together: int  # replicates of a chunk
    seconds: float  # of one processor for a replicate
    memory: float  # of a worker, besides the process itself [byte]


class Demand(NamedTuple):
    """What a study takes, about."""

    replicates: float  # of all arms at all points
    disk: Mapping[str, float]  # of the tables that are kept, once they are joined [byte]
    chunks: float  # number of chunks
    seconds: float  # of one processor
    worker: float  # memory of each process that plays [byte]
    asking: float  # memory of the one that asks, at the end [byte]

    @property
    def disk_at_most(self) -> float:
        """Disk while the tables are joined [byte]."""
        return JOINED * sum(self.disk.values()) + self.chunks * len(self.disk) * FILE


def burden_of(prepared: Prepared, tile: int) -> Burden:
    """What an arm brings with it, read from its World."""
    world = prepared.world
    together = rows_together(world)
    one = Work(world, TYPICAL, chunk=together, tile=tile)
    found = estimate(one)
    held = estimate(Work(world, together, chunk=together, tile=tile)).memory
    # The World at hand and the one at its nominal point.
    memory = 2.0 * held["world"] + held["tiles"] + held["rows"]
    return Burden(one.targets, one.rows / TYPICAL, together, found.seconds / TYPICAL, memory)


def demand_of(play: Play, burdens: Sequence[Burden]) -> Demand:
    """What a study takes with all its replicates; with an end by precision that is at most.

    Our own: rows of each table, times what one was measured to take.
    """
    each = play.looks[-1] + (play.points - 1) * play.box_replicates
    rows = each * sum(burden.rows for burden in burdens)
    targets = each * sum(burden.rows * burden.targets for burden in burdens)
    disk = {"outcomes": OUTCOME * rows, "targets": TARGET * targets, "events": EVENT * EVENTS * targets}
    return Demand(
        replicates=each * len(burdens),
        disk={name: disk[name] for name in NAMES if name in play.keep},
        chunks=sum(math.ceil(each / burden.together) for burden in burdens),
        seconds=each * sum(burden.rows * burden.seconds for burden in burdens),
        worker=PROCESS + max(burden.memory for burden in burdens),
        asking=ASKING + COLUMNS * rows,
    )


def weigh(play: Play, demand: Demand, folder: Path, workers: int, there: float = 0.0) -> None:
    """Refuse a study for which there is no room, and say what a large one takes.

    Parameters
    ----------
    folder : of the study, which need not be there
    workers : that play at once on this machine; none, where a cluster of others does
    there : what is in the folder already [byte]

    Raises
    ------
    OutOfRange
        with what it needs, what is there, and what would make it less
    """
    _require_disk(play, demand, folder, there)
    memory = demand.asking + (demand.worker if workers > 1 else demand.worker - PROCESS) * workers
    _require_memory(play, demand, memory, workers)
    seconds = demand.seconds / max(workers, 1)
    large = demand.disk_at_most > LARGE or memory > LARGE + workers * PROCESS or seconds > LONG
    if large and not there:  # who goes on was told when it began
        warnings.warn(
            f"{_told(play, demand)} take about {seconds_told(seconds)}{_by(workers)}, "
            f"{bytes_told(memory)} of memory and {bytes_told(sum(demand.disk.values()))} of disk, "
            "twice that while they are joined; the progress bar soon shows better",
            Notice,
            stacklevel=2,
        )


def _by(workers: int) -> str:
    return f" on {workers} processes" if workers > 1 else " of one processor"


def _told(play: Play, demand: Demand) -> str:
    arms, points = len(play.arms), play.points
    several = f" of {arms} arms" * (arms > 1) + f" at {points:,} points" * (points > 1)
    return f"{counted(demand.replicates)} replicates{several}"


def _require_disk(play: Play, demand: Demand, folder: Path, there: float) -> None:
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = float(disk_usage(place).free)
    needed = demand.disk_at_most - there
    if needed <= free:
        return
    tables = ", ".join(f"{name} {bytes_told(amount)}" for name, amount in demand.disk.items())
    fewer = "keep fewer tables, at least outcomes, or play fewer" if len(demand.disk) > 1 else "play fewer"
    raise OutOfRange(
        f"{_largest(play)}: {_told(play, demand)} take about {bytes_told(demand.disk_at_most)} of disk "
        f"while they are joined ({tables}, and as much in chunks); {place} has {bytes_told(free)} free; "
        f"{fewer} {_parts(play)}, or name a larger disk with --out"
    )


def _require_memory(play: Play, demand: Demand, memory: float, workers: int) -> None:
    has = machine.memory()
    if memory <= has:
        return
    crowded = demand.asking <= has / 2.0 and workers > 1
    field = "workers" if crowded else _largest(play)
    players = f"{bytes_told(demand.worker)} each of {workers} workers, " if workers > 1 else ""
    parts = f"{players}{bytes_told(demand.asking)} to compare them"
    remedy = (
        f"play by fewer --workers, or {'fewer ' + _parts(play)}" if crowded else f"play fewer {_parts(play)}"
    )
    raise OutOfRange(
        f"{field}: {_told(play, demand)} take about {bytes_told(memory)} of memory ({parts}); "
        f"this machine has {bytes_told(has)}; {remedy}"
    )


def _largest(play: Play) -> str:
    """Field of the study file that makes it large."""
    return "box.points" if (play.points - 1) * play.box_replicates > play.looks[-1] else "replicates"


def _parts(play: Play) -> str:
    """What there may be fewer of."""
    return "points or replicates" if play.points > 1 else "replicates"


def held_in(folder: Path) -> float:
    """What the chunks of a folder take [byte]."""
    held = 0.0
    for place, _, files in os.walk(folder):
        for file in files:
            with suppress(OSError):  # somebody just moved it
                held += os.lstat(Path(place) / file).st_size
    return held
