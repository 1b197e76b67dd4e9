"""Where sensors stand and how they are turned, in the flat frame of one place, as other programs have it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import ecef_of, enu_axes, geodetic_of
from openiads.study.tracking.plots import Sensors

Floats = npt.NDArray[np.float64]


class LocalAxes(NamedTuple):
    """East, north and up at a place."""

    origin: Floats  # (3,) ECEF [m]
    axes: Floats  # (3, 3) rows are east, north and up [1]

    @classmethod
    def at(cls, latitude: float, longitude: float, altitude: float) -> LocalAxes:
        """That of a place [rad, rad, m]."""
        return cls(np.asarray(ecef_of(latitude, longitude, altitude)), enu_axes(latitude, longitude))

    @classmethod
    def of_sensor(cls, sensors: Sensors, s: int = 0) -> LocalAxes:
        """That of a sensor."""
        spot = sensors.latitude[s], sensors.longitude[s], sensors.altitude[s]
        return cls.at(*(float(each) for each in spot))

    @classmethod
    def around(cls, place: Floats) -> LocalAxes:
        """That of a place (3,) [m, ECEF]."""
        latitude, longitude, _ = geodetic_of(place)
        return cls(np.asarray(place), enu_axes(float(latitude), float(longitude)))

    def inside(self, place: Floats) -> Floats:
        """Places (..., 3) [m, ECEF] east, north and up of the origin [m]."""
        return np.asarray((place - self.origin) @ self.axes.T)

    def turned(self, direction: Floats) -> Floats:
        """Directions or velocities (..., 3) in ECEF along east, north and up."""
        return np.asarray(direction @ self.axes.T)

    def outside(self, place: Floats) -> Floats:
        """Places (..., 3) east, north and up of the origin [m] in ECEF [m]."""
        return np.asarray(self.origin + place @ self.axes)
