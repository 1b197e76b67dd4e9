"""One antenna on any elevation map, in the units of people: `oi.horizon`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal, SupportsIndex

import numpy as np

from openiads.ground.kinds import number, numbers, one_of, path
from openiads.ground.units import DEG, KM
from openiads.ground.whole import MOST_THREADS, whole
from openiads.study.coverage import antenna_horizon as study
from openiads.study.coverage.refraction import named
from openiads.terrain.maps.grid import Grid
from openiads.terrain.rays.ray import STANDARD_REFRACTION

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHTS_M = (50.0, 300.0, 1_000.0, 3_000.0, 10_000.0)


@dataclass(frozen=True, eq=False, repr=False)
class Horizon(study.Horizon):
    """What one antenna sees; axes of the arrays are those of the map, row 0 the northernmost.

    `lowest` is the lowest visible height above the ground and `altitudes` the same above mean sea level, both
    (rows, columns) [m] and NaN where not asked.
    """

    def plot(self, heights_m: Sequence[float] = HEIGHTS_M) -> Figure:
        """Draw the lowest visible height above ground as a sheet with key, scale bar and imprint.

        Parameters
        ----------
        heights_m : above ground, ascending; where one colour ends and the next begins

        Returns
        -------
        matplotlib.figure.Figure
            in no window of its own; a notebook shows it, `savefig` writes it

        Raises
        ------
        OutOfRange
            if the heights are none, or not ascending
        """
        from openiads.report.coverage.sheets import Imprint, Scene, Spot, altitude_sheet

        tags, grid = self.tags(), self.grid
        imprint = Imprint(
            "", version("openiads"), grid.name, grid.cell, grid.surface,
            named(self.refraction), grid.source,
            notes=(f"Antenna at {tags['SITE']}, {tags['ANTENNA']}",),
        )  # fmt: skip
        spot = Spot("", self.latitude / DEG, self.longitude / DEG, "radar")
        scene = Scene(grid, imprint, (spot,), window_deg=_edges(grid))
        title = f"Lowest height above ground that the antenna sees, {grid.surface} surface"
        beyond = np.isnan(self.lowest) & ~np.isnan(self.grid.heights)
        lowest = np.where(beyond, np.float32(np.inf), self.lowest)
        return altitude_sheet(scene, lowest, title=title, altitudes_m=heights_m).figure


def _edges(grid: Grid) -> tuple[float, float, float, float]:
    """South, west, north and east of a map [deg]."""
    rows, columns = (np.linspace(-0.5, n - 0.5, 33) for n in grid.heights.shape)
    latitude, longitude = (x / DEG for x in grid.place(*np.broadcast_arrays(rows[:, None], columns[None, :])))
    return float(latitude.min()), float(longitude.min()), float(latitude.max()), float(longitude.max())


def horizon(
    dem: str | os.PathLike[str] | Grid,
    site: tuple[float, float],
    antenna_m: float | None = None,
    *,
    antenna_altitude_m: float | None = None,
    refraction: float | Literal["exponential"] = STANDARD_REFRACTION,
    range_km: float | None = None,
    surface: Literal["mean", "max"] = "mean",
    workers: SupportsIndex | None = None,
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
    Horizon
        `lowest` above the ground and `altitudes` above mean sea level [m], `plot`, `to_geotiff`, `to_xarray`

    Examples
    --------
    >>> import openiads as oi
    >>> seen = oi.horizon("globe-30s", (39.9, 32.8), antenna_m=25.0, range_km=50.0)
    >>> seen.lowest.shape == seen.grid.heights.shape
    True
    """
    latitude, longitude = numbers("site", site, "site=(39.9, 32.8)", 2)
    if not isinstance(dem, Grid):
        dem = path("dem", dem, "dem='map.tif'")
    if antenna_m is not None:
        antenna_m = number("antenna_m", antenna_m, "antenna_m=25.0")
    if antenna_altitude_m is not None:
        antenna_altitude_m = number("antenna_altitude_m", antenna_altitude_m, "antenna_altitude_m=950.0")
    if range_km is not None:
        range_km = number("range_km", range_km, "range_km=200.0")
    if not isinstance(refraction, str):
        refraction = number("refraction", refraction, "refraction=1.333")
    one_of("surface", surface, ("mean", "max"))
    threads = os.cpu_count() or 1
    if workers is not None:
        threads = whole("workers", workers, 1, MOST_THREADS, "workers=2")
    seen = study.horizon(
        dem,
        latitude * DEG,
        longitude * DEG,
        mast=antenna_m,
        altitude=antenna_altitude_m,
        refraction=refraction,
        reach=None if range_km is None else range_km * KM,
        surface=surface,
        workers=threads,
    )
    return Horizon(**{field.name: getattr(seen, field.name) for field in fields(seen)})
