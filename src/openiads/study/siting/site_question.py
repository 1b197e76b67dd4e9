"""What is asked of siting: how many of which battery, for what, on what ground."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, SupportsIndex

from openiads.catalogue.entries import Threat
from openiads.ground.errors import OutOfRange, UnknownName
from openiads.ground.kinds import number, numbers, refuse
from openiads.ground.units import KM
from openiads.ground.whole import whole
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import BatterySite
from openiads.study.coverage.demand import FINEST, MEASURES
from openiads.study.coverage.question import HIGHEST
from openiads.study.coverage.site_cover import Target

HEIGHTS = (300.0, 3_000.0, 10_000.0)
"""Heights above the ground that are asked if nothing else is [m]: low flyers, helicopters, aircraft."""
SPACING = 60.0 * KM
"""Between candidates [m]: some two hundred over Turkey."""
EDGE = 10.0 * KM
"""Of the blocks of ground that want cover [m]."""
MOST_SITES = 64
MOST_CANDIDATES = 2_000
FOLDS = (1, 2)
LEAKERS = "leakers"
"""The objective that is played: chosen by cover first, and judged by runs."""
OBJECTIVES = (*MEASURES, LEAKERS)


class TargetClass(NamedTuple):
    """What is to be met."""

    name: str  # of the threat; nothing where a cross section alone was told
    rcs: float  # [m2]
    speed: float = 0.0  # [m/s]


@dataclass(frozen=True, slots=True)
class SiteQuestion:
    """A checked question."""

    battery: BatterySite  # the pattern of all that are sited
    count: int
    objective: str  # one of OBJECTIVES
    fold: int  # batteries that must cover a place for it to count
    heights: tuple[float, ...]  # above the ground [m]
    classes: tuple[TargetClass, ...]  # each at each height is a layer; all layers count alike
    spacing: float  # [m]
    edge: float  # [m]
    along: tuple[str, ...] = ()  # borders and coasts that count as border; all land borders if none

    @property
    def targets(self) -> list[Target]:
        """What is to be met, class by class."""
        return [Target(self.heights, one.rcs, one.speed) for one in self.classes]

    @property
    def layers(self) -> list[tuple[TargetClass, float]]:
        """Class and height [m] of each layer, in their order."""
        return [(one, height) for one in self.classes for height in self.heights]

    @property
    def measure(self) -> str:
        """By which cover is counted: leakers are looked for where the assets are covered."""
        return "assets" if self.objective == LEAKERS else self.objective


def site_question(
    plan: Plan,
    count: SupportsIndex | None = None,
    battery: str | None = None,
    objective: str = "people",
    fold: SupportsIndex = 1,
    heights: Iterable[float] = HEIGHTS,
    rcs: float = 1.0,
    spacing: float = SPACING,
    edge: float = EDGE,
    along: Sequence[str] = (),
    threats: Sequence[Threat] = (),
) -> SiteQuestion:
    """Check a question about a scenario; each fault is one message that says what is allowed.

    count    batteries to site; as many as the scenario has of the kind if it is not said
    battery  name of the one whose kind is sited; the scenario's first
    threats  entries of the catalogue whose cross section and speed what is to be met has, instead of `rcs`
    along    borders and coasts by name, whose strips are what counts as border; all land borders if none
    """
    if not plan.batteries:
        raise OutOfRange("the scenario has no [[battery]]; one is needed, whose kind is sited; add one")
    named = {one.name: one for one in plan.batteries}
    if battery is not None and not isinstance(battery, str):
        refuse("battery", battery, "the name of a [[battery]] is allowed", "battery='adana'")
    if battery is not None and battery not in named:
        raise UnknownName("battery", battery, named, "battery")
    pattern = plan.batteries[0] if battery is None else named[battery]
    _require_objective(plan, objective)
    kind = sum(one.entry.slug == pattern.entry.slug for one in plan.batteries)
    many = kind if count is None else whole("batteries", count, 1, MOST_SITES, "batteries=4")
    folds = whole("fold", fold, FOLDS[0], FOLDS[-1], "fold=2")
    if folds > many:
        raise OutOfRange(f"fold: is {folds}, and one battery is sited; ask for two batteries or more")
    return SiteQuestion(
        pattern,
        many,
        objective,
        folds,
        _heights(heights),
        _classes(threats, rcs),
        _between("spacing_km", spacing, FINEST, 1_000.0 * KM),
        _between("cell_km", edge, FINEST, 100.0 * KM),
        tuple(dict.fromkeys(along)),
    )


def _require_objective(plan: Plan, objective: str) -> None:
    if objective not in OBJECTIVES:
        raise UnknownName("objective", objective, OBJECTIVES, "objective")
    if objective in ("assets", LEAKERS) and not any(asset.value > 0.0 for asset in plan.assets):
        raise OutOfRange(
            f"objective: is {objective}, and the scenario has no [[asset]] of any value; people is allowed"
        )


def _classes(threats: Sequence[Threat], rcs: float) -> tuple[TargetClass, ...]:
    for one in threats:
        if one.kind == "ballistic":
            raise OutOfRange(
                f"threat: {one.slug} is ballistic, and has no height over a place at which it is met; those "
                "that fly level are allowed; openiads coverage draws the footprint of ballistic ones"
            )
    named = tuple(TargetClass(one.slug, one.rcs, one.speed) for one in dict.fromkeys(threats))
    return named or (TargetClass("", _positive("rcs_m2", rcs, 1.0)),)


def _heights(told: Iterable[float]) -> tuple[float, ...]:
    heights: Sequence[float] = sorted(set(numbers("altitudes_m", told, "altitudes_m=[300, 3000]")))
    if not heights or not all(0.0 < height <= HIGHEST for height in heights):
        raise OutOfRange(
            f"altitudes_m: is {', '.join(f'{h:g}' for h in heights) or 'empty'}; one or more heights above "
            f"the ground, more than 0 and at most {HIGHEST:g}, are allowed; give 300,3000,10000"
        )
    return tuple(heights)


def _positive(name: str, told: float, like: float) -> float:
    value = number(name, told, f"{name}={like:g}")
    if not (math.isfinite(value) and value > 0.0):
        raise OutOfRange(f"{name}: is {value:g}; more than 0 is allowed; write it like {name}={like:g}")
    return value


def _between(name: str, told: float, low: float, high: float) -> float:
    """A distance that is told in km."""
    if not low <= told <= high:
        raise OutOfRange(
            f"{name}: is {told / KM:g}; {low / KM:g} to {high / KM:g} is allowed: positions are told no finer"
        )
    return told
