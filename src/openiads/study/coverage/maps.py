"""The maps of one defence on one surface: seen, detected, reached, cell by cell and altitude by altitude."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openiads.engagement.reach_map import fly_out
from openiads.scenario.plan import Plan
from openiads.sensing.detection_map import add_look, one_look
from openiads.state.planes import Radar
from openiads.state.world import World
from openiads.study.coverage.bands import Bands, add_radar, levels_of, no_bands
from openiads.study.coverage.map_window import Flags, Floats, Window
from openiads.study.coverage.question import CHANCES, Question
from openiads.study.coverage.refraction import Refraction, lowest_seen
from openiads.terrain.maps.grid import Grid
from openiads.terrain.rays.lowest_heights import Antenna

Singles = npt.NDArray[np.float32]
Counts = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int32]

Kept = list[tuple[Singles, Singles]]
Keep = Callable[[Singles], Kept]
"""Takes what a later step needs of one radar's map, so that the maps themselves need not be kept."""

LOCKED = 0.5
"""Chance of one look from which an engagement radar is held to have a target."""


@dataclass(frozen=True, eq=False)
class Maps:
    """Answers by cell of the window; heights are above the ground [m], altitudes those of the question."""

    lowest: Singles  # (rows, columns) from which one radar sees, infinite where none does, NaN off the map
    second: Singles  # (rows, columns) from which two radars see
    which: Indices  # (rows, columns) radar that sees lowest, -1 where none does
    seen: Counts  # (altitudes, rows, columns) radars that see
    single: Singles  # (altitudes, rows, columns) chance of one look of the best searching radar
    missed: Singles  # (altitudes, rows, columns) chance that no searching radar detects in all scans
    reached: npt.NDArray[np.unsignedinteger]  # (altitudes, rows, columns) bit t: round type t gets there
    assets: Bands  # of detection, over the cell of each asset; altitudes above the sea
    sights: dict[int, Kept] = field(repr=False)  # by radar, what `keep` took of its lowest heights

    def visible(self, a: int) -> Flags:
        """Cells that at least one radar sees at altitude `a`."""
        return np.asarray(self.seen[a] > 0)

    def detected(self, a: int, least: float) -> Flags:
        """Cells where one look detects with at least the chance `least`."""
        return np.asarray(self.single[a] >= np.float32(least))

    def accumulated(self, a: int, least: float) -> Flags:
        """Cells where all scans together detect with at least the chance `least`."""
        return np.asarray(self.missed[a] <= np.float32(1.0 - least))

    def engageable(self, a: int, t: int | None = None) -> Flags:
        """Cells that round type `t` gets to at altitude `a`; with None, any type."""
        if t is None:
            return np.asarray(self.reached[a] > 0)
        return np.asarray((self.reached[a] >> np.asarray(t, self.reached.dtype)) & 1 > 0)


def maps_of(
    plan: Plan, world: World, window: Window, ground: Grid, asked: Question, keep: Keep, workers: int
) -> Maps:
    """Every map of a defence whose antennas stand in `world`, over the surface `ground` of the window."""
    shape = window.shape
    cube = (len(asked.altitudes), *shape)
    bits = np.min_scalar_type(2 ** max(len(plan.rounds), 1) - 1)
    stands, on_map = window.cells([asset.site for asset in plan.assets])
    maps = Maps(
        lowest=np.full(shape, np.inf, np.float32),
        second=np.full(shape, np.inf, np.float32),
        which=np.full(shape, -1, np.int32),
        seen=np.zeros(cube, np.uint8),
        single=np.zeros(cube, np.float32),
        missed=np.ones(cube, np.float32),
        reached=np.zeros(cube, bits),
        assets=no_bands(levels_of(CHANCES, asked.scans), len(stands)),
        sights={},
    )
    look = np.empty(shape, np.float32)
    for s, site in enumerate(plan.radars):
        if not site.emitting:
            continue
        lowest = lowest_of(plan, world, s, ground, asked.refraction or plan.area.refraction, workers)
        lowest[~window.known] = np.nan
        maps.sights[s] = keep(lowest)
        _merge(maps, lowest, s)
        if site.entry.searches:
            above_sea = lowest.ravel()[stands] + ground.heights.ravel()[stands]
            seen_from = np.where(on_map, above_sea, np.float32(np.inf))
            add_radar(maps.assets, plan, world, s, asked.rcs, window.normals[stands], seen_from)
        box = _box(lowest)
        guided = [b for b, battery in enumerate(plan.batteries) if battery.radar == s]
        for a, altitude in enumerate(asked.altitudes):
            _at_altitude(
                maps, plan, world, window, ground, asked, (s, a, altitude), lowest, box, guided, look
            )
    maps.lowest[~window.known] = np.nan
    maps.second[~window.known] = np.nan
    return maps


