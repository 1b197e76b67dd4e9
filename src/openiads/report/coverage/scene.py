"""What a coverage map is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.ground.frames import destination
from openiads.ground.units import DEG, KM
from openiads.report.coverage.imprint import Imprint
from openiads.report.maps.map_layers import Ring, Spot
from openiads.report.maps.section import Bools, Floats, Section, section_around
from openiads.terrain.maps.grid import Grid

SLIMMEST, WIDEST = 0.8, 1.8
"""Bounds of width over height of a map."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What the sheets of one scenario have in common."""

    grid: Grid
    imprint: Imprint
    spots: tuple[Spot, ...] = ()
    rings: tuple[Ring, ...] = ()
    window_deg: tuple[float, float, float, float] | None = None  # south, west, north, east


@dataclass(frozen=True, eq=False)
class Outline:
    """A second layer, as the dotted edge of where its values reach down to an altitude."""

    values_m: npt.NDArray[np.floating]  # (rows, columns)
    altitude_m: float
    label: str


@dataclass(frozen=True, eq=False)
class Answers:
    """Where a target at one altitude is seen, detected, engaged; each (rows, columns), within the former."""

    altitude_m: float
    visible: Bools
    detectable: Bools | None = None
    engageable: Bools | None = None
    doubtful: Bools | None = None  # visible over one surface of the ground only
    unknown: Bools | None = None
    note: str = ""  # one line for a panel: the share of the ring that is seen
    above: Literal["ground", "sea"] = "ground"

    @property
    def layers(self) -> list[Bools | None]:
        """All areas, given or not."""
        return [self.visible, self.detectable, self.engageable, self.doubtful, self.unknown]


def check_shape(scene: Scene, *layers: npt.NDArray[Any] | None) -> None:
    """Refuse layers that do not lie on the scene's grid."""
    expected = scene.grid.heights.shape
    for layer in layers:
        if layer is not None and layer.shape != expected:
            raise OutOfRange(
                f"a layer of the map has the shape {layer.shape}; the grid '{scene.grid.name}' has "
                f"{expected}, give arrays on that grid"
            )


def section_of(scene: Scene) -> Section:
    """What the scene asks for, or all rings and sites, or the whole grid."""
    if scene.window_deg is not None:
        south, west, north, east = (v * DEG for v in scene.window_deg)
        if west > east and west - east > np.pi:  # across the date line
            east += 2.0 * np.pi
        if not (south < north and west < east):
            raise OutOfRange(
                f"window of the map [deg] is {scene.window_deg}; "
                "give south, west, north, east, the lesser first"
            )
        side = np.linspace(0.0, 1.0, 33)
        latitude = np.concatenate([np.full(33, south), np.full(33, north), south + side * (north - south)])
        longitude = np.concatenate([*[west + side * (east - west)] * 2, np.full(33, west)])
        latitude, longitude = np.append(latitude, [south, north]), np.append(longitude, [east, east])
    elif scene.rings or scene.spots:
        latitude, longitude = _reach_of(scene)
    else:
        rows, columns = scene.grid.heights.shape
        ends = np.linspace(-0.5, rows - 0.5, 33)[:, None], np.linspace(-0.5, columns - 0.5, 33)[None, :]
        latitude, longitude = (v.ravel() for v in scene.grid.place(*np.broadcast_arrays(*ends)))
    return section_around(latitude, longitude).shaped(SLIMMEST, WIDEST)


def _reach_of(scene: Scene) -> tuple[Floats, Floats]:
    turns = np.linspace(0.0, 2.0 * np.pi, 73)
    rims = [
        destination(r.latitude_deg * DEG, r.longitude_deg * DEG, turns, r.radius_km * KM) for r in scene.rings
    ]
    spots = [(np.array([s.latitude_deg * DEG]), np.array([s.longitude_deg * DEG])) for s in scene.spots]
    latitudes, longitudes = zip(*rims, *spots, strict=True)
    return np.concatenate(latitudes), np.concatenate(longitudes)
