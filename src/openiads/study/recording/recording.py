"""What is written down of one replicate, frame by frame.  Knows nothing of files and of maps.

A frame is a moment at the end of a step.  Axes: F frames, K those of one course, B batteries, T round types.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import geodetic_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Vector = tuple[float, float, float]


@dataclass(slots=True)
class Course:
    """Where one thing was on consecutive frames."""

    number: int
    """Index of a target, serial number of a round or a track."""
    frame: int
    """The first at which it was there."""
    places: list[Vector] = field(default_factory=list)  # ECEF [m]

    def geodetic(self) -> tuple[Floats, Floats, Floats]:
        """Latitude, longitude [rad] and altitude [m], (K,) each."""
        return geodetic_of(np.array(self.places))


@dataclass(slots=True)
class RoundCourse(Course):
    """Where one round was."""

    type: int = 0
    """By its place among the types of the scenario."""


@dataclass(slots=True)
class TrackCourse(Course):
    """Where a picture expected one of its confirmed tracks, and what it held it for."""

    picture: int = 0
    identities: list[int] = field(default_factory=list)
    """On each frame [Identity]."""
    errors: list[float] = field(default_factory=list)
    """Standard deviation of the expected place, root of the trace of its covariance, on each frame [m]."""


@dataclass(slots=True)
class PlotsSeen:
    """Every plot that radars made, false ones too, in the order of steps."""

    times: list[float] = field(default_factory=list)  # [s]
    radars: list[int] = field(default_factory=list)
    places: list[Vector] = field(default_factory=list)  # ECEF [m]

    def geodetic(self) -> tuple[Floats, Floats, Floats]:
        """Latitude, longitude [rad] and altitude [m] of each."""
        return geodetic_of(np.array(self.places).reshape(-1, 3))


@dataclass(slots=True)
class Recording:
    """One replicate."""

    times: list[float] = field(default_factory=list)
    """Of the frames, (F,) [s]."""
    targets: dict[int, Course] = field(default_factory=dict)
    rounds: dict[int, RoundCourse] = field(default_factory=dict)
    tracks: dict[tuple[int, int], TrackCourse] = field(default_factory=dict)
    """By picture and serial number."""
    plots: PlotsSeen = field(default_factory=PlotsSeen)
    magazines: list[Integers] = field(default_factory=list)
    """Rounds on launchers on each frame, (B, T)."""
    busy: list[Integers] = field(default_factory=list)
    """Fire channels in use on each frame, (B,)."""
