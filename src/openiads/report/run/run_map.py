"""The map: ground, borders, what is defended, who defends it, and every path of one replicate."""

from __future__ import annotations

import base64
import math
from pathlib import Path

import numpy as np

from openiads.ground.units import DEG, KM
from openiads.report.ink import style
from openiads.report.ink.svg import bar, figure, hint, line, path, tag, width_of, words
from openiads.report.maps.chart import Floats, Point, Sheet, sheet_around, simplified
from openiads.report.maps.furniture import (
    SMALL,
    SYMBOL,
    SYMBOL_RATIO,
    SYMBOL_WIDTH,
    TYPE,
    countries,
    credit,
    cross,
    graticule,
    legend,
    scale_bar,
    text_in,
)
from openiads.report.maps.labels import NEAR_FIRST, Box, Places
from openiads.report.maps.relief import relief
from openiads.report.run.readings import Flown, Readings, read
from openiads.scenario.load import load
from openiads.scenario.plan import BatterySite, Plan, plan_of
from openiads.study import folder as run_folder
from openiads.terrain.borders import borders
from openiads.terrain.grid import Grid
from openiads.terrain.sources import open_terrain

WIDTH = 1200.0
"""Width of the drawing; everything on it is in the same measure."""
PIXELS, FINE_PIXELS = 1000, 1600
"""Columns of the picture of the ground, on the page and alone."""
STRAY = 0.25
"""Paths are drawn with fewer points than were kept, but nowhere further off than this."""
EVERYWHERE_DEG = np.array([-60.0, 75.0]), np.array([-179.0, 179.0])
"""Latitudes and longitudes of a map of a scenario in which nothing stands and nothing flies."""
BUSY_CELL, BUSY = 16.0, 0.01
"""Names avoid places of this size where paths run, but only lightly."""
PATHS = ("neutral", "friend", "withdrawn", "unresolved", "released", "killed", "leaked")
"""Kinds of path, the one that matters most drawn last."""
ENDS = ("released", "killed", "leaked")
"""Kinds whose end is marked."""


def draw(plan: Plan, readings: Readings, grid: Grid, pixels: int = PIXELS) -> str:
    """The map as SVG; the picture of the ground has so many columns."""
    sheet = section(plan, readings.flown)
    places = Places(sheet.width, sheet.height)
    kinds = [kind for kind in PATHS if any(kind_of(flown) == kind for flown in readings.flown)]
    _keep_clear(plan, sheet, places, readings.flown)
    rings = [_ring(plan, battery, sheet) for battery in _armed(plan)]
    there = {
        "asset": plan.assets,
        "battery": plan.batteries,
        "ring": [ring for ring in rings if _crosses(ring, sheet)],
    }
    keys = [*kinds, *(key for key in there if there[key])]
    furniture = [SYMBOL, scale_bar(sheet, places), legend(places, keys), credit(grid, sheet, places)]
    grid_lines = graticule(sheet, places)
    # What matters most is placed first; each name keeps clear of those before it.
    batteries = _batteries(plan, sheet, places)
    assets = _assets(plan, sheet, places)
    ring_names = _ring_names(plan, rings, sheet, places)
    ground, has_unknown = _ground(grid, sheet, pixels)
    layers = [
        ground,
        grid_lines,
        _borders(sheet),
        countries(sheet, places),
        _rings(plan, rings),
        *(_paths(sheet, readings.flown, kind) for kind in kinds),
        _ends(sheet, readings.flown),
        ring_names,
        assets,
        batteries,
        *furniture,
        bar(0.5, 0.5, sheet.width - 1.0, sheet.height - 1.0, "frame"),
    ]
    return figure(sheet.width, sheet.height, told(plan, readings, grid, has_unknown), *layers, class_="map")


def told(plan: Plan, readings: Readings, grid: Grid, has_unknown: bool) -> str:
    """The map in words."""
    raiders = [flown for flown in readings.flown if flown.side == "hostile"]
    leaked = sum(flown.fate == "leaked" for flown in raiders)
    missing = "; grey ground is off the map" if has_unknown else ""
    return (
        f"Map of replicate {readings.replicate}: {len(plan.batteries)} batteries, {len(plan.assets)} assets, "
        f"paths of {len(raiders)} raiders, of which {leaked} arrived; terrain {grid.name}{missing}"
    )


def source_line(grid: Grid) -> str:
    """Where the ground and the lines of the map are from."""
    cell = f"cells of {grid.cell:.0f} m, {grid.surface} height" if grid.heights.size > 1 else "no relief"
    return f"Terrain: {grid.name}, {cell} ({grid.source}). Coasts and borders: {borders().credit}."


def save_map(folder: Path, file: Path) -> Path:
    """Write the map of a run folder as an SVG file that stands alone, in its colours by day."""
    plan = plan_of(load(folder / run_folder.SCENARIO))
    grid = open_terrain(plan.rules.terrain, plan.rules.surface)
    drawing = draw(plan, read(folder, plan), grid, FINE_PIXELS)
    file.parent.mkdir(parents=True, exist_ok=True)
    run_folder.write_text(file, drawing.replace(">", f"><style>{style.map_style()}</style>", 1))
    return file


