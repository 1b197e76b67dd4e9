"""Where a track comes from: evidence by zones whose edges are known badly, as is its place.

It comes from where it was first seen, from over a zone that it crosses on its way in, and from where the
flight comes beside which it was first seen.

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
from openiads.ground.course import Course, place_of
from openiads.ground.frames import Place, between
from openiads.ground.scalar import exp, log
from openiads.identification.release import flight_beside
from openiads.identification.weights import Weights
from openiads.state.constants import LOGISTIC, READING_SURE
from openiads.state.planes import Belief, Evidence, Life, Network, Report, Zone
from openiads.state.positions import place_of_asset
from openiads.state.reports import course_in
from openiads.state.state import State
from openiads.state.words import ZoneKind
from openiads.state.world import World
from openiads.terrain.maps.zones import depth

NOWHERE = -1
"""Zone of a track where no zone of hostile origin is drawn."""
ORIGINS = 1 << Evidence.HOSTILE_ORIGIN | 1 << Evidence.OTHER_ORIGIN
"""Bits of where it comes from: one of them holds from the first reading on."""


@kernel
def chance_inside(deep: float, error: float) -> float:
    """Chance that a place lies inside an edge, seen `deep` inside with a standard deviation `error` [m].

    Source: [1]_.
    """
    if error <= 0.0:
        return 1.0 if deep >= 0.0 else 0.0
    return 1.0 / (1.0 + exp(min(-LOGISTIC * deep / error, 700.0)))


@part
def likeliest_zone(world: World, place: Place, error: float) -> tuple[int, float]:
    """The zone of hostile origin over which a place most surely lies, or -1, and how surely [1].

    The place has a standard deviation `error` [m].

    Our rule: the errors of edge and place are independent, so their squares add up.
    """
    best, chance = NOWHERE, 0.0
    for zone in range(world.zone.shape[1]):
        if int(world.zone[Zone.KIND, zone]) != ZoneKind.HOSTILE_ORIGIN:
            continue
        edge = world.zone[Zone.EDGE, zone]
        found = chance_inside(depth(world, zone, place), math.sqrt(edge * edge + error * error))
        if best < 0 or found > chance:
            best, chance = zone, found
    return best, chance


@part
def log_origin(world: World, zone: int, inside: float) -> Weights:
    """Log likelihoods of a track that comes over a zone, as surely as that; nothing where no zone was drawn.

    Each hypothesis is weighed by the zone's likelihood if it does and by that of the rest if not [2]_.
    """
    if zone == NOWHERE:
        return Weights(0.0, 0.0, 0.0)
    zones, rest = world.zone, world.identifying
    return Weights(
        log(inside * zones[Zone.HOSTILE, zone] + (1.0 - inside) * rest.elsewhere_hostile),
        log(inside * zones[Zone.NEUTRAL, zone] + (1.0 - inside) * rest.elsewhere_neutral),
        log(inside * zones[Zone.FRIEND, zone] + (1.0 - inside) * rest.elsewhere_friend),
    )


@part
def closes_in(world: World, course: Course, error: float) -> bool:
    """Whether a course surely leads nearer to the nearest asset, its velocity known within `error` [m/s].

    Our rule: who flies over a zone on the way out does not come from there.
    """
    place, least, pace = place_of(course), math.inf, 0.0
    for a in range(world.asset.shape[1]):
        x, y, z = between(place, place_of_asset(world, a))
        square = x * x + y * y + z * z
        if square < least:
            least = square
            pace = (course.vx * x + course.vy * y + course.vz * z) / math.sqrt(max(square, 1.0))
    return pace > READING_SURE * error


@part
def weigh_origin(state: State, world: World, p: int, m: int, place: Place, error: float) -> None:
    """Weigh that track `m` comes from a place [m] known within `error`, if no surer zone was found before."""
    zone, inside = likeliest_zone(world, place, error)
    beliefs = state.beliefs[p]
    if inside < beliefs[Belief.FROM_ZONE, m]:
        return
    beliefs[Belief.FROM_ZONE, m] = inside
    origin = log_origin(world, zone, inside)
    for h in range(3):
        prior = world.network_f[Network.LOG_PRIOR_HOSTILE + h, p]
        beliefs[Belief.FROM_HOSTILE + h, m] = prior + origin[h]


@part
def note_origin(state: State, world: World, p: int, m: int, bits: int) -> int:
    """The bits of evidence of track `m` with where it comes from, once weighed and kept as it is surest.

    What was first seen beside a flight in the air comes from where that one does: a weapon that it released,
    its neighbour, or the flight itself, whose track broke.
    """
    beliefs, report = state.beliefs[p], state.reports[p]
    if not bits & ORIGINS:
        lives = state.lives[p]
        born = Place(lives[Life.BORN_X, m], lives[Life.BORN_Y, m], lives[Life.BORN_Z, m])
        weigh_origin(state, world, p, m, born, lives[Life.BORN_SPREAD, m])
        other = flight_beside(state, world, p, m)
        if other >= 0 and beliefs[Belief.FROM_ZONE, other] > beliefs[Belief.FROM_ZONE, m]:
            for plane in range(Belief.FROM_HOSTILE, Belief.FROM_ZONE + 1):
                beliefs[plane, m] = beliefs[plane, other]
    else:
        course = course_in(report, m)
        if closes_in(world, course, report[Report.SPREAD_RATE, m]):
            weigh_origin(state, world, p, m, place_of(course), report[Report.SPREAD, m])
    kind = Evidence.HOSTILE_ORIGIN if beliefs[Belief.FROM_ZONE, m] > 0.5 else Evidence.OTHER_ORIGIN
    return bits & ~ORIGINS | 1 << kind
