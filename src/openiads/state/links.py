"""Which picture a battery believes now, and whether it is cut off from its network."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import BatteryKey, Fire, NetworkKey
from openiads.state.state import State
from openiads.state.world import World


@part
def picture_of(state: State, b: int) -> int:
    """The picture that battery `b` believes: that of its network, or while it is cut off its own."""
    return int(state.fire[Fire.PICTURE, b])


@part
def is_cut(state: State, world: World, b: int) -> bool:
    """Whether battery `b` is cut off from its network."""
    return bool(picture_of(state, b) != world.battery_i[BatteryKey.PICTURE, b])


@part
def reads_own(state: State, world: World, b: int, p: int) -> bool:
    """Whether battery `b` reads its own radars beside its network, that of picture `p`, uncut."""
    if world.battery_i[BatteryKey.OWN, b] < 0 or world.battery_i[BatteryKey.PICTURE, b] != p:
        return False
    return not is_cut(state, world, b)


@part
def is_local(world: World, p: int) -> bool:
    """Whether nobody reads picture `p`: its tracks go to that of a network, which fuses them."""
    return bool(world.network_i[NetworkKey.SYSTEM, p] > 0)
