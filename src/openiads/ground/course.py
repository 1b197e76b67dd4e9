"""Where something will be, if it goes on as it does."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.frames import MU


@kernel
def ahead(
    x: float, y: float, z: float, vx: float, vy: float, vz: float,
    ballistic: bool, lead: float, levels_off: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Where a target will be in `lead` seconds: falling freely, or on course, level after `levels_off` [s].

    Level is along the curved Earth: a straight line leaves it by half a kilometre over 80 km, and a climb
    that is measured with an error of some metres per second by as much within two minutes.
    """
    square = x * x + y * y + z * z
    if ballistic:
        half = -0.5 * MU / (square * math.sqrt(square)) * lead * lead
        return x + lead * vx + half * x, y + lead * vy + half * y, z + lead * vz + half * z
    px, py, pz = x + lead * vx, y + lead * vy, z + lead * vz
    radius = math.sqrt(square)
    climb = (x * vx + y * vy + z * vz) / radius
    scale = (radius + climb * min(lead, levels_off)) / math.sqrt(px * px + py * py + pz * pz)
    return scale * px, scale * py, scale * pz


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
