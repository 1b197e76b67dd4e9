"""Names of sites, rings and countries on a map, each where it covers least."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby, product
from typing import NamedTuple

import numpy as np

from openiads.ground.units import DEG
from openiads.report.maps.labels import Box, Places, rows, shared, turned_boxes
from openiads.report.maps.map_canvas import Canvas, Disc, Placed
from openiads.report.maps.map_layers import Names, Spot
from openiads.report.maps.section import Floats

MOST_ORDERS = 16
APART = 12.0
"""A name further from its mark than this gets a line to it."""
MISTAKEN = 150.0
"""How bad a name is that stands as near to the mark of another: as much as if it covered part of a name."""
NEARLY = 4.0
HARDLY = 60.0
"""Cost of a place that covers no more than paths."""
LOST = 0.02
"""Of the cost of a place, against what makes names hard to read."""


def name_spots(canvas: Canvas, drawn: Sequence[Placed]) -> None:
    """Names beside marks; one that stands apart gets a line to its mark.

    Who is named first has the choice, so several orders are tried and the clearest is drawn.
    """
    ranked = sorted(drawn, key=lambda placed: not canvas.is_led(placed[0]))
    for _, several in groupby(ranked, key=lambda placed: canvas.is_led(placed[0])):
        _name_spots(canvas, list(several))


def _name_spots(canvas: Canvas, drawn: Sequence[Placed]) -> None:
    free = canvas.places
    tried: list[tuple[float, int, Places, list[Placed], list[Box]]] = []
    for first, way in product(range(min(len(drawn), MOST_ORDERS)), (1, -1)):
        order = [*drawn[first:], *drawn[:first]][::way]
        canvas.places = free.copy()
        boxes, cost = [], 0.0
        for placed in order:
            spot, x, y = placed
            mistaken = None if canvas.is_led(spot) else partial(_mistaken, canvas, placed)
            box, bad = canvas.places.put_at_cost(x, y, *canvas.tag_size(spot), canvas.away(spot), mistaken)
            _keep_line_clear(canvas, placed, box)
            boxes.append(box)
            cost += bad
        tried.append((_unclear(order, boxes) + LOST * cost, len(tried), canvas.places, order, boxes))
    if tried:
        _, _, canvas.places, order, boxes = min(tried, key=lambda t: t[:2])
        for (spot, x, y), box in zip(order, boxes, strict=True):
            canvas.tag(spot, x, y, box)


def is_apart(canvas: Canvas, spot: Spot, box: Box, x: float, y: float) -> bool:
    """Whether a name stands so far from its mark that it gets a line to it."""
    near_x, near_y = nearest(box, x, y)
    return math.hypot(near_x - x, near_y - y) > canvas.reach(spot) + APART


def _mistaken(canvas: Canvas, placed: Placed, boxes: list[Box]) -> Floats:
    """How bad it is that boxes stand about as near to other marks, or that lines to them cross these."""
    spot, x, y = placed
    others = [each for each in canvas.placed if each[1:] != placed[1:] and not canvas.is_led(each[0])]
    if not others:
        return np.zeros(len(boxes))
    marks = np.array([(u, v) for _, u, v in others])
    reaches = np.array([canvas.reach(other) for other, _, _ in others])
    low = np.array([(box.x, box.y) for box in boxes])
    high = low + np.array([(box.width, box.height) for box in boxes])

    def away(points: Floats) -> Floats:
        """Distances of points (n, 2) from boxes (boxes, n)."""
        gaps = np.maximum(low[:, None] - points, points - high[:, None])
        return np.asarray(np.hypot(*np.moveaxis(np.maximum(gaps, 0.0), -1, 0)))

    here = np.array([x, y])
    own = away(here[None])[:, 0] - canvas.reach(spot)
    line = np.clip(here, low, high) - here
    along = np.clip(line @ (marks - here).T / np.maximum((line**2).sum(axis=1), 1e-9)[:, None], 0.0, 1.0)
    aside = marks - here - along[:, :, None] * line[:, None]
    crossed = (np.hypot(*np.moveaxis(aside, -1, 0)) < reaches).any(axis=1) & (own > 0.0)
    nearer = own + NEARLY - (away(marks) - reaches).min(axis=1)
    share = np.clip(nearer / (5.0 * NEARLY), 0.0, 1.0) + (crossed & ~_covers(marks, here, reaches))
    return np.asarray(MISTAKEN * share)


def _covers(marks: Floats, here: Floats, reaches: Floats) -> bool:
    """Whether a mark stands within another, so that its line cannot but cross that."""
    return bool((np.hypot(*(marks - here).T) < reaches).any())


def nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    """Place of a box that is nearest to a point."""
    return min(max(x, box.x), box.x + box.width), min(max(y, box.y), box.y + box.height)


def _keep_line_clear(canvas: Canvas, placed: Placed, box: Box) -> None:
    spot, x, y = placed
    if not is_apart(canvas, spot, box, x, y):
        return
    near_x, near_y = nearest(box, x, y)
    for along in np.linspace(0.0, 1.0, 12).tolist():
        across, down = x + along * (near_x - x), y + along * (near_y - y)
        canvas.places.take(Box(across - 2.0, down - 2.0, 4.0, 4.0))


def _unclear(order: Sequence[Placed], boxes: Sequence[Box]) -> float:
    """How hard the names are to read: those that cover one another, far ones, lines over names."""
    ends = [nearest(box, x, y) for (_, x, y), box in zip(order, boxes, strict=True)]
    bad = 0.0
    for (spot, x, y), (near_x, near_y) in zip(order, ends, strict=True):
        bad += (0.8 if spot.kind == "battery" else 0.2) * math.hypot(near_x - x, near_y - y)
    names, marks = rows(boxes), np.array([(x, y) for _, x, y in order])
    steps = np.linspace(0.0, 1.0, 9)[:, None, None]
    line = marks + steps * (np.array(ends) - marks)
    dots = np.concatenate([line, np.ones_like(line)], axis=2).reshape(-1, 4)
    crossed = shared(dots, names).reshape(len(steps), len(boxes), len(boxes)).sum(axis=0)
    others = ~np.eye(len(boxes), dtype=bool)
    return bad + float((0.2 * shared(names, names) + 1.6 * crossed)[others].sum())


def name_rings(canvas: Canvas) -> None:
    """Labels of the rings that were drawn, along their lines; one for all that are labelled alike."""
    labels = dict.fromkeys((kind, label) for kind, label, _ in canvas.rings if label)
    for kind, label in sorted(labels, key=lambda each: each[0] != "ring"):
        _name_ring(canvas, kind, label)


class Way(NamedTuple):
    """One way to write a label along a ring."""

    x: float
    y: float
    slant_deg: float
    boxes: list[Box]
    cost: float  # of what does not depend on other names and rings


def _name_ring(canvas: Canvas, kind: str, label: str) -> None:
    """Ranges are what a map is about, so theirs is written in any case; a zone's only where there is room."""
    wide, tall = canvas.width_of(kind, label), canvas.type_height
    ways: list[Way] = []
    crowded = [np.zeros(0)]
    for number, (*told, disc) in enumerate(canvas.rings):
        if told == [kind, label]:
            found = list(_ways(canvas, disc, wide, tall))
            ways += found
            crowded.append(_crowded(canvas, number, found, tall))
    if not ways:
        return
    boxes = [box for way in ways for box in way.boxes]
    covered = canvas.places.costs(boxes).reshape(len(ways), -1).sum(axis=1)
    costs = covered + np.concatenate(crowded) + np.array([way.cost for way in ways])
    if kind != "ring":
        costs[covered > HARDLY] = math.inf
    best = int(np.argmin(costs))
    if math.isfinite(costs[best]):
        x, y, slant_deg, taken, _ = ways[best]
        for box in taken:
            canvas.places.take(box)
        canvas.words(kind, x, y, label, slant_deg)


