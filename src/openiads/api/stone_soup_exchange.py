"""To Stone Soup and back: plots, tracks and truth, and the tracker of the engine as one of its trackers."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from openiads.api.track_result import TrackResult
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.export import stone_soup
from openiads.export.sensor_frames import LocalAxes
from openiads.export.stone_soup import BEGIN
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.units import DEG
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.told_columns import Allowed
from openiads.study.tracking.told_sensors import ALTITUDE, COUNT, LATITUDE, LONGITUDE, PERIOD, read_sensors
from openiads.study.tracking.track_plots import Tracks, constants_of
from openiads.study.tracking.tracked import plots_told
from openiads.tracking.trackers import names_without_truth


def to_stone_soup(told: Any, sensors: Any = None, *, begin: datetime.datetime = BEGIN) -> Any:
    """Objects of Stone Soup: of plots a detection reader, of tracks a set of tracks, of truth one of paths.

    States are x, vx, y, vy, z, vz: east, north and up of the first sensor [m, m/s].  Detections are
    elevation, bearing, range and perhaps range rate; a bearing runs counter-clockwise from east.

    Parameters
    ----------
    told : what to give: plots, tracks or truth; a table of plots as `oi.track` reads it, or what that found,
        of which the tracks are given; rows in which tracks were tentative are left out
    sensors : those of the plots, as `oi.track` takes them; of what that found they are known
    begin : the date of the time of 0 s

    Raises
    ------
    OpeniadsError
        where Stone Soup is not installed
    OutOfRange
        where a plot has no elevation, or a table says what cannot be

    Examples
    --------
    >>> reader = oi.to_stone_soup(plots, sensors)  # doctest: +SKIP
    >>> for time, detections in reader:  # doctest: +SKIP
    ...     their_tracker.update_tracker(time, detections)
    """
    stone_soup.require_stone_soup("to_stone_soup")
    _require_date(begin)
    if isinstance(told, TrackResult):
        told, sensors = told.found.tracks, told.found.settled.sensors
    if not isinstance(told, (Tracks, Kinematics)):
        found = plots_told(told, sensors)
        # The rows of plots are told by those of the detections.
        plots = told if isinstance(told, Plots) else found.plots
        return stone_soup.stone_soup_detector(plots, _exact(sensors, found.settled.sensors), begin)
    sensors = _exact(sensors, read_sensors(sensors).sensors)
    frame = LocalAxes.of_sensor(sensors)
    if isinstance(told, Tracks):
        return stone_soup.stone_soup_tracks(told, frame, begin)
    return stone_soup.stone_soup_truth(told, frame, begin)


def from_stone_soup(
    detections: Iterable[Any], *, latitude_deg: float, longitude_deg: float, altitude_m: float = 0.0,
    sensors: Sensors | None = None, scan_period_s: float | None = None,
    false_plots_per_scan: float | None = None, begin: datetime.datetime = BEGIN,
) -> tuple[Plots, Sensors]:  # fmt: skip
    """Plots and sensors of Stone Soup's detections, one by one or as its detectors give them, with times.

    `oi.track(*oi.from_stone_soup(...))` tracks them, so they may say what a file may.  Plots are in the order
    of their times, in which messages count their rows.  A sensor has the name in the metadata `sensor` of its
    detections, where they have that.

    Models of elevation, bearing and range, with range rate too, and of bearing and range are read; of the
    last a plot has no elevation, and its range is taken as it is.

    Parameters
    ----------
    latitude_deg, longitude_deg, altitude_m : of the origin of its states, x east and y north
    sensors : where they are known, as `oi.track` takes them; if not given, a sensor for each place of the
        models, of which scan period, detection probability and false plots are not known
    scan_period_s, false_plots_per_scan : of all sensors, where `sensors` does not tell them
    begin : the date of the time of 0 s

    Raises
    ------
    OpeniadsError
        where Stone Soup is not installed
    OutOfRange
        where a detection has another model, or a sensor that is not known
    """
    spot = {
        "latitude_deg": (LATITUDE, latitude_deg, 39.0),
        "longitude_deg": (LONGITUDE, longitude_deg, 35.0),
        "altitude_m": (ALTITUDE, altitude_m, 1400.0),
    }
    latitude, longitude, altitude = (
        bounds.argument(name, value, f"{name}={example}") for name, (bounds, value, example) in spot.items()
    )
    _require_date(begin)
    period = _of_all("scan_period_s", PERIOD, scan_period_s)
    false = _of_all("false_plots_per_scan", COUNT, false_plots_per_scan)
    if isinstance(detections, str | bytes) or not isinstance(detections, Iterable):
        allowed = "detections of Stone Soup, or times and sets of them, are allowed"
        kinds.refuse("detections", detections, allowed, "detections=reader")
    stone_soup.require_stone_soup("from_stone_soup")
    from openiads.export.stone_soup_detections import require_sound

    known = None if sensors is None else _exact(sensors, read_sensors(sensors).sensors)
    frame = LocalAxes.at(latitude * DEG, longitude * DEG, altitude)
    sorted_ones = stone_soup.in_order(detections, begin)
    if not sorted_ones:
        raise OutOfRange.of("detections", "are none; one or more are allowed; give those of some scans")
    plots, made = stone_soup.plots_of_detections(sorted_ones, frame, begin, known)
    made = replace(
        made,
        scan_period=np.where(np.isnan(made.scan_period), period, made.scan_period),
        false_plots=np.where(np.isnan(made.false_plots), false, made.false_plots),
    )
    require_sound(plots, made)
    return plots, made


def _of_all(name: str, allowed: Allowed, told: float | None) -> float:
    """A figure of all sensors; NaN where it is not told."""
    return math.nan if told is None else allowed.argument(name, told, f"{name}=5.0")


def _require_date(begin: object) -> None:
    if not isinstance(begin, datetime.datetime):
        kinds.refuse("begin", begin, "a date with a time of day is allowed", f"begin={BEGIN!r}")


def _exact(told: object, read: Sensors) -> Sensors:
    """Sensors as they were read, their places to the bit as they were told."""
    return (
        replace(read, latitude=told.latitude, longitude=told.longitude) if isinstance(told, Sensors) else read
    )


def stone_soup_tracker(
    sensors: Any, *, tracker: str = "score", detection_probability: float | None = None,
    like: Any = None, detector: Any = None, begin: datetime.datetime = BEGIN,
) -> Any:  # fmt: skip
    """A tracker of openiads that is used like one of Stone Soup: `update_tracker`, `tracks`, iteration.

    Parameters
    ----------
    sensors : whose detections it gets, as `oi.track` takes them; the first is the origin of its states
    tracker : name of a registered one
    detection_probability : that it assumes; if not given, the mean of the sensors', else the catalogue's
    like : plots that lie where false plots do, such as all that will come, as `oi.track` takes them; they
        also tell what is not known of sensors.  If not given, those that came tell where false plots lie
    detector : gives times and sets of detections, for iteration
    begin : the date of the time of 0 s

    Raises
    ------
    OpeniadsError
        where Stone Soup is not installed, or there is no such tracker
    OutOfRange
        where a sensor has no scan period or no number of false plots, or a probability is none
    """
    stone_soup.require_stone_soup("stone_soup_tracker")
    kinds.one_of("tracker", tracker, names_without_truth())
    _require_date(begin)
    if detector is not None and not isinstance(detector, Iterable):
        kinds.refuse("detector", detector, "times and sets of detections are allowed", "detector=reader")
    if like is None:
        known = _exact(sensors, read_sensors(sensors).sensors)
        usual = float(np.mean(known.detection_probability))
    else:
        found = plots_told(like, sensors, tracker, name="like")
        known, usual = _exact(sensors, found.settled.sensors), found.settled.detection_probability
        like = like if isinstance(like, Plots) else found.plots
    _require_known(known)
    if detection_probability is not None:
        usual = kinds.number("detection_probability", detection_probability, "detection_probability=0.9")
    elif math.isnan(usual):
        usual = PACKAGED.tracking.detection_probability
    if not 0.0 < usual < 1.0:
        why = f"is {usual}; a number between 0 and 1 is allowed"
        raise OutOfRange.of("detection_probability", why, "detection_probability=0.9")
    return stone_soup.stone_soup_tracker(known, constants_of(tracker), usual, tracker, like, detector, begin)


def _require_known(sensors: Sensors) -> None:
    """Refuse sensors that cannot be tracked with."""
    for column, values in (
        ("scan_period_s", sensors.scan_period),
        ("false_plots_per_scan", sensors.false_plots),
    ):
        for s in np.flatnonzero(np.isnan(values))[:1].tolist():
            why = (
                f"have no {column} of {kinds.shown(sensors.names[s])}; one of each is allowed; tell it, as "
                "from_stone_soup takes it, or give plots as like, which do"
            )
            raise OutOfRange.of("sensors", why)
