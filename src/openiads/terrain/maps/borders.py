"""Coasts and country borders, to draw under results and to measure from: good to a kilometre or two.

The lines are Natural Earth's, which draws borders as they are held on the ground; they take no side.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Borders:
    """Lines between 15 and 56 E, 26 and 51 N; each line is (points, 2): latitude, longitude [rad]."""

    coast: tuple[Floats, ...]
    coast_of: tuple[tuple[str, ...], ...]  # the country of each
    frontiers: tuple[Floats, ...]
    frontiers_of: tuple[tuple[str, ...], ...]  # the two countries of each
    credit: str


def borders_document() -> dict[str, Any]:
    """The file as it is, for a viewer: `coast_deg`, `frontiers_deg`, lines of [longitude, latitude]."""
    text = resources.files("openiads.terrain").joinpath("data", "borders.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


@cache
def borders() -> Borders:
    """Coasts and borders of the default theatre and its surroundings."""
    document = borders_document()
    return Borders(
        _lines(document["coast_deg"]),
        tuple(map(tuple, document["coast_of"])),
        _lines(document["frontiers_deg"]),
        tuple(map(tuple, document["frontiers_of"])),
        document["credit"],
    )


def _lines(document: list[list[list[float]]]) -> tuple[Floats, ...]:
    return tuple(np.radians(np.array(line)[:, ::-1]) for line in document)
