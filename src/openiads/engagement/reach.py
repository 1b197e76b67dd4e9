"""Whether, with what and when a round meets a target: the fly-out table against the target's course."""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import part
from openiads.ground.course import ahead
from openiads.ground.frames import MEAN_RADIUS, altitude_of
from openiads.state.planes import Battery, BatteryKey, Radar, Round
from openiads.state.world import Integers, World
from openiads.terrain.rays.sight import covers, reaches_out

CLOSE_ENOUGH = 0.02
"""A predicted intercept is settled when both arrive within this [s]."""
ALL, HALF = 1.0, 0.5
"""Shares of a cell of the fly-out table that must be in reach, for doctrine and for what is under way."""
LOOKS_AHEAD = 4
"""Places on the way of a target at which it must be covered while a round is guided."""
METRE = 1.0
"""More than rounding may do to a place [m]."""
STRIDES = 12
ITERATIONS = 12


class Intent(NamedTuple):
    """How strictly, and from when on, a battery asks whether a round would meet a target."""

    centre: float
    """Azimuth that its engagement radar faces [rad]."""
    margin: float
    """Share of the published range [1]."""
    wait: float
    """Until the launch [s]."""
    lower: float
    """The target must be in sight even so much lower [m]."""
    latest: float
    """The target must be met before this [s]; infinite where any meeting will do."""
    committed: bool
    """It has begun: only the meeting point must be in sight, and half a cell of the table in reach."""
    remote: bool
    """A track of the network guides the round until its own seeker takes over."""


@part
def flight_time(world: World, t: int, reach: float, altitude: float, needed: float) -> float:
    """Time [s] in which round type `t` flies to slant range `reach` and `altitude` [m].

    Bilinear in the fly-out table.  Negative where less than the share `needed` of the four corners' weight is
    in reach; its size then still goes on growing with range, so that searches for an intercept converge from
    outside.  Doctrine asks for all of it, a round under way for half: between both lies more than the course
    of a target that flies at the very height of a row of the table can tremble.
    """
    table = world.flyout
    along = max(reach, 0.0) / world.tables.flyout_range_step
    up = max(altitude, 0.0) / world.tables.flyout_altitude_step
    i = min(int(along), table.shape[2] - 2)
    j = min(int(up), table.shape[1] - 2)
    u = along - i
    v = min(up - j, 1.0)
    a, b = table[t, j, i], table[t, j, i + 1]
    c, d = table[t, j + 1, i], table[t, j + 1, i + 1]
    low = abs(a) + u * (abs(b) - abs(a))
    high = abs(c) + u * (abs(d) - abs(c))
    time = low + v * (high - low)
    outside = (0.0 if a >= 0.0 else (1.0 - u) * (1.0 - v)) + (0.0 if b >= 0.0 else u * (1.0 - v))
    outside += (0.0 if c >= 0.0 else (1.0 - u) * v) + (0.0 if d >= 0.0 else u * v)
    if outside > 1.0 - needed or u > 1.0 or up > table.shape[1] - 1:
        return float(-time)
    return float(time)


@part
def shortfall(
    world: World, b: int, t: int, plan: Intent, lead: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool,
) -> tuple[float, bool]:  # fmt: skip
    """By how much [s] a round would be late where the target is `lead` after launch, and if it gets there."""
    level = world.engaging.levels_off
    px, py, pz = ahead(x, y, z, vx, vy, vz, ballistic, plan.wait + lead, level)
    share = HALF if plan.committed else ALL
    f = world.battery_f
    dx, dy, dz = px - f[Battery.X, b], py - f[Battery.Y, b], pz - f[Battery.Z, b]
    needed = flight_time(world, t, math.sqrt(dx * dx + dy * dy + dz * dz), altitude_of(px, py, pz), share)
    return abs(needed) - lead, needed >= 0.0


@part
def too_far(
    world: World, b: int, t: int, plan: Intent, lead: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool,
) -> bool:  # fmt: skip
    """Whether the target is so far away `lead` after launch that a round of type `t` must be late there.

    Then `shortfall` is positive, without a look at the table.
    """
    level = world.engaging.levels_off
    px, py, pz = ahead(x, y, z, vx, vy, vz, ballistic, plan.wait + lead, level)
    f = world.battery_f
    dx, dy, dz = px - f[Battery.X, b], py - f[Battery.Y, b], pz - f[Battery.Z, b]
    farthest = lead * world.round_f[Round.BEST_PACE, t] + METRE
    return bool(dx * dx + dy * dy + dz * dz > farthest * farthest)


