"""Shoot-look-shoot: one round where there is time for a look before the next, else the salvo.

What is in time is asked of the fly-out tables; that a look is worth a round is our rule.
"""

from __future__ import annotations

from openiads.engagement.reach.fly_out_tables import Intent
from openiads.engagement.reach.launch_window import launched_after
from openiads.engagement.threat import time_left
from openiads.engagement.track_class import class_of
from openiads.ground.compiled import part
from openiads.ground.course import Course
from openiads.state.planes import Battery, BatteryKey
from openiads.state.world import World


@part
def shots_at_once(world: World, t: int, plan: Intent, course: Course, flight: float, before: int) -> int:
    """Rounds of type `t` to launch before the next look: one where there is time for a look, else the salvo.

    There is if a round that leaves after the assessment of one that flies for `flight` [s] still meets the
    target, and in the time that is left.  A salvo that the scenario gives is what is fired.

    Our rule: a look may save a round, and costs none where there is time for it.
    """
    b = plan.battery
    kind = class_of(world, course)
    salvo = int(world.battery_i[BatteryKey.SALVO_BALLISTIC + kind, b])
    if salvo == 1 or world.battery_i[BatteryKey.LOOKS_BALLISTIC + kind, b] == 0:
        return salvo
    left = time_left(world, course)
    wait = plan.wait + flight + world.battery_f[Battery.ASSESSMENT, b]
    _, reachable = launched_after(world, t, plan, course, wait, left)
    return 1 if reachable else salvo
