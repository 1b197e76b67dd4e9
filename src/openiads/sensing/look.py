"""What a look is about, and what its echo tells: the nouns of this room."""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.course import Course
from openiads.ground.frames import Enu, Place
from openiads.ground.matrices import Vector

NOTHING_THERE = -1
"""Target behind a false plot."""


class Look(NamedTuple):
    """One look of radar `s` at target `n`."""

    s: int
    n: int
    time: float  # [s]
    there: Enu  # the target, from the antenna [m]


class Echo(NamedTuple):
    """What comes back, as the radar makes a plot of it."""

    snr: float  # power ratio to noise and jamming [1]
    rate: float  # range rate as measured [m/s]
    rcs: float  # cross section that an echo of the measured strength stands for [m2]
    errors: Vector  # of the place, standard normal: along the line of sight, across it, above it [1]


@kernel
def range_rate(course: Course, sight: Place, reach: float) -> float:
    """How fast [m/s] the range `reach` of a course grows, seen along `sight` [m], the way to it.

    Our own: the derivative of the distance.
    """
    return (sight.x * course.vx + sight.y * course.vy + sight.z * course.vz) / reach