def lowest_of(
    plan: Plan, world: World, s: int, ground: Grid, refraction: Refraction, workers: int
) -> Singles:
    """Height above the ground [m] from which radar `s` sees each cell; NaN beyond its range."""
    site = plan.radars[s]
    antenna = Antenna(*site.site, float(world.radar_f[Radar.ALTITUDE, s]), site.entry.instrumented_range)
    return lowest_seen(ground, antenna, refraction, workers)


def _merge(maps: Maps, lowest: Singles, radar: int) -> None:
    """Merge one radar's map into the lowest, the second lowest and whose it is, in place."""
    here = np.where(np.isnan(lowest), np.float32(np.inf), lowest)
    np.minimum(maps.second, np.maximum(maps.lowest, here), out=maps.second)
    maps.which[here < maps.lowest] = radar
    np.minimum(maps.lowest, here, out=maps.lowest)


def _box(lowest: Singles) -> tuple[slice, slice]:
    """Rows and columns that a radar looks at."""
    asked = ~np.isnan(lowest)
    rows, columns = np.flatnonzero(asked.any(axis=1)), np.flatnonzero(asked.any(axis=0))
    if not len(rows):
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _at_altitude(
    maps: Maps, plan: Plan, world: World, window: Window, ground: Grid, asked: Question,
    at: tuple[int, int, float], lowest: Singles, box: tuple[slice, slice], guided: Sequence[int],
    look: Singles,
) -> None:  # fmt: skip
    """Add what radar s sees at altitude a, and what the batteries that it guides for reach there."""
    s, a, altitude = at
    entry = plan.radars[s].entry
    visible = lowest <= np.float32(altitude)
    maps.seen[a][box] += visible[box]
    if not (entry.searches or guided):
        return
    place = Places(world, window.normals, ground.heights.ravel() + np.float32(altitude), box)
    if entry.searches:
        place.one_look(s, asked.rcs, False, visible, look)
        place.add_look(look, asked.scans, maps.single[a], maps.missed[a])
    if not guided:
        return
    if entry.slew > 0.0 or not entry.searches:
        place.one_look(s, asked.rcs, entry.slew > 0.0, visible, look)
    held = np.zeros(window.shape, np.bool_)
    held[box] = look[box] >= np.float32(LOCKED)
    reached = maps.reached[a][box]
    for b in guided:
        for t in types_of(world, b):
            place.fly_out(b, t, False, held, look)
            reached |= (look[box] >= 0.0).astype(reached.dtype) << np.asarray(t, reached.dtype)


def types_of(world: World, b: int) -> list[int]:
    """Round types that battery `b` holds, the cheapest first."""
    return [int(t) for t in world.choice[b] if t >= 0 and world.magazine[b, t] > 0]


@dataclass(frozen=True, eq=False)
class Places:
    """Places of one altitude that one radar looks at."""

    world: World
    normals: Floats  # (n, 3)
    altitudes: Singles  # (n,) [m]
    box: tuple[slice, slice]

    def one_look(self, s: int, rcs: float, any_azimuth: bool, where: Flags, out: Singles) -> None:
        """Chance of one look, into the rows of the box; 0 elsewhere than `where` (rows, columns)."""
        low, high = self._span(out)
        one_look(
            self.world,
            s,
            rcs,
            any_azimuth,
            self.normals,
            self.altitudes,
            where.ravel(),
            low,
            high,
            out.ravel(),
        )

    def add_look(self, look: Singles, scans: int, best: Singles, missed: Singles) -> None:
        """Add what a look of one more radar detects in the rows of the box, in place."""
        add_look(look.ravel(), scans, best.ravel(), missed.ravel(), *self._span(look))

    def fly_out(self, b: int, t: int, ballistic: bool, where: Flags, out: Singles) -> None:
        """Time of flight [s], -1 for none, into the rows of the box; -1 elsewhere than `where`."""
        low, high = self._span(out)
        fly_out(
            self.world, b, t, ballistic, self.normals, self.altitudes, where.ravel(), low, high, out.ravel()
        )

    def _span(self, out: Singles) -> tuple[int, int]:
        return self.box[0].start * out.shape[1], self.box[0].stop * out.shape[1]
