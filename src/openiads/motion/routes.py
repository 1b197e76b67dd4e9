"""Routes, sampled evenly in time before a run: where everything would be if nothing stopped it.

Great circles run on the ellipsoid's normals; a leg's length is taken on the mean sphere, within 0.6 % of
the geodesic.

References
----------
.. [1] K. Shoemake, Animating rotation with quaternion curves, Computer Graphics 19 (SIGGRAPH 1985), 245-254:
   even steps along the great circle between two unit vectors.
.. [2] J. D. Anderson, Introduction to Flight, 5th ed., 2005, chapter 6: radius of a level turn, the square
   of the speed over the acceleration across the path.
.. [3] K. Gade, A non-singular horizontal position representation, Journal of Navigation 63 (2010), 395-417,
   equation 16: the angle between two normals.

Our rules: turns at 1 g, and how finely a path is sampled.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import GRAVITY, MEAN_RADIUS, ecef_of_normal, normal_of
from openiads.motion import turns
from openiads.state.planes import Route

Floats = npt.NDArray[np.float64]

SPACING = 1_000.0
"""Distance between points of a path before it is sampled in time [m]."""
TURN_SHOWN = 0.2
"""Most that a course changes between samples [rad]: their velocities are then within 0.7 % of the speed."""
COINCIDENT = 1.0
"""Points of a route nearer than this to the one before [m] are the same point."""
OPPOSITE = 1e-6
"""Of points nearer than this [rad] to being each other's antipodes, a sine no longer tells the course."""
ASIDE = 0.2
"""Share of its first leg after which a flight has left its route, and of its last before it is back."""
APPROACH_ALTITUDE = 3_000.0
APPROACH_SPEED = 125.0
"""Below this altitude [m] civil flights keep the speed limit of 250 knots [m/s]."""


@dataclass(frozen=True, slots=True)
class Path:
    """A way over the ground: normals of the ellipsoid, and distance from the start along it."""

    normals: Floats  # (points, 3)
    along: Floats  # (points,) [m]
    radius: float = math.inf  # of its turns, where samples have to show them [m]

    @property
    def length(self) -> float:
        """Whole length [m]."""
        return float(self.along[-1])

    def cut(self, start: float, end: float) -> Path:
        """The stretch between two distances from the start [m]."""
        marks = np.concatenate([[start], self.along[(self.along > start) & (self.along < end)], [end]])
        return Path(self.normal_at(marks), marks - start, self.radius)

    def normal_at(self, distance: float | Floats) -> Floats:
        """Normals at distances along the path [m]."""
        columns = [
            np.interp(np.asarray(distance, dtype=np.float64), self.along, self.normals[:, i])
            for i in range(3)
        ]
        return _unit(np.stack(columns, axis=-1))


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


def _leg(start: Floats, end: Floats) -> Floats:
    """Points of one great circle, start included, end not.

    Source: [1]_.
    """
    angle = math.atan2(float(np.linalg.norm(np.cross(start, end))), float(start @ end))
    n_points = max(int(angle * MEAN_RADIUS / SPACING), 1)
    share = np.arange(n_points)[:, None] / n_points
    if angle < 1e-12:
        return np.repeat(start[None], 1, axis=0)
    if angle > math.pi - OPPOSITE:
        ahead = _any_course(start, end)
        turned: Floats = np.cos(share * angle) * start + np.sin(share * angle) * ahead
        return turned
    points: Floats = (np.sin((1 - share) * angle) * start + np.sin(share * angle) * end) / math.sin(angle)
    return points


def _any_course(start: Floats, end: Floats) -> Floats:
    """Unit vector from `start` on to `end` opposite to it: all courses lead there, so any that is defined.

    Our own: without a course of its own, an axis is as good as another.
    """
    ahead = end - start * float(end @ start)
    if float(np.linalg.norm(ahead)) < OPPOSITE**2:
        ahead = np.cross(start, [1.0, 0.0, 0.0] if abs(start[0]) < 0.5 else [0.0, 1.0, 0.0])
    return _unit(ahead)