@part
def meet(
    world: World, b: int, t: int, plan: Intent,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool,
) -> float:  # fmt: skip
    """Time of flight [s] to the earliest intercept of a round launched as planned, -1 if it has none.

    Strides over the round's flight time until it would no longer be late, then closes in between the last
    two strides (regula falsi; the end that stays is halved, so neither end sticks).
    """
    longest = world.round_f[Round.LONGEST_FLIGHT, t]
    if ballistic:
        longest *= world.round_f[Round.BALLISTIC_RANGE, t] / world.round_f[Round.MAXIMUM_RANGE, t]
    stride = longest / STRIDES
    low, high, early, there = 0.0, 0.0, math.inf, False
    for k in range(STRIDES + 1):
        low, high = high, k * stride
        if too_far(world, b, t, plan, high, x, y, z, vx, vy, vz, ballistic):
            continue
        early, there = shortfall(world, b, t, plan, high, x, y, z, vx, vy, vz, ballistic)
        if early <= 0.0:
            break
    if early > 0.0:
        return -1.0
    if high == 0.0:
        return 0.0 if there else -1.0
    late, _ = shortfall(world, b, t, plan, low, x, y, z, vx, vy, vz, ballistic)
    for _ in range(ITERATIONS):
        middle = low + (high - low) * late / (late - early)
        gap, reaches = shortfall(world, b, t, plan, middle, x, y, z, vx, vy, vz, ballistic)
        if abs(gap) < CLOSE_ENOUGH:
            return middle if reaches else -1.0
        if gap > 0.0:
            low, late = middle, gap
            early *= 0.5
        else:
            high, early, there = middle, gap, reaches
            late *= 0.5
    return high if there else -1.0


@part
def in_envelope(
    world: World, b: int, t: int, margin: float, slack: float, x: float, y: float, z: float, ballistic: bool
) -> bool:  # fmt: skip
    """Whether a point lies inside what is published of round type `t`, or no more than `slack` [m] outside.

    The share `margin` of its range counts.
    """
    dx, dy, dz = (
        x - world.battery_f[Battery.X, b],
        y - world.battery_f[Battery.Y, b],
        z - world.battery_f[Battery.Z, b],
    )
    reach = math.sqrt(dx * dx + dy * dy + dz * dz)
    longest = world.round_f[Round.BALLISTIC_RANGE, t] if ballistic else world.round_f[Round.MAXIMUM_RANGE, t]
    if reach > margin * longest + slack or reach < world.round_f[Round.MINIMUM_RANGE, t] - slack:
        return False
    altitude = altitude_of(x, y, z)
    if altitude > world.round_f[Round.MAXIMUM_ALTITUDE, t] + slack:
        return False
    return bool(altitude >= world.round_f[Round.MINIMUM_ALTITUDE, t] - slack)


@part
def never_near(
    world: World, b: int, t: int, wait: float, x: float, y: float, z: float, vx: float, vy: float, vz: float
) -> bool:
    """Whether a course stays out of the range of round type `t` for as long as it can fly.

    Spares the search for an intercept where there can be none; it never changes its answer: the straight line
    that it goes by is no farther from the course than the bulge of the Earth and a short climb or dive.
    """
    dx, dy, dz = (
        x - world.battery_f[Battery.X, b],
        y - world.battery_f[Battery.Y, b],
        z - world.battery_f[Battery.Z, b],
    )
    square = vx * vx + vy * vy + vz * vz
    nearest = -(dx * vx + dy * vy + dz * vz) / square if square > 0.0 else 0.0
    time = min(max(nearest, wait), wait + world.round_f[Round.LONGEST_FLIGHT, t])
    mx, my, mz = dx + time * vx, dy + time * vy, dz + time * vz
    lead = wait + world.round_f[Round.LONGEST_FLIGHT, t]
    bulge = square * lead * lead / (2.0 * MEAN_RADIUS) + math.sqrt(square) * world.engaging.levels_off
    longest = world.round_f[Round.MAXIMUM_RANGE, t] + bulge
    return bool(mx * mx + my * my + mz * mz > longest * longest)


