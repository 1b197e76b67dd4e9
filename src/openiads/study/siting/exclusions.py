"""Ground that is kept free: belts along borders and coasts, and polygons."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange, UnknownName
from openiads.ground.units import DEG, KM
from openiads.terrain.maps.named_lines import inside_ring, lines_of

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
WIDEST = 1_000.0 * KM
SEA, OFF_MAP, SLOPE = NATURAL = ("sea", "off the map", "slope")
"""Why nobody stands somewhere, whatever is kept free."""


@dataclass(frozen=True, slots=True)
class Belt:
    """All that lies nearer to a named border or coast than so much."""

    line: str
    width: float  # [m]

    @property
    def name(self) -> str:
        """As it is told."""
        return f"{self.width / KM:g} km along {self.line}"


@dataclass(frozen=True, eq=False)
class Polygon:
    """What lies inside any of some parts; a hole of a part is a ring inside its first."""

    name: str
    parts: tuple[tuple[Floats, ...], ...]  # rings of each, (corners, 2): latitude, longitude [rad]

    def holds(self, latitude: Floats, longitude: Floats) -> Flags:
        """Whether points (n,) [rad] lie inside."""
        inside = [
            np.logical_xor.reduce([inside_ring(latitude, longitude, ring) for ring in part])
            for part in self.parts
        ]
        return np.asarray(np.logical_or.reduce(inside))


def belts_of(country: str, widths: Mapping[str, float]) -> list[Belt]:
    """Belts along lines of a country, by name and width [m]."""
    told = []
    for line, width in widths.items():
        require_line(country, line, "belt")
        if not 0.0 <= width <= WIDEST:
            raise OutOfRange(
                f"belt {line}: is {width / KM:g} km wide; 0 to {WIDEST / KM:g} km are allowed; "
                f"write it like {line}=50"
            )
        told.append(Belt(line, width))
    return told


def require_line(country: str, line: str, where: str) -> None:
    """Refuse what is no border or coast of a country; `where` says in which option it was named."""
    known = lines_of(country)
    if line not in known:
        raise UnknownName(f"border or coast of {country}", line, known, where)


def polygons_in(path: Path) -> list[Polygon]:
    """Polygons of a GeoJSON file (RFC 7946), named by their property `name`, each by a name of its own."""
    try:
        document = json.loads(path.read_text("utf-8"))
        found = [
            Polygon(_name(feature, number), tuple(_parts(feature)))
            for number, feature in enumerate(_features(document))
        ]
    except OSError as error:
        raise OutOfRange(f"exclude: {path}: {error.strerror}; name a GeoJSON file") from error
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise OutOfRange(
            f"exclude: {path}: is no GeoJSON of polygons ({error}); a Polygon, a MultiPolygon or a "
            "collection of them with [longitude, latitude] in degrees is allowed; geojson.io draws one"
        ) from error
    if not found:
        raise OutOfRange(f"exclude: {path}: holds no polygon; one or more are needed; leave --exclude out")
    return _apart(found)


def _apart(found: Sequence[Polygon]) -> list[Polygon]:
    """Polygons of which no two have one name, for by it is told why a place is left out."""
    taken = Counter([*(one.name for one in found), *NATURAL])
    return [
        replace(one, name=f"{one.name} ({number + 1})") if taken[one.name] > 1 else one
        for number, one in enumerate(found)
    ]


def _features(document: Any) -> Iterator[Mapping[str, Any]]:
    if document["type"] == "FeatureCollection":
        yield from document["features"]
    elif document["type"] == "Feature":
        yield document
    else:
        yield {"geometry": document}


def _name(feature: Mapping[str, Any], number: int) -> str:
    return str((feature.get("properties") or {}).get("name") or f"polygon {number + 1}")


def _parts(feature: Mapping[str, Any]) -> Iterator[tuple[Floats, ...]]:
    geometry = feature["geometry"]
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"a geometry is a {geometry['type']}")
    parts: Sequence[Any] = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    for part in parts:
        yield tuple(_ring(ring) for ring in part)


def _ring(ring: Any) -> Floats:
    corners = np.array([corner[:2] for corner in ring], dtype=np.float64)
    if len(corners) < 3 or not np.isfinite(corners).all():
        raise ValueError("a ring has fewer than three corners, or a corner is no number")
    if np.abs(corners[:, 1]).max() > 90.0:
        raise ValueError("a latitude is beyond 90; longitude comes first")
    turned: Floats = corners[:, ::-1] * DEG
    return turned
