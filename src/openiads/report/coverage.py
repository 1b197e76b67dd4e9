"""`openiads coverage` from end to end, and its result for Python."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OpeniadsError
from openiads.ground.units import DEG, KM
from openiads.report import coverage_tables
from openiads.scenario.load import load
from openiads.scenario.schema import Scenario
from openiads.study.coverage.answer import Answer, cover
from openiads.study.coverage.question import ALTITUDES, question
from openiads.study.coverage.write import Layer, Save, require_new, save_npz, write

Floats = npt.NDArray[np.float64]


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
        """Heights above the ground that were asked, ascending."""
        return self.answer.question.altitudes

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Surfaces that were computed."""
        return self.answer.facts.surfaces

    @cached_property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Rows by table: answers, detection, rounds, radars, assets, first_seen, footprints."""
        return {name: table["rows"] for name, table in self.document["tables"].items()}

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything but the maps, as `--json` prints it."""
        return coverage_tables.document(self.answer)

    def layers(self) -> Iterator[Layer]:
        """Every map, one after the other, with what a picture or a file of it must say."""
        for surface, maps in self.answer.maps.items():
            ground = self.answer.window.grid.with_surface(surface).heights
            names = {
                "lowest-altitude": (
                    "lowest altitude above the sea that one radar sees [m]",
                    maps.lowest + ground,
                ),
                "lowest-height": ("lowest height above ground that one radar sees [m]", maps.lowest),
                "second-height": ("lowest height above ground that two radars see [m]", maps.second),
                "which-radar": ("radar that sees lowest, by its place in the scenario", maps.which),
            }
            for name, (title, values) in names.items():
                yield Layer(f"{name}-{surface}", title, values, self.answer.window.grid, surface)
            for a, altitude in enumerate(self.altitudes_m):
                for name, title, cube in (
                    ("seen", "radars that see", maps.seen),
                    ("detection", "chance that one look detects", maps.single),
                    ("missed", "chance that no scan detects", maps.missed),
                    ("engageable", "round types that get there, one bit each", maps.reached),
                ):
                    where = f"{name}-{altitude:g}m-{surface}"
                    yield Layer(where, title, cube[a], self.answer.window.grid, surface, altitude)

    def write(self, folder: str | Path, save: Save = save_npz) -> Path:
        """Write `coverage.json` and every map into a new folder; `save` writes one map."""
        write(Path(folder), self.document, self.layers(), save)
        return Path(folder)

    def to_xarray(self) -> Any:
        """Maps as an xarray Dataset over surface, altitude and place, if xarray is installed."""
        if importlib.util.find_spec("xarray") is None:
            raise OpeniadsError(
                "to_xarray: xarray is not installed; layers() gives every map as a NumPy array; "
                "use those, or install xarray"
            )
        xarray: Any = importlib.import_module("xarray")

        flat = self.answer.window.grid.projection is None
        place = ("latitude", "longitude") if flat else ("row", "column")
        coords: dict[str, Any] = {"surface": list(self.surfaces), "altitude": list(self.altitudes_m)}
        if flat:
            coords |= {"latitude": self.latitude_deg, "longitude": self.longitude_deg}
        else:
            coords |= {"latitude": (place, self.latitude_deg), "longitude": (place, self.longitude_deg)}
        names = ("lowest", "second", "which", "seen", "single", "missed", "reached")
        stacks = {
            name: np.stack([getattr(maps, name) for maps in self.answer.maps.values()]) for name in names
        }
        data = {
            name: (("surface", *(("altitude",) if values.ndim == 4 else ()), *place), values)
            for name, values in stacks.items()
        }
        facts = coverage_tables.provenance(self.answer)
        plain = {key: value for key, value in facts.items() if isinstance(value, str | int | float)}
        return xarray.Dataset(data, coords=coords, attrs={k: str(v) for k, v in plain.items()})

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
        rows, columns = self.answer.window.shape
        grid = self.answer.window.grid
        latitude, longitude = grid.place(np.arange(rows)[:, None], np.arange(columns)[None, :])
        if grid.projection is None:
            latitude, longitude = latitude.ravel(), longitude.ravel()
        return latitude / DEG, longitude / DEG


def coverage(
    scenario: Scenario | str | Path,
    *,
    altitudes_m: Iterable[float] = ALTITUDES,
    rcs_m2: float = 1.0,
    dem: str | Path | None = None,
    surface: str = "both",
    scans: int = 3,
    best_within_km: float = 0.0,
    allow_coarse: bool = False,
    changes: Sequence[str] = (),
    out: str | Path | None = None,
    workers: int = 2,
) -> CoverageResult:
    """Find where a scenario's defence sees, detects and reaches, beside the ring that a press map draws.

    Parameters
    ----------
    scenario : a scenario, a built-in name, or the path of a file
    altitudes_m : heights above the ground
    rcs_m2 : of the target, the same from all sides
    dem : elevation file to use in place of the scenario's terrain
    surface : `mean` or `max` of the ground's neighbourhood, or `both` for the band between them
    scans : over which detection is accumulated, and after which an attacker counts as tracked
    best_within_km : every ground site may also be the highest ground within this; 0, it stands on its point
    allow_coarse : give one figure even where the cells are too coarse for one
    changes : changes to the scenario as `--set` takes them
    out : a new folder for tables and maps

    >>> flat = coverage("one-battery", altitudes_m=[1000], changes=["area.terrain=flat"])
    >>> flat.surfaces
    ('mean',)
    """
    asked = question(altitudes_m, rcs_m2, surface, scans, best_within_km * KM, allow_coarse)
    if out is not None:
        require_new(Path(out))
    terrain = [] if dem is None else [f"area.terrain={json.dumps(str(dem))}"]
    if not isinstance(scenario, Scenario):
        loaded = load(scenario, [*changes, *terrain])
    elif changes:
        raise OpeniadsError(
            "changes: go with a name or a file; this scenario is loaded already; change it itself"
        )
    else:
        area = scenario.area.model_copy(update={"terrain": str(dem)} if dem is not None else {})
        loaded = scenario.model_copy(update={"area": area})
    result = CoverageResult(cover(loaded, asked, workers))
    if out is not None:
        result.write(out)
    return result
