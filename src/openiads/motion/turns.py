"""Turns over the ground on circular arcs, so that speed is constant and no turn is tighter than a radius.

Two forms.  Where both legs have room, a fillet: the arc of the radius that touches both.  Where they have
none, or the corner turns so far that a fillet would miss it by more than a radius, the corner is flown over
and the next leg rejoined by arc, straight and arc, the shorter part of the paths of [1]_.  Those of three
arcs are left out: two arcs to the same side can always be joined, so a turn exists however short the legs
are, and what the other family would save there is part of a circle.

Turns are laid in the plane that touches the sphere at the corner, distances from the corner kept: legs are
straight in it, and an arc four radii away is true to 2 in 1 000 even at 1,100 m/s.  A point of the plane is a
complex number [m], ahead and to the left of the course at the corner.

References
----------
.. [1] L. E. Dubins, On curves of minimal length with a constraint on average curvature, and with prescribed
   initial and terminal positions and tangents, American Journal of Mathematics 79 (1957), 497-516.

Our rules: from which turn on a corner is flown over, how far on the next leg is rejoined, and how finely
arcs are drawn.  The geometry of fillets and of the plane is our own.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import MEAN_RADIUS

Floats = npt.NDArray[np.float64]
Moves = list[tuple[int, float]]
"""Left (1), right (-1) or straight on (0), and how far [m]."""

SHARPEST = math.radians(120.0)
"""A fillet misses its corner by radius (1 / cos(turn / 2) - 1): by one radius at this turn [rad]."""
REJOIN = 4.0
"""The next leg is rejoined this many radii from a corner flown over: a reversal then overshoots by 30 deg."""
FINE = 10.0
"""Distance between points of an arc [m]."""
FINE_TURN = 0.002
"""Turn between points of an arc [rad] at most.  A turn home out of a bend begins on a chord, half of this off
the course: that has to be little against the turn from sample to sample."""
FINEST_TURN = 5e-5
"""Turn between points of an arc [rad] at least: of a wide one, chords this short stray by millimetres."""
FINE_STRAIGHT = 1_000.0
"""Distance between points of a straight [m]."""
WORDS = ((-1, -1), (1, 1), (-1, 1), (1, -1))
"""Sides of the first and of the last arc; what is as long on either side is flown to the right."""


@dataclass(frozen=True, slots=True)
class Corner:
    """A point on the way, the course on which it is reached, and the turn to the next leg."""

    normal: Floats  # (3,)
    ahead: Floats  # (3,) unit vector along the course
    turn: float  # [rad], to the left

    def reach(self, radius: float) -> float:
        """How much of both legs a fillet of `radius` [m] takes [m]; none where it is not to be flown.

        Our own: the tangent from the corner to the circle in the angle of its legs.
        """
        return radius * math.tan(0.5 * abs(self.turn)) if abs(self.turn) <= SHARPEST else 0.0


def corner_of(before: Floats, normal: Floats, after: Floats) -> Corner:
    """The corner between two great circles through three normals (3,).

    Our own: the angle between the two great circles in the plane that touches there.
    """
    ahead = -_towards(normal, before)
    onward = _towards(normal, after)
    left = np.cross(normal, ahead)
    return Corner(normal, ahead, math.atan2(float(onward @ left), float(onward @ ahead)))


def _towards(normal: Floats, other: Floats) -> Floats:
    """Unit vector, at a normal, along the great circle to another."""
    across = other - normal * float(other @ normal)
    unit: Floats = across / np.linalg.norm(across)
    return unit


def fillet(corner: Corner, radius: float) -> Floats:
    """Normals (points, 3) of the arc of `radius` [m] that touches both legs.

    Our own: the circle that touches both legs, radius tan(turn / 2) before the corner.
    """
    side = 1 if corner.turn > 0.0 else -1
    moves = [(side, radius * abs(corner.turn))]
    return _on_sphere(corner, _drawn(complex(-corner.reach(radius)), moves, radius))


def flown_over(corner: Corner, radius: float, room: float) -> Floats:
    """Normals (points, 3) from the corner to a point of the next leg, `room` [m] away or nearer.

    Source: [1]_, by `rejoining`; that the corner is flown over is our rule.
    """
    moves = rejoining(corner.turn, radius, min(room, REJOIN * radius))
    return _on_sphere(corner, _drawn(0j, moves, radius))


def rejoining(turn: float, radius: float, distance: float) -> Moves:
    """Shortest arc, straight and arc from the corner on to a leg `turn` [rad] off, `distance` [m] away.

    Source: [1]_, its paths of arc, straight and arc; three arcs are left out, our rule.
    """
    ways = [_joined(turn, distance / radius, *sides) for sides in WORDS]
    # Rounded, so that the last bit does not choose between mirror images.
    best = min((way for way in ways if way), key=lambda way: round(sum(part for _, part in way), 6))
    return [(side, part * radius) for side, part in best]


def _joined(turn: float, distance: float, first: int, last: int) -> Moves:
    """One arc, straight and arc, for a radius of 1; empty where the circles of either side overlap.

    Source: [1]_; outer and inner tangents of two circles, worked out in complex numbers.
    """
    leg = cmath.rect(1.0, turn)
    between = distance * leg + 1j * last * leg - 1j * first  # from centre to centre
    if first == last:
        straight, heading = abs(between), cmath.phase(between)
    elif abs(between) < 2.0:
        return []
    else:
        straight = math.sqrt(abs(between) ** 2 - 4.0)
        heading = cmath.phase(between) + first * math.atan2(2.0, straight)
    return [(first, _circle(first * heading)), (0, straight), (last, _circle(last * (turn - heading)))]


def _circle(angle: float) -> float:
    """An angle in [0, 2 pi) [rad]; a whole circle short of nothing is nothing."""
    angle %= 2.0 * math.pi
    return 0.0 if angle > 2.0 * math.pi - 1e-9 else angle


def _drawn(here: complex, moves: Moves, radius: float) -> npt.NDArray[np.complex128]:
    """Points of the plane along moves that begin `here` straight ahead."""
    course = 1.0 + 0j
    pieces = [np.array([here])]
    for side, length in moves:
        step = min(max(FINE, FINEST_TURN * radius), FINE_TURN * radius) if side else FINE_STRAIGHT
        marks = np.linspace(0.0, length, math.ceil(length / step) + 1)[1:]
        if len(marks) == 0:
            continue
        if side:
            turned = np.exp(1j * side * marks / radius)
            pieces.append(here + 1j * side * radius * course * (1.0 - turned))
            course *= complex(turned[-1])
        else:
            pieces.append(here + marks * course)
        here = complex(pieces[-1][-1])
    return np.concatenate(pieces)


def _on_sphere(corner: Corner, points: npt.NDArray[np.complex128]) -> Floats:
    """Normals (points, 3) of points of the plane, each as far from the corner and as far off its course.

    Our own: distances from the corner are kept, so the plane is the azimuthal equidistant one.
    """
    angle = np.abs(points) / MEAN_RADIUS
    left = np.cross(corner.normal, corner.ahead)
    aside = points.real[:, None] * corner.ahead + points.imag[:, None] * left
    normals: Floats = (
        np.cos(angle)[:, None] * corner.normal + np.sinc(angle / math.pi)[:, None] * aside / MEAN_RADIUS
    )
    return normals
