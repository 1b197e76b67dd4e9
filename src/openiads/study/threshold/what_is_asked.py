"""What is asked: which figures may move, and on which side of which threshold a measure is to be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import OutOfRange, UnknownName
from openiads.ground.kinds import shown
from openiads.study.compare.measures import MEASURES, Measure
from openiads.study.design.arms import Arm
from openiads.study.design.coordinates import Coordinate
from openiads.study.threshold.movable import Span, movable

BOX = "--between LOW,HIGH"
MOST_FIGURES = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """A measure is to be below its threshold, or at it and above."""

    measure: Measure
    above: bool
    threshold: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole question."""

    arm: Arm
    figures: tuple[Coordinate, ...]  # the first is searched, at each of some values of the second
    wish: Wish

    @property
    def first(self) -> Coordinate:
        """The figure that is searched."""
        return self.figures[0]

    @property
    def second(self) -> Coordinate | None:
        """The figure at whose values the other is searched, if there is one."""
        return self.figures[1] if len(self.figures) > 1 else None


def asked(
    arm: Arm, figures: Sequence[str], spans: Mapping[str, Span], wish: Wish, catalogue: Catalogue
) -> Asked:
    """A question about one figure or two; where a figure has no span its box is taken.

    Raises
    ------
    OpeniadsError
        if a figure is none of the scenario, or may not lie where it is to be looked for
    """
    if not 1 <= len(figures) <= MOST_FIGURES:
        raise OutOfRange(f"figure names {len(figures)}; one figure or two are allowed; leave the others out")
    if len(set(figures)) < len(figures):
        raise OutOfRange(f"figure names {figures[0]} twice; two different ones are allowed; leave one out")
    for path in spans:
        if path not in figures:
            raise UnknownName("figure that is moved", path, figures, "between")
    found = tuple(movable(path, spans.get(path), arm, catalogue) for path in figures)
    if len(found) > 1 and set(found[0].paths) & set(found[1].paths):
        raise OutOfRange(f"figure {figures[1]}: is one statement with {figures[0]}; leave one of them out")
    return Asked(arm, found, wish)


def wish_of(told: str, above: bool, where: str) -> Wish:
    """Read `leakers=0.1`; `where` it stands is what messages begin with."""
    key, equals, text = (part.strip() for part in told.partition("="))
    if not equals:
        raise OutOfRange(
            f"{where} is {shown(told)}; a measure, = and a number are allowed; write it like {where} "
            "leakers=0.1"
        )
    if key not in MEASURES:
        raise UnknownName("measure", key, MEASURES, where)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise OutOfRange(
            f"{where} is {shown(told)}; a number is allowed after =; write it like {where} {key}=0.1"
        )
    return Wish(MEASURES[key], above, value)
