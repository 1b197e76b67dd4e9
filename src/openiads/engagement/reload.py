"""Launchers that are emptied one after another and come back full while the stock behind them lasts.

Our rules throughout: whoever reloads a launcher takes all its empty canisters off first, so one that still
holds a round is left alone; launchers are reloaded side by side, each with what it held at first.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.events import NOBODY, log
from openiads.state.planes import Battery, Fire, Launcher, LauncherKey
from openiads.state.state import State
from openiads.state.words import Happening, Phase
from openiads.state.world import World


@part
def take_from_launcher(state: State, world: World, b: int, t: int, time: float) -> None:
    """A round of type `t` of battery `b` leaves its launcher at `time` [s]; after the last, reloading begins.

    Of all that hold rounds that is the one which was loaded first, so a launcher is emptied before the next
    is begun.  Types without a reload have no launchers.
    """
    launchers, key = state.launchers, world.launcher_i
    first = -1
    for launcher in range(key.shape[1]):
        mine = key[LauncherKey.BATTERY, launcher] == b and key[LauncherKey.TYPE, launcher] == t
        if not mine or launchers[Launcher.LEFT, launcher] == 0.0:
            continue
        if first < 0 or launchers[Launcher.LOADED, launcher] < launchers[Launcher.LOADED, first]:
            first = launcher
    if first < 0:
        return
    launchers[Launcher.LEFT, first] -= 1.0
    if launchers[Launcher.LEFT, first] == 0.0:
        left = state.reload[b, t] > 0
        launchers[Launcher.LOADED, first] = time + world.battery_f[Battery.RELOAD, b] if left else math.inf


@part
def loaded_at(state: State, world: World, launcher: int) -> float:
    """When [s] an empty launcher will be full again; infinite if it will not, or is not empty."""
    b = world.launcher_i[LauncherKey.BATTERY, launcher]
    if state.launchers[Launcher.LEFT, launcher] > 0.0 or state.fire[Fire.LOST, b] < math.inf:
        return math.inf
    return float(state.launchers[Launcher.LOADED, launcher])


@part
def load_launcher(state: State, world: World, launcher: int, time: float) -> None:
    """A launcher gets what it held at first, or what is left behind it: those emptied before had theirs."""
    key = world.launcher_i
    b, t = key[LauncherKey.BATTERY, launcher], key[LauncherKey.TYPE, launcher]
    came = min(key[LauncherKey.HOLDS, launcher], state.reload[b, t])
    state.launchers[Launcher.LEFT, launcher] = came
    state.launchers[Launcher.LOADED, launcher] = time if came > 0 else math.inf
    state.reload[b, t] -= came
    state.magazine[b, t] += came
    if came > 0:
        log(state, Phase.LAUNCH, Happening.RELOADED, NOBODY, came, time, b, float(t))
