"""Checks that a run makes of itself, for the trust panel."""

from __future__ import annotations

import math
from typing import Any

from openiads.ground.statistics import paired_difference
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared
from openiads.state.planes import Area
from openiads.state.world import World

STEP_REPLICATES = 8
"""Replicates that are played again at half the step."""
SHARP = 0.05
"""A mean is sharp enough where its interval's half width is at most this share of it."""


def check_step(prepared: Prepared, seed: int, outcomes: Any) -> dict[str, Any]:
    """Play the first replicates again at half the step, and compare leakers replicate by replicate.

    Gives the step [s], the number of pairs, and the mean difference of leakers, half step minus whole, with
    the ends of its 95 % interval.
    """
    first = outcomes["replicate"][0].as_py()
    pairs = min(STEP_REPLICATES, outcomes.num_rows)
    books = next(play(halved(prepared.world), seed, first, first + pairs, tile=pairs))
    whole = outcomes["leakers"].to_numpy()[:pairs]
    mean, low, high = paired_difference(books.outcomes["leakers"], whole)
    return {"step_s": prepared.plan.rules.step, "pairs": pairs, "mean": mean, "low": low, "high": high}


def halved(world: World) -> World:
    """The same world on a decision clock twice as fast."""
    area = world.area.copy()
    area[Area.STEP] /= 2.0
    area[Area.STEPS] *= 2.0
    area.setflags(write=False)
    return world._replace(area=area)


def replicates_for(half: float, mean: float, replicates: int) -> int:
    """Replicates after which the interval's half width would be sharp, by the law of the square root."""
    if mean == 0.0 or half == 0.0:
        return replicates
    return max(replicates, math.ceil(replicates * (half / (SHARP * abs(mean))) ** 2))
