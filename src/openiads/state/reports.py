"""What a battery reads of a track: where it is, and what that is good for.

It reads what its network reports, or what its own radars do, whichever is the better by its own account.
"""

from __future__ import annotations

from openiads.ground.compiled import kernel, part
from openiads.ground.course import Course, place_after
from openiads.ground.frames import Place
from openiads.state.constants import SEEKER_SURE
from openiads.state.links import picture_of
from openiads.state.planes import BatteryKey, Pair, Report
from openiads.state.state import State
from openiads.state.world import Floats, World


@part
def row_read(state: State, world: World, b: int, m: int) -> int:
    """Row of `State.reports` in which battery `b` reads of track `m` of its picture."""
    if state.pairs[b, Pair.OWN, m] == 1.0:
        return int(state.tops.shape[0] + world.battery_i[BatteryKey.OWN, b])
    return picture_of(state, b)


@part
def told_of(state: State, world: World, b: int, m: int, plane: int) -> float:
    """What battery `b` reads of track `m` under a plane of `Report`, in the unit of that plane."""
    return float(state.reports[row_read(state, world, b, m), plane, m])


@part
def is_told(state: State, world: World, b: int, m: int) -> bool:
    """Whether battery `b` reads anything of track `m`."""
    return told_of(state, world, b, m, Report.TIME.value) >= 0.0


@kernel
def error_then(report: Floats, m: int, time: float) -> float:
    """The error [m] at `time` [s] of the place of track `m` by its own report (planes, M).

    Our own: its spread, growing as fast as the velocity is uncertain.
    """
    return float(report[Report.SPREAD, m] + (time - report[Report.TIME, m]) * report[Report.SPREAD_RATE, m])


@kernel
def course_in(report: Floats, m: int) -> Course:
    """The course of track `m` in a report (planes, M), at the time of that report [s]."""
    return Course(
        report[Report.X, m], report[Report.Y, m], report[Report.Z, m],
        report[Report.VX, m], report[Report.VY, m], report[Report.VZ, m],
        report[Report.BALLISTIC, m] == 1.0,
    )  # fmt: skip


@part
def course_of_report(state: State, world: World, b: int, m: int) -> Course:
    """The course of track `m` as battery `b` last read it, at the time of that report."""
    return course_in(state.reports[row_read(state, world, b, m)], m)


@part
def place_reported(state: State, world: World, b: int, m: int, time: float) -> Place:
    """Where battery `b` believes track `m` to be at `time` [s]."""
    age = time - told_of(state, world, b, m, Report.TIME.value)
    return place_after(course_of_report(state, world, b, m), age, world.engaging.levels_off)


@part
def course_reported(state: State, world: World, b: int, m: int, time: float) -> Course:
    """The course of track `m` as battery `b` believes it at `time` [s]: there, as fast as last reported."""
    there = place_reported(state, world, b, m, time)
    last = course_of_report(state, world, b, m)
    return Course(there.x, there.y, there.z, last.vx, last.vy, last.vz, last.ballistic)


@part
def doubt_reported(state: State, world: World, b: int, m: int, time: float) -> float:
    """By how much [m] track `m` may be elsewhere at `time` [s], by what battery `b` reads of it."""
    return error_then(state.reports[row_read(state, world, b, m)], m, time)


@part
def shows_well(state: State, world: World, b: int, m: int, time: float) -> bool:
    """Whether battery `b` reads track `m` so well at `time` [s] that a seeker shown there would find it.

    Our rule: the error that the report itself states has to lie within the basket.
    """
    return bool(SEEKER_SURE * doubt_reported(state, world, b, m, time) <= world.engaging.basket)
