"""Reach over a whole map, with the simulation's own parts: how fast a round flies to each cell."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.engagement.lethality import by_height, by_margin, speed_left
from openiads.engagement.reach import ALL, flight_time, in_envelope
from openiads.ground.compiled import kernel, part
from openiads.ground.frames import above_normal, altitude_of
from openiads.state.planes import Battery, BatteryKey, Round
from openiads.state.world import World

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


class Doctrine(NamedTuple):
    """How one battery fires at one attacker."""

    salvo: int
    """Rounds of a salvo."""
    interval: float
    """Between two launches [s]."""
    assessment: float
    """From the last intercept of a salvo to the next launch [s]."""
    most: int
    """Salvos at one target."""
    stock: int
    """Rounds that it has beyond its reserve."""


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
    margin = world.doctrine.envelope_margin
    most = world.round_f[Round.BALLISTIC_RANGE, t] if ballistic else world.round_f[Round.MAXIMUM_RANGE, t]
    most *= margin
    for i in range(low, high):
        out[i] = -1.0
        if not asked[i]:
            continue
        altitude = float(altitudes[i])
        x, y, z = above_normal(normals[i, 0], normals[i, 1], normals[i, 2], altitude)
        dx, dy, dz = x - f[Battery.X, b], y - f[Battery.Y, b], z - f[Battery.Z, b]
        square = dx * dx + dy * dy + dz * dz
        if square > most * most or not in_envelope(world, b, t, margin, 0.0, x, y, z, ballistic):
            continue
        out[i] = max(flight_time(world, t, math.sqrt(square), altitude_of(x, y, z), ALL), -1.0)


@kernel
def kill_chances(
    world: World, b: int, t: int, class_factor: float, manoeuvre: float, normals: Floats, altitudes: Singles,
    grounds: Singles, asked: Flags, out: Singles,
) -> None:  # fmt: skip
    """Chance that one round of type `t` of battery `b` kills an attacker that comes head-on at each place.

    class_factor  of the attacker's class [1]
    manoeuvre     acceleration of the attacker across its path [m/s2]
    normals       (n, 3) outward normals of the ellipsoid
    altitudes     (n,) of the meeting point [m]
    grounds       (n,) altitude of the ground there [m]
    asked         (n,) other places are left as they are
    """
    f = world.battery_f
    stated = world.single_shot[b, t] * class_factor
    for i in range(out.shape[0]):
        if not asked[i]:
            continue
        out[i] = stated
        if world.battery_i[BatteryKey.STATED, b] == 1:
            continue
        altitude = float(altitudes[i])
        x, y, z = above_normal(normals[i, 0], normals[i, 1], normals[i, 2], altitude)
        dx, dy, dz = x - f[Battery.X, b], y - f[Battery.Y, b], z - f[Battery.Z, b]
        speed = speed_left(world, t, math.sqrt(dx * dx + dy * dy + dz * dz), altitude)
        out[i] *= by_margin(world, t, speed, altitude, manoeuvre)
        out[i] *= by_height(world, t, altitude - float(grounds[i]))


@kernel
def meetings(
    near: Singles, kill: Singles, tracked: Singles, taken: Singles, layers: Integers, togo: Floats,
    rows: Integers, shifts: Integers, starts: Integers, view: tuple[int, int], points: Integers,
    corner: Integers, coarser: int, doctrine: Doctrine,
    salvos: npt.NDArray[np.uint8], survives: Singles,
) -> None:  # fmt: skip
    """How often one battery meets an attacker on its way to each ground point, and what it then survives.

    near      (last layers, rows, columns) time of flight [s] of the round that is taken there, -1 for none
    kill      the same shape, kill probability of one round of it
    tracked   (layers, rows, columns) time [s] from entering a place to a track, infinite out of view
    taken     the same shape, time [s] from taking a track to the first launch, infinite where none is taken
    layers    (stations,) layer of each station of the way, the farthest first
    togo      (stations,) time [s] left until arrival
    rows      (lattice rows, stations) lattice row of a station, by the row of the ground point
    shifts    (lattice rows, stations) columns from the ground point to a station
    starts    (lattice rows,) station before which nobody is in view, by the row of the ground point
    view      first and last lattice column where anybody is in view
    points    (n, 2) lattice rows and columns of the ground points
    corner    lattice row and column of the first place of `near`
    coarser   lattice rows and columns to one place of `tracked`
    salvos    (n,) raised to the salvos that meet it before arrival, if that is more
    survives  (n,) lowered to the chance that it survives them, if that is less

    A track starts once the attacker has been in view that long without a gap, and is kept.  A round
    leaves as soon as it may and meets the attacker at the first station that it reaches in time; the next of
    its salvo leaves an interval later, the next salvo after the assessment (shoot, look, shoot).
    """
    beyond, last = tracked.shape[0] - near.shape[0], togo.shape[0] - 1
    for i in range(points.shape[0]):
        row, column = points[i, 0], points[i, 1]
        begin = starts[row]
        while begin <= last and not view[0] <= column + shifts[row, begin] <= view[1]:
            begin += 1
        due, track, ready, reaching = math.inf, math.inf, math.inf, False
        count, left, stock, alive = 0, doctrine.salvo, doctrine.stock, 1.0
        for k in range(begin, last + 1):
            layer, moment = layers[k], -togo[k]
            y, x = rows[row, k], column + shifts[row, k]
            if count == 0:
                wait = at_place(tracked, layer, y, x, coarser)
                due = min(due, moment + wait) if wait < math.inf else math.inf
                if due <= (-togo[k + 1] if k < last else 0.0):
                    track = min(track, due)
                if track == math.inf:
                    continue
                take = at_place(taken, layer, y, x, coarser)
                if ready == math.inf and take < math.inf and k > 0:
                    before = rows[row, k - 1], column + shifts[row, k - 1]
                    reaching = reach(near, layers[k - 1] - beyond, before[0], before[1], corner) >= 0.0
                ready = min(ready, max(track, moment) + take)
                if ready == math.inf:
                    continue
            flight = reach(near, layer - beyond, y, x, corner)
            # Where reach begins, a round leaves so late that it meets the attacker there.
            leaves = ready if reaching else max(ready, moment - flight)
            reaching = flight >= 0.0
            while reaching and stock > 0 and moment - flight >= ready:
                count, left, stock = count + int(left == doctrine.salvo), left - 1, stock - 1
                alive *= 1.0 - float(kill[layer - beyond, y - corner[0], x - corner[1]])
                ready = leaves = leaves + doctrine.interval
                if left == 0:
                    left, ready = doctrine.salvo, moment + doctrine.assessment
                    stock = stock if count < doctrine.most else 0
            if stock == 0:
                break
        salvos[i] = max(salvos[i], count)
        survives[i] = min(survives[i], alive)


@part
def at_place(table: Singles, layer: int, y: int, x: int, coarser: int) -> float:
    """Entry of a table (layers, rows, columns) of blocks of lattice rows and columns; infinite outside."""
    if y < 0 or x < 0:
        return math.inf
    if coarser > 1:
        y, x = y // coarser, x // coarser
    return float(table[layer, y, x]) if y < table.shape[1] and x < table.shape[2] else math.inf


@part
def reach(near: Singles, level: int, y: int, x: int, corner: Integers) -> float:
    """Time of flight [s] to a lattice row and column of a layer of `near`; -1 for none, and outside."""
    v, u = y - corner[0], x - corner[1]
    if level >= 0 and 0 <= v < near.shape[1] and 0 <= u < near.shape[2]:
        return float(near[level, v, u])
    return -1.0
