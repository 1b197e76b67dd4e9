"""Tracks become reports: at once in a fire unit that stands alone, later over a network."""

from __future__ import annotations

from openiads.ground.compiled import kernel, part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.ladder import climb
from openiads.state.planes import Area, Network, NetworkKey, Tally, Track, TrackKey
from openiads.state.state import State
from openiads.state.words import Stage, TrackStatus
from openiads.state.world import Floats, World


@kernel
def copy_estimate(f: Floats, m: int, source: int, target: int) -> None:
    """Copy time, place and velocity between the three estimates that a track carries."""
    for i in range(7):
        f[target + i, m] = f[source + i, m]


@part
def send(state: State, world: World, p: int, m: int, until: float) -> None:
    """Send the estimate of track `m` on its way, unless the link loses it; then deliver what is due."""
    f = state.tracks_f[p]
    k = state.tracks_i[p]
    delay = world.network_f[Network.DELAY, p]
    if f[Track.PENDING_TIME, m] >= 0.0 and f[Track.PENDING_TIME, m] + delay <= until:
        copy_estimate(f, m, Track.PENDING_TIME, Track.REPORT_TIME)
        f[Track.PENDING_TIME, m] = -1.0
    if f[Track.PENDING_TIME, m] >= 0.0 or f[Track.TIME, m] <= f[Track.REPORT_TIME, m]:
        return
    k[TrackKey.REPORTS, m] += 1
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], k[TrackKey.REPORTS, m],
        Stream.LINK, world.network_i[NetworkKey.IDENT, p], k[TrackKey.SERIAL, m],
    )  # fmt: skip
    if uniform(luck) >= world.network_f[Network.LOSS, p]:
        copy_estimate(f, m, Track.TIME, Track.PENDING_TIME)


def share(state: State, world: World, step: int) -> None:
    """Refresh the reports of every confirmed track.

    A link carries one report of a track at a time: the next leaves when the last has arrived, so a report
    is between one and two delays old.
    """
    until = (step + 1) * world.area[Area.STEP]
    for p in range(state.tracks_f.shape[0]):
        f = state.tracks_f[p]
        k = state.tracks_i[p]
        direct = world.network_f[Network.DELAY, p] <= 0.0 and world.network_f[Network.LOSS, p] <= 0.0
        for m in range(state.tops[p]):
            if k[TrackKey.STATUS, m] != TrackStatus.CONFIRMED:
                continue
            if direct:
                copy_estimate(f, m, Track.TIME, Track.REPORT_TIME)
            else:
                send(state, world, p, m, until)
            climb(k[TrackKey.STAGE], m, Stage.IN_PICTURE if f[Track.REPORT_TIME, m] >= 0.0 else Stage.TRACKED)
