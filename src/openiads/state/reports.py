"""What a picture reports of a track: where it is, and what that is good for."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.ground.course import Course, place_after
from openiads.ground.frames import Place
from openiads.state.constants import SEEKER_SURE
from openiads.state.planes import Filter, Report, TrackKey
from openiads.state.state import State
from openiads.state.world import World


@part
def course_of_report(state: State, p: int, m: int) -> Course:
    """The course of track `m` as picture `p` last reported it, at the time of that report."""
    reports = state.reports[p]
    return Course(
        reports[Report.X, m], reports[Report.Y, m], reports[Report.Z, m],
        reports[Report.VX, m], reports[Report.VY, m], reports[Report.VZ, m],
        state.tracks_i[p, TrackKey.BALLISTIC, m] == 1,
    )  # fmt: skip


@part
def place_reported(state: State, world: World, p: int, m: int, time: float) -> Place:
    """Where picture `p` believes track `m` to be at `time` [s]."""
    age = time - state.reports[p, Report.TIME, m]
    return place_after(course_of_report(state, p, m), age, world.engaging.levels_off)


@part
def course_reported(state: State, world: World, p: int, m: int, time: float) -> Course:
    """The course of track `m` as picture `p` believes it at `time` [s]: there, as fast as last reported."""
    there = place_reported(state, world, p, m, time)
    last = course_of_report(state, p, m)
    return Course(there.x, there.y, there.z, last.vx, last.vy, last.vz, last.ballistic)


@part
def shows_well(state: State, world: World, p: int, m: int, time: float) -> bool:
    """Whether picture `p` reports track `m` so well at `time` [s] that a seeker shown there would find it.

    Our rule: the error that the network itself states has to lie within the basket.
    """
    filters, reports = state.filters[p], state.reports[p]
    age = time - reports[Report.TIME, m]
    error = filters[Filter.SPREAD, m] + age * filters[Filter.SPREAD_RATE, m]
    return bool(SEEKER_SURE * error <= world.engaging.basket)
