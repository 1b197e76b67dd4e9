"""Every arm beside the first, on the same draws: differences and ratios, with chance and ignorance apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openiads.study.analysis.box_range import Range, mean_range, ratio_range
from openiads.study.analysis.ignorance import Layout
from openiads.study.analysis.paired import differ_alike, difference, gain_of_pairing
from openiads.study.analysis.ratio import Ratio, ratio
from openiads.study.analysis.sample import LEAST
from openiads.study.compare.layouts import has_box, layouts
from openiads.study.compare.measures import MEASURES, Measure
from openiads.study.compare.played_arm import GONE, PlayedArm
from openiads.study.strata_weights import Ends


@dataclass(frozen=True, slots=True)
class Beside:
    """One arm beside the base by one measure, paired on the same draws."""

    difference: Ends  # arm less base, with its interval by chance
    ratio: Ratio  # arm over base
    gain: float  # variance of an unpaired difference over that of the paired one
    difference_range: Range | None
    ratio_range: Range | None  # without an upper end where the base is 0 at many points
    pairs: int  # of replicates, without their twins with the common failure
    same: bool  # whether each pair differs by the same, which may be nothing

    @property
    def bounded(self) -> bool:
        """Whether the difference has an interval: not of one pair, nor of money that differs alike in all."""
        return math.isfinite(self.difference[2])

    @property
    def alike(self) -> bool:
        """Whether no pair differs."""
        return self.same and self.difference[0] == 0.0

    @property
    def differs(self) -> bool:
        """Whether chance alone does not explain the difference."""
        if not self.bounded:
            return self.same and not self.alike and self.pairs >= LEAST
        return self.difference[1] > 0.0 or self.difference[2] < 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One arm by one measure."""

    arm: str
    measure: str
    mean: Ends  # with its interval by chance
    mean_range: Range | None
    beside: Beside | None  # None of the base itself


@dataclass(frozen=True, slots=True)
class ArmNote:
    """What a reader needs beside the numbers of an arm."""

    arm: str
    told: str
    aimed: int
    carriers: int  # that its scenario sends; they are no part of what is aimed
    loaded: int
    fired_share: float  # of its rounds, on average; 0 where it has none

    @property
    def magazine_limited(self) -> bool:
        """Whether its rounds are as good as gone, so that its load and not its fight is compared."""
        return self.fired_share >= GONE


@dataclass(frozen=True, slots=True)
class Comparison:
    """All arms by all measures."""

    base: str
    arms: tuple[ArmNote, ...]
    cells: tuple[Cell, ...]
    replicates: int
    points: int  # of the box, the nominal not among them

    def cell(self, arm: str, measure: str) -> Cell:
        """One of the cells."""
        return next(cell for cell in self.cells if (cell.arm, cell.measure) == (arm, measure))


def compare(arms: Sequence[PlayedArm], measures: Sequence[str] = tuple(MEASURES)) -> Comparison:
    """Compare arms with the first of them.

    Raises
    ------
    UnknownName
        if there is no such measure
    """
    chosen = [MEASURES[key] for key in measures]
    base = arms[0]
    return Comparison(
        base=base.name,
        arms=tuple(map(_note, arms)),
        cells=tuple(_cells(arms, chosen)),
        replicates=base.sample(MEASURES["leakers"]).typical.size,
        points=len(base.outcomes) - 1,
    )


def _cells(arms: Sequence[PlayedArm], measures: Sequence[Measure]) -> Iterator[Cell]:
    for of in measures:
        for arm in arms:
            beside = _beside(arm, arms[0], of) if arm is not arms[0] else None
            yield Cell(arm.name, of.key, arm.interval(of), _range(arm, of), beside)


def _beside(arm: PlayedArm, base: PlayedArm, of: Measure) -> Beside:
    first, second = arm.sample(of), base.sample(of)
    apart, times = _ranges(arm, base, of)
    both = arm.whole.joined(base.whole)
    step = of.step(both)
    return Beside(
        difference(first, second, step),
        ratio(first, second, of.inside(both), step),
        gain_of_pairing(first, second),
        apart,
        times,
        min(first.typical.size, second.typical.size),
        differ_alike(first, second),
    )


def _ranges(arm: PlayedArm, base: PlayedArm, of: Measure) -> tuple[Range | None, Range | None]:
    """Of the difference and of the ratio over the box."""
    if not has_box(base):
        return None, None
    above, below = layouts(arm, base, of)
    return mean_range(above.less(below)), ratio_range(above, below)


def _range(arm: PlayedArm, of: Measure) -> Range | None:
    """Of the mean of an arm over the box."""
    return mean_range(Layout.of(arm.box(of))) if has_box(arm) else None


def _note(arm: PlayedArm) -> ArmNote:
    return ArmNote(arm.name, arm.told, arm.aimed, arm.carriers, arm.loaded, arm.fired_share)
