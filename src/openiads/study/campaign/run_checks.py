"""Checks that a run makes of itself, for the trust panel."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from openiads.ground.statistics import change_interval
from openiads.ground.units import PERCENT
from openiads.scenario.plan import Plan
from openiads.simulation.engine import DEFAULT_TILE, play
from openiads.simulation.prepare import Prepared
from openiads.state.world import World
from openiads.study.equivalence import AGREES, FIRST_LOOK, Finding, compare
from openiads.study.strata_weights import Numbers

WITHIN = 1.0 * PERCENT
"""Leakers at half the step and at the step agree where they do to this share of what may arrive."""
PAIRS_SHARE = 0.25
"""Most replicates that are played again at half the step: half of the run's work again."""
PAIRS_MOST = 400
SHARP = 0.05
"""A mean is sharp enough where its interval's half width is at most this share of it."""
ENOUGH, FEW, CANNOT_SAY = "enough", "few", "cannot say"


def aimed(plan: Plan) -> int:
    """Raiders and weapons that the scenario aims at assets, batteries and radars, released or not."""
    return sum(target.side == "hostile" and target.aim is not None for target in plan.targets)


def aimed_at_defence(plan: Plan) -> int:
    """Those of them that it aims at batteries and radars."""
    aims = (target.aim for target in plan.targets if target.side == "hostile")
    return sum(aim is not None and aim.table != "asset" for aim in aims)


def check_step(
    prepared: Prepared,
    seed: int,
    outcomes: Any,
    workers: int = 1,
) -> dict[str, Any]:
    """Play replicates again at half the step, and compare leakers replicate by replicate.

    Gives the step [s], the margin within which both must lie to agree, what was found - mean difference of
    leakers, half step minus whole, its interval and the verdict - and after how many pairs.
    """
    first = outcomes["replicate"][0].as_py()
    whole = outcomes["leakers"].to_numpy()[outcomes["common_failure"].to_numpy() == 0]
    twice = halved(prepared.world)

    def pairs(low: int, high: int) -> Numbers:
        span, chain = (first + low, first + high), prepared.chain
        rows = play(twice, seed, *span, tile=DEFAULT_TILE, workers=workers, chain=chain)
        leakers = np.concatenate([books.outcomes["leakers"] for books in rows])
        changes: Numbers = leakers - whole[low:high].astype(np.float64)
        return changes

    margin = WITHIN * aimed(prepared.plan)
    # Where nothing is aimed at an asset nothing can arrive, whatever the step.
    finding = compare(pairs, margin, most_pairs(len(whole))) if margin else Finding(AGREES, 0, 0.0, 0.0, 0.0)
    return {"step_s": prepared.plan.area.step, "margin": margin, **finding._asdict()}


def most_pairs(replicates: int) -> int:
    """Pairs that a run of a number of replicates may spend on the check of its step."""
    return min(max(int(PAIRS_SHARE * replicates), FIRST_LOOK), PAIRS_MOST, replicates)


def halved(world: World) -> World:
    """The same world with half the step, without common failures."""
    clock = world.clock._replace(step=world.clock.step / 2.0, steps=2 * world.clock.steps)
    return world._replace(clock=clock, doctrine=world.doctrine._replace(common_failure_probability=0.0))


def half_width(counts: Numbers) -> float:
    """Half width of the interval of a mean of counts (R,), which a few that agree do not make narrow."""
    _, low, high = change_interval(counts - np.median(counts))
    return 0.5 * (high - low)


def sharpness(counts: Numbers) -> tuple[str, float]:
    """Whether counts (R,) are enough for a sharp mean, and the half width of its interval.

    Where all agree and yet are too few to be sharp, nothing can be said: they have not shown their spread.
    """
    half, mean = half_width(counts), float(counts.mean())
    if half <= SHARP * mean:
        return ENOUGH, half
    return CANNOT_SAY if np.ptp(counts) == 0.0 else FEW, half


def replicates_for(half: float, mean: float, replicates: int) -> int:
    """Replicates after which the interval's half width would be sharp, by the law of the square root."""
    if mean == 0.0 or half == 0.0:
        return replicates
    return max(replicates, math.ceil(replicates * (half / (SHARP * abs(mean))) ** 2))
