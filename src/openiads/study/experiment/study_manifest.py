"""`study.json`: what a study rests on, so that its folder is traced, gone on with and refused to others."""

from __future__ import annotations

import json
import platform
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from openiads.ground.errors import OutputError, ResultMismatch
from openiads.ground.folder_kinds import not_that
from openiads.ground.input import MOST_KEPT, bytes_of
from openiads.ground.output import short
from openiads.scenario.write_scenario import sha256_of
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.campaign.inputs import differences, inputs_of, sha256_of_inputs
from openiads.study.campaign.run_campaign import ready
from openiads.study.campaign.run_folder import SEAL
from openiads.study.experiment.rectangles import Rectangle, rectangles, rows_together
from openiads.study.experiment.study_demand import Burden, burden_of
from openiads.study.experiment.to_play import Play
from openiads.study.seal import is_whole

MANIFEST = "study.json"
STUDY = "study.toml"
PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")
"""Names of arms that are names of folders everywhere."""
AGREE = ("study", "study_sha256", "seed", "points", "looks", "box_replicates", "keep", "version")
"""What must be the same for a study to go on, besides its arms."""
SHOWN = 16
"""Digits of a hash in a message."""
DAMAGED = "does not say what was written; name another folder, or remove it and play again"


def arm_folder(name: str) -> str:
    """Name of the folder with the chunks of an arm."""
    return name if PLAIN.fullmatch(name) and not name.endswith(".") else f"arm-{short(name)}"


def manifest_of(play: Play, arms: list[dict[str, Any]]) -> dict[str, Any]:
    """Provenance of a study that is about to begin, with what `arms_told` tells of its arms."""
    return {
        "version": version("openiads"),
        "study": play.name,
        "study_sha256": play.sha256,
        "seed": play.seed,
        "points": play.points,
        "looks": list(play.looks),
        "box_replicates": play.box_replicates,
        "keep": list(play.keep),
        "arms": arms,
        "complete": False,
        "replicates": None,
        "outcomes_sha256": None,
        "files": {},
        "seconds": 0.0,
        "cpu_seconds": 0.0,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def arms_told(play: Play, tile: int) -> tuple[list[dict[str, Any]], list[Burden]]:
    """What is told of each arm, and what it brings with it.

    Their Worlds are built for that, each on the ground of the one before, and let go.  Their models are
    compiled here, so that workers find them compiled and do not all compile the same.
    """
    told, burdens, prepared = [], [], None
    for name in play.arms:
        prepared = prepare(play.scenario_at(name, 0), play.catalogue, like=prepared)
        ready(prepared, "fused")
        told.append(_arm(name, prepared))
        burdens.append(burden_of(prepared, tile))
    return told, burdens


def _arm(name: str, prepared: Prepared) -> dict[str, Any]:
    inputs = inputs_of(prepared)
    return {
        "name": name,
        "scenario_sha256": sha256_of(prepared.scenario),
        "inputs_sha256": sha256_of_inputs(inputs),
        "common_failure_probability": float(prepared.plan.doctrine.common_failure_probability),
        "rows_together": rows_together(prepared.world),
        "inputs": inputs,
    }


def chunks_of(manifest: dict[str, Any]) -> list[Rectangle]:
    """All chunks of a study, by their numbers."""
    together = [arm["rows_together"] for arm in manifest["arms"]]
    return rectangles(together, manifest["points"], manifest["looks"], manifest["box_replicates"])


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read `study.json` of a study folder."""
    path = folder / MANIFEST
    try:
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError
        manifest = json.loads(bytes_of(path, OutputError, MOST_KEPT))
        whole = isinstance(manifest, dict) and is_whole(manifest, SEAL)
    except (FileNotFoundError, NotADirectoryError):
        raise OutputError(not_that(folder, MANIFEST, "a study folder")) from None
    except (OSError, ValueError, RecursionError) as error:
        raise OutputError(f"{path}: cannot be read: {error}; remove the folder and play again") from None
    if not whole:
        raise ResultMismatch(f"{path}: {DAMAGED}")
    return {key: value for key, value in manifest.items() if key != SEAL}


def require_same(folder: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Refuse to go on with a study that was begun otherwise; the message tells every difference."""
    differing = [
        f"{key} is {_brief(found.get(key))} there and {_brief(wanted[key])} now"
        for key in AGREE
        if found.get(key) != wanted[key]
    ]
    differing += _arms_differing(found, wanted)
    if differing:
        raise ResultMismatch(
            f"{folder}: holds another study: {'; '.join(differing)}; "
            "go on with what it was begun with, or name another folder with --out"
        )


def _arms_differing(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    names = [[arm["name"] for arm in manifest["arms"]] for manifest in (found, wanted)]
    if names[0] != names[1]:
        return [f"arms are {', '.join(names[0])} there and {', '.join(names[1])} now"]
    told = []
    for there, now in zip(found["arms"], wanted["arms"], strict=True):
        if there["scenario_sha256"] != now["scenario_sha256"]:
            told.append(f"arm {now['name']!r} is another scenario")
        elif there["inputs_sha256"] != now["inputs_sha256"]:
            changed = ", ".join(differences(there["inputs"], now["inputs"]))
            told.append(f"arm {now['name']!r} was begun with other inputs: {changed}")
    return told


def _brief(value: object) -> str:
    return repr(value[:SHOWN] if isinstance(value, str) else value)
