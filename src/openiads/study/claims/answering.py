"""Answers to claims, with what was played for each, so that an answer can be held to it later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openiads.study.claims.asking import SEED, Asking, Played
from openiads.study.claims.claim import Answer, Claim
from openiads.study.claims.counting import Count
from openiads.study.executors.executor import Executor
from openiads.study.experiment.pace import Progress
from openiads.study.experiment.study_manifest import MANIFEST, read_manifest


@dataclass(frozen=True, slots=True)
class PlayedStudy:
    """A study that an answer rests on."""

    name: str
    study_sha256: str  # of what is played
    outcomes_sha256: str  # of what came out
    folder: Path

    @classmethod
    def at(cls, folder: Path) -> PlayedStudy:
        """The one of a study folder."""
        said = read_manifest(folder)
        return cls(said["study"], said["study_sha256"], said["outcomes_sha256"], folder)


@dataclass(frozen=True, slots=True)
class Answered:
    """A claim with its answer."""

    claim: Claim
    answer: Answer
    effort: float
    studies: tuple[PlayedStudy, ...]
    seed: int = SEED


@dataclass(frozen=True)
class Noting(Asking):
    """Asks, and notes the folders of what was played, in order."""

    noted: list[Path] = field(default_factory=list)

    def play(self, study: Mapping[str, Any], counts: Sequence[Count] = ()) -> Played:
        """Play a study, or read it if it was played before."""
        played = super().play(study, counts)
        self.noted.append(Path(played.results.folder))
        return played


def answered(
    claim: Claim, folder: Path, executor: Executor, effort: float, progress: Progress | None
) -> Answered:
    """Put one claim to the test; studies are kept in the folder, and found there again."""
    asking = Noting(folder, executor, effort, progress)
    answer = claim.ask(asking)
    folders = dict.fromkeys([*asking.noted, *map(Path, answer.folders)])
    studies = tuple(PlayedStudy.at(one) for one in folders if (one / MANIFEST).is_file())
    return Answered(claim, answer, effort, studies)


def definition_sha256(claim: Claim) -> str:
    """SHA-256 of what is fixed before a claim's first run: its sentence, question and definition."""
    fixed = [claim.key, claim.sentence, claim.question, claim.definition]
    return hashlib.sha256(json.dumps(fixed, ensure_ascii=False).encode()).hexdigest()
