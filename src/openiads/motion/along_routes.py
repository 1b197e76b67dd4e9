"""All who fly, moved along their routes side by side.

The table of routes is far larger than any cache, and a target stays between the same two samples for some
steps.  So what lies there is fetched when it comes to them and kept at hand, and what is worked out of it
does not branch: the processor takes several targets at a time.  The numbers are those of
`state.truth.on_route`, to the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import abreast, part
from openiads.state.planes import Stretch, Target, TargetKey, Truth, TruthKey
from openiads.state.scratch import Along, AlongKey
from openiads.state.state import State
from openiads.state.truth import blend_of, blended
from openiads.state.words import Status
from openiads.state.world import Floats, Integers, World


@abreast
def place_abreast(
    time: float, start: Floats, rate: Floats, first: Integers, samples: Integers, row: Integers,
    share: Floats,
) -> None:  # fmt: skip
    """Between which samples of the table all targets are at `time` [s]: `row` and the next; all arrays (N,).

    Source: `state.truth.place_on_route`.
    """
    for n in range(start.shape[0]):
        last = samples[n] - 1
        since = time - start[n] if start[n] < time else 0.0
        along = min(since * rate[n], float(last))
        i = min(int(along), last - 1)
        row[n] = first[n] + i
        share[n] = along - i


@part
def fetch(stretches: Floats, routes: Floats, n: int, row: int) -> None:
    """Keep at hand what lies in the table (samples, planes) at both ends of the stretch of target `n`."""
    for plane in range(Stretch.END_X):
        stretches[Stretch.START_X + plane, n] = routes[row, plane]
        stretches[Stretch.END_X + plane, n] = routes[row + 1, plane]


class Stretches(NamedTuple):
    """Where on its stretch each target is, and both ends of it; all arrays (N,)."""

    share: Floats
    period: Floats
    rate: Floats
    x: Floats
    y: Floats
    z: Floats
    vx: Floats
    vy: Floats
    vz: Floats
    end_x: Floats
    end_y: Floats
    end_z: Floats
    end_vx: Floats
    end_vy: Floats
    end_vz: Floats


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


@abreast
def fly_abreast(status: Integers, on: Stretches, flown: Flown) -> None:
    """Put all who fly where they are on their stretches [m, m/s, m/s2].

    Source: `state.truth.on_route`.
    """
    for n in range(status.shape[0]):
        flies = status[n] == Status.FLYING.value
        w = blend_of(on.share[n], on.period[n], on.rate[n])
        x, vx, ax = blended(w, on.x[n], on.vx[n], on.end_x[n], on.end_vx[n])
        y, vy, ay = blended(w, on.y[n], on.vy[n], on.end_y[n], on.end_vy[n])
        z, vz, az = blended(w, on.z[n], on.vz[n], on.end_z[n], on.end_vz[n])
        flown.x[n] = x if flies else flown.x[n]
        flown.y[n] = y if flies else flown.y[n]
        flown.z[n] = z if flies else flown.z[n]
        flown.vx[n] = vx if flies else flown.vx[n]
        flown.vy[n] = vy if flies else flown.vy[n]
        flown.vz[n] = vz if flies else flown.vz[n]
        flown.ax[n] = ax if flies else flown.ax[n]
        flown.ay[n] = ay if flies else flown.ay[n]
        flown.az[n] = az if flies else flown.az[n]


@abreast
def climb_abreast(status: Integers, share: Floats, start: Floats, end: Floats, altitude: Floats) -> None:
    """Altitude of all who fly [m], evenly from sample to sample; all arrays (N,)."""
    for n in range(status.shape[0]):
        there = start[n] + share[n] * (end[n] - start[n])
        altitude[n] = there if status[n] == Status.FLYING.value else altitude[n]


@part
def follow_routes(state: State, world: World, time: float) -> None:
    """Put all who fly where their routes have them at `time` [s], or, if later, where they begin."""
    truth, keys, at = state.truth_f, state.truth_i, state.stretches
    share, row, status = state.work_f[Along.SHARE], state.work_i[AlongKey.ROW], keys[TruthKey.STATUS]
    period, rate = world.target_f[Target.ROUTE_STEP], world.target_f[Target.ROUTE_RATE]
    first, samples = world.target_i[TargetKey.ROUTE], world.target_i[TargetKey.SAMPLES]
    place_abreast(time, truth[Truth.START], rate, first, samples, row, share)
    for n in range(status.shape[0]):
        if status[n] == Status.FLYING and keys[TruthKey.STRETCH, n] != row[n]:
            keys[TruthKey.STRETCH, n] = row[n]
            fetch(at, world.route, n, row[n])
    stretches = Stretches(
        share, period, rate,
        at[Stretch.START_X], at[Stretch.START_Y], at[Stretch.START_Z],
        at[Stretch.START_VX], at[Stretch.START_VY], at[Stretch.START_VZ],
        at[Stretch.END_X], at[Stretch.END_Y], at[Stretch.END_Z],
        at[Stretch.END_VX], at[Stretch.END_VY], at[Stretch.END_VZ],
    )  # fmt: skip
    flown = Flown(
        truth[Truth.X], truth[Truth.Y], truth[Truth.Z], truth[Truth.VX], truth[Truth.VY], truth[Truth.VZ],
        truth[Truth.AX], truth[Truth.AY], truth[Truth.AZ],
    )  # fmt: skip
    fly_abreast(status, stretches, flown)
    altitude = truth[Truth.ALTITUDE]
    climb_abreast(status, share, at[Stretch.START_ALTITUDE], at[Stretch.END_ALTITUDE], altitude)
