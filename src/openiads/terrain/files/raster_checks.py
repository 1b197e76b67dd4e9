"""What a raster must be before its heights are believed: its place, its datum, its units.

Everything that can be put right by the user is one message that says how.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from openiads.ground.errors import TerrainError
from openiads.terrain.files.products import require_heights
from openiads.terrain.maps.outline import Outline
from openiads.terrain.maps.projection import GEOGRAPHIC, Projection

METRES = frozenset({"m", "metre", "metres", "meter", "meters"})
FACTORS = {
    r"((us|u\.s\.)[ _-]*)?survey[ _-]*(ft|foot|feet)": "0.3048006096",
    r"us[ _-]*(ft|foot|feet)|(ft|foot|feet)[ _-]*us|sft": "0.3048006096",
    r"ft|foot|feet": "0.3048",
    r"yd|yards?": "0.9144",
    r"fathoms?": "1.8288",
    r"mm(?!2|²|\s*/)|millimet(er|re)s?": "0.001",
    r"cm(?!2|²|\s*/)|centimet(er|re)s?": "0.01",
    r"dm(?!2|²|\s*/)|decimet(er|re)s?": "0.1",
    r"km(?!2|²|\s*/)|kilomet(er|re)s?": "1000",
}
"""Units other than metres and their factors to metres, as the user types them into a conversion."""
OTHER_UNIT = re.compile(rf"(?<![A-Za-z])({'|'.join(FACTORS)})(?![A-Za-z])", re.IGNORECASE)
"""As a word of a description, `height (ft)` or `elevation_cm`."""
SIZE = re.compile(
    r"(?<![A-Za-z0-9.])\d{1,3}(\.\d+)?[ _-]?([cdkm]m|[a-z]+met(er|re)s?)(?![A-Za-z])", re.IGNORECASE
)
"""`1 km`, which is how large cells are and no unit of heights."""
OF_HEIGHTS = "vertical|vert|v|z|heights?|elevations?|elev|altitudes?|alt|band|data|values?|dem|dtm|dsm"
UNIT_TAG = re.compile(rf"({OF_HEIGHTS})*(units?(type|names?|ofmeasure)?|uom)({OF_HEIGHTS})*")
"""Names, without what is no letter, under which files keep the unit of their heights apart from GDAL's own
place; `horizontal_units` and the like are none."""
WHOLE_TURN = 360.0
FARTHEST = 1e9
"""Metres that no projection of the Earth counts from its origin, false eastings of zones included."""
FINEST = (1e-9, 1e-4)
"""Edge of a cell [deg; m] that nobody measures."""
EARTH = 6_378_137.0
"""Semi-major axis [m] of WGS 84 and GRS 80; datums on another ellipsoid lie some 100 m off."""


def outline_of_raster(path: str, dataset: Any) -> Outline:
    """Where the cells of an open raster lie, if it can be read without resampling."""
    _require_a_place(path, dataset)
    _require_heights(path, dataset)
    parts = list(_parts(_told(dataset.crs)))
    _require_metres_up(path, dataset, parts)
    place = dataset.transform
    across, down = abs(place.a), abs(place.e)
    north = max(place.f, place.f + dataset.height * place.e)
    if dataset.crs.is_projected:
        _require_metres_across(path, dataset.crs)
        projection = Projection(_horizontal(dataset.crs, parts))
        return Outline(north, place.c, down, across, dataset.height, dataset.width, projection)
    _require_datum(path, parts)
    return Outline(
        math.radians(north), math.radians(place.c), math.radians(down), math.radians(across),
        dataset.height, dataset.width, None, _horizontal(dataset.crs, parts),
    )  # fmt: skip


def remarks(dataset: Any) -> list[str]:
    """What the source of the map has to say about its datums."""
    parts = list(_parts(_told(dataset.crs)))
    out = []
    datum = _datum(parts)
    if dataset.crs.is_projected and not _is_modern(datum):
        out.append(f"datum {datum.get('name')!r} carried over to WGS 84 by PROJ")
    if _is_ellipsoidal(parts):
        out.append("heights above the ellipsoid, tens of metres from those above mean sea level")
    return out


def to_metres(path: str, factor: str = "0.3048") -> str:
    """How a file in feet is converted."""
    return f"`gdal_calc.py -A {path} --calc='A*{factor}' --type=Float32 --outfile=metres.tif`"


def _require_a_place(path: str, dataset: Any) -> None:
    place = dataset.transform
    if dataset.crs is None:
        raise TerrainError(
            f"{path}: has no coordinate reference system; "
            "write one into the file, for latitude and longitude with `gdal_edit.py -a_srs EPSG:4326`"
        )
    if place.is_identity:
        raise TerrainError(
            f"{path}: does not say where its cells lie; "
            "write it into the file with `gdal_edit.py -a_ullr WEST NORTH EAST SOUTH`"
        )
    if not (place.a > 0.0 and place.e and place.b == place.d == 0.0):
        raise TerrainError(
            f"{path}: its rows do not run from west to east, so it cannot be read without resampling; "
            f"turn it with `gdalwarp {path} turned.tif`"
        )
    if not _is_on_earth(dataset):
        raise TerrainError(
            f"{path}: {dataset.height} x {dataset.width} cells of {place.e:g} by {place.a:g} from "
            f"{place.f:g} north and {place.c:g} east lie nowhere on the Earth; "
            "write their place into the file with `gdal_edit.py -a_ullr WEST NORTH EAST SOUTH`"
        )
    if not (dataset.crs.is_projected or dataset.crs.is_geographic):
        raise TerrainError(
            f"{path}: its reference system is neither latitude and longitude nor a map projection; "
            "carry it over with `gdalwarp -t_srs EPSG:4326`"
        )


def _is_on_earth(dataset: Any) -> bool:
    """Whether edges and cells are numbers that a map has; cells may reach over a pole, and around."""
    place = dataset.transform
    cell: tuple[float, ...] = abs(place.a), abs(place.e)
    across: tuple[float, ...] = place.c, place.c + dataset.width * place.a
    down: tuple[float, ...] = place.f, place.f + dataset.height * place.e
    if not all(map(math.isfinite, (*across, *down, *cell))):
        return False
    west, north = max(map(abs, across)), max(map(abs, down))
    if not dataset.crs.is_geographic:
        return max(west, north) <= FARTHEST and min(cell) >= FINEST[1]
    wide = across[1] - across[0] <= WHOLE_TURN + 2.0 * cell[0] and west <= 2.0 * WHOLE_TURN
    return wide and north <= 0.25 * WHOLE_TURN + cell[1] and min(cell) >= FINEST[0]


def _require_heights(path: str, dataset: Any) -> None:
    require_heights(path)
    kind = dataset.dtypes[0]
    if dataset.count >= 3 and kind == "uint8":
        raise TerrainError(
            f"{path}: has {dataset.count} bands of bytes, as a picture has; "
            "give a file whose first band is elevations in metres"
        )
    scale, offset = dataset.scales[0], dataset.offsets[0]
    if scale == 0.0 or not (math.isfinite(scale) and math.isfinite(offset)):
        raise TerrainError(
            f"{path}: its heights are to be multiplied by a scale of {scale:g} and raised by an offset of "
            f"{offset:g}, which leaves nothing of them; write what they are stored with, for plain metres "
            f"with `gdal_edit.py -scale 1 -offset 0 {path}`"
        )
    if kind.startswith("complex"):
        raise TerrainError(
            f"{path}: its first band is {kind}; give a file whose first band is elevations in metres"
        )


def _require_metres_across(path: str, crs: Any) -> None:
    unit, factor = crs.linear_units_factor
    if abs(factor - 1.0) > 1e-9:
        raise TerrainError(
            f"{path}: its map projection counts in {unit!r}; metres are read, "
            "carry it over with `gdalwarp -t_srs` into a projection in metres"
        )


def _require_datum(path: str, parts: list[dict[str, Any]]) -> None:
    datum = _datum(parts)
    axes = parts[0].get("coordinate_system", {}).get("axis", [])
    in_degrees = all(axis.get("unit") == "degree" for axis in axes[:2])
    if not (_is_modern(datum) and in_degrees and parts[0]["type"] == "GeographicCRS"):
        raise TerrainError(
            f"{path}: its latitudes and longitudes are of {parts[0].get('name')!r}, "
            "which can lie hundreds of metres from WGS 84; carry it over with `gdalwarp -t_srs EPSG:4326`"
        )


def _require_metres_up(path: str, dataset: Any, parts: list[dict[str, Any]]) -> None:
    for unit in _height_units(dataset, parts):
        if unit.casefold() in METRES:
            continue
        factor = _factor(unit)
        remedy = f"convert them with {to_metres(path, factor)}" if factor else "convert the file"
        raise TerrainError(f"{path}: heights are in {unit!r}; metres are read, {remedy}")
    if any(_height_axis(part).get("direction") == "down" for part in parts):
        raise TerrainError(
            f"{path}: its reference system counts depths, downwards; heights above mean sea level are read, "
            "turn their sign and write another system into the file"
        )


def _height_units(dataset: Any, parts: list[dict[str, Any]]) -> Iterator[str]:
    """Names of the units that the file gives for its heights, wherever it does so."""
    if dataset.units[0]:
        yield dataset.units[0]
    for name, unit in (*dataset.tags(1).items(), *dataset.tags().items()):
        if UNIT_TAG.fullmatch(re.sub("[^a-z]", "", name.casefold())) and OTHER_UNIT.search(unit):
            yield unit
    for part in parts:
        unit = _height_axis(part).get("unit", "metre")
        yield unit["name"] if isinstance(unit, dict) else unit
    found = OTHER_UNIT.search(SIZE.sub("", dataset.descriptions[0] or ""))
    if found:
        yield found.group()


def _factor(unit: str) -> str | None:
    """Factor to metres, as the user types it; None if the unit is not known."""
    found = OTHER_UNIT.search(unit)
    return (
        next(f for name, f in FACTORS.items() if re.fullmatch(name, found.group(), re.I)) if found else None
    )


def _told(crs: Any) -> dict[str, Any]:
    """PROJ's own account of a reference system, as PROJJSON."""
    told: dict[str, Any] = crs.to_dict(projjson=True)
    inner: dict[str, Any] = told.get("source_crs", told)
    return inner


