"""What is unknown about whom a battery covers: its figures, how people are spread, and the ground."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from openiads.catalogue.entries import Entry
from openiads.catalogue.load_catalogue import PACKAGED, Place
from openiads.study.claims.computed import ComputedBox, box_of, figures_with_boxes, unknown
from openiads.study.claims.intercept_distance import BOOK_FIGURES, RADAR_FIGURES, ROUND_FIGURES
from openiads.study.design.coordinates import Part

SYSTEM, THREAT = "s-400", "fighter"
SURFACES = ("mean", "max")
SPREAD = "people: 0 all in their province's capital, 1 evenly over it"
SURFACE = "ground: 0 mean height of a cell, 1 the highest of it and its neighbours"


def entries() -> tuple[Entry, ...]:
    """Of the catalogue, that cover rests on."""
    of = PACKAGED.system(SYSTEM)
    rounds = [PACKAGED.round_of(slug) for slug in of.rounds]
    return of, PACKAGED.radar(of.engagement_radar), *rounds, PACKAGED.flight, PACKAGED.threat(THREAT)


@lru_cache(maxsize=1)
def box_over(points: int) -> ComputedBox:
    """Every figure that cover uses, how people are spread, and which ground a cell stands for."""
    of = PACKAGED.system(SYSTEM)
    wanted: dict[Place, Sequence[str]] = {("radar", of.engagement_radar): RADAR_FIGURES}
    wanted |= {("round", slug): ROUND_FIGURES for slug in of.rounds}
    wanted |= {("flight", "flight"): BOOK_FIGURES, ("threat", THREAT): ("rcs",)}
    parts: list[Part] = figures_with_boxes(wanted)
    beside = [unknown(SPREAD, 0.0, 0.5, 1.0), unknown(SURFACE, 0.0, 0.0, 1.0, whole=True)]
    return box_of([*parts, *beside], points)
