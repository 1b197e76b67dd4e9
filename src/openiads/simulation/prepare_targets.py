"""The cast becomes routes and target planes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from openiads.ground.draws import identities
from openiads.motion import ballistic, routes
from openiads.scenario.cast import Flight
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
    """Of every flight; of a weapon with that of its carrier."""
    bare = [
        (
            f.threat.kind, f.points, f.altitude, f.speed, f.sideways, f.clearance, f.climbs, f.apogee,
            f.asset is None, f.release, f.returns, f.civil,
        )
        for f in plan.flights
    ]  # fmt: skip
    return [
        (*way, bare[flight.carrier] if flight.carrier >= 0 else None)
        for way, flight in zip(bare, plan.flights, strict=True)
    ]


def sample(flight: Flight, plan: Plan, grid: Grid) -> Sampled:
    """Route of a flight of the plan; a weapon begins where its carrier lets it go."""
    if flight.carrier >= 0:
        return _weapon(flight, plan.flights[flight.carrier], grid)
    if flight.threat.kind == "ballistic":
        return _ballistic(flight, grid)
    return _flown(flight, grid)


def _ground(grid: Grid, latitude: float, longitude: float) -> float:
    return float(np.nan_to_num(grid.elevation(latitude, longitude)))


def _ballistic(flight: Flight, grid: Grid) -> Sampled:
    start = routes.shifted(list(flight.points), flight.sideways)[0]
    end = flight.points[-1]
    samples, period = ballistic.arc(start, end, _ground(grid, *end), flight.apogee or 0.0)
    return Sampled(samples, period)


def _profile(flight: Flight, path: routes.Path, grid: Grid) -> Floats:
    """Altitude along a path: civil, terrain following or level, with a first climb and a last dive."""
    if flight.civil:
        first, last = flight.points[0], flight.points[-1]
        return routes.airway(path, flight.altitude, _ground(grid, *first), _ground(grid, *last))
    altitude = (
        routes.level(path, flight.altitude)
        if flight.clearance is None
        else routes.following(path, grid.elevation, flight.clearance)
    )
    if flight.climbs:
        slope = routes.BOOST if flight.threat.kind == "cruise" else routes.CLIMB
        altitude = routes.climbing(path, altitude, _ground(grid, *_place(path.normals[0])), slope)
    if flight.asset is None:
        return altitude
    return routes.diving(path, altitude, _ground(grid, *flight.points[-1]))


def _flown(flight: Flight, grid: Grid) -> Sampled:
    points = routes.shifted(list(flight.points), flight.sideways)
    if math.isinf(flight.release):
        path = routes.path_through(points, flight.speed)
        altitude = _profile(flight, path, grid)
        speed = routes.civil_speed(altitude, flight.speed) if flight.civil else flight.speed
        return Sampled(*routes.sample(path, altitude, speed))
    inward = routes.path_through(points, flight.speed)
    mark = max(inward.length - flight.release, 1.0)
    way = inward.cut(0.0, mark)
    if flight.returns:
        way = routes.onward(way, points[0], flight.speed)
    samples, period = routes.sample(way, _profile(flight, way, grid), flight.speed)
    return Sampled(samples, period, release_after=mark / flight.speed)


def _place(normal: Floats) -> tuple[float, float]:
    return math.asin(min(max(float(normal[2]), -1.0), 1.0)), math.atan2(float(normal[1]), float(normal[0]))


def _weapon(flight: Flight, carrier: Flight, grid: Grid) -> Sampled:
    """From the release point to the aim, fanned out in the middle so that two weapons are two targets."""
    points = routes.shifted(list(carrier.points), carrier.sideways)
    inward = routes.path_through(points, carrier.speed)
    mark = max(inward.length - flight.release, 1.0)
    start = inward.normal_at(mark)
    end = inward.normals[-1]
    middle = _place((start + end) / np.linalg.norm(start + end))
    bend = routes.shifted([middle, _place(end)], flight.sideways)[0]
    path = routes.path_through([_place(start), bend, _place(end)], flight.speed)
    altitude = _profile(flight, path, grid)
    height = float(np.interp(mark, inward.along, _profile(carrier, inward, grid)))
    sinking = height - path.along * 0.15
    return Sampled(*routes.sample(path, np.maximum(altitude, sinking), flight.speed))


def target_planes(plan: Plan, sampled: list[Sampled]) -> tuple[Floats, Integers, Floats]:
    """Planes `target_f`, `target_i` and the packed routes."""
    n_objects = len(plan.flights)
    figures = np.zeros((len(Target), n_objects))
    keys = np.full((len(TargetKey), n_objects), -1, dtype=np.int64)
    keys[TargetKey.IDENT] = identities(f"flight {flight.name}" for flight in plan.flights)
    asset_of = {asset.name: a for a, asset in enumerate(plan.assets)}
    first = 0
    for n, (flight, route) in enumerate(zip(plan.flights, sampled, strict=True)):
        threat = flight.threat
        figures[Target.START, n] = flight.start
        figures[Target.JITTER, n] = flight.jitter
        figures[Target.DURATION, n] = route.duration
        figures[Target.ROUTE_STEP, n] = route.period
        figures[Target.RCS, n] = flight.rcs
        figures[Target.RCS_SIDE_RATIO, n] = threat.rcs_side_ratio
        if flight.weaves and threat.weave > 0.0:
            rate = 2.0 * math.pi / threat.weave_period
            figures[Target.WEAVE_RATE, n] = rate
            figures[Target.WEAVE_AMPLITUDE, n] = threat.weave / rate**2
        figures[Target.NOISE_RISE, n] = threat.noise_rise or 0.0
        figures[Target.NOISE_DISTANCE, n] = threat.noise_distance or 0.0
        figures[Target.KILL_FACTOR, n] = threat.kill_factor
        figures[Target.RELEASE_AFTER, n] = route.release_after
        keys[TargetKey.SIDE, n] = Side[flight.side.upper()]
        keys[TargetKey.KIND, n] = Kind[threat.kind.upper()]
        keys[TargetKey.ROUTE, n] = first
        keys[TargetKey.SAMPLES, n] = route.samples.shape[1]
        keys[TargetKey.CARRIER, n] = flight.carrier
        keys[TargetKey.ASSET, n] = asset_of[flight.asset] if flight.asset else -1
        keys[TargetKey.REPLIES_FRIEND, n] = flight.side == "friend"
        keys[TargetKey.REPLIES_CIVIL, n] = flight.transponder and flight.side == "neutral"
        first += route.samples.shape[1]
    packed = np.concatenate([r.samples for r in sampled], axis=1) if sampled else np.zeros((len(Route), 2))
    return figures, keys, packed.T


def last_moment(plan: Plan, sampled: list[Sampled]) -> float:
    """Time [s] by which every raider has reached the end of its route."""
    latest = plan.area.duration
    for flight, route in zip(plan.flights, sampled, strict=True):
        if flight.side != "hostile":
            continue
        start = flight.start + flight.jitter
        if flight.carrier >= 0:
            leader = plan.flights[flight.carrier]
            start = leader.start + leader.jitter + sampled[flight.carrier].release_after
        latest = max(latest, start + route.duration + SLACK_AFTER)
    return latest
