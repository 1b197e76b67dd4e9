"""A round that has lost its target finds another ahead: whose, how far, and when it would be there.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd ed., 2001, chapter 1: an echo is as strong as the
   cross section over the fourth power of the distance.
.. [2] P. Zarchan, Tactical and Strategic Missile Guidance, 6th ed., AIAA 2012: the collision triangle of two
   that fly straight on at an even pace.

How far and how wide a round looks are figures of the catalogue, which no source tells.  Our rules: it looks
once, along its course; it flies on at the pace that its fly-out table leaves it there; and it cannot tell
whose aircraft it finds.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.engagement.lethality import speed_left
from openiads.engagement.reach.fly_out_tables import Envelope, in_envelope
from openiads.ground.compiled import kernel, part
from openiads.ground.course import Course, place_of
from openiads.ground.frames import Place, altitude_of, between, length_of
from openiads.state.constants import METRE
from openiads.state.failings import is_cut_off, is_deaf, misalignment, set_works
from openiads.state.planes import (
    BatteryKey,
    ChannelKey,
    Network,
    NetworkKey,
    Round,
    Shot,
    ShotKey,
    Target,
    TargetKey,
)  # fmt: skip
from openiads.state.positions import place_of_battery
from openiads.state.state import State
from openiads.state.truth import course_at, flies_at, is_ballistic
from openiads.state.words import Interrogator, Mechanism, Side
from openiads.state.world import World


class Onward(NamedTuple):
    """What a round does that has lost its target."""

    target: int
    """It flies on to, -1 for none."""
    pace: float
    """[m/s]"""
    until: float
    """When it destroys itself if it has met nothing [s]."""


@part
def battery_of(state: State, r: int) -> int:
    """The battery that fired round `r`."""
    return int(state.channels_i[ChannelKey.BATTERY, state.rounds_i[ShotKey.CHANNEL, r]])


@part
def place_of_round(state: State, r: int, time: float) -> Place:
    """Where round `r` is at `time` [s], on its way to its predicted meeting point.

    Our own: straight on, evenly in time.
    """
    f = state.rounds_f
    whole = f[Shot.INTERCEPT, r] - f[Shot.MOVED, r]
    share = min(max((time - f[Shot.MOVED, r]) / whole, 0.0), 1.0) if whole > 0.0 else 0.0
    return Place(
        f[Shot.X, r] + share * (f[Shot.AIM_X, r] - f[Shot.X, r]),
        f[Shot.Y, r] + share * (f[Shot.AIM_Y, r] - f[Shot.Y, r]),
        f[Shot.Z, r] + share * (f[Shot.AIM_Z, r] - f[Shot.Z, r]),
    )


@kernel
def collides(apart: Place, course: Course, pace: float) -> float:
    """When [s] who flies at a `pace` [m/s] meets what is `apart` [m] from it on a course; infinite if never.

    Source: [2]_: the earlier positive root of |apart + v t| = pace t.
    """
    x, y, z = apart
    along = x * course.vx + y * course.vy + z * course.vz
    square = x * x + y * y + z * z
    speed = course.vx * course.vx + course.vy * course.vy + course.vz * course.vz
    gain = pace * pace - speed
    if gain > 0.0:
        return (along + math.sqrt(along * along + gain * square)) / gain
    inside = along * along + gain * square
    if along >= 0.0 or inside < 0.0:
        return math.inf  # what is no slower than the round and does not come towards it
    return square / (math.sqrt(inside) - along)


@part
def heading(state: State, world: World, r: int, here: Place) -> Place:
    """Which way [m] round `r` flies: to where it would have met its target, or if it is there as it came."""
    f = state.rounds_f
    aim = Place(f[Shot.AIM_X, r], f[Shot.AIM_Y, r], f[Shot.AIM_Z, r])
    ahead = between(here, aim)
    return ahead if length_of(ahead) > METRE else between(place_of_battery(world, battery_of(state, r)), aim)


@part
def found(state: State, world: World, r: int, n: int, here: Place, onward: Onward, time: float) -> float:
    """How strongly [1/m2] target `n` echoes to round `r`, which is `here` at `time` [s]; -1 if not at all.

    It lies ahead and near enough, and the round would meet it before it destroys itself, within its published
    envelope.

    Source: [1]_, without what all echoes have in common.
    """
    if n == state.rounds_i[ShotKey.OBJECT, r] or not flies_at(state.truth_f, n, time):
        return -1.0
    course = course_at(state, world, n, time)
    apart, ahead = between(here, place_of(course)), heading(state, world, r, here)
    distance = length_of(apart)
    if not METRE < distance <= world.engaging.fly_on:
        return -1.0
    cosine = (apart.x * ahead.x + apart.y * ahead.y + apart.z * ahead.z) / (distance * length_of(ahead))
    if cosine < world.engaging.cone_cosine:
        return -1.0
    lead = collides(apart, course, onward.pace)
    if not time + lead <= onward.until:
        return -1.0
    there = Place(course.x + lead * course.vx, course.y + lead * course.vy, course.z + lead * course.vz)
    published = Envelope(
        battery_of(state, r), state.rounds_i[ShotKey.TYPE, r], 1.0, METRE, is_ballistic(world, n)
    )
    if not in_envelope(world, published, there):
        return -1.0
    return float(world.target_f[Target.RCS, n] / (distance * distance * distance * distance))


@part
def looks_on(state: State, world: World, r: int, time: float) -> Onward:
    """What round `r`, whose target is gone at `time` [s], takes instead: the strongest echo of all.

    A round without a seeker takes nothing, nor does one where doctrine has such rounds destroy themselves.
    """
    t, b = state.rounds_i[ShotKey.TYPE, r], battery_of(state, r)
    if world.engaging.fly_on <= 0.0 or world.round_f[Round.SEEKS, t] == 0.0:
        return Onward(-1, 0.0, time)
    here = place_of_round(state, r, time)
    pace = speed_left(world, t, length_of(between(place_of_battery(world, b), here)), altitude_of(here))
    if pace <= 0.0:
        return Onward(-1, 0.0, time)
    longest = state.rounds_f[Shot.LAUNCH, r] + world.round_f[Round.LONGEST_FLIGHT, t]
    until = min(time + world.engaging.fly_on / pace, longest)
    best, most = -1, -1.0
    for n in range(state.truth_f.shape[1]):
        echo = found(state, world, r, n, here, Onward(-1, pace, until), time)
        if echo > most:
            best, most = n, echo
    return Onward(best, pace, until)


@part
def mechanisms_at(state: State, world: World, b: int, n: int) -> int:
    """Bits of `Mechanism`: what has failed of battery `b` and flight `n`, whether or not that decided."""
    p = world.battery_i[BatteryKey.PICTURE, b]
    asks, bits = world.network_i[NetworkKey.INTERROGATOR, p], 0
    friend = world.target_i[TargetKey.REPLIES_FRIEND, n] == 1
    civil = world.target_i[TargetKey.REPLIES_CIVIL, n] == 1 and asks == Interrogator.FULL
    rate = Network.NEUTRAL_EQUIPMENT_FAILURE_PROBABILITY
    if friend:
        rate = Network.FRIEND_EQUIPMENT_FAILURE_PROBABILITY
    if asks != Interrogator.NONE:
        if (friend or civil) and not set_works(state, world, n, world.network_f[rate, p]):
            bits |= Mechanism.NO_REPLY.value
        if is_deaf(state, world, b):
            bits |= Mechanism.INTERROGATOR_DOWN.value
    if misalignment(state, world, world.battery_i[BatteryKey.RADAR, b]) != 0.0:
        bits |= Mechanism.MISALIGNED.value
    if is_cut_off(state, world, b):
        bits |= Mechanism.NO_AUTHORITY.value
    return bits if world.target_i[TargetKey.SIDE, n] != Side.HOSTILE else 0