def path_through(points: list[tuple[float, float]], speed: float) -> Path:
    """Great circles through points (latitude, longitude) [rad], corners flown at 1 g at `speed` [m/s].

    A corner is passed within one radius of that turn, speed^2 / g: on a fillet where the legs are long enough
    and the turn is no more than 120 degrees, else flown over and the next leg rejoined; see `turns`.

    Source: [2]_ for the radius; 1 g across the path is our rule.
    """
    places = _apart([normal_of(latitude, longitude) for latitude, longitude in points])
    radius = speed * speed / GRAVITY
    corners = [turns.corner_of(*places[i : i + 3]) for i in range(len(places) - 2)]
    legs = [_distance(a, b) for a, b in itertools.pairwise(places)]
    reaches = _fitting([0.0, *(corner.reach(radius) for corner in corners), 0.0], legs)
    pieces = []
    start = places[0]
    for i, corner in enumerate(corners, start=1):
        bend = (
            turns.fillet(corner, radius)
            if reaches[i] > 0.0
            else turns.flown_over(corner, radius, legs[i] - reaches[i + 1])
        )
        pieces += [_leg(start, bend[0]), bend]
        start = bend[-1]
    pieces += [_leg(start, places[-1]), places[-1][None]]
    # Slight bends need no samples of their own; a corner flown over may take a whole circle.
    turning = 0.0 in reaches[1:-1] or sum(abs(corner.turn) for corner in corners) > TURN_SHOWN
    return _along(np.concatenate(pieces), radius if turning else math.inf)


def onward(path: Path, point: tuple[float, float], speed: float) -> Path:
    """The same path, then a turn at 1 g at `speed` [m/s] and a great circle to one more point [rad].

    Source: [2]_ for the radius; 1 g across the path is our rule.
    """
    end, place = path.normals[-1], normal_of(*point)
    if _distance(end, place) <= COINCIDENT:
        return path
    radius = speed * speed / GRAVITY
    corner = turns.corner_of(path.normals[-2], end, place)
    bend = turns.flown_over(corner, radius, _distance(end, place))
    normals = np.concatenate([path.normals, bend, _leg(bend[-1], place), place[None]])
    return _along(normals, min(radius, path.radius))


def _distance(start: Floats, end: Floats) -> float:
    """Distance over the ground [m].

    Source: [3]_.
    """
    return math.atan2(float(np.linalg.norm(np.cross(start, end))), float(start @ end)) * MEAN_RADIUS


def _apart(places: list[Floats]) -> list[Floats]:
    """Normals without those where the one before already is: they have no course."""
    apart = places[:1]
    for place in places[1:]:
        if _distance(apart[-1], place) > COINCIDENT:
            apart.append(place)
    return apart


def _fitting(reaches: list[float], legs: list[float]) -> list[float]:
    """Reaches of fillets [m], one per point; those that do not fit their legs [m] are 0, the longer first."""
    fitting = list(reaches)
    for i, leg in enumerate(legs):
        while fitting[i] + fitting[i + 1] > leg:
            fitting[i if fitting[i] > fitting[i + 1] else i + 1] = 0.0
    return fitting


def _along(normals: Floats, radius: float) -> Path:
    """A path through normals (points, 3), without points that are twice there."""
    gaps = np.linalg.norm(np.diff(normals, axis=0), axis=1) * MEAN_RADIUS
    normals = normals[np.concatenate([[True], gaps > 1e-3])]
    if len(normals) < 2:
        normals = np.stack([normals[0], _beside(normals[0])])
    gaps = np.linalg.norm(np.diff(normals, axis=0), axis=1) * MEAN_RADIUS
    return Path(normals, np.concatenate([[0.0], np.cumsum(gaps)]), radius)


