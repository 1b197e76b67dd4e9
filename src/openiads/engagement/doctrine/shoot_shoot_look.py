"""Shoot-shoot-look: a salvo first, time for a look or not, and one round after each look.

References
----------
.. [1] A. R. Washburn, M. Kress, Combat Modeling, Springer 2009, chapter 2: salvos and looks.
"""

from __future__ import annotations

from openiads.engagement.fire_control import DOCTRINES, Doctrine
from openiads.engagement.reach.fly_out_tables import Intent
from openiads.engagement.track_class import class_of
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.state.planes import BatteryKey
from openiads.state.world import World

FIRST = 2
"""Rounds of the first salvo, at least."""


@part
def shots_at_once(world: World, t: int, plan: Intent, course: Course, flight: float, before: int) -> int:
    """Rounds of type `t` to launch before the next look: two or the salvo at first, then one.

    Source: [1]_ for what is fired; that a system's salvo counts where it is longer is our rule.
    """
    if before > 0:
        return 1
    return max(
        int(world.battery_i[BatteryKey.SALVO_BALLISTIC + class_of(world, course), plan.battery]), FIRST
    )


SHOOT_SHOOT_LOOK = DOCTRINES.add("shoot-shoot-look")(Doctrine(shots_at_once=shots_at_once))
