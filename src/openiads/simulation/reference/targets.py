"""Targets: raiders, the weapons that they carry, and other flights."""

from __future__ import annotations

import math

import numpy as np

from openiads.ground.draws import Stream
from openiads.ground.scalar import sincos
from openiads.simulation.reference.columns import Figures, Keys, Run, Vector, length
from openiads.simulation.reference.decisions import Decisions
from openiads.simulation.reference.in_vain import InVain
from openiads.simulation.reference.taken_for import Decision, TakenFor
from openiads.state import planes
from openiads.state.clock import HAIR
from openiads.state.constants import MISSED_SCAN
from openiads.state.events import NOBODY
from openiads.state.planes import Route
from openiads.state.words import Awaited, Fate, Happening, Identity, Kind, Phase, Side, Stage, Status

TURN = 2.0 * math.pi


class Target:
    """One target.  Fire units see it only through radars."""

    def __init__(self, run: Run, number: int, others: list[Target]) -> None:
        world = run.world
        self.run = run
        self.number = number
        self.figures = Figures(planes.Target, world.target_f[:, number])
        self.keys = Keys(planes.TargetKey, world.target_i[:, number])
        self.route = world.route[self.keys.route : self.keys.route + self.keys.samples]
        late, phase, _, _ = run.luck.numbers(Stream.START, 0, self.keys.ident)
        self.start = self.figures.start + self.figures.jitter * (2.0 * late - 1.0)
        if self.figures.mean_spacing > 0.0:
            self.start = self.by_chance(others)
        stays_away = self.start == math.inf
        if self.keys.carrier >= 0:
            self.start = math.inf  # until its carrier lets it go
            stays_away = others[self.keys.carrier].status == Status.NEVER
        self.weave_phase = TURN * phase
        over = self.end < 0.0  # before the run began
        self.status: Status = Status.NEVER if over or stays_away else Status.WAITING
        self.fate = Fate.NONE
        self.stage = Stage.NONE
        self.position: Vector = np.zeros(3)
        self.velocity: Vector = np.zeros(3)
        self.acceleration: Vector = np.zeros(3)
        self.altitude = 0.0
        self.shots = 0
        self.engaged = False
        self.shot_down = False
        self.first_detection = self.first_detection_range = math.nan
        self.first_track = math.nan
        self.ended = math.nan
        self.reached: dict[Stage, float] = {}  # when each rung of the ladder was first reached [s]
        self.battery = -1  # which came furthest with it
        self.taken = TakenFor()
        self.hidden = math.nan  # first look that found it in range and hidden [s]
        self.relief = math.nan  # first of them at which a smooth Earth would not have hidden it [s]
        self.meeting = math.nan  # when a round would soonest have met it, when it came in reach [s]
        self.tracked = math.nan  # last time that a track stood for it before it might be fired at [s]
        self.untracked = 0.0  # time from its first track to then without one [s]
        self.track_began = -1  # target behind the first plot of its first track
        self.in_vain = InVain()
        self.decisions = Decisions()
        self.masked_since = math.nan  # since when the ground hides it again [s]
        self.masked = 0.0  # how long it did up to its first detection [s]
        self.masked_to_track = self.masked_untracked = 0.0  # then to its first track, then without one [s]
        self.held: tuple[int, int] | None = None  # unit that last might not fire at it, and under what
        self.awaited: Awaited | None = None  # by the first launch at it
        self.first_put = self.first_lock = math.nan  # when that engagement began, and its radar locked on [s]
        self.faced = -1, 0  # unit whose radar was last kept elsewhere, and its channels busy then
        self.sighted = math.nan  # when a radar last had it in sight [s]
        self.down = math.inf  # when a round destroyed it [s]

    def by_chance(self, others: list[Target]) -> float:
        """When it begins, a drawn spacing after the one before it; never once the run has lasted [s]."""
        since = self.figures.start - self.figures.mean_spacing  # when its raid begins
        if self.keys.before >= 0:
            since = others[self.keys.before].start
        luck = self.run.luck.number(Stream.ARRIVAL, 0, self.keys.ident)
        start = since - self.figures.mean_spacing * math.log(luck)
        return start if start < self.run.clock.duration else math.inf

    @property
    def end(self) -> float:
        """When it reaches the end of its route [s]."""
        return self.start + self.figures.duration

    @property
    def release(self) -> float:
        """When it lets its weapons go [s], infinite if it has none."""
        return self.start + self.figures.release_after

    @property
    def flying(self) -> bool:
        """Whether it is in the air."""
        return self.status == Status.FLYING

    @property
    def hostile(self) -> bool:
        """Whether it is a raider."""
        return self.keys.side == Side.HOSTILE

    @property
    def ballistic(self) -> bool:
        """Whether it falls freely."""
        return self.keys.kind == Kind.BALLISTIC

    def flies_at(self, time: float) -> bool:
        """Whether it is in the air at a time [s]: it has begun, and neither ended nor been shot down."""
        return self.start <= time < min(self.end, self.down)

    def climb(self, stage: Stage, time: float, battery: int = NOBODY) -> None:
        """Keep the furthest stage of the chain that any battery reached with it while its fate was open.

        And since when it stood on each rung, which may turn out to have been earlier.
        """
        if self.fate != Fate.NONE:
            return
        if stage > self.stage:
            self.stage, self.battery = stage, battery
        for rung in Stage:
            if Stage.NONE < rung <= stage:
                self.reached[rung] = min(self.reached.get(rung, math.inf), time)

    def follow(self, until: float, held: tuple[int, int] | None) -> None:
        """A track stands for it; how long none did, and who might not fire, counts until somebody may."""
        if self.fate != Fate.NONE or Stage.ENGAGEABLE in self.reached:
            return
        self.held = held or self.held
        gap = until - self.tracked - self.run.clock.cycle
        if gap > HAIR:
            self.untracked += gap
        self.tracked = until

    def take_for(self, identity: Identity, decision: Decision, until: float) -> None:
        """A track of it has an identity, which counts while its fate is open."""
        if self.fate == Fate.NONE:
            self.taken.note(Side(self.keys.side), identity, decision, until)

    def hide(self, time: float, below_horizon: bool) -> None:
        """A look found it hidden, even by a smooth Earth or only by relief.

        The first counts, until one sees it; after that, relief counts until it might be fired at.
        """
        if self.fate != Fate.NONE or not self.hostile:
            return
        if Stage.UNMASKED in self.reached:
            again = math.isnan(self.masked_since) and Stage.ENGAGEABLE not in self.reached
            if again and not below_horizon:
                self.masked_since = self.sighted if self.sighted > time else time
            return
        if not math.isnan(self.relief):
            return
        if math.isnan(self.hidden):
            self.hidden = time
        if not below_horizon:
            self.relief = time

    def show(self, time: float, scan: float) -> None:
        """A radar that comes by once a `scan` [s] has a raider in sight, again if none had it for longer."""
        if not self.hostile:
            return
        before, since = self.sighted, self.masked_since
        if before >= time:
            return
        self.sighted = time
        if math.isnan(since) or since >= time:
            return
        self.masked_since = math.nan
        until = min(time, self.reached.get(Stage.ENGAGEABLE, math.inf))
        if self.fate != Fate.NONE or until <= since or not time - before > MISSED_SCAN * scan:
            return
        if math.isnan(self.first_detection):
            self.masked += until - since
        elif math.isnan(self.first_track):
            self.masked_to_track += until - since
        else:
            self.masked_untracked += max(until - max(since, self.lost_from), 0.0)

    @property
    def lost_from(self) -> float:
        """Since when no track stands for it if none does, NaN before its first [s]."""
        return self.tracked + self.run.clock.cycle

    def look_in_vain(self, time: float, drowned: bool) -> None:
        """A look that had it in sight found too weak an echo, or lost it in ground clutter."""
        if self.hostile and self.fate == Fate.NONE:
            lost = time - self.lost_from > HAIR and Stage.ENGAGEABLE not in self.reached
            self.in_vain.note(time, drowned, lost)

    def ahead(self, lag: float) -> Vector:
        """Where it is `lag` seconds into the step."""
        return self.within_step(lag)[0]

    def course(self, lag: float) -> Vector:
        """Its velocity `lag` seconds into the step."""
        return self.within_step(lag)[1]

    def within_step(self, lag: float) -> tuple[Vector, Vector]:
        """Place and velocity `lag` seconds into the step: on a parabola, or on its swing."""
        if self.figures.weave_amplitude > 0.0:
            place, velocity, _ = self.motion(self.run.since + lag)
            return place, velocity
        return self.parabola(lag)

    def parabola(self, lag: float) -> tuple[Vector, Vector]:
        """Place and velocity `lag` seconds after the begin of the step, at the acceleration of then."""
        place = self.position + lag * (self.velocity + 0.5 * lag * self.acceleration)
        return place, self.velocity + lag * self.acceleration

    def begin(self, since: float) -> None:
        """Put it where it is when a step begins; if it starts later, where its parabola would have been."""
        time = max(since, self.start)
        self.position, self.velocity, self.acceleration = self.motion(time)
        self.altitude = self.altitude_at(time)
        if self.start > since:
            self.position, self.velocity = self.parabola(since - self.start)

    def segment(self, time: float) -> tuple[int, float]:
        """The route sample behind it at a time, and how far along it is to the next [1]."""
        last = self.keys.samples - 1
        along = min(max(time - self.start, 0.0) / self.figures.route_step, float(last))
        i = min(int(along), last - 1)
        return i, along - i

    def altitude_at(self, time: float) -> float:
        """Its altitude at a time [m]."""
        i, u = self.segment(time)
        low, high = self.route[i, Route.ALTITUDE], self.route[i + 1, Route.ALTITUDE]
        return float(low + u * (high - low))

    def motion(self, time: float) -> tuple[Vector, Vector, Vector]:
        """Place, velocity and acceleration at a time: on the cubic through two samples, and weaving."""
        period = self.figures.route_step
        i, u = self.segment(time)
        here, there = self.route[i], self.route[i + 1]
        gap = here[: Route.VX] - there[: Route.VX]
        leaving, coming = here[Route.VX : Route.ALTITUDE], there[Route.VX : Route.ALTITUDE]
        place = (
            (1.0 + 2.0 * u) * (1.0 - u) ** 2 * here[: Route.VX]
            + u**2 * (3.0 - 2.0 * u) * there[: Route.VX]
            + u * (1.0 - u) ** 2 * period * leaving
            + u**2 * (u - 1.0) * period * coming
        )
        velocity = (
            6.0 * u * (u - 1.0) / period * gap
            + (1.0 - u) * (1.0 - 3.0 * u) * leaving
            + u * (3.0 * u - 2.0) * coming
        )
        acceleration = (
            (12.0 * u - 6.0) / (period * period) * gap
            + (6.0 * u - 4.0) / period * leaving
            + (6.0 * u - 2.0) / period * coming
        )
        if self.figures.weave_amplitude > 0.0:
            return self.swung(time, place, velocity, acceleration)
        return place, velocity, acceleration

    def swung(
        self, time: float, place: Vector, velocity: Vector, acceleration: Vector
    ) -> tuple[Vector, Vector, Vector]:
        """The same with a swing sideways, less and less towards both ends of the route."""
        rate = self.figures.weave_rate
        period = TURN / rate
        flown, left = time - self.start, self.end - time
        # How much of the swing there is, and its two derivatives: it comes and goes within a period.
        u = min(max(min(flown, left) / period, 0.0), 1.0)
        share = u * u * (3.0 - 2.0 * u)
        growth = math.copysign(6.0 * u * (1.0 - u) / period, left - flown)
        bend = (6.0 - 12.0 * u) / period**2 if u < 1.0 else 0.0
        sine, cosine = sincos(rate * flown + self.weave_phase)
        sideways = np.cross(velocity, place)
        if length(sideways) == 0.0:
            return place, velocity, acceleration
        swing = self.figures.weave_amplitude * sideways / length(sideways)
        pull = (bend - share * rate * rate) * sine + 2.0 * growth * rate * cosine
        return (
            place + share * sine * swing,
            velocity + (share * rate * cosine + growth * sine) * swing,
            acceleration + pull * swing,
        )


