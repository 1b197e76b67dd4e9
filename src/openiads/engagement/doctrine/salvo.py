"""The salvo, always: as many rounds at one decision as the system fires, time for a look or not."""

from __future__ import annotations

from openiads.engagement.fire_control import DOCTRINES, Doctrine
from openiads.engagement.reach.fly_out_tables import Intent
from openiads.engagement.track_class import class_of
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.state.planes import BatteryKey
from openiads.state.world import World


@part
def shots_at_once(world: World, t: int, plan: Intent, course: Course, flight: float, before: int) -> int:
    """Rounds of type `t` to launch before the next look: the salvo.

    Our rule: as the scenario or the catalogue has it.
    """
    return int(world.battery_i[BatteryKey.SALVO_BALLISTIC + class_of(world, course), plan.battery])


SALVO = DOCTRINES.add("salvo")(Doctrine(shots_at_once=shots_at_once))
