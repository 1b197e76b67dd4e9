"""One measure over the box of a study: of an arm, or of an arm beside its base, replicate by replicate."""

from __future__ import annotations

from openiads.study.analysis.ignorance import Layout
from openiads.study.analysis.sample import alike
from openiads.study.compare.measures import Measure
from openiads.study.compare.played_arm import PlayedArm

LEAST_POINTS = 2
"""Points of a box that have a spread."""


def has_box(arm: PlayedArm) -> bool:
    """Whether an arm was played at enough points besides the nominal for a spread."""
    return len(arm.outcomes) > LEAST_POINTS


def layouts(arm: PlayedArm, base: PlayedArm, of: Measure) -> tuple[Layout, Layout]:
    """Layouts of both arms, of the replicates that both have at every point: only these make pairs."""
    samples = alike([*arm.box(of), *base.box(of)])
    half = len(samples) // 2
    return Layout.of(samples[:half]), Layout.of(samples[half:])


def over(above: Layout, below: Layout) -> Layout | None:
    """Their ratio at each point; None where it is over 0 at one."""
    return None if (below.means == 0.0).any() else above.over(below)