def kind_of(flown: Flown) -> str:
    """How a path is drawn: by the fate of a raider, by the side of all others."""
    return flown.fate if flown.side == "hostile" else flown.side


def section(plan: Plan, flown: list[Flown]) -> Sheet:
    """The part of the Earth to draw: sites, assets, and raiders' paths; for want of them all that flew."""
    spots = [
        *(b.site for b in plan.batteries),
        *(a.site for a in plan.assets),
        *(r.site for r in plan.radars),
    ]
    raiders = [f for f in flown if f.side == "hostile"]
    shown = raiders if spots or raiders else flown
    sites = np.array(spots).reshape(-1, 2) / DEG
    latitudes = np.concatenate([sites[:, 0], *(f.latitudes_deg for f in shown)])
    longitudes = np.concatenate([sites[:, 1], *(f.longitudes_deg for f in shown)])
    if not latitudes.size:
        latitudes, longitudes = EVERYWHERE_DEG
    return sheet_around(latitudes, longitudes, WIDTH)


def _ground(grid: Grid, sheet: Sheet, pixels: int) -> tuple[str, bool]:
    sea = bar(0, 0, sheet.width, sheet.height, "sea")
    if grid.heights.size == 1:
        return bar(0, 0, sheet.width, sheet.height, "land"), False
    found = relief(grid, *sheet.pixels(pixels))
    data = base64.b64encode(found.png).decode("ascii")
    size = {"width": sheet.width, "height": sheet.height, "preserveAspectRatio": "none"}
    image = tag("image", x=0, y=0, **size, href=f"data:image/png;base64,{data}", class_="relief")
    return sea + image, found.has_unknown


def _borders(sheet: Sheet) -> str:
    lines = borders()
    parts = [
        tag("path", d="".join(path(points) for points in sheet.lines(group)), class_=kind)
        for kind, group in (("coast", lines.coast), ("frontier", lines.frontiers))
    ]
    return "".join(parts)


def _armed(plan: Plan) -> list[BatterySite]:
    """Batteries that have a range: those with a round."""
    return [battery for battery in plan.batteries if any(battery.loadout.values())]


def _ring(plan: Plan, battery: BatterySite, sheet: Sheet) -> Floats:
    """Places of the circle of a battery's longest range."""
    _, reach = _longest(plan, battery)
    return sheet.circle(*battery.site, reach)


def _crosses(ring: Floats, sheet: Sheet) -> bool:
    """Whether something of a circle is on the sheet."""
    x, y = ring.T
    return bool(np.any((x > 0.0) & (x < sheet.width) & (y > 0.0) & (y < sheet.height)))


def _rings(plan: Plan, rings: list[Floats]) -> str:
    """The range that brochures print, as a circle; what the ground leaves of it is the question."""
    parts = []
    for battery, ring in zip(_armed(plan), rings, strict=True):
        told_ring = hint(f"{battery.name}: {_range_words(plan, battery)}")
        parts.append(tag("path", told_ring, d=path(ring, closed=True), class_="ring"))
    return "".join(parts)


def _range_words(plan: Plan, battery: BatterySite) -> str:
    slug, reach = _longest(plan, battery)
    return f"{reach / KM:.0f} km, {slug}"


def _ring_names(plan: Plan, rings: list[Floats], sheet: Sheet, places: Places) -> str:
    """One name for all circles of one range."""
    alike: dict[str, list[Point]] = {}
    for battery, ring in zip(_armed(plan), rings, strict=True):
        spot = _clear_spot(ring, sheet)
        if spot is not None:
            alike.setdefault(_range_words(plan, battery), []).append(spot)
    parts = []
    for text, spots in alike.items():
        # The outermost, where there are fewest other lines.
        x, y = min(spots, key=lambda spot: spot[1] + 0.3 * spot[0])
        box = places.put_text(x, y, text, SMALL, (3.0, 10.0))
        parts.append(text_in(box, text, "ringlabel"))
    return "".join(parts)


def _longest(plan: Plan, battery: BatterySite) -> tuple[str, float]:
    carried = [r for r in plan.rounds if battery.loadout.get(r.slug, 0) > 0]
    best = max(carried, key=lambda r: r.maximum_range)
    return best.slug, best.maximum_range


def _clear_spot(ring: Floats, sheet: Sheet) -> Point | None:
    """A place on the ring well inside the sheet, as far to the upper left as there is."""
    margin = 60.0
    within = [
        (x, y)
        for x, y in ring.tolist()
        if margin < x < sheet.width - margin and margin < y < sheet.height - margin
    ]
    return min(within, key=lambda spot: spot[1] + 0.3 * spot[0], default=None)


def _paths(sheet: Sheet, flown: list[Flown], kind: str) -> str:
    drawn = [
        tag("path", hint(f"{f.name} ({f.threat}), {f.reason}"), d=path(_course(sheet, f).tolist()))
        for f in flown
        if kind_of(f) == kind
    ]
    return tag("g", *drawn, class_=f"path {kind}")


