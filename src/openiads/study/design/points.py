"""What a design is: arms, coordinates, points; and the scenario of one arm at one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OpeniadsError, OutOfRange, ScenarioError, UnknownName
from openiads.scenario.load_scenario import load
from openiads.scenario.scenario_schema import Scenario
from openiads.study.design.arms import Arm, faults_in
from openiads.study.design.coordinates import Coordinate
from openiads.study.design.study_schema import Until

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Design:
    """What is played: every arm at every point."""

    name: str
    title: str
    arms: tuple[Arm, ...]
    coordinates: tuple[Coordinate, ...]
    points: Points  # a row a point, a column a coordinate, in the units of files; row 0 is the nominal
    replicates: int  # at the nominal point
    box_replicates: int  # at each of the others
    seed: int
    keep: tuple[str, ...]
    until: Until | None
    toml: str  # the study, complete, as a file that says the same
    sha256: str
    method: str = ""  # by which the points were laid, nothing if there is no box
    left_out: tuple[str, ...] = ()  # figures that a box of all leaves at nominal, and why

    @cached_property
    def _arms(self) -> Mapping[str, Arm]:
        return {arm.name: arm for arm in self.arms}

    def arm(self, name: str) -> Arm:
        """The arm of that name."""
        if name not in self._arms:
            raise UnknownName("arm", name, self._arms)
        return self._arms[name]

    def replicates_at(self, point: int) -> int:
        """Replicates of every arm at a point."""
        return self.replicates if point == 0 else self.box_replicates


def scenario_at(design: Design, arm: str, point: int) -> Scenario:
    """The scenario of an arm at a point, the nominal one being 0."""
    return scenario_of(design.arm(arm), changes_at(design, arm, point), f"point {point}")


def changes_at(design: Design, arm: str, point: int) -> tuple[str, ...]:
    """What is changed in the scenario of an arm at a point, as overrides; nothing at the nominal one."""
    last = len(design.points) - 1
    if not 0 <= point <= last:
        raise OutOfRange(f"point is {point}; the design has points 0 to {last}; choose one of them")
    return changes_of(design.coordinates, design.arm(arm).name, design.points[point])


def changes_of(
    coordinates: Sequence[Coordinate], arm: str, values: Sequence[float] | Points
) -> tuple[str, ...]:
    """The same of any setting of the coordinates, in the units of files (K,).

    A coordinate at its nominal changes nothing, so that figures alone can be moved.
    """
    return tuple(
        change
        for coordinate, value in zip(coordinates, values, strict=True)
        if value != coordinate.value
        for change in coordinate.changes(arm, float(value))
    )


def scenario_of(arm: Arm, changes: Sequence[str], where: str = "the setting") -> Scenario:
    """An arm with changes; a fault of theirs is told with the arm and the point."""
    if not changes:
        return arm.scenario
    try:
        return load(arm.scenario, changes, arm.catalogue)
    except OpeniadsError as error:
        told = "; ".join(faults_in(error))
        raise ScenarioError(f"arm {arm.name} at {where}: {told}; narrow the box of what is named") from None