class Sky:
    """All targets of one replicate."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.targets: list[Target] = []
        for n in range(run.world.target_f.shape[1]):
            self.targets.append(Target(run, n, self.targets))
        self.hits = [0] * run.world.asset.shape[1]

    def looked_at(self) -> list[Target]:
        """What is in the air at some time of this step."""
        since, until = self.run.since, self.run.until
        return [t for t in self.targets if t.start < until and min(t.end, t.down) > since]

    def jammers(self, time: float) -> list[Target]:
        """Jammers in the air at a time [s]."""
        return [
            target for target in self.targets if target.figures.noise_rise > 0.0 and target.flies_at(time)
        ]

    def nearest(self, place: Vector, within: float, time: float) -> Target | None:
        """What flies at a time [s] nearest to a place, nearer than `within` [m]."""
        lag = time - self.run.since
        flying = [target for target in self.targets if target.flies_at(time)]
        found = min(flying, key=lambda target: length(target.ahead(lag) - place), default=None)
        if found is None or length(found.ahead(lag) - place) >= within:
            return None
        return found

    def weapons_of(self, carrier: Target) -> list[Target]:
        """What a carrier carries or carried."""
        return [target for target in self.targets if target.keys.carrier == carrier.number]

    def advance(self) -> None:
        """Start what is due in this step and put everything where it is at its begin."""
        for target in self.targets:
            if target.status == Status.WAITING and target.start < self.run.until:
                target.status = Status.FLYING
            if target.flying:
                target.begin(self.run.since)

    def arrive(self) -> None:
        """At the end of the step: who released, who arrived, who fell with weapons aboard."""
        for target in self.targets:
            due = target.release
            gone = target.status == Status.GONE and target.fate == Fate.KILLED
            stopped = gone or target.fate == Fate.MISSION_KILLED
            if stopped and target.ended >= self.run.since and due < math.inf:
                if self.run.since <= due <= target.ended:
                    # It fell a moment too late: what counts of a raider is the release.
                    if target.hostile:
                        target.fate, target.stage = Fate.NONE, Stage.GUIDED
                    self.let_go(target, due)
                else:
                    self.strand(target)
            if target.flying and not stopped and self.run.since <= due < self.run.until:
                self.let_go(target, due)
            if target.flying and target.end < self.run.until:
                self.finish(target, target.end)

    def note(self, kind: Happening, target: Target, other: int, time: float, battery: int = -1) -> None:
        """Log an arrival."""
        self.run.log.note(Phase.ARRIVE, kind, subject=target.number, other=other, time=time, battery=battery)

    def let_go(self, carrier: Target, time: float) -> None:
        """Weapons begin their own routes; the fate of a raider that carried them is that it released them."""
        for weapon in self.weapons_of(carrier):
            weapon.start = time
            self.note(Happening.RELEASE, weapon, carrier.number, time)
        if carrier.hostile and carrier.fate == Fate.NONE:
            carrier.fate, carrier.ended = Fate.RELEASED, time

    def strand(self, carrier: Target) -> None:
        """Weapons of a carrier that fell in time are never released."""
        for weapon in self.weapons_of(carrier):
            if weapon.status == Status.WAITING:
                weapon.status = Status.NEVER

    def finish(self, target: Target, time: float) -> None:
        """A target is at the end of its route."""
        target.status = Status.GONE
        asset, battery = target.keys.asset, target.keys.battery
        if not target.hostile or target.fate != Fate.NONE:
            self.note(Happening.LANDED, target, asset, time, battery)
            return
        target.ended = time
        if max(asset, battery, target.keys.radar) < 0:
            target.fate = Fate.WITHDRAWN
            self.note(Happening.WITHDRAWN, target, asset, time, battery)
            return
        target.fate = Fate.LEAKED
        if asset >= 0:
            self.hits[asset] += 1
        self.note(Happening.LEAK, target, asset, time, battery)

    def clear(self) -> bool:
        """Whether every raider has its fate."""
        return not any(
            target.hostile and target.status <= Status.FLYING and target.fate == Fate.NONE
            for target in self.targets
        )
