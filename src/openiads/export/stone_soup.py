"""Plots, tracks and truth to Stone Soup and back, and the tracker of the engine as one of its trackers [1]_.

Its states are x, vx, y, vy, z, vz: east, north and up of one place and their rates [m, m/s].  Its bearings
run counter-clockwise from east, its measurements are elevation, bearing, range [rad, rad, m] and, where it is
measured, range rate [m/s].  Times are dates, to the microsecond.

References
----------
.. [1] Stone Soup 1.9.1, stonesoup.models.measurement.nonlinear, CartesianToElevationBearingRange (2025).
"""

from __future__ import annotations

import datetime
import importlib.util
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from openiads.export.sensor_frames import Floats, LocalAxes
from openiads.ground.errors import OpeniadsError, OutOfRange
from openiads.state.scalars import Tracking
from openiads.study.tracking.fed_tracker import FedTracker
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.plots import Integers, Plots, Sensors
from openiads.study.tracking.scans import scans_of
from openiads.study.tracking.track_plots import TENTATIVE, Tracks

BEGIN = datetime.datetime(2000, 1, 1)
"""The date that stands for the time of 0 s."""
PLACE, VELOCITY = (0, 2, 4), (1, 3, 5)
"""Entries of its states."""
QUARTER = 0.5 * math.pi


def require_stone_soup(who: str) -> None:
    """Say what to install where Stone Soup is not."""
    if importlib.util.find_spec("stonesoup") is None:
        raise OpeniadsError(
            f"{who}: Stone Soup is not installed; install openiads[stonesoup], or pip install stonesoup"
        )


def stone_soup_scans(
    plots: Plots, sensors: Sensors, begin: datetime.datetime = BEGIN
) -> list[tuple[datetime.datetime, set[Any]]]:
    """The detections of each scan of each sensor, at the time of the last of them, by time.

    The frame is that of the first sensor.  Detections have metadata `sensor`, its name, and `plot`, its row.

    Raises
    ------
    OutOfRange
        where a plot has no elevation, which its three-dimensional models need
    """
    require_stone_soup("stone_soup_scans")
    from stonesoup.types.detection import Detection

    for i in np.flatnonzero(np.isnan(plots.elevation))[:1].tolist():
        why = "is missing; Stone Soup's models of three dimensions need one; give it, or leave the plot out"
        raise OutOfRange.of(f"plots.elevation[{i}]", why)
    models = _models(plots, sensors)
    moments = [moment(time, begin) for time in plots.time.tolist()]
    bearing = _wrapped(QUARTER - plots.azimuth)
    rated = ~np.isnan(plots.range_rate)
    found: list[tuple[datetime.datetime, set[Any]]] = []
    for rows in scan_rows(plots, sensors):
        scan = set()
        for i in rows.tolist():
            vector = [plots.elevation[i], bearing[i], plots.slant_range[i]]
            vector += [plots.range_rate[i]] if rated[i] else []
            about = {"sensor": sensors.names[plots.sensor[i]], "plot": i}
            scan.add(
                Detection(
                    models[i].typed(vector),
                    timestamp=moments[i],
                    measurement_model=models[i].model,
                    metadata=about,
                )
            )
        found.append((max(moments[i] for i in rows.tolist()), scan))
    return found


def scan_rows(plots: Plots, sensors: Sensors) -> list[Integers]:
    """Rows (I,) of the plots of each scan of each sensor, by the time of its last plot."""
    found = []
    for s in range(sensors.count):
        mine = np.flatnonzero(plots.sensor == s)
        mine = mine[np.argsort(plots.time[mine], kind="stable")]
        cuts = np.flatnonzero(np.diff(scans_of(plots.time[mine], float(sensors.scan_period[s])))) + 1
        found += [rows for rows in np.split(mine, cuts) if rows.size]
    return sorted(found, key=lambda rows: (plots.time[rows[-1]], plots.sensor[rows[-1]]))


def stone_soup_detector(plots: Plots, sensors: Sensors, begin: datetime.datetime = BEGIN) -> Any:
    """A detection reader of Stone Soup, which its trackers take as `detector`, that replays all scans."""
    require_stone_soup("stone_soup_detector")
    from openiads.export.stone_soup_kinds import ScanReader

    return ScanReader(stone_soup_scans(plots, sensors, begin))


def stone_soup_tracks(tracks: Tracks, frame: LocalAxes, begin: datetime.datetime = BEGIN) -> set[Any]:
    """Tracks of Stone Soup, without rows in which they were tentative; their ids are our numbers.

    States have no covariance, which rows of tracks do not keep; those of `stone_soup_tracker` have.
    """
    require_stone_soup("stone_soup_tracks")
    from stonesoup.types.state import State
    from stonesoup.types.track import Track

    kept = np.flatnonzero(tracks.state != TENTATIVE)
    rows = Kinematics(tracks.time[kept], tracks.number[kept], tracks.place[kept], tracks.velocity[kept])
    return {Track(states, id=str(number)) for number, states in _paths(rows, frame, begin, State).items()}


def stone_soup_truth(truth: Kinematics, frame: LocalAxes, begin: datetime.datetime = BEGIN) -> set[Any]:
    """Ground truth of Stone Soup; ids of the paths are our numbers."""
    require_stone_soup("stone_soup_truth")
    from stonesoup.types.groundtruth import GroundTruthPath, GroundTruthState

    paths = _paths(truth, frame, begin, GroundTruthState)
    return {GroundTruthPath(states, id=str(number)) for number, states in paths.items()}


