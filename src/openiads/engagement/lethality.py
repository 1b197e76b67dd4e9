"""Chance that one shot kills: a round's published figure, a class factor, and how it falls off.

It falls off where the round has too little speed left, in air too thin, to out-turn its target; by the
angle at which they meet; and near the ground.  Each factor is at most 1 and stands in the catalogue
(`textbook/lethality.toml`).  A kill probability that a scenario states for a battery is used as it stands,
times the class factor.

References
----------
.. [1] P. Zarchan, Tactical and Strategic Missile Guidance, 6th ed., AIAA 2012, chapters 2 and 8: acceleration
   of the interceptor over the target's, and miss.
.. [2] E. L. Fleeman, Tactical Missile Design, 2nd ed., AIAA 2006, chapter 5: a lateral advantage of three.
.. [3] R. E. Ball, Fundamentals of Aircraft Combat Survivability, 2nd ed., AIAA 2003, chapter 6: aspect.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.ground.frames import altitude_of
from openiads.ground.scalar import exp
from openiads.state.planes import (
    Battery,
    BatteryKey,
    ChannelKey,
    Round,
    ShotKey,
    Target,
)
from openiads.state.state import State
from openiads.state.truth import motion_at
from openiads.state.world import World
from openiads.terrain.maps.ground_table import ground_below


@part
def speed_left(world: World, t: int, reach: float, altitude: float) -> float:
    """Speed [m/s] with which round type `t` arrives at slant range `reach` and `altitude` [m].

    Bilinear in the fly-out table, at its edge beyond it.
    """
    table = world.flyout_speed
    along = min(max(reach / world.tables.flyout_range_step, 0.0), table.shape[2] - 1.0)
    up = min(max(altitude / world.tables.flyout_altitude_step, 0.0), table.shape[1] - 1.0)
    i, j = min(int(along), table.shape[2] - 2), min(int(up), table.shape[1] - 2)
    u, v = along - i, up - j
    lower = table[t, j, i] + u * (table[t, j, i + 1] - table[t, j, i])
    upper = table[t, j + 1, i] + u * (table[t, j + 1, i + 1] - table[t, j + 1, i])
    return float(lower + v * (upper - lower))


@part
def density_of(world: World, altitude: float) -> float:
    """Density of the air [kg/m3] at an altitude [m]: exponential between the rows of the fly-out tables."""
    up = min(max(altitude / world.tables.flyout_altitude_step, 0.0), world.air.shape[0] - 1.0)
    j = min(int(up), world.air.shape[0] - 2)
    return exp(world.air[j] + (up - j) * (world.air[j + 1] - world.air[j]))


@part
def by_margin(world: World, t: int, speed: float, altitude: float, manoeuvre: float) -> float:
    """Factor by what round type `t` can still turn, at a speed [m/s], against what the target does [m/s2]."""
    able = world.round_f[Round.LATERAL, t] * 0.5 * density_of(world, altitude) * speed * speed
    asked = world.lethality.needed_advantage * max(manoeuvre, world.lethality.calm_manoeuvre)
    return float(min(able / asked, 1.0))


@part
def by_height(world: World, t: int, height: float) -> float:
    """Factor by height above ground [m]: the floor's at the round's least altitude, 1 a band above it."""
    floor = world.lethality.floor_factor
    over = (height - world.round_f[Round.MINIMUM_ALTITUDE, t]) / world.lethality.floor_band
    return float(floor + (1.0 - floor) * min(max(over, 0.0), 1.0))


@part
def by_aspect(world: World, ahead: float) -> float:
    """Factor by the cosine of the angle off the target's nose: 1 head-on, by crossing to from behind."""
    side = world.lethality.crossing_factor
    if ahead >= 0.0:
        return float(side + (1.0 - side) * ahead)
    return float(side + (side - world.lethality.tail_factor) * ahead)


@part
def kill_chance(
    world: World, b: int, t: int, class_factor: float, manoeuvre: float, height: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float,
) -> float:  # fmt: skip
    """Chance that one round of type `t` of battery `b` kills what it meets.

    class_factor  of the target's class [1]
    manoeuvre     acceleration of the target across its path [m/s2]
    height        above ground [m]
    x, y, z       where they meet, ECEF [m]
    vx, vy, vz    velocity of the target, ECEF [m/s]

    The round is taken to arrive along the line from its launcher.  One that its target outruns does not kill.
    """
    stated = world.single_shot[b, t] * class_factor
    if world.battery_i[BatteryKey.STATED, b] == 1:
        return float(stated)
    dx, dy, dz = (
        x - world.battery_f[Battery.X, b],
        y - world.battery_f[Battery.Y, b],
        z - world.battery_f[Battery.Z, b],
    )
    reach = math.sqrt(dx * dx + dy * dy + dz * dz)
    altitude = altitude_of(x, y, z)
    speed = speed_left(world, t, reach, altitude)
    pace = math.sqrt(vx * vx + vy * vy + vz * vz)
    ahead = -(dx * vx + dy * vy + dz * vz) / max(reach * pace, 1e-9)
    if speed + pace * ahead <= 0.0:
        return 0.0
    turning = by_margin(world, t, speed, altitude, manoeuvre)
    return float(stated * turning * by_height(world, t, height) * by_aspect(world, ahead))


@part
def shot_chance(state: State, world: World, r: int, time: float) -> float:
    """Chance that round `r`, which meets its target now, kills it."""
    b = state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]]
    n, t = state.rounds_i[ShotKey.OBJECT, r], state.rounds_i[ShotKey.TYPE, r]
    x, y, z, vx, vy, vz = motion_at(state, world, n, time)
    rate = world.target_f[Target.WEAVE_RATE, n]
    manoeuvre = world.target_f[Target.WEAVE_AMPLITUDE, n] * rate * rate
    return kill_chance(
        world, b, t, world.target_f[Target.KILL_FACTOR, n], manoeuvre,
        altitude_of(x, y, z) - ground_below(world, x, y, z), x, y, z, vx, vy, vz,
    )  # fmt: skip
