"""Maps of the lowest visible height against an exact walk to single cells, on real ground.

Sites are picked by a rule that looks at the ground only: of 4,000 random cells those that stand highest and
lowest over their surroundings, on the steepest and on the flattest ground, and by the sea.  What is asked
must hold at every one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.terrain.files import globe
from openiads.terrain.files.from_file import from_file
from openiads.terrain.maps.grid import Grid
from openiads.terrain.rays.exact import exact_heights
from openiads.terrain.rays.lowest_heights import Antenna, lowest_heights
from verification.real_ground import srtm_90

SEED = 20_170_912
MAST = 20.0
REACH = 400e3
KINDS = ("hill", "valley", "slope", "flat", "coast")
ALTITUDES = (100.0, 500.0, 1000.0)
P99, WORST_SHARE, AGREEMENT = 6.0, 0.0005, 0.9995
"""What must hold: metres, share of cells worse than max(10 m, 5 %), share with the same yes or no."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Site:
    """A cell of a grid, and why it was picked."""

    kind: str
    row: int
    column: int


@dataclass(frozen=True, eq=False)
class Sample:
    """Heights [m] at the same cells, walked and from a map."""

    walked: Floats
    found: Floats

    @property
    def off(self) -> Floats:
        """How far the map is off [m]; not at all where neither ever sees."""
        with np.errstate(invalid="ignore"):
            return np.where(self.found == self.walked, 0.0, np.abs(self.found - self.walked))

    @property
    def worse(self) -> float:
        """Share of cells that are off by more than 10 m and by more than 5 %."""
        return float(np.mean(self.off > np.maximum(10.0, 0.05 * self.walked)))

    def agreement(self, altitude: float) -> float:
        """Share of cells whose visibility at a height above ground is told the same."""
        return float(np.mean((self.found <= altitude) == (self.walked <= altitude)))

    @property
    def holds(self) -> bool:
        """Whether all that is asked of a map holds."""
        alike = min(self.agreement(altitude) for altitude in ALTITUDES)
        return bool(np.quantile(self.off, 0.99) <= P99 and self.worse <= WORST_SHARE and alike >= AGREEMENT)


def sites(grid: Grid, each: int) -> list[Site]:
    """`each` sites of every kind that the grid has, by the rule above."""
    rows, columns = grid.heights.shape
    draw = np.random.default_rng(SEED)
    r, c = (
        draw.integers(rows // 8, rows - rows // 8, 4000),
        draw.integers(columns // 8, columns - columns // 8, 4000),
    )
    window = np.arange(-8, 9)
    around = grid.heights[(r[:, None] + window)[:, :, None], (c[:, None] + window)[:, None, :]].astype(float)
    height, spread = grid.heights[r, c].astype(float), around.std(axis=(1, 2))
    over = height - around.mean(axis=(1, 2))
    tilt = np.hypot(around[:, 9, 8] - around[:, 7, 8], around[:, 8, 9] - around[:, 8, 7])
    land = np.ones(len(r), dtype=bool) if grid.sea is None else ~grid.sea[r, c]
    ranks = {"hill": -over, "valley": over, "slope": -tilt, "flat": spread}
    if grid.sea is not None:
        wet = grid.sea[(r[:, None] + window)[:, :, None], (c[:, None] + window)[:, None, :]].mean(axis=(1, 2))
        ranks["coast"] = np.abs(wet - 0.5)
    found = []
    for kind, rank in ranks.items():
        best = np.argsort(np.where(land, rank, np.inf), kind="stable")[:each]
        found += [Site(kind, int(r[i]), int(c[i])) for i in best]
    return found


def within_reach(found: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.int64]:
    """Rows and columns of `count` random cells that a map answers for."""
    cells = np.argwhere(~np.isnan(found))
    return np.asarray(cells[np.random.default_rng(SEED).integers(0, len(cells), count)])


def sampled(grid: Grid, site: Site, count: int) -> Sample:
    """Our map at `count` random cells within reach, and the walks there."""
    latitude, longitude = (float(x) for x in grid.place(site.row, site.column))
    altitude = float(grid.heights[site.row, site.column]) + MAST
    found = lowest_heights(grid, Antenna(latitude, longitude, altitude, REACH))
    cells = within_reach(found, count)
    walked = exact_heights(grid, latitude, longitude, altitude, cells[:, 0], cells[:, 1])
    return Sample(walked, found[cells[:, 0], cells[:, 1]].astype(float))


def grounds() -> dict[str, Grid]:
    """The built-in map, and real ground of 90 m cells where it can be had."""
    found = {"globe, 30 arc-seconds": globe.builtin()}
    path = srtm_90()
    if path is not None:
        found["SRTM, 90 m"] = from_file(str(path))
    return found


HEADINGS = f"{'ground':<24}{'site':<8}{'p50':>8}{'p99':>9}{'p99.9':>9}{'worse %':>9}{'median':>9}" + "".join(
    f"{f'at {altitude:g} m %':>12}" for altitude in ALTITUDES
)


def row(ground: str, site: str, sample: Sample) -> str:
    """One line of the table."""
    quantiles = np.quantile(sample.off, (0.5, 0.99, 0.999))
    numbers = f"{quantiles[0]:>8.2f}{quantiles[1]:>9.2f}{quantiles[2]:>9.1f}{100 * sample.worse:>9.3f}"
    alike = "".join(f"{100 * sample.agreement(altitude):>12.3f}" for altitude in ALTITUDES)
    return f"{ground:<24}{site:<8}{numbers}{np.median(sample.walked):>9.0f}{alike}"


def judged(ground: str, site: str, sample: Sample) -> str:
    """The same, and whether it is not good enough."""
    return row(ground, site, sample) + ("" if sample.holds else "  FAILS")


def pooled(samples: list[Sample]) -> Sample:
    """All cells of several samples."""
    return Sample(
        np.concatenate([one.walked for one in samples]), np.concatenate([one.found for one in samples])
    )


def print_table(quick: bool = False) -> bool:
    """Print the table as it grows; whether what is asked holds at every site."""
    each, count = (1, 5_000) if quick else (3, 10_000)
    print(f"\nlowest visible height, off from a walk to single cells [m]; seed {SEED}\n\n{HEADINGS}")
    holds = True
    for name, grid in grounds().items():
        samples = []
        for site in sites(grid, each):
            samples.append(sampled(grid, site, count))
            holds &= samples[-1].holds
            print(judged(name, site.kind, samples[-1]), flush=True)
        print(row(name, "all", pooled(samples)))
    return holds
