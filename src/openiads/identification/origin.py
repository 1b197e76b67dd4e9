"""Where a track was first seen: evidence by zones whose edges are known as badly as the first plot.

References
----------
.. [1] K. D. Tocher, The Art of Simulation, 1963: the logistic function with a slope of 2 sqrt(2 / pi) for the
   normal law; they differ by less than 0.018.
.. [2] J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, chapter 2: uncertain evidence, weighed
   by its likelihood if it holds and if it does not.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.frames import Place
from openiads.ground.scalar import exp, log
from openiads.identification.weights import Weights
from openiads.state.constants import LOGISTIC
from openiads.state.planes import Life, Zone
from openiads.state.words import ZoneKind
from openiads.state.world import Floats, World
from openiads.terrain.maps.zones import depth

NOWHERE = -1
"""Zone of a track where no zone of hostile origin is drawn."""


@kernel
def chance_inside(deep: float, error: float) -> float:
    """Chance that a place lies inside an edge, seen `deep` inside with a standard deviation `error` [m].

    Source: [1]_.
    """
    if error <= 0.0:
        return 1.0 if deep >= 0.0 else 0.0
    return 1.0 / (1.0 + exp(min(-LOGISTIC * deep / error, 700.0)))


@part
def likeliest_zone(world: World, lives: Floats, m: int) -> tuple[int, float]:
    """The zone of hostile origin over which track `m` was most surely born, or -1, and how surely [1].

    Our rule: the errors of edge and plot are independent, so their squares add up.
    """
    best, chance = NOWHERE, 0.0
    born = Place(lives[Life.BORN_X, m], lives[Life.BORN_Y, m], lives[Life.BORN_Z, m])
    for zone in range(world.zone.shape[1]):
        if int(world.zone[Zone.KIND, zone]) != ZoneKind.HOSTILE_ORIGIN:
            continue
        edge, plot = world.zone[Zone.EDGE, zone], lives[Life.BORN_SPREAD, m]
        found = chance_inside(depth(world, zone, born), math.sqrt(edge * edge + plot * plot))
        if best < 0 or found > chance:
            best, chance = zone, found
    return best, chance


@part
def log_origin(world: World, zone: int, inside: float) -> Weights:
    """Log likelihoods of a track first seen `inside` a zone so surely; nothing where no zone was drawn.

    Each hypothesis is weighed by the zone's likelihood if it was born inside and by that of the rest if
    not [2]_.
    """
    if zone == NOWHERE:
        return Weights(0.0, 0.0, 0.0)
    zones, rest = world.zone, world.identifying
    return Weights(
        log(inside * zones[Zone.HOSTILE, zone] + (1.0 - inside) * rest.elsewhere_hostile),
        log(inside * zones[Zone.NEUTRAL, zone] + (1.0 - inside) * rest.elsewhere_neutral),
        log(inside * zones[Zone.FRIEND, zone] + (1.0 - inside) * rest.elsewhere_friend),
    )
