"""Whether a track is flown by gravity alone: a rule by what it does."""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel
from openiads.ground.frames import Place, altitude_of
from openiads.ground.matrices import vector_at
from openiads.state.constants import BALLISTIC_ALTITUDE, BALLISTIC_SINK, BALLISTIC_SPEED
from openiads.state.planes import Filter
from openiads.state.world import Floats


@kernel
def falls_freely(filters: Floats, m: int) -> bool:
    """Whether track `m` moves as only a ballistic target does: our rule, by speed, sink [m/s] and height."""
    x, y, z = vector_at(filters, m, Filter.X)
    vx, vy, vz = vector_at(filters, m, Filter.VX)
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    sink = abs(vx * x + vy * y + vz * z) / math.sqrt(x * x + y * y + z * z)
    steep = speed > BALLISTIC_SPEED and sink > BALLISTIC_SINK
    return steep or (speed > 0.5 * BALLISTIC_SPEED and altitude_of(Place(x, y, z)) > BALLISTIC_ALTITUDE)
