"""`openiads coverage` from end to end, and its result for Python."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np
import numpy.typing as npt

from openiads.api.coverage_files import fill, save_geotiff
from openiads.catalogue.load_catalogue import Catalogue
from openiads.catalogue.own_folder import catalogue_at
from openiads.ground import kinds
from openiads.ground.errors import OutOfRange
from openiads.ground.place import anchored
from openiads.ground.units import KM
from openiads.ground.whole import MOST_THREADS, whole
from openiads.report.coverage import coverage_tables
from openiads.report.coverage.coverage_xarray import dataset
from openiads.report.coverage.sheets_of_answer import BOTH, page_of
from openiads.scenario.load_scenario import Source, load
from openiads.study.coverage.answer import Answer, cover
from openiads.study.coverage.coverage_folder import require_new, write
from openiads.study.coverage.dataset import places_of
from openiads.study.coverage.layers import KINDS, Layer, layers_of
from openiads.study.coverage.question import ALTITUDES, question
from openiads.study.coverage.refraction import Refraction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]

EXAMPLE_DEM = "dem='map.tif'"


@dataclass(frozen=True, eq=False)
class CoverageResult:
    """Maps and tables of one defence; sites are on their points in every map."""

    answer: Answer = field(repr=False)

    @property
    def latitude_deg(self) -> Floats:
        """Latitude of the cell centres: (rows,), or (rows, columns) of a projected map."""
        return self._places[0]

    @property
    def longitude_deg(self) -> Floats:
        """Longitude of the cell centres: (columns,), or (rows, columns) of a projected map."""
        return self._places[1]

    @property
    def cell_m(self) -> float:
        """North-south edge of a cell."""
        return self.answer.facts.cell

    @property
    def altitudes_m(self) -> tuple[float, ...]:
        """Heights above the ground that were asked for, ascending."""
        return self.answer.question.altitudes

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Surfaces that were computed."""
        return self.answer.facts.surfaces

    @cached_property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Rows by table: answers, detection, rounds, radars, assets, over_assets, first_seen, footprints."""
        return {name: table["rows"] for name, table in self.document["tables"].items()}

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything but the maps, as `--json` prints it."""
        return coverage_tables.document(self.answer)

    def layers(self) -> Iterator[Layer]:
        """Every map, one after the other, as an array with its title; each is made when its turn comes."""
        for surface in self.surfaces:
            for kind in KINDS:
                yield from layers_of(self.answer, kind, surface)

    def write(self, folder: str | Path) -> Path:
        """Write the folder that `openiads coverage --out` writes; it appears whole or not at all.

        Raises
        ------
        OutputError
            if the folder is there already or cannot be written
        """
        where = anchored(folder, "folder", "write('coverage')")
        write(where, self.document, lambda unfinished: fill(unfinished, self.answer))
        return Path(folder)

    def plot(self, kind: str = "lowest", surface: str | None = None) -> Figure:
        """Draw one sheet as the command prints it, with key, scale bar and imprint.

        Parameters
        ----------
        kind : `lowest`, the lowest visible height above ground [m] with its contours at the heights asked; or
            `answers`, one panel for each height: ring, visible, detectable, engageable
        surface : one of `surfaces`; left out, of `lowest` mean where it was computed, and `answers` over all:
            areas are where every surface has them, hatched what a radar sees over some only

        Returns
        -------
        matplotlib.figure.Figure
            in no window of its own; a notebook shows it, `savefig` writes it

        Raises
        ------
        OutOfRange
            if there is no such sheet, or the surface was not computed
        """
        whole = kind == "answers" and surface is None and len(self.surfaces) > 1
        return page_of(self.answer, kind, BOTH if whole else self._surface(surface)).figure

    def to_geotiff(
        self,
        path: str | Path,
        layer: str = "lowest-height",
        surface: str | None = None,
        altitude_m: float | None = None,
    ) -> Path:
        """Write maps of a kind as a cloud-optimised GeoTIFF on the cells and in the system of the terrain.

        Parameters
        ----------
        path : of a new file, .tif or .tiff
        layer : `lowest-height` and `second-height` [m above ground], `lowest-altitude` [m above mean sea
            level], `which-radar`; with a band for each height asked `seen` (radars), `detection` of one look
            and `detection-all-scans` [%], `engageable` (round types, one bit each); `detection-band` [m above
            ground], lowest and highest for each chance of one look and of all scans
        surface : one of `surfaces`; left out, mean where it was computed
        altitude_m : one of `altitudes_m`, for the layers by height; left out, all

        Notes
        -----
        Heights are float32 and NaN where nothing sees or nothing is known.  Bands are whole metres in 16
        bits, 65535 for none.  Counts, bits and percent (rounded down) are unsigned, the type's greatest
        number where nothing is known.

        Raises
        ------
        OutOfRange
            if there is no such layer, surface or height, or the name is no GeoTIFF's
        OutputError
            if the file is there already or cannot be written
        """
        path = kinds.path("path", path, "to_geotiff('lowest.tif')")
        return save_geotiff(Path(path), self._layers(layer, self._surface(surface), altitude_m), self.answer)

    def to_xarray(self) -> Any:
        """Every map as an `xarray.Dataset`; xarray must be installed.

        Returns
        -------
        xarray.Dataset
            `lowest_height`, `lowest_altitude`, `second_height`, `ground` [m] and `which_radar` over surface
            and place; `radars_seeing`, `detection_chance`, `missed_chance` [1] and `rounds_reaching` (bits)
            over surface, altitude and place.  Place is `latitude`, `longitude` [deg], or `y`, `x` [m] of a
            projected map with latitude and longitude (y, x) beside them.

        Raises
        ------
        OpeniadsError
            if xarray is not installed
        """
        return dataset(self.answer)

    def _surface(self, surface: str | None) -> str:
        if surface is None:
            return "mean" if "mean" in self.surfaces else self.surfaces[0]
        if surface not in self.surfaces:
            raise OutOfRange(
                f"surface: is {surface!r}; computed {'was' if len(self.surfaces) == 1 else 'were'} "
                f"{' and '.join(self.surfaces)}; ask coverage for both"
            )
        return surface

    def _layers(self, kind: str, surface: str, altitude: float | None) -> list[Layer]:
        """Layers of a kind and a surface, at one height if they belong to heights and one is named."""
        if kind not in KINDS:
            raise OutOfRange(f"layer: is {kind!r}; allowed are {', '.join(KINDS)}; lowest-height is usual")
        found = list(layers_of(self.answer, kind, surface))
        if altitude is None or found[0].altitude is None:
            return found
        if altitude not in self.altitudes_m:
            raise OutOfRange(
                f"altitude_m: is {altitude:g}; computed were "
                f"{', '.join(f'{each:g}' for each in self.altitudes_m)}; ask coverage for it"
            )
        return [layer for layer in found if layer.altitude == altitude]

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{row['altitude_m']:g} m</td><td>{row['answer']}</td>"
            f"<td>{100.0 * share['low']:.1f} to {100.0 * share['high']:.1f} %</td></tr>"
            for row in self.tables["answers"]
            for share in [row["share_of_ring"]]
        )
        told = f"{self.answer.facts.scenario}: share of the naive ring, cells of {self.cell_m:.0f} m"
        return f"<table><caption>{escape(told)}</caption>{rows}</table>"

    @cached_property
    def _places(self) -> tuple[Floats, Floats]:
        _, places = places_of(self.answer.window.grid)
        return places["latitude"][1], places["longitude"][1]


