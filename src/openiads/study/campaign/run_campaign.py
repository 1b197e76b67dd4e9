"""A campaign: many replicates of one scenario, kept in a run folder that survives being interrupted."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, SupportsIndex

from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground.errors import OutOfRange, OutputError
from openiads.ground.kinds import function, one_of, one_or_texts, several, shown, truth
from openiads.ground.lock import take_away, working_in
from openiads.ground.place import anchored
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import canonical_toml
from openiads.simulation.books import Books
from openiads.simulation.engine import DEFAULT_TILE, DRIVERS, default_workers, play
from openiads.simulation.models import DEFAULT, require_default
from openiads.simulation.open_tile import open_tile
from openiads.simulation.prepare import Prepared, prepare
from openiads.state.state import Capacity
from openiads.study.campaign import run_folder
from openiads.study.campaign.digest import Digest
from openiads.study.campaign.estimate import Work, most_together, weigh
from openiads.study.campaign.merge import REFERENCE, drop_chunks, merge_chunks
from openiads.study.campaign.resume import begun, mend
from openiads.study.campaign.run_checks import check_step
from openiads.study.campaign.run_manifest import ONE_RUN, manifest_of, missing, spans, take_in
from openiads.study.campaign.summarise import summarise
from openiads.study.campaign.summary import Summary
from openiads.study.campaign.tables import Tables, tables_of

Engine = Literal["fused", "stepped", "reference"]
Progress = Callable[[int, int], None]
"""Called with how many replicates are done, of how many."""

ENGINES = ("fused", "stepped", "reference")
CHUNK = 500
"""Replicates of a chunk, or fewer where that is too much for memory: what is lost at most when the power
fails."""
DEFAULT_REPLICATES = 200
MOST = 2**32
"""Bound of seeds and replicate numbers: the draws count in 32 bits."""


@dataclass(frozen=True)
class Campaign:
    """One that is complete."""

    folder: Path  # as it was named
    summary: Summary
    prepared: Prepared = field(repr=False)
    place: Path = field(repr=False)  # the folder, whatever the current one is by now

    @cached_property
    def outcomes(self) -> Any:
        """Arrow table with a row per replicate."""
        return run_folder.read_table(self.place / "outcomes.parquet")

    @cached_property
    def targets(self) -> Any:
        """Arrow table with a row per replicate and target."""
        return run_folder.read_table(self.place / "targets.parquet")

    @cached_property
    def events(self) -> Any:
        """Arrow table with a row per event."""
        return run_folder.read_table(self.place / "events.parquet")


def run(
    scenario: Source,
    *,
    replicates: SupportsIndex = DEFAULT_REPLICATES,
    span: Sequence[SupportsIndex] | None = None,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    tile: SupportsIndex = DEFAULT_TILE,
    engine: Engine = "fused",
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
) -> Campaign:
    """Play a scenario many times and keep everything in a run folder.

    Parameters
    ----------
    scenario : a scenario, its tables as a dict, the name of a built-in one, or a TOML file
    replicates : how often it is played, from replicate 0 on; this and other counts may be NumPy's;
        where a common failure may strike, some are played with it too, and weighed by its probability
    span : first replicate and the one after the last, instead of `replicates`
    workers : threads; all processors if not said
    out : the run folder, `runs/<scenario>-<seed>` if not said; it must not exist
    resume : go on with the folder if it is there, with the engine that began it
    tile : replicates that are played together; results do not depend on it
    changes : to the scenario, as `--set` takes them
    catalogue : a folder of catalogue files of one's own, on top of those that come along
    progress : called once before anything is computed, then after each tile

    Raises
    ------
    ScenarioError
        with all the faults of the scenario in one list, wherever it is from
    CatalogueError
        if an entry of the folder is not as it should be
    OutOfRange
        if a count is no whole number, or out of bounds
    OutputError
        if the folder cannot be written; finished chunks stay, and `resume` goes on from them
    ResultMismatch
        if the folder to go on with holds another run
    """
    resume = truth("resume", resume)
    function("progress", progress)
    one_of("engine", engine, ENGINES)
    first, last = _range(span) if span is not None else (0, _count("replicates", replicates, 1, MOST, 200))
    seed = _count("seed", seed, 0, MOST - 1, 1)
    threads = default_workers() if workers is None else _count("workers", workers, 1, MOST_THREADS, 2)
    tile = _count("tile", tile, 1, MOST - 1, DEFAULT_TILE)
    figures = catalogue_at(catalogue)
    scenario = load(scenario, one_or_texts("changes", changes, "changes=['a.b=1']"), figures)
    named = default_folder(scenario, seed) if out is None else out
    where = anchored(named)
    going_on = not _is_new(where, resume, partial(run_folder.require_new, where))
    if progress is not None:
        progress(0, last - first)
    if engine == REFERENCE:
        require_default(scenario)
    prepared = prepare(scenario, figures)
    manifest = manifest_of(prepared, seed, first, last, engine)
    if not going_on:
        weigh(_work(prepared, last - first, threads, tile, engine), where)
        if scenario.models != DEFAULT:
            ready(prepared, engine)  # a model that cannot be compiled leaves no folder behind
        start = partial(run_folder.create, where, manifest, canonical_toml(scenario))
        going_on = not _is_new(where, resume, start)
    found = begun(where, manifest)
    if not found["complete"]:
        with working_in(where):
            found = begun(where, manifest)  # of now, for whoever worked here may just have ended
            if not found["complete"]:
                mend(where, found)
                left = sum(high - low for low, high in missing(found))
                if going_on and left:
                    weigh(_work(prepared, left, threads, tile, engine), where)
                _play(where, found, prepared, threads, tile, engine, progress)
                _finish(where, found, prepared, threads)
            take_away(where)
    if found["complete"]:
        _tidy(where, canonical_toml(scenario))
    return Campaign(Path(named), summarise(where, found, prepared), prepared, where)


def default_folder(scenario: Scenario, seed: int) -> Path:
    """Where a run goes if nothing is said."""
    return Path("runs") / f"{scenario.name}-{seed}"


def _is_new(where: Path, resume: bool, step: Callable[[], None]) -> bool:
    """Take a step that a new folder needs; a folder that exists, even since this moment, may be continued."""
    try:
        step()
    except OutputError:
        if not (resume and os.path.lexists(where)):
            raise
        return False
    return True


def _range(span: Sequence[SupportsIndex]) -> tuple[int, int]:
    """First replicate and the one after the last."""
    span = several("span", span, "a pair of two whole numbers is allowed", "span=(0, 100)")
    if len(span) != 2:
        raise OutOfRange(f"span is {shown(span)}; two whole numbers are allowed; write it like span=(0, 100)")
    first = whole("span[0]", span[0], 0, MOST - 1, "span=(0, 100)")
    return first, whole("span[1]", span[1], first + 1, MOST, f"span=({first}, {first + 100})")


def _count(name: str, value: SupportsIndex, least: int, most: int, example: int) -> int:
    return whole(name, value, least, most, f"{name}={example}")


def _play(
    where: Path,
    manifest: dict[str, Any],
    prepared: Prepared,
    workers: int,
    tile: int,
    engine: Engine,
    progress: Progress | None,
) -> None:
    """Play what is missing, chunk by chunk."""
    first, last = manifest["first"], manifest["last"]
    ready(prepared, engine)
    for low, high in _chunks(missing(manifest), _together(prepared)):
        clock = time.perf_counter(), time.process_time()
        books: list[Books] = []
        try:
            for part in _books(prepared, manifest["seed"], low, high, workers, tile, engine):
                books.append(part)
                if progress is not None:
                    progress(int(part.outcomes["replicate"][-1]) + 1 - first, last - first)
        finally:
            # Whatever ended the loop, the replicates that were played are kept.
            if books:
                _keep(
                    where, manifest, tables_of(Books.joined(books), prepared.plan, engine != REFERENCE), clock
                )


def _together(prepared: Prepared) -> int:
    """Replicates of a chunk."""
    return min(CHUNK, most_together(prepared.world))


def _work(prepared: Prepared, replicates: int, threads: int, tile: int, engine: Engine) -> Work:
    """What is to be played, to be weighed."""
    return Work(prepared.world, replicates, threads, tile, engine == REFERENCE, _together(prepared))


def _chunks(gaps: Iterable[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Spans of replicates that are played and written together, each of a chunk at most."""
    for begin, end in gaps:
        for low in range(begin, end, most):
            yield low, min(low + most, end)


