"""Studies: arms of a scenario on the same draws, and what is not known about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, SupportsIndex

from openiads.api.study_result import StudyResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground.kinds import function, one_or_texts, truth
from openiads.ground.place import anchored
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source
from openiads.simulation.engine import default_workers
from openiads.study.campaign.tables import NAMES
from openiads.study.design.load_study import load
from openiads.study.design.points import Design
from openiads.study.design.presets import comparison
from openiads.study.executors.choose import at_work
from openiads.study.experiment.pace import Progress
from openiads.study.experiment.play_design import play_of
from openiads.study.experiment.play_study import play_study

STUDIES = Path("studies")


def study(
    source: Design | Mapping[str, Any] | str | Path,
    *,
    workers: SupportsIndex | None = None,
    dask: str | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
) -> StudyResult:
    """Play a study into a folder, and compare its arms.

    Parameters
    ----------
    source : a study file, its tables as a dict, or a design
    workers : processes; all processors if not said; results do not depend on them
    dask : address of a Dask scheduler, or `local`, instead
    out : the folder, `studies/<name>` if not said; it must not exist
    resume : go on with the folder if it is there
    catalogue : a folder of catalogue files of one's own, on top of those that come along
    progress : called with a `Standing` after each chunk: `done` replicates of `total`, `rate` a second,
        `left` [s], and the `interval` so far of `measure` in `arm`: leakers or what the study waits for, of
        the first arm

    Raises
    ------
    ScenarioError
        with all the faults of the study in one list
    OutOfRange
        if this machine has not the disk or the memory for it; nothing is written
    OutputError
        if the folder cannot be written; finished chunks stay, and `resume` goes on from them
    ResultMismatch
        if the folder to go on with holds another study
    """
    function("progress", progress)
    again = truth("resume", resume)
    count = default_workers() if workers is None else whole("workers", workers, 1, MOST_THREADS, "workers=2")
    design = source if isinstance(source, Design) else load(source, catalogue_at(catalogue))
    named = anchored(STUDIES / design.name if out is None else out, example="out='studies/mine'")
    with at_work(count, dask) as executor:
        results = play_study(play_of(design), named, executor, resume=again, progress=progress)
    found = StudyResult(named, design, results)
    found.publish()
    return found


def compare(
    scenario: Source,
    vary: Mapping[str, Sequence[Any]] | Sequence[str] | str,
    *,
    equal: str | None = None,
    changes: Sequence[str] | str = (),
    replicates: SupportsIndex = 200,
    seed: SupportsIndex = 1,
    points: SupportsIndex = 0,
    until: float | None = None,
    keep: Sequence[str] = NAMES,
    catalogue: Catalogue | str | Path | None = None,
    **options: Any,
) -> StudyResult:
    """Play variants of a scenario on the same draws, and compare each with the first.

    Parameters
    ----------
    scenario : as `run` takes it
    vary : a path and its values, `battery.system=s-400,patriot-mse`; several make every combination
    equal : `price`, `rounds` or `canisters`: batteries, rounds or launchers are changed until this is as in
        the first arm, and each arm says how
    changes : of all arms, as `--set` takes them
    replicates : of each arm
    points : of the box of all figures that the arms use, besides the nominal; none are played if not said
    until : play until the interval of the leakers of every arm has this half width, `replicates` at most
    keep : tables that are written; the comparison needs `outcomes`
    options : `workers`, `dask`, `out`, `resume` and `progress`, as `study` takes them
    """
    design = design_of(scenario, vary, equal, changes, replicates, seed, points, until, keep, catalogue)
    return study(design, **options)


def design_of(
    scenario: Source,
    vary: Mapping[str, Sequence[Any]] | Sequence[str] | str,
    equal: str | None,
    changes: Sequence[str] | str,
    replicates: SupportsIndex,
    seed: SupportsIndex,
    points: SupportsIndex,
    until: float | None,
    keep: Sequence[str],
    catalogue: Catalogue | str | Path | None,
) -> Design:
    """The design of a comparison."""
    count = whole("points", points, 0, 1_000_000, "points=64")
    most = whole("replicates", replicates, 1, 2**32, "replicates=200")
    return comparison(
        scenario,
        vary
        if isinstance(vary, Mapping)
        else one_or_texts("vary", vary, "vary='battery.system=s-400,patriot-mse'"),
        one_or_texts("changes", changes, "changes=['doctrine.control=free']"),
        catalogue_at(catalogue),
        equal=equal,
        seed=whole("seed", seed, 0, 2**32 - 1, "seed=1"),
        replicates=most,
        box={"figures": "all", "points": count} if count else None,
        until=None if until is None else {"half_width": until, "most": most},
        keep=list(one_or_texts("keep", keep, "keep=['outcomes']")),
    )
