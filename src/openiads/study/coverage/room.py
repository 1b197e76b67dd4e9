"""What the maps of a study will hold, before any of it is made.

Measured with two surfaces of two million cells: 7 bytes for each height more, 170 in all with five.
"""

from __future__ import annotations

import warnings

from openiads.ground import machine
from openiads.ground.errors import Notice, OutOfRange
from openiads.ground.machine import bytes_told

PROCESS = 0.3e9
"""Python with the compiled code [byte]."""
SHARED, GROUND, HEIGHT = 40.0, 40.0, 10.0
"""By cell: of the window; of each surface and siting; of each height of these [byte]."""
LARGE = 1e9
"""Bytes from which an estimate is told."""


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
    has = machine.memory()
    told = f"{rows} x {columns} cells, {heights} heights, {variants} variants of surface and siting"
    if needed > has:
        remedy = (
            "ask for fewer" if HEIGHT * heights > GROUND + SHARED else "ask for larger cells with --cell-m"
        )
        field = "altitudes_m" if HEIGHT * heights > GROUND + SHARED else "cell_m"
        raise OutOfRange(
            f"{field}: {told} take about {bytes_told(needed)} of memory; {bytes_told(has)} are allowed, "
            f"what this machine has; {remedy}"
        )
    if needed > LARGE:
        warnings.warn(f"{told} take about {bytes_told(needed)} of memory", Notice, stacklevel=2)
