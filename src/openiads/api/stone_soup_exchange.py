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
from openiads.export.sensor_frames import Floats, LocalAxes
from openiads.export.stone_soup import BEGIN
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.units import DEG
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.told_sensors import read_sensors
from openiads.study.tracking.track_plots import Tracks, constants_of
from openiads.study.tracking.tracked import plots_told


def to_stone_soup(told: Any, sensors: Any = None, *, begin: datetime.datetime = BEGIN) -> Any:
    """Objects of Stone Soup: of plots a detection reader, of tracks a set of tracks, of truth one of paths.

    States are x, vx, y, vy, z, vz: east, north and up of the first sensor [m, m/s].  Detections are
    elevation, bearing, range and perhaps range rate; a bearing runs counter-clockwise from east.

    Parameters
    ----------
    told : what to give: plots, tracks or truth; a table of plots as `oi.track` reads it, or what that found,
        of which the tracks are given; rows in which tracks were tentative are left out
    sensors : those of the plots, or their table; of what `oi.track` found they are known
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
    if isinstance(told, TrackResult):
        told, sensors = told.found.tracks, told.found.settled.sensors
    if not isinstance(told, (Plots, Tracks, Kinematics)):
        found = plots_told(told, sensors)
        told, sensors = found.plots, found.settled.sensors
    if not isinstance(sensors, Sensors):
        sensors = read_sensors(sensors).sensors
    if isinstance(told, Plots):
        return stone_soup.stone_soup_detector(told, sensors, begin)
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

    Plots are in the order of their times.  A sensor has the name in the metadata `sensor` of its detections,
    where they have that.

    Models of elevation, bearing and range, with range rate too, and of bearing and range are read; of the
    last a plot has no elevation, and its range is taken as it is.

    Parameters
    ----------
    latitude_deg, longitude_deg, altitude_m : of the origin of its states, x east and y north
    sensors : where they are known; if not given, a sensor for each place of the models, of which scan period,
        detection probability and false plots are not known
    scan_period_s, false_plots_per_scan : of all sensors, where `sensors` does not tell them
    begin : the date of the time of 0 s

    Raises
    ------
    OpeniadsError
        where Stone Soup is not installed
    OutOfRange
        where a detection has another model, or a sensor that is not known
    """
    spot = {"latitude_deg": latitude_deg, "longitude_deg": longitude_deg, "altitude_m": altitude_m}
    for name, value in spot.items():
        if not math.isfinite(kinds.number(name, value, f"{name}=39.0")):
            raise OutOfRange.of(name, f"is {value}; a finite number is allowed", f"{name}=39.0")
    frame = LocalAxes.at(latitude_deg * DEG, longitude_deg * DEG, altitude_m)
    stone_soup.require_stone_soup("from_stone_soup")
    sorted_ones = stone_soup.in_order(detections)
    plots, made = stone_soup.plots_of_detections(sorted_ones, frame, begin, sensors)
    period = _told_of_all("scan_period_s", scan_period_s, made.scan_period)
    false = _told_of_all("false_plots_per_scan", false_plots_per_scan, made.false_plots)
    return plots, replace(made, scan_period=period, false_plots=false)


def _told_of_all(name: str, told: float | None, known: Floats) -> Floats:
    """A figure of all sensors (S,), where nothing is known of them."""
    if told is None:
        return known
    value = kinds.number(name, told, f"{name}=5.0")
    if not 0.0 < value < math.inf:
        raise OutOfRange.of(name, f"is {value}; a finite number above 0 is allowed", f"{name}=5.0")
    return np.where(np.isnan(known), value, known)


def stone_soup_tracker(
    sensors: Sensors, *, tracker: str = "score", detection_probability: float | None = None,
    like: Plots | None = None, detector: Any = None, begin: datetime.datetime = BEGIN,
) -> Any:  # fmt: skip
    """A tracker of openiads that is used like one of Stone Soup: `update_tracker`, `tracks`, iteration.

    Parameters
    ----------
    sensors : whose detections it gets; the first is the origin of its states
    tracker : name of a registered one
    detection_probability : that it assumes; if not given, the mean of the sensors', else the catalogue's
    like : plots that lie where false plots do, such as all that will come; if not given, those that came tell
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
    for name in ("scan_period", "false_plots"):
        for s, value in enumerate(getattr(sensors, name).tolist()):
            if not value > 0.0:
                why = f"is {value}; a number above 0 is allowed; tell it, as from_stone_soup takes it"
                raise OutOfRange.of(f"sensors.{name}[{s}]", why)
    if detection_probability is None:
        told = float(np.mean(sensors.detection_probability))
        detection_probability = PACKAGED.tracking.detection_probability if math.isnan(told) else told
    if not 0.0 < detection_probability < 1.0:
        why = f"is {detection_probability}; a number between 0 and 1 is allowed"
        raise OutOfRange.of("detection_probability", why, "detection_probability=0.9")
    return stone_soup.stone_soup_tracker(
        sensors, constants_of(tracker), detection_probability, tracker, like, detector, begin
    )
