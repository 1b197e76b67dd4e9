"""How a study is cut into chunks: an arm, some points, some replicates.

What is cut how changes no result.  A chunk takes some seconds, so that neither the handing over counts nor
much is lost when the power fails: many points where one takes less, a part of the replicates where it takes
more.  Numbers of chunks are those of this list, and stay with the folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from openiads.state.world import World
from openiads.study.campaign.estimate import Work, estimate, most_together

LONG_ENOUGH = 5.0
"""What one chunk takes, about [s]."""
TYPICAL = 100
"""Replicates over which that is estimated."""


class Rectangle(NamedTuple):
    """What one chunk holds."""

    arm: int
    begin: int  # its first point
    end: int  # the one after its last
    first: int  # its first replicate
    last: int  # the one after its last

    @property
    def rows(self) -> int:
        """Replicates in it, over all points."""
        return (self.end - self.begin) * (self.last - self.first)

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{self.begin}-{self.end}x{self.first}-{self.last}"


def rows_together(world: World) -> int:
    """Replicates that one chunk of such a world holds, over all its points."""
    each = estimate(Work(world, TYPICAL)).seconds / TYPICAL
    return max(min(int(LONG_ENOUGH / each) + 1, most_together(world)), 1)


def rectangles(
    together: Sequence[int], points: int, looks: Sequence[int], box_replicates: int
) -> list[Rectangle]:
    """All chunks of a study in the order in which they are played: the nominal point first, look by look.

    together  replicates of a chunk of each arm, over all its points
    """
    found: list[Rectangle] = []
    for before, look in zip((0, *looks[:-1]), looks, strict=True):
        for arm, rows in enumerate(together):
            found += (Rectangle(arm, 0, 1, *span) for span in _spans(before, look, rows))
    for arm, rows in enumerate(together):
        for begin, end in _spans(1, points, max(rows // max(box_replicates, 1), 1)):
            found += (Rectangle(arm, begin, end, *span) for span in _spans(0, box_replicates, rows))
    return found


def _spans(first: int, last: int, most: int) -> Iterator[tuple[int, int]]:
    for low in range(first, last, most):
        yield low, min(low + most, last)
