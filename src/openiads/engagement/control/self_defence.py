"""Self-defence: what is about to reach a battery itself.

Our rule: how near and how soon is doctrine, as the scenario has it; no source gives it for a given force.
"""

from __future__ import annotations

from openiads.engagement.threat import passing
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.state.positions import place_of_battery
from openiads.state.world import World


@part
def attacks(world: World, b: int, course: Course) -> bool:
    """Whether a course is about to reach battery `b`."""
    time, miss = passing(course, place_of_battery(world, b))
    return bool(miss < world.doctrine.self_defence_radius and time < world.doctrine.self_defence_time)
