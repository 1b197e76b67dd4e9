"""From the folder of a study that was played to the arms of a comparison."""

from __future__ import annotations

from openiads.scenario.plan import plan_of
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.design.points import Design
from openiads.study.experiment.results import Results


def arms_of(design: Design, results: Results) -> list[PlayedArm]:
    """All arms of a study, in the order in which it names them."""
    points = range(len(design.points))
    return [
        PlayedArm(
            arm.name,
            arm.told,
            plan_of(arm.scenario, arm.catalogue),
            [results.cell(arm.name, p) for p in points],
        )
        for arm in design.arms
    ]
