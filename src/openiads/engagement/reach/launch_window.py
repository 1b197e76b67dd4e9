"""Launch windows: from when until when a round that is launched meets its target.

Inside the envelope, in time, and covered by the engagement radar for as long as the round needs it.

Our rules throughout: a few moments stand for the whole time, and between one that will do and its neighbour
that will not the end is sought by halving.  What opens for less than the time between two moments may be
missed; of several windows only where the first opens and the last closes is told.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.engagement.reach.fly_out_tables import Intent, reach_with
from openiads.ground.compiled import part
from openiads.ground.course import Course, place_of
from openiads.ground.frames import between
from openiads.state.constants import HALVINGS, MOMENTS
from openiads.state.planes import Round
from openiads.state.positions import place_of_battery
from openiads.state.world import World


class Window(NamedTuple):
    """When a battery may launch at a target."""

    opens: float
    """First launch that meets it [s] from now; infinite if none does."""
    closes: float
    """Last launch that does [s]; minus infinite if none does."""


@part
def later(plan: Intent, wait: float, left: float) -> Intent:
    """The same intent from `wait` [s] on, for a meeting in the time `left` [s], its battery committed."""
    return Intent(plan.battery, plan.centre, plan.margin, wait, 0.0, left, True, plan.remote)


@part
def launched_after(
    world: World, t: int, plan: Intent, course: Course, wait: float, left: float
) -> tuple[float, bool]:
    """Time of flight [s] of round type `t` launched after `wait`, and if it meets its target in time."""
    if wait >= left:
        return math.inf, False
    return reach_with(world, t, later(plan, wait, left), course)


@part
def leaves_range(world: World, t: int, plan: Intent, course: Course) -> float:
    """When [s] a target leaves the published range of round type `t`; minus infinite if it never is within.

    Our own: where a straight line leaves a sphere; what falls freely is down by then, or is not asked.
    """
    if course.ballistic:
        return math.inf
    dx, dy, dz = between(place_of_battery(world, plan.battery), place_of(course))
    vx, vy, vz = course.vx, course.vy, course.vz
    square = vx * vx + vy * vy + vz * vz
    along = dx * vx + dy * vy + dz * vz
    reach = world.round_f[Round.MAXIMUM_RANGE, t]
    inside = along * along - square * (dx * dx + dy * dy + dz * dz - reach * reach)
    if square <= 0.0 or inside < 0.0:
        return math.inf if square <= 0.0 else -math.inf
    return float((math.sqrt(inside) - along) / square)


@part
def edge_of(
    world: World, t: int, plan: Intent, course: Course, good: float, bad: float, left: float
) -> float:
    """The last launch [s] from `good`, which meets its target, towards `bad`, which does not: by halving."""
    for _ in range(HALVINGS):
        middle = 0.5 * (good + bad)
        _, meets = launched_after(world, t, plan, course, middle, left)
        if meets:
            good = middle
        else:
            bad = middle
    return good


@part
def window(world: World, t: int, plan: Intent, course: Course, left: float) -> Window:
    """From when until when [s] a round of type `t` may be launched at a target that is there for `left` [s].

    The plan says from when on the battery could, and how it would follow the target.
    """
    end = min(left, leaves_range(world, t, plan, course))
    apart = max(end - plan.wait, 0.0) / MOMENTS
    opens = closes = -1
    for k in range(MOMENTS):
        _, meets = launched_after(world, t, plan, course, plan.wait + k * apart, left)
        if meets:
            opens, closes = (k if opens < 0 else opens), k
    if opens < 0:
        return Window(math.inf, -math.inf)
    first, last = plan.wait + opens * apart, plan.wait + closes * apart
    if opens > 0:
        first = edge_of(world, t, plan, course, first, first - apart, left)
    return Window(first, edge_of(world, t, plan, course, last, last + apart, left))
