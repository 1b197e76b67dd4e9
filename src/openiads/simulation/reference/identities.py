"""Identity: evidence and interrogation, put together by Bayes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from openiads.ground.draws import Stream
from openiads.ground.frames import MEAN_RADIUS, altitude_of
from openiads.ground.scalar import asin, exp, log
from openiads.simulation.reference.columns import Figures, Keys, Run, Vector, length
from openiads.simulation.reference.targets import Sky, Target
from openiads.simulation.reference.tracks import Estimate, Track
from openiads.state import planes
from openiads.state.planes import Evidence
from openiads.state.words import Hypothesis, Identity, Interrogator, ZoneKind

SUPERSONIC = 380.0
SLOW = 100.0
LOW = 1_800.0
FAST = 140.0
AIRLINER_FLOOR = 7_000.0
AIRLINER_SLOWEST = 170.0
AIRLINER_FASTEST = 280.0
STEADY = 60.0  # speed and course are read once velocity is known this well [m/s]
PROFILES = frozenset(Evidence(kind) for kind in range(Evidence.BALLISTIC, Evidence.OTHER_PROFILE + 1))
TELLING = frozenset({Evidence.BALLISTIC, Evidence.SUPERSONIC, Evidence.LOW_AND_FAST})
RELEASE_RADIUS = 6_000.0
THREAT_MISS = 12_000.0  # a course that passes an asset nearer than this threatens it [m]
THREAT_TIME = 3_600.0
FRESH = 12  # plots up to which a track counts as newly born
BEAM_RADIUS = 3_000.0
QUESTIONS = 4
RAREST = 1e-12  # no answer is impossible: another than the tracked one may have given it


class Zones:
    """Circles on the ground."""

    def __init__(self, run: Run) -> None:
        self.zones = [Figures(planes.Zone, column) for column in run.world.zone.T]

    def contain(self, kind: ZoneKind, place: Vector) -> bool:
        """Whether a place lies over a zone of a kind; its altitude is left out."""
        for zone in self.zones:
            shadow = place * (length(zone.place) / length(place))
            if int(zone.kind) == kind and length(shadow - zone.place) <= zone.radius:
                return True
        return False


class Corridor:
    """A great-circle stretch that flight plans use."""

    def __init__(self, column: Vector) -> None:
        self.figures = Figures(planes.Corridor, column)
        self.start = column[: planes.Corridor.END_X]
        self.end = column[planes.Corridor.END_X : planes.Corridor.HALF_WIDTH]
        self.pole = np.cross(self.start, self.end)
        self.onward = np.cross(self.pole, self.start)  # from the start towards the end
        self.backward = np.cross(self.end, self.pole)  # and the other way

    def contains(self, place: Vector, altitude: float) -> bool:
        """Whether a place lies in it."""
        if not self.figures.altitude_min <= altitude <= self.figures.altitude_max:
            return False
        return self.off(place / length(place)) <= self.figures.half_width

    def off(self, direction: Vector) -> float:
        """Distance [m] of a unit direction from the stretch, or from its nearer end beyond it."""
        between = self.onward @ direction >= 0.0 and self.backward @ direction >= 0.0
        if length(self.pole) > 0.0 and between:
            sine = float(self.pole @ direction) / length(self.pole)
            return MEAN_RADIUS * abs(asin(min(max(sine, -1.0), 1.0)))
        near = max(float(self.start @ direction), float(self.end @ direction))
        return MEAN_RADIUS * math.sqrt(max(2.0 - 2.0 * near, 0.0))


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


class Identification:
    """What one network can find out about a track."""

    def __init__(self, run: Run, figures: Figures, keys: Keys) -> None:
        self.run = run
        self.figures = figures
        self.keys = keys
        self.zones = Zones(run)
        self.corridors = [Corridor(column) for column in run.world.corridor.T]
        self.assets = [Figures(planes.Asset, column).place for column in run.world.asset.T]
        self.site = Figures(planes.Battery, run.world.battery_f[:, keys.site]).place
        self.friend_set = Transponder(figures.friend_reply, figures.friend_failure)
        self.civil_set = Transponder(figures.civil_reply, figures.civil_failure)
        self.nobody = Transponder(figures.false_reply, 0.0)  # who does not carry a mode

    def declare(self, track: Track, others: list[Track], sky: Sky) -> Identity:
        """Weigh what is new about a track and name its identity."""
        if track.report is not None:
            self.gather(track, track.report, others)
            self.interrogate(track, track.report, sky)
        return self.identity(track)

    def identity(self, track: Track) -> Identity:
        """The identity that the weights point to.

        Hostile needs a positive criterion besides odds, and odds that owe nothing to silence.
        """
        hostile, neutral, friend = self.shares(track, silences=True)
        sure, likely = self.run.rules.hostile_threshold, self.run.rules.suspect_threshold
        if friend >= sure:
            return Identity.FRIEND
        if neutral >= sure:
            return Identity.NEUTRAL
        if friend >= likely:
            return Identity.ASSUMED_FRIEND
        if hostile >= sure and track.positive and self.shares(track, silences=False)[0] >= sure:
            return Identity.HOSTILE
        return Identity.SUSPECT if hostile >= likely else Identity.UNKNOWN

    def shares(self, track: Track, silences: bool) -> list[float]:
        """Probabilities of hostile, neutral, friend, with or without what silences tell."""
        logs = track.log_weights + self.told_by(track.friendly, self.friend_set, Hypothesis.FRIEND, silences)
        logs = logs + self.told_by(track.civil, self.civil_set, Hypothesis.NEUTRAL, silences)
        weights = [exp(float(log_weight) - float(logs.max())) for log_weight in logs]
        return [weight / sum(weights) for weight in weights]

    # Evidence: each kind is weighed once for a track

    def gather(self, track: Track, report: Estimate, others: list[Track]) -> None:
        """Weigh all that the picture itself shows; origin, profile and act are positive criteria."""
        altitude = altitude_of(*report.place)
        profile = self.profile(length(report.velocity), altitude, track.ballistic)
        telling = profile in TELLING
        settled = track.spread_rate < STEADY or track.ballistic
        if settled and (telling or not track.weighed & PROFILES):
            self.weigh(track, profile, positive=telling)
        if self.zones.contain(ZoneKind.HOSTILE_ORIGIN, track.birthplace):
            self.weigh(track, Evidence.HOSTILE_ORIGIN, positive=True)
        else:
            self.weigh(track, Evidence.OTHER_ORIGIN)
        if self.zones.contain(ZoneKind.RESTRICTED, report.place):
            self.weigh(track, Evidence.IN_RESTRICTED, positive=True)
        if track.spread_rate < STEADY and self.threatens(report):
            self.weigh(track, Evidence.THREATENING, positive=True)
        if self.born_of_hostile(track, others):
            self.weigh(track, Evidence.BORN_OF_HOSTILE, positive=True)
        if self.keys.flight_plans:
            planned = any(corridor.contains(report.place, altitude) for corridor in self.corridors)
            self.weigh(track, Evidence.IN_CORRIDOR if planned else Evidence.OFF_CORRIDOR)

    def weigh(self, track: Track, kind: Evidence, positive: bool = False) -> None:
        """Multiply the hypotheses by the likelihood of one kind of evidence."""
        if kind not in track.weighed:
            track.weighed.add(kind)
            track.log_weights = track.log_weights + self.run.world.evidence[:, kind]
            track.positive = track.positive or positive

    def profile(self, speed: float, altitude: float, ballistic: bool) -> Evidence:
        """The kind of flight that speed [m/s], altitude [m] and free fall point to."""
        if ballistic:
            return Evidence.BALLISTIC
        if speed > SUPERSONIC:
            return Evidence.SUPERSONIC
        if speed < SLOW:
            return Evidence.SLOW
        if altitude < LOW and speed > FAST:
            return Evidence.LOW_AND_FAST
        if altitude > AIRLINER_FLOOR and AIRLINER_SLOWEST < speed < AIRLINER_FASTEST:
            return Evidence.AIRLINER_LIKE
        return Evidence.OTHER_PROFILE

    def threatens(self, report: Estimate) -> bool:
        """Whether a straight course leads past some asset, ahead and within an hour."""
        square = float(report.velocity @ report.velocity)
        for asset in self.assets:
            gap = asset - report.place
            time = float(gap @ report.velocity) / square if square >= 1.0 else -1.0
            if 0.0 < time <= THREAT_TIME and length(gap - time * report.velocity) < THREAT_MISS:
                return True
        return False

    def born_of_hostile(self, track: Track, others: list[Track]) -> bool:
        """Whether it was born close to an older winged track that is held suspect or hostile."""
        return track.hits <= FRESH and any(
            other.serial < track.serial
            and other.identity >= Identity.SUSPECT
            and not other.ballistic
            and length(track.birthplace - other.state[:3]) < RELEASE_RADIUS
            for other in others
        )

    # Interrogation

    def interrogate(self, track: Track, report: Estimate, sky: Sky) -> None:
        """Ask the place where a track should be; whoever is there answers, or not."""
        asks = self.keys.interrogator
        if asks == Interrogator.NONE or len(track.friendly) >= QUESTIONS:
            return
        place = report.straight_on(self.run.until)
        if length(place - self.site) > self.figures.interrogation_range:
            return
        target = sky.nearest(place, BEAM_RADIUS, self.run.until - self.run.since)
        track.friendly.append(self.hears(target, len(track.friendly) + 1, civil=False))
        if asks == Interrogator.FULL and not track.friendly[-1]:
            track.civil.append(self.hears(target, len(track.friendly), civil=True))

    def hears(self, target: Target | None, question: int, civil: bool) -> bool:
        """Whether somebody seems to answer in a mode; who does not carry it is heard only by mistake."""
        if target is None:
            return False
        numbers = self.run.luck.numbers(Stream.INTERROGATION, question, self.keys.ident, target.keys.ident)
        carries = target.keys.replies_civil if civil else target.keys.replies_friend
        if carries != 1:
            return numbers[int(civil)] < self.nobody.reply
        own = self.civil_set if civil else self.friend_set
        works = self.run.luck.number(Stream.IFF_FAILURE, 0, target.keys.ident) >= own.failure
        return works and numbers[int(civil)] < own.reply

    def told_by(
        self, answers: list[bool], carried: Transponder, carrier: Hypothesis, silences: bool
    ) -> Vector:
        """Log likelihoods of the answers in one mode, which only one of the hypotheses carries."""
        heard = [answer for answer in answers if answer or silences]
        chances = np.full(len(Hypothesis), self.nobody.chance(heard))
        chances[carrier] = carried.chance(heard)
        return np.array([log(max(float(chance), RAREST)) for chance in chances])
