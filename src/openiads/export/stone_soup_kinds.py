"""Kinds of Stone Soup that we fill in; this file is imported only where Stone Soup is there."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from stonesoup.base import Property
from stonesoup.buffered_generator import BufferedGenerator
from stonesoup.models.measurement.nonlinear import (
    CartesianToElevationBearingRange,
    CartesianToElevationBearingRangeRate,
)
from stonesoup.reader.base import DetectionReader
from stonesoup.tracker.base import Tracker
from stonesoup.types.angle import Bearing, Elevation
from stonesoup.types.array import StateVector
from stonesoup.types.state import GaussianState
from stonesoup.types.track import Track

from openiads.export.sensor_frames import Floats, LocalAxes
from openiads.export.stone_soup import BEGIN, PLACE, VELOCITY, in_order
from openiads.export.stone_soup_detections import plots_of, require_sound, seconds_of
from openiads.ground.errors import OutOfRange
from openiads.ground.kinds import shown
from openiads.study.tracking.fed_tracker import FedTracker
from openiads.study.tracking.plots import Sensors


class RadarModel(NamedTuple):
    """A measurement model, and how its measurements are typed."""

    model: Any

    @staticmethod
    def typed(vector: list[float]) -> Any:
        """Elevation, bearing, range and perhaps range rate as a state vector of its."""
        return StateVector([Elevation(vector[0]), Bearing(vector[1]), *vector[2:]])


def model_of(frame: LocalAxes, sensor: LocalAxes, sds: tuple[float, ...]) -> RadarModel:
    """What a sensor measures of states in a frame, with deviations of elevation, bearing, range and rate.

    Its up is that of its own place, so that a sensor far from the origin is turned.
    """
    kind = CartesianToElevationBearingRange if len(sds) == 3 else CartesianToElevationBearingRangeRate
    place, angles = frame.inside(sensor.origin), turned_by(sensor.axes @ frame.axes.T)
    if sensor is frame:
        place = angles = np.zeros(3)
    return RadarModel(
        kind(
            ndim_state=6, mapping=PLACE, noise_covar=np.diag(np.square(sds)),
            translation_offset=StateVector(place), rotation_offset=StateVector(angles),
        )
    )  # fmt: skip


def turned_by(rotation: Floats) -> Floats:
    """Angles (3,) [rad] about x, y and z for which Stone Soup builds a rotation (3, 3).

    It builds Rx(-a) Ry(b) Rz(-c), whose first row and last column tell a, b and c: our own reading.
    """
    about_y = math.asin(max(-1.0, min(1.0, float(rotation[0, 2]))))
    about_x = math.atan2(-rotation[1, 2], rotation[2, 2])
    about_z = math.atan2(-rotation[0, 1], rotation[0, 0])
    return np.array([-about_x, about_y, -about_z])


class ScanReader(DetectionReader):  # type: ignore[misc]
    """Replays scans."""

    scans: list = Property(doc="Times and sets of detections")  # type: ignore[type-arg]

    @BufferedGenerator.generator_method  # type: ignore[untyped-decorator]
    def detections_gen(self) -> Iterator[tuple[datetime.datetime, set[Any]]]:
        """Times and detections."""
        yield from self.scans


class EngineTracker(Tracker):  # type: ignore[misc]
    """The tracker of the engine."""

    fed: FedTracker = Property(doc="What is fed")
    sensors: Sensors = Property(doc="Whose plots detections are")
    detector: Any = Property(default=None, doc="Gives times and sets of detections, for iteration")
    begin: datetime.datetime = Property(default=BEGIN, doc="The date of the time of 0 s")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._frame = LocalAxes.of_sensor(self.sensors)
        self._known: dict[int, Any] = {}
        self._alive: set[int] = set()
        self._since = -math.inf
        self._scans: Iterator[tuple[datetime.datetime, set[Any]]] | None = None

    @property
    def tracks(self) -> set[Any]:
        """Tracks that are believed."""
        return {self._known[number] for number in self._alive}

    def __iter__(self) -> Iterator[tuple[datetime.datetime, set[Any]]]:
        if self.detector is None:
            raise AttributeError(
                "this tracker has no detector to iterate over; give one, or use update_tracker"
            )
        self._scans = iter(self.detector)
        return self

    def __next__(self) -> tuple[datetime.datetime, set[Any]]:
        if self._scans is None:
            iter(self)
        assert self._scans is not None
        told: Any = next(self._scans)
        if not isinstance(told, (tuple, list)) or len(told) != 2:
            why = f"gives {shown(told)}; times and sets of detections are allowed; give a detection reader"
            raise OutOfRange.of("detector", why)
        return self.update_tracker(*told)

    def update_tracker(
        self, time: datetime.datetime, detections: set[Any]
    ) -> tuple[datetime.datetime, set[Any]]:
        """One scan: tracks that are believed after it, each with a state more."""
        since = seconds_of(time, "time", self.begin)
        if since < self._since:
            why = f"is {time}, before that of the scan before; times that never fall are allowed; sort scans"
            raise OutOfRange.of("time", why)
        plots, _ = plots_of(ordered(detections, self.begin), self._frame, self.begin, self.sensors)
        require_sound(plots, self.sensors)
        self._since = since
        self.fed.feed(plots, since)
        found = self.fed.estimates(since)
        means, covariances = in_frame(found.mean, found.covariance, self._frame)
        for number, mean, covariance in zip(found.number.tolist(), means, covariances, strict=True):
            track = self._known.setdefault(number, Track(id=str(number)))
            track.append(GaussianState(StateVector(mean), covariance, timestamp=time))
        self._alive = set(found.number.tolist())
        return time, self.tracks


def ordered(detections: Iterable[Any], begin: datetime.datetime) -> list[Any]:
    """Detections by their rows, or by what they say, so that nothing depends on the order of a set."""
    told = in_order([(begin, detections)], begin)
    numbered = all(isinstance((each.metadata or {}).get("plot"), int) for each in told)
    return sorted(told, key=lambda each: each.metadata["plot"]) if numbered else told


def in_frame(mean: Floats, covariance: Floats, frame: LocalAxes) -> tuple[Floats, Floats]:
    """Means (M, 6) and covariances (M, 6, 6), ECEF, in a frame and in the order of Stone Soup [m, m/s]."""
    turn = np.zeros((6, 6))
    for offset, entries in ((0, PLACE), (3, VELOCITY)):
        turn[np.array(entries), offset : offset + 3] = frame.axes
    moved = mean.copy()
    moved[:, :3] -= frame.origin
    return moved @ turn.T, turn @ covariance @ turn.T
