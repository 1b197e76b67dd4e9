"""Where names stand on a map, so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.units import DEG

GAP = 4.0
Distances = tuple[float, ...]
Worse = Callable[[list["Box"]], npt.NDArray[np.float64]]
"""How bad places are, for reasons that a sheet does not know."""
NEAR_FIRST: Distances = (8.0, 22.0, 40.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: Box) -> float:
        """Area that two rectangles share."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        tall = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(wide, 0.0) * max(tall, 0.0)

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + 0.5 * self.width, self.y + 0.5 * self.height


SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
"""Right, left, above, below, then the corners: the order in which a reader looks for a name."""


class Places:
    """Puts boxes next to points, away from all that stands already."""

    def __init__(self, width: float, height: float) -> None:
        self._sheet = Box(0.0, 0.0, width, height)
        self._rows = np.zeros((64, 5))  # x, y, width, height, weight
        self._count = 0

    @property
    def _taken(self) -> npt.NDArray[np.float64]:
        return self._rows[: self._count]

    def copy(self) -> Places:
        """The same, to try something out."""
        twin = Places(self._sheet.width, self._sheet.height)
        twin._rows, twin._count = self._rows.copy(), self._count
        return twin

    def take(self, box: Box, weight: float = 1.0) -> None:
        """Keep a place clear; a light one may be covered where nothing else is free."""
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[self._count] = box.x, box.y, box.width, box.height, weight
        self._count += 1

    def holds(self, box: Box) -> bool:
        """Whether a box is wholly on the sheet."""
        return box.overlap(self._sheet) >= box.width * box.height - 1e-6

    def is_free(self, box: Box) -> bool:
        """Whether a box covers nothing but what is light."""
        heavy = self._taken[self._taken[:, 4] >= 0.5]
        return not bool((shared(rows([box]), heavy[:, :4]) > 0.0).any())

    def corner(self, width: float, height: float, margin: float) -> Box:
        """The corner of the sheet where a box covers least; it is then taken."""
        right, bottom = self._sheet.width - width - margin, self._sheet.height - height - margin
        corners = [Box(x, y, width, height) for x, y in ((right, margin), (margin, margin), (right, bottom))]
        best = min(corners, key=self.cost)
        self.take(best)
        return best

    def put(self, x: float, y: float, width: float, height: float, away: Distances = NEAR_FIRST) -> Box:
        """Best place for a box near (x, y), which is then taken."""
        return self.put_at_cost(x, y, width, height, away)[0]

    def put_at_cost(
        self, x: float, y: float, width: float, height: float, away: Distances, also: Worse | None = None
    ) -> tuple[Box, float]:
        """Best place for a box near (x, y), which is then taken, and how bad it is."""
        boxes = [box for distance in away for box in _around(x, y, width, height, distance)]
        far = np.repeat(0.03 * width * np.array(away), len(SIDES)) + np.tile(np.arange(len(SIDES)), len(away))
        costs = self._costs(boxes) if also is None else self._costs(boxes) + also(boxes)
        best = int(np.argmin(costs + far))
        self.take(boxes[best])
        return boxes[best], float(costs[best])

    def cost(self, box: Box) -> float:
        """How bad a place would be; nothing where a box covers nothing and lies on the sheet."""
        return float(self._costs([box])[0])

    def costs(self, boxes: list[Box]) -> npt.NDArray[np.float64]:
        """The same of several boxes; what rounding leaves of nothing is nothing."""
        found = self._costs(boxes)
        return np.where(found > 1e-5, found, 0.0)

    def _costs(self, boxes: list[Box]) -> npt.NDArray[np.float64]:
        tried, sheet, taken = rows(boxes), rows([self._sheet]), self._taken
        low, high = tried[:, :2].min(axis=0), (tried[:, :2] + tried[:, 2:]).max(axis=0)
        near = ((taken[:, :2] < high) & (taken[:, :2] + taken[:, 2:4] > low)).all(axis=1)
        taken = taken[near]
        outside = tried[:, 2] * tried[:, 3] - shared(tried, sheet)[:, 0]
        return np.asarray(20.0 * outside + 10.0 * (shared(tried, taken[:, :4]) @ taken[:, 4]))


def rows(boxes: Sequence[Box]) -> npt.NDArray[np.float64]:
    """(boxes, 4) left, top, width and height."""
    return np.array([(box.x, box.y, box.width, box.height) for box in boxes])


def shared(boxes: npt.NDArray[np.float64], others: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(boxes, others) area that rectangles (n, 4) share."""
    across, down = (_overlap(boxes[:, axis::2], others[:, axis::2]) for axis in (0, 1))
    return across * down


def _overlap(spans: npt.NDArray[np.float64], others: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(spans, others) length that pairs of start and length share."""
    end, other_end = spans.sum(axis=1)[:, None], others.sum(axis=1)
    return np.asarray(np.maximum(np.minimum(end, other_end) - np.maximum(spans[:, :1], others[:, 0]), 0.0))


def turned_boxes(x: float, y: float, width: float, height: float, slant_deg: float) -> list[Box]:
    """Squares along a line of text that is turned about its middle (x, y), anticlockwise."""
    parts = max(math.ceil(width / height), 1)
    across, up = math.cos(slant_deg * DEG), math.sin(slant_deg * DEG)
    places = [(part + 0.5) / parts * width - 0.5 * width for part in range(parts)]
    return [Box(x + p * across - 0.5 * height, y - p * up - 0.5 * height, height, height) for p in places]


def _around(x: float, y: float, width: float, height: float, distance: float) -> list[Box]:
    return [
        Box(
            x - 0.5 * width + across * (0.5 * width + distance * (0.75 if down else 1.0)),
            y - 0.5 * height + down * (0.5 * height + distance * (0.75 if across else 1.0)),
            width,
            height,
        )
        for across, down in SIDES
    ]
