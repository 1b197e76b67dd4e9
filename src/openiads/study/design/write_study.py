"""The complete study as a file again, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.toml_text import text_of_table
from openiads.scenario.write_scenario import sha256_of as sha256_of_scenario
from openiads.study.design.arms import Arm
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.study_schema import Study

ARMS = ("scenario", "set", "arm", "vary", "equal")
"""What makes the arms, each of which a complete study says itself."""


def study_toml(study: Study, arms: Sequence[Arm]) -> str:
    """The study with every default and every arm's scenario written out, always in the same form."""
    return text_of_table({**_rest(study), "arm": [_row(arm) for arm in arms], **_tables(study)})


def sha256_of(
    study: Study, arms: Sequence[Arm], coordinates: Sequence[Coordinate], points: npt.NDArray[np.float64]
) -> str:
    """SHA-256 of what is played: arms, points (P, K), replicates; not of the words that only people read.

    However the arms were written, and wherever a terrain file lies, it is the same.
    """
    said: dict[str, Any] = {**_rest(study), **_tables(study)}
    said.pop("title")
    said["arms"] = [[arm.name, sha256_of_scenario(arm.scenario)] for arm in arms]
    said["coordinates"] = [
        [c.name, [[p.low, p.value, p.high, list(p.paths), list(p.arms)] for p in c.parts]]
        for c in coordinates
    ]
    said["points"] = hashlib.sha256(np.ascontiguousarray(points, dtype="<f8").tobytes()).hexdigest()
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _row(arm: Arm) -> dict[str, Any]:
    told = {"told": arm.told} if arm.told else {}
    return {"name": arm.name, **told, "scenario": arm.scenario.model_dump(exclude_none=True)}


def _rest(study: Study) -> dict[str, Any]:
    document = study.model_dump(exclude_none=True, exclude={*ARMS, "box", "until"})
    return document


def _tables(study: Study) -> dict[str, Any]:
    return study.model_dump(exclude_none=True, include={"box", "until"})
