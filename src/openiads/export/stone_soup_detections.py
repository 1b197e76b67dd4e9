"""Detections of Stone Soup as plots: where its sensor stands, how it is turned, and which way it looked."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np

from openiads.export.sensor_frames import Floats, LocalAxes
from openiads.ground.errors import OutOfRange
from openiads.ground.frames import geodetic_of
from openiads.ground.kinds import shown
from openiads.study.tracking.plot_planes import placed
from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.told_plots import read_plots
from openiads.study.tracking.told_sensors import read_sensors

SAME_PLACE = 1.0
"""Sensors nearer to one another than this are one [m]."""
MEASURED = {
    "CartesianToElevationBearingRange": (0, 1, 2, None),
    "CartesianToElevationBearingRangeRate": (0, 1, 2, 3),
    "CartesianToBearingRange": (None, 0, 1, None),
}
"""Entries of elevation, bearing, range and range rate in the measurements of its models."""


def plots_of(
    detections: list[Any], frame: LocalAxes, begin: datetime.datetime, sensors: Sensors | None
) -> tuple[Plots, Sensors]:
    """Plots and sensors; see `stone_soup.plots_of_detections`."""
    stands: list[Floats] = [] if sensors is None else list(placed(sensors).place)
    rates: list[float] = [] if sensors is None else sensors.range_rate_sd.tolist()
    names: list[str] = [] if sensors is None else list(sensors.names)
    rows = []
    for i, detection in enumerate(detections):
        time = time_of(detection, f"detections[{i}]", begin)
        model = detection.measurement_model
        entries = MEASURED.get(type(model).__name__)
        if entries is None:
            why = f"has the model {type(model).__name__}; {', '.join(MEASURED)} are allowed; leave it out"
            raise OutOfRange.of(f"detections[{i}]", why)
        vector, noise = _measurement(detection, f"detections[{i}]", entries)
        offset = np.asarray(model.translation_offset, dtype=np.float64).ravel()
        stand = frame.outside(np.append(offset, np.zeros(3 - offset.size)))
        s = _sensor_at(stands, stand)
        sds = np.sqrt(np.maximum(np.diag(noise), 0.0))
        if s < 0:
            if sensors is not None:
                why = "stands where no sensor does; a place of one of them is allowed; give its sensor, too"
                raise OutOfRange.of(f"detections[{i}]", why)
            stands.append(stand)
            rates.append(math.nan)
            s = len(stands) - 1
            names.append(_named(detection, names))
        if entries[3] is not None and sensors is None:
            rates[s] = float(sds[entries[3]])
        rows.append((time, s, *_seen(model, vector, entries, sds, frame, LocalAxes.around(stands[s]))))
    table = np.array(rows, dtype=np.float64).reshape(-1, 9)
    columns = [table[:, n].copy() for n in range(9)]
    plots = Plots(columns[0], columns[1].astype(np.int64), *columns[2:])
    return plots, sensors if sensors is not None else _made(names, stands, rates)


def time_of(detection: Any, where: str, begin: datetime.datetime) -> float:
    """Time of a detection [s]; refuses what is none."""
    if not all(hasattr(detection, part) for part in ("state_vector", "measurement_model", "timestamp")):
        why = f"is {shown(detection)}; a detection of Stone Soup is allowed; leave it out"
        raise OutOfRange.of(where, why)
    return seconds_of(detection.timestamp, f"{where}.timestamp", begin)


def seconds_of(moment: object, where: str, begin: datetime.datetime) -> float:
    """Time of a date [s]."""
    if not isinstance(moment, datetime.datetime):
        raise OutOfRange.of(where, f"is {shown(moment)}; a date with a time of day is allowed; give it one")
    zoned, from_zone = moment.utcoffset() is not None, begin.utcoffset() is not None
    if zoned != from_zone:
        why = (
            f"has {'a' if zoned else 'no'} time zone, and begin has {'one' if from_zone else 'none'}; dates "
            "that all have one, or none, are allowed; mend it, or give begin likewise"
        )
        raise OutOfRange.of(where, why)
    return (moment - begin).total_seconds()


def require_sound(plots: Plots, sensors: Sensors) -> None:
    """Refuse plots and sensors that no file could have."""
    by = read_sensors(sensors)
    if plots.count:  # a scan may see nothing
        read_plots(plots, by, "detections")


def _measurement(detection: Any, where: str, entries: tuple[int | None, ...]) -> tuple[Floats, Floats]:
    """What was measured (N,), and the covariance of its noise (N, N)."""
    size = sum(entry is not None for entry in entries)
    vector = np.asarray(detection.state_vector, dtype=np.float64).ravel()
    noise = np.asarray(detection.measurement_model.noise_covar, dtype=np.float64)
    if vector.shape != (size,) or noise.shape != (size, size):
        why = (
            f"measures {vector.size} numbers with a noise of shape {noise.shape}; {size} and {(size, size)} "
            "are allowed, as its model has; mend it"
        )
        raise OutOfRange.of(where, why)
    if not np.isfinite(vector).all():
        why = f"measures {shown(vector.tolist())}; finite numbers are allowed; leave it out"
        raise OutOfRange.of(where, why)
    return vector, noise


def _seen(
    model: Any,
    vector: Floats,
    entries: tuple[int | None, ...],
    sds: Floats,
    frame: LocalAxes,
    own: LocalAxes,
) -> tuple[float, ...]:
    """Range, azimuth, elevation, their deviations and range rate, about the sensor's own north and up."""

    def told(values: Floats, entry: int | None) -> float:
        return math.nan if entry is None else float(values[entry])

    elevation, bearing, reach, rate = (told(vector, entry) for entry in entries)
    flat = math.isnan(elevation)
    up = 0.0 if flat else elevation
    way = np.array([math.cos(up) * math.cos(bearing), math.cos(up) * math.sin(bearing), math.sin(up)])
    rotation = np.asarray(model.rotation_matrix, dtype=np.float64)
    east, north, rise = own.turned(rotation.T @ way @ frame.axes)
    found = math.nan if flat else math.asin(max(-1.0, min(1.0, rise)))
    errors = told(sds, entries[2]), told(sds, entries[1]), told(sds, entries[0])
    return reach, math.atan2(east, north) % (2.0 * math.pi), found, *errors, rate


def _sensor_at(stands: list[Floats], stand: Floats) -> int:
    """Number of the sensor at a place, -1 if there is none."""
    near = [s for s, place in enumerate(stands) if np.linalg.norm(place - stand) < SAME_PLACE]
    return near[0] if near else -1


def _named(detection: Any, known: list[str]) -> str:
    """The name of the sensor in the metadata, as ours have it, if no other sensor has that."""
    told = (detection.metadata or {}).get("sensor")
    return told if isinstance(told, str) and told not in known else f"sensor {len(known) + 1}"


def _made(names: list[str], stands: list[Floats], rates: list[float]) -> Sensors:
    """Sensors of which only the places and the errors of range rates are known."""
    latitude, longitude, altitude = geodetic_of(np.array(stands).reshape(-1, 3))
    untold = np.full(len(stands), math.nan)
    return Sensors(tuple(names), latitude, longitude, altitude, untold, untold, untold, np.array(rates))
