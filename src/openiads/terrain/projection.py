"""Map projections of elevation grids, through rasterio's PROJ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
GEOGRAPHIC = "EPSG:4326"


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


def _carried(start: str, end: str, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    from rasterio.warp import transform

    across, up = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    out_x, out_y = transform(start, end, across.ravel(), up.ravel())
    return np.array(out_x).reshape(across.shape), np.array(out_y).reshape(up.shape)
