"""Routes, sampled evenly in time before a run: where everything would be if nothing stopped it.

Great circles run on the ellipsoid's normals; a leg's length is taken on the mean sphere, within 0.6 % of
the geodesic.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import GRAVITY, MEAN_RADIUS, ecef_of_normal, normal_of
from openiads.state.planes import Route

Floats = npt.NDArray[np.float64]
Ground = Callable[[Floats, Floats], Floats]

SPACING = 1_000.0
"""Distance between points of a path before it is sampled in time [m]."""
LOOK_AROUND = 3
"""Terrain following clears the highest ground this many points before and behind."""
DIVE = math.tan(math.radians(20.0))
"""Slope of the last descent on to an aim point, assumption."""
CLIMB = 0.06
"""Slope of civil climbs and descents and of raiders on wings that climb, about 3.4 degrees, assumption."""
BOOST = math.tan(math.radians(20.0))
"""Slope at which cruise missiles climb from their launcher, assumption."""
APPROACH_ALTITUDE = 3_000.0
APPROACH_SPEED = 125.0
"""Below this altitude [m] civil flights keep the speed limit of 250 knots [m/s]."""


@dataclass(frozen=True, slots=True)
class Path:
    """A way over the ground: normals of the ellipsoid, and distance from the start along it."""

    normals: Floats  # (points, 3)
    along: Floats  # (points,) [m]

    @property
    def length(self) -> float:
        """Whole length [m]."""
        return float(self.along[-1])

    def cut(self, start: float, end: float) -> Path:
        """The stretch between two distances from the start [m]."""
        marks = np.concatenate([[start], self.along[(self.along > start) & (self.along < end)], [end]])
        return Path(self.normal_at(marks), marks - start)

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
    """Points of one great circle, start included, end not."""
    angle = math.atan2(float(np.linalg.norm(np.cross(start, end))), float(start @ end))
    n_points = max(int(angle * MEAN_RADIUS / SPACING), 1)
    share = np.arange(n_points)[:, None] / n_points
    if angle < 1e-12:
        return np.repeat(start[None], 1, axis=0)
    points: Floats = (np.sin((1 - share) * angle) * start + np.sin(share * angle) * end) / math.sin(angle)
    return points


def _rounded(before: Floats, corner: Floats, after: Floats, radius: float) -> Floats:
    """A corner flown at no less than `radius` [m]: a parabola between both legs."""
    reach_in = float(np.linalg.norm(corner - before)) * MEAN_RADIUS
    reach_out = float(np.linalg.norm(after - corner)) * MEAN_RADIUS
    cosine = float(_unit(corner - before) @ _unit(after - corner))
    turning = math.acos(min(max(cosine, -1.0), 1.0))
    cut = min(radius * math.tan(min(turning, 3.0) / 2.0), 0.45 * reach_in, 0.45 * reach_out)
    if cut < 1.0:
        return corner[None]
    entry = corner + (before - corner) * (cut / reach_in)
    leave = corner + (after - corner) * (cut / reach_out)
    share = np.linspace(0.0, 1.0, max(int(2.0 * cut / SPACING), 4))[:, None]
    curve: Floats = (1 - share) ** 2 * entry + 2 * share * (1 - share) * corner + share**2 * leave
    return curve


def path_through(points: list[tuple[float, float]], speed: float) -> Path:
    """Great circles through points (latitude, longitude) [rad], corners limited to 1 g at `speed` [m/s]."""
    corners = [normal_of(latitude, longitude) for latitude, longitude in points]
    radius = speed * speed / GRAVITY
    pieces = []
    start = corners[0]
    for i in range(1, len(corners)):
        if i + 1 < len(corners):
            bend = _rounded(corners[i - 1], corners[i], corners[i + 1], radius)
            pieces += [_leg(start, _unit(bend[0])), _unit(bend)]
            start = _unit(bend[-1])
        else:
            pieces += [_leg(start, corners[i]), corners[i][None]]
    normals = np.concatenate(pieces)
    gaps = np.linalg.norm(np.diff(normals, axis=0), axis=1) * MEAN_RADIUS
    keep = np.concatenate([[True], gaps > 1e-3])
    normals = normals[keep]
    if len(normals) < 2:
        normals = np.stack([normals[0], _unit(normals[0] + np.array([1e-7, 0.0, 0.0]))])
    gaps = np.linalg.norm(np.diff(normals, axis=0), axis=1) * MEAN_RADIUS
    return Path(normals, np.concatenate([[0.0], np.cumsum(gaps)]))


def shifted(points: list[tuple[float, float]], sideways: float) -> list[tuple[float, float]]:
    """The same points moved to the right of the course by `sideways` [m]; the last stays."""
    if sideways == 0.0 or len(points) < 2:
        return points
    moved = []
    for i in range(len(points) - 1):
        (latitude, longitude), (next_latitude, next_longitude) = points[i], points[i + 1]
        east = (next_longitude - longitude) * math.cos(latitude)
        north = next_latitude - latitude
        length = math.hypot(east, north) or 1.0
        shift = sideways / MEAN_RADIUS
        moved.append(
            (latitude - shift * east / length, longitude + shift * north / length / math.cos(latitude))
        )
    return [*moved, points[-1]]


def level(path: Path, altitude: float) -> Floats:
    """Constant altitude [m] along a path."""
    return np.full(len(path.along), altitude)


def following(path: Path, ground: Ground, clearance: float) -> Floats:
    """Altitude [m] clearing the ground before and behind by `clearance` [m]; unknown ground counts as 0."""
    latitude = np.arcsin(np.clip(path.normals[:, 2], -1.0, 1.0))
    longitude = np.arctan2(path.normals[:, 1], path.normals[:, 0])
    height = np.nan_to_num(ground(latitude, longitude), nan=0.0)
    padded = np.pad(height, LOOK_AROUND, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * LOOK_AROUND + 1)
    highest: Floats = windows.max(axis=1)
    smooth = np.convolve(np.pad(highest, LOOK_AROUND, mode="edge"), np.full(7, 1 / 7), mode="valid")
    return np.maximum(smooth, height) + clearance


def climbing(path: Path, altitude: Floats, start_altitude: float, slope: float) -> Floats:
    """The same altitudes [m] with a climb at `slope` [1] from `start_altitude` [m] to begin with."""
    raised: Floats = np.minimum(altitude, start_altitude + path.along * slope)
    return raised


def diving(path: Path, altitude: Floats, end_altitude: float) -> Floats:
    """The same altitudes [m] with a last descent on to the aim point."""
    left = path.length - path.along
    lowered: Floats = np.minimum(altitude, end_altitude + left * DIVE)
    return lowered


def airway(path: Path, cruise: float, start_altitude: float, end_altitude: float) -> Floats:
    """Civil profile of altitudes [m]: climb, cruise, descent."""
    climb = start_altitude + path.along * CLIMB
    descent = end_altitude + (path.length - path.along) * CLIMB
    profile: Floats = np.minimum(np.minimum(climb, descent), cruise)
    return profile


def sample(path: Path, altitude: Floats, speed: float | Floats) -> tuple[Floats, float]:
    """Samples (7, n) of a path flown at `speed` [m/s, one figure or one per point], and their spacing [s]."""
    speeds = np.broadcast_to(np.asarray(speed, dtype=np.float64), path.along.shape)
    pace = 0.5 * (speeds[1:] + speeds[:-1])
    clock = np.concatenate([[0.0], np.cumsum(np.diff(path.along) / pace)])
    duration = float(clock[-1])
    n_samples = max(math.ceil(duration / max(SPACING / float(speeds.max()), 1.0)), 2) + 1
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
    """Speed [m/s] along a civil profile."""
    return np.where(altitude < APPROACH_ALTITUDE, min(APPROACH_SPEED, cruise_speed), cruise_speed)
