"""Map projections of elevation grids, through rasterio's PROJ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import TerrainError

Floats = npt.NDArray[np.float64]
GEOGRAPHIC = "EPSG:4326"
CYLINDERS = re.compile(
    r"^(?!.*(transverse|oblique)).*(mercator|cylindrical|gall|miller|mill\b)", re.IGNORECASE
)
"""Methods, by PROJ's names, in which meridians are upright: a map of one may begin again in the east."""
QUARTERS = np.radians([-150.0, -60.0, 30.0, 120.0])
"""Meridians a quarter of a turn apart, none of them where projections usually have their seam."""
SAME = 1e-9
"""Share of a turn within which a projection repeats itself."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A coordinate reference system in metres."""

    crs: str  # as WKT or an authority's code

    def forward(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Easting and northing [m] of points [rad]; shapes broadcast."""
        return _carried(GEOGRAPHIC, self.crs, np.degrees(longitude), np.degrees(latitude))

    def inverse(self, easting: npt.ArrayLike, northing: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of points [m]; shapes broadcast."""
        longitude, latitude = _carried(self.crs, GEOGRAPHIC, easting, northing)
        return np.radians(latitude), np.radians(longitude)

    @property
    def turn(self) -> float:
        """Easting [m] after which the Earth begins again; 0 unless meridians are upright and even."""
        return _turn_of(self.crs)

    @property
    def name(self) -> str:
        """What it is called."""
        return str(_told(self.crs).get("name", self.crs))

    def longitude_at(self, easting: float, northing: float) -> float:
        """Longitude [rad] of one point [m]."""
        return _longitude_at(self.crs, easting, northing)


@lru_cache
def _turn_of(crs: str) -> float:
    if not CYLINDERS.match(_method_of(crs)):
        return 0.0
    low, high = (
        Projection(crs).forward(np.full(len(QUARTERS), latitude), QUARTERS)[0] for latitude in (0.0, 0.7)
    )
    step = np.roll(low, -1) - low  # the one across the seam is three quarters back
    turn = 4.0 * float(np.median(step))
    even = turn > 0.0 and np.abs(step / turn % 1.0 - 0.25).max() < SAME
    return turn if even and np.abs(high - low).max() < SAME * turn else 0.0


def _method_of(crs: str) -> str:
    return str(_told(crs).get("conversion", {}).get("method", {}).get("name", ""))


def _told(crs: str) -> dict[str, Any]:
    """PROJ's own account of it, as PROJJSON."""
    from rasterio.crs import CRS

    told: dict[str, Any] = CRS.from_user_input(crs).to_dict(projjson=True)
    inner: dict[str, Any] = told.get("source_crs", told)
    return inner


@lru_cache(maxsize=256)
def _longitude_at(crs: str, easting: float, northing: float) -> float:
    return float(Projection(crs).inverse(easting, northing)[1])


def _carried(start: str, end: str, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    from rasterio._err import CPLE_BaseError  # what PROJ refuses has no public name
    from rasterio.warp import transform

    across, up = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    try:
        out_x, out_y = transform(start, end, across.ravel(), up.ravel())
    except CPLE_BaseError as error:
        name = Projection(start if end == GEOGRAPHIC else end).name
        raise TerrainError(
            f"a place on the map or within range lies where the projection {name!r} shows no ground; "
            "ask for a shorter range, or carry the map over with `gdalwarp -t_srs EPSG:4326`"
        ) from error
    return np.array(out_x).reshape(across.shape), np.array(out_y).reshape(up.shape)
