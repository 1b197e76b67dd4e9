"""Altitudes along a route, before a run: level, over the terrain, climbs, dives, and down from a carrier.

How steeply is said by the catalogue's `slopes`, for nothing is published of any one flight.

Our rules: one slope for each of these, what terrain following clears, and that an arc joins two slopes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from openiads.motion.routes import SPACING, Path

Floats = npt.NDArray[np.float64]
Ground = Callable[[Floats, Floats], Floats]

LOOK_AROUND = 3
"""Terrain following clears the highest ground this many times the spacing before and behind."""


def level(path: Path, altitude: float) -> Floats:
    """Constant altitude [m] along a path."""
    return np.full(len(path.along), altitude)


def following(path: Path, ground: Ground, clearance: float) -> Floats:
    """Altitude [m] clearing the ground before and behind by `clearance` [m]; unknown ground counts as 0.

    Our rule: the highest of seven points, then their running mean, never below the ground itself.
    """
    # Points lie closer in turns: look around at even distances, and clear the ground below every point too.
    marks = np.linspace(0.0, path.length, max(int(path.length / SPACING), 1) + 1)
    padded = np.pad(_below(path.normal_at(marks), ground), LOOK_AROUND, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * LOOK_AROUND + 1)
    highest: Floats = windows.max(axis=1)
    smooth = np.convolve(np.pad(highest, LOOK_AROUND, mode="edge"), np.full(7, 1 / 7), mode="valid")
    return np.maximum(np.interp(path.along, marks, smooth), _below(path.normals, ground)) + clearance


def hopping(path: Path, ground: Ground, clearance: float, slope: float) -> Floats:
    """Altitude [m] of one that takes off, clears the ground by `clearance` [m], and lands.

    Our rule: as what follows the ground, with one slope [1] for the climb and the descent at both ends.
    """
    over = np.minimum(path.along, path.length - path.along) * slope
    return following(path, ground, 0.0) + np.minimum(over, clearance)


def _below(normals: Floats, ground: Ground) -> Floats:
    """Height of the ground [m] at normals (points, 3)."""
    latitude = np.arcsin(np.clip(normals[:, 2], -1.0, 1.0))
    longitude = np.arctan2(normals[:, 1], normals[:, 0])
    return np.nan_to_num(ground(latitude, longitude), nan=0.0)


def climbing(path: Path, altitude: Floats, start_altitude: float, slope: float, room: float) -> Floats:
    """The same altitudes [m] with a climb at `slope` [1] from `start_altitude` [m] to begin with.

    Where the two differ by less than `room` [m] it bends over, see `room_to_bend`.

    Our rule: one slope, for lack of published profiles.
    """
    climb = start_altitude + path.along * slope
    return _lower_of(altitude, climb, min(room, max(float(altitude[0]) - start_altitude, 0.0)))


def diving(path: Path, altitude: Floats, end_altitude: float, slope: float, room: float) -> Floats:
    """The same altitudes [m] with a last descent at `slope` [1] on to the aim point.

    Where the two differ by less than `room` [m] it bends into it, see `room_to_bend`.

    Our rule: one slope, for lack of published profiles.
    """
    descent = end_altitude + (path.length - path.along) * slope
    return _lower_of(altitude, descent, min(room, max(float(altitude[-1]) - end_altitude, 0.0)))


def descending(path: Path, altitude: Floats, start_altitude: float, slope: float, room: float) -> Floats:
    """The same altitudes [m] reached from `start_altitude` [m] by a descent at `slope` [1] to begin with.

    Where the two differ by less than `room` [m] it levels off, see `room_to_bend`.

    Our rule: one slope, for lack of published profiles.
    """
    descent = start_altitude - path.along * slope
    return -_lower_of(-altitude, -descent, min(room, max(start_altitude - float(altitude[0]), 0.0)))


def room_to_bend(speed: float, slope: float, pull: float) -> float:
    """Height [m] between level flight and a slope [1] within which a bend at `pull` [m/s2] takes place.

    Our own: a parabola of which the second derivative over the ground is pull / speed^2 leaves one line where
    the other is (speed * slope)^2 / (2 pull) away, and meets the other as far behind.
    """
    return (speed * slope) ** 2 / (2.0 * pull)


def _lower_of(one: Floats, other: Floats, room: float) -> Floats:
    """The lower of two lines [m], less a parabola where they differ by less than `room`: without a kink."""
    short = np.maximum(room - np.abs(one - other), 0.0)
    lowered: Floats = np.minimum(one, other) - short**2 / (4.0 * max(room, 1.0))
    return lowered


def airway(path: Path, cruise: float, start_altitude: float, end_altitude: float, slope: float) -> Floats:
    """Civil profile of altitudes [m]: climb and descent at one slope [1], and cruise between them.

    Our rule: one slope both ways, for lack of published profiles.
    """
    climb = start_altitude + path.along * slope
    descent = end_altitude + (path.length - path.along) * slope
    profile: Floats = np.minimum(np.minimum(climb, descent), cruise)
    return profile
