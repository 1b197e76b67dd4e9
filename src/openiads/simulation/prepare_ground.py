"""What of a World takes time to compute and few figures touch: ground, skylines, routes.

Another scenario over the same ground takes over all that holds for it too, to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.ground.machine import too_much
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import RadarSite
from openiads.simulation import prepare_defence as defence
from openiads.simulation import prepare_targets as targets
from openiads.terrain.files.sources import open_terrain
from openiads.terrain.maps.grid import Grid
from openiads.terrain.maps.ground_table import GroundTable, ground_table
from openiads.terrain.maps.outline import outline_of
from openiads.terrain.rays.masking import N_AZIMUTHS, Masking, masking_angles, range_axis

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

MASK_STEP = 1_000.0
"""Spacing of the masking tables in range [m]."""


class Eye(NamedTuple):
    """What the skyline of a radar is computed from, but for how far it looks."""

    site: tuple[float, float]  # [rad]
    altitude: float  # of the antenna [m]
    refraction: float


Look = tuple[Eye, int]
"""An eye, and the ranges of its skyline: two radars of one eye may look differently far."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Ground, skylines and routes of a plan, and from what each was computed."""

    terrain: str
    sites: list[Place]  # of the radars [rad]
    mean: Grid
    grid: Grid  # the same with the surface that the scenario asks for
    altitudes: list[float]  # of the antennas [m]
    routes: Mapping[targets.Way, targets.Sampled]
    sampled: list[targets.Sampled]  # of every target
    seen: Mapping[Look, Masking]  # skylines, each as far as its look or farther
    looks: list[Look]  # of every radar
    skylines: Singles  # masking angles of every radar (S, azimuths, ranges)
    known_shares: tuple[float, ...]  # of each radar's disc that the terrain covers
    circles: list[tuple[float, float, float]]  # latitude, longitude [rad], radius [m] that radars see
    below: GroundTable


def surroundings(plan: Plan, known: Surroundings | None) -> Surroundings:
    """Those of a plan; what holds of known ones is taken over."""
    sites = [radar.site for radar in plan.radars]
    if known is not None and known.terrain == plan.area.terrain:
        mean = known.mean
    else:
        mean, known = open_terrain(plan.area.terrain), None
    if known is not None and _is_raised_alike(known, plan.area.surface, sites):
        grid = known.grid
    else:
        grid, known = mean.with_surface(plan.area.surface, sites), None
    # Raised with its surroundings an antenna would look over them.
    altitudes = [defence.antenna_altitude(radar, mean) for radar in plan.radars]
    ways, eyes = targets.ways_of(plan), _eyes_of(plan, altitudes)
    routes = _routes(plan, ways, grid, known.routes if known else {})
    looks = [(eye, len(_ranges(radar))) for eye, radar in zip(eyes, plan.radars, strict=True)]
    seen = _skylines(plan, looks, grid, known.seen if known else {})
    circles = [(*radar.site, radar.entry.instrumented_range) for radar in plan.radars]
    if known is not None and known.looks == looks:
        skylines, shares = known.skylines, known.known_shares
    else:
        skylines, shares = _stacked(plan, looks, seen)
    below = known.below if known is not None and known.circles == circles else ground_table(grid, circles)
    return Surroundings(
        plan.area.terrain, sites, mean, grid, altitudes, routes, [routes[way] for way in ways],
        seen, looks, skylines, shares, circles, below,
    )  # fmt: skip


def _is_raised_alike(known: Surroundings, surface: str, sites: list[Place]) -> bool:
    """Whether the ground of the map is raised in the same way; around antennas it never is."""
    return known.grid.surface == surface and (known.grid is known.mean or known.sites == sites)


def _routes(
    plan: Plan, ways: list[targets.Way], grid: Grid, known: Mapping[targets.Way, targets.Sampled]
) -> dict[targets.Way, targets.Sampled]:
    found: dict[targets.Way, targets.Sampled] = {}
    for way, target in zip(ways, plan.targets, strict=True):
        if way not in found:
            found[way] = known[way] if way in known else targets.sample(target, plan, grid)
    return found


def _eyes_of(plan: Plan, altitudes: list[float]) -> list[Eye]:
    return [
        Eye(radar.site, altitude, plan.area.refraction)
        for radar, altitude in zip(plan.radars, altitudes, strict=True)
    ]


def _skylines(
    plan: Plan, looks: list[Look], grid: Grid, known: Mapping[Look, Masking]
) -> dict[Look, Masking]:
    """The skyline of every look: one of the same eye that was computed before and holds it, or its own."""
    _require_room(plan)
    found: dict[Look, Masking] = {}
    for look, radar in zip(looks, plan.radars, strict=True):
        eye, ranges = look[0], _ranges(radar)
        before = (seen for of in (found, known) for (other, _), seen in of.items() if other == eye)
        held = next((seen for seen in before if _holds(seen, ranges, grid)), None)
        found[look] = held or masking_angles(grid, *eye.site, eye.altitude, ranges, eye.refraction)
    return found


def _ranges(radar: RadarSite) -> Floats:
    return range_axis(radar.entry.instrumented_range, MASK_STEP)


def _holds(seen: Masking, ranges: Floats, grid: Grid) -> bool:
    """Whether a skyline begins with that of these ranges; round the Earth a map has other seams."""
    outline = outline_of(grid)
    has_seam = bool(outline.turn) and outline.columns >= outline.turn
    return len(seen.ranges) == len(ranges) or (len(seen.ranges) > len(ranges) and not has_seam)


def _stacked(
    plan: Plan, looks: list[Look], seen: Mapping[Look, Masking]
) -> tuple[Singles, tuple[float, ...]]:
    """Masking angles of every radar (S, azimuths, ranges), and the share of each disc that is known."""
    if not looks:
        return np.zeros((0, N_AZIMUTHS, 1), dtype=np.float32), ()
    found = [_cut(seen[look], _ranges(radar)) for look, radar in zip(looks, plan.radars, strict=True)]
    longest = max(len(each.ranges) for each in found)
    tables = [np.pad(m.angles, ((0, 0), (0, longest - len(m.ranges))), mode="edge") for m in found]
    return np.stack(tables), tuple(m.known_share for m in found)


def _cut(seen: Masking, ranges: Floats) -> Masking:
    return Masking(seen.angles[:, : len(ranges)], ranges, np.minimum(seen.known_range, ranges[-1]))


def _require_room(plan: Plan) -> None:
    """Refuse so many radars that no memory holds their skylines, which are copied twice while made."""
    ranges = max((len(_ranges(radar)) for radar in plan.radars), default=0)
    short = too_much(3.0 * 4.0 * N_AZIMUTHS * ranges * len(plan.radars))
    if short:
        raise OutOfRange(
            f"battery, radar: have {len(plan.radars)} radars, whose skylines {short}; place fewer"
        )
