"""Where a track was first seen: evidence by zones whose edges are known as badly as the first plot.

References
----------
.. [1] K. D. Tocher, The Art of Simulation, 1963: the logistic function with a slope of 2 sqrt(2 / pi) for the
   normal law; they differ by less than 0.018.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.scalar import exp, log
from openiads.state.planes import Track, Zone
from openiads.state.words import ZoneKind
from openiads.state.world import Floats, World
from openiads.terrain.maps.zones import depth

LOGISTIC = 2.0 * math.sqrt(2.0 / math.pi)
"""Slope of the logistic function that stands for the normal law [1]."""
Weights = tuple[float, float, float]
"""Logarithms for hostile, neutral, friend."""


@kernel
def chance_inside(deep: float, error: float) -> float:
    """Chance that a place lies inside an edge, seen `deep` inside with a standard deviation `error` [m]."""
    if error <= 0.0:
        return 1.0 if deep >= 0.0 else 0.0
    return 1.0 / (1.0 + exp(min(-LOGISTIC * deep / error, 700.0)))


@part
def likeliest_zone(world: World, f: Floats, m: int) -> tuple[int, float]:
    """The zone of hostile origin over which track `m` was most surely born, or -1, and how surely [1]."""
    best, chance = -1, 0.0
    x, y, z = f[Track.BORN_X, m], f[Track.BORN_Y, m], f[Track.BORN_Z, m]
    for i in range(world.zone.shape[1]):
        if int(world.zone[Zone.KIND, i]) != ZoneKind.HOSTILE_ORIGIN:
            continue
        edge, plot = world.zone[Zone.EDGE, i], f[Track.BORN_SPREAD, m]
        found = chance_inside(depth(world, i, x, y, z), math.sqrt(edge * edge + plot * plot))
        if best < 0 or found > chance:
            best, chance = i, found
    return best, chance


@part
def log_origin(world: World, i: int, inside: float) -> Weights:
    """Log likelihoods [1] of a track first seen `inside` zone `i` so surely; nothing where no zone was drawn.

    Each hypothesis is weighed by the zone's likelihood if it was born inside and by that of the rest if not.
    """
    if i < 0:
        return 0.0, 0.0, 0.0
    zone, rest = world.zone, world.identifying
    return (
        log(inside * zone[Zone.HOSTILE, i] + (1.0 - inside) * rest.elsewhere_hostile),
        log(inside * zone[Zone.NEUTRAL, i] + (1.0 - inside) * rest.elsewhere_neutral),
        log(inside * zone[Zone.FRIEND, i] + (1.0 - inside) * rest.elsewhere_friend),
    )
