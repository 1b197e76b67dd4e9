"""A scene as the CSV files that `openiads track` reads: plots, sensors and the truth."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.tracking.radars import own_frame
from benchmarks.tracking.scenes import Scene
from openiads.ground.frames import geodetic_of
from openiads.ground.units import DEG

Column = Sequence[Any] | npt.NDArray[Any]
PLOTS, SENSORS, TRUTH, TRUTH_GEODETIC = "plots.csv", "sensors.csv", "truth.csv", "truth_geodetic.csv"
PLOT_COLUMNS = (
    "time_s", "sensor", "range_m", "azimuth_deg", "elevation_deg", "range_sd_m", "azimuth_sd_deg",
    "elevation_sd_deg", "doppler_mps",
)  # fmt: skip
SENSOR_COLUMNS = (
    "sensor", "lat", "lon", "altitude_m", "scan_period_s", "detection_probability", "false_plots_per_scan",
    "doppler_sd_mps",
)  # fmt: skip
LOCAL_COLUMNS = "time_s", "target", "x_m", "y_m", "z_m", "vx_mps", "vy_mps", "vz_mps"
GEODETIC_COLUMNS = "time_s", "target", "latitude_deg", "longitude_deg", "altitude_m"


def write_files(scene: Scene, folder: Path, truth_every_s: float = 1.0) -> tuple[Path, ...]:
    """Write plots, sensors, truth and truth in degrees into a folder, and give the paths.

    The truth is told every so many seconds, in metres east, north and up of the first radar, as tracks are,
    and once more in degrees and metres above the ellipsoid.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plots, sensors = scene.plots, scene.sensors
    rated = bool((~np.isnan(plots.range_rate)).any())
    names = [sensors.names[s] for s in plots.sensor]
    told: list[Column] = [
        plots.time, names, plots.slant_range, plots.azimuth / DEG, plots.elevation / DEG, plots.range_sd,
        plots.azimuth_sd / DEG, plots.elevation_sd / DEG, plots.range_rate,
    ]  # fmt: skip
    stand: list[Column] = [
        sensors.names, sensors.latitude / DEG, sensors.longitude / DEG, sensors.altitude,
        sensors.scan_period, sensors.detection_probability, sensors.false_plots, sensors.range_rate_sd,
    ]  # fmt: skip
    truth = scene.truth(np.arange(0.0, scene.lasting + 0.5 * truth_every_s, truth_every_s))
    latitude, longitude, altitude = geodetic_of(truth.place)
    own = own_frame(scene.sites[0])
    local: list[Column] = [
        truth.time, truth.number, *own.enu(truth.place).T, *(truth.velocity @ own.axes.T).T
    ]  # fmt: skip
    geodetic: list[Column] = [truth.time, truth.number, latitude / DEG, longitude / DEG, altitude]
    return (
        _written(folder / PLOTS, PLOT_COLUMNS, told, rated),
        _written(folder / SENSORS, SENSOR_COLUMNS, stand, rated),
        _written(folder / TRUTH, LOCAL_COLUMNS, local),
        _written(folder / TRUTH_GEODETIC, GEODETIC_COLUMNS, geodetic),
    )


def shown(value: object) -> str:
    """A name, or a number with all that matters of it: a millimetre in hundreds of kilometres."""
    if not isinstance(value, float):
        return str(value)
    return "" if np.isnan(value) else f"{value:.10g}"


def _written(path: Path, names: tuple[str, ...], columns: Sequence[Column], rated: bool = True) -> Path:
    """Write columns, the last one only where range rates were measured."""
    kept = slice(None) if rated else slice(-1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names[kept])
        writer.writerows([map(shown, row) for row in zip(*columns[kept], strict=True)])
    return path
