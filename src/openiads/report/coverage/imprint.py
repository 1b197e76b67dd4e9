"""The line on a map that says what it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from openiads.report.ink.svg import joined
from openiads.study.coverage.ground import CELL_WORDS
from openiads.terrain.maps.borders import borders

SURFACES = CELL_WORDS | {"band": "mean and highest height as a band"}
STANDARD_REFRACTION = 4.0 / 3.0


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a map rests on; it is printed on the map itself."""

    scenario: str  # none, if the map is of a single antenna
    version: str
    terrain: str
    cell_m: float
    surface: Literal["mean", "max", "band"]
    refraction: float | str  # effective over true Earth radius, or the model's name
    source: str  # of the terrain, with its credit
    radars: tuple[str, ...] = ()
    rcs_m2: float | None = None
    notes: tuple[str, ...] = ()
    ground: str = ""  # what a cell stands for, if it is none of the usual


def imprint_text(imprint: Imprint) -> str:
    """The imprint as running text."""
    given = imprint.refraction
    if isinstance(given, str):
        bent = given
    else:
        share = "4/3" if math.isclose(given, STANDARD_REFRACTION, rel_tol=1e-3) else f"{given:g}"
        bent = f"effective Earth radius {share} of the true one"
    parts = [
        f"Terrain {imprint.terrain}, cells of {imprint.cell_m:,.0f} m, "
        f"{imprint.ground or SURFACES[imprint.surface]}; "
        f"{imprint.source.rstrip('.')}.",
        f"Refraction: {bent}.",
    ]
    if imprint.radars:
        parts.append(f"Radars: {joined(imprint.radars)}.")
    if imprint.rcs_m2 is not None:
        parts.append(f"Target: {imprint.rcs_m2:g} m² radar cross-section.")
    parts += [note.rstrip(".") + "." for note in imprint.notes]
    parts.append(f"Coasts and borders: {borders().credit.rstrip('.')}. Stereographic projection.")
    scenario = f"Scenario {imprint.scenario}, " if imprint.scenario else ""
    parts.append(f"{scenario}openiads {imprint.version}.")
    return " ".join(parts)
