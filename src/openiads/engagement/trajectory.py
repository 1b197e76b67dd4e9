"""A point mass along a path: thrust, drag, weight, and the lift that keeps it there.

Paths are parabolas over the straight line to a point.  Along one, of slope g and downward curvature k, a
round needs the normal acceleration g cos(slope) - v**2 k; what it pays for it is induced drag, and a path on
which the air cannot give it is none.  While it is driven its thrust carries it.

References
----------
.. [1] G. M. Siouris, Missile Guidance and Control Systems, 2004, chapters 2 and 3: equations of motion of a
   point mass, drag polar C_D = C_D0 + k C_L**2, coasting deceleration rho v**2 S C_D / 2 m.
.. [2] G. P. Sutton, O. Biblarz, Rocket Propulsion Elements, 8th ed., 2010, chapter 4: thrust and mass flow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.engagement import drag
from openiads.ground import scalar
from openiads.ground.frames import GRAVITY, MEAN_RADIUS

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PIECES = 96
"""Pieces of one path; closer at its beginning, where the round is driven."""
SLACK = 1.0
"""Normal acceleration that may be missing [m/s2], since no body falls on an exact parabola."""
UNDERGROUND = 50.0
"""A path may sink this far below the launcher's level [m]; the ground there is not known better."""
PER_STEP = 1.0 / drag.AIR_STEP
LOSS_LARGEST = 700.0
"""Of the logarithm of a squared speed over one piece: what is left after that is nothing."""


@dataclass(frozen=True, slots=True)
class Body:
    """A round as a mechanical body, SI.  Shares are of the launch mass; they may be arrays (n,) by path."""

    mass: float  # at launch [kg]
    boosted: float | Floats  # share burnt in the boost [1]
    dropped: float | Floats  # share let go with an empty booster [1]
    kept: float | Floats  # share burnt after it to hold its speed, until it is gone [1]
    boost: float  # [s]
    exhaust: float  # effective exhaust velocity [m/s]
    diameter: float  # of what flies on [m]
    length: float  # [m]
    nose_fineness: float  # length of the nose over the diameter [1]
    drag: float  # factor on the drag of the bare body, for its fins and for ignorance [1]
    normal_slope: float  # normal force per angle of attack [1/rad]
    normal_most: float  # normal force coefficient at the greatest angle of attack [1]

    @property
    def area(self) -> float:
        """Cross section [m2]."""
        return math.pi / 4.0 * self.diameter**2

    @property
    def empty(self) -> float | Floats:
        """Mass of what arrives [kg]."""
        return self.mass * (1.0 - self.boosted - self.dropped - self.kept)

    @property
    def lateral(self) -> float | Floats:
        """Greatest normal acceleration over dynamic pressure, empty [m2/kg]."""
        return self.normal_most * self.area / self.empty


@dataclass(frozen=True, slots=True)
class Paths:
    """Parabolas to points, each (n,)."""

    across: Floats  # horizontal extent [m]
    rise: Floats  # height of the point [m]
    loft: Floats  # height of the arc over the straight line, at its middle [m]


def shares_of(pieces: int) -> Floats:
    """Where the pieces of a path begin and end, over its extent (pieces + 1,).

    Our own: evenly spaced at first twice as close as at last.
    """
    w = np.linspace(0.0, 1.0, pieces + 1)
    return np.asarray(0.5 * (w + w * w))


