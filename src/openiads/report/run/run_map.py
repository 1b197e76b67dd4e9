"""The map of a run: ground, borders, what is defended, who defends it, and every path of one replicate."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.frames import destination
from openiads.ground.units import DEG, KM
from openiads.report.ink import style
from openiads.report.ink.number_words import share
from openiads.report.ink.svg import bar, figure
from openiads.report.maps.countries import LANDS, SEAS
from openiads.report.maps.map_drawing import lay, name
from openiads.report.maps.map_layers import (
    Graticule,
    Layer,
    Names,
    Relief,
    Ring,
    Rings,
    Route,
    Routes,
    Spot,
    Spots,
    Zones,
    border_layers,
    keys_of,
)
from openiads.report.maps.section import Section, section_around
from openiads.report.maps.svg_canvas import SvgCanvas
from openiads.report.maps.svg_furniture import draw_credit, draw_legend, draw_scale_bar
from openiads.report.run.readings import Flown, Readings, read
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import Plan, plan_of
from openiads.scenario.plan_rows import BatterySite, OrderOfControl
from openiads.state.words import Control, ZoneKind
from openiads.study.campaign import run_folder
from openiads.study.campaign.summarise import MISSION_KILLED
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.maps.borders import borders
from openiads.terrain.maps.grid import Grid

PIXELS, FINE_PIXELS = 1000, 1600
"""Columns of the picture of the ground, on the page and alone."""
SLIMMEST, WIDEST = 1.35, 1.7
"""Bounds of width over height."""
MARGIN, SMALLEST = 0.06, 60.0 * KM
"""Room around what is shown, as a share of it, and the least width shown [m]."""
EVERYWHERE_DEG = np.array([-60.0, 75.0, 0.0, 0.0]), np.array([0.0, 0.0, -80.0, 80.0])
"""Latitudes and longitudes of a map of a scenario in which nothing stands and nothing flies."""
PATHS = {
    "neutral": "civil flight",
    "friend": "friendly flight",
    "withdrawn": "raider that went home",
    "unresolved": "raider under way at the end",
    "released": "carrier that released",
    "killed": "raider that was killed",
    "leaked": "raider or weapon that arrived",
}
"""Kinds of path, the one that matters most drawn last, in the words of the key."""
ZONES = {
    ZoneKind.HOSTILE_ORIGIN: ("zone-origin", "zone of hostile origin"),
    ZoneKind.RESTRICTED: ("zone-restricted", "restricted zone"),
    ZoneKind.WEAPONS_FREE: ("zone-free", "weapons-free zone"),
    ZoneKind.AERODROME: ("zone-aerodrome", "aerodrome of a flight plan"),
}
"""Kinds of zone, each with its look and its words in the key."""
ON_THE_GROUND = ("asset", "battery", "ring", *(look for look, _ in ZONES.values()))
OF_THE_DEFENCE = ("order", "lost")
"""What became of batteries, and what they are told."""
ENDS = ("released", "killed", "leaked")
"""Kinds whose end is marked."""
KEY = (
    "leaked",
    "released",
    "killed",
    "withdrawn",
    "unresolved",
    "neutral",
    "friend",
    *ON_THE_GROUND,
    *OF_THE_DEFENCE,
)
"""Order of the key."""


def draw(plan: Plan, readings: Readings, grid: Grid, pixels: int = PIXELS) -> str:
    """The map as SVG; `columns` are those of the picture of the ground."""
    canvas = SvgCanvas(section(plan, readings.flown), pixels)
    layers = layers_of(plan, readings, grid, canvas.section)
    lay(canvas, layers)
    draw_scale_bar(canvas)
    draw_legend(canvas, sorted(keys_of(layers), key=lambda key: KEY.index(key.kind)))
    draw_credit(canvas, grid)
    name(canvas, layers)
    frame = bar(0.5, 0.5, canvas.width - 1.0, canvas.height - 1.0, "frame")
    words = told(plan, readings, grid, canvas.has_unknown)
    return figure(canvas.width, canvas.height, words, *canvas.elements(), frame, class_="map")


def layers_of(plan: Plan, readings: Readings, grid: Grid, around: Section) -> list[Layer]:
    """What the map of a run shows of a section, the lowest first."""
    flown = readings.flown
    rings = [ring for ring in rings_of(plan) if is_on(around, ring)]
    return [
        Relief(grid),
        Graticule(8, 6),
        *border_layers(),
        *(_zones(kind, plan, around) for kind in ZONES),
        *(_routes(kind, flown) for kind in PATHS),
        Routes("order", sectors_of(plan, around), "sector of a control order"),
        Spots(
            _spots(plan, readings.lost),
            {"asset": "defended asset", "battery": "battery, on a line to its site"},
        ),
        Routes("lost", _losses(plan, readings), "battery destroyed in this replicate"),
        Rings(rings, "longest range, as published"),
        Names("country", LANDS),
        Names("water", SEAS),
    ]


def told(plan: Plan, readings: Readings, grid: Grid, has_unknown: bool) -> str:
    """The map in words."""
    raiders = [flown for flown in readings.flown if flown.side == "hostile"]
    batteries = _count(len(plan.batteries), "battery", "batteries")
    assets, paths = _count(len(plan.assets), "asset"), _count(len(raiders), "raider")
    leaked = sum(flown.fate == "leaked" for flown in raiders)
    missing = "; grey ground is off the map" if has_unknown else ""
    return (
        f"Map of replicate {readings.replicate}: {batteries}, {assets}, paths of {paths}, "
        f"of which {leaked} arrived; terrain {grid.name}{missing}"
    )


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"


def source_line(grid: Grid) -> str:
    """Where the ground and the lines of the map are from."""
    cell = f"cells of {grid.cell:.0f} m, {grid.surface} height" if grid.heights.size > 1 else "no relief"
    return f"Terrain: {grid.name}, {cell} ({grid.source}). Coasts and borders: {borders().credit}."


def save_map(folder: Path, file: Path, catalogue: Catalogue = PACKAGED) -> Path:
    """Write the map of a run folder as an SVG file that stands alone, in its colours by day."""
    plan = plan_of(load(folder / run_folder.SCENARIO, catalogue=catalogue), catalogue)
    grid = open_terrain(plan.area.terrain, plan.area.surface)
    drawing = draw(plan, read(folder, plan), grid, FINE_PIXELS)
    file.parent.mkdir(parents=True, exist_ok=True)
    run_folder.write_text(file, drawing.replace(">", f"><style>{style.map_style()}</style>", 1))
    return file


def kind_of(flown: Flown) -> str:
    """How a path is drawn: by the fate of a raider, by the side of all others."""
    if flown.side != "hostile":
        return flown.side
    return "killed" if flown.fate == MISSION_KILLED else flown.fate


def section(plan: Plan, flown: list[Flown]) -> Section:
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
    around = section_around(latitudes * DEG, longitudes * DEG, MARGIN, SMALLEST)
    return around.shaped(SLIMMEST, WIDEST)


def _routes(kind: str, flown: list[Flown]) -> Routes:
    routes = [
        Route(
            f.latitudes_deg,
            f.longitudes_deg,
            f"{f.name} ({f.threat}), {f.reason}",
            *((kind, f.at(f.end_s)[:2]) if kind in ENDS else ()),
        )
        for f in flown
        if kind_of(f) == kind
    ]
    return Routes(kind, routes, PATHS[kind])


SECTOR_LENGTH, SECTOR_POINTS = 0.08, 25
"""Of a sector, in widths of the map, and points of its arc; how far it reaches is no matter of an order."""


def sectors_of(plan: Plan, around: Section) -> list[Route]:
    """The outline of each sector that a control order names, at each battery that it binds."""
    bound = [(order, plan.batteries[b]) for order in plan.orders for b in order.batteries]
    return [_sector(order, battery, SECTOR_LENGTH * around.width) for order, battery in bound]


def _sector(order: OrderOfControl, battery: BatterySite, length: float) -> Route:
    latitude, longitude = battery.site
    turns = np.linspace(order.centre - order.half, order.centre + order.half, SECTOR_POINTS)
    arc = destination(latitude, longitude, turns, np.full(SECTOR_POINTS, length))
    latitudes, longitudes = (np.asarray(one, dtype=np.float64) / DEG for one in arc)
    if order.half < math.pi:
        latitudes = np.concatenate([[latitude / DEG], latitudes, [latitude / DEG]])
        longitudes = np.concatenate([[longitude / DEG], longitudes, [longitude / DEG]])
    return Route(latitudes, longitudes, f"{order_told(order)}, {battery.name}")


def order_told(order: OrderOfControl) -> str:
    """What an order says, and when."""
    status = Control(order.control).name.lower()
    until = "on" if math.isinf(order.end) else f"to {order.end:g} s"
    return f"control order \u201c{order.name}\u201d: {status}, from {order.begin:g} s {until}"


def _losses(plan: Plan, readings: Readings) -> list[Route]:
    """A cross over each battery that was destroyed in the replicate that is shown."""
    routes = []
    for event in readings.when("battery_lost"):
        battery = plan.batteries[event.battery]
        at = battery.site[0] / DEG, battery.site[1] / DEG
        latitudes, longitudes = (np.array([degrees, degrees]) for degrees in at)
        told = f"{battery.name}, destroyed after {event.time_s:.0f} s"
        routes.append(Route(latitudes, longitudes, told, "lost", at))
    return routes


def _spots(plan: Plan, lost: dict[int, float]) -> list[Spot]:
    batteries = [
        Spot(
            f"{b.name} ({b.entry.slug})" + (f", lost in {share(lost[i])}" if i in lost else ""),
            b.site[0] / DEG, b.site[1] / DEG, "battery",
        )
        for i, b in enumerate(plan.batteries)
    ]  # fmt: skip
    assets = [
        Spot(
            a.name, a.site[0] / DEG, a.site[1] / DEG, "asset",
            a.radius / KM, f"{a.name}, radius {a.radius / KM:g} km",
        )
        for a in plan.assets
    ]  # fmt: skip
    return [*batteries, *assets]


def _zones(kind: ZoneKind, plan: Plan, around: Section) -> Zones:
    look, key = ZONES[kind]
    return Zones(look, zones_on(kind, plan, around), key)


def zones_on(kind: ZoneKind, plan: Plan, around: Section) -> list[Ring]:
    """Zones of a kind whose edge is on the map."""
    key = ZONES[kind][1]
    found = [
        Ring(
            z.site[0] / DEG, z.site[1] / DEG, z.radius / KM,
            "" if kind == ZoneKind.AERODROME else z.name, f"{key}: {z.name}, radius {z.radius / KM:g} km",
        )
        for z in plan.zones if z.kind == kind
    ]  # fmt: skip
    return [ring for ring in found if is_on(around, ring)]


def rings_of(plan: Plan) -> list[Ring]:
    """The longest published range of each battery that has a round, on the map or beyond it."""
    return [_ring(plan, battery) for battery in _armed(plan)]


def _armed(plan: Plan) -> list[BatterySite]:
    """Batteries that have a range: those with a round."""
    return [battery for battery in plan.batteries if any(battery.loadout.values())]


def _ring(plan: Plan, battery: BatterySite) -> Ring:
    """The range that brochures print, as a circle; what the ground leaves of it is the question."""
    carried = [r for r in plan.rounds if battery.loadout.get(r.slug, 0) > 0]
    best = max(carried, key=lambda r: r.maximum_range)
    label = f"{best.maximum_range / KM:.0f} km, {best.slug}"
    latitude, longitude = battery.site
    return Ring(latitude / DEG, longitude / DEG, best.maximum_range / KM, label, f"{battery.name}: {label}")


def is_on(around: Section, ring: Ring) -> bool:
    """Whether a circle runs through the map."""
    return around.is_crossed(ring.latitude_deg * DEG, ring.longitude_deg * DEG, ring.radius_km * KM)
