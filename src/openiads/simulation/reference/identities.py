"""Identity: evidence and interrogation, put together by Bayes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from openiads.ground.draws import Stream
from openiads.ground.frames import ECCENTRICITY_SQUARED, MEAN_RADIUS
from openiads.ground.scalar import asin, atan2, exp, log
from openiads.simulation.reference import profiles
from openiads.simulation.reference.columns import Figures, Keys, Run, Vector, altitude_of, length
from openiads.simulation.reference.filters import Estimate
from openiads.simulation.reference.radars import RadarSet
from openiads.simulation.reference.targets import Sky, Target
from openiads.simulation.reference.tracks import Track
from openiads.state import planes
from openiads.state.constants import (
    FRESH,
    LOGISTIC,
    RAREST,
    READING_SURE,
    THREAT_TIME,
    WITNESS_SCANS,
)
from openiads.state.planes import Evidence
from openiads.state.words import Decider, Hypothesis, Identity, Interrogator, ZoneKind

ORIGINS = frozenset({Evidence.HOSTILE_ORIGIN, Evidence.OTHER_ORIGIN})
ACTS = frozenset({Evidence.IN_RESTRICTED, Evidence.BORN_OF_HOSTILE})
CRITERIA = ACTS | {
    Evidence.BALLISTIC,
    Evidence.SUPERSONIC,
    Evidence.LOW_AND_FAST,
    Evidence.THREATENING,
}


Declared = tuple[Identity, float]
"""An identity and from when [s] a track has it."""


class Zones:
    """Circles on the ground."""

    def __init__(self, run: Run) -> None:
        self.zones = [Figures(planes.Zone, column) for column in run.world.zone.T]

    def of(self, kind: ZoneKind) -> list[Figures]:
        """Zones of one kind."""
        return [zone for zone in self.zones if int(zone.kind) == kind]

    def contain(self, kind: ZoneKind, place: Vector) -> bool:
        """Whether a place lies over a zone of a kind."""
        return any(depth(zone, place) >= 0.0 for zone in self.of(kind))

    def below(self, place: Vector, error: float) -> tuple[Figures | None, float]:
        """The zone of hostile origin over which a place lies most surely, its error [m], and how surely."""
        chances = [
            (zone, chance_inside(depth(zone, place), math.hypot(zone.edge, error)))
            for zone in self.of(ZoneKind.HOSTILE_ORIGIN)
        ]
        return max(chances, key=lambda pair: pair[1]) if chances else (None, 0.0)


def depth(zone: Figures, place: Vector) -> float:
    """How far inside a zone a place lies [m]; its altitude is left out."""
    shadow = place * (length(zone.place) / length(place))
    return zone.radius - length(shadow - zone.place)


def chance_inside(deep: float, error: float) -> float:
    """Chance of being inside an edge, seen `deep` [m] inside with a standard deviation `error` [m]."""
    if error <= 0.0:
        return float(deep >= 0.0)
    return 1.0 / (1.0 + exp(min(-LOGISTIC * deep / error, 700.0)))


class Corridor:
    """A great-circle stretch that flight plans use."""

    def __init__(self, column: Vector) -> None:
        self.figures = Figures(planes.Corridor, column)
        self.start = column[: planes.Corridor.END_X]
        self.end = column[planes.Corridor.END_X : planes.Corridor.HALF_WIDTH]
        self.pole = np.cross(self.start, self.end)
        self.onward = np.cross(self.pole, self.start)  # from the start towards the end
        self.backward = np.cross(self.end, self.pole)  # and the other way

    def contains(self, place: Vector, altitude: float, doubt: float) -> bool:
        """Whether a place may lie in it, its altitude known within `doubt` [m] either way."""
        x, y, z = place
        normal = np.array([x, y, z / (1.0 - ECCENTRICITY_SQUARED)])  # of the ellipsoid below
        direction = normal / length(normal)
        if not self.floor(direction) - doubt <= altitude <= self.figures.altitude_max + doubt:
            return False
        return self.off(direction) <= self.figures.half_width

    def floor(self, direction: Vector) -> float:
        """Its lowest altitude [m]; where flights climb from its ends, the floor rises with them."""
        level = self.figures.altitude_min
        if self.figures.climb <= 0.0:
            return level
        margin = 0.5 * (self.figures.altitude_max - level)
        from_ends = [MEAN_RADIUS * length(direction - end) for end in (self.start, self.end)]
        return min(level, self.figures.climb * min(from_ends) - margin)

    def off(self, direction: Vector) -> float:
        """Distance [m] of a unit direction from the stretch, or from its nearer end beyond it."""
        between = self.onward @ direction >= 0.0 and self.backward @ direction >= 0.0
        if length(self.pole) > 0.0 and between:
            sine = float(self.pole @ direction) / length(self.pole)
            return MEAN_RADIUS * abs(asin(min(max(sine, -1.0), 1.0)))
        near = max(float(self.start @ direction), float(self.end @ direction))
        return MEAN_RADIUS * math.sqrt(max(2.0 - 2.0 * near, 0.0))


class Ground:
    """The coarse table of the ground."""

    def __init__(self, run: Run) -> None:
        self.heights = run.world.ground.astype(np.float64)
        self.corner = np.array([run.tables.ground_south, run.tables.ground_west])
        self.step = run.tables.ground_step

    def below(self, place: Vector) -> float:
        """Altitude [m] of the ground under a place, bilinear in the table."""
        x, y, z = (float(component) for component in place)
        latitude = atan2(z, math.hypot(x, y) * (1.0 - ECCENTRICITY_SQUARED))
        last = np.array(self.heights.shape) - 1.0
        away = np.array([latitude, atan2(y, x)]) - self.corner
        # In the turn of the table's middle, should it cross the date line.
        away[1] -= 2.0 * math.pi * np.rint((away[1] - 0.5 * last[1] * self.step) / (2.0 * math.pi))
        place_in = np.clip(away / self.step, 0.0, last)
        i, j = np.minimum(place_in.astype(int), last.astype(int) - 1)
        v, u = place_in - (i, j)
        return float(np.array([1.0 - v, v]) @ self.heights[i : i + 2, j : j + 2] @ np.array([1.0 - u, u]))


class Transponder(NamedTuple):
    """How often a set replies, and how often it does not work for a whole sortie."""

    reply: float
    failure: float

    def chance(self, answers: list[bool]) -> float:
        """Probability of a sequence of answers: in sorties with a broken set, and in the others."""
        told, silent = answers.count(True), answers.count(False)
        return sum(
            share * rate**told * (1.0 - rate) ** silent
            for share, rate in ((self.failure, 0.0), (1.0 - self.failure, self.reply))
        )


class Asker:
    """A battery that asks for its network."""

    def __init__(self, run: Run, number: int) -> None:
        figures = Figures(planes.Battery, run.world.battery_f[:, number])
        ident = int(run.world.battery_i[planes.BatteryKey.IDENT, number])
        self.place = figures.place
        self.radar = RadarSet(run, int(run.world.battery_i[planes.BatteryKey.RADAR, number]))
        luck = run.luck.number(Stream.INTERROGATOR_FAILURE, 0, ident)
        self.deaf = luck < figures.interrogator_failure_probability  # it is down, which nobody has noticed


class Identification:
    """What one network can find out about a track."""

    def __init__(self, run: Run, picture: int, figures: Figures, keys: Keys) -> None:
        self.run = run
        self.figures = figures
        self.keys = keys
        self.constants = run.world.identifying
        self.zones = Zones(run)
        self.ground = Ground(run)
        self.corridors = [Corridor(column) for column in run.world.corridor.T]
        self.assets = [Figures(planes.Asset, column).place for column in run.world.asset.T]
        mine = run.world.battery_i[planes.BatteryKey.PICTURE] == picture
        self.askers = [Asker(run, int(b)) for b in np.flatnonzero(mine)]
        self.friend_set = Transponder(
            figures.friend_reply_probability, figures.friend_equipment_failure_probability
        )
        self.civil_set = Transponder(
            figures.neutral_reply_probability, figures.neutral_equipment_failure_probability
        )
        # Who does not carry the mode:
        self.no_friend_set = Transponder(figures.friend_false_reply_probability, 0.0)
        self.no_civil_set = Transponder(figures.neutral_false_reply_probability, 0.0)

    # From report to declaration

    def follow(self, track: Track, report: Estimate, others: list[Track], sky: Sky) -> Iterator[Declared]:
        """Declarations of one step about a track, in order of time."""
        start, until = self.run.cycle_begin, self.run.until
        arrival = report.time + self.figures.delay
        if track.next_evidence <= arrival <= until:
            time = max(arrival, start)
            yield from self.confirmed(track, start, time)
            track.next_evidence = time + self.run.doctrine.identification_period
            self.read(track, report, time, others, sky)
            yield from self.settled(track, time)
            start = time
        yield from self.confirmed(track, start, until)

    def read(self, track: Track, report: Estimate, time: float, others: list[Track], sky: Sky) -> None:
        """Read a report: what it points to, and since when that suffices for hostile."""
        self.gather(track, report, others)
        asking = self.interrogate(track, report, time, sky)
        found = self.identity(track)
        if asking and track.identity is Identity.PENDING and found in (Identity.UNKNOWN, Identity.SUSPECT):
            found = Identity.PENDING
        if found is Identity.HOSTILE and track.sufficient_since is None:
            track.sufficient_since = time
        elif found not in (Identity.HOSTILE, Identity.SUSPECT, Identity.PENDING):
            track.sufficient_since = None
        track.read_as = found

    def confirmation(self, track: Track) -> float:
        """When somebody will have looked long enough at a track that is read as hostile."""
        if track.sufficient_since is None or track.read_as is not Identity.HOSTILE:
            return math.inf
        f = self.figures
        return track.sufficient_since + (f.ballistic_confirmation if track.ballistic else f.confirmation)

    def settled(self, track: Track, time: float) -> Iterator[Declared]:
        """What a reading makes of a track at once; a hostile stays one while suspect."""
        found = Identity.SUSPECT if track.read_as is Identity.HOSTILE else track.read_as
        held = track.identity is Identity.HOSTILE or self.confirmation(track) <= time
        if found is not track.identity and not (held and found is Identity.SUSPECT):
            yield found, time

    def confirmed(self, track: Track, start: float, until: float) -> Iterator[Declared]:
        """Hostile, once that is confirmed."""
        due = self.confirmation(track)
        if track.identity is not Identity.HOSTILE and due <= until:
            yield Identity.HOSTILE, max(due, start)

    def identity(self, track: Track) -> Identity:
        """The identity that the weights point to.

        Hostile needs a positive criterion besides odds, and odds that owe nothing to answers.
        """
        hostile, neutral, friend = self.shares(track, clearing_only=False)
        doctrine = self.run.doctrine
        sure, likely = doctrine.hostile_threshold_probability, doctrine.suspect_threshold_probability
        if friend >= sure:
            return Identity.FRIEND
        if neutral >= sure:
            return Identity.NEUTRAL
        if friend >= likely:
            return Identity.ASSUMED_FRIEND
        positive = not track.evidence.isdisjoint(CRITERIA)
        if hostile >= sure and positive and self.shares(track, clearing_only=True)[0] >= sure:
            return Identity.HOSTILE
        breach = self.constants.closed and neutral < likely
        return Identity.SUSPECT if hostile >= likely or breach else Identity.UNKNOWN

    def pieces(self, track: Track) -> dict[int, Vector]:
        """All that speaks of a track, by `Evidence` or `Decider`: weights of the three hypotheses."""
        table = self.run.world.evidence
        told = {int(kind): table[:, kind] for kind in sorted(track.evidence)}
        told |= {kind: track.origin_weights for kind in told if kind in ORIGINS}
        if track.friendly:
            word = Decider.OWN_REPLY if any(track.friendly) else Decider.OWN_SILENCE
            sets = (self.friend_set, self.no_friend_set)
            told[word] = self.told_by(track.friendly, *sets, Hypothesis.FRIEND)
        if track.civil:
            word = Decider.CIVIL_REPLY if any(track.civil) else Decider.CIVIL_SILENCE
            sets = (self.civil_set, self.no_civil_set)
            told[word] = self.told_by(track.civil, *sets, Hypothesis.NEUTRAL)
        return told | {int(Decider.PRIOR): track.prior}

    def shares(self, track: Track, clearing_only: bool) -> list[float]:
        """Probabilities of hostile, neutral, friend; or at most what answers clear a track by is counted."""
        table = self.run.world.evidence
        logs = track.prior + sum((table[:, kind] for kind in sorted(track.evidence)), track.origin_weights)
        told = self.told_by(track.friendly, self.friend_set, self.no_friend_set, Hypothesis.FRIEND)
        told = told + self.told_by(track.civil, self.civil_set, self.no_civil_set, Hypothesis.NEUTRAL)
        if clearing_only:
            told = np.maximum(told, told[Hypothesis.HOSTILE])
        logs = logs + told
        weights = [exp(float(log_weight) - float(logs.max())) for log_weight in logs]
        return [weight / sum(weights) for weight in weights]

    def origin_of(self, zone: Figures | None, inside: float) -> Vector:
        """Log likelihoods of coming over a zone, as surely as that."""
        if zone is None:
            return np.zeros(3)
        here = (zone.hostile, zone.neutral, zone.friend)
        told = self.constants
        rest = (told.elsewhere_hostile, told.elsewhere_neutral, told.elsewhere_friend)
        return np.array([log(inside * h + (1.0 - inside) * r) for h, r in zip(here, rest, strict=True)])

    def note_origin(self, track: Track, report: Estimate, others: list[Track]) -> Evidence:
        """Where it comes from: the surest of its birth, what flew beside it then, and where it flies in."""
        first = track.evidence.isdisjoint(ORIGINS)
        if first:
            places = [(track.birthplace, track.born_spread)]
        else:
            places = [(report.place, report.spread)] if self.closes_in(report) else []
        for place, error in places:
            zone, inside = self.zones.below(place, error)
            if inside >= track.from_zone:
                track.from_zone, track.origin_weights = inside, self.origin_of(zone, inside)
        if first:
            beside = {other: self.apart_at_birth(track, other) for other in others}
            other = min(beside, key=lambda other: beside[other], default=track)
            near = beside.get(other, math.inf) < self.constants.release_radius
            if near and other.from_zone > track.from_zone:
                track.from_zone, track.origin_weights = other.from_zone, other.origin_weights
        return Evidence.HOSTILE_ORIGIN if track.from_zone > 0.5 else Evidence.OTHER_ORIGIN

    def closes_in(self, report: Estimate) -> bool:
        """Whether it surely flies nearer to the nearest asset."""
        if not self.assets:
            return False
        gap = min((asset - report.place for asset in self.assets), key=length)
        return float(report.velocity @ gap) / max(length(gap), 1.0) > READING_SURE * report.spread_rate

    # Evidence: what holds now, and what has happened

    def gather(self, track: Track, report: Estimate, others: list[Track]) -> None:
        """Keep the set of evidence up to date: motion as it is, origin, acts and broken plans for good."""
        acts = track.evidence & ACTS
        if self.zones.contain(ZoneKind.RESTRICTED, report.place):
            acts |= {Evidence.IN_RESTRICTED}
        if self.born_of_hostile(track, others):
            acts |= {Evidence.BORN_OF_HOSTILE}
        origin = self.note_origin(track, report, others)
        track.evidence = acts | {origin} | self.motion(track, report) | self.corridor(track, report)

    def motion(self, track: Track, report: Estimate) -> set[Evidence]:
        """Profile and course; unless speed or velocity is known well enough, they stay what they were."""
        settled, by = report.spread_rate < self.constants.steady, self.run.doctrine.profile_by
        profile = track.evidence & profiles.PROFILES
        if report.ballistic:
            profile = {Evidence.BALLISTIC}
        elif report.speed_error < self.constants.steady:
            held = next(iter(profile), None)
            profile = {profiles.profile(by, held, self.reading(report), self.constants)}
        if not settled:
            return profile | (track.evidence & {Evidence.THREATENING})
        return profile | ({Evidence.THREATENING} if self.threatens(report) else set())

    def corridor(self, track: Track, report: Estimate) -> set[Evidence]:
        """Whether it has always kept to a flight plan, for those who know the plans."""
        if not self.keys.flight_plans:
            return set()
        if Evidence.OFF_CORRIDOR in track.evidence:
            return {Evidence.OFF_CORRIDOR}
        altitude, doubt = altitude_of(report.place), READING_SURE * report.height_error
        planned = any(corridor.contains(report.place, altitude, doubt) for corridor in self.corridors)
        return {Evidence.IN_CORRIDOR if planned else Evidence.OFF_CORRIDOR}

    def landing(self, report: Estimate) -> bool:
        """Whether it may be landing or starting somewhere, as far as the flight plans tell."""
        return bool(self.keys.flight_plans) and self.zones.contain(ZoneKind.AERODROME, report.place)

    def reading(self, report: Estimate) -> profiles.Reading:
        """Speed, altitude and height above ground of a report, each with its error."""
        altitude = altitude_of(report.place)
        height = altitude - self.ground.below(report.place)
        return profiles.Reading(
            profiles.Belief(length(report.velocity), report.speed_error),
            profiles.Belief(altitude, report.height_error),
            profiles.Belief(height, report.height_error),
            self.landing(report),
        )

    def threatens(self, report: Estimate) -> bool:
        """Whether its course over the ground leads past some asset, ahead and within an hour."""
        up = report.place / length(report.place)
        level = report.velocity - float(report.velocity @ up) * up
        speed = length(level)
        if speed < 1.0:
            return False
        forward = level / speed
        pole = np.cross(up, forward)
        for asset in self.assets:
            below = asset / length(asset)
            miss = MEAN_RADIUS * abs(asin(float(pole @ below)))
            time = MEAN_RADIUS * atan2(float(forward @ below), float(up @ below)) / speed
            if miss < self.constants.threat_miss and 0.0 < time <= THREAT_TIME:
                return True
        return False

    def born_of_hostile(self, track: Track, others: list[Track]) -> bool:
        """Whether it was born close to an older winged track that is held hostile."""
        return track.hits <= FRESH and any(
            other.identity == Identity.HOSTILE
            and self.apart_at_birth(track, other) < self.constants.release_radius
            for other in others
        )

    def apart_at_birth(self, track: Track, other: Track) -> float:
        """How far [m] an older winged track flew from where it was born, as far as anybody knows."""
        known = track.birth - other.time <= WITNESS_SCANS * other.slowest
        if not other.confirmed or other.serial >= track.serial or other.ballistic or not known:
            return math.inf
        return length(track.birthplace - other.predicted(track.birth)[0][:3])

    # Interrogation

    def interrogate(self, track: Track, report: Estimate, time: float, sky: Sky) -> bool:
        """Ask the place where a track should be, and hear who is there; whether more will be asked."""
        asks = self.keys.interrogator
        if asks == Interrogator.NONE or len(track.friendly) >= self.constants.questions:
            return False
        place = report.straight_on(time)
        able = [asker for asker in self.askers if self.reaches(asker, place)]
        if time < track.next_question or not able:
            return True
        asker = min(able, key=lambda asker: length(place - asker.place))
        track.next_question = time + self.figures.interrogation_period
        target = sky.nearest(asker.radar.pointed(place), self.constants.beam_radius, time)
        lag = time - self.run.since
        if target is not None and (asker.deaf or not asker.radar.sees(target.ahead(lag))):
            target = None
        track.friendly.append(self.hears(target, len(track.friendly) + 1, civil=False))
        if asks == Interrogator.FULL and not track.friendly[-1]:
            track.civil.append(self.hears(target, len(track.friendly), civil=True))
        return len(track.friendly) < self.constants.questions

    def reaches(self, asker: Asker, place: Vector) -> bool:
        """Whether a battery can ask a place: in range and in sight."""
        return length(place - asker.place) <= self.figures.interrogation_range and asker.radar.sees(place)

    def hears(self, target: Target | None, question: int, civil: bool) -> bool:
        """Whether somebody seems to answer in a mode; who does not carry it is heard only by mistake."""
        if target is None:
            return False
        numbers = self.run.luck.numbers(Stream.INTERROGATION, question, self.keys.ident, target.keys.ident)
        carries = target.keys.replies_civil if civil else target.keys.replies_friend
        if carries != 1:
            return numbers[int(civil)] < (self.no_civil_set if civil else self.no_friend_set).reply
        own = self.civil_set if civil else self.friend_set
        failure = own.failure if target.figures.set_failure < 0.0 else target.figures.set_failure
        works = self.run.luck.number(Stream.IFF_FAILURE, 0, target.keys.ident) >= failure
        return works and numbers[int(civil)] < own.reply

    def told_by(
        self, answers: list[bool], carried: Transponder, missing: Transponder, carrier: Hypothesis
    ) -> Vector:
        """Log likelihoods of the answers in one mode, which only one of the hypotheses carries."""
        chances = np.full(len(Hypothesis), missing.chance(answers))
        chances[carrier] = carried.chance(answers)
        return np.array([log(max(float(chance), RAREST)) for chance in chances])
