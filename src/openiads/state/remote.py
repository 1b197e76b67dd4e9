"""What a track that other radars keep is good for."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Engaging, Track
from openiads.state.state import State
from openiads.state.world import World

SURE = 2.0
"""Standard deviations of a track that must lie within what a seeker finds."""


@part
def shows_well(state: State, world: World, p: int, m: int, time: float) -> bool:
    """Whether picture `p` reports track `m` so well at `time` [s] that a seeker shown there would find it."""
    f = state.tracks_f[p]
    age = time - f[Track.REPORT_TIME, m]
    error = f[Track.SPREAD, m] + age * f[Track.SPREAD_RATE, m]
    return bool(SURE * error <= world.engaging[Engaging.BASKET])
