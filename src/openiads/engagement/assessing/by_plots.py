"""Kill assessment by later plots: alive is what is seen again before the assessment is due.

A battery has two ways to see it again: an echo of its engagement radar, and a report of its network on the
track.  What neither tells - remains that give an echo, a target that flies on behind a hill - is what is seen
wrongly here; the two rates come on top of it, as what plots do not tell.

References
----------
.. [1] R. E. Ball, Fundamentals of Aircraft Combat Survivability, 2nd ed., AIAA 2003, chapter 1: a kill that
   is not seen as one draws further fire.

Our rule: one echo or report later than the last round's end suffices.
"""

from __future__ import annotations

from openiads.engagement.fire_control import ASSESSMENTS, Assessment
from openiads.ground.compiled import part
from openiads.ground.draws import Stream, draw, uniform
from openiads.state.channels import believed_track
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Channel,
    ChannelKey,
    Filter,
    Report,
    Tally,
    TargetKey,
)  # fmt: skip
from openiads.state.reports import told_of
from openiads.state.state import State
from openiads.state.world import World


@part
def seen_again(state: State, world: World, c: int) -> bool:
    """Whether what channel `c` fired at has been plotted since the last of its rounds ended.

    Our rule: an assessment is due a fixed time after that end, so that is when it was.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    ended = state.channels_f[Channel.READY, c] - world.battery_f[Battery.ASSESSMENT, b]
    if state.channels_f[Filter.TIME, c] > ended:
        return True
    m = believed_track(state, world, c)
    return bool(m >= 0 and told_of(state, world, b, m, Report.TIME.value) > ended)


@part
def believes_killed(state: State, world: World, c: int) -> bool:
    """What battery and radar make of the outcome by what they plotted since, with the errors of either side.

    Source: [1]_ that it is the plots which tell; the two rates on top are figures of the catalogue.
    """
    b = state.channels_i[ChannelKey.BATTERY, c]
    n = state.channels_i[ChannelKey.OBJECT, c]
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], state.shots[b, n], Stream.ASSESSMENT,
        world.battery_i[BatteryKey.IDENT, b], world.target_i[TargetKey.IDENT, n],
    )  # fmt: skip
    if seen_again(state, world, c):
        return bool(uniform(luck) < world.battery_f[Battery.FALSE_KILL_PROBABILITY, b])
    return bool(uniform(luck) >= world.battery_f[Battery.FALSE_MISS_PROBABILITY, b])


BY_PLOTS = ASSESSMENTS.add("by-plots")(Assessment(believes_killed))