def stone_soup_tracker(
    sensors: Sensors, tracking: Tracking, detection_probability: float, tracker: str = "score",
    like: Plots | None = None, detector: Any = None, begin: datetime.datetime = BEGIN,
) -> Any:  # fmt: skip
    """The tracker of the engine as one of Stone Soup, with `update_tracker`, `tracks` and iteration.

    The frame is that of the first sensor.  A detection is of the sensor that stands where its model says.

    Parameters
    ----------
    sensors, tracking, detection_probability, tracker : as for `track_plots`
    like : plots that lie where false plots do, such as all that will come; then tracks are those of
        `track_plots`.  If not given, those that came so far tell it.
    detector : a reader of detections, or anything that gives times and sets of them, for iteration
    """
    require_stone_soup("stone_soup_tracker")
    from openiads.export.stone_soup_kinds import EngineTracker

    fed = FedTracker(sensors, tracking, detection_probability, tracker, like)
    return EngineTracker(fed, sensors, detector, begin)


def plots_of_detections(
    detections: Iterable[Any],
    frame: LocalAxes,
    begin: datetime.datetime = BEGIN,
    sensors: Sensors | None = None,
) -> tuple[Plots, Sensors]:
    """Plots and sensors of Stone Soup's detections, or of sets of them with times as its detectors give them.

    Parameters
    ----------
    frame : what its states are in
    sensors : where they are known; if not given, a sensor for each place of the models, of which nothing is
        told but the error of range rates

    Raises
    ------
    OutOfRange
        where a detection has a model that is not of a radar at a place, or a sensor that is not known
    """
    require_stone_soup("plots_of_detections")
    from openiads.export.stone_soup_detections import plots_of

    return plots_of(list(_flat(detections)), frame, begin, sensors)


def moment(time: float, begin: datetime.datetime = BEGIN) -> datetime.datetime:
    """A time [s] as a date."""
    try:
        return begin + datetime.timedelta(seconds=time)
    except OverflowError:
        why = (
            f"is {begin}, and {time:.10g} s after it is none of the years 1 to 9999; a date that brings all "
            "times into these is allowed; give another"
        )
        raise OutOfRange.of("begin", why) from None


def in_order(told: Iterable[Any], begin: datetime.datetime = BEGIN) -> list[Any]:
    """Detections, one by one or in scans, by time, place of the sensor, measurement and its errors.

    A set has no order that two runs share.
    """
    from openiads.export.stone_soup_detections import time_of

    flat = list(_flat(told))
    for i, each in enumerate(flat):
        time_of(each, f"detections[{i}]", begin)
    return sorted(flat, key=_order)


def _order(detection: Any) -> tuple[Any, ...]:
    model = detection.measurement_model
    parts = (getattr(model, name, None) for name in ("translation_offset", "noise_covar"))
    stand, noise = (np.asarray(() if part is None else part, dtype=np.float64).ravel() for part in parts)
    vector = np.asarray(detection.state_vector, dtype=np.float64).ravel()
    return detection.timestamp, type(model).__name__, stand.tolist(), vector.tolist(), noise.tolist()


def _flat(told: Iterable[Any]) -> Iterable[Any]:
    """Detections, whether they come one by one or in scans."""
    for each in told:
        held = each[1] if isinstance(each, tuple) and len(each) == 2 else each
        if isinstance(held, Iterable) and not hasattr(held, "state_vector"):
            yield from held
        else:
            yield held


def _models(plots: Plots, sensors: Sensors) -> list[Any]:
    """The measurement model of each plot: one for all of a sensor with the same errors, as its trees want."""
    from openiads.export.stone_soup_kinds import model_of

    frame = LocalAxes.of_sensor(sensors)
    known: dict[tuple[float, ...], Any] = {}
    found = []
    sds = np.column_stack([plots.elevation_sd, plots.azimuth_sd, plots.range_sd])
    for s, sd, rate in zip(plots.sensor.tolist(), sds.tolist(), plots.range_rate.tolist(), strict=True):
        more = () if math.isnan(rate) else (float(sensors.range_rate_sd[s]),)
        key = (s, *sd, *more)
        if key not in known:
            known[key] = model_of(frame, LocalAxes.of_sensor(sensors, s) if s else frame, (*sd, *more))
        found.append(known[key])
    return found


def _paths(rows: Kinematics, frame: LocalAxes, begin: datetime.datetime, state: Any) -> dict[Any, list[Any]]:
    """States by number, each by time."""
    vectors = np.empty((rows.time.size, 6, 1))
    vectors[:, PLACE, 0], vectors[:, VELOCITY, 0] = frame.inside(rows.place), frame.turned(rows.velocity)
    found: dict[Any, list[Any]] = {}
    for i in np.argsort(rows.time, kind="stable").tolist():
        told = state(vectors[i], timestamp=moment(float(rows.time[i]), begin))
        found.setdefault(rows.number[i], []).append(told)
    return found


def _wrapped(angle: Floats) -> Floats:
    """Angles (I,) [rad] between minus and plus half a turn."""
    return np.asarray(np.mod(angle + math.pi, 2.0 * math.pi) - math.pi)
