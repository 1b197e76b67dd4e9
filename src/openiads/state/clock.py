"""The two clocks of a run: the step moves what flies, and in the cycle pictures are made and read.

Whatever the step, plots become tracks, tracks reports and reports assignments once a cycle, at its end.  All
else carries times of its own.  So the step is a matter of numerics alone.  Our own rules.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.world import World

HAIR = 1e-9
"""Rounding of a step that is no power of two must not lose a cycle [1]."""


@part
def step_begin(world: World, step: int) -> float:
    """When [s] a step begins; it ends where the next begins, to the bit, so that no moment is in two."""
    return float(step * world.clock.step)


@part
def cycle_ends(world: World, step: int) -> bool:
    """Whether a cycle ends with `step`; before the first step one has ended."""
    share = world.clock.step / world.clock.cycle
    return bool(math.floor((step + 1) * share + HAIR) > math.floor(step * share + HAIR)) or step < 0


@part
def cycle_begin(world: World, step: int) -> float:
    """When [s] the cycle began that ends with `step`: at the end of the last step that ended one."""
    share = world.clock.step / world.clock.cycle
    cycles = math.floor((step + 1) * share + HAIR) - 1
    return float(math.ceil(cycles / share - HAIR) * world.clock.step)
