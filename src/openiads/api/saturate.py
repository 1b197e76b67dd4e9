"""How leakers grow with the size of a raid and with the time over which it arrives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import SupportsIndex

from openiads.api.saturation_result import SaturationResult
from openiads.api.study import STUDIES
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.place import anchored
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source, load
from openiads.simulation.engine import default_workers
from openiads.study.compare.of_results import arms_of
from openiads.study.executors.choose import at_work
from openiads.study.experiment.pace import Progress
from openiads.study.experiment.play_design import play_of
from openiads.study.experiment.play_study import play_study
from openiads.study.saturation.asked_raids import asked_raids
from openiads.study.saturation.saturation_curve import saturation

DEFAULT_REPLICATES, MOST_REPLICATES = 40, 1_000_000
Sizes = Sequence[SupportsIndex | str] | str
Spreads = Sequence[float | str] | str


def saturate(
    scenario: Source,
    sizes: Sizes = (),
    spreads_min: Spreads = (),
    *,
    replicates: SupportsIndex = DEFAULT_REPLICATES,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | None = None,
    dask: str | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
) -> SaturationResult:
    """Play the raid of a scenario in several sizes, and find from where on what is added gets through.

    The composition is kept, all sizes share their draws, and what is played is kept in a study folder, with
    a page and a table.

    Parameters
    ----------
    scenario : as `run` takes it, with a raid that flies to assets
    sizes : raiders that are sent, or raids of the scenario such as "2x"; from a quarter of it to three of it
        if not said
    spreads_min : times over which the raid arrives, from its first arrival to its last, or "own" as the
        scenario has it; if not said all at once, as it is, and over an hour
    replicates : of each size at each spread
    workers : processes; all processors if not said; results do not depend on them
    dask : address of a Dask scheduler, or `local`, instead
    out : the folder, `studies/<scenario>-saturation` if not said; it must not exist
    resume : go on with the folder if it is there
    progress : called with a `Standing` after each chunk, as `study` does

    Raises
    ------
    OutOfRange
        if nothing flies to an asset, or a size or spread is not allowed
    OutputError, ResultMismatch
        as `study`
    """
    kinds.function("progress", progress)
    again = kinds.truth("resume", resume)
    played = whole("replicates", replicates, 1, MOST_REPLICATES, f"replicates={DEFAULT_REPLICATES}")
    of = whole("seed", seed, 0, 2**32 - 1, "seed=1")
    count = default_workers() if workers is None else whole("workers", workers, 1, MOST_THREADS, "workers=2")
    figures = catalogue_at(catalogue)
    loaded = load(scenario, kinds.one_or_texts("changes", changes, "changes=['a.b=1']"), figures)
    asked = asked_raids(loaded, sizes, spreads_min, played, of, figures)
    named = anchored(STUDIES / asked.design.name if out is None else out, example="out='studies/mine'")
    with at_work(count, dask) as executor:
        results = play_study(play_of(asked.design), named, executor, resume=again, progress=progress)
    arms = {arm.name: arm for arm in arms_of(asked.design, results)}
    found = SaturationResult(named, results, saturation(asked, arms))
    found.publish()
    return found
