"""What maps show: places on the Earth and what they mean.  A layer knows no canvas.

Each layer is plain data.  `map_canvas` draws any list of them onto a plane, `svg_canvas` and `paper_canvas`
say how its lines, marks and words look there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from openiads.report.ink.paint import Ink, lay_hatch, paint
from openiads.report.maps.relief import Ground
from openiads.report.maps.section import Bools, Floats
from openiads.terrain.maps.borders import borders
from openiads.terrain.maps.grid import Grid

Bytes = npt.NDArray[np.uint8]
Kind = Literal["battery", "radar", "asset"]

KINDS: tuple[Kind, ...] = ("battery", "radar", "asset")
"""Where several stand at one place, the first of these is drawn and named."""


@dataclass(frozen=True, slots=True)
class Key:
    """One line of a key: a swatch of ink, a line or a mark of some kind, or a heading without any."""

    text: str
    kind: str = ""
    ink: Ink | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it stands over the lines that follow."""
        return self.ink is None and not self.kind


@dataclass(frozen=True, slots=True)
class Spot:
    """A site or an asset."""

    name: str
    latitude_deg: float
    longitude_deg: float
    kind: Kind = "battery"
    radius_km: float = 0.0  # of what is defended, where a canvas draws it
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle on the ground: the naive answer, or a zone."""

    latitude_deg: float
    longitude_deg: float
    radius_km: float
    label: str = ""
    hint: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Route:
    """The path of one target, and how and where it ended if that is to be marked."""

    latitudes_deg: Floats
    longitudes_deg: Floats
    hint: str = ""
    end: str = ""
    end_deg: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, eq=False, slots=True)
class Relief:
    """Shaded ground in the colours of an atlas; the sea is left clear."""

    grid: Grid

    def pixels(self, ground: Ground) -> Bytes:
        """(rows, columns) places in the palette of `relief`."""
        return ground.tinted()


@dataclass(frozen=True, eq=False, slots=True)
class Painted:
    """A raster of classes, each in its ink, over the shaded ground: coverage."""

    grid: Grid
    classes: Callable[[Ground], npt.NDArray[np.intp]]
    inks: Sequence[Ink]
    hatched: Callable[[Ground], Bools] | None = None
    hatch: Ink | None = None  # laid over what is hatched

    def pixels(self, ground: Ground, dots_per_mm: float) -> Bytes:
        """(rows, columns, 3) colours."""
        out = paint(self.classes(ground), self.inks, ground.shade, dots_per_mm)
        if self.hatched is not None and self.hatch is not None:
            lay_hatch(out, self.hatched(ground), self.hatch.hatch, self.hatch.hatch_colour, dots_per_mm)
        return out


@dataclass(frozen=True, slots=True)
class Graticule:
    """Meridians and parallels, and how many of each at most."""

    meridians: int = 8
    parallels: int = 8


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """Lines of one kind, each (points, 2): latitude, longitude [rad]."""

    kind: str
    lines: Sequence[Floats]


@dataclass(frozen=True, slots=True)
class Rings:
    """Naive rings."""

    rings: Sequence[Ring]
    key: str = ""

    def key_lines(self) -> list[Key]:
        """Lines of the key."""
        return [Key(self.key, "ring")] if self.rings else []


@dataclass(frozen=True, slots=True)
class Zones:
    """Circles of one kind that mean something to identification or control, with their names."""

    kind: str
    zones: Sequence[Ring]
    key: str = ""

    def key_lines(self) -> list[Key]:
        """Lines of the key."""
        return [Key(self.key, self.kind)] if self.zones else []


@dataclass(frozen=True, eq=False, slots=True)
class Routes:
    """Paths of one kind."""

    kind: str
    routes: Sequence[Route]
    key: str = ""

    def key_lines(self) -> list[Key]:
        """Lines of the key."""
        return [Key(self.key, self.kind)] if self.routes else []


@dataclass(frozen=True, eq=False, slots=True)
class Contours:
    """Lines where a field on a grid passes a level; with levels in metres, numbered."""

    grid: Grid
    values_m: npt.NDArray[np.floating]
    levels_m: Sequence[float]
    kind: str = "contour"
    key: str = ""

    def key_lines(self) -> list[Key]:
        """Lines of the key."""
        return [Key(self.key, self.kind)] if self.key else []


@dataclass(frozen=True, slots=True)
class Spots:
    """Sites and assets with their names."""

    spots: Sequence[Spot]
    words: Mapping[str, str] = field(default_factory=dict)  # of the key, by kind
    named: bool = True
    size: float = 1.0

    def key_lines(self) -> list[Key]:
        """Lines of the key."""
        return [
            Key(text, kind)
            for kind, text in self.words.items()
            if any(spot.kind == kind for spot in self.spots)
        ]


@dataclass(frozen=True, slots=True)
class Names:
    """Names of countries or seas, each with the places [deg] where it may stand, the best first."""

    kind: str
    places: Mapping[str, Sequence[tuple[float, float]]]


Layer = Relief | Painted | Graticule | Lines | Rings | Zones | Routes | Contours | Spots | Names


def keys_of(layers: Iterable[Layer]) -> list[Key]:
    """The key of what is drawn."""
    told = (layer for layer in layers if isinstance(layer, Rings | Zones | Routes | Contours | Spots))
    return [key for layer in told for key in layer.key_lines()]


def border_layers() -> list[Layer]:
    """Coasts and frontiers."""
    known = borders()
    return [Lines("coast", known.coast), Lines("frontier", known.frontiers)]


def standing(spots: Iterable[Spot]) -> list[Spot]:
    """What is drawn of several at one place: a battery before its radars, these before an asset."""
    places: dict[tuple[float, float], Spot] = {}
    for spot in sorted(spots, key=lambda s: KINDS.index(s.kind)):
        places.setdefault((round(spot.latitude_deg, 3), round(spot.longitude_deg, 3)), spot)
    return list(places.values())
