"""Perfect stages beside a run: its own replicates played again with one stage perfect, kept in its folder.

The run is the base, so only what is perfect is played.  What is kept is one file, `stages.json`, which is
whole or not there; until it is, the stages that are done are kept in a hidden file beside it.  Both bear a
hash over all that they say, and say of which run they are, so that nothing of another is taken for its own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from openiads.ground.errors import OutputError, ResultMismatch
from openiads.ground.input import MOST_KEPT, bytes_of
from openiads.ground.lock import take_away as unlock
from openiads.ground.lock import working_in
from openiads.ground.output import kept_beside, take_away
from openiads.simulation.perfect_stages import STAGES, perfected
from openiads.simulation.prepare import Prepared
from openiads.study.campaign import run_folder
from openiads.study.compare.comparison import compare
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.experiment.in_memory import InMemory, Setting, played
from openiads.study.seal import is_whole, sealed
from openiads.study.stages.what_stages_buy import AS_IT_IS, MEASURES, Progress, Stages

FILE = "stages.json"
SEAL = "stages_sha256"
LEAST, MOST, SHARE = 40, 2000, 4
"""A quarter of the run's replicates is played, no fewer than 40 as far as the run has them and no more than
2000: all stages then cost two and a half times the run, and as pairs share their draws a gain is known within
a leaker or so."""
COLUMNS = (
    "replicate", "common_failure", "leakers", "value_hit_share", "rounds", "neutrals_killed",
    "friends_killed",
)  # fmt: skip
"""Of the outcomes, those that are kept."""
SAME = ("version", "scenario_sha256", "inputs_sha256", "seed", "first")
"""What must be as in the run."""
Document = dict[str, Any]


def usual_replicates(of_run: int) -> int:
    """How many replicates of each stage are played beside a run of so many."""
    return min(of_run, max(LEAST, math.ceil(of_run / SHARE)), MOST)


def play_stages(
    folder: Path, prepared: Prepared, manifest: Mapping[str, Any], replicates: int | None = None,
    workers: int | None = None, progress: Progress | None = None,
) -> Stages:  # fmt: skip
    """Play the first replicates of a complete run with each stage perfect, or go on; gives what is bought.

    replicates  of each stage; if not said as many as there are, or `usual_replicates`

    Raises
    ------
    OutputError
        if others work there, or other replicates are there already
    """
    path = folder / FILE
    with working_in(folder, FILE):
        found = _found(path, manifest)
        if found is None:
            count = usual_replicates(manifest["replicates"]) if replicates is None else replicates
            found = _begun(path, manifest, count)
            _play(path, found, prepared, workers, progress)
        unlock(folder, FILE)
    if replicates is not None and found["replicates"] != replicates:
        raise OutputError(
            f"{path}: holds {found['replicates']} replicates of each stage; remove it to play {replicates}"
        )
    return _stages(folder, prepared, found)


def stages_in(folder: Path, prepared: Prepared, manifest: Mapping[str, Any]) -> Stages | None:
    """What perfect stages buy, if it is kept in the folder of a run.

    Raises
    ------
    ResultMismatch
        if it is not what was written, or of another run
    """
    found = _found(folder / FILE, manifest)
    return None if found is None else _stages(folder, prepared, found)


def left_to_play(folder: Path, manifest: Mapping[str, Any], replicates: int | None) -> int:
    """Replicates of all stages together that are not there yet."""
    if _found(folder / FILE, manifest) is not None:
        return 0
    count = usual_replicates(manifest["replicates"]) if replicates is None else replicates
    return (len(STAGES) - len(_begun(folder / FILE, manifest, count)["played"])) * count


def _asked(manifest: Mapping[str, Any], replicates: int) -> Document:
    """What the file of a run says before anything is played."""
    return {
        "scenario": manifest["scenario"],
        **{key: manifest[key] for key in SAME},
        "replicates": replicates,
        "stages": list(STAGES),
        "played": {},
    }


def _begun(path: Path, manifest: Mapping[str, Any], replicates: int) -> Document:
    """What was played before an interruption, or nothing; what is of another question is played anew."""
    wanted = _asked(manifest, replicates)
    found = _read(kept_beside(path))
    same = found is not None and {**found, "played": {}} == wanted
    return found if found is not None and same else wanted


def _play(
    path: Path, found: Document, prepared: Prepared, workers: int | None, progress: Progress | None
) -> None:
    """Play the stages that are missing, and keep each as soon as it is done."""
    first, kept = found["first"], kept_beside(path)
    numbers, done = range(first, first + found["replicates"]), found["played"]
    _tell(progress, len(done))
    for stage in STAGES:
        if stage in done:
            continue
        setting = played(replace(prepared, world=perfected(prepared, stage)), found["seed"], numbers, workers)
        done[stage] = _listed(setting)
        run_folder.write_text(kept, _text(found))
        _tell(progress, len(done))
    found["played"] = {stage: done[stage] for stage in STAGES}
    run_folder.write_text(path, _text(found))
    take_away(kept)


def _tell(progress: Progress | None, done: int) -> None:
    if progress is not None:
        progress(done, len(STAGES))


def _text(document: Document) -> str:
    return json.dumps(sealed(document, SEAL)) + "\n"


def _listed(setting: Setting) -> dict[str, Any]:
    """The columns of what was played, and what a common failure weighs there."""
    columns = {name: setting.outcomes.columns[name].tolist() for name in COLUMNS}
    return {"common_failure_probability": setting.outcomes.probability, **columns}


def _read(path: Path) -> Document | None:
    """A document, None where there is none that is whole."""
    try:
        document = json.loads(bytes_of(path, OutputError, MOST_KEPT))
        whole = is_whole(document, SEAL)
    except (OSError, OutputError, ValueError, AttributeError, RecursionError):
        return None
    return {key: value for key, value in document.items() if key != SEAL} if whole else None


def _found(path: Path, manifest: Mapping[str, Any]) -> Document | None:
    """The file of a run; none if there is no such file."""
    if not path.exists() and not path.is_symlink():
        return None
    found, remedy = _read(path), "remove it, and openiads stages with the run folder plays it again"
    if found is None:
        raise ResultMismatch(f"{path}: is not what was written; {remedy}")
    other = [key for key in SAME if found.get(key) != manifest[key]]
    if other or found["stages"] != list(STAGES) or found["replicates"] > manifest["replicates"]:
        raise ResultMismatch(f"{path}: is of another run ({', '.join(other) or 'stages'}); {remedy}")
    return found


def _stages(folder: Path, prepared: Prepared, found: Document) -> Stages:
    """Each stage beside the same replicates of the run."""
    table = run_folder.read_table(folder / "outcomes.parquet", list(COLUMNS))
    columns = {name: table[name].to_numpy().astype(np.float64) for name in COLUMNS}
    probability = float(prepared.world.doctrine.common_failure_probability)
    numbers = np.arange(found["first"], found["first"] + found["replicates"])
    rows = {AS_IT_IS: InMemory(columns, probability).of(numbers)}
    for stage, told in found["played"].items():
        values = {name: np.array(told[name], dtype=np.float64) for name in COLUMNS}
        rows[stage] = InMemory(values, told["common_failure_probability"])
    arms = [PlayedArm(stage, "", prepared.plan, [outcomes]) for stage, outcomes in rows.items()]
    return Stages(found["seed"], compare(arms, MEASURES))
