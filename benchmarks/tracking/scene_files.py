"""A scene as the CSV files that `openiads track` reads: plots, sensors and the truth."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from benchmarks.tracking.radars import ORIGIN
from benchmarks.tracking.scenes import Scene
from openiads.ground.frames import geodetic_of
from openiads.ground.units import DEG

PLOTS, SENSORS, TRUTH = "plots.csv", "sensors.csv", "truth.csv"


def write_files(scene: Scene, folder: Path, truth_every_s: float = 1.0) -> tuple[Path, Path, Path]:
    """Write the three files into a folder, and give their paths.

    The truth is told every so many seconds, in metres east, north and up of the first radar's ground, as the
    tracks are, and in degrees and metres above the ellipsoid.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plots, sensors = scene.plots, scene.sensors
    rated = ~np.isnan(plots.range_rate)
    header = "time_s,sensor,range_m,azimuth_deg,elevation_deg,range_sd_m,azimuth_sd_deg,elevation_sd_deg"
    columns = [
        plots.time, plots.slant_range, plots.azimuth / DEG, plots.elevation / DEG, plots.range_sd,
        plots.azimuth_sd / DEG, plots.elevation_sd / DEG, plots.range_rate,
    ]  # fmt: skip
    told = [[shown(value) for value in column] for column in columns]
    told.insert(1, [sensors.names[s] for s in plots.sensor])
    if rated.any():
        header += ",doppler_mps"
    else:
        told.pop()
    files = folder / PLOTS, folder / SENSORS, folder / TRUTH
    _write(files[0], header, zip(*told, strict=True))
    _write(
        files[1],
        "sensor,lat,lon,altitude_m,scan_period_s,detection_probability,false_plots_per_scan",
        zip(
            sensors.names,
            *(
                [shown(value) for value in column]
                for column in (
                    sensors.latitude / DEG, sensors.longitude / DEG, sensors.altitude, sensors.scan_period,
                    sensors.detection_probability, sensors.false_plots,
                )
            ),
            strict=True,
        ),
    )  # fmt: skip
    _write(files[2], TRUTH_HEADER, truth_rows(scene, truth_every_s))
    return files


TRUTH_HEADER = "time_s,target,x_m,y_m,z_m,vx_mps,vy_mps,vz_mps,latitude_deg,longitude_deg,altitude_m"


def truth_rows(scene: Scene, every_s: float) -> Iterable[list[str]]:
    """Rows of the truth."""
    rows = scene.truth(np.arange(0.0, scene.lasting + 0.5 * every_s, every_s), ecef=False)
    latitude, longitude, altitude = geodetic_of(ORIGIN.ecef(rows.place))
    columns = [rows.time, *rows.place.T, *rows.velocity.T, latitude / DEG, longitude / DEG, altitude]
    told = [[shown(value) for value in column] for column in columns]
    told.insert(1, [str(number) for number in rows.number])
    return map(list, zip(*told, strict=True))


def shown(value: float) -> str:
    """A number with all that matters of it: a millimetre in hundreds of kilometres, and less than nothing."""
    return "" if np.isnan(value) else f"{value:.10g}"


def _write(path: Path, header: str, rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