def _beside(normal: Floats) -> Floats:
    """A normal (3,) less than a metre away, along the axis that leads away from it."""
    axis = 0 if abs(normal[0]) < 0.9 else 1
    return _unit(normal + 1e-7 * np.eye(3)[axis])


def shifted(points: list[tuple[float, float]], sideways: float) -> list[tuple[float, float]]:
    """The same points moved to the right of the course by `sideways` [m]; the last stays.

    Where two points are the same there is no course, and no right of it.

    Our own: the normal is tilted towards the pole on the right of its leg.
    """
    if sideways == 0.0 or len(points) < 2:
        return points
    moved = []
    for point, following in itertools.pairwise(points):
        here, there = normal_of(*point), normal_of(*following)
        right = np.cross(there, here)
        length = float(np.linalg.norm(right))
        if length * MEAN_RADIUS <= COINCIDENT:
            moved.append(point)
            continue
        x, y, z = _unit(here + right * (math.tan(sideways / MEAN_RADIUS) / length))
        moved.append((math.atan2(z, math.hypot(x, y)), math.atan2(y, x)))
    return [*moved, points[-1]]


def aside(points: list[tuple[float, float]], offset: float) -> list[tuple[float, float]]:
    """The same points [rad] flown `offset` [m] to the right of the course, but for both ends, which stay.

    Our rule: a fifth of the first and of the last leg is for leaving the route and joining it again.
    """
    if offset == 0.0 or len(points) < 2:
        return points
    leaving = _part_way(points[0], points[1], ASIDE)
    joining = _part_way(points[-2], points[-1], 1.0 - ASIDE)
    moved = shifted([leaving, *points[1:-1], joining, points[-1]], offset)
    return [points[0], *moved]


def _part_way(start: tuple[float, float], end: tuple[float, float], share: float) -> tuple[float, float]:
    """Where a share of the great circle between two points [rad] is flown, within `SPACING`."""
    leg = _leg(normal_of(*start), normal_of(*end))
    x, y, z = leg[int(share * len(leg))]
    return math.atan2(z, math.hypot(x, y)), math.atan2(y, x)


def sample(path: Path, altitude: Floats, speed: float | Floats) -> tuple[Floats, float]:
    """Samples (7, n) of a path flown at `speed` [m/s, one figure or one per point], and their spacing [s].

    Our own: time by the mean speed of both ends of each piece.
    """
    speeds = np.broadcast_to(np.asarray(speed, dtype=np.float64), path.along.shape)
    pace = 0.5 * (speeds[1:] + speeds[:-1])
    clock = np.concatenate([[0.0], np.cumsum(np.diff(path.along) / pace)])
    duration = float(clock[-1])
    fastest = float(speeds.max())
    longest = min(max(SPACING / fastest, 1.0), TURN_SHOWN * path.radius / fastest)
    n_samples = max(math.ceil(duration / longest), 2) + 1
    times = np.linspace(0.0, duration, n_samples)
    distance = np.interp(times, clock, path.along)
    heights = np.interp(distance, path.along, altitude)
    positions = ecef_of_normal(path.normal_at(distance), heights)
    return packed(positions, heights, times), duration / (n_samples - 1)


def packed(positions: Floats, heights: Floats, times: Floats) -> Floats:
    """Route planes from positions (n, 3), altitudes and times; velocities by central differences."""
    velocities = np.gradient(positions, times, axis=0, edge_order=2 if len(times) > 2 else 1)
    route = np.empty((len(Route), len(times)))
    route[Route.X : Route.Z + 1] = positions.T
    route[Route.VX : Route.VZ + 1] = velocities.T
    route[Route.ALTITUDE] = heights
    return route


def civil_speed(altitude: Floats, cruise_speed: float) -> Floats:
    """Speed [m/s] along a civil profile.

    Our rule, after the speed limit below 10 000 ft (ICAO Annex 11, appendix 4).
    """
    return np.where(altitude < APPROACH_ALTITUDE, min(APPROACH_SPEED, cruise_speed), cruise_speed)
