"""What a campaign will take - time, memory, disk - before anything of it is played.

All of it is rough: a first figure to decide by, told as "about".  Behind it are the built-in scenarios, and
for time 48 of few or many raiders and batteries too, on one of two busy cores of an Intel Xeon; the rest was
measured on an AMD EPYC (Zen 4).  The middle stands here and the spread beside it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

from openiads.ground import machine
from openiads.ground.errors import Notice, OutOfRange
from openiads.ground.machine import LARGE, PROCESS, bytes_told, counted, seconds_told
from openiads.simulation.failure_strata import spacing
from openiads.state.state import bytes_of_row
from openiads.state.world import World, bytes_of
from openiads.study.campaign.effort import Effort, effort

RATES = Effort(steps=100e-9, flown=41e-9, marks=40e-9, plots=1060e-9, asked=430e-9)
"""How long each of what there is to do takes [s], by `scripts/fit_estimate.py`.

What they tell of its 57 scenarios is 0.34 to 1.87 times what those took.
"""
OPENING = 1e-4
"""Setting up and closing one replicate [s]."""
TWIN = 500.0
"""How much longer the readable twin takes: 440 times and 658 times."""
DISK = 160.0
"""What is written for one target of one replicate [byte]: 70 to 123."""
ROWS = 2_500.0
"""What one target of one replicate holds until it is written [byte]: 600 to 800 as books and as tables."""
OUTCOME = 400.0
"""What the summary holds of one replicate [byte]: 40 columns, some of them twice."""
SEEN = 300.0
"""What the replay holds of one place of one target, and of what each picture believes of it [byte]."""
CHUNK_MEMORY = 0.5e9
"""Rows of one chunk, at most [byte]."""
FRAME = 5.0
"""Time between two frames of the replay [s]."""
LONG = 60.0
"""Seconds from which on an estimate is shown."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be played."""

    world: World
    replicates: int
    threads: int = 1
    tile: int = 16
    reference: bool = False
    chunk: int | None = None  # replicates that are played and written together; None, nothing is written

    @property
    def rows(self) -> float:
        """Replicates, those twice that are played with the common failure too."""
        every = spacing(self.world.doctrine.common_failure_probability)
        return self.replicates * (1.0 + 1.0 / every if every else 1.0)

    @property
    def targets(self) -> int:
        """Everything that may fly."""
        return int(self.world.target_f.shape[1])


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it will take, about."""

    object_steps: float
    seconds: float  # of wall clock
    disk: float  # [byte], once it is whole; while it is joined twice that
    memory: dict[str, float]  # [byte] by what takes it

    @property
    def memory_in_all(self) -> float:
        """Memory at most [byte]."""
        return sum(self.memory.values())

    @property
    def is_large(self) -> bool:
        """Whether it is worth a word."""
        return self.seconds > LONG or self.disk > LARGE or self.memory_in_all > LARGE


def most_together(world: World) -> int:
    """Replicates whose rows may wait in memory until they are written."""
    return max(int(CHUNK_MEMORY / (ROWS * max(world.target_f.shape[1], 1))), 1)


def estimate(work: Work) -> Estimate:
    """What it will take.

    Our own: what there is to do, times rates that were measured.
    """
    one = effort(work.world)
    per_row = OPENING + sum(count * rate for count, rate in zip(one, RATES, strict=True))
    together = min(work.replicates, work.chunk or work.replicates)
    at_once = min(work.threads * work.tile, together)
    memory = {"process": PROCESS, "world": float(bytes_of(work.world))}
    memory["tiles"] = 0.0 if work.reference else float(at_once * bytes_of_row(work.world))
    if work.chunk is not None:
        memory["rows"] = ROWS * work.targets * together
        memory["summary"] = OUTCOME * work.rows
        frames = one.flown * work.world.clock.step / FRAME
        memory["replay"] = SEEN * frames * (1 + work.world.network_f.shape[1])
    return Estimate(
        object_steps=work.rows * one.flown,
        seconds=work.rows * per_row * (TWIN if work.reference else 1.0 / work.threads),
        disk=DISK * work.targets * work.rows if work.chunk is not None else 0.0,
        memory=memory,
    )


CAUSES = {
    "tiles": (
        "tile",
        "{tile} replicates are played together on each of {threads} threads",
        "play fewer at once",
    ),
    "summary": (
        "replicates",
        "there are {replicates:,} of them",
        "play fewer, or a part with span or --range",
    ),
    "replay": (
        "area.duration_s",
        "{targets:,} targets are watched to the end",
        "end it earlier, or count fewer",
    ),
}
"""Field, reason and remedy, by what takes the memory."""
OTHER = ("scenario", "{targets:,} targets fly", "count fewer raiders, flights and radars")


def require_room(work: Work, found: Estimate) -> None:
    """Refuse what no memory of this machine holds.

    Raises
    ------
    OutOfRange
        with the field that makes it large, how long it would have taken, and what is there
    """
    has, needed = machine.memory(), found.memory_in_all
    if needed <= has:
        return
    largest = max((part for part in found.memory if part != "process"), key=lambda part: found.memory[part])
    if largest == "tiles" and bytes_of_row(work.world) > 0.5 * has:
        largest = "world"  # no tile is small enough
    field, reason, remedy = CAUSES.get(largest, OTHER)
    numbers = {name: getattr(work, name) for name in ("tile", "threads", "replicates", "targets")}
    raise OutOfRange(
        f"{field}: {reason.format(**numbers)}; that takes about {bytes_told(needed)} of memory, "
        f"{bytes_told(found.disk)} of disk and {seconds_told(found.seconds)}; "
        f"this machine has {bytes_told(has)} of memory; {remedy}"
    )


def tell(work: Work, found: Estimate, folder: Path | None = None) -> None:
    """Say what it will take, where that is much."""
    if not found.is_large:
        return
    threads = f"{work.threads} thread{'s' if work.threads > 1 else ''}"
    parts = [
        f"{counted(found.object_steps)} object-steps take about {seconds_told(found.seconds)} on {threads}"
    ]
    parts.append(f"{bytes_told(found.memory_in_all)} of memory")
    if folder is not None:
        free = disk_usage(next(p for p in (folder, *folder.absolute().parents) if p.exists())).free
        short = f" (of {bytes_told(free)} that are free)" if 2.0 * found.disk > free else ""
        parts.append(f"{bytes_told(found.disk)} of disk, twice that while it is joined{short}")
    warnings.warn(
        f"{', '.join(parts)}; that is if nothing is shot down: the progress bar soon shows better",
        Notice,
        stacklevel=2,
    )


def weigh(work: Work, folder: Path | None = None) -> None:
    """Estimate, refuse what is too large, and say what is large."""
    found = estimate(work)
    require_room(work, found)
    tell(work, found, folder)
