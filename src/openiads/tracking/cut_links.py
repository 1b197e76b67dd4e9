"""Links are cut, and mended: who is cut off has a picture of its own, and nothing is heard of its radars."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.events import NOBODY, log
from openiads.state.links import is_cut, picture_of
from openiads.state.planes import BatteryKey, Cut, RadarKey
from openiads.state.state import State
from openiads.state.words import Happening, Phase
from openiads.state.world import Integers, World
from openiads.tracking.cut_off import come_back, fall_off


@part
def is_under(world: World, members: Integers, i: int, p: int, until: float) -> bool:
    """Whether some cut of the network of picture `p` holds for a member `i` in the cycle up to `until` [s].

    members  (cuts, batteries or radars), 1 where the cut is of the member
    """
    for c in range(world.cut.shape[1]):
        holds = world.cut[Cut.BEGIN, c] < until <= world.cut[Cut.END, c]
        if holds and members[c, i] == 1 and world.cut[Cut.NETWORK, c] == p:
            return True
    return False


@part
def hear(state: State, world: World, until: float) -> None:
    """Note whose plots each picture takes in the cycle up to `until` [s]."""
    for p in range(state.heard.shape[0]):
        for s in range(state.heard.shape[1]):
            cut = is_under(world, world.cuts_radars, s, p, until)
            state.heard[p, s] = 0 if cut else world.hears[p, s]
    for b in range(world.battery_i.shape[1]):
        q = world.battery_i[BatteryKey.APART, b]
        if q < 0:
            continue
        for s in range(state.heard.shape[1]):
            mine = world.radar_i[RadarKey.OWNER, s] == b and picture_of(state, b) == q
            state.heard[q, s] = 1 if mine else 0


def cut_links(state: State, world: World, step: int) -> None:
    """Once a cycle, have batteries fall off their networks or come back as cuts begin or end."""
    if world.cut.shape[1] == 0 or not cycle_ends(world, step):
        return
    until = step_begin(world, step + 1)
    for b in range(world.battery_i.shape[1]):
        home = world.battery_i[BatteryKey.PICTURE, b]
        under = is_under(world, world.cuts_batteries, b, home, until)
        if under and not is_cut(state, world, b):
            fall_off(state, world, b)
            log(state, Phase.LINK, Happening.CUT_OFF, NOBODY, NOBODY, until, b, float(picture_of(state, b)))
        elif not under and is_cut(state, world, b):
            come_back(state, world, b, until)
            log(state, Phase.LINK, Happening.REJOINED, NOBODY, NOBODY, until, b, float(home))
    hear(state, world, until)
