"""The square degree that an elevation tile is named after."""

from __future__ import annotations

import re
from pathlib import Path

NAMED = re.compile(
    r"(?<![A-Za-z])(?P<ns>[NS])(?P<lat>\d{2,3})(?P<gap>(?:_00)?_?)(?P<ew>[EW])(?P<lon>\d{3})", re.IGNORECASE
)
"""How SRTM, Copernicus, ASTER, ALOS and others name a tile: by its south-western corner."""


def corner(path: str) -> tuple[int, int] | None:
    """Latitude and longitude [whole degrees] of the corner after which a tile is named."""
    found = NAMED.search(Path(path).name)
    if found is None:
        return None
    latitude = int(found["lat"]) * (-1 if found["ns"] in "Ss" else 1)
    longitude = int(found["lon"]) * (-1 if found["ew"] in "Ww" else 1)
    return latitude, longitude


def renamed(path: str, south: int, west: int) -> str:
    """Name that a tile of another corner has beside the one given."""

    def corner_of(found: re.Match[str]) -> str:
        small = found["ns"].islower()
        letters = "S" if south < 0 else "N", "W" if west < 0 else "E"
        ns, ew = (letter.lower() if small else letter for letter in letters)
        return f"{ns}{abs(south):0{len(found['lat'])}d}{found['gap']}{ew}{abs(west):03d}"

    return NAMED.sub(corner_of, Path(path).name, count=1)
