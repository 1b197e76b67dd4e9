"""Where a battery believes north to be, and what that turns."""

from __future__ import annotations

import numpy as np

from openiads.ground.draws import Stream, normal
from openiads.ground.scalar import sincos
from openiads.simulation.reference.columns import Figures, Keys, Run, Vector
from openiads.state.planes import BatteryKey


def north_error(run: Run, figures: Figures, keys: Keys) -> float:
    """By how much [rad] all that a radar reports is turned clockwise; radars of one battery share it."""
    if figures.misalignment_sd <= 0.0:
        return figures.misalignment
    ident = int(run.world.battery_i[BatteryKey.IDENT, keys.owner]) if keys.owner >= 0 else keys.ident
    word, *_ = run.luck.words(Stream.MISALIGNMENT, 0, ident)
    return figures.misalignment + figures.misalignment_sd * normal(word)


def turned(enu: Vector, angle: float) -> Vector:
    """East, north, up [m] (3,) turned clockwise about up by an angle [rad]."""
    sine, cosine = sincos(angle)
    east, north, up = (float(component) for component in enu)
    return np.array([east * cosine + north * sine, north * cosine - east * sine, up])
