"""Truth that is known at any time: targets that fly straight, turn and climb.

The physics is plain.  Ground is the plane through the origin, so a straight flight is straight in space and
no target is below the horizon.  A flight has one speed over the ground.  It is made of legs, each with one
rate of turn and one rate of climb, which change at once; so a leg is a straight line, a circle or a helix.
A turn is told by what pulls it sideways, in g, as of a level turn: that is speed times rate of turn.

Distances are in metres east, north and up of the origin, courses clockwise from north.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

GRAVITY = 9.80665
SPEED = (120.0, 320.0)  # [m/s]
ALTITUDE = (2_000.0, 11_000.0)  # [m]
PULL = (0.3, 3.0)  # of a turn [g]
SWING = (math.radians(30.0), math.radians(180.0))  # of a turn [rad]
CLIMB = (5.0, 15.0)  # rate, up or down [m/s]
CLIMB_TIME = (20.0, 60.0)  # [s]
MOST_MANOEUVRES = 3
TURNS = 0.7  # share of manoeuvres that are turns, the others are climbs and descents
MANOEUVRING = 0.5  # share of lone targets
PAIRED = 0.4  # share of targets that are in pairs, half of them close and half of them crossing
CLOSE = (600.0, 3_000.0)  # between the two of a close pair [m]
CROSSING = (math.radians(15.0), math.radians(60.0))  # between the courses of a crossing pair [rad]
ABOVE = 300.0  # one of them over the other [m]
LATE, EARLY = 0.3, 0.3  # shares that appear later than at first, and that vanish before the end


class Flights(NamedTuple):
    """N flights of up to L legs; a leg that is not flown begins never."""

    born: Floats  # (N,) [s]
    gone: Floats  # (N,) [s]
    speed: Floats  # (N,) over the ground [m/s]
    since: Floats  # (N, L) begin of each leg [s], the first at `born`
    place: Floats  # (N, L, 3) at its begin [m]
    course: Floats  # (N, L) at its begin [rad]
    turn: Floats  # (N, L) rate of turn, to the right [rad/s]
    climb: Floats  # (N, L) [m/s]

    def at(self, times: Floats) -> tuple[Floats, Floats]:
        """Places and velocities (N, K, 3) [m, m/s] at times (K,) or (N, K) [s], beyond its life too."""
        times = np.broadcast_to(times, (self.born.size, np.shape(times)[-1]))
        place, velocity = np.empty((*times.shape, 3)), np.empty((*times.shape, 3))
        for leg in range(self.since.shape[1]):
            own = times >= self.since[:, leg, None]
            if leg == 0:
                own = np.ones_like(own)
            n, k = np.nonzero(own)
            after = times[n, k] - self.since[n, leg]
            place[n, k], velocity[n, k] = moved(
                self.place[n, leg], self.speed[n], self.course[n, leg], self.turn[n, leg],
                self.climb[n, leg], after,
            )  # fmt: skip
        return place, velocity

    def alive(self, times: Floats) -> npt.NDArray[np.bool_]:
        """Whether they are there (N, K)."""
        return (times >= self.born[:, None]) & (times <= self.gone[:, None])

    def shifted(self, by: Floats) -> Flights:
        """The same flights, moved by (N, 3) [m]."""
        return self._replace(place=self.place + by[:, None, :])


def moved(
    place: Floats, speed: Floats, course: Floats, turn: Floats, climb: Floats, after: Floats
) -> tuple[Floats, Floats]:
    """Places and velocities (K, 3) [m, m/s] some time (K,) [s] along legs.

    The chord of a circle has the course of its middle, and the length of the arc times sin(half)/half.
    """
    half = 0.5 * turn * after
    chord = speed * after * np.sinc(half / np.pi)
    there = place + np.stack([chord * np.sin(course + half), chord * np.cos(course + half), climb * after], 1)
    now = course + 2.0 * half
    return there, np.stack([speed * np.sin(now), speed * np.cos(now), climb], 1)


def chained(speed: Floats, since: Floats, course: Floats, turn: Floats, climb: Floats) -> Flights:
    """Flights whose legs (N, L) follow one another, all from the origin at the begin of the first."""
    n, legs = since.shape
    place, courses = np.zeros((n, legs, 3)), np.repeat(course[:, None], legs, axis=1)
    for leg in range(1, legs):
        flown = np.isfinite(since[:, leg])
        lasted = np.subtract(since[:, leg], since[:, leg - 1], out=np.zeros(n), where=flown)
        place[:, leg], _ = moved(
            place[:, leg - 1], speed, courses[:, leg - 1], turn[:, leg - 1], climb[:, leg - 1], lasted
        )
        courses[:, leg] = courses[:, leg - 1] + turn[:, leg - 1] * lasted
    never = np.full(n, np.inf)
    return Flights(since[:, 0], never, speed, since, place, courses, turn, climb)


def through(flights: Flights, places: Floats, times: Floats) -> Flights:
    """The same flights, moved so that each is at its place (N, 3) [m] at its time (N,) [s]."""
    there, _ = flights.at(times[:, None])
    return flights.shifted(places - there[:, 0])


def joined(*parts: Flights) -> Flights:
    """Flights of all parts, whatever their numbers of legs."""
    legs = max(part.since.shape[1] for part in parts)

    def filled(values: Floats, idle: float) -> Floats:
        short = legs - values.shape[1]
        return np.pad(values, [(0, 0), (0, short), *[(0, 0)] * (values.ndim - 2)], constant_values=idle)

    idle = {"since": np.inf, "place": 0.0, "course": 0.0, "turn": 0.0, "climb": 0.0}
    columns = {
        name: [
            filled(getattr(part, name), idle[name]) if name in idle else getattr(part, name) for part in parts
        ]
        for name in Flights._fields
    }
    return Flights(**{name: np.concatenate(values) for name, values in columns.items()})


def made_up(
    draws: np.random.Generator, count: int, lasting: float, reach: float, inner: float | None
) -> Flights:
    """Flights of the usual mixture: lone ones, half of which manoeuvre, and pairs.

    lasting  from the first scan to the last [s]
    reach    a flight stays within this of the origin [m]
    inner    instead, its middle lies within this of the origin [m]
    """
    pairs = round(0.5 * PAIRED * count)
    lone = count - 2 * pairs
    born, gone = lives(draws, count, lasting)
    speed = draws.uniform(*SPEED, count)
    born[lone + pairs :], gone[lone + pairs :] = born[lone : lone + pairs], gone[lone : lone + pairs]
    flying = manoeuvring(draws, speed[:lone], born[:lone], gone[:lone])
    others = straight(draws, speed[lone:], born[lone:])
    whole = joined(flying, others)._replace(gone=gone)
    half = 0.5 * speed * (gone - born)
    radius = np.maximum(reach - half, 0.0) if inner is None else np.full(count, inner)
    whole = through(whole, somewhere(draws, radius), 0.5 * (born + gone))
    return paired(draws, whole, lone, pairs)


def lives(draws: np.random.Generator, count: int, lasting: float) -> tuple[Floats, Floats]:
    """When they appear and vanish (N,), (N,) [s]: some in the first half, some in the last two fifths."""
    late, early = draws.random(count) < LATE, draws.random(count) < EARLY
    born = np.where(late, draws.uniform(0.0, 0.5 * lasting, count), 0.0)
    gone = np.where(early, draws.uniform(0.6 * lasting, lasting, count), lasting)
    return born, gone


def somewhere(draws: np.random.Generator, radius: Floats) -> Floats:
    """Places (N, 3) evenly over discs (N,) [m], at altitudes of theirs."""
    bearing, share = draws.uniform(0.0, 2.0 * np.pi, radius.size), np.sqrt(draws.random(radius.size))
    away, up = radius * share, draws.uniform(*ALTITUDE, radius.size)
    return np.stack([away * np.sin(bearing), away * np.cos(bearing), up], axis=1)


def straight(draws: np.random.Generator, speed: Floats, born: Floats) -> Flights:
    """Flights of one leg, on any course."""
    course, still = draws.uniform(0.0, 2.0 * np.pi, speed.size), np.zeros((speed.size, 1))
    return chained(speed, born[:, None], course, still, still)


def manoeuvring(draws: np.random.Generator, speed: Floats, born: Floats, gone: Floats) -> Flights:
    """Half of them with one to three manoeuvres, each in its part of their lives; the others straight."""
    n = speed.size
    legs = 1 + 2 * MOST_MANOEUVRES
    since, turn, climb = np.full((n, legs), np.inf), np.zeros((n, legs)), np.zeros((n, legs))
    since[:, 0] = born
    count = np.where(draws.random(n) < MANOEUVRING, draws.integers(1, MOST_MANOEUVRES + 1, n), 0)
    for one in range(MOST_MANOEUVRES):
        own = one < count
        window = (gone - born) / np.maximum(count, 1)
        turns = draws.random(n) < TURNS
        rate = draws.uniform(*PULL, n) * GRAVITY / speed
        lasts = np.where(turns, draws.uniform(*SWING, n) / rate, draws.uniform(*CLIMB_TIME, n))
        lasts = np.minimum(lasts, 0.6 * window)
        begin = born + one * window + draws.uniform(0.1, 0.3, n) * window
        sign = draws.choice([-1.0, 1.0], n)
        leg = 1 + 2 * one
        since[own, leg], since[own, leg + 1] = begin[own], (begin + lasts)[own]
        turn[:, leg] = np.where(own & turns, sign * rate, 0.0)
        climb[:, leg] = np.where(own & ~turns, sign * draws.uniform(*CLIMB, n), 0.0)
    return chained(speed, since, draws.uniform(0.0, 2.0 * np.pi, n), turn, climb)


def paired(draws: np.random.Generator, flights: Flights, lone: int, pairs: int) -> Flights:
    """The last `pairs` flights fly beside the `pairs` before them, or cross their ways."""
    if not pairs:
        return flights
    first, second = slice(lone, lone + pairs), slice(lone + pairs, lone + 2 * pairs)
    close = np.arange(pairs) % 2 == 0
    aside = draws.uniform(0.0, 2.0 * np.pi, pairs)
    away = draws.uniform(*CLOSE, pairs) * close
    swing = draws.uniform(*CROSSING, pairs) * draws.choice([-1.0, 1.0], pairs)
    meet = flights.born[first] + draws.uniform(0.3, 0.7, pairs) * (flights.gone - flights.born)[first]
    offset = np.stack([away * np.sin(aside), away * np.cos(aside), np.where(close, 0.0, ABOVE)], axis=1)
    speed, course = flights.speed.copy(), flights.course.copy()
    speed[second] = np.where(close, speed[first], speed[second])
    course[second, :] = np.where(close, course[first, 0], course[first, 0] + swing)[:, None]
    found = flights._replace(speed=speed, course=course)
    there, _ = found.at(
        np.broadcast_to(np.append(np.zeros(lone), [*meet, *meet])[:, None], (lone + 2 * pairs, 1))
    )
    by = np.zeros((lone + 2 * pairs, 3))
    by[second] = there[first, 0] + offset - there[second, 0]
    return found.shifted(by)


def parting(
    draws: np.random.Generator, groups: int, lasting: float, gap: float, radius: float, abreast: int = 2
) -> Flights:
    """Groups that come together, fly in parallel abreast of one another, and part, after [1]_.

    gap      between neighbours while they fly in parallel [m]
    radius   the middles of the groups lie within this of the origin, at 0.5 of it and more [m]

    References
    ----------
    .. [1] T. Kropfreiter and others, Track coalescence and repulsion in multitarget tracking: an analysis of
       MHT, JPDA, and belief propagation methods, arXiv 2308.06326 (2023), section on numerical results:
       targets that come close, stay so for long, and part again.  Numbers are our own, for aircraft.
    """
    n = groups * abreast
    side = np.tile(np.arange(abreast) - 0.5 * (abreast - 1), groups)  # from left to right
    inward = -np.sign(side) * math.radians(20.0)
    speed = np.repeat(draws.uniform(150.0, 250.0, groups), abreast)
    course = np.repeat(draws.uniform(0.0, 2.0 * np.pi, groups), abreast)
    rate = np.abs(np.where(inward == 0.0, 0.0, GRAVITY / speed))
    lasts = np.divide(np.abs(inward), rate, out=np.zeros(n), where=rate > 0.0)
    meet, part = 0.3 * lasting, 0.7 * lasting
    since = np.stack([np.zeros(n), meet - lasts, np.full(n, meet), np.full(n, part), part + lasts], axis=1)
    away = -np.sign(inward) * rate
    turn = np.stack([np.zeros(n), away, np.zeros(n), away, np.zeros(n)], axis=1)
    found = chained(speed, since, course + inward, turn, np.zeros_like(turn))
    bearing = draws.uniform(0.0, 2.0 * np.pi, groups)
    far = radius * np.sqrt(draws.uniform(0.25, 1.0, groups))
    middle = np.stack(
        [far * np.sin(bearing), far * np.cos(bearing), draws.uniform(*ALTITUDE, groups)], axis=1
    )
    aside = np.stack([np.cos(course), -np.sin(course), np.zeros(n)], axis=1) * (gap * side)[:, None]
    found = through(found, np.repeat(middle, abreast, axis=0) + aside, np.full(n, 0.5 * lasting))
    return found._replace(gone=np.full(n, lasting))