def coverage(
    scenario: Source,
    *,
    altitudes_m: Iterable[float] = ALTITUDES,
    rcs_m2: float = 1.0,
    dem: str | Path | None = None,
    surface: str = "both",
    scans: SupportsIndex = 3,
    best_within_km: float = 0.0,
    allow_coarse: bool = False,
    cell_m: float | None = None,
    refraction: Refraction | None = None,
    changes: Sequence[str] | str = (),
    catalogue: Catalogue | str | Path | None = None,
    out: str | Path | None = None,
    workers: SupportsIndex = 2,
) -> CoverageResult:
    """Find where a scenario's defence sees, detects and reaches, beside the ring that a press map draws.

    Parameters
    ----------
    scenario : a scenario, its tables as a dict, a built-in name, or the path of a file
    altitudes_m : heights above the ground
    rcs_m2 : of the target, the same from all sides
    dem : elevation file to use in place of the scenario's terrain
    surface : `mean` or `max` of the ground's neighbourhood, or `both` for the band between them
    scans : over which detection is accumulated, and after which an attacker counts as tracked
    best_within_km : every ground site may also be the highest ground within this; 0, it stands on its point
    allow_coarse : give one figure even where the cells are too coarse for one
    cell_m : take the cells of the map together to whole blocks about as wide, for their mean and their
        highest height; left out, only where too many cells lie within reach; antennas keep their fine ground
    refraction : effective earth radius over the Earth's, 1 to 2; or "exponential", for beyond 200 km: terrain
        then hides as over a 4/3 earth, and the rays above it run through an exponential atmosphere; left out,
        the scenario's
    changes : changes to the scenario as `--set` takes them
    catalogue : a folder of catalogue files of one's own, on top of those that come along
    out : a new folder for tables and maps, the same as the command writes
    workers : threads; results do not depend on them

    Returns
    -------
    CoverageResult
        `tables` for people, `layers` and `answer.maps` as arrays, `plot`, `write`, `to_geotiff`, `to_xarray`

    Raises
    ------
    OpeniadsError
        one of its kinds, for everything that the caller can put right; the message says how

    Examples
    --------
    >>> flat = coverage("one-battery", altitudes_m=[1000], changes=["area.terrain=flat"])
    >>> flat.surfaces
    ('mean',)
    """
    siting = kinds.number("best_within_km", best_within_km, "best_within_km=10.0") * KM
    asked = question(altitudes_m, rcs_m2, surface, scans, siting, allow_coarse, refraction, cell_m)
    listed = kinds.one_or_texts("changes", changes, "changes=['area.terrain=flat']")
    threads = whole("workers", workers, 1, MOST_THREADS, "workers=2")
    where = None if out is None else anchored(out, example="out='coverage'")
    if where is not None:
        require_new(where)
    terrain = [] if dem is None else [f"area.terrain={json.dumps(kinds.path('dem', dem, EXAMPLE_DEM))}"]
    figures = catalogue_at(catalogue)
    loaded = load(scenario, [*listed, *terrain], figures)
    result = CoverageResult(cover(loaded, asked, threads, figures))
    if where is not None:
        result.write(where)
    return result
