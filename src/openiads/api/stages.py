"""What mending one stage of the chain would buy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import SupportsIndex

from openiads.api.run import add_stages, is_run, run_in
from openiads.api.run_result import RunResult
from openiads.api.stages_result import StagesResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange, ScenarioError
from openiads.ground.folder_kinds import folder_kind
from openiads.ground.place import anchored
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source, load
from openiads.scenario.plan import plan_of
from openiads.simulation.perfect_stages import STAGES
from openiads.study.campaign.run_checks import aimed
from openiads.study.stages.stages_of_run import usual_replicates
from openiads.study.stages.what_stages_buy import Progress, what_stages_buy

MOST_REPLICATES = 1_000_000
MOST_BESIDE = 10_000
"""Of each stage beside a run, whose rows all stand in one file of text."""


def stages(
    scenario: Source,
    stage: Sequence[str] | str = (),
    *,
    replicates: SupportsIndex | None = None,
    seed: SupportsIndex | None = None,
    workers: SupportsIndex | None = None,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
) -> StagesResult:
    """How many fewer would get through if one stage of the chain never failed, all else as it is.

    Parameters
    ----------
    scenario : as `run` takes it, with a raid that flies to assets; or the folder of a run, which is then
        told anew with what was found, all stages beside its own replicates
    stage : those that are asked about: "masking", "detection", "tracks", "picture", "identity", "control",
        "sector", "channels", "rounds", "assessment", "kill"; all of them if none is named
    replicates : of each, on the same draws; 200 if not said, beside a run a quarter of its own and no fewer
        than 40
    seed : 1 if not said; beside a run that of the run
    workers : threads; all processors if not said; results do not depend on them
    progress : called with how many were played so far, and of how many

    Raises
    ------
    UnknownName
        if there is no such stage
    OutOfRange
        if nothing flies to an asset, or a number is not allowed
    OutputError, ResultMismatch
        if the folder of the run holds other stages
    """
    kinds.function("progress", progress)
    named = kinds.one_or_texts("stage", stage, "stage=['identity']")
    chosen = [kinds.one_of("stage", one, tuple(STAGES)) for one in dict.fromkeys(named)]
    if is_run(scenario):
        _require_whole_run(chosen, seed, changes)
        result = run_in(anchored(scenario), catalogue_at(catalogue))
        return StagesResult(
            result.prepared.scenario, add_stages(result, _of_run(result, replicates), workers, progress)
        )
    kind = folder_kind(scenario) if isinstance(scenario, str | Path) else ""
    if kind:
        raise ScenarioError(
            f"{scenario}: is {kind}; a run folder, a built-in scenario or a file of one is "
            "allowed; name one of these"
        )
    played = whole("replicates", _or(replicates, 200), 1, MOST_REPLICATES, "replicates=200")
    of = whole("seed", _or(seed, 1), 0, 2**32 - 1, "seed=1")
    threads = None if workers is None else whole("workers", workers, 1, MOST_THREADS, "workers=2")
    figures = catalogue_at(catalogue)
    loaded = load(scenario, kinds.one_or_texts("changes", changes, "changes=['a.b=1']"), figures)
    if not aimed(plan_of(loaded, figures)):
        raise OutOfRange(f"{loaded.name}: nothing flies to an asset; write a [[raid]] with a target")
    found = what_stages_buy(loaded, chosen or tuple(STAGES), played, of, figures, threads, progress)
    return StagesResult(loaded, found)


def _or(value: SupportsIndex | None, unsaid: int) -> SupportsIndex:
    return unsaid if value is None else value


def _of_run(result: RunResult, replicates: SupportsIndex | None) -> int | None:
    """How many replicates of each stage are asked for beside a run, which must have them."""
    if replicates is None:
        return None
    there = result.summary.replicates
    most = min(there, MOST_BESIDE)
    count = whole("replicates", replicates, 1, MOST_REPLICATES, f"replicates={min(50, most)}")
    if count > most:
        why = f"the run has {there}" if there == most else f"beside a run {most} at most are played"
        raise OutOfRange.of(
            "replicates",
            f"is {count}, and {why}; each stage plays replicates of the run again; "
            f"leave it out for {usual_replicates(there)}, or ask for no more than {most}",
        )
    return count


def _require_whole_run(stages: Sequence[str], seed: object, changes: Sequence[str] | str) -> None:
    """Refuse to ask of a run what would make it another."""
    said = {"stage": list(stages), "seed": seed, "changes": changes}
    for name, value in said.items():
        if value not in (None, "", [], ()):
            raise OutOfRange.of(
                name,
                "is given with a run folder, of which all stages are played, as the run is; leave it out, or "
                "name the scenario instead of the folder",
            )