def _ways(canvas: Canvas, disc: Disc, wide: float, tall: float) -> Iterator[Way]:
    """Upright type reads best, outside of the ring and at its top, where a reader looks."""
    for turn, side in product(range(0, 360, 5), (1.0, -1.0)):
        x, y, slant_deg = _beside(disc, turn, side, tall)
        if not canvas.holds(x, y):
            continue
        boxes = turned_boxes(x, y, wide, tall, slant_deg)
        if all(_inside(canvas, box) for box in boxes):
            aside = (0.0 if turn < 90 or turn > 270 else 30.0) + (0.0 if side > 0.0 else 40.0)
            yield Way(x, y, slant_deg, boxes, 2.0 * abs(slant_deg) + aside)


def _crowded(canvas: Canvas, number: int, ways: Sequence[Way], tall: float) -> Floats:
    """(ways,) how bad it is that labels of a ring lie on the lines of others, or within them."""
    others = [disc for n, (_, _, disc) in enumerate(canvas.rings) if n != number]
    if not (others and ways):
        return np.zeros(len(ways))
    x, y, radius = np.array(others).T
    middles = np.array([[box.middle for box in way.boxes] for way in ways])
    beyond = np.hypot(middles[:, :, :1] - x, middles[:, :, 1:] - y) - radius
    on_lines, within = (np.abs(beyond) < tall).any(axis=(1, 2)), (beyond < 0.0).any(axis=(1, 2))
    return np.asarray(150.0 * on_lines + 80.0 * within)


def _beside(disc: Disc, turn: int, side: float, tall: float) -> tuple[float, float, float]:
    """A place outside of a ring (side 1) or inside (-1), degrees clockwise from its top, and its slant."""
    x, y, radius = disc
    away = radius + 0.8 * side * tall
    upright = -turn if math.cos(turn * DEG) > 0.0 else 180.0 - turn
    slant_deg = (upright + 180.0) % 360.0 - 180.0
    return x + away * math.sin(turn * DEG), y - away * math.cos(turn * DEG), slant_deg


def _inside(canvas: Canvas, box: Box) -> bool:
    return canvas.holds(box.x, box.y, 2.0) and canvas.holds(box.x + box.width, box.y + box.height, 2.0)


def name_countries(canvas: Canvas, layer: Names) -> None:
    """Names of countries or seas, where there is room; every other name comes before them."""
    tall = canvas.type_height + 5.0
    for name, spots in layer.places.items():
        wide = canvas.width_of(layer.kind, name)
        boxes = []
        for spot in spots:
            x, y = canvas.point(*spot)
            box = Box(x - 0.5 * wide, y - 0.5 * tall, wide, tall)
            if canvas.places.holds(box) and canvas.places.is_free(box):
                boxes.append(box)
        if boxes:
            box = min(boxes, key=canvas.places.cost)
            canvas.places.take(box)
            canvas.words(layer.kind, *box.middle, name)