def ready(prepared: Prepared, engine: Engine) -> None:
    """Compile what is not compiled yet, so that it does not count as playing."""
    if engine == REFERENCE:
        return
    world = prepared.world._replace(clock=prepared.world.clock._replace(steps=0))
    DRIVERS[engine](open_tile(world, 0, 0, 1, Capacity.for_world(world)), world, prepared.chain)


def _books(
    prepared: Prepared, seed: int, low: int, high: int, workers: int, tile: int, engine: Engine
) -> Iterator[Books]:
    if engine != "reference":
        world, chain = prepared.world, prepared.chain
        return play(world, seed, low, high, engine=engine, tile=tile, workers=workers, chain=chain)
    from openiads.study.campaign.twin import play_reference

    return play_reference(prepared.world, seed, low, high)


def _keep(where: Path, manifest: dict[str, Any], tables: Tables, clock: tuple[float, float]) -> None:
    """Write a chunk, then the manifest that knows of it."""
    digest = Digest()
    digest.add(tables)
    numbers = tables["outcomes"]["replicate"]
    record = {
        "first": numbers[0].as_py(),
        "last": numbers[-1].as_py() + 1,
        "sha256": digest.hexdigest(),
        "seconds": time.perf_counter() - clock[0],
        "cpu_seconds": time.process_time() - clock[1],
        **{key: manifest[key] for key in ONE_RUN},
    }
    record = run_folder.write_chunk(where, tables, record)
    before = copy.deepcopy(manifest)
    take_in(manifest, record)
    run_folder.write_manifest(where, manifest, before)


def _finish(where: Path, manifest: dict[str, Any], prepared: Prepared, workers: int) -> None:
    """Join the chunks, check the step, and declare the run complete."""
    before = copy.deepcopy(manifest)
    manifest["outcomes_sha256"] = merge_chunks(where, spans(manifest))
    outcomes = run_folder.read_table(where / "outcomes.parquet", ["replicate", "common_failure", "leakers"])
    manifest["files"] = run_folder.files_of(where)
    manifest["step_check"] = check_step(prepared, manifest["seed"], outcomes, workers)
    manifest["complete"] = True
    run_folder.write_manifest(where, manifest, before)


def _tidy(where: Path, scenario: str) -> None:
    """Remove what a whole run needs no more, and put back the scenario where it was lost or edited."""
    if run_folder.text_of(where / run_folder.SCENARIO) != scenario:
        run_folder.write_text(where / run_folder.SCENARIO, scenario)
    if (where / run_folder.CHUNKS).exists():
        drop_chunks(where)
