"""Which names have room on a map: each where it is wanted, the first ones first, none upon another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.report.ink.page import SMALL_PT

WIDE, TALL, GAP = 0.6, 1.15, 1.0
"""Of a letter, in its size, and what stays free around a name [pt]."""
MOST_TRIED = 2_000
"""Names that are tried; a map of more has long been full."""


def with_room(
    names: list[str],
    at: npt.NDArray[np.float64],
    frame: npt.NDArray[np.float64],
    taken: npt.NDArray[np.float64],
    most: int = MOST_TRIED,
) -> tuple[list[int], npt.NDArray[np.float64]]:
    """Which names are written, and the boxes (B, 4) of these and of all before: left, low, right, high [pt].

    at     middles of names (N, 2) [pt]
    frame  size of the map (2,) [pt]
    taken  boxes (B, 4) that are not free
    most   names that are written
    """
    kept: list[int] = []
    for i, name in enumerate(names[:MOST_TRIED]):
        if len(kept) == most:
            break
        half = np.array([0.5 * WIDE * len(name), 0.5 * TALL]) * SMALL_PT + GAP
        box = np.concatenate([at[i] - half, at[i] + half])
        inside = (box[:2] >= 0.0).all() and (box[2:] <= frame).all()
        clear = (box[:2] >= taken[:, 2:]).any(axis=1) | (box[2:] <= taken[:, :2]).any(axis=1)
        if inside and clear.all():
            kept.append(i)
            taken = np.vstack([taken, box])
    return kept, taken
