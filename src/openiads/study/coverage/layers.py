"""The maps of a study one by one, each with what a picture or a file of it must say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.study.coverage.answer import Answer
from openiads.study.coverage.band_maps import band_maps
from openiads.terrain.maps.grid import Grid

HEIGHTS = ("lowest-height", "lowest-altitude", "second-height")
CHANCES = ("detection", "detection-all-scans")
BAND = "detection-band"
KINDS = (*HEIGHTS, "which-radar", "seen", *CHANCES, "engageable", BAND)


Made = Iterator[tuple[str, npt.NDArray[Any], float | None]]
"""Titles, values and the height above ground that they belong to, if to one [m]."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One map: plain numbers on the cells of `grid`."""

    kind: str  # one of KINDS
    surface: str
    title: str
    values: npt.NDArray[Any]  # (rows, columns)
    grid: Grid
    altitude: float | None = None  # above the ground, if it belongs to one [m]


def layers_of(answer: Answer, kind: str, surface: str) -> Iterator[Layer]:
    """Every map of one kind and surface; those of a kind are of one type of number."""
    makers: dict[str, Callable[[Answer, str, str], Made]] = {
        **dict.fromkeys((*HEIGHTS, "which-radar"), _of_all), BAND: _bands,
    }  # fmt: skip
    made = makers.get(kind, _by_altitude)
    for title, values, altitude in made(answer, kind, surface):
        yield Layer(kind, surface, title, values, answer.window.grid, altitude)


def _of_all(answer: Answer, kind: str, surface: str) -> Made:
    maps = answer.maps[surface]
    if kind == "lowest-altitude":
        ground = answer.grounds[surface].heights
        yield "lowest altitude above the sea that one radar sees [m]", maps.lowest + ground, None
    elif kind == "lowest-height":
        yield "lowest height above ground that one radar sees [m]", maps.lowest, None
    elif kind == "second-height":
        yield "lowest height above ground that two radars see [m]", maps.second, None
    else:
        radars = ", ".join(f"{s} {site.name}" for s, site in enumerate(answer.plan.radars))
        yield f"radar that sees lowest: {radars}", maps.which, None


def _by_altitude(answer: Answer, kind: str, surface: str) -> Made:
    maps = answer.maps[surface]
    for a, altitude in enumerate(answer.question.altitudes):
        where = f"{altitude:g} m above ground"
        if kind == "seen":
            yield f"radars that see, {where}", maps.seen[a], altitude
        elif kind == "engageable":
            bits = ", ".join(f"bit {t} {entry.slug}" for t, entry in enumerate(answer.plan.rounds))
            yield f"rounds that get there, {where}: {bits or 'none'}", maps.reached[a], altitude
        elif kind == "detection":
            yield f"chance that one look detects, {where}", maps.single[a], altitude
        else:
            told = f"chance that radars detect in {answer.question.scans} scans, {where}"
            yield told, np.float32(1.0) - maps.missed[a], altitude


def _bands(answer: Answer, kind: str, surface: str) -> Made:
    bands = band_maps(answer, surface)
    for k, level in enumerate(bands.levels):
        looks = "one look detects" if level.scans == 1 else f"{level.scans} scans of one radar detect"
        for end, values in (("lowest", bands.lowest), ("highest", bands.highest)):
            title = f"{end} height above ground where {looks} with a chance of {level.chance:g} [m]"
            yield title, values[k], None
