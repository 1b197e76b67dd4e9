"""What the maps of a study will hold, before any of it is made.

Measured with two surfaces of two million cells: 7 bytes for each height more, 170 in all with five.
"""

from __future__ import annotations

import warnings

from openiads.ground.errors import Notice, OutOfRange
from openiads.ground.machine import LARGE, PROCESS, bytes_told, too_much

SHARED, GROUND, HEIGHT = 40.0, 40.0, 10.0
"""By cell: of the window; of each surface and siting; of each height of these [byte]."""


def weigh(rows: int, columns: int, heights: int, variants: int) -> None:
    """Refuse maps that no memory of this machine holds, and say what large ones take.

    Parameters
    ----------
    rows, columns : of the window
    heights : that are asked
    variants : surfaces times sitings

    Raises
    ------
    OutOfRange
        with what makes them large and what is there
    """
    needed = PROCESS + rows * columns * (SHARED + variants * (GROUND + HEIGHT * heights))
    told = f"{rows} x {columns} cells, {heights} heights, {variants} variants of surface and siting"
    short = too_much(needed)
    if short:
        field, remedy = "cell_m", "ask for larger cells with --cell-m"
        if HEIGHT * heights > GROUND + SHARED:
            field, remedy = "altitudes_m", "ask for fewer"
        raise OutOfRange(f"{field}: {told} {short}; {remedy}")
    if needed > LARGE:
        warnings.warn(f"{told} take about {bytes_told(needed)} of memory", Notice, stacklevel=2)
