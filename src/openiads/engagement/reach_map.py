"""Reach over a whole map, with the simulation's own parts: how fast a round flies to each cell.

Flight times and factors have their sources where the simulation has them; how an attacker is followed from
station to station, and that it comes head-on, are our rules.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.engagement.lethality import by_height, by_margin, prior, speed_left
from openiads.engagement.reach.fly_out_tables import Envelope, flight_time, in_envelope
from openiads.ground.compiled import kernel, part
from openiads.ground.frames import Place, above_normal, altitude_of, between, length_of
from openiads.state.constants import WHOLE_CELL
from openiads.state.planes import Battery, BatteryKey, Round
from openiads.state.positions import Cells, place_of_battery
from openiads.state.words import Kind
from openiads.state.world import World

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
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


class Attacker(NamedTuple):
    """What a kill probability depends on of an attacker."""

    class_factor: float
    """Of its class [1]."""
    manoeuvre: float
    """Acceleration across its path [m/s2]."""
    kind: int = Kind.AIRCRAFT.value
    """Kind."""


class Tables(NamedTuple):
    """What one battery can do against one attacker over a lattice, by layer of altitude, row and column."""

    near: Singles
    """(last layers, rows, columns) time of flight [s] of the round that is taken there, -1 for none."""
    kill: Singles
    """The same shape, kill probability of one round of it [1]."""
    corner: Integers
    """Lattice row and column of the first place of both."""
    tracked: Singles
    """(layers, rows, columns) time [s] from entering a place to a track, infinite out of view."""
    taken: Singles
    """The same shape, time [s] from taking a track to the first launch, infinite where none is taken."""
    coarser: int
    """Lattice rows and columns to one place of both."""


class Way(NamedTuple):
    """The way of an attacker to the ground points of a lattice, as stations that come nearer."""

    layers: Integers
    """(stations,) layer of each, the farthest first."""
    togo: Floats
    """(stations,) time [s] left until arrival."""
    rows: Integers
    """(lattice rows, stations) lattice row of a station, by the row of the ground point."""
    shifts: Integers
    """(lattice rows, stations) columns from the ground point to a station."""
    starts: Integers
    """(lattice rows,) station before which nobody is in view, by the row of the ground point."""
    seen: tuple[int, int]
    """First and last lattice column where anybody is in view."""


@part
def place_of_cell(cells: Cells, cell: int) -> Place:
    """Where a cell of a map is, at its altitude."""
    nx, ny, nz = cells.normals[cell, 0], cells.normals[cell, 1], cells.normals[cell, 2]
    return above_normal(nx, ny, nz, float(cells.altitudes[cell]))


@kernel
def fly_out(world: World, b: int, t: int, ballistic: bool, cells: Cells, out: Singles) -> None:
    """Time [s] in which round type `t` of battery `b` flies to each place; -1 where doctrine has it not go.

    ballistic  the target is a ballistic missile, which the published range against these bounds
    cells      where they meet
    out        (cells,)

    That is outside the published envelope shrunk by the margin of doctrine, or where the fly-out table ends.

    Our own: `flight_time` and `in_envelope` at each place.
    """
    margin = world.battery_f[Battery.ENVELOPE_MARGIN, b]
    most = world.round_f[Round.BALLISTIC_RANGE, t] if ballistic else world.round_f[Round.MAXIMUM_RANGE, t]
    most *= margin
    published = Envelope(b, t, margin, 0.0, ballistic)
    for i in range(cells.low, cells.high):
        out[i] = -1.0
        if not cells.asked[i]:
            continue
        there = place_of_cell(cells, i)
        slant = length_of(between(place_of_battery(world, b), there))
        if slant > most or not in_envelope(world, published, there):
            continue
        time, reachable = flight_time(world, t, slant, altitude_of(there), WHOLE_CELL)
        if reachable:
            out[i] = time


@kernel
def kill_chances(
    world: World, b: int, t: int, attacker: Attacker, cells: Cells, grounds: Singles, out: Singles
) -> None:
    """Chance that one round of type `t` of battery `b` kills an attacker that comes head-on at each place.

    cells    where they meet; those that are not asked about are left as they are
    grounds  (cells,) altitude of the ground there [m]
    out      (cells,)

    Our own: the factors of `lethality.kill_chance`, of which head-on leaves aspect at 1.
    """
    stated = prior(world, b, t, attacker.kind, attacker.class_factor)
    for i in range(cells.low, cells.high):
        if not cells.asked[i]:
            continue
        out[i] = stated
        if world.battery_i[BatteryKey.STATED, b] == 1:
            continue
        altitude = float(cells.altitudes[i])
        slant = length_of(between(place_of_battery(world, b), place_of_cell(cells, i)))
        speed = speed_left(world, t, slant, altitude)
        out[i] *= by_margin(world, t, speed, altitude, attacker.manoeuvre)
        out[i] *= by_height(world, t, altitude - float(grounds[i]))


@kernel
def meetings(
    tables: Tables, way: Way, points: Integers, doctrine: Doctrine,
    salvos: npt.NDArray[np.uint8], survives: Singles,
) -> None:  # fmt: skip
    """How often one battery meets an attacker on its way to each ground point, and what it then survives.

    points    (n, 2) lattice rows and columns of the ground points
    salvos    (n,) raised to the salvos that meet it before arrival, if that is more
    survives  (n,) lowered to the chance that it survives them, if that is less

    A track starts once the attacker has been in view that long without a gap, and is kept.  A round
    leaves as soon as it may and meets the attacker at the first station that it reaches in time; the next of
    its salvo leaves an interval later, the next salvo after the assessment (shoot, look, shoot).

    Our rule: the simulation's doctrine, on times from tables, without luck.
    """
    beyond, last = tables.tracked.shape[0] - tables.near.shape[0], way.togo.shape[0] - 1
    for i in range(points.shape[0]):
        row, column = points[i, 0], points[i, 1]
        begin = way.starts[row]
        while begin <= last and not way.seen[0] <= column + way.shifts[row, begin] <= way.seen[1]:
            begin += 1
        due, track, ready, reaching = math.inf, math.inf, math.inf, False
        count, left, stock, alive = 0, doctrine.salvo, doctrine.stock, 1.0
        for k in range(begin, last + 1):
            layer, moment = way.layers[k], -way.togo[k]
            y, x = way.rows[row, k], column + way.shifts[row, k]
            if count == 0:
                wait = at_place(tables.tracked, tables.coarser, layer, y, x)
                due = min(due, moment + wait) if wait < math.inf else math.inf
                if due <= (-way.togo[k + 1] if k < last else 0.0):
                    track = min(track, due)
                if track == math.inf:
                    continue
                take = at_place(tables.taken, tables.coarser, layer, y, x)
                if ready == math.inf and take < math.inf and k > 0:
                    before = way.rows[row, k - 1], column + way.shifts[row, k - 1]
                    reaching = reach(tables, way.layers[k - 1] - beyond, before[0], before[1]) >= 0.0
                ready = min(ready, max(track, moment) + take)
                if ready == math.inf:
                    continue
            flight = reach(tables, layer - beyond, y, x)
            # Where reach begins, a round leaves so late that it meets the attacker there.
            leaves = ready if reaching else max(ready, moment - flight)
            reaching = flight >= 0.0
            while reaching and stock > 0 and moment - flight >= ready:
                count, left, stock = count + int(left == doctrine.salvo), left - 1, stock - 1
                alive *= 1.0 - float(tables.kill[layer - beyond, y - tables.corner[0], x - tables.corner[1]])
                ready = leaves = leaves + doctrine.interval
                if left == 0:
                    left, ready = doctrine.salvo, moment + doctrine.assessment
                    stock = stock if count < doctrine.most else 0
            if stock == 0:
                break
        salvos[i] = max(salvos[i], count)
        survives[i] = min(survives[i], alive)


@part
def at_place(table: Singles, coarser: int, layer: int, row: int, column: int) -> float:
    """Entry of a table (layers, rows, columns) of blocks of lattice rows and columns; infinite outside."""
    if row < 0 or column < 0:
        return math.inf
    if coarser > 1:
        row, column = row // coarser, column // coarser
    inside = row < table.shape[1] and column < table.shape[2]
    return float(table[layer, row, column]) if inside else math.inf


@part
def reach(tables: Tables, level: int, row: int, column: int) -> float:
    """Time of flight [s] to a lattice row and column of a layer of `near`; -1 for none, and outside."""
    near = tables.near
    v, u = row - tables.corner[0], column - tables.corner[1]
    if level >= 0 and 0 <= v < near.shape[1] and 0 <= u < near.shape[2]:
        return float(near[level, v, u])
    return -1.0
