"""What a fire control is made of, and the doctrines and solvers that can be chosen by name.

A fire control is five parts, each a named tuple of kernels with ours as defaults: a model says what is other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from openiads.engagement import assess, worth
from openiads.engagement.control import weapons_control
from openiads.engagement.doctrine import shoot_look_shoot
from openiads.engagement.reach import fly_out_tables
from openiads.engagement.solvers import by_rank, by_urgency
from openiads.ground.registry import Registry

Kernel = Callable[..., Any]


class Reach(NamedTuple):
    """Whether, with what and when a round meets a target."""

    reach_with: Kernel = fly_out_tables.reach_with
    """(world, t, plan, course) -> time of flight [s], and whether round type `t` meets the target"""
    cheapest: Kernel = fly_out_tables.cheapest
    """(world, stock, may_fire, plan, course) -> choice"""


class Control(NamedTuple):
    """What may be fired at."""

    may_engage: Kernel = weapons_control.may_engage
    """(state, world, b, m, course, now [s]) -> whether battery `b` may fire at track `m`"""
    frees: Kernel = weapons_control.frees
    """(world, p) -> whether any battery of picture `p` may anywhere fire at what is not hostile"""
    shielded: Kernel = weapons_control.shielded
    """(identity, free) -> whether nobody may fire at a track of that identity"""


class Doctrine(NamedTuple):
    """How many rounds leave, and for what it pays to wait."""

    shots_at_once: Kernel = shoot_look_shoot.shots_at_once
    """(world, t, plan, course, flight [s], salvos before) -> rounds of type `t` before the next look"""
    worth_waiting: Kernel = worth.worth_waiting
    """(state, world, held, plan, course) -> whether a cheaper round than type `held` will do"""


class Solver(NamedTuple):
    """Which track gets which battery."""

    rank: Kernel = by_urgency.rank
    """(state, world, course) -> what a track is served by, least first, and what decides between equals"""
    serve: Kernel = by_rank.serve
    """(state, world, p, count, now [s]): gives the `count` candidates of picture `p` to its batteries"""


class Assessment(NamedTuple):
    """What a battery makes of its shots."""

    believes_killed: Kernel = assess.believes_killed
    """(state, world, c) -> whether it takes the target of channel `c` for killed"""


class FireControl(NamedTuple):
    """A whole fire control."""

    reach: Reach = Reach()
    control: Control = Control()
    doctrine: Doctrine = Doctrine()
    solver: Solver = Solver()
    assessment: Assessment = Assessment()


DOCTRINES: Registry[Doctrine] = Registry("doctrine", "openiads.engagement.doctrine", Doctrine())
ASSIGNMENTS: Registry[Solver] = Registry("assignment", "openiads.engagement.solvers", Solver())
ASSESSMENTS: Registry[Assessment] = Registry("assessment", "openiads.engagement.assessing", Assessment())
SHOOT_LOOK_SHOOT = DOCTRINES.add("shoot-look-shoot")(Doctrine())
BY_URGENCY = ASSIGNMENTS.add("greedy-by-urgency")(Solver())
BY_RATES = ASSESSMENTS.add("by-rates")(Assessment())


def parts_of(fire_control: FireControl) -> dict[Kernel, Kernel]:
    """The kernels of a fire control by those of ours that they stand for."""
    pairs = zip(FireControl(), fire_control, strict=True)
    return {ours: theirs for one, other in pairs for ours, theirs in zip(one, other, strict=True)}
