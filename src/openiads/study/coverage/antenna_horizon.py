"""From which height on one antenna sees what flies, for every cell of any elevation map."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange, TerrainError
from openiads.ground.place import anchored
from openiads.ground.units import DEG, KM
from openiads.study.coverage.dataset import places_of, system_of
from openiads.study.coverage.refraction import EXPONENTIAL, Refraction, lowest_seen, told
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.files.write_geotiff import Band, write_geotiff
from openiads.terrain.maps import cells
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.outline import Around, unbroken
from openiads.terrain.rays.lowest_heights import FARTHEST, Antenna
from openiads.terrain.rays.ray import STANDARD_REFRACTION

Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WEAKEST, STRONGEST = 0.5, 100.0
"""Effective earth radii over the Earth's that are taken; 1 is no refraction, 100 next to a flat earth."""
SUPPORT = 1.0 / 3.0
"""Heights below this share of a cell rest on ridges that the cell averages away: 300 m on 900 m cells, where
against 90 m cells one answer in twenty is another (Sierra Nevada, SRTM)."""


@dataclass(frozen=True, eq=False)
class Horizon:
    """What one antenna sees; axes of the arrays are those of the map, row 0 the northernmost."""

    grid: Grid
    latitude: float  # of the site [rad]
    longitude: float  # [rad]
    antenna: float  # above mean sea level [m]
    ground: float  # of the map at the site [m]
    refraction: Refraction
    reach: float  # infinite if everything was asked [m]
    lowest: Singles  # (rows, columns) lowest visible height above the ground [m], NaN where not asked
    seconds: float

    @cached_property
    def altitudes(self) -> Singles:
        """Lowest visible altitude above mean sea level [m]."""
        return self.lowest + self.grid.heights

    @property
    def cell(self) -> tuple[float, float]:
        """North-south and east-west edge of a cell at the site, true metres whatever the projection."""
        row, column = (float(x) for x in self.grid.locate(self.latitude, self.longitude))
        return cells.edges_of(self.grid, row, column)

    @property
    def supported(self) -> float:
        """Height above the ground [m] below which the cells are too coarse for a claim."""
        return SUPPORT * max(self.cell)

    @property
    def known_share(self) -> float:
        """Share of the disc within reach that the map covers; 1 if no reach was given."""
        if math.isinf(self.reach):
            return 1.0
        disc = cells.disc_area(self.latitude, min(self.reach, FARTHEST))
        return min(self._area(~np.isnan(self.lowest)) / disc, 1.0)

    def shares_seen(self, heights: Iterable[float]) -> list[float]:
        """Share of the ground asked for above which each height [m] is seen."""
        asked = self._area(~np.isnan(self.lowest))
        return [self._area(self.lowest <= height) / asked if asked else math.nan for height in heights]

    @cached_property
    def _areas(self) -> Floats:
        """Of each cell (rows, columns) [m2]."""
        return cells.areas_of(self.grid)

    def _area(self, chosen: Flags) -> float:
        return cells.area_within(self._areas, chosen)

    def tags(self) -> dict[str, str]:
        """Provenance of the map, in the units of people."""
        from importlib.metadata import version

        down, across = self.cell
        return {
            "SOFTWARE": f"openiads {version('openiads')}",
            "SITE": f"{self.latitude / DEG:.6f} deg north, {self.longitude / DEG:.6f} deg east",
            "ANTENNA": f"{self.antenna:.2f} m above mean sea level, "
            f"{self.antenna - self.ground:.2f} m above the map",
            "REFRACTION": told(self.refraction),
            "RANGE": "all of the map" if math.isinf(self.reach) else f"{self.reach / KM:g} km",
            "CELL": f"{down:.1f} x {across:.1f} m at the site",
            "SURFACE": self.grid.surface,
            "SOURCE": self.grid.source,
        }

    def to_geotiff(self, path: str | Path) -> Path:
        """Write band 1, lowest visible altitude above ground, and band 2, above mean sea level; both [m].

        On the cells and in the reference system of the map, of which only the window within reach was read.
        """
        where = anchored(path, "path", "to_geotiff('lowest.tif')")
        tags = self.tags()
        told = f"{tags['SITE']}; antenna {tags['ANTENNA']}"
        bands = [
            Band(
                f"minimum visible altitude above ground [m], from {told}",
                "m",
                lambda first, last: self.lowest[first:last],
            ),
            Band(
                f"minimum visible altitude above mean sea level [m], from {told}",
                "m",
                lambda first, last: self.lowest[first:last] + self.grid.heights[first:last],
            ),
        ]
        write_geotiff(where, self.grid, bands, tags)
        return Path(path)

    def coordinates(self) -> dict[str, Floats]:
        """Centres of rows and columns: latitude and longitude [deg], or y and x [m] of the projection."""
        rows, columns = (np.arange(n, dtype=np.float64) + 0.5 for n in self.lowest.shape)
        y: Floats = self.grid.north - rows * self.grid.row_spacing
        x: Floats = self.grid.west + columns * self.grid.column_spacing
        if self.grid.projection:
            return {"y": y, "x": x}
        return {"latitude": y / DEG, "longitude": x / DEG}

    def to_xarray(self) -> Any:
        """Both maps as an `xarray.Dataset`; xarray must be installed.

        Returns
        -------
        xarray.Dataset
            `lowest_height` above ground and `lowest_altitude` above mean sea level [m], NaN where not asked;
            over `latitude` and `longitude` [deg], or over `y` and `x` [m] of a projected map with latitude
            and longitude (y, x) beside them
        """
        try:
            import xarray
        except ImportError as error:
            raise ImportError(
                "to_xarray needs xarray, which openiads does not install; "
                "install it with `python3 -m pip install xarray`"
            ) from error
        axes, places = places_of(self.grid)
        units = {"units": "m"}
        values = {
            "lowest_height": (axes, self.lowest, {**units, "long_name": "lowest height above ground seen"}),
            "lowest_altitude": (
                axes,
                self.altitudes,
                {**units, "long_name": "lowest altitude above mean sea level seen"},
            ),
        }
        about = {"crs": system_of(self.grid), "Conventions": "CF-1.10"}
        return xarray.Dataset(values, coords=places, attrs=self.tags() | about)

    def __repr__(self) -> str:
        tags = self.tags()
        rows, columns = self.lowest.shape
        return f"<Horizon {rows} x {columns} from {tags['SITE']}; antenna {tags['ANTENNA']}>"


