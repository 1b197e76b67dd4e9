"""Public stores of elevation tiles: their addresses, how they name a tile, whose the data are.

References
----------
.. [1] Copernicus DEM on AWS, readme.html of the bucket copernicus-dem-30m: names, list of tiles, "ocean areas
   do not have tiles, there one can assume height values equal to zero".
.. [2] Tilezen Joerd, docs/formats.md: the skadi format, SRTM's own tiles with global coverage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openiads.ground.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Store:
    """One source of tiles."""

    name: str
    what: str
    base: str
    key: Callable[[int, int], str]  # of the tile with this south-western corner [whole degrees]
    attribution: str
    listing: str = ""  # file that lists all its tiles; what is not in it is sea
    withheld: frozenset[tuple[int, int]] = frozenset()  # land that it does not publish
    instead: str = ""  # store that has those


def _letters(latitude: int, longitude: int) -> tuple[str, str]:
    return (
        f"{'S' if latitude < 0 else 'N'}{abs(latitude):02d}",
        f"{'W' if longitude < 0 else 'E'}{abs(longitude):03d}",
    )


def _copernicus(arc: int) -> Callable[[int, int], str]:
    """Key of a Copernicus tile; `arc` is its spacing in tenths of an arc-second."""

    def key(latitude: int, longitude: int) -> str:
        north, east = _letters(latitude, longitude)
        name = f"Copernicus_DSM_COG_{arc}_{north}_00_{east}_00_DEM"
        return f"{name}/{name}.tif"

    return key


def _skadi(latitude: int, longitude: int) -> str:
    north, east = _letters(latitude, longitude)
    return f"{north}/{north}{east}.hgt.gz"


def _copernicus_notice(dem: str) -> str:
    return (
        f"produced using Copernicus {dem} © DLR e.V. 2010-2014 and © Airbus Defence and Space GmbH 2014-2018 "
        "provided under COPERNICUS by the European Union and ESA; all rights reserved"
    )


# Armenia and Azerbaijan; from the list that dem-stitcher keeps of them, glo_90_missing.geojson.
_WITHHELD = {38: (45, 46, 48, 49), 39: range(44, 50), 40: range(43, 51), 41: range(43, 50)}
WITHHELD = frozenset((south, west) for south, row in _WITHHELD.items() for west in row)

STORES = {
    store.name: store
    for store in (
        Store(
            "glo90", "Copernicus GLO-90, 3 arc-seconds, a surface model: trees and buildings are in it",
            "https://copernicus-dem-90m.s3.amazonaws.com", _copernicus(30), _copernicus_notice("WorldDEM-90"),
            listing="tileList.txt",
        ),
        Store(
            "glo30", "Copernicus GLO-30 Public, 1 arc-second, a surface model: trees and buildings are in it",
            "https://copernicus-dem-30m.s3.amazonaws.com", _copernicus(10), _copernicus_notice("WorldDEM-30"),
            listing="tileList.txt", withheld=WITHHELD, instead="glo90",
        ),
        Store(
            "srtm", "SRTM and others as Terrain Tiles, 1 arc-second; heights below 0 m may be sea floor",
            "https://s3.amazonaws.com/elevation-tiles-prod/skadi", _skadi,
            "Terrain Tiles by Mapzen; SRTM courtesy of NASA and the U.S. Geological Survey; other sources in "
            "https://github.com/tilezen/joerd/blob/master/docs/attribution.md",
        ),
    )
}  # fmt: skip


def store_named(name: str) -> Store:
    """The store of this name."""
    if name not in STORES:
        raise UnknownName("source of tiles", name, STORES)
    return STORES[name]
