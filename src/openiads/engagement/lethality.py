"""Chance that one shot kills: a round's published figure, by class of target, and how it falls off.

A round has one figure for all targets, times the factor of the target's class; or one for a kind of target
alone, which stands by itself.

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
.. [4] M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 1964, formula 25.2.66: bilinear.

How each factor falls off, and that they multiply, are our rules: no source gives them for a given round.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import part
from openiads.ground.course import Course, place_of, speed_of
from openiads.ground.frames import altitude_of, between
from openiads.ground.scalar import exp
from openiads.state.planes import (
    BatteryKey,
    ChannelKey,
    Round,
    ShotKey,
    Target,
    TargetKey,
)
from openiads.state.positions import place_of_battery
from openiads.state.state import State
from openiads.state.truth import course_at
from openiads.state.world import World
from openiads.terrain.maps.ground_table import ground_below


class Encounter(NamedTuple):
    """What a round meets, and where."""

    course: Course
    """Of the target."""
    class_factor: float
    """Of its class, on the kill probability [1]."""
    manoeuvre: float
    """Its acceleration across its path [m/s2]."""
    height: float
    """Above ground [m]."""
    kind: int
    """Kind."""


@part
def speed_left(world: World, t: int, reach: float, altitude: float) -> float:
    """Speed [m/s] with which round type `t` arrives at slant range `reach` and `altitude` [m].

    Bilinear in the fly-out table, at its edge beyond it.

    Source: [4]_.
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
    """Density of the air [kg/m3] at an altitude [m]: exponential between the rows of the fly-out tables.

    Our own: exact where the scale height is constant.
    """
    up = min(max(altitude / world.tables.flyout_altitude_step, 0.0), world.air.shape[0] - 1.0)
    j = min(int(up), world.air.shape[0] - 2)
    return exp(world.air[j] + (up - j) * (world.air[j + 1] - world.air[j]))


@part
def by_margin(world: World, t: int, speed: float, altitude: float, manoeuvre: float) -> float:
    """Factor by what round type `t` can still turn, at a speed [m/s], against what the target does [m/s2].

    Source: [1]_ and [2]_ for what is compared; the linear fall-off is our rule.
    """
    able = world.round_f[Round.LATERAL, t] * 0.5 * density_of(world, altitude) * speed * speed
    asked = world.lethality.needed_advantage * max(manoeuvre, world.lethality.calm_manoeuvre)
    return float(min(able / asked, 1.0))


@part
def by_height(world: World, t: int, height: float) -> float:
    """Factor by height above ground [m]: the floor's at the round's least altitude, 1 a band above it.

    Our rule: fuzes and seekers do worse near the ground, evenly over a band for lack of better.
    """
    floor = world.lethality.floor_factor
    over = (height - world.round_f[Round.MINIMUM_ALTITUDE, t]) / world.lethality.floor_band
    return float(floor + (1.0 - floor) * min(max(over, 0.0), 1.0))


@part
def by_aspect(world: World, ahead: float) -> float:
    """Factor by the cosine of the angle off the target's nose: 1 head-on, by crossing to from behind.

    Source: [3]_ that aspect matters; linear in the cosine is our rule.
    """
    side = world.lethality.crossing_factor
    if ahead >= 0.0:
        return float(side + (1.0 - side) * ahead)
    return float(side + (side - world.lethality.tail_factor) * ahead)


@part
def prior(world: World, b: int, t: int, kind: int, class_factor: float) -> float:
    """Chance that a round of type `t` of battery `b` kills a target of a kind, before anything takes from it.

    A figure of the round for that kind alone stands as it is: the factor of a class of targets is for rounds
    of which nothing is known by kind, and both would count the same thing twice.

    Our rule: see `docs/decisions/0031-kill-probability-by-target.md`.
    """
    if world.battery_i[BatteryKey.STATED, b] == 0 and world.kind_shot[t, kind] >= 0.0:
        return float(world.kind_shot[t, kind])
    return float(world.single_shot[b, t] * class_factor)


@part
def kill_chance(world: World, b: int, t: int, encounter: Encounter) -> float:
    """Chance that one round of type `t` of battery `b` kills what it meets.

    The round is taken to arrive along the line from its launcher.  One that its target outruns does not kill.

    Our rule: the factors multiply.
    """
    course = encounter.course
    stated = prior(world, b, t, encounter.kind, encounter.class_factor)
    if world.battery_i[BatteryKey.STATED, b] == 1:
        return float(stated)
    dx, dy, dz = between(place_of_battery(world, b), place_of(course))
    reach = math.sqrt(dx * dx + dy * dy + dz * dz)
    altitude = altitude_of(place_of(course))
    speed = speed_left(world, t, reach, altitude)
    pace = speed_of(course)
    ahead = -(dx * course.vx + dy * course.vy + dz * course.vz) / max(reach * pace, 1e-9)
    if speed + pace * ahead <= 0.0:
        return 0.0
    turning = by_margin(world, t, speed, altitude, encounter.manoeuvre)
    return float(stated * turning * by_height(world, t, encounter.height) * by_aspect(world, ahead))


@part
def shot_chance(state: State, world: World, r: int, time: float) -> float:
    """Chance that round `r`, which meets its target now, kills it.

    Our own: a weave's greatest acceleration is its amplitude times its rate squared.
    """
    b = state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]]
    n, t = state.rounds_i[ShotKey.OBJECT, r], state.rounds_i[ShotKey.TYPE, r]
    course = course_at(state, world, n, time)
    rate = world.target_f[Target.WEAVE_RATE, n]
    manoeuvre = world.target_f[Target.WEAVE_AMPLITUDE, n] * rate * rate
    there = place_of(course)
    height = altitude_of(there) - ground_below(world, there)
    kind = world.target_i[TargetKey.KIND, n]
    met = Encounter(course, world.target_f[Target.KILL_FACTOR, n], manoeuvre, height, kind)
    return kill_chance(world, b, t, met)
