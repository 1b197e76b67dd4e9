"""Where names stand on a map, so that none covers another."""

from __future__ import annotations

from dataclasses import dataclass

from openiads.report.svg import width_of

GAP = 4.0


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
        self._taken: list[tuple[Box, float]] = []

    def take(self, box: Box, weight: float = 1.0) -> None:
        """Keep a place clear; a light one may be covered where nothing else is free."""
        self._taken.append((box, weight))

    def put(self, x: float, y: float, width: float, height: float, away: tuple[float, ...] = (8.0, 22.0, 40.0)) -> Box:
        """Best place for a box near (x, y), which is then taken."""
        tried = [
            (self._cost(box) + 0.02 * distance * width + order, box)
            for distance in away
            for order, box in enumerate(_around(x, y, width, height, distance))
        ]
        best = min(tried, key=lambda pair: pair[0])[1]
        self.take(best)
        return best

    def put_text(self, x: float, y: float, text: str, size: float, away: tuple[float, ...] = (8.0, 22.0, 40.0)) -> Box:
        """Best place for a line of text near (x, y)."""
        return self.put(x, y, width_of(text, size) + GAP, size + GAP, away)

    def _cost(self, box: Box) -> float:
        area = box.width * box.height
        outside = area - box.overlap(self._sheet)
        return 20.0 * outside + sum(10.0 * weight * box.overlap(taken) for taken, weight in self._taken)


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
