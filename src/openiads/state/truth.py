"""True objects at any time of a step: who is in the air, where, and how fast.

Within a step everything flies on the parabola on which it was when the step began.  What that leaves out is
the jerk: a sixth of it times the cube of the time, up to 3 m in 1 s for a jet that swings at 3 g in 10 s.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Area, Tally, Truth
from openiads.state.state import State
from openiads.state.world import Floats, World


@part
def into_step(state: State, world: World, time: float) -> float:
    """How far [s] a time is into the present step; before its begin it is negative."""
    return float(time - state.tally[Tally.STEP] * world.area[Area.STEP])


@part
def flies_at(truth: Floats, n: int, time: float) -> bool:
    """Whether object `n` is in the air at `time` [s]: it has begun, and neither ended nor been shot down."""
    return bool(truth[Truth.START, n] <= time < min(truth[Truth.END, n], truth[Truth.DOWN, n]))


@part
def place_at(truth: Floats, n: int, lag: float) -> tuple[float, float, float]:
    """Place [m] of object `n`, `lag` seconds after the begin of the step."""
    half = 0.5 * lag
    return (
        truth[Truth.X, n] + lag * (truth[Truth.VX, n] + half * truth[Truth.AX, n]),
        truth[Truth.Y, n] + lag * (truth[Truth.VY, n] + half * truth[Truth.AY, n]),
        truth[Truth.Z, n] + lag * (truth[Truth.VZ, n] + half * truth[Truth.AZ, n]),
    )


@part
def velocity_at(truth: Floats, n: int, lag: float) -> tuple[float, float, float]:
    """Velocity [m/s] of object `n`, `lag` seconds after the begin of the step."""
    return (
        truth[Truth.VX, n] + lag * truth[Truth.AX, n],
        truth[Truth.VY, n] + lag * truth[Truth.AY, n],
        truth[Truth.VZ, n] + lag * truth[Truth.AZ, n],
    )


@part
def nearest(state: State, world: World, x: float, y: float, z: float, within: float, time: float) -> int:
    """What flies at `time` [s] nearest to a place, nearer than `within` [m]; -1 if nothing does."""
    lag = into_step(state, world, time)
    best = -1
    least = within * within
    for n in range(state.truth_f.shape[1]):
        if not flies_at(state.truth_f, n, time):
            continue
        px, py, pz = place_at(state.truth_f, n, lag)
        dx, dy, dz = px - x, py - y, pz - z
        square = dx * dx + dy * dy + dz * dz
        if square < least:
            least = square
            best = n
    return best
