"""One antenna on any elevation map, in the units of people: `oi.horizon`."""

from __future__ import annotations

import os
from typing import Literal

from openiads.ground.units import DEG, KM
from openiads.study.horizon import Horizon
from openiads.study.horizon import horizon as compute
from openiads.terrain.grid import Grid
from openiads.terrain.ray import STANDARD_REFRACTION


def horizon(
    dem: str | os.PathLike[str] | Grid,
    site: tuple[float, float],
    antenna_m: float | None = None,
    *,
    antenna_altitude_m: float | None = None,
    refraction: float | Literal["exponential"] = STANDARD_REFRACTION,
    range_km: float | None = None,
    surface: Literal["mean", "max"] = "mean",
    workers: int | None = None,
) -> Horizon:
    """Lowest visible altitude of every cell of an elevation map, for one antenna.

    Parameters
    ----------
    dem : `globe-30s`, an elevation file, a URL or a folder of tiles; or a map that was read before
    site : latitude and longitude [deg]
    antenna_m : height of the antenna above the map's ground at the site [m]
    antenna_altitude_m : its surveyed altitude above mean sea level [m], instead
    refraction : effective earth radius over the Earth's; or "exponential", for beyond 200 km
    range_km : as far as is asked [km]; only that much of a file is read
    surface : mean, or max for the highest of each cell and its neighbours, which hides most
    workers : threads; all cores if none is given; results do not depend on them

    Returns
    -------
    Horizon : `lowest` above the ground and `altitudes` above mean sea level [m], `to_geotiff`, `to_xarray`

    Examples
    --------
    >>> import openiads as oi
    >>> seen = oi.horizon("globe-30s", (39.9, 32.8), antenna_m=25.0, range_km=50.0)
    >>> seen.lowest.shape == seen.grid.heights.shape
    True
    """
    return compute(
        dem if isinstance(dem, Grid) else os.fspath(dem),
        site[0] * DEG,
        site[1] * DEG,
        mast=antenna_m,
        altitude=antenna_altitude_m,
        refraction=refraction,
        reach=None if range_km is None else range_km * KM,
        surface=surface,
        workers=workers or os.cpu_count() or 1,
    )
