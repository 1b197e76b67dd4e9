"""What a claim asks of the house: to play a design, with as much effort as the user wants to spend."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from openiads.catalogue.entries import Entry
from openiads.study.analysis.verdict import FEWEST
from openiads.study.campaign.inputs import sha256_of_model
from openiads.study.claims.counting import Columns, Count, Counted, counts_of
from openiads.study.compare.of_results import arms_of
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.design.load_study import load
from openiads.study.design.points import Design
from openiads.study.executors.executor import Executor, Job, Result
from openiads.study.experiment.pace import Progress
from openiads.study.experiment.play_design import play_of
from openiads.study.experiment.play_study import play_study
from openiads.study.experiment.results import Results

SEED = 2017
"""Of all claims, so that they share draws where they share raids."""
POINTS = 48
"""Of a box on which a verdict rests, at effort 1: where one is unlike all others Jeffreys's interval still
ends above nine tenths."""
HASH = 8
"""Digits of each hash in the name of a folder."""
LEAST_REPLICATES = 8
EACH = 2
"""Replicates at each point of a box: more effort goes into more points, which tell more."""


@dataclass(frozen=True, eq=False)
class Played:
    """A design that was played, with what was counted of its targets."""

    design: Design
    results: Results
    counts: tuple[Count, ...] = ()

    @cached_property
    def arms(self) -> dict[str, PlayedArm]:
        """Each arm by its name."""
        counted = counts_of(self.results, self.counts)
        return {arm.name: _with(arm, counted) for arm in arms_of(self.design, self.results)}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Of the catalogue, that its arms use."""
        return tuple(dict.fromkeys(entry for arm in self.arms.values() for entry in arm.plan.entries))


@dataclass(frozen=True)
class Asking:
    """How much effort is spent on a claim, by whom, and where what is played is kept.

    A folder has the hashes of its study and of the model in its name, so what was played once is not played
    again, and nothing of another study or of an older model is ever mixed in.
    """

    folder: Path
    executor: Executor
    effort: float = 1.0
    progress: Progress | None = None

    def replicates(self, at_one: int) -> int:
        """How many replicates of what is `at_one` at effort 1."""
        return max(math.ceil(self.effort * at_one), LEAST_REPLICATES)

    def points(self, at_one: int) -> int:
        """How many points of a box of what is `at_one` at effort 1."""
        return max(math.ceil(self.effort * at_one), FEWEST)

    def computed(self, function: Callable[[Job], Result], jobs: Iterable[Job]) -> list[Result]:
        """Results of jobs in their order, whoever works at them: others can import the function."""
        told = sorted(self.executor.each(function, jobs), key=lambda done: done[0])
        return [result for _, result in told]

    def play(self, study: Mapping[str, Any], counts: Sequence[Count] = ()) -> Played:
        """Play a study, given as the tables of its file; one that was played before is read.

        counts  what is counted in its table of targets; measures may then read it
        """
        design = load({"seed": SEED, "keep": ["outcomes", "targets"], **study})
        where = self.folder / f"{design.name}-{design.sha256[:HASH]}-{sha256_of_model()[:HASH]}"
        results = play_study(play_of(design), where, self.executor, resume=True, progress=self.progress)
        return Played(design, results, tuple(counts))


def _with(arm: PlayedArm, counted: Mapping[tuple[str, int], Columns]) -> PlayedArm:
    if not counted:
        return arm
    outcomes = [Counted(rows, counted[arm.name, point]) for point, rows in enumerate(arm.outcomes)]
    return replace(arm, outcomes=outcomes)