def _parts(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The horizontal system, then the vertical one if there is one."""
    for part in told.get("components", [told]):
        yield part.get("source_crs", part)


def _datum(parts: list[dict[str, Any]]) -> dict[str, Any]:
    base = parts[0].get("base_crs", parts[0])
    datum: dict[str, Any] = base.get("datum") or base.get("datum_ensemble") or {}
    return datum


def _is_modern(datum: dict[str, Any]) -> bool:
    """Whether a datum is centred on the Earth as WGS 84, ETRS89 and NAD83 are, which agree within metres."""
    axis = datum.get("ellipsoid", {}).get("semi_major_axis", 0.0)
    axis = axis.get("value", 0.0) if isinstance(axis, dict) else axis
    return abs(axis - EARTH) < 1.0 and "prime_meridian" not in datum


def _height_axis(part: dict[str, Any]) -> dict[str, Any]:
    axes = part.get("coordinate_system", {}).get("axis", [])
    vertical = [axis for axis in axes if axis.get("direction") in ("up", "down")]
    return vertical[0] if vertical else {}


def _is_ellipsoidal(parts: list[dict[str, Any]]) -> bool:
    named = any("ellips" in str(part.get("datum", {}).get("name")).casefold() for part in parts[1:])
    return named or "ellipsoidal" in str(_height_axis(parts[0]).get("name")).casefold()


def _horizontal(crs: Any, parts: list[dict[str, Any]]) -> str:
    """The system without its heights, as an authority's code if it has one."""
    from rasterio.crs import CRS

    if crs.is_geographic and _height_axis(parts[0]):
        return GEOGRAPHIC
    flat = crs if len(parts) == 1 else CRS.from_user_input(json.dumps(parts[0]))
    text: str = flat.to_string()
    return text
