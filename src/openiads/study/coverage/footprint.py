"""Defended footprint: the ground whose attackers of a class are met before they arrive.

An attacker comes straight at a ground point from one of DIRECTIONS compass directions, at the altitude and
speed of its class.  It is tracked after `scans` scans, without a gap, of radars that the battery's picture
hears and that have an even chance with each look.  A battery takes the track where its own radar has that
chance too and faces it or can turn; it fires and meets it as the simulation's fly-out tables, envelopes and
doctrine have it, again and again (shoot, look, shoot).  Where they meet, the target is no faster than
published, and the radar sees it - with that chance, unless the round has a seeker of its own.

This is less than what the simulation meets: there an attacker shows more than its nose, its speed is judged
at the launch, rounds are guided outside the radar's sector too, and batteries help each other.  It is more
only in that nobody has to find out first that the attacker is hostile.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openiads.engagement.reach_map import Attacker, Doctrine, Tables, Way, fly_out, kill_chances, meetings
from openiads.ground.frames import MEAN_RADIUS, great_circle, normal_of
from openiads.scenario.cast import Place
from openiads.scenario.plan import Plan
from openiads.scenario.plan_rows import BatterySite
from openiads.sensing.detection_map import one_look
from openiads.state.planes import Battery, BatteryKey, Network, Radar, Round
from openiads.state.positions import Cells
from openiads.state.words import Kind, TrackClass
from openiads.state.world import World
from openiads.study.coverage.attack import Attack
from openiads.study.coverage.coarse_lattice import Lattice, Samples
from openiads.study.coverage.maps import LOCKED, types_of

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

DIRECTIONS = 16


@dataclass(frozen=True, eq=False)
class Survey:
    """Where one class of attack is looked at: its lattice, and the points where it is met and tracked."""

    attack: Attack
    lattice: Lattice
    near: Samples  # where rounds reach
    wide: Samples  # where radars look
    corner: Integers  # (2,) lattice row and column of the first point of `near`
    coarser: int  # lattice rows and columns to one point of `wide`
    points: Integers  # (n, 2) lattice rows and columns of the ground points that are asked
    areas: Floats  # (n,) [m2]

    @property
    def places(self) -> tuple[Floats, Floats]:
        """Latitude and longitude [rad] of the ground points."""
        return self.lattice.latitudes(self.points[:, 0]), self.lattice.longitudes(self.points[:, 1])


@dataclass(frozen=True, eq=False)
class Footprint:
    """What one class of attack meets, by direction that it comes from (north first, clockwise) and point."""

    survey: Survey
    salvos: npt.NDArray[np.uint8]  # (directions, n) most salvos of one battery before arrival
    kill: Singles  # (directions, n) chance that they kill it, failures of doctrine included

    def from_all(self) -> tuple[npt.NDArray[np.uint8], Singles]:
        """Salvos and chance of a kill (n,) from the direction that is worst for each point."""
        return self.salvos.min(axis=0), self.kill.min(axis=0)

    def from_origins(self, origins: list[Place]) -> tuple[npt.NDArray[np.uint8], Singles]:
        """The same for the worst of some origins only, each taken as the nearest of the directions."""
        n = np.arange(len(self.survey.points))
        latitude, longitude = self.survey.places
        salvos, kill = np.full(len(n), 255, np.uint8), np.ones(len(n), np.float32)
        for origin in origins:
            _, azimuth = great_circle(latitude, longitude, *origin)
            way = np.rint(azimuth * DIRECTIONS / (2.0 * math.pi)).astype(int) % DIRECTIONS
            salvos, kill = np.minimum(salvos, self.salvos[way, n]), np.minimum(kill, self.kill[way, n])
        return salvos, kill


Sights = dict[int, tuple[Singles, Singles]]
"""By radar, its lowest visible heights at the points of `near` and of `wide`."""
Known = dict[int, Flags]
"""By radar, the layers and points of `wide` (layers, n) where it has an even chance with one look."""


def footprint(
    survey: Survey, plan: Plan, world: World, ground: Singles, sights: Sights, scans: int,
    known: Known | None = None,
) -> Footprint:  # fmt: skip
    """Let a class of attack come in from every direction against every battery.

    ground  heights of all cells of the window, flat [m]
    known   what radars track of this survey in this world; what is missing is added
    """
    attack = survey.attack
    n = len(survey.points)
    salvos = np.zeros((DIRECTIONS, n), np.uint8)
    survives = np.ones((DIRECTIONS, n), np.float32)
    directions = [survey.lattice.ways(2.0 * math.pi * d / DIRECTIONS, attack.away) for d in range(DIRECTIONS)]
    pictures: dict[int, Singles] = {}
    for b, battery in enumerate(plan.batteries):
        if battery.radar not in sights:
            continue
        near, kill = _met(survey, plan, world, b, ground, sights)
        picture = int(world.battery_i[BatteryKey.PICTURE, b])
        if picture not in pictures:
            pictures[picture] = _tracked(
                survey, plan, world, picture, ground, sights, scans, {} if known is None else known
            )
        tracked = pictures[picture]
        if not (near >= 0.0).any() or not np.isfinite(tracked).any():
            continue
        taken = _taken(survey, plan, world, b, ground, sights)
        doctrine = doctrine_of(battery, world, b, attack.track_class(world.engaging.slow))
        top, bottom, left, right = in_view(tracked, survey.coarser)
        for d, (rows, shifts) in enumerate(directions):
            starts = first_within(rows, top, bottom)
            tables = Tables(near, kill, survey.corner, tracked, taken, survey.coarser)
            way = Way(attack.layers, attack.togo, rows, shifts, starts, (left, right))
            meetings(tables, way, survey.points, doctrine, salvos[d], survives[d])
    fails = plan.doctrine
    works = (1.0 - fails.common_failure_probability) * (1.0 - fails.target_failure_probability)
    return Footprint(survey, salvos, np.float32(works) * (1.0 - survives))


def in_view(tracked: Singles, coarser: int) -> tuple[int, int, int, int]:
    """First and last lattice row, first and last column, where an attacker is in view in any layer."""
    seen = np.asarray(np.isfinite(tracked).any(axis=0))
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return (
        int(rows[0]) * coarser, (int(rows[-1]) + 1) * coarser - 1,
        int(columns[0]) * coarser, (int(columns[-1]) + 1) * coarser - 1,
    )  # fmt: skip


def first_within(rows: Integers, top: int, bottom: int) -> Integers:
    """First station (n,) of ways (n, stations) over lattice rows that is between two; else their number."""
    within: Flags = (rows >= top) & (rows <= bottom)
    return np.asarray(np.where(within.any(axis=1), within.argmax(axis=1), rows.shape[1]), np.int64)


def doctrine_of(battery: BatterySite, world: World, b: int, kind: TrackClass) -> Doctrine:
    """How battery `b` fires at a class of track; what it keeps for other classes is left to them."""
    f, k = world.battery_f[:, b], world.battery_i[:, b]
    kept = k[BatteryKey.RESERVE_BALLISTIC : BatteryKey.RESERVE_SLOW + 1].sum()
    kept += k[BatteryKey.RESERVE] - k[BatteryKey.RESERVE_BALLISTIC + kind]
    return Doctrine(
        salvo=int(k[BatteryKey.SALVO_BALLISTIC + kind]),
        interval=float(f[Battery.LAUNCH_INTERVAL]),
        assessment=float(f[Battery.ASSESSMENT]),
        most=battery.salvos_max,
        stock=max(int(world.magazine[b].sum() - kept), 0),
    )


def _altitudes(attack: Attack, layer: int, samples: Samples, ground: Singles) -> Singles:
    """Altitude of the attacker over each point [m]."""
    height = np.float32(attack.altitudes[layer])
    if attack.above_ground:
        return ground[samples.cells] + height
    return np.full(len(samples.cells), height, np.float32)


def _visible(attack: Attack, samples: Samples, altitudes: Singles, ground: Singles, lowest: Singles) -> Flags:
    """Points over which a radar has a line of sight to the attacker, and under which it is above ground."""
    above = altitudes - ground[samples.cells]
    return samples.known & (lowest <= above)


def _met(
    survey: Survey, plan: Plan, world: World, b: int, ground: Singles, sights: Sights
) -> tuple[Singles, Singles]:
    """Time of flight [s] to each near point, -1 for none, and kill probability of one round there.

    The round is the cheapest that reaches, as in the simulation; the chance falls off as there, head-on.
    """
    attack, near = survey.attack, survey.near
    s = plan.batteries[b].radar
    types = types_of(world, b)
    ceiling = max((float(world.round_f[Round.MAXIMUM_ALTITUDE, t]) for t in types), default=0.0)
    first = 0
    if not attack.above_ground:
        above = np.flatnonzero(attack.altitudes > ceiling)
        first = int(above[-1]) + 1 if len(above) else 0
    shape = (len(attack.altitudes) - first, *near.shape)
    flight, kill = np.full(shape, -1.0, np.float32), np.zeros(shape, np.float32)
    look, time = np.zeros(len(near.cells), np.float32), np.empty(len(near.cells), np.float32)
    turns = plan.radars[s].entry.slew > 0.0
    for layer in range(first, len(attack.altitudes)):
        altitudes = _altitudes(attack, layer, near, ground)
        seen = _visible(attack, near, altitudes, ground, sights[s][0])
        one_look(world, s, attack.threat.rcs, turns, Cells(near.normals, altitudes, seen, 0, len(seen)), look)
        held = look >= np.float32(LOCKED)
        best, chance = flight[layer - first].reshape(-1), kill[layer - first].reshape(-1)
        for t in types:
            if attack.speeds[layer] > world.round_f[Round.MAXIMUM_TARGET_SPEED, t]:
                continue
            # A seeker of its own sees what the radar does not face.
            where = seen if world.round_f[Round.HOMING, t] > 0.0 else held
            cells = Cells(near.normals, altitudes, where, 0, len(where))
            fly_out(world, b, t, attack.ballistic, cells, time)
            fresh = (time >= 0.0) & (best < 0.0)
            best[fresh] = time[fresh]
            kind = Kind[attack.threat.kind.upper()].value
            attacker = Attacker(attack.threat.kill_factor, attack.threat.weave, kind)
            kill_chances(world, b, t, attacker, cells._replace(asked=fresh), ground[near.cells], chance)
    return flight, kill


def _tracked(
    survey: Survey, plan: Plan, world: World, picture: int, ground: Singles, sights: Sights, scans: int,
    known: Known,
) -> Singles:  # fmt: skip
    """Time [s] from entering each wide point to a track in a picture, infinite out of view."""
    attack, wide = survey.attack, survey.wide
    delay = float(world.network_f[Network.DELAY, picture])
    out = np.full((len(attack.altitudes), len(wide.cells)), np.inf, np.float32)
    for s, (_, lowest) in sights.items():
        if not (plan.radars[s].entry.searches and world.hears[picture, s]):
            continue
        period = scans * float(world.radar_f[Radar.SCAN_PERIOD, s]) + delay
        if s not in known:
            known[s] = _detected(survey, world, s, ground, lowest)
        there = known[s]
        out[there] = np.minimum(out[there], np.float32(period))
    return out.reshape(len(attack.altitudes), *wide.shape)


def _detected(survey: Survey, world: World, s: int, ground: Singles, lowest: Singles) -> Flags:
    """Layers and wide points (layers, n) where radar `s` has an even chance with one look."""
    attack, wide = survey.attack, survey.wide
    there = np.zeros((len(attack.altitudes), len(wide.cells)), np.bool_)
    look = np.zeros(len(wide.cells), np.float32)
    for layer in range(len(attack.altitudes)):
        altitudes = _altitudes(attack, layer, wide, ground)
        seen = _visible(attack, wide, altitudes, ground, lowest)
        one_look(world, s, attack.threat.rcs, False, Cells(wide.normals, altitudes, seen, 0, len(seen)), look)
        there[layer] = look >= np.float32(LOCKED)
    return there


def _taken(survey: Survey, plan: Plan, world: World, b: int, ground: Singles, sights: Sights) -> Singles:
    """Time [s] from taking a track over each wide point to the first launch, infinite where it is not taken.

    As in the simulation, the engagement radar must be expected to find it, and to face it or to turn to it;
    acquisition follows the turn, and reaction goes on meanwhile.
    """
    attack, wide = survey.attack, survey.wide
    s, f = plan.batteries[b].radar, world.battery_f[:, b]
    slew = plan.radars[s].entry.slew
    turning = turns_needed(world, s, wide.normals) / slew if slew > 0.0 else 0.0
    wait = np.maximum(turning + f[Battery.ACQUISITION], f[Battery.REACTION])
    out = np.empty((len(attack.altitudes), len(wide.cells)), np.float32)
    look = np.zeros(len(wide.cells), np.float32)
    for layer in range(len(attack.altitudes)):
        altitudes = _altitudes(attack, layer, wide, ground)
        seen = _visible(attack, wide, altitudes, ground, sights[s][1])
        one_look(
            world, s, attack.threat.rcs, slew > 0.0, Cells(wide.normals, altitudes, seen, 0, len(seen)), look
        )
        out[layer] = np.where(look >= np.float32(LOCKED), wait, np.inf)
    return out.reshape(len(attack.altitudes), *wide.shape)


def turns_needed(world: World, s: int, normals: Floats) -> Floats:
    """Angle [rad] by which radar `s` must turn to face places (n, 3); none inside its sector."""
    east, north = (normals @ world.radar_f[x : x + 3, s] for x in (Radar.EAST_X, Radar.NORTH_X))
    off = np.arctan2(east, north) - world.radar_f[Radar.SECTOR_CENTRE, s]
    off = np.abs((off + math.pi) % (2.0 * math.pi) - math.pi)
    return np.where(off <= world.radar_f[Radar.TRACK_HALF, s], 0.0, off)


def ground_points(over: Lattice, discs: list[tuple[Place, float]]) -> tuple[Integers, Floats]:
    """Lattice rows and columns (n, 2) within discs, and the area of each [m2]."""
    first, last, left, right = over.box(discs)
    latitude = over.latitudes(np.arange(first, last))
    normals = normal_of(latitude[:, None], over.longitudes(np.arange(left, right))[None, :])
    inside = np.zeros(normals.shape[:2], dtype=np.bool_)
    for place, radius in discs:
        inside |= normals @ normal_of(*place) >= math.cos(radius / MEAN_RADIUS)
    rows, columns = np.nonzero(inside)
    points = np.stack([rows + first, columns + left], axis=1).astype(np.int64)
    return points, over.areas(points[:, 0])
