"""Names of rings and sites on a map, each where it covers least."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np

from openiads.ground.units import DEG
from openiads.report.ink.page import INK, width_mm_of
from openiads.report.maps.labels import Box, Places, turned_boxes
from openiads.report.maps.map_layers import TEXT_MM, Canvas, Disc, Placed, Ring, Spot

MOST_ORDERS = 16
LEADER_MM = 2.4
"""A name further from its marker than this gets a line to it."""


def name_rings(canvas: Canvas, rings: Sequence[Ring]) -> None:
    """Labels of the rings that were drawn, along their lines."""
    discs = canvas.rings
    for number, (ring, disc) in enumerate(zip(rings, discs, strict=True)):
        if ring.label:
            _name_ring(canvas, ring.label, disc, discs[:number] + discs[number + 1 :])


def _name_ring(canvas: Canvas, label: str, disc: Disc, others: list[Disc]) -> None:
    wide = width_mm_of(label)
    found: list[tuple[float, float, float, float, list[Box]]] = []
    for turn, side in product(range(0, 360, 5), (1.0, -1.0)):
        x, y, slant_deg = _beside(disc, turn, side)
        boxes = turned_boxes(x, y, wide, TEXT_MM, slant_deg)
        if not all(_inside(canvas, box) for box in boxes):
            continue
        middles = [box.middle for box in boxes]
        beyond = [math.hypot(u - a, v - b) - r for a, b, r in others for u, v in middles]
        # Upright type reads best, outside of the ring and at its top, where a reader looks.
        cost = sum(map(canvas.cost, boxes)) + 2.0 * abs(slant_deg)
        cost += 150.0 * any(abs(d) < TEXT_MM for d in beyond) + 80.0 * any(d < 0.0 for d in beyond)
        cost += (0.0 if turn < 90 or turn > 270 else 30.0) + (0.0 if side > 0.0 else 40.0)
        found.append((cost, x, y, slant_deg, boxes))
    if found:
        _, x, y, slant_deg, boxes = min(found, key=lambda f: f[0])
        for box in boxes:
            canvas.take(box)
        canvas.haloed(x, y, label, rotation=slant_deg, ha="center", va="center", rotation_mode="anchor")


def _beside(disc: Disc, turn: int, side: float) -> tuple[float, float, float]:
    """A place outside of a ring (side 1) or inside (-1), degrees clockwise from its top, and its slant."""
    x, y, radius = disc
    away = radius + 0.8 * side * TEXT_MM
    upright = -turn if math.cos(turn * DEG) > 0.0 else 180.0 - turn
    slant_deg = (upright + 180.0) % 360.0 - 180.0
    return x + away * math.sin(turn * DEG), y - away * math.cos(turn * DEG), slant_deg


def _inside(canvas: Canvas, box: Box) -> bool:
    return canvas.holds(box.x, box.y, 0.4) and canvas.holds(box.x + box.width, box.y + box.height, 0.4)


def name_spots(canvas: Canvas, drawn: Sequence[Placed]) -> None:
    """Names beside markers; one that stands apart gets a line to its marker.

    Who is named first has the choice, so several orders are tried and the clearest is drawn.
    """
    free = canvas.places
    tried: list[tuple[float, int, Places, list[Placed], list[Box]]] = []
    for first, way in product(range(min(len(drawn), MOST_ORDERS)), (1, -1)):
        order = [*drawn[first:], *drawn[:first]][::way]
        canvas.places = free.copy()
        boxes = [canvas.put(x, y, _name_width_mm(spot), TEXT_MM + 0.3) for spot, x, y in order]
        tried.append((_unclear(order, boxes), len(tried), canvas.places, order, boxes))
    if tried:
        _, _, canvas.places, order, boxes = min(tried, key=lambda t: t[:2])
        for (spot, x, y), box in zip(order, boxes, strict=True):
            _draw_name(canvas, spot, x, y, box)


def _name_width_mm(spot: Spot) -> float:
    return width_mm_of(spot.name, weight=_weight(spot)) + 0.6


def _weight(spot: Spot) -> str:
    return "bold" if spot.kind == "battery" else "normal"


def _unclear(order: Sequence[Placed], boxes: Sequence[Box]) -> float:
    """How hard the names are to read: those that cover one another, far ones, lines over names."""
    bad = 0.0
    for number, ((spot, x, y), box) in enumerate(zip(order, boxes, strict=True)):
        near_x, near_y = _nearest(box, x, y)
        bad += (4.0 if spot.kind == "battery" else 1.0) * math.hypot(near_x - x, near_y - y)
        steps = np.linspace(0.0, 1.0, 9)
        line = [Box(x + t * (near_x - x), y + t * (near_y - y), 0.2, 0.2) for t in steps]
        for other in (*boxes[:number], *boxes[number + 1 :]):
            bad += 5.0 * box.overlap(other) + 40.0 * sum(dot.overlap(other) for dot in line)
    return bad


def _nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    return min(max(x, box.x), box.x + box.width), min(max(y, box.y), box.y + box.height)


def _draw_name(canvas: Canvas, spot: Spot, x: float, y: float, box: Box) -> None:
    near_x, near_y = _nearest(box, x, y)
    if math.hypot(near_x - x, near_y - y) > LEADER_MM:
        canvas.axes.plot([x, near_x], [y, near_y], color="white", linewidth=1.2, zorder=28, alpha=0.8)
        canvas.axes.plot([x, near_x], [y, near_y], color=INK, linewidth=0.4, zorder=29)
    canvas.haloed(*box.middle, spot.name, ha="center", va="center_baseline", fontweight=_weight(spot))
