"""What one battery would cover from each of many sites.

A point is covered at a height where the battery's engagement radar would hold a target of some cross section
there - in sight over the ground, with an even chance of one look - and one of its rounds gets to it.  Sites
are gone through one by one, so that no more than one map of what is seen is held at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openiads.engagement.reach_map import fly_out
from openiads.ground.frames import normal_of
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import BatterySite, RadarSite
from openiads.sensing.detection_map import one_look
from openiads.state.positions import Cells
from openiads.state.world import World
from openiads.study.coverage.defence import world_of
from openiads.study.coverage.demand import Demand
from openiads.study.coverage.map_window import cropped
from openiads.study.coverage.maps import LOCKED, lowest_of, types_of
from openiads.terrain.maps.grid import Grid

Flags = npt.NDArray[np.bool_]
Singles = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Target:
    """What is to be met over each point."""

    heights: tuple[float, ...]  # above the ground, or above an asset's ground [m]
    rcs: float  # [m2]
    speed: float = 0.0  # rounds that are only for slower targets do not meet it [m/s]


@dataclass(frozen=True, eq=False)
class Sight:
    """What an engagement radar sees from one site, whatever flies and whatever detects."""

    seen: Singles  # (D,) height above the ground from which on each point is seen [m]
    below: Singles  # (D,) altitude of the ground at each point [m]
    known: Flags  # (D,) whether the map knows the point


@dataclass(frozen=True, eq=False)
class SiteCover:
    """Batteries of one kind that stand at sites, on one surface of the ground."""

    plan: Plan
    world: World
    ground: Grid  # mean surface
    surface: str
    demand: Demand
    target: Target

    @classmethod
    def of(
        cls, plan: Plan, battery: BatterySite, sites: Sequence[Place], ground: Grid, surface: str,
        demand: Demand, target: Target,
    ) -> SiteCover:  # fmt: skip
        """Put a battery of a plan, with its radars, at each site [rad]; antennas stand on the mean ground."""
        stands = batteries_at(plan, battery, sites, ground)
        return cls(stands, world_of(stands, ground), ground, surface, demand, target)

    def covered(self, workers: int = 1) -> Flags:
        """(sites, heights, points) whether a battery at a site covers a point at a height."""
        with ThreadPoolExecutor(workers) as pool:
            rows = list(pool.map(self._of_site, range(len(self.plan.batteries))))
        shape = (0, len(self.target.heights), self.demand.size)
        return np.stack(rows) if rows else np.zeros(shape, dtype=np.bool_)

    def covered_from(self, sights: Sequence[Sight]) -> Flags:
        """The same with what is seen from each site as it was swept before."""
        return np.stack([self._met(b, sight) for b, sight in enumerate(sights)])

    def sight(self, b: int) -> Sight:
        """Sweep the ground around a battery, as far as it looks and reaches."""
        site = self.plan.radars[self.plan.batteries[b].radar]
        far = min(site.entry.instrumented_range, max(self._reaches(b), default=0.0))
        here = cropped(self.ground, [(site.site, far)]).with_surface(self.surface, [site.site])
        refraction = self.plan.area.refraction
        lowest = lowest_of(self.plan, self.world, self.plan.batteries[b].radar, here, refraction, 1)
        at, known = _cells(here, self.demand)
        return Sight(lowest.ravel()[at], here.heights.ravel()[at], known)

    def _of_site(self, b: int) -> Flags:
        return self._met(b, self.sight(b))

    def _met(self, b: int, sight: Sight) -> Flags:
        """(heights, points) that battery `b` covers."""
        return np.stack([
            self._at_height(
                b, sight.known & (sight.seen <= np.float32(height)), sight.below + np.float32(height)
            )
            for height in self.target.heights
        ])  # fmt: skip

    def _at_height(self, b: int, visible: Flags, altitudes: Singles) -> Flags:
        s = self.plan.batteries[b].radar
        normals = normal_of(self.demand.latitude, self.demand.longitude)
        out = np.empty(self.demand.size, np.float32)
        anywhere = self.plan.radars[s].entry.slew > 0.0
        cells = Cells(normals, altitudes, visible, 0, out.size)
        one_look(self.world, s, self.target.rcs, anywhere, cells, out)
        held, met = out >= np.float32(LOCKED), np.zeros(self.demand.size, dtype=np.bool_)
        for t in self._fast_enough(b):
            fly_out(self.world, b, t, False, Cells(normals, altitudes, held & ~met, 0, out.size), out)
            met |= out >= 0.0
        return met

    def _fast_enough(self, b: int) -> list[int]:
        """Types of round of a battery that are for targets of such a speed."""
        rounds = self.plan.rounds
        return [t for t in types_of(self.world, b) if rounds[t].maximum_target_speed >= self.target.speed]

    def _reaches(self, b: int) -> list[float]:
        return [self.plan.rounds[t].maximum_range for t in types_of(self.world, b)]


def batteries_at(plan: Plan, battery: BatterySite, sites: Sequence[Place], ground: Grid) -> Plan:
    """A plan of nothing but this battery at each site [rad], surveyed on the mean ground."""
    before = plan.batteries.index(battery)
    own = [radar for radar in plan.radars if radar.battery == before]
    first = own.index(plan.radars[battery.radar])
    radars: list[RadarSite] = []
    batteries: list[BatterySite] = []
    for number, site in enumerate(sites):
        height = ground.require(*site, f"site {number}")
        batteries.append(replace(battery, name=f"site {number}", site=site, radar=len(radars) + first))
        radars += [
            replace(
                radar, name=f"site {number} {radar.entry.slug}", site=site, battery=number,
                altitude=height + radar.height,
            )
            for radar in own
        ]  # fmt: skip
    network = next(network for network in plan.networks if before in network.batteries)
    all_of_them = replace(network, batteries=tuple(range(len(batteries))), radars=tuple(range(len(radars))))
    return replace(plan, radars=radars, batteries=batteries, networks=[all_of_them], cuts=[], apart={})


def _cells(grid: Grid, demand: Demand) -> tuple[npt.NDArray[np.int64], Flags]:
    """Flat index (points,) of the cell under each point, 0 off the map; whether it has a height."""
    row, column = (np.rint(x).astype(np.int64) for x in grid.locate(demand.latitude, demand.longitude))
    rows, columns = grid.shape
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    cells = np.where(inside, row * columns + column, 0)
    return cells, inside & ~np.isnan(grid.heights.ravel()[cells])
