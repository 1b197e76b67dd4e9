"""Many paths at once: what `trajectory.fly` computes, to the last bit, several paths to an instruction.

Each array of a block of paths stays in the nearest cache while the block flies piece by piece.  Nothing in a
piece branches but by selection, or the compiler could not take paths abreast.

References
----------
.. [1] G. M. Siouris, Missile Guidance and Control Systems, 2004, chapters 2 and 3, as in `trajectory`.
.. [2] G. P. Sutton, O. Biblarz, Rocket Propulsion Elements, 8th ed., 2010, chapter 4: thrust and mass flow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.engagement import drag, trajectory
from openiads.engagement.trajectory import (
    LOSS_LARGEST,
    PER_STEP,
    SLACK,
    UNDERGROUND,
    Body,
    Paths,
    exponential,
)
from openiads.ground.compiled import COMPILED, abreast, of_word, part
from openiads.ground.frames import GRAVITY, MEAN_RADIUS
from openiads.ground.scalar import BIAS, LN2_HIGH, LN2_LOW, PER_LN2

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

On = tuple[float, float, float, bool]
"""One of `Flight`."""
BLOCK = 256
"""Paths that fly together; a multiple of what any processor takes abreast."""


class Resistance(NamedTuple):
    """Tables of `drag`, by height and by Mach number."""

    rho: Floats
    mach: Floats
    thin: Floats
    form: Floats
    skin: Floats


class Mechanics(NamedTuple):
    """What of a `Body` all paths share, with inverses, since a product costs less than a quotient."""

    air: Resistance
    mass: float  # at launch [kg]
    boost: float  # [s]
    per_boost: float
    exhaust: float  # [m/s]
    per_exhaust: float
    area: float  # [m2]
    drag: float  # factor [1]
    per_slope: float  # over the normal force per angle of attack [rad]
    normal_most: float  # [1]
    weight: float  # [m/s2]


class Ways(NamedTuple):
    """Paths, each (n,), and what of the round depends on them."""

    across: Floats  # [m]
    rise: Floats  # [m]
    bow: Floats  # four times the loft [m]
    chord: Floats  # the bow less what a round Earth sinks below the horizon, so taken [m]
    bend: Floats  # downward curvature [1/m]
    boosted: Floats  # share burnt in the boost [1]
    dropped: Floats  # share let go with an empty booster [1]
    kept: Floats  # share burnt after it to hold the speed [1]


class Way(NamedTuple):
    """One of `Ways`."""

    across: float
    rise: float
    bow: float
    chord: float
    bend: float
    boosted: float
    dropped: float
    kept: float


class Stretch(NamedTuple):
    """One piece of every path, over its extent [1]."""

    begin: float
    end: float


class Flight(NamedTuple):
    """Where rounds are on their paths, each (n,)."""

    time: Floats  # [s]
    speed: Floats  # [m/s]
    left: Floats  # of the propellant that holds the speed [kg]
    good: Flags  # whether the path could be flown so far


def fly(body: Body, paths: Paths, flat_air: float | None = None) -> tuple[Floats, Floats, Flags]:
    """Time of flight [s], speed at the end [m/s] and whether the path can be flown, as `trajectory.fly`.

    That one does it where nothing is compiled.
    """
    if not COMPILED:
        return trajectory.fly(body, paths, flat_air)
    shape = paths.across.shape
    ways = _ways(body, paths)
    left = body.mass * ways.kept
    flight = Flight(np.zeros_like(left), np.zeros_like(left), left, np.ones(left.size, dtype=np.bool_))
    _fly(_mechanics(body, flat_air), trajectory.shares_of(trajectory.PIECES), ways, flight)
    return flight.time.reshape(shape), flight.speed.reshape(shape), flight.good.reshape(shape)


def _mechanics(body: Body, flat_air: float | None) -> Mechanics:
    rho, mach, thin = drag.air()
    if flat_air is not None:
        rho = np.full_like(rho, flat_air)
    table = drag.by_mach(body.length, body.length / body.diameter, body.nose_fineness)
    return Mechanics(
        air=Resistance(rho, mach, thin, *table), mass=body.mass, boost=body.boost,
        per_boost=1.0 / body.boost, exhaust=body.exhaust, per_exhaust=1.0 / body.exhaust, area=body.area,
        drag=body.drag, per_slope=1.0 / body.normal_slope, normal_most=body.normal_most,
        weight=GRAVITY if flat_air is None else 0.0,
    )  # fmt: skip


def _ways(body: Body, paths: Paths) -> Ways:
    across, bow = np.maximum(paths.across, 1.0), 4.0 * paths.loft
    chord, bend = bow - paths.across**2 / (2.0 * MEAN_RADIUS), 2.0 * bow / across**2
    of_body = (body.boosted, body.dropped, body.kept)
    planes = np.broadcast_arrays(across, paths.rise, bow, chord, bend, *of_body)
    return Ways(*(np.array(plane, dtype=np.float64).ravel() for plane in planes))


@abreast
def _fly(body: Mechanics, shares: Floats, ways: Ways, flight: Flight) -> None:
    """Carry a flight from the first of `shares` (pieces + 1,) to the last, one block after the other."""
    for first in range(0, flight.time.size, BLOCK):
        last = min(first + BLOCK, flight.time.size)
        some = Ways(
            ways.across[first:last], ways.rise[first:last], ways.bow[first:last], ways.chord[first:last],
            ways.bend[first:last], ways.boosted[first:last], ways.dropped[first:last], ways.kept[first:last],
        )  # fmt: skip
        on = Flight(
            flight.time[first:last], flight.speed[first:last], flight.left[first:last],
            flight.good[first:last],
        )  # fmt: skip
        for piece in range(shares.size - 1):
            _advance(body, Stretch(shares[piece], shares[piece + 1]), some, on)


@part
def _advance(body: Mechanics, stretch: Stretch, ways: Ways, flight: Flight) -> None:
    """Fly one piece of all paths: two loops of one body, for what has burnt out needs no thrust."""
    time, speed, left, good = flight
    soonest = time[0]
    for i in range(time.size):
        soonest = min(soonest, time[i])
    if soonest < body.boost:
        for i in range(time.size):
            on = (time[i], speed[i], left[i], good[i])
            time[i], speed[i], left[i], good[i] = _piece(body, stretch, _way(ways, i), on, True)
    else:
        for i in range(time.size):
            on = (time[i], speed[i], left[i], good[i])
            time[i], speed[i], left[i], good[i] = _piece(body, stretch, _way(ways, i), on, False)


@part
def _way(ways: Ways, i: int) -> Way:
    return Way(
        ways.across[i], ways.rise[i], ways.bow[i], ways.chord[i], ways.bend[i], ways.boosted[i],
        ways.dropped[i], ways.kept[i],
    )  # fmt: skip


@part
def _piece(body: Mechanics, stretch: Stretch, way: Way, on: On, driven: bool) -> On:
    """Where a round is after one piece of its path: time [s], speed [m/s], propellant [kg], if it can be.

    driven  whether its boost may burn yet

    Source: [1]_ and [2]_, line by line as in `trajectory.fly`, which has the words.
    """
    (u, v), air, rise, chord = stretch, body.air, way.rise, way.chord
    time, speed, left, good = on
    before, after = u * rise + u * (1.0 - u) * chord, v * rise + v * (1.0 - v) * chord
    flat = (v - u) * way.across
    climb = (v - u) * rise + (v * (1.0 - v) - u * (1.0 - u)) * way.bow
    piece = math.sqrt(flat * flat + climb * climb)
    per_piece = 1.0 / piece
    cosine, sine = flat * per_piece, (after - before) * per_piece
    middle = 0.5 * (after + before)
    level = int(min(max(middle, 0.0), drag.AIR_TOP) * PER_STEP + 0.5)
    dense = air.rho[level]
    free = time >= body.boost if driven else True
    burning = min(time * body.per_boost, 1.0) if driven else 1.0
    on_board = 1.0 - way.boosted * burning - way.kept - (way.dropped if free else 0.0)
    mass = body.mass * on_board + left
    per_mass = 1.0 / mass
    number = int(min(speed * air.mach[level], air.form.size - 2.0))
    still = body.drag * (air.form[number] + air.skin[number] * air.thin[level])
    square = speed * speed
    flow = 0.5 * dense * square * body.area
    need = abs(body.weight * cosine - square * way.bend * (cosine * cosine * cosine)) * mass
    carried = not free or need <= body.normal_most * flow + SLACK * mass
    lift = min(need / max(flow, 1e-9), body.normal_most) if free else 0.0
    slowing = dense * body.area * (still + lift * lift * body.per_slope) * per_mass
    push = (_thrust(body, way, on, mass, piece) if driven else 0.0) - body.weight * sine
    wanted = max(0.5 * slowing * square + body.weight * sine, 0.0) if free else 0.0
    burnt = wanted * mass * body.per_exhaust * piece / max(speed, 1.0)
    share = min(left / max(burnt, 1e-9), 1.0)
    push = push + share * wanted
    loss = slowing * piece
    fade = _fading(min(loss, LOSS_LARGEST))
    kept = (1.0 - fade) / max(slowing, 1e-30) if loss > 1e-6 else piece
    square = square * fade + 2.0 * push * kept
    following = math.sqrt(max(square, 1.0))
    time = time + 2.0 * piece / (speed + following)
    good = good and middle > -UNDERGROUND and carried and square > 0.0
    return time, following, left - share * burnt, good


@part
def _thrust(body: Mechanics, way: Way, on: On, mass: float, piece: float) -> float:
    """Mean acceleration by the boost [m/s2] over a piece, which the motor may leave before its end.

    Source: [2]_.
    """
    time, speed, _, _ = on
    flow = body.mass * way.boosted * body.per_boost
    push = max(flow * body.exhaust * (1.0 / mass), 1e-3)
    lasting = max((math.sqrt(speed * speed + 2.0 * push * piece) - speed) / push, 1e-6)
    gone = flow * min(max(body.boost - time, 0.0), lasting)
    return body.exhaust * gone / ((mass - 0.5 * gone) * lasting)


@part
def _fading(loss: float) -> float:
    """Exponential of ``-loss``, at most LOSS_LARGEST, with the bits of `scalar.exp` but without a branch."""
    k = math.floor(0.5 - loss * PER_LN2)
    high, low = -loss - k * LN2_HIGH, -k * LN2_LOW
    r = high + low
    return _exponential(r, (high - r) + low) * of_word((k + BIAS) << 52)


_exponential: Callable[[float, float], float] = part(exponential)
