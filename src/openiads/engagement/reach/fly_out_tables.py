"""Whether, with what and when a round meets a target: the fly-out table against the target's course.

The intercept is where both arrive at the same time, the predicted intercept point of [1]_.  How strictly a
battery asks - margins, what must be in sight, whole or half cells of the table - is our rule.

References
----------
.. [1] P. Zarchan, Tactical and Strategic Missile Guidance, 6th ed., AIAA 2012: predicted intercept point.
.. [2] M. Dowell, P. Jarratt, A modified regula falsi method for computing the root of an equation, BIT 11
   (1971), 168-174.
.. [3] M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 1964, formula 25.2.66: bilinear.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import part
from openiads.ground.course import Course, place_after, place_of, speed_of
from openiads.ground.frames import MEAN_RADIUS, Place, altitude_of, between, length_of
from openiads.state.constants import (
    CLOSE_ENOUGH,
    HALF_CELL,
    ITERATIONS,
    LOOKS_AHEAD,
    METRE,
    STRIDES,
    WHOLE_CELL,
)
from openiads.state.facing import Sector
from openiads.state.planes import BatteryKey, Radar, Round
from openiads.state.positions import place_of_battery
from openiads.state.world import Integers, World
from openiads.terrain.rays.sight import covers, reaches_out


class Intent(NamedTuple):
    """How strictly, and from when on, a battery asks whether a round would meet a target."""

    battery: int
    """Who asks."""
    centre: float
    """Azimuth that its engagement radar faces [rad]."""
    margin: float
    """Share of the published range [1]."""
    wait: float
    """Until the launch [s]."""
    lower: float
    """The target must be in sight even this much lower [m]."""
    latest: float
    """The target must be met before this [s]; infinite where any meeting will do."""
    committed: bool
    """It has begun: half a cell of the table in reach suffices."""
    remote: bool
    """A track of the network guides the round until its own seeker takes over."""


class Envelope(NamedTuple):
    """What is published of where a round type reaches, as seen from a battery."""

    battery: int
    round: int
    """Its type."""
    margin: float
    """Share of its range that counts [1]."""
    slack: float
    """How far outside is still taken for inside [m]."""
    ballistic: bool
    """Against what falls freely."""


class Choice(NamedTuple):
    """What a battery would fire at a target."""

    reaching: int
    """Cheapest round type that reaches it, -1 if none does."""
    held: int
    """The cheapest of those in stock, -1 if there is none."""
    flight: float
    """Time of flight of that [s]."""


@part
def flight_time(world: World, t: int, reach: float, altitude: float, needed: float) -> tuple[float, bool]:
    """Time [s] in which round type `t` flies to slant range `reach` and `altitude` [m], and if it gets there.

    Bilinear in the fly-out table.  It does not where less than the share `needed` of the four corners' weight
    is in reach; the time then still goes on growing with range, so that searches for an intercept converge
    from outside.  Doctrine asks for all of it, a round under way for half: between both lies more than the
    course of a target that flies at the very height of a row of the table can tremble.

    Source: [3]_; the shares of a cell are our rule.
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
    return float(time), bool(outside <= 1.0 - needed and u <= 1.0 and up <= table.shape[1] - 1)


@part
def target_at(world: World, plan: Intent, course: Course, lead: float) -> Place:
    """Where a target will be `lead` seconds after the launch that is planned."""
    return place_after(course, plan.wait + lead, world.engaging.levels_off)


@part
def shortfall(world: World, t: int, plan: Intent, course: Course, lead: float) -> tuple[float, bool]:
    """By how much [s] a round would be late where the target is `lead` after launch, and if it gets there."""
    there = target_at(world, plan, course, lead)
    share = HALF_CELL if plan.committed else WHOLE_CELL
    slant = length_of(between(place_of_battery(world, plan.battery), there))
    needed, reachable = flight_time(world, t, slant, altitude_of(there), share)
    return needed - lead, reachable


@part
def too_far(world: World, t: int, plan: Intent, course: Course, lead: float) -> bool:
    """Whether the target is so far away `lead` after launch that a round of type `t` must be late there.

    Then `shortfall` is positive, without a look at the table.

    Our own bound: no faster than the best mean speed of its table.
    """
    away = between(place_of_battery(world, plan.battery), target_at(world, plan, course, lead))
    farthest = lead * world.round_f[Round.BEST_PACE, t] + METRE
    return bool(away.x * away.x + away.y * away.y + away.z * away.z > farthest * farthest)


