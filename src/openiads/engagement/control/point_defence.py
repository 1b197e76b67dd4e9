"""Point defence: a battery that is to defend some assets leaves to others what threatens none of them.

Our rule: what is about to reach the battery itself it never leaves to others.
"""

from __future__ import annotations

from openiads.engagement.control.self_defence import attacks
from openiads.engagement.threat import threatens
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.state.planes import BatteryKey
from openiads.state.world import World


@part
def concerns(world: World, b: int, course: Course) -> bool:
    """Whether what is on a course is for battery `b` to engage."""
    if world.battery_i[BatteryKey.BOUND, b] == 0:
        return True
    for a in range(world.asset.shape[1]):
        if world.protects[b, a] == 1 and threatens(world, course, a):
            return True
    return attacks(world, b, course)
