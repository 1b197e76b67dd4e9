"""The cast becomes routes and target planes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from openiads.catalogue.textbook_entries import Slopes
from openiads.ground.draws import identities
from openiads.motion import altitudes, ballistic, routes
from openiads.scenario.cast import ScenarioTarget
from openiads.scenario.plan import Plan
from openiads.state.planes import Route, Target, TargetKey
from openiads.state.words import Kind, Side
from openiads.state.world import Floats, Integers
from openiads.terrain.maps.grid import Grid

SLACK_AFTER = 60.0


@dataclass(frozen=True, slots=True)
class Sampled:
    """One route as the kernels read it."""

    samples: Floats  # (planes, n)
    period: float  # [s]
    release_after: float = math.inf  # [s]

    @property
    def duration(self) -> float:
        """Length of the route [s]."""
        return float(self.period * (self.samples.shape[1] - 1))


Way = tuple[object, ...]
"""What a route is computed from, besides the ground."""


def ways_of(plan: Plan) -> list[Way]:
    """Of every target; of a weapon with that of its carrier."""
    slopes = plan.slopes
    steepness = (slopes.dive, slopes.pull_over, slopes.boost, slopes.climb, slopes.descent)
    bare = [
        (
            f.threat.kind, f.points, f.altitude, f.speed, f.sideways, f.clearance, f.climbs, f.apogee,
            f.aim is None, f.release, f.returns, f.civil, f.offset, f.diversion, steepness,
        )
        for f in plan.targets
    ]  # fmt: skip
    return [
        (*way, bare[target.carrier] if target.carrier >= 0 else None)
        for way, target in zip(bare, plan.targets, strict=True)
    ]


def sample(target: ScenarioTarget, plan: Plan, grid: Grid) -> Sampled:
    """Route of a target of the plan; a weapon begins where its carrier lets it go."""
    if target.carrier >= 0:
        return _weapon(target, plan.targets[target.carrier], plan.slopes, grid)
    if target.threat.kind == "ballistic":
        return _ballistic(target, grid)
    return _flown(target, plan.slopes, grid)


def _ground(grid: Grid, latitude: float, longitude: float) -> float:
    return float(np.nan_to_num(grid.elevation(latitude, longitude)))


def _ballistic(target: ScenarioTarget, grid: Grid) -> Sampled:
    start = routes.shifted(list(target.points), target.sideways)[0]
    end = target.points[-1]
    samples, period = ballistic.arc(start, end, _ground(grid, *end), target.apogee or 0.0)
    return Sampled(samples, period)


def _profile(target: ScenarioTarget, path: routes.Path, slopes: Slopes, grid: Grid) -> Floats:
    """Altitude along a path: civil, terrain following or level, with a first climb and a last dive."""
    wings = math.tan(slopes.climb)
    if target.civil and target.clearance is not None:
        return altitudes.hopping(path, grid.elevation, target.clearance, wings)
    if target.civil:
        first, last = target.points[0], target.diversion or target.points[-1]
        return altitudes.airway(path, target.altitude, _ground(grid, *first), _ground(grid, *last), wings)
    altitude = (
        altitudes.level(path, target.altitude)
        if target.clearance is None
        else altitudes.following(path, grid.elevation, target.clearance)
    )
    if target.climbs:
        slope = math.tan(slopes.boost) if target.threat.kind == "cruise" else wings
        start = _ground(grid, *_place(path.normals[0]))
        altitude = altitudes.climbing(path, altitude, start, slope, _room(target, slope, slopes))
    if target.aim is None:
        return altitude
    slope, end = math.tan(slopes.dive), _ground(grid, *target.points[-1])
    return altitudes.diving(path, altitude, end, slope, _room(target, slope, slopes))


def _room(target: ScenarioTarget, slope: float, slopes: Slopes) -> float:
    return altitudes.room_to_bend(target.speed, slope, slopes.pull_over)


def _flown(target: ScenarioTarget, slopes: Slopes, grid: Grid) -> Sampled:
    points = routes.aside(routes.shifted(list(target.points), target.sideways), target.offset)
    if math.isinf(target.release):
        path = routes.path_through(points, target.speed)
        if target.diversion is not None:
            path = routes.onward(path.cut(0.0, 0.5 * path.length), target.diversion, target.speed)
        altitude = _profile(target, path, slopes, grid)
        speed = routes.civil_speed(altitude, target.speed) if target.civil else target.speed
        return Sampled(*routes.sample(path, altitude, speed))
    inward = routes.path_through(points, target.speed)
    mark = max(inward.length - target.release, 1.0)
    way = inward.cut(0.0, mark)
    if target.returns:
        way = routes.onward(way, points[0], target.speed)
    samples, period = routes.sample(way, _profile(target, way, slopes, grid), target.speed)
    return Sampled(samples, period, release_after=mark / target.speed)


def _place(normal: Floats) -> tuple[float, float]:
    return math.asin(min(max(float(normal[2]), -1.0), 1.0)), math.atan2(float(normal[1]), float(normal[0]))


def _weapon(target: ScenarioTarget, carrier: ScenarioTarget, slopes: Slopes, grid: Grid) -> Sampled:
    """From the release point to the aim, fanned out in the middle so that two weapons are two targets."""
    points = routes.shifted(list(carrier.points), carrier.sideways)
    inward = routes.path_through(points, carrier.speed)
    mark = max(inward.length - target.release, 1.0)
    start = inward.normal_at(mark)
    end = inward.normals[-1]
    middle = _place((start + end) / np.linalg.norm(start + end))
    bend = routes.shifted([middle, _place(end)], target.sideways)[0]
    path = routes.path_through([_place(start), bend, _place(end)], target.speed)
    height = float(np.interp(mark, inward.along, _profile(carrier, inward, slopes, grid)))
    slope, altitude = math.tan(slopes.descent), _profile(target, path, slopes, grid)
    altitude = altitudes.descending(path, altitude, height, slope, _room(target, slope, slopes))
    return Sampled(*routes.sample(path, altitude, target.speed))


def target_planes(plan: Plan, sampled: list[Sampled]) -> tuple[Floats, Integers, Floats]:
    """Planes `target_f`, `target_i` and the packed routes."""
    n_targets = len(plan.targets)
    figures = np.zeros((len(Target), n_targets))
    keys = np.full((len(TargetKey), n_targets), -1, dtype=np.int64)
    keys[TargetKey.IDENT] = identities(f"flight {target.name}" for target in plan.targets)
    names = {
        "asset": [asset.name for asset in plan.assets],
        "battery": [battery.name for battery in plan.batteries],
        "radar": [radar.name for radar in plan.radars],
    }
    number_of = {(table, name): i for table, row in names.items() for i, name in enumerate(row)}
    first = 0
    for n, (target, route) in enumerate(zip(plan.targets, sampled, strict=True)):
        threat = target.threat
        figures[Target.START, n] = target.start
        figures[Target.JITTER, n] = target.jitter
        figures[Target.MEAN_SPACING, n] = target.mean_spacing
        figures[Target.DURATION, n] = route.duration
        figures[Target.ROUTE_STEP, n], figures[Target.ROUTE_RATE, n] = route.period, 1.0 / route.period
        figures[Target.RCS, n] = target.rcs
        figures[Target.RCS_SIDE_RATIO, n] = threat.rcs_side_ratio
        if target.weaves and threat.weave > 0.0:
            rate = 2.0 * math.pi / threat.weave_period
            figures[Target.WEAVE_RATE, n] = rate
            figures[Target.WEAVE_AMPLITUDE, n] = threat.weave / rate**2
        figures[Target.NOISE_RISE, n] = threat.noise_rise or 0.0
        figures[Target.NOISE_DISTANCE, n] = threat.noise_distance or 0.0
        figures[Target.KILL_FACTOR, n] = threat.kill_factor
        figures[Target.SET_FAILURE, n] = -1.0 if target.set_failure is None else target.set_failure
        if target.side == "hostile" and threat.kind in plan.mission_kill:
            figures[Target.MISSION_KILL_SHARE, n] = plan.mission_kill[threat.kind].mission_kill_share
        figures[Target.RELEASE_AFTER, n] = route.release_after
        keys[TargetKey.SIDE, n] = Side[target.side.upper()]
        keys[TargetKey.KIND, n] = Kind[threat.kind.upper()]
        keys[TargetKey.ROUTE, n] = first
        keys[TargetKey.SAMPLES, n] = route.samples.shape[1]
        keys[TargetKey.CARRIER, n] = target.carrier
        keys[TargetKey.BEFORE, n] = target.before
        if target.aim is not None:
            number = number_of[target.aim.table, target.aim.name]
            keys[TargetKey[target.aim.table.upper()], n] = number
            figures[Target.DESTRUCTION_PROBABILITY, n] = destruction_of(target, plan)
        keys[TargetKey.REPLIES_FRIEND, n] = target.transponder and target.side == "friend"
        keys[TargetKey.REPLIES_CIVIL, n] = target.transponder and target.side == "neutral"
        first += route.samples.shape[1]
    packed = np.concatenate([r.samples for r in sampled], axis=1) if sampled else np.zeros((len(Route), 2))
    return figures, keys, packed.T


def destruction_of(target: ScenarioTarget, plan: Plan) -> float:
    """Chance that a target destroys the battery or radar at which it arrives; 0 where it aims at an asset."""
    assert target.aim is not None
    if target.aim.table == "asset":
        return 0.0
    entry = plan.destruction[target.threat.kind]
    return entry.battery_probability if target.aim.table == "battery" else entry.radar_probability


def at_defence(keys: Integers) -> Integers:
    """Targets (K,) that aim at a battery or a radar, by their planes of keys (planes, N)."""
    aims = (keys[TargetKey.BATTERY] >= 0) | (keys[TargetKey.RADAR] >= 0)
    return np.flatnonzero(aims).astype(np.int64)


def last_moment(plan: Plan, sampled: list[Sampled]) -> float:
    """Time [s] by which every raider has reached the end of its route."""
    latest = plan.area.duration
    for target, route in zip(plan.targets, sampled, strict=True):
        if target.side != "hostile":
            continue
        start = _latest(target, plan)
        if target.carrier >= 0:
            start = _latest(plan.targets[target.carrier], plan) + sampled[target.carrier].release_after
        latest = max(latest, start + route.duration + SLACK_AFTER)
    return latest


def _latest(target: ScenarioTarget, plan: Plan) -> float:
    """Time [s] at which a target begins at the latest; by chance that is before the duration ends."""
    return plan.area.duration if target.mean_spacing > 0.0 else target.start + target.jitter
