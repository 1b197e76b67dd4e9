"""What a picture reports of a track: where it is, and what that is good for."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.course import ahead
from openiads.state.planes import Track, TrackKey
from openiads.state.state import State
from openiads.state.world import World

SURE = 2.0
"""Standard deviations of a track that must lie within what a seeker finds."""


@part
def reported(state: State, world: World, p: int, m: int, time: float) -> tuple[float, float, float]:
    """Where [m] picture `p` believes track `m` to be at `time` [s]."""
    f = state.tracks_f[p]
    return ahead(
        f[Track.REPORT_X, m], f[Track.REPORT_Y, m], f[Track.REPORT_Z, m],
        f[Track.REPORT_VX, m], f[Track.REPORT_VY, m], f[Track.REPORT_VZ, m],
        state.tracks_i[p, TrackKey.BALLISTIC, m] == 1, time - f[Track.REPORT_TIME, m],
        world.engaging.levels_off,
    )  # fmt: skip


@part
def shows_well(state: State, world: World, p: int, m: int, time: float) -> bool:
    """Whether picture `p` reports track `m` so well at `time` [s] that a seeker shown there would find it."""
    f = state.tracks_f[p]
    age = time - f[Track.REPORT_TIME, m]
    error = f[Track.SPREAD, m] + age * f[Track.SPREAD_RATE, m]
    return bool(SURE * error <= world.engaging.basket)
