"""Where something will be, if it goes on as it does."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.frames import MU


@kernel
def ahead(
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool, lead: float
) -> tuple[float, float, float]:
    """Where a target will be in `lead` seconds: straight on, or falling freely."""
    if ballistic:
        square = x * x + y * y + z * z
        half = -0.5 * MU / (square * math.sqrt(square)) * lead * lead
        return x + lead * vx + half * x, y + lead * vy + half * y, z + lead * vz + half * z
    return x + lead * vx, y + lead * vy, z + lead * vz


@kernel
def fallen(
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool, lead: float
) -> tuple[float, float, float]:
    """The velocity of a target in `lead` seconds: the same, or with what gravity has added."""
    if ballistic:
        square = x * x + y * y + z * z
        pull = -MU / (square * math.sqrt(square)) * lead
        return vx + pull * x, vy + pull * y, vz + pull * z
    return vx, vy, vz
