"""What mending one stage of the chain would buy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import SupportsIndex

from openiads.api.stages_result import StagesResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import plan_of
from openiads.simulation.perfect_stages import STAGES
from openiads.study.campaign.run_checks import aimed
from openiads.study.stages.what_stages_buy import Progress, what_stages_buy

MOST_REPLICATES = 1_000_000


def stages(
    scenario: Source,
    stage: Sequence[str] | str = (),
    *,
    replicates: SupportsIndex = 200,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | None = None,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
) -> StagesResult:
    """How many fewer would get through if one stage of the chain never failed, all else as it is.

    Parameters
    ----------
    scenario : as `run` takes it, with a raid that flies to assets
    stage : those that are asked about: "masking", "detection", "tracks", "picture", "identity", "sector",
        "channels", "rounds", "assessment", "kill"; all of them if none is named
    replicates : of each, on the same draws
    workers : threads; all processors if not said; results do not depend on them
    progress : called with how many were played so far, and of how many

    Raises
    ------
    UnknownName
        if there is no such stage
    OutOfRange
        if nothing flies to an asset, or a number is not allowed
    """
    kinds.function("progress", progress)
    named = kinds.one_or_texts("stage", stage, "stage=['identity']")
    chosen = [kinds.one_of("stage", one, tuple(STAGES)) for one in dict.fromkeys(named)]
    played = whole("replicates", replicates, 1, MOST_REPLICATES, "replicates=200")
    of = whole("seed", seed, 0, 2**32 - 1, "seed=1")
    threads = None if workers is None else whole("workers", workers, 1, MOST_THREADS, "workers=2")
    figures = catalogue_at(catalogue)
    loaded = load(scenario, kinds.one_or_texts("changes", changes, "changes=['a.b=1']"), figures)
    if not aimed(plan_of(loaded, figures)):
        raise OutOfRange(f"{loaded.name}: nothing flies to an asset; write a [[raid]] with a target")
    found = what_stages_buy(loaded, chosen or tuple(STAGES), played, of, figures, threads, progress)
    return StagesResult(loaded, found)
