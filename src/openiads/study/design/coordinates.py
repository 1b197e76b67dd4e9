"""Coordinates of the box: what is unknown, between which ends, and what moves with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

SIGNIFICANT = 9
"""Digits of a value that is set; more would only be noise of the sampling."""
LOGARITHMIC_FROM = 10.0
"""A box whose high is more than so many times its low is laid out by factors and not by differences."""


class Setter(Protocol):
    """How a value becomes changes of a scenario."""

    def changes(self, arm: str, value: float) -> list[str]:
        """Overrides of one arm."""
        ...


@dataclass(frozen=True, slots=True)
class Paths:
    """Fields that all take the value itself."""

    of: Mapping[str, tuple[str, ...]] = field(hash=False)  # by arm
    whole: bool

    def changes(self, arm: str, value: float) -> list[str]:
        """Overrides of one arm."""
        text = str(round(value)) if self.whole else repr(value)
        return [f"{path}={text}" for path in self.of.get(arm, ())]


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of a coordinate, with its own ends in the unit of the files."""

    name: str
    paths: tuple[str, ...]  # as they are written in a study's box
    low: float
    value: float
    high: float
    whole: bool
    status: str
    arms: tuple[str, ...]  # that it touches, in order
    setter: Setter

    @property
    def logarithmic(self) -> bool:
        """Whether its box is laid out by factors."""
        return self.low > 0.0 and self.high > LOGARITHMIC_FROM * self.low

    def at(self, share: float) -> float:
        """Its value with this share of the box below it [1]."""
        if self.whole and not self.logarithmic:
            # Each whole number has the same share, those at the ends as well.
            return min(self.low + math.floor(share * (self.high - self.low + 1.0)), self.high)
        if self.logarithmic:
            value = self.low * (self.high / self.low) ** share
        else:
            value = self.low + share * (self.high - self.low)
        value = float(round(value)) if self.whole else float(f"{value:.{SIGNIFICANT}g}")
        return min(max(value, self.low), self.high)

    def share_of(self, value: float) -> float:
        """Share of its box below a value [1]; the middle of what a whole number has."""
        if self.high <= self.low:
            return 0.5
        value = min(max(value, self.low), self.high)
        if self.whole and not self.logarithmic:
            return (value - self.low + 0.5) / (self.high - self.low + 1.0)
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One unknown, which one figure has or several share.

    A group of figures has a coordinate of its own, which runs from 0 with all at their lows to 1 with all at
    their highs.  Its nominal is the mean share of their boxes below their nominals, and there each of them is
    at its own; on either side each goes evenly, or by factors, to its end.
    """

    name: str
    parts: tuple[Part, ...]
    low: float
    value: float  # nominal
    high: float
    whole: bool
    logarithmic: bool
    grouped: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """All that move with it."""
        return tuple(dict.fromkeys(path for part in self.parts for path in part.paths))

    @property
    def arms(self) -> tuple[str, ...]:
        """Arms that it touches."""
        return tuple(dict.fromkeys(arm for part in self.parts for arm in part.arms))

    @property
    def status(self) -> str:
        """What its figures are worth, each word once."""
        return "+".join(dict.fromkeys(part.status for part in self.parts))

    def at(self, share: float) -> float:
        """Its value with this share of the box below it [1]."""
        return share if self.grouped else self.parts[0].at(share)

    def share_of(self, value: float) -> float:
        """Share of its box below a value [1]."""
        return value if self.grouped else self.parts[0].share_of(value)

    def changes(self, arm: str, value: float) -> list[str]:
        """Overrides of one arm that set it."""
        return [change for part in self.parts for change in part.setter.changes(arm, self._of(part, value))]

    def _of(self, part: Part, value: float) -> float:
        """What a value of the coordinate is for one of its figures."""
        if not self.grouped:
            return value
        if value == self.value:
            return part.value
        nominal = part.share_of(part.value)
        if value < self.value:
            return part.at(nominal * value / self.value)
        return part.at(nominal + (1.0 - nominal) * (value - self.value) / (1.0 - self.value))


def alone(part: Part) -> Coordinate:
    """The coordinate of one figure."""
    return Coordinate(part.name, (part,), part.low, part.value, part.high, part.whole, part.logarithmic)


def together(name: str, parts: tuple[Part, ...]) -> Coordinate:
    """The coordinate of a group."""
    value = sum(part.share_of(part.value) for part in parts) / len(parts)
    value = float(f"{value:.{SIGNIFICANT}g}")
    return Coordinate(name, parts, 0.0, value, 1.0, whole=False, logarithmic=False, grouped=True)
