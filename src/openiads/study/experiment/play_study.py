"""A study from its first chunk to its tables, in a folder that survives being interrupted."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openiads.ground.errors import Notice, OutOfRange, OutputError
from openiads.ground.lock import take_away, working_in
from openiads.ground.output import sweep
from openiads.ground.place import anchored
from openiads.simulation.engine import DEFAULT_TILE
from openiads.study.campaign import run_folder
from openiads.study.executors.executor import Executor
from openiads.study.executors.serial import Serial
from openiads.study.experiment.finish import finish, tidy
from openiads.study.experiment.pace import Pace, Progress
from openiads.study.experiment.play_chunk import Order, record_in, require_shared, run_chunk
from openiads.study.experiment.results import Results
from openiads.study.experiment.study_demand import Demand, demand_of, held_in, weigh
from openiads.study.experiment.study_manifest import (
    MANIFEST,
    STUDY,
    arms_told,
    chunks_of,
    manifest_of,
    read_manifest,
    require_same,
)
from openiads.study.experiment.to_play import Play
from openiads.study.experiment.until import SoFar, half_width


@dataclass
class Work:
    """A study that is being played."""

    play: Play
    folder: Path
    manifest: dict[str, Any]
    demand: Demand
    tile: int = DEFAULT_TILE
    orders: list[Order] = field(init=False)
    there: set[int] = field(default_factory=set)  # numbers of chunks that are whole

    def __post_init__(self) -> None:
        self.orders = [self._order(rectangle) for rectangle in chunks_of(self.manifest)]

    def _order(self, rectangle: Any) -> Order:
        arm = self.manifest["arms"][rectangle.arm]
        return Order(
            self.folder, self.play.sha256, arm["name"], rectangle, self.play.seed, self.play.scenario_at,
            arm["inputs_sha256"], self.play.keep, self.tile, self.play.catalogue,
        )  # fmt: skip


def begin(
    play: Play,
    out: str | Path,
    resume: bool = False,
    tile: int = DEFAULT_TILE,
    workers: int = 1,
    first: int = 0,
) -> Work:
    """Make the folder of a study, or with `resume` go on with the one that is there; nothing is played.

    Its chunks have numbers from 0 on, which stay.

    Parameters
    ----------
    workers : that will play at once on this machine
    first : number of the chunk that will be played first

    Raises
    ------
    OutOfRange
        if there is no room for it or no such chunk, and nothing is made
    OutputError
        if the folder is there and is not gone on with, or cannot be made
    ResultMismatch
        if it holds another study
    """
    where = anchored(out)
    if not (resume and os.path.lexists(where)):
        run_folder.require_new(where)
    arms, burdens = arms_told(play, tile)
    wanted, demand = manifest_of(play, arms), demand_of(play, burdens)
    begun = os.path.lexists(where)
    # Before the chunks are listed: of a study without measure that alone takes all time and memory.
    if begun:
        require_same(where, read_manifest(where), wanted)
    else:
        weigh(play, demand, where, workers)
    _require_chunk(wanted, first)
    if not begun:
        try:
            run_folder.create_with(where, {MANIFEST: run_folder.sealed_text(wanted), STUDY: play.text})
        except OutputError:
            if not (resume and os.path.lexists(where)):
                raise  # with it, another process of ours may just have made it
    found = read_manifest(where)
    require_same(where, found, wanted)
    return Work(play, where, found, demand, tile)


def _require_chunk(wanted: dict[str, Any], first: int) -> None:
    count = len(chunks_of(wanted))
    if first >= count:
        raise OutOfRange(
            f"--chunks begins with {first}; chunks 0 to {count - 1} are allowed; see openiads study plan"
        )


def play_study(
    play: Play,
    out: str | Path,
    executor: Executor | None = None,
    *,
    resume: bool = False,
    tile: int = DEFAULT_TILE,
    progress: Progress | None = None,
) -> Results:
    """Play a study into a folder; one process at a time does.

    Raises
    ------
    KeyboardInterrupt
        that says how to go on; what was played stays
    """
    player = executor or Serial()
    work = begin(play, out, resume, tile, player.here)
    if not work.manifest["complete"]:
        there = held_in(work.folder / run_folder.CHUNKS)
        if there:
            weigh(play, work.demand, work.folder, player.here, there)
        with working_in(work.folder):
            work.manifest = read_manifest(work.folder)  # of now: who worked here may just have ended
            if not work.manifest["complete"]:
                _play(work, player, progress)
            take_away(work.folder)
    tidy(work.folder, play.text)
    return Results(work.folder)


def play_part(
    play: Play,
    out: str | Path,
    first: int,
    last: int,
    executor: Executor | None = None,
    *,
    tile: int = DEFAULT_TILE,
    progress: Progress | None = None,
) -> int:
    """Play chunks [first, last) by their numbers, beside others who play theirs; gives how many there are.

    Nobody is locked out, for a chunk is whole or not there.  `play_study` with `resume` puts all together.

    Raises
    ------
    OutOfRange
        if there is no chunk with the first number, and nothing is made
    KeyboardInterrupt
        that says how to go on; what was played stays
    """
    player = executor or Serial()
    work = begin(play, out, True, tile, player.here, first)
    if not work.manifest["complete"]:
        numbers = range(first, min(last, len(work.orders)))
        try:
            _each(work, numbers, player, _pace(work, numbers, progress))
        except KeyboardInterrupt:
            _sweep(work.folder)
            raise KeyboardInterrupt(f"{_kept(work.folder)}; the same command goes on from there") from None
    return len(work.orders)


def _kept(folder: Path) -> str:
    return f"interrupted; what was played is in {folder}"


def _pace(work: Work, numbers: Sequence[int], progress: Progress | None) -> Pace:
    first = work.manifest["arms"][0]
    so_far = SoFar(first["name"], work.play.until, first["common_failure_probability"])
    return Pace(sum(work.orders[n].rectangle.rows for n in numbers), so_far, progress)


def _play(work: Work, executor: Executor, progress: Progress | None) -> None:
    pace = _pace(work, range(len(work.orders)), progress)
    try:
        pace.there(_mend(work))
        chosen = _nominal(work, executor, pace)
        chosen += [n for n, order in enumerate(work.orders) if order.rectangle.begin > 0]
        _each(work, chosen, executor, pace)
        finish(work.folder, work.play, work.manifest, [work.orders[n] for n in chosen])
    except KeyboardInterrupt:
        _sweep(work.folder)
        raise KeyboardInterrupt(f"{_kept(work.folder)}; the same with --resume goes on from there") from None


def _nominal(work: Work, executor: Executor, pace: Pace) -> list[int]:
    """Play the nominal point look by look until it is precise enough; gives the numbers of its chunks."""
    nominal = [(n, order.rectangle) for n, order in enumerate(work.orders) if order.rectangle.begin == 0]
    for look in work.manifest["looks"]:
        chosen = [n for n, rectangle in nominal if rectangle.last <= look]
        _each(work, chosen, executor, pace)
        if _is_enough(work, [work.orders[n] for n in chosen]):
            break
    work.manifest["replicates"] = look
    pace.spared(sum(r.rows for n, r in nominal if r.last > look and n not in work.there))
    return chosen


def _is_enough(work: Work, orders: Sequence[Order]) -> bool:
    until = work.play.until
    if until is None:
        return False
    return all(
        half_width(
            [order for order in orders if order.arm == arm["name"]], until, arm["common_failure_probability"]
        )
        <= until.half_width
        for arm in work.manifest["arms"]
    )


def _each(work: Work, numbers: Sequence[int], executor: Executor, pace: Pace) -> None:
    """Play those of the chunks that are not there."""
    missing = [n for n in numbers if n not in work.there]
    with closing(executor.each(run_chunk, (work.orders[n] for n in missing))) as played:
        for job, _ in played:
            order = work.orders[missing[job]]
            require_shared(order)
            work.there.add(missing[job])
            pace.played(order)


def _mend(work: Work) -> list[Order]:
    """Clear away what killed processes left, and take in what is whole; gives those chunks."""
    _sweep(work.folder)
    for number, order in enumerate(work.orders):
        if not os.path.lexists(order.chunk):
            continue
        if record_in(order) is not None:
            work.there.add(number)
            continue
        place = run_folder.set_aside(order.chunk, order.folder)
        told = f"{order.chunk}: is not what was written; it is played again, and kept as {place}"
        warnings.warn(Notice(told), stacklevel=4)
    return [work.orders[n] for n in sorted(work.there)]


def _sweep(folder: Path) -> None:
    chunks = folder / run_folder.CHUNKS
    arms = list(chunks.iterdir()) if chunks.is_dir() and not chunks.is_symlink() else []
    for place in (folder, chunks, *(arm for arm in arms if not arm.is_symlink())):
        sweep(place)
