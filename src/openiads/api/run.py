"""The main job: play a campaign, then write what people take away; and what decides its answer."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, SupportsIndex

from openiads.api.run_result import RunResult
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import output
from openiads.ground.errors import OutOfRange
from openiads.ground.kinds import function, one_or_texts, truth
from openiads.ground.lock import take_away, working_in
from openiads.ground.place import anchored
from openiads.ground.whole import MOST_THREADS, whole
from openiads.report.run import run_page
from openiads.report.run.replay import write_replay
from openiads.scenario.load_scenario import Source, load
from openiads.study.campaign import run_folder
from openiads.study.campaign.run_campaign import Campaign
from openiads.study.campaign.run_campaign import run as play
from openiads.study.campaign.run_checks import aimed
from openiads.study.influence.influence_scan import DEFAULT_REPLICATES, Progress, scan
from openiads.study.influence.measured import influence_of
from openiads.study.influence.played import forget, name_of
from openiads.study.known.influence_document import Influence
from openiads.study.known.kept import FILE
from openiads.study.stages.stages_of_run import play_stages
from openiads.study.stages.what_stages_buy import Progress as Progressed
from openiads.study.stages.what_stages_buy import Stages


def run(scenario: Any, *, stages: bool = False, **options: Any) -> RunResult:
    """Simulate a scenario many times; takes what `study.campaign.run` takes.

    The run folder gets `replay.json` and `report.html` besides the tables; with `stages` also `stages.json`:
    what each stage of the chain would buy if it were perfect, which costs about two and a half times the run,
    and which the page then shows.
    """
    wanted = truth("stages", stages)
    result = _result_of(play(scenario, **options))
    if not (options.get("resume") and _kept_as_it_is(result.place)):
        publish(result)
    if wanted:
        add_stages(result, None, options.get("workers"))
    return result


def add_stages(
    result: RunResult,
    replicates: int | None,
    workers: SupportsIndex | None,
    progress: Progressed | None = None,
) -> Stages:
    """Play a run again with one stage after the other perfect, beside it, and tell its page anew.

    replicates  of each stage; a quarter of the run's, and no fewer than 40, if not said
    """
    threads = None if workers is None else whole("workers", workers, 1, MOST_THREADS, "workers=2")
    manifest = run_folder.read_manifest(result.place)
    if not aimed(result.prepared.plan):
        name = result.prepared.scenario.name
        raise OutOfRange(f"{name}: nothing flies to an asset, so no stage can buy anything")
    found = play_stages(result.place, result.prepared, manifest, replicates, threads, progress)
    publish(result)
    return found


def _kept_as_it_is(folder: Path) -> bool:
    """Whether a page is there whose folder cannot be written: it is then read as it is, without an error."""
    return (folder / run_page.FILE).is_file() and not os.access(folder, os.W_OK)


def publish(result: RunResult) -> None:
    """Write the replay and the page of a run that has its tables."""
    write_replay(result.place, result.prepared, result.summary.seed, result.summary.first)
    run_page.write(result.place, result.prepared, result.summary)


def influence(
    scenario: Source,
    *,
    replicates: SupportsIndex = DEFAULT_REPLICATES,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | None = None,
    out: str | Path | None = None,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    progress: Progress | None = None,
) -> Influence:
    """Measure which figures decide a scenario: each is moved to its low and its high, one at a time.

    Parameters
    ----------
    scenario : as `run` takes it, or the folder of a run, which is then told anew with what was found
    replicates : of the figures that matter most; others are played less often
    workers : threads; all processors if not said; results do not depend on them
    out : file of the document, in the run folder if one is given; until it is whole, what was played is kept
        beside it and gone on with
    changes : to the scenario, as `--set` takes them; the folder of a run is taken as it is
    catalogue : a folder of catalogue files of one's own, on top of those that come along
    progress : called after each variant with how many are played, of how many, and in which heat

    Raises
    ------
    ScenarioError
        with all the faults of the scenario
    OutOfRange
        if a count is no whole number, or out of bounds
    OutputError
        if the file is there already, or cannot be written
    ResultMismatch
        if the run is of another version
    """
    function("progress", progress)
    figures = catalogue_at(catalogue)
    folder = anchored(scenario) if isinstance(scenario, str | os.PathLike) and is_run(scenario) else None
    listed = one_or_texts("changes", changes, "changes=['a.b=1']")
    if folder is not None:
        if listed:
            raise OutOfRange(
                "changes is given with a run folder, whose figures are those it was played with; leave it "
                "out, or name the scenario instead of the folder"
            )
        run_in(folder, figures)
        scenario, out = folder / run_folder.SCENARIO, folder / FILE if out is None else out
    elif listed:
        scenario = load(scenario, listed, figures)
    if out is None:
        return influence_of(scan(scenario, replicates, seed, workers, None, progress, figures))
    where = anchored(out, example="out='runs/influence.json'")
    run_folder.require_free(where)
    where.parent.mkdir(parents=True, exist_ok=True)
    with working_in(where.parent, where.name):
        run_folder.require_free(where)  # whoever worked on it may just have ended
        played = output.kept_beside(where)
        output.require_ours(played, stat.S_ISREG, "what was played so far, a file")
        with output.writing(where, "file", resumes=True):
            scanned = scan(scenario, replicates, seed, workers, played, progress, figures)
            found = influence_of(scanned)
        run_folder.write_text(where, found.text(), resumes=False)
        forget(played, name_of(scanned.prepared, scanned.seed))
        take_away(where.parent, where.name)
    if folder is not None:
        publish(run_in(folder, figures))
    return found


def is_run(place: object) -> bool:
    """Whether something names the folder of a run; what cannot be asked for is none."""
    if not isinstance(place, str | os.PathLike):
        return False
    return os.path.isfile(os.path.join(place, run_folder.MANIFEST))


def run_in(folder: Path, figures: Catalogue) -> RunResult:
    """The complete run of a folder; one of another version is refused."""
    manifest = run_folder.read_played(folder)
    span, engine = (manifest["first"], manifest["last"]), manifest.get("engine", "fused")
    scenario, seed = folder / run_folder.SCENARIO, manifest["seed"]
    return _result_of(
        play(scenario, span=span, seed=seed, out=folder, resume=True, engine=engine, catalogue=figures)
    )


def _result_of(played: Campaign) -> RunResult:
    return RunResult(played.folder, played.summary, played.prepared, played.place)
