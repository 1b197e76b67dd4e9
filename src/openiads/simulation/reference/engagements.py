"""What a fire channel does, in the order of time: seek, follow, launch, and assess once its rounds ended."""

from __future__ import annotations

import math

import numpy as np

from openiads.ground.draws import Stream
from openiads.simulation.reference.channels import FireChannel, Intent
from openiads.simulation.reference.filters import Estimate, Filter, gravity
from openiads.simulation.reference.fire_units import FireUnit
from openiads.simulation.reference.flight import Barrage, Round
from openiads.simulation.reference.losses import Losses
from openiads.simulation.reference.radars import Plot
from openiads.simulation.reference.rounds import RoundType
from openiads.simulation.reference.targets import Sky, Target
from openiads.state.constants import SEARCH_SURE
from openiads.state.words import Broken, ChannelStage, Fate, Happening, Phase, Sight, Stage, Status


class Engagements:
    """Every channel of every fire unit."""

    def __init__(self, units: list[FireUnit], sky: Sky, barrage: Barrage) -> None:
        self.units = units
        self.sky = sky
        self.barrage = barrage
        self.run = sky.run

    # The order of time

    def play(self, losses: Losses) -> None:
        """Whatever is due in the step, the earliest first.

        At the same time come looks, launches and assessments, each by channel, then the ends of rounds, then
        launchers that are full again, then raiders at batteries and radars.
        """
        self.barrage.steer_all()
        now = self.run.since
        while True:
            time, what, which, unit, channel, shot = min(self.due(), key=lambda d: d[:3], default=NOTHING)
            arrival, raider = losses.next()
            if min(time, arrival) >= self.run.until:
                break
            now = max(now, min(time, arrival))
            if raider is not None and arrival < time:
                losses.attack(raider, now)
            elif shot is not None:
                self.barrage.end(shot, now)
            elif unit is not None and channel is not None:
                (self.look, self.launch, self.conclude)[what](unit, channel, now)
            elif unit is not None:
                unit.launchers.load(which, now)
        self.barrage.move_all()

    def due(self) -> list[Due]:
        """What comes next of every channel, every round and every launcher."""
        dues: list[Due] = []
        number = 0
        for unit in self.units:
            for channel in unit.channels:
                times = channel.look, self.launch_time(unit, channel), self.assessment_time(channel)
                if channel.stage != ChannelStage.FREE:
                    dues += [(time, what, number, unit, channel, None) for what, time in enumerate(times)]
                number += 1
        rows = enumerate(self.barrage.rows)
        dues += [(shot.ends, 3, row, None, None, shot) for row, shot in rows if shot is not None]
        dues += [
            (time, 4, which, unit, None, None) for unit in self.units for time, which in unit.launchers.due()
        ]
        return dues

    def launch_time(self, unit: FireUnit, channel: FireChannel) -> float:
        """When a channel may launch next [s]."""
        if channel.stage != ChannelStage.LAUNCHING or unit.guided >= unit.keys.guided_max:
            return math.inf
        return max(channel.next_launch, self.spaced(unit))

    def spaced(self, unit: FireUnit) -> float:
        """When a unit may launch again [s], one launch interval after its last."""
        return unit.last_launch + unit.figures.launch_interval

    def assessment_time(self, channel: FireChannel) -> float:
        """When the kill assessment of a channel is due [s]."""
        return channel.ready if channel.stage == ChannelStage.ASSESSING else math.inf

    # Looks

    def look(self, unit: FireUnit, channel: FireChannel, time: float) -> None:
        """The engagement radar seeks what it was shown, or keeps or loses what it follows."""
        if channel.stage == ChannelStage.ACQUIRING:
            self.seek(unit, channel, time)
        elif not self.keeps(unit, channel, time):
            self.slip_away(unit, channel, time)

    def slip_away(self, unit: FireUnit, channel: FireChannel, time: float) -> None:
        """The engagement radar has lost the target of a channel."""
        self.barrage.lose(unit, channel, time)
        if channel.stage == ChannelStage.LAUNCHING:
            if channel.away > 0:
                self.close_salvo(channel)
            else:
                self.break_off(unit, channel, time, Broken.LOST_SIGHT)

    def echo(self, unit: FireUnit, channel: FireChannel, target: Target, time: float) -> Plot | None:
        """One look at a target, with more energy where it was expected."""
        if not unit.radar.can_follow(target, time):
            return None
        unit.tries[target] = unit.tries.get(target, 0) + 1
        gain = 1.0 if channel.sight == Sight.OWN else unit.figures.cue_gain
        return unit.radar.echo_of(target, time, unit.tries[target], gain, self.sky.jammers(time))

    def is_shown(self, unit: FireUnit, channel: FireChannel, target: Target, time: float) -> bool:
        """Whether the network shows a channel its target well enough for the round that it fires."""
        track, rounds = channel.track, channel.round_type
        if not unit.keys.remote or track is None or track.dropped or rounds is None:
            return False
        report = track.read_by(unit.number)
        if report is None or rounds.figures.homing == 0.0 or not unit.is_well_known(report, time):
            return False
        there = unit.radar.pointed(report.ahead(time, self.run.engaging.levels_off))
        if not unit.radar.reaches_out(there, unit.radar.facing):
            return False
        return self.sky.nearest(there, self.run.engaging.basket, time) is target

    def take_report(self, unit: FireUnit, channel: FireChannel) -> None:
        """What is reported takes the place of the fire-control track."""
        track = channel.track
        assert track is not None
        report = track.read_by(unit.number)
        assert report is not None
        channel.sight, channel.ballistic = Sight.REMOTE, report.ballistic
        errors = [report.spread**2] * 3 + [report.spread_rate**2] * 3
        state = np.concatenate([report.place, report.velocity])
        channel.following = Filter(report.time, state, np.diag(errors), report.ballistic, track.noise)

    def seek(self, unit: FireUnit, channel: FireChannel, time: float) -> None:
        """One look around the place where the picture has the track."""
        track = channel.track
        report = None if track is None else track.read_by(unit.number)
        if track is None or track.dropped or report is None:
            self.let_go(unit, channel, Happening.NOT_ACQUIRED, None, time)
            return
        gate = max(self.run.engaging.search_gate, SEARCH_SURE * report.error(time))
        there = unit.radar.pointed(report.ahead(time, self.run.engaging.levels_off))
        target = self.sky.nearest(there, gate, time)
        plot = None if target is None else self.echo(unit, channel, target, time)
        late = time - channel.ready >= self.run.engaging.patience
        shown = plot is None and (channel.sight == Sight.REMOTE or late)
        shown = shown and target is not None and self.is_shown(unit, channel, target, time)
        known = target if shown or plot is not None else None
        if known is not None and self.engaged_elsewhere(unit, channel, known):
            self.let_go(unit, channel, Happening.ALREADY_ENGAGED, target, time)
            return
        if shown and target is not None:
            channel.found, channel.echoes = target, int(self.run.engaging.echoes_to_lock)
            self.take_report(unit, channel)
            self.lock(unit, channel, target, time)
            return
        if plot is None and late:
            self.let_go(unit, channel, Happening.NOT_ACQUIRED, target, time)
            return
        channel.look = time + unit.figures.relook
        if plot is None or target is None:
            return
        channel.echoes = channel.echoes + 1 if target is channel.found else 1
        channel.found = target
        if channel.echoes == 1:
            self.start(channel, report, track.noise, plot)
        elif channel.following is not None:
            channel.following.fold(plot)
        if channel.echoes >= self.run.engaging.echoes_to_lock:
            self.lock(unit, channel, target, time)

    def lock(self, unit: FireUnit, channel: FireChannel, target: Target, time: float) -> None:
        """It has a fire-control track, its own or its network's."""
        channel.target, channel.follows, channel.stage = target, True, ChannelStage.LAUNCHING
        channel.missed, channel.look = math.inf, time + unit.radar.figures.track_period
        channel.locked = time
        target.climb(Stage.ACQUIRED, time, unit.number)
        value = 1.0 if channel.sight == Sight.REMOTE else 0.0
        unit.note(Phase.ACQUIRE, Happening.ACQUIRED, time, target=target, other=channel.serial, value=value)

    def start(self, channel: FireChannel, report: Estimate, noise: float, plot: Plot) -> None:
        """A fire-control track, where the echo is and on the course that the picture reports."""
        channel.ballistic, lead = report.ballistic, plot.time - report.time
        pull = lead * gravity(report.place) if report.ballistic else np.zeros(3)
        covariance = np.zeros((6, 6))
        covariance[:3, :3] = plot.covariance
        covariance[3:, 3:] = report.spread_rate**2 * np.eye(3)
        state = np.concatenate([plot.place, report.velocity + pull])
        channel.following = Filter(plot.time, state, covariance, report.ballistic, noise)
        channel.following.learn_rate(plot)

    def keeps(self, unit: FireUnit, channel: FireChannel, time: float) -> bool:
        """Whether the fire-control track lives on after a look; what was destroyed is looked at no more."""
        target = channel.target
        if target is None or target.shot_down:
            channel.look = math.inf
            return True
        plot = self.echo(unit, channel, target, time)
        if plot is None:
            channel.missed, channel.look = min(channel.missed, time), time + unit.figures.relook
            kept = time - channel.missed < self.run.engaging.memory
            if (channel.sight == Sight.REMOTE or not kept) and self.is_shown(unit, channel, target, time):
                self.take_report(unit, channel)
                channel.missed, channel.look = math.inf, time + unit.radar.figures.track_period
                return True
            return kept
        if channel.sight == Sight.REMOTE:
            channel.sight = Sight.CUED
        channel.missed, channel.look = math.inf, time + unit.radar.figures.track_period
        if channel.following is not None:
            channel.following.ballistic = channel.ballistic
            channel.following.fold(plot)
        return True

    def let_go(
        self, unit: FireUnit, channel: FireChannel, kind: Happening, target: Target | None, time: float
    ) -> None:
        """End an engagement before its first launch."""
        shared, hold = kind == Happening.ALREADY_ENGAGED, self.run.engaging.hold
        unit.free(channel, time, hold if shared else unit.put_off(channel, hold), shared=shared)
        unit.note(Phase.ACQUIRE, kind, time, target=target, other=channel.serial)

    def engaged_elsewhere(self, unit: FireUnit, channel: FireChannel, target: Target) -> bool:
        """Whether another channel of the unit, or of a network that coordinates, has the target."""
        for other in self.units:
            together = other is unit or (self.run.doctrine.coordinate and other.picture is unit.picture)
            if together and any(busy.target is target for busy in other.busy if busy is not channel):
                return True
        return False

    # Launch

    def launch(self, unit: FireUnit, channel: FireChannel, time: float) -> None:
        """One round leaves, if control lets it and there is a solution; without one the channel waits."""
        target = channel.target
        assert target is not None
        if not self.may_fire(unit, channel, time):
            if channel.away > 0:
                self.close_salvo(channel)
            else:
                self.break_off(unit, channel, time, Broken.NOT_ALLOWED)
            return
        solution = self.solution(unit, channel, time)
        if solution is not None:
            self.let_fly(unit, channel, target, solution, time)
        if channel.to_launch == 0 or (solution is None and channel.away > 0):
            self.close_salvo(channel)
        elif solution is None:
            channel.waits += 1
            if channel.waits * self.run.engaging.retry > self.run.engaging.patience:
                self.break_off(unit, channel, time, Broken.NO_SOLUTION)
            else:
                channel.next_launch = time + self.run.engaging.retry

    def close_salvo(self, channel: FireChannel) -> None:
        """The salvo is away."""
        channel.to_launch, channel.away = 0, 0
        channel.salvos += 1
        channel.stage = ChannelStage.GUIDING if channel.in_flight > 0 else ChannelStage.ASSESSING

    def break_off(self, unit: FireUnit, channel: FireChannel, time: float, why: Broken) -> None:
        """End an engagement that no round can begin any more."""
        kind, value = Happening.BROKEN_OFF, float(why)
        unit.note(Phase.LAUNCH, kind, time, target=channel.target, other=channel.serial, value=value)
        unit.free(channel, time, unit.put_off(channel, unit.figures.reaction))

    def may_fire(self, unit: FireUnit, channel: FireChannel, time: float) -> bool:
        """Whether weapons control still allows it; a dropped track tells nothing new."""
        track = channel.track
        report = None if track is None else track.read_by(unit.number)
        if track is None or track.dropped or report is None:
            return True
        channel.ballistic = report.ballistic
        place = report.ahead(time, self.run.engaging.levels_off)
        return unit.rules.may_engage(track, report, place, time)

    def solution(self, unit: FireUnit, channel: FireChannel, time: float) -> tuple[RoundType, float] | None:
        """Round and time of flight [s]: the type last chosen, or else the cheapest that reaches in time."""
        if channel.following is None:
            return None
        planned = [channel.round_type] if channel.round_type else []
        channel.following.ballistic = channel.ballistic
        course = (*channel.following.course(time, self.run.engaging.levels_off), channel.ballistic)
        remote = channel.sight == Sight.REMOTE
        latest = unit.aims.arrives(*course)
        intent = Intent(unit.radar.compass, 1.0, 0.0, 0.0, latest, committed=True, remote=remote)
        free = unit.rules.launchable(unit.magazine, unit.rules.class_of(*course[1:]))
        for rounds in planned + unit.choice:
            if free[rounds] > 0:
                flight = unit.reaches(rounds, *course, intent)
                if flight is not None:
                    return rounds, flight
        return None

    def let_fly(
        self,
        unit: FireUnit,
        channel: FireChannel,
        target: Target,
        solution: tuple[RoundType, float],
        time: float,
    ) -> None:
        """One round leaves."""
        rounds, flight = solution
        value = float(rounds.number)
        serial = next(self.run.round_serials)
        unit.magazine[rounds] -= 1
        unit.launchers.take(rounds, time)
        unit.shots[target] = unit.shots.get(target, 0) + 1
        unit.guided += 1
        if target.awaited is None:
            target.awaited = channel.awaited(self.spaced(unit), time)
            target.first_put, target.first_lock = channel.put, channel.locked
        unit.last_launch = time
        target.shots += 1
        target.climb(Stage.LAUNCHED, time, unit.number)
        channel.round_type = rounds
        channel.to_launch -= 1
        channel.in_flight += 1
        channel.fired += 1
        channel.away += 1
        self.barrage.add(
            Round(
                unit,
                channel,
                target,
                rounds,
                serial,
                target.shots,
                unit.place,
                launch=time,
                intercept=time + flight,
                moved=time,
            ),
            time,
        )
        if channel.track is not None and not channel.track.dropped:
            unit.failures[channel.track] = 0
        unit.note(Phase.LAUNCH, Happening.LAUNCH, time, target=target, other=serial, value=value)
        if not target.hostile and not target.engaged:
            side = float(target.keys.side)
            unit.note(Phase.LAUNCH, Happening.WRONG_ENGAGEMENT, time, target=target, other=serial, value=side)
        target.engaged = True

    # Assessment

    def conclude(self, unit: FireUnit, channel: FireChannel, time: float) -> None:
        """Believe in a kill and end the engagement, or shoot again while that can still meet the target."""
        target = channel.target
        assert target is not None
        believed = self.believes_killed(unit, target)
        right = believed == target.shot_down
        kind = Happening.ASSESSED_KILLED if believed else Happening.ASSESSED_ALIVE
        unit.note(Phase.ASSESS, kind, time, target=target, other=channel.serial, value=float(right))
        if believed:
            unit.free(channel, time, self.run.doctrine.reengage, shared=True)
            return
        spent = channel.salvos >= unit.keys.salvos_max or not channel.follows
        shots = 0 if spent else self.next_salvo(unit, channel, time)
        if shots == 0:
            unit.free(channel, time, 0.0)
        else:
            channel.stage = ChannelStage.LAUNCHING
            channel.to_launch = shots
            channel.waits = 0
            channel.next_launch = time

    def next_salvo(self, unit: FireUnit, channel: FireChannel, time: float) -> int:
        """Rounds to fire at once, by the fire-control track; none where none would meet in time."""
        assert channel.following is not None
        channel.following.ballistic = channel.ballistic
        course = (*channel.following.course(time, self.run.engaging.levels_off), channel.ballistic)
        solution = self.solution(unit, channel, time)
        if solution is None:
            return 0
        remote = channel.sight == Sight.REMOTE
        intent = Intent(unit.radar.compass, 1.0, 0.0, 0.0, math.inf, committed=True, remote=remote)
        return unit.at_once(solution[0], *course, intent, solution[1])

    def believes_killed(self, unit: FireUnit, target: Target) -> bool:
        """What the unit makes of the outcome; both errors have their own rate."""
        luck = self.run.luck.number(
            Stream.ASSESSMENT, unit.shots.get(target, 0), unit.keys.ident, target.keys.ident
        )
        if target.fate == Fate.KILLED or target.status == Status.GONE:
            return luck >= unit.figures.false_miss_probability
        return luck < unit.figures.false_kill_probability


Due = tuple[float, int, int, FireUnit | None, FireChannel | None, Round | None]
"""When, what, of which number, and whose."""
NOTHING: Due = (math.inf, 0, 0, None, None, None)
