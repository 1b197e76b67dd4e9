"""Where a true object is within the step, and how fast: on the parabola that it leaves the step's begin on."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Truth
from openiads.state.world import Floats


@part
def place_at(truth: Floats, n: int, lag: float) -> tuple[float, float, float]:
    """Place [m] of object `n`, `lag` seconds after the begin of the step.

    What a parabola leaves out is the jerk: a sixth of it times `lag` cubed.
    """
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
