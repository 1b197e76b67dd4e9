"""Reach over a whole map, with the simulation's own parts: how fast a round flies to each cell."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from openiads.engagement.reach import ALL, flight_time, in_envelope
from openiads.ground.compiled import kernel
from openiads.ground.frames import ECCENTRICITY_SQUARED, SEMI_MAJOR, altitude_of
from openiads.state.planes import Battery, Round
from openiads.state.world import World

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


@kernel
def fly_out(
    world: World, b: int, t: int, ballistic: bool, normals: Floats, altitudes: Singles, asked: Flags,
    low: int, high: int, out: Singles,
) -> None:  # fmt: skip
    """Time [s] in which round type `t` of battery `b` flies to each place; -1 where doctrine has it not go.

    ballistic  the target is a ballistic missile, which the published range against these bounds
    normals    (n, 3) outward normals of the ellipsoid
    altitudes  (n,) of the meeting point [m]
    asked      (n,) other places are left at -1
    low, high  places from `low` to before `high` are computed

    That is outside the published envelope shrunk by the margin of doctrine, or where the fly-out table ends.
    """
    f = world.battery_f
    margin = f[Battery.MARGIN, b]
    most = world.round_f[Round.RANGE_BALLISTIC, t] if ballistic else world.round_f[Round.RANGE_MAX, t]
    most *= margin
    for i in range(low, high):
        out[i] = -1.0
        if not asked[i]:
            continue
        nx, ny, nz = normals[i, 0], normals[i, 1], normals[i, 2]
        altitude = float(altitudes[i])
        across = SEMI_MAJOR / math.sqrt(1.0 - ECCENTRICITY_SQUARED * nz * nz)
        x, y = (across + altitude) * nx, (across + altitude) * ny
        z = (across * (1.0 - ECCENTRICITY_SQUARED) + altitude) * nz
        dx, dy, dz = x - f[Battery.X, b], y - f[Battery.Y, b], z - f[Battery.Z, b]
        square = dx * dx + dy * dy + dz * dz
        if square > most * most or not in_envelope(world, b, t, margin, x, y, z, ballistic):
            continue
        out[i] = max(flight_time(world, t, math.sqrt(square), altitude_of(x, y, z), ALL), -1.0)


@kernel
def meetings(
    near: Singles, kill: Singles, tracked: Singles, layers: Integers, togo: Floats, rows: Integers,
    shifts: Integers, points: Integers, corner: Integers, coarser: int, decide: float, assess: float,
    most: int, salvos: npt.NDArray[np.uint8], survives: Singles,
) -> None:  # fmt: skip
    """How often one battery meets an attacker on its way to each ground point, and what it then survives.

    near      (last layers, rows, columns) time of flight [s] of the round that is taken there, -1 for none
    kill      the same shape, kill probability of one salvo of it
    tracked   (layers, rows, columns) time [s] from entering a place to a track, infinite where none starts
    layers    (stations,) layer of each station of the way, the farthest first
    togo      (stations,) time [s] left until arrival
    rows      (lattice rows, stations) lattice row of a station, by the row of the ground point
    shifts    (lattice rows, stations) columns from the ground point to a station
    points    (n, 2) lattice rows and columns of the ground points
    corner    lattice row and column of the first place of `near`
    coarser   lattice rows and columns to one place of `tracked`
    decide    from track to first launch [s]
    assess    from intercept to the next launch [s]
    most      salvos at one target
    salvos    (n,) raised to the salvos that meet it before arrival, if that is more
    survives  (n,) lowered to the chance that it survives them, if that is less

    A salvo leaves as soon as it may and meets the attacker at the first station that it reaches in time; the
    next leaves after the assessment (shoot, look, shoot).
    """
    beyond, finer = tracked.shape[0] - near.shape[0], 1.0 / coarser
    for i in range(points.shape[0]):
        row, column = points[i, 0], points[i, 1]
        ready, track, count, alive = math.inf, math.inf, 0, 1.0
        for k in range(togo.shape[0]):
            layer, moment = layers[k], -togo[k]
            y, x = rows[row, k], column + shifts[row, k]
            if count == 0:
                # Half a step more, so that no multiple is rounded down; far cheaper than two divisions.
                v, u = int((y + 0.5) * finer), int((x + 0.5) * finer)
                if y >= 0 and x >= 0 and v < tracked.shape[1] and u < tracked.shape[2]:
                    track = min(track, moment + float(tracked[layer, v, u]))
                    ready = track + decide
            v, u, level = y - corner[0], x - corner[1], layer - beyond
            if level < 0 or not (0 <= v < near.shape[1] and 0 <= u < near.shape[2]):
                continue
            flight = float(near[level, v, u])
            if flight < 0.0 or moment - flight < ready:
                continue
            count += 1
            alive *= 1.0 - float(kill[level, v, u])
            ready = moment + assess
            if count == most:
                break
        salvos[i] = max(salvos[i], count)
        survives[i] = min(survives[i], alive)