@part
def meet(world: World, t: int, plan: Intent, course: Course) -> tuple[float, bool]:
    """Time of flight [s] to the earliest intercept of a round launched as planned, and if it has one.

    Strides over the round's flight time until it would no longer be late, then closes in between the last
    two strides (regula falsi; the end that stays is halved, so neither end sticks).  That is the
    Illinois method [2]_, but that it halves from the first time on, where [2]_ waits for the second: our
    variant.
    """
    longest = world.round_f[Round.LONGEST_FLIGHT, t]
    if course.ballistic:
        longest *= world.round_f[Round.BALLISTIC_RANGE, t] / world.round_f[Round.MAXIMUM_RANGE, t]
    stride = longest / STRIDES
    low, high, early, there = 0.0, 0.0, math.inf, False
    for k in range(STRIDES + 1):
        low, high = high, k * stride
        if too_far(world, t, plan, course, high):
            continue
        early, there = shortfall(world, t, plan, course, high)
        if early <= 0.0:
            break
    if early > 0.0:
        return math.inf, False
    if high == 0.0:
        return 0.0, there
    late, _ = shortfall(world, t, plan, course, low)
    for _ in range(ITERATIONS):
        middle = low + (high - low) * late / (late - early)
        gap, reaches = shortfall(world, t, plan, course, middle)
        if abs(gap) < CLOSE_ENOUGH:
            return middle, reaches
        if gap > 0.0:
            low, late = middle, gap
            early *= 0.5
        else:
            high, early, there = middle, gap, reaches
            late *= 0.5
    return high, there


@part
def in_envelope(world: World, envelope: Envelope, place: Place) -> bool:
    """Whether a place lies inside what is published of a round type, or no more than its slack outside.

    Our rule: by what is published, no more.
    """
    b, t, margin, slack, ballistic = envelope
    reach = length_of(between(place_of_battery(world, b), place))
    longest = world.round_f[Round.BALLISTIC_RANGE, t] if ballistic else world.round_f[Round.MAXIMUM_RANGE, t]
    if reach > margin * longest + slack or reach < world.round_f[Round.MINIMUM_RANGE, t] - slack:
        return False
    altitude = altitude_of(place)
    if altitude > world.round_f[Round.MAXIMUM_ALTITUDE, t] + slack:
        return False
    return bool(altitude >= world.round_f[Round.MINIMUM_ALTITUDE, t] - slack)


@part
def never_near(world: World, t: int, plan: Intent, course: Course) -> bool:
    """Whether a course stays out of the range of round type `t` for as long as it can fly.

    Spares the search for an intercept where there can be none; it never changes its answer: the straight line
    that it goes by is no farther from the course than the bulge of the Earth and a short climb or dive.

    Our own bound: the closest approach of a straight line.
    """
    _, _, _, vx, vy, vz, _ = course
    dx, dy, dz = between(place_of_battery(world, plan.battery), place_of(course))
    square = vx * vx + vy * vy + vz * vz
    nearest = -(dx * vx + dy * vy + dz * vz) / square if square > 0.0 else 0.0
    time = min(max(nearest, plan.wait), plan.wait + world.round_f[Round.LONGEST_FLIGHT, t])
    mx, my, mz = dx + time * vx, dy + time * vy, dz + time * vz
    lead = plan.wait + world.round_f[Round.LONGEST_FLIGHT, t]
    bulge = square * lead * lead / (2.0 * MEAN_RADIUS) + math.sqrt(square) * world.engaging.levels_off
    longest = world.round_f[Round.MAXIMUM_RANGE, t] + bulge
    return bool(mx * mx + my * my + mz * mz > longest * longest)


@part
def seen_lower(world: World, b: int, centre: float, lower: float, place: Place) -> bool:
    """Whether the engagement radar, turned to `centre` [rad], covers a place even `lower` [m] below it.

    Our own: the place is drawn towards the centre of the Earth.
    """
    s = world.battery_i[BatteryKey.RADAR, b]
    x, y, z = place
    scale = 1.0 - lower / math.sqrt(x * x + y * y + z * z)
    sector = Sector(centre, world.radar_f[Radar.TRACK_HALF, s])
    return covers(world, s, sector, Place(scale * x, scale * y, scale * z))


