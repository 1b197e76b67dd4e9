"""The map of best sites: what they cover at one height, and what ground is kept free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from openiads.ground.frames import destination
from openiads.ground.units import DEG, KM
from openiads.report.ink.paint import DETECTABLE, ENGAGEABLE, LAND, SEA, UNKNOWN, Ink
from openiads.report.ink.svg import bar, figure
from openiads.report.maps.countries import LANDS, SEAS
from openiads.report.maps.map_drawing import lay, name
from openiads.report.maps.map_layers import (
    Graticule,
    Layer,
    Names,
    Painted,
    Spot,
    Spots,
    border_layers,
    keys_of,
)
from openiads.report.maps.relief import Ground
from openiads.report.maps.section import Section, section_around
from openiads.report.maps.svg_canvas import SvgCanvas
from openiads.report.maps.svg_furniture import draw_credit, draw_legend, draw_scale_bar
from openiads.scenario.cast import Place
from openiads.study.coverage.demand import Demand
from openiads.study.coverage.site_cover import SiteCover, Target
from openiads.study.siting.candidates import told_place
from openiads.study.siting.placing import Placed
from openiads.study.siting.site_question import TargetClass
from openiads.terrain.maps.named_lines import distance_to

Layered = tuple[TargetClass, float]
AROUND = 150.0 * KM
"""What a map shows around each site at least [m]."""
BEARINGS = tuple(np.linspace(0.0, 2.0 * np.pi, 8, endpoint=False).tolist())
PIXELS = 900
SLIMMEST, WIDEST = 1.35, 2.2
INKS = [UNKNOWN, LAND, SEA, DETECTABLE, ENGAGEABLE]
"""Off the map, ground and sea that nobody covers, what one battery covers, what several do."""
KEPT_FREE = Ink(LAND.colour, "x", (170, 60, 60), 0.0)


def draw(found: Placed, sites: Sequence[int], surface: str, layer: Layered) -> str:
    """The map as SVG, of some sites on one surface, of one class at one height above the ground."""
    canvas = SvgCanvas(_section(found, sites), PIXELS)
    layers = _layers(found, sites, surface, layer)
    lay(canvas, layers)
    draw_scale_bar(canvas)
    draw_legend(canvas, keys_of(layers))
    draw_credit(canvas, found.ground)
    name(canvas, layers)
    frame = bar(0.5, 0.5, canvas.width - 1.0, canvas.height - 1.0, "frame")
    words = f"Map of {len(sites)} sites and what they cover {layer[1]:,.0f} m above the ground"
    return figure(canvas.width, canvas.height, words, *canvas.elements(), frame, class_="map")


def _section(found: Placed, sites: Sequence[int]) -> Section:
    """The ground around all candidates and the sites: no frame so narrow that it told where these are."""
    here = [told_place(one) for one in found.candidates]
    stand = [told_place(found.candidates[site]) for site in sites]
    around = [destination(*site, bearing, AROUND) for site in stand for bearing in BEARINGS]
    latitude, longitude = np.array([*here, *around], dtype=np.float64).T
    return section_around(latitude, longitude).shaped(SLIMMEST, WIDEST)


def _layers(found: Placed, sites: Sequence[int], surface: str, layer: Layered) -> list[Layer]:
    stand = [found.candidates[site] for site in sites]
    spots = [
        Spot(one.name, lat / DEG, lon / DEG, "battery")
        for one, (lat, lon) in ((one, told_place(one)) for one in stand)
    ]
    assets = [Spot(one.name, one.site[0] / DEG, one.site[1] / DEG, "asset") for one in found.plan.assets]
    return [
        _painted(found, [one.site for one in stand], surface, layer),
        Graticule(8, 6),
        *border_layers(),
        Spots([*spots, *assets], {"asset": "asset", "battery": "battery, on a line to its notional site"}),
        Names("country", LANDS),
        Names("water", SEAS),
    ]


def _painted(found: Placed, stand: Sequence[Place], surface: str, layer: Layered) -> Painted:
    def classes(ground: Ground) -> npt.NDArray[np.intp]:
        told = ground.classes(np.zeros(ground.sea.shape, dtype=np.bool_))
        times = _times(found, stand, surface, layer, ground)
        return np.where(told == 0, told, np.where(times > 0, 2 + np.minimum(times, 2), told))

    def free(ground: Ground) -> npt.NDArray[np.bool_]:
        return _kept_free(found, ground)

    hatched = free if found.rules.belts or found.rules.polygons else None
    return Painted(found.ground, classes, INKS, hatched, KEPT_FREE)


def _times(
    found: Placed, stand: Sequence[Place], surface: str, layer: Layered, ground: Ground
) -> npt.NDArray[np.intp]:
    """How many of the batteries cover the ground under each pixel."""
    latitude, longitude = ground.sampler.latitude, ground.sampler.longitude
    pixels = Demand(latitude.ravel(), longitude.ravel(), {})
    target = Target((layer[1],), layer[0].rcs, layer[0].speed)
    cover = SiteCover.of(found.plan, found.question.battery, stand, found.ground, surface, pixels, target)
    told: npt.NDArray[np.intp] = cover.covered()[:, 0].sum(axis=0).reshape(latitude.shape)
    return told


def _kept_free(found: Placed, ground: Ground) -> npt.NDArray[np.bool_]:
    """Whether the ground under each pixel is in the country and excluded."""
    latitude, longitude = ground.sampler.latitude.ravel(), ground.sampler.longitude.ravel()
    inside = np.zeros(latitude.shape, dtype=np.bool_)
    if found.country is None:
        home = ~inside
    else:
        home = found.country.holds(found.country.inside, latitude, longitude)
        for belt in found.rules.belts:
            inside |= distance_to(found.country.name, belt.line, latitude, longitude) < belt.width
    for polygon in found.rules.polygons:
        inside |= polygon.holds(latitude, longitude)
    return (inside & home).reshape(ground.sea.shape)