def horizon(
    dem: str | Grid,
    latitude: float,
    longitude: float,
    *,
    mast: float | None = None,
    altitude: float | None = None,
    refraction: Refraction = STANDARD_REFRACTION,
    reach: float | None = None,
    surface: str = "mean",
    workers: int = 1,
) -> Horizon:
    """Lowest visible altitude of every cell of a map, for one antenna.

    Parameters
    ----------
    dem : a built-in map's name, a file, URL or folder of tiles, or a map
    latitude, longitude : the site [rad]
    mast : height of the antenna above the map's ground there [m]; or
    altitude : its surveyed altitude above mean sea level [m]
    refraction : effective earth radius over the Earth's, or "exponential": terrain then hides as over a 4/3
        earth, and the rays above it run through the exponential atmosphere of the CRPL
    reach : as far as is asked, along the ground [m]; only that much of a file is read
    """
    began = time.perf_counter()
    _require(latitude, longitude, mast, altitude, refraction, reach)
    around = None if reach is None else Around(latitude, longitude, min(reach, FARTHEST))
    read = dem if isinstance(dem, Grid) else open_terrain(dem, around=around)
    mean = unbroken(read, around or Around(latitude, longitude, FARTHEST))
    grid = mean.with_surface(surface, [(latitude, longitude)])
    if grid.heights.size == 1:
        raise TerrainError(
            f"{grid.name}: is a single cell; name an elevation file or the built-in map globe-30s"
        )
    # On raised ground it would look over the ridges that are raised, too.
    ground = mean.require(latitude, longitude, "site")
    antenna = ground + mast if mast is not None else altitude if altitude is not None else math.nan
    limit = math.inf if reach is None else reach
    lowest = lowest_seen(grid, Antenna(latitude, longitude, antenna, limit), refraction, workers)
    seconds = time.perf_counter() - began
    return Horizon(grid, latitude, longitude, antenna, ground, refraction, limit, lowest, seconds)


def _require(
    latitude: float,
    longitude: float,
    mast: float | None,
    altitude: float | None,
    refraction: Refraction,
    reach: float | None,
) -> None:
    if not (abs(latitude) <= 0.5 * math.pi and abs(longitude) <= 2.0 * math.pi):
        raise OutOfRange(
            f"site {latitude / DEG:g} deg north, {longitude / DEG:g} deg east is nowhere; "
            "latitudes from -90 to 90 and longitudes from -180 to 180 are allowed; is their order right?"
        )
    if (mast is None) == (altitude is None):
        raise OutOfRange(
            f"antenna: {'neither' if mast is None else 'both'} its height above the ground and its altitude "
            "above mean sea level; one of them is allowed; give --antenna-m or --antenna-altitude-m"
        )
    if mast is not None and not 0.0 <= mast < math.inf:
        raise OutOfRange(
            f"antenna {mast:g} m above the ground; 0 or more is allowed; --antenna-m 25 is a mast"
        )
    if altitude is not None and not math.isfinite(altitude):
        raise OutOfRange(
            f"antenna at an altitude of {altitude:g} m; a number is allowed; give what was surveyed"
        )
    number = refraction if isinstance(refraction, float | int) else math.nan
    if refraction != EXPONENTIAL and not WEAKEST <= number <= STRONGEST:
        raise OutOfRange(
            f"refraction {refraction if math.isnan(number) else f'{number:g}'}; "
            f"an effective earth radius of {WEAKEST:g} to {STRONGEST:g} is "
            "allowed, or exponential; 1.333 is the standard for radar"
        )
    if reach is not None and not 0.0 < reach <= FARTHEST:
        raise OutOfRange(
            f"range {reach / KM:g} km; more than 0 and at most {FARTHEST / KM:g} is allowed; "
            "leave it out for all of the map"
        )
