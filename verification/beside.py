"""Maps of the lowest visible height beside those of GDAL and GRASS: the same planes, the same walks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.terrain.rays.lowest_heights import Antenna, lowest_heights
from verification.horizons import (
    HEADINGS,
    MAST,
    REACH,
    Sample,
    Site,
    judged,
    pooled,
    row,
    sites,
    within_reach,
)
from verification.peers import GDAL, GRASS, gdal_heights, grass_seen, version
from verification.planes import Plane, sierra

TARGET = 500.0
"""GRASS answers for one height above ground [m] at a time."""
Cells = npt.NDArray[np.int64]


def print_table(quick: bool = False) -> bool:
    """Print the table as it grows; whether what is asked of ours holds at every site."""
    ground = sierra()
    if ground is None:
        print("\nreal ground of 90 m cells cannot be had here, so no other program is asked")
        return True
    print(f"\nthe same on a plane, with other programs beside\n\n{HEADINGS}")
    if quick:
        return _on_plane("2000 x 2000", ground, 5_000, with_grass=False)
    small = _on_plane("2000 x 2000", ground, 10_000, with_grass=True)
    # GRASS takes minutes for each site of the larger one.
    return _on_plane("6000 x 6000", ground.mosaic(), 10_000, with_grass=False) and small


def _on_plane(name: str, plane: Plane, count: int, with_grass: bool) -> bool:
    """Lines of one plane; whether what is asked of ours holds."""
    gdal, grass = f"  GDAL {version(GDAL) or ''}", f"  GRASS {version(GRASS) or ''}"
    ours: list[Sample] = []
    gdals: list[Sample] = []
    alikes: list[float] = []
    for site in sites(plane, 1):
        cells, sample = _sampled(plane, site, count)
        ours.append(sample)
        print(judged(name, site.kind, sample), flush=True)
        if version(GDAL):
            found = gdal_heights(plane, site.row, site.column, MAST)
            gdals.append(Sample(sample.walked, found[tuple(cells.T)].astype(float)))
            print(row(gdal, site.kind, gdals[-1]), flush=True)
        if version(GRASS) and with_grass:
            seen, _ = grass_seen(plane, site.row, site.column, MAST, TARGET)
            alikes.append(float(np.mean(seen[tuple(cells.T)] == (sample.walked <= TARGET))))
            print(_alike(grass, site.kind, alikes[-1]), flush=True)
    print(row(name, "all", pooled(ours)))
    print(row(gdal, "all", pooled(gdals)) if gdals else f"{gdal:<24}not installed")
    if with_grass:
        print(_alike(grass, "all", float(np.mean(alikes))) if alikes else f"{grass:<24}not installed")
    return all(sample.holds for sample in ours)


def _sampled(plane: Plane, site: Site, count: int) -> tuple[Cells, Sample]:
    altitude = float(plane.heights[site.row, site.column]) + MAST
    found = lowest_heights(plane, Antenna(site.row, site.column, altitude, REACH))
    cells = within_reach(found, count)
    walked = plane.walked(site.row, site.column, altitude, cells)
    return cells, Sample(walked, found[tuple(cells.T)].astype(float))


def _alike(program: str, site: str, share: float) -> str:
    """A line of a program that knows only yes and no, at TARGET."""
    return f"{program:<24}{site:<8}{'':>44}{'':>12}{100 * share:>12.3f}"
