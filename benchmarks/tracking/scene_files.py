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
from openiads.api.plot_columns import plot_columns
from openiads.ground.frames import geodetic_of
from openiads.ground.units import DEG

Column = Sequence[Any] | npt.NDArray[Any]
PLOTS, SENSORS, TRUTH, TRUTH_GEODETIC = "plots.csv", "sensors.csv", "truth.csv", "truth_geodetic.csv"
LOCAL_COLUMNS = "time_s", "target", "x_m", "y_m", "z_m", "vx_mps", "vy_mps", "vz_mps"
GEODETIC_COLUMNS = "time_s", "target", "latitude_deg", "longitude_deg", "altitude_m"


def write_files(scene: Scene, folder: Path, truth_every_s: float = 1.0) -> tuple[Path, ...]:
    """Write plots, sensors, truth and truth in degrees into a folder, and give the paths.

    The truth is told every so many seconds, in metres east, north and up of the first radar, as tracks are,
    and once more in degrees and metres above the ellipsoid.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told, stand = plot_columns(scene.plots, scene.sensors)
    truth = scene.truth(np.arange(0.0, scene.lasting + 0.5 * truth_every_s, truth_every_s))
    latitude, longitude, altitude = geodetic_of(truth.place)
    own = own_frame(scene.sites[0])
    local: list[Column] = [
        truth.time, truth.number, *own.enu(truth.place).T, *(truth.velocity @ own.axes.T).T
    ]  # fmt: skip
    geodetic: list[Column] = [truth.time, truth.number, latitude / DEG, longitude / DEG, altitude]
    return (
        _written(folder / PLOTS, tuple(told), [*told.values()]),
        _written(folder / SENSORS, tuple(stand), [*stand.values()]),
        _written(folder / TRUTH, LOCAL_COLUMNS, local),
        _written(folder / TRUTH_GEODETIC, GEODETIC_COLUMNS, geodetic),
    )


def shown(value: object) -> str:
    """A name, or a number with all that matters of it: a millimetre in hundreds of kilometres."""
    if not isinstance(value, float):
        return str(value)
    return "" if np.isnan(value) else f"{value:.10g}"


def _written(path: Path, names: tuple[str, ...], columns: Sequence[Column]) -> Path:
    """Write columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([map(shown, row) for row in zip(*columns, strict=True)])
    return path
