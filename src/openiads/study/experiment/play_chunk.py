"""Play one chunk: whole or not at all, and never twice."""

from __future__ import annotations

import os
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.errors import OutputError, ResultMismatch
from openiads.ground.output import writing
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import sha256_of
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.campaign import run_folder
from openiads.study.campaign.inputs import differences, inputs_of, sha256_of_inputs
from openiads.study.campaign.tables import Tables, tables_of
from openiads.study.experiment.held_ground import HeldGround
from openiads.study.experiment.point_seed import seed_at
from openiads.study.experiment.rectangles import Rectangle
from openiads.study.experiment.study_manifest import arm_folder, read_manifest

BASES = 2
"""Arms whose ground a process keeps: where one ends and the next begins, threads play both."""


@dataclass(frozen=True, slots=True)
class Order:
    """All that a worker needs, wherever it is; the folder it must share."""

    folder: Path
    study_sha256: str
    arm: str
    rectangle: Rectangle
    seed: int
    scenario_at: Callable[[str, int], Scenario]
    inputs_sha256: str  # of the arm at its nominal point
    keep: tuple[str, ...]
    tile: int
    catalogue: Catalogue = PACKAGED

    @property
    def chunk(self) -> Path:
        """Where it is written."""
        return self.folder / run_folder.CHUNKS / arm_folder(self.arm) / self.rectangle.name

    def identity(self) -> dict[str, Any]:
        """What its record says of which chunk of which study it is."""
        return {
            "study_sha256": self.study_sha256,
            "arm": self.arm,
            "rectangle": list(self.rectangle[1:]),
            "seed": self.seed,
            "inputs_sha256": self.inputs_sha256,
            "keep": list(self.keep),
            "version": version("openiads"),
        }


def run_chunk(order: Order) -> Path:
    """Folder of a chunk, played unless it is there; what is there and torn is set aside."""
    if record_in(order) is None:
        _set_aside(order)
        _write(order, *_played(order))
    return order.chunk


def record_in(order: Order) -> dict[str, Any] | None:
    """Record of a chunk that is there as it was written; None of any other."""
    record = run_folder.said_by(order.chunk)
    if record is None or not order.identity().items() <= record.items():
        return None
    return None if run_folder.unlike(order.chunk, record["files"], order.keep) else record


def _set_aside(order: Order) -> None:
    with suppress(FileNotFoundError):  # somebody else just did
        run_folder.set_aside(order.chunk, order.folder)


def _played(order: Order) -> tuple[Tables, dict[str, Any]]:
    clock = time.perf_counter(), time.thread_time()
    base = _base(order)
    cells, scenarios, probabilities = [], [], []
    for point in range(order.rectangle.begin, order.rectangle.end):
        prepared = base if point == 0 else _prepared_at(order, point, base)
        cells.append(_cell(order, point, prepared))
        scenarios.append(sha256_of(prepared.scenario))
        probabilities.append(float(prepared.world.doctrine.common_failure_probability))
    tables = {name: joined([cell[name] for cell in cells]) for name in order.keep}
    spent = {"seconds": time.perf_counter() - clock[0], "cpu_seconds": time.thread_time() - clock[1]}
    return tables, order.identity() | {
        "scenarios": scenarios,
        "common_failure_probabilities": probabilities,
    } | spent


def _prepared_at(order: Order, point: int, base: Prepared) -> Prepared:
    """An arm at a point of the box; of the ground the arm before had mostly the same there."""
    key = order.study_sha256, point
    ground = _points.get(key)
    prepared = prepare(
        order.scenario_at(order.arm, point), order.catalogue, base if ground is None else ground
    )
    if prepared.surroundings is not None:
        _points.put(key, prepared.surroundings)
    return prepared


def _cell(order: Order, point: int, prepared: Prepared) -> Tables:
    span = order.rectangle.first, order.rectangle.last
    seed = seed_at(order.seed, point)
    books = play(prepared.world, seed, *span, tile=order.tile, chain=prepared.chain)
    tables = tables_of(Books.joined(list(books)), prepared.plan)
    return {name: _at_point(tables[name], point) for name in order.keep}


def _at_point(table: Any, point: int) -> Any:
    return table.add_column(0, "point", pa.repeat(pa.scalar(point, pa.int32()), table.num_rows))


def joined(tables: list[Any]) -> Any:
    """Tables below each other, words by one list."""
    if len(tables) == 1:
        return tables[0]
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def _write(order: Order, tables: Tables, record: dict[str, Any]) -> None:
    chunk = order.chunk
    with writing(chunk, resumes=True):
        run_folder.make_inside(chunk.parent.parent, "the chunks of a study, a folder")
        run_folder.make_inside(chunk.parent, "the chunks of an arm, a folder")
        try:
            run_folder.put_chunk(chunk, tables, record)
        except OSError:
            # Another process may just have given it its name: its chunk is as good as ours.
            if not os.path.lexists(chunk) or record_in(order) is None:
                raise


_points = HeldGround()
"""The ground at points of boxes, as this process prepared it last."""
_bases: OrderedDict[tuple[str, ...], Prepared] = OrderedDict()
"""Arms at their nominal point, as this process prepared them last."""
_lock = Lock()


def _base(order: Order) -> Prepared:
    """The arm at its nominal point, seen to rest on what the study was begun with."""
    key = order.study_sha256, order.arm, order.inputs_sha256
    with _lock:
        if key not in _bases:
            ground = next(reversed(_bases.values()), None)
            prepared = prepare(order.scenario_at(order.arm, 0), order.catalogue, like=ground)
            _require_same(order, inputs_of(prepared))
            _bases[key] = prepared
            while len(_bases) > BASES:
                _bases.popitem(last=False)
        _bases.move_to_end(key)
        return _bases[key]


def _require_same(order: Order, inputs: dict[str, Any]) -> None:
    if sha256_of_inputs(inputs) == order.inputs_sha256:
        return
    arms = read_manifest(order.folder)["arms"]
    there = next((arm["inputs"] for arm in arms if arm["name"] == order.arm), None)
    changed = differences(there, inputs) if there else ["all of them"]
    raise ResultMismatch(
        f"{order.folder}: arm {order.arm!r} was begun with other inputs than those on "
        f"{socket.gethostname()}: {', '.join(changed)}; play with what it was begun with"
    )


def require_shared(order: Order) -> None:
    """Refuse a worker that wrote somewhere else than where we look."""
    if not os.path.lexists(order.chunk):
        raise OutputError(
            f"{order.chunk}: was played and is not there; workers must see the folder by the same path; "
            "put it on a disk that all share"
        )
