"""All who fly, moved along their routes side by side.

The table of routes is far larger than any cache, and a target stays between the same two samples for some
steps.  So what lies there is fetched when it comes to them and kept at hand, and what is worked out of it
does not branch: the processor takes several targets at a time.  The numbers are those of
`state.truth.on_route`, to the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import abreast, part
from openiads.state.planes import Route, Target, TargetKey, Truth, TruthKey
from openiads.state.scratch import Along, AlongKey
from openiads.state.state import State
from openiads.state.truth import blend_of, blended, stretch_at
from openiads.state.words import Status
from openiads.state.world import Floats, Integers, World


@abreast
def place_abreast(
    time: float, start: Floats, figures: Floats, keys: Integers, row: Integers, share: Floats
) -> None:
    """Between which samples of the table all targets are at `time` [s]: `row` and the next.

    start    when each begins (N,) [s]
    figures  (planes, N) [Target]
    keys     (planes, N) [TargetKey]

    Source: `state.truth.stretch_at`.
    """
    for n in range(start.shape[0]):
        first, share[n] = stretch_at(
            time - start[n], figures[Target.ROUTE_RATE, n], keys[TargetKey.SAMPLES, n]
        )
        row[n] = keys[TargetKey.ROUTE, n] + first


@part
def fetch(stretches: Floats, routes: Floats, n: int, row: int) -> None:
    """Keep at hand what lies in the table (samples, planes) at both ends of the stretch of target `n`."""
    for plane in range(Route.X, Route.ALTITUDE + 1):
        stretches[0, plane, n] = routes[row, plane]
        stretches[1, plane, n] = routes[row + 1, plane]


class Flown(NamedTuple):
    """The planes of `Truth` that tell how each target flies; all arrays (N,)."""

    x: Floats
    y: Floats
    z: Floats
    vx: Floats
    vy: Floats
    vz: Floats
    ax: Floats
    ay: Floats
    az: Floats
    altitude: Floats


@abreast
def fly_abreast(
    status: Integers, share: Floats, figures: Floats, start: Floats, end: Floats, flown: Flown
) -> None:
    """Put all who fly where they are on their stretches [m, m/s, m/s2].

    share       of its stretch that each has behind it (N,)
    figures     (planes, N) [Target]
    start, end  ends of the stretches (planes, N) [Route]

    Source: `state.truth.on_route`.
    """
    for n in range(status.shape[0]):
        flies = status[n] == Status.FLYING.value
        blend = blend_of(share[n], figures[Target.ROUTE_STEP, n], figures[Target.ROUTE_RATE, n])
        x, vx, ax = blended(blend, start[Route.X, n], start[Route.VX, n], end[Route.X, n], end[Route.VX, n])
        y, vy, ay = blended(blend, start[Route.Y, n], start[Route.VY, n], end[Route.Y, n], end[Route.VY, n])
        z, vz, az = blended(blend, start[Route.Z, n], start[Route.VZ, n], end[Route.Z, n], end[Route.VZ, n])
        low = start[Route.ALTITUDE, n]
        flown.x[n] = x if flies else flown.x[n]
        flown.y[n] = y if flies else flown.y[n]
        flown.z[n] = z if flies else flown.z[n]
        flown.vx[n] = vx if flies else flown.vx[n]
        flown.vy[n] = vy if flies else flown.vy[n]
        flown.vz[n] = vz if flies else flown.vz[n]
        flown.ax[n] = ax if flies else flown.ax[n]
        flown.ay[n] = ay if flies else flown.ay[n]
        flown.az[n] = az if flies else flown.az[n]
        flown.altitude[n] = low + share[n] * (end[Route.ALTITUDE, n] - low) if flies else flown.altitude[n]


@part
def follow_routes(state: State, world: World, time: float) -> None:
    """Put all who fly where their routes have them at `time` [s], or, if later, where they begin."""
    truth, keys, figures = state.truth_f, state.truth_i, world.target_f
    share, row, status = state.work_f[Along.SHARE], state.work_i[AlongKey.ROW], keys[TruthKey.STATUS]
    place_abreast(time, truth[Truth.START], figures, world.target_i, row, share)
    for n in range(status.shape[0]):
        if status[n] == Status.FLYING and keys[TruthKey.STRETCH, n] != row[n]:
            keys[TruthKey.STRETCH, n] = row[n]
            fetch(state.stretches, world.route, n, row[n])
    flown = Flown(
        truth[Truth.X], truth[Truth.Y], truth[Truth.Z], truth[Truth.VX], truth[Truth.VY], truth[Truth.VZ],
        truth[Truth.AX], truth[Truth.AY], truth[Truth.AZ], truth[Truth.ALTITUDE],
    )  # fmt: skip
    fly_abreast(status, share, figures, state.stretches[0], state.stretches[1], flown)