@part
def hidden_at(world: World, plan: Intent, course: Course, lead: float) -> bool:
    """Whether the engagement radar does not cover the target `lead` seconds after the launch."""
    s = world.battery_i[BatteryKey.RADAR, plan.battery]
    sector = Sector(plan.centre, world.radar_f[Radar.TRACK_HALF, s])
    return not covers(world, s, sector, target_at(world, plan, course, lead))


@part
def hidden_on(world: World, plan: Intent, course: Course, lead: float, until: float) -> bool:
    """Whether what is hidden `lead` seconds after launch stays so for longer than its track is kept.

    Not if the round needs its radar only `until` then.

    Our rule: by one more look, when the radar would give up.
    """
    late = lead + world.engaging.memory
    return late <= until and hidden_at(world, plan, course, late)


@part
def guided_all_the_way(world: World, t: int, plan: Intent, course: Course, time: float) -> bool:
    """Whether the engagement radar covers the target for as long as a round of type `t` needs it.

    That is at the intercept, after `time` [s] of flight, and from the launch on until the seeker of the round
    takes over.  On another radar's track it needs only the messages of its battery.

    Our rule: a few looks ahead stand for the whole way.  A plan doubts the height at the intercept alone: on
    the way the launch asks again, by a better track, and who does not see for a moment does not lose it.
    """
    b = plan.battery
    there = target_at(world, plan, course, time)
    if plan.remote:
        s = world.battery_i[BatteryKey.RADAR, b]
        return reaches_out(world, s, Sector(plan.centre, world.radar_f[Radar.TRACK_HALF, s]), there)
    if not seen_lower(world, b, plan.centre, plan.lower, there):
        return False
    far = length_of(between(place_of_battery(world, b), there))
    alone = world.round_f[Round.HOMING, t] / far if far > 0.0 else 1.0
    until = (1.0 - alone) * time
    for k in range(LOOKS_AHEAD):
        look = k / LOOKS_AHEAD * time
        if look > until:
            break
        if hidden_at(world, plan, course, look) and hidden_on(world, plan, course, look, until):
            return False
    return True


@part
def reach_with(world: World, t: int, plan: Intent, course: Course) -> tuple[float, bool]:
    """Time of flight [s] of round type `t` to an intercept that doctrine accepts, and if there is one.

    Inside the envelope with its margin, in time, the target no faster than published, and covered by the
    engagement radar for as long as the round needs it, or else with a seeker of its own.
    """
    if speed_of(course) > world.round_f[Round.MAXIMUM_TARGET_SPEED, t]:
        return math.inf, False
    if plan.remote and world.round_f[Round.HOMING, t] == 0.0:
        return math.inf, False
    if not course.ballistic and never_near(world, t, plan, course):
        return math.inf, False
    time, reachable = meet(world, t, plan, course)
    if not reachable or plan.wait + time >= plan.latest:
        return math.inf, False
    envelope = Envelope(plan.battery, t, plan.margin, 0.0, course.ballistic)
    if not in_envelope(world, envelope, target_at(world, plan, course, time)):
        return math.inf, False
    return time, guided_all_the_way(world, t, plan, course, time)


@part
def cheapest(world: World, stock: Integers, may_fire: bool, plan: Intent, course: Course) -> Choice:
    """What to fire at a target: the cheapest round that reaches it, and that is left.

    `stock[t]` rounds are left of each type, of which none count unless it `may_fire`.

    Our rule: a dear round that is not needed here may be needed later.
    """
    reaching = -1
    for i in range(world.choice.shape[1]):
        t = world.choice[plan.battery, i]
        if t < 0:
            break
        held = may_fire and stock[t] > 0
        if reaching >= 0 and not held:
            continue
        time, reachable = reach_with(world, t, plan, course)
        if not reachable:
            continue
        if reaching < 0:
            reaching = int(t)
        if held:
            return Choice(reaching, int(t), time)
    return Choice(reaching, -1, math.inf)