@part
def seen_lower(
    world: World, b: int, centre: float, lower: float, x: float, y: float, z: float
) -> bool:  # fmt: skip
    """Whether the engagement radar, turned to `centre` [rad], covers a point even `lower` [m] below it."""
    s = world.battery_i[BatteryKey.RADAR, b]
    scale = 1.0 - lower / math.sqrt(x * x + y * y + z * z)
    return covers(world, s, centre, world.radar_f[Radar.TRACK_HALF, s], scale * x, scale * y, scale * z)


@part
def guided_all_the_way(
    world: World, b: int, t: int, plan: Intent, time: float,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool,
) -> bool:  # fmt: skip
    """Whether the engagement radar covers the target for as long as a round of type `t` needs it.

    That is at the intercept, and in a plan also from the launch on until the seeker of the round takes over.
    On another radar's track it needs only the messages of its battery.
    """
    level = world.engaging.levels_off
    px, py, pz = ahead(x, y, z, vx, vy, vz, ballistic, plan.wait + time, level)
    if plan.remote:
        s = world.battery_i[BatteryKey.RADAR, b]
        return reaches_out(world, s, plan.centre, world.radar_f[Radar.TRACK_HALF, s], px, py, pz)
    if not seen_lower(world, b, plan.centre, plan.lower, px, py, pz):
        return False
    if plan.committed:
        return True
    dx, dy, dz = (
        px - world.battery_f[Battery.X, b],
        py - world.battery_f[Battery.Y, b],
        pz - world.battery_f[Battery.Z, b],
    )
    far = math.sqrt(dx * dx + dy * dy + dz * dz)
    alone = world.round_f[Round.HOMING, t] / far if far > 0.0 else 1.0
    for k in range(LOOKS_AHEAD):
        share = k / LOOKS_AHEAD
        if share > 1.0 - alone:
            break
        px, py, pz = ahead(x, y, z, vx, vy, vz, ballistic, plan.wait + share * time, level)
        if not seen_lower(world, b, plan.centre, plan.lower, px, py, pz):
            return False
    return True


@part
def reach_with(
    world: World, b: int, t: int, plan: Intent,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool,
) -> float:  # fmt: skip
    """Time of flight [s] of round type `t` to an intercept that doctrine accepts, -1 if there is none.

    Inside the envelope with its margin, in time, the target no faster than published, and covered by the
    engagement radar for as long as the round needs it, or else with a seeker of its own.
    """
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    if speed > world.round_f[Round.MAXIMUM_TARGET_SPEED, t]:
        return -1.0
    if plan.remote and world.round_f[Round.HOMING, t] == 0.0:
        return -1.0
    if not ballistic and never_near(world, b, t, plan.wait, x, y, z, vx, vy, vz):
        return -1.0
    time = meet(world, b, t, plan, x, y, z, vx, vy, vz, ballistic)
    if time < 0.0 or plan.wait + time >= plan.latest:
        return -1.0
    level = world.engaging.levels_off
    px, py, pz = ahead(x, y, z, vx, vy, vz, ballistic, plan.wait + time, level)
    if not in_envelope(world, b, t, plan.margin, 0.0, px, py, pz, ballistic):
        return -1.0
    if not guided_all_the_way(world, b, t, plan, time, x, y, z, vx, vy, vz, ballistic):
        return -1.0
    return time


@part
def cheapest(
    world: World, b: int, stock: Integers, may_fire: bool, plan: Intent,
    x: float, y: float, z: float, vx: float, vy: float, vz: float, ballistic: bool,
) -> tuple[int, int, float]:  # fmt: skip
    """Cheapest round type that reaches the target, the cheapest of those in stock, and its time of flight.

    `stock[t]` rounds are left of each type, of which none count unless it `may_fire`; -1 for none.
    """
    reaching = -1
    for i in range(world.choice.shape[1]):
        t = world.choice[b, i]
        if t < 0:
            break
        held = may_fire and stock[t] > 0
        if reaching >= 0 and not held:
            continue
        time = reach_with(world, b, t, plan, x, y, z, vx, vy, vz, ballistic)
        if time < 0.0:
            continue
        if reaching < 0:
            reaching = int(t)
        if held:
            return reaching, int(t), time
    return reaching, -1, -1.0