def fly(body: Body, paths: Paths, flat_air: float | None = None) -> tuple[Floats, Floats, Flags]:
    """Time of flight [s], speed at the end [m/s] and whether the path can be flown, each (n,).

    flat_air  density [kg/m3] everywhere, without weight, in place of the atmosphere: for closed forms

    Speed goes by energy over each piece, drag by its exact exponential, so a piece may be long.
    `flown_abreast` computes the same, to the last bit, in a fraction of the time.

    Source: [1]_ for drag and lift, [2]_ for thrust.  The parabolas and the pieces are our own.
    """
    rho, mach, thin = drag.air()
    form, skin = drag.by_mach(body.length, body.length / body.diameter, body.nose_fineness)
    weight = GRAVITY if flat_air is None else 0.0
    speed, time = np.zeros((2, *paths.across.shape))
    left = body.mass * body.kept + np.zeros_like(speed)
    good = np.ones(speed.shape, dtype=np.bool_)
    across = np.maximum(paths.across, 1.0)
    bow = 4.0 * paths.loft
    # The straight line sinks below the horizon of a round Earth; what is flown is its length.
    chord = bow - paths.across**2 / (2.0 * MEAN_RADIUS)
    bend = 2.0 * bow / across**2
    for u, v in pairwise(shares_of(PIECES)):
        before = u * paths.rise + u * (1.0 - u) * chord
        after = v * paths.rise + v * (1.0 - v) * chord
        flat = (v - u) * across
        climb = (v - u) * paths.rise + (v * (1.0 - v) - u * (1.0 - u)) * bow
        piece = np.sqrt(flat * flat + climb * climb)
        per_piece = 1.0 / piece
        cosine, sine = flat * per_piece, (after - before) * per_piece
        middle = 0.5 * (after + before)
        good &= middle > -UNDERGROUND
        level = (np.minimum(np.maximum(middle, 0.0), drag.AIR_TOP) * PER_STEP + 0.5).astype(np.int64)
        dense = rho[level] if flat_air is None else flat_air
        free = time >= body.boost
        burning = np.minimum(time * (1.0 / body.boost), 1.0)
        on_board = 1.0 - body.boosted * burning - body.kept - np.where(free, body.dropped, 0.0)
        mass = body.mass * on_board + left
        per_mass = 1.0 / mass
        number = np.minimum(speed * mach[level], form.size - 2.0).astype(np.int64)
        still = body.drag * (form[number] + skin[number] * thin[level])
        square = speed * speed
        flow = 0.5 * dense * square * body.area
        need = np.abs(weight * cosine - square * bend * (cosine * cosine * cosine)) * mass
        good &= ~free | (need <= body.normal_most * flow + SLACK * mass)
        lift = np.where(free, np.minimum(need / np.maximum(flow, 1e-9), body.normal_most), 0.0)
        induced = lift * lift * (1.0 / body.normal_slope)
        slowing = dense * body.area * (still + induced) * per_mass  # of v**2, per metre
        push = _thrust(body, time, mass, piece, speed) - weight * sine
        wanted = np.where(free, np.maximum(0.5 * slowing * square + weight * sine, 0.0), 0.0)
        burnt = wanted * mass * (1.0 / body.exhaust) * piece / np.maximum(speed, 1.0)
        part = np.minimum(left / np.maximum(burnt, 1e-9), 1.0)
        push = push + part * wanted
        left = left - part * burnt
        loss = slowing * piece
        fade = _fading(loss)
        kept = np.where(loss > 1e-6, (1.0 - fade) / np.maximum(slowing, 1e-30), piece)
        square = square * fade + 2.0 * push * kept
        good &= square > 0.0
        following = np.sqrt(np.maximum(square, 1.0))
        time = time + 2.0 * piece / (speed + following)
        speed = following
    return time, speed, good


def _thrust(body: Body, time: Floats, mass: Floats, piece: Floats, speed: Floats) -> Floats:
    """Mean acceleration by the boost [m/s2] over a piece, which the motor may leave before its end.

    Source: [2]_.
    """
    if (time >= body.boost).all():
        return np.zeros_like(time)
    flow = body.mass * body.boosted * (1.0 / body.boost)
    # How long the piece takes at the present acceleration.
    push = np.maximum(flow * body.exhaust * (1.0 / mass), 1e-3)
    lasting = np.maximum((np.sqrt(speed * speed + 2.0 * push * piece) - speed) / push, 1e-6)
    gone = flow * np.clip(body.boost - time, 0.0, lasting)
    return np.asarray(body.exhaust * gone / ((mass - 0.5 * gone) * lasting))


def _fading(loss: Floats) -> Floats:
    """Exponential of ``-loss``, with the bits of `scalar.exp`."""
    value = -np.minimum(loss, LOSS_LARGEST)
    k = np.floor(value * scalar.PER_LN2 + 0.5)
    high, low = value - k * scalar.LN2_HIGH, -k * scalar.LN2_LOW
    r = high + low
    return np.asarray(np.ldexp(exponential(r, (high - r) + low), k.astype(np.int64)))


def exponential(r: Any, rest: Any) -> Any:
    """Exponential of a sum of two within half of ln 2, numbers or arrays: the series of `scalar.exp`."""
    f, q = scalar.F, r * r
    q2 = q * q
    even = (f[2] + q * f[4]) + q2 * ((f[6] + q * f[8]) + q2 * (f[10] + q * f[12]))
    odd = (f[3] + q * f[5]) + q2 * ((f[7] + q * f[9]) + q2 * (f[11] + q * f[13]))
    return 1.0 + (r + (q * (even + r * odd) + (rest + r * rest)))
