"""Plots and the sensors that made them, as anyone has them: all that a tracker is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sensors:
    """Sensors at fixed places.  Axis: S sensors; NaN is what nobody told."""

    names: tuple[str, ...]
    latitude: Floats  # (S,) geodetic [rad]
    longitude: Floats  # (S,) [rad]
    altitude: Floats  # (S,) of the antenna [m above the ellipsoid]
    scan_period: Floats  # (S,) [s]
    detection_probability: Floats  # (S,) of a target in a scan [1]
    false_plots: Floats  # (S,) in a scan, on average [1]
    range_rate_sd: Floats  # (S,) [m/s]; NaN where the sensor measures no range rate

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.names)

    def only(self, rows: npt.NDArray[np.integer]) -> Sensors:
        """Some of them."""
        rest = (getattr(self, name)[rows] for name in self.__dataclass_fields__ if name != "names")
        return Sensors(tuple(self.names[s] for s in rows), *rest)


@dataclass(frozen=True, eq=False)
class Plots:
    """Plots, in any order.  Axis: I plots."""

    time: Floats  # (I,) [s]
    sensor: Integers  # (I,) number of the sensor
    slant_range: Floats  # (I,) [m]
    azimuth: Floats  # (I,) clockwise from north [rad]
    elevation: Floats  # (I,) above the tangent plane of the ellipsoid [rad]; NaN where it was not measured
    range_sd: Floats  # (I,) [m]
    azimuth_sd: Floats  # (I,) [rad]
    elevation_sd: Floats  # (I,) [rad]; NaN where elevation is
    range_rate: Floats  # (I,) [m/s]; NaN where it was not measured

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.time.size)

    def only(self, rows: npt.NDArray[np.integer] | slice) -> Plots:
        """Some of them."""
        return Plots(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))
