"""Where something will be, if it goes on as it does.

References
----------
.. [1] R. R. Bate, D. D. Mueller, J. E. White, Fundamentals of Astrodynamics, 1971, chapter 1: two bodies, the
   acceleration mu / r**2 towards the centre of the Earth.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.frames import MU, Place


class Velocity(NamedTuple):
    """A velocity, ECEF [m/s]."""

    vx: float
    vy: float
    vz: float


class Course(NamedTuple):
    """Where something is, how fast it goes, and what carries it."""

    x: float
    """Place, ECEF [m]."""
    y: float
    z: float
    vx: float
    """Velocity, ECEF [m/s]."""
    vy: float
    vz: float
    ballistic: bool
    """It falls freely."""


@kernel
def place_of(course: Course) -> Place:
    """Where a course begins."""
    return Place(course.x, course.y, course.z)


@kernel
def speed_of(course: Course) -> float:
    """How fast [m/s] a course is, to begin with."""
    return math.sqrt(course.vx * course.vx + course.vy * course.vy + course.vz * course.vz)


@kernel
def place_after(course: Course, lead: float, levels_off: float) -> Place:
    """Where a target will be in `lead` seconds: falling freely, or on course, level after `levels_off` [s].

    Free fall is with the gravity of where it begins [1]_.  Level is along the curved Earth: a straight line
    leaves it by half a kilometre over 80 km, and a climb that is measured with an error of some metres per
    second by as much within two minutes.  That a climb ends is our rule.
    """
    x, y, z, vx, vy, vz, ballistic = course
    square = x * x + y * y + z * z
    if ballistic:
        half = -0.5 * MU / (square * math.sqrt(square)) * lead * lead
        return Place(x + lead * vx + half * x, y + lead * vy + half * y, z + lead * vz + half * z)
    px, py, pz = x + lead * vx, y + lead * vy, z + lead * vz
    radius = math.sqrt(square)
    climb = (x * vx + y * vy + z * vz) / radius
    scale = (radius + climb * min(lead, levels_off)) / math.sqrt(px * px + py * py + pz * pz)
    return Place(scale * px, scale * py, scale * pz)


@kernel
def velocity_after(course: Course, lead: float) -> Velocity:
    """The velocity of a target in `lead` seconds: the same, or with what gravity has added [1]_."""
    x, y, z, vx, vy, vz, ballistic = course
    if ballistic:
        square = x * x + y * y + z * z
        pull = -MU / (square * math.sqrt(square)) * lead
        return Velocity(vx + pull * x, vy + pull * y, vz + pull * z)
    return Velocity(vx, vy, vz)


@kernel
def course_after(course: Course, lead: float, levels_off: float) -> Course:
    """The course of a target in `lead` seconds: `place_after` and `velocity_after` of it."""
    there = place_after(course, lead, levels_off)
    then = velocity_after(course, lead)
    return Course(there.x, there.y, there.z, then.vx, then.vy, then.vz, course.ballistic)