def _course(sheet: Sheet, flown: Flown) -> Floats:
    return simplified(sheet.places(flown.latitudes_deg, flown.longitudes_deg), STRAY)


def _keep_clear(plan: Plan, sheet: Sheet, places: Places, flown: list[Flown]) -> None:
    """Take what no name may cover: sites, assets, ends of paths; and lightly, where raiders fly."""
    assets = [(a.site, _radius(a.radius, sheet) + 2.0) for a in plan.assets]
    for site, half in [*assets, *((b.site, 4.0) for b in plan.batteries)]:
        x, y = sheet.place(site[0] / DEG, site[1] / DEG)
        places.take(Box(x - half, y - half, 2.0 * half, 2.0 * half))
    busy: set[tuple[float, float]] = set()
    for f in flown:
        if kind_of(f) not in ENDS:
            continue
        latitude, longitude, _ = f.at(f.end_s)
        x, y = sheet.place(latitude, longitude)
        places.take(Box(x - 4.0, y - 4.0, 8.0, 8.0), 0.5)
        cells = np.floor(sheet.places(f.latitudes_deg, f.longitudes_deg) / BUSY_CELL)
        busy.update((column, row) for column, row in cells.tolist())
    for column, row in sorted(busy):
        places.take(Box(column * BUSY_CELL, row * BUSY_CELL, BUSY_CELL, BUSY_CELL), BUSY)


def _ends(sheet: Sheet, flown: list[Flown]) -> str:
    """Crosses where raiders were killed, dots where they arrived, rings where they released their weapons."""
    parts = []
    for f in flown:
        if f.fate not in ENDS:
            continue
        latitude, longitude, _ = f.at(f.end_s)
        if not sheet.inside(latitude, longitude):
            continue
        x, y = sheet.place(latitude, longitude)
        told_end = hint(f"{f.name} ({f.threat}), {f.reason}")
        if f.fate == "killed":
            parts.append(tag("path", told_end, d=cross(x, y, 4.5), class_="end killed"))
        else:
            parts.append(tag("circle", told_end, cx=x, cy=y, r=3.6, class_=f"end {f.fate}"))
    return "".join(parts)


def _radius(radius: float, sheet: Sheet) -> float:
    """Radius of an asset on the drawing, where it can be seen."""
    return max(radius / KM * sheet.length_of_km, 4.0)


def _assets(plan: Plan, sheet: Sheet, places: Places) -> str:
    spots = [sheet.place(a.site[0] / DEG, a.site[1] / DEG) for a in plan.assets]
    parts = []
    for asset, (x, y) in zip(plan.assets, spots, strict=True):
        radius = _radius(asset.radius, sheet)
        parts.append(
            tag(
                "circle",
                hint(f"{asset.name}, radius {asset.radius / KM:g} km"),
                cx=x,
                cy=y,
                r=radius,
                class_="asset",
            )
        )
        parts.append(tag("circle", cx=x, cy=y, r=2.2, class_="core"))
        away = tuple(max(radius - 4.0, 0.0) + distance for distance in NEAR_FIRST)
        box = places.put_text(x, y, asset.name, TYPE, away)
        parts.append(_leader(x, y, box, away[1] + 4.0) + text_in(box, asset.name, "name"))
    return "".join(parts)


def _batteries(plan: Plan, sheet: Sheet, places: Places) -> str:
    """Unit symbols of APP-6, each on a line to the place where it stands."""
    height = SYMBOL_WIDTH * SYMBOL_RATIO
    parts = []
    for battery in plan.batteries:
        x, y = sheet.place(battery.site[0] / DEG, battery.site[1] / DEG)
        text = f"{battery.name} ({battery.entry.slug})"
        wide = max(SYMBOL_WIDTH, width_of(text, TYPE) + 4.0)
        box = places.put(x, y, wide, height + TYPE + 4.0, (26.0, 48.0, 80.0, 120.0))
        left = box.x + 0.5 * (box.width - SYMBOL_WIDTH)
        end = left + 0.5 * SYMBOL_WIDTH, box.y + 0.6 * height
        for along in np.linspace(0.0, 1.0, 12).tolist():
            places.take(Box(x + along * (end[0] - x) - 2.0, y + along * (end[1] - y) - 2.0, 4.0, 4.0))
        parts += [
            line(x, y, *end, "leader battery"),
            tag("circle", cx=x, cy=y, r=3.0, class_="site"),
            tag("use", href="#battery-symbol", x=left, y=box.y, width=SYMBOL_WIDTH, height=height),
            words(box.middle[0], box.y + height + TYPE, text, "name unit", text_anchor="middle"),
        ]
    return tag("g", *parts)


def _leader(x: float, y: float, box: Box, shortest: float) -> str:
    """A line from a point to the nearest edge of its name, where the two stand apart."""
    near_x = min(max(x, box.x), box.x + box.width)
    near_y = min(max(y, box.y), box.y + box.height)
    if math.hypot(near_x - x, near_y - y) < 0.6 * shortest:
        return ""
    return line(x, y, near_x, near_y, "leader")
