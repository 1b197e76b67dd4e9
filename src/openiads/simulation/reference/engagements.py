"""What a fire channel does, stage by stage: acquire, launch, and, once its rounds have ended, assess."""

from __future__ import annotations

from openiads.ground.draws import Stream
from openiads.ground.scalar import atan2, wrap
from openiads.simulation.reference.columns import length
from openiads.simulation.reference.fire_units import FireChannel, FireUnit
from openiads.simulation.reference.flight import Barrage, Round
from openiads.simulation.reference.rounds import RoundType
from openiads.simulation.reference.targets import Sky, Target
from openiads.simulation.reference.tracks import ahead
from openiads.state.words import ChannelStage, Fate, Happening, Phase, Stage, Status

SEARCH_GATE = 3_000.0  # the engagement radar searches at least this far around the designated place [m]
ATTEMPTS = 5
RETRY = 1.0
HOLD = 10.0  # a track that could not be acquired, or is engaged already, is left alone this long [s]


class Engagements:
    """Every channel of every fire unit."""

    def __init__(self, units: list[FireUnit], sky: Sky, barrage: Barrage) -> None:
        self.units = units
        self.sky = sky
        self.barrage = barrage
        self.run = sky.run

    # Acquisition

    def acquire(self) -> None:
        """Engagement radars look for what they were shown."""
        for unit in self.units:
            for channel in unit.channels:
                while channel.stage == ChannelStage.ACQUIRING and channel.ready < self.run.until:
                    self.attempt(unit, channel, max(channel.ready, self.run.since))

    def attempt(self, unit: FireUnit, channel: FireChannel, time: float) -> None:
        """One look around the place where the picture has the track."""
        track = channel.track
        if track is None or track.dropped or track.report is None:
            self.let_go(unit, channel, Happening.NOT_ACQUIRED, None, time)
            return
        age = time - track.report.time
        gate = max(SEARCH_GATE, 3.0 * (track.spread + age * track.spread_rate))
        there = ahead(track.report.place, track.report.velocity, track.ballistic, age)
        target = self.sky.nearest(there, gate, time - self.run.since)
        if target is not None and self.engaged_elsewhere(unit, channel, target):
            self.let_go(unit, channel, Happening.ALREADY_ENGAGED, target, time)
            return
        channel.attempts += 1
        if target is not None and self.locks(unit, channel, target, time):
            channel.target, channel.stage = target, ChannelStage.LAUNCHING
            target.climb(Stage.ACQUIRED)
            unit.note(Phase.ACQUIRE, Happening.ACQUIRED, time, target=target, other=track.serial)
        elif channel.attempts >= ATTEMPTS:
            self.let_go(unit, channel, Happening.NOT_ACQUIRED, target, time)
        else:
            channel.ready = time + RETRY

    def let_go(
        self, unit: FireUnit, channel: FireChannel, kind: Happening, target: Target | None, time: float
    ) -> None:
        """End an engagement before its first launch."""
        unit.free(channel, time, HOLD, shared=kind == Happening.ALREADY_ENGAGED)
        unit.note(Phase.ACQUIRE, kind, time, target=target, other=channel.serial)

    def engaged_elsewhere(self, unit: FireUnit, channel: FireChannel, target: Target) -> bool:
        """Whether another channel of the unit, or of a network that coordinates, has the target."""
        for other in self.units:
            together = other is unit or (unit.keys.coordinates and other.picture is unit.picture)
            if together and any(busy.target is target for busy in other.busy if busy is not channel):
                return True
        return False

    def locks(self, unit: FireUnit, channel: FireChannel, target: Target, time: float) -> bool:
        """Whether the engagement radar locks a target: in sector, in sight, strong enough, lucky enough."""
        radar = unit.radar
        enu = radar.local(target.ahead(time - self.run.since))
        off = wrap(atan2(float(enu[0]), float(enu[1])) - radar.facing)
        if length(enu) > radar.figures.range_max or abs(off) > radar.figures.sector_half:
            return False
        if not radar.over_skyline(enu):
            return False
        chance = radar.detection_probability(radar.snr(target, enu, self.sky.jammers()))
        unit.tries[target] = unit.tries.get(target, 0) + 1
        luck = self.run.luck.number(
            Stream.ACQUISITION, unit.tries[target], radar.keys.ident, target.keys.ident
        )
        return luck < chance

    # Launch

    def launch(self) -> None:
        """Channels that have locked fire their salvos, as launch interval and guidance limit allow."""
        for unit in self.units:
            for channel in unit.channels:
                if channel.stage == ChannelStage.LAUNCHING and channel.target is not None:
                    self.fire(unit, channel, channel.target)

    def fire(self, unit: FireUnit, channel: FireChannel, target: Target) -> None:
        """Launch what a channel may launch within the step."""
        while channel.to_launch > 0:
            spaced = unit.last_launch + unit.figures.launch_interval
            time = max(self.run.since, channel.next_launch, spaced)
            if time >= self.run.until or unit.guided >= unit.keys.guided_max:
                return
            fires = self.may_fire(unit, channel, target, time)
            solution = self.solution(unit, channel, target, time) if fires else None
            if solution is None and channel.in_flight > 0:
                channel.to_launch = 0
            elif solution is None:
                unit.note(Phase.LAUNCH, Happening.BROKEN_OFF, time, target=target, other=channel.serial)
                unit.free(channel, time, unit.figures.reaction)
                return
            else:
                self.let_fly(unit, channel, target, solution, time)
        channel.stage = ChannelStage.GUIDING
        channel.salvos += 1

    def may_fire(self, unit: FireUnit, channel: FireChannel, target: Target, time: float) -> bool:
        """Whether weapons control still allows it, and the engagement radar has something to fire at.

        Once a round is away, only the kill assessment tells whether the target is still there.
        """
        track = channel.track
        if track is not None and not track.dropped and track.report is not None:
            channel.ballistic, report = track.ballistic, track.report
            place = ahead(report.place, report.velocity, track.ballistic, time - report.time)
            if not unit.may_engage(track, report, place):
                return False
        if channel.fired > 0:
            return True
        return target.flying and unit.radar.sees(target.ahead(time - self.run.since))

    def solution(
        self, unit: FireUnit, channel: FireChannel, target: Target, time: float
    ) -> tuple[RoundType, float] | None:
        """Round and time of flight [s]: the type last chosen, or else the cheapest that reaches."""
        if unit.down_to_reserve:
            return None
        planned = [channel.round_type] if channel.round_type else []
        place = target.ahead(time - self.run.since)
        for rounds in planned + unit.choice:
            if unit.magazine[rounds] > 0:
                flight = unit.reaches(rounds, place, target.velocity, channel.ballistic, 0.0)
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
        unit.shots[target] = unit.shots.get(target, 0) + 1
        unit.guided += 1
        unit.last_launch = time
        target.shots += 1
        target.climb(Stage.LAUNCHED)
        channel.round_type = rounds
        channel.to_launch -= 1
        channel.in_flight += 1
        channel.fired += 1
        self.barrage.add(
            Round(
                unit,
                channel,
                target,
                rounds,
                serial,
                unit.shots[target],
                unit.place,
                launch=time,
                intercept=time + flight,
                seen=time,
            )
        )
        unit.note(Phase.LAUNCH, Happening.LAUNCH, time, target=target, other=serial, value=value)
        if not target.hostile and not target.engaged:
            side = float(target.keys.side)
            unit.note(Phase.LAUNCH, Happening.WRONG_ENGAGEMENT, time, target=target, other=serial, value=side)
        target.engaged = True

    # Assessment

    def assess(self) -> None:
        """Channels whose rounds have all ended wait for their kill assessment, then conclude."""
        for unit in self.units:
            for channel in unit.channels:
                if channel.stage == ChannelStage.GUIDING and channel.in_flight == 0:
                    channel.stage = ChannelStage.ASSESSING
                due = channel.stage == ChannelStage.ASSESSING and channel.ready < self.run.until
                if due and channel.target is not None:
                    self.conclude(unit, channel, channel.target, channel.ready)

    def conclude(self, unit: FireUnit, channel: FireChannel, target: Target, time: float) -> None:
        """Believe in a kill and end the engagement, or shoot again while salvos last."""
        believed = self.believes_killed(unit, target)
        right = believed == target.shot_down
        kind = Happening.ASSESSED_KILLED if believed else Happening.ASSESSED_ALIVE
        unit.note(Phase.ASSESS, kind, time, target=target, other=channel.serial, value=float(right))
        if believed:
            unit.free(channel, time, self.run.rules.reengage, shared=True)
        elif channel.salvos >= unit.keys.salvos_max:
            unit.free(channel, time, 0.0)
        else:
            channel.stage = ChannelStage.LAUNCHING
            channel.to_launch = unit.keys.salvo
            channel.next_launch = time

    def believes_killed(self, unit: FireUnit, target: Target) -> bool:
        """What the unit makes of the outcome; both errors have their own rate."""
        luck = self.run.luck.number(
            Stream.ASSESSMENT, unit.shots.get(target, 0), unit.keys.ident, target.keys.ident
        )
        if target.fate == Fate.KILLED or target.status == Status.GONE:
            return luck >= unit.figures.false_miss
        return luck < unit.figures.false_kill
