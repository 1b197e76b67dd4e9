"""The greatest distance at which an intercept is possible at all, for the claim about 250 miles.

It is the least of three: the line of sight by bearing, the range of each radar that is needed, and the reach
of the round that reaches farthest.  No rounds are flown and nobody is killed here: no better
doctrine meets what cannot be met at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from openiads.catalogue.entries import System
from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.catalogue.load_catalogue import Place as EntryPlace
from openiads.engagement.farthest_reach import farthest_slants
from openiads.ground.units import KM
from openiads.scenario.cast import Place
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import Plan, plan_of
from openiads.simulation.prepare_rounds import flyout_figures
from openiads.state.planes import Radar
from openiads.study.claims.computed import Setting, figures_with_boxes, unknown
from openiads.study.coverage.bearing_sights import BearingSights, along_ground, bearing_sights
from openiads.study.coverage.ground import on_best_sites
from openiads.study.coverage.refraction import EXPONENTIAL, Refraction
from openiads.study.coverage.sensing_limits import farthest_look, radar_figures
from openiads.study.design.coordinates import Part
from openiads.study.strata_weights import Numbers
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.rays.ray import STANDARD_REFRACTION

SCENARIO = "turkey-four-batteries"
SITES = ("adana", "gaziantep", "iskenderun")
SYSTEM = "s-400"
CLASSES = ("fighter-low-observable", "cruise-subsonic", "fighter", "bomber")
"""Threats of the catalogue whose cross sections stand for 0.01 to 50 m2."""
HEIGHTS = (50.0, 100.0, 300.0, 1_000.0, 2_000.0, 3_000.0, 5_000.0, 8_000.0, 10_000.0, 12_000.0, 15_000.0)
"""Of targets above the ground under them [m]."""
DISC = 400.0 * KM
"""The circle of press maps [m]."""
BEYOND = 415.0 * KM
"""As far as is looked [m]: past what was said."""
BEFORE = 2017
"""The year of the articles; rounds that came into service later are left out in the arm of that year."""
SURFACE, AIR = "ground: mean of each cell or highest around it", "air: 4/3 earth or exponential"
SURFACES = ("mean", "max")
AIRS: tuple[Refraction, ...] = (STANDARD_REFRACTION, EXPONENTIAL)
TRUCK, MAST, HIGH_MAST, HILL = "on its truck", "24 m mast", "40 m mast", "40 m mast on a hill"
NEAR = 10.0 * KM
"""A hill is the highest ground within this of the site [m]."""
ALONE, CUED, REMOTE = "alone", "cued", "remote"
RADAR_FIGURES = (
    "reference_range", "reference_rcs", "instrumented_range", "reference_detection_probability",
    "false_alarm_probability", "gas_loss", "minimum_elevation",
)  # fmt: skip
ROUND_FIGURES = (
    "maximum_range", "minimum_altitude", "maximum_altitude", "maximum_speed", "mean_speed", "end_speed_ratio",
    "launch_mass", "coast_mass", "body_diameter", "body_length", "burnout_mass_ratio", "sustain_mass_ratio",
    "boost",
)  # fmt: skip
BOOK_FIGURES = (
    "specific_impulse", "nose_fineness", "drag_factor", "normal_slope", "maximum_angle", "normal_factor",
)  # fmt: skip


class Posture(NamedTuple):
    """How the defence stands: antennas, rounds in service, and who shows it the target."""

    mast: str
    served: bool  # by all rounds, or by those of the year of the articles
    cue: str


class Limits(NamedTuple):
    """What bounds an intercept at one setting, terrain apart, along the ground [m]."""

    looks: Numbers  # (radars, heights, classes) the engagement radar first
    elevations: Numbers  # (radars,) below which each does not look [rad]
    rounds: Numbers  # (rounds, heights)


@dataclass(frozen=True)
class Ground:
    """Sites, and what antennas of every height see from them."""

    plan: Plan
    sights: dict[tuple[str, int, int], tuple[BearingSights, ...]]  # by mast, surface and air; a site each

    @property
    def system(self) -> System:
        """The system that stands there."""
        return self.plan.batteries[0].entry


def masts(catalogue: Catalogue = PACKAGED) -> dict[str, float]:
    """Heights of antennas above the ground [m]: of the engagement radar on its truck, of both masts."""
    of = catalogue.system(SYSTEM)
    search = catalogue.radar(of.search_radars[0]).figures["antenna"]
    truck = catalogue.radar(of.engagement_radar).figures["antenna"]
    return {TRUCK: truck.value, MAST: search.value, HIGH_MAST: search.high, HILL: search.high}


@cache
def ground(terrain: str = "") -> Ground:
    """The sites of the scenario on its ground, or on another map."""
    plan = plan_of(load(SCENARIO))
    grid = open_terrain(terrain or plan.area.terrain)
    towns, hills = _sites(plan), _sites(on_best_sites(plan, grid, NEAR) if len(grid.heights) > 1 else plan)
    found = {
        (name, s, a): tuple(
            bearing_sights(grid, site, mast, HEIGHTS, BEYOND, air, surface)
            for site in (hills if name == HILL else towns)
        )
        for name, mast in masts().items()
        for s, surface in enumerate(SURFACES)
        for a, air in enumerate(AIRS)
    }
    return Ground(plan, found)


def _sites(plan: Plan) -> list[Place]:
    return [next(battery.site for battery in plan.batteries if battery.name == name) for name in SITES]


def unknowns() -> list[Part]:
    """Every figure that a distance uses, the surface of the ground and the bending of rays."""
    of = PACKAGED.system(SYSTEM)
    wanted: dict[EntryPlace, Sequence[str]] = {("radar", slug): RADAR_FIGURES for slug in radars(of)}
    wanted |= {("round", slug): ROUND_FIGURES for slug in of.rounds}
    wanted |= {("flight", "flight"): BOOK_FIGURES}
    wanted |= {("threat", slug): ("rcs",) for slug in CLASSES}
    ways = [unknown(name, 0.0, 0.0, 1.0, whole=True) for name in (SURFACE, AIR)]
    return figures_with_boxes(wanted) + ways


def radars(of: System) -> tuple[str, ...]:
    """Radars that show a target to its rounds, the engagement radar first."""
    return of.engagement_radar, *of.search_radars, *([of.acquisition_radar] if of.acquisition_radar else ())


def limits(here: Ground, catalogue: Catalogue) -> Limits:
    """What bounds an intercept with the figures of a catalogue."""
    entries = [catalogue.radar(slug) for slug in radars(here.system)]
    planes = radar_figures(here.plan, entries)
    sections = [catalogue.threat(slug).rcs for slug in CLASSES]
    looks = np.array(
        [
            [[along_ground(farthest_look(planes, s, rcs, h), 0.0, h) for rcs in sections] for h in HEIGHTS]
            for s in range(len(entries))
        ]
    )
    heights, reaches = np.array(HEIGHTS), []
    for slug in here.system.rounds:
        entry = catalogue.round_of(slug)
        slants = farthest_slants(flyout_figures(entry, catalogue.flight), heights)
        slants[heights < entry.minimum_altitude] = 0.0
        reaches.append(
            [along_ground(slant, 0.0, h) for slant, h in zip(slants.tolist(), HEIGHTS, strict=True)]
        )
    return Limits(looks, planes[Radar.MINIMUM_ELEVATION], np.array(reaches))


def distances(here: Ground, at: Setting, bounds: Limits, posture: Posture, height: int, kind: int) -> Numbers:
    """Greatest distances of an intercept (sites x bearings,) [m], 0 where none is possible."""
    reach = round_reach(here, bounds, posture, height)
    sights = _sights(here, at, posture)
    if posture.cue == REMOTE:
        return np.full(sum(len(each.ground) for each in sights), reach)
    best = np.zeros(0)
    for limit, elevation in _looks(bounds, posture, height, kind):
        found = np.concatenate(
            [each.farthest(elevation).within(height, min(limit, reach)) for each in sights]
        )
        best = np.maximum(best, found) if best.size else found
    return best


def share_of_disc(
    here: Ground, at: Setting, bounds: Limits, posture: Posture, height: int, kind: int
) -> float:
    """Share of the disc around a site in which an intercept is possible, the mean over sites.

    With two search radars that of the one with the larger share: the other adds rims at most.
    """
    reach = round_reach(here, bounds, posture, height)
    if posture.cue == REMOTE:
        return min(reach / DISC, 1.0) ** 2
    sights = _sights(here, at, posture)
    shares = [
        np.mean([each.farthest(elevation).share(height, min(limit, reach), DISC) for each in sights])
        for limit, elevation in _looks(bounds, posture, height, kind)
    ]
    return float(max(shares))


def lowest_at_disc(here: Ground, at: Setting, bounds: Limits, posture: Posture) -> float:
    """Lowest height [m] in sight at the rim of the disc, the median over bearings and sites."""
    rim = int(DISC / KM) - 1
    elevation = float(bounds.elevations[0])
    return float(np.median([each.lowest(elevation)[:, rim] for each in _sights(here, at, posture)]))


def round_reach(here: Ground, bounds: Limits, posture: Posture, height: int) -> float:
    """How far the farthest-reaching round gets [m] that is in service, and may be fired so."""
    slugs = here.system.rounds
    may = [fits(PACKAGED, slug, posture) for slug in slugs]
    return max((float(bounds.rounds[r, height]) for r in range(len(slugs)) if may[r]), default=0.0)


def fits(catalogue: Catalogue, slug: str, posture: Posture) -> bool:
    """Whether a round is in service, and guides itself where no radar of its own unit need see."""
    entry = catalogue.round_of(slug)
    served = posture.served or entry.in_service_year is None or entry.in_service_year <= BEFORE
    return served and (posture.cue != REMOTE or entry.guidance == "active")


def _sights(here: Ground, at: Setting, posture: Posture) -> tuple[BearingSights, ...]:
    return here.sights[posture.mast, round(at.beside[SURFACE]), round(at.beside[AIR])]


def _looks(bounds: Limits, posture: Posture, height: int, kind: int) -> list[tuple[float, float]]:
    """Range [m] and least elevation [rad] of the radars that must see together, for each that may search."""
    guides, *search = bounds.looks[:, height, kind].tolist()
    least, *others = bounds.elevations.tolist()
    if posture.cue == CUED:
        return [(guides, least)]
    return [(min(guides, far), max(least, low)) for far, low in zip(search, others, strict=True)]
