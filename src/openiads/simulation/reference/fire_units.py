"""Fire units: from a picture to rounds in the air, one channel for each engagement."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from openiads.ground.scalar import atan2, wrap
from openiads.simulation.reference.channels import FireChannel, Intent
from openiads.simulation.reference.columns import Figures, Keys, Run, Vector, length
from openiads.simulation.reference.filters import Estimate, ahead
from openiads.simulation.reference.launchers import Launchers
from openiads.simulation.reference.pictures import Picture
from openiads.simulation.reference.radars import RadarSet
from openiads.simulation.reference.rounds import Aims, RoundType, time_left
from openiads.simulation.reference.rules_of_fire import RulesOfFire
from openiads.simulation.reference.targets import Target
from openiads.simulation.reference.tracks import Track
from openiads.state import constants, planes
from openiads.state.planes import BatteryKey
from openiads.state.words import ChannelStage, Happening, Hindrance, Phase, Sight, Stage


@dataclass(eq=False)
class Option:
    """An engagement that a fire unit could begin now."""

    unit: FireUnit = field(repr=False)
    urgency: float
    intercept: float  # earliest [s]
    track: Track
    report: Estimate
    round_type: RoundType = field(repr=False)
    sight: Sight


class FireUnit:
    """One battery: an engagement radar, launchers, and channels."""

    def __init__(
        self, run: Run, number: int, picture: Picture, radar: RadarSet, types: list[RoundType]
    ) -> None:
        world = run.world
        self.run, self.number = run, number
        self.picture, self.radar = picture, radar
        self.figures = Figures(planes.Battery, world.battery_f[:, number])
        self.keys = Keys(planes.BatteryKey, world.battery_i[:, number])
        self.place = self.figures.place
        self.choice = [types[t] for t in world.choice[number] if t >= 0]  # cheapest first
        self.magazine = {rounds: int(world.magazine[number, rounds.number]) for rounds in types}
        self.rules = RulesOfFire(run, number, radar)
        self.aims = Aims(self.rules.assets, run.engaging.ends_at, run.doctrine.horizon)
        self.channels = [FireChannel() for _ in range(self.keys.targets_max)]
        self.shots: dict[Target, int] = {}
        self.tries: dict[Target, int] = {}  # looks of its radar to lock a target
        self.allies: list[FireUnit] = [self]  # that fight from the same picture, itself included
        self.hold_until: dict[Track, float] = {}  # tracks that it leaves alone for a while
        self.fired: dict[Track, tuple[int, float]] = {}  # salvos, and when it last left the track
        self.failures: dict[Track, int] = {}  # engagements in a row that came to no launch
        self.news_from: dict[Track, float] = {}  # tracks of which it wants a report no older than this
        self.faces_at = 0.0  # when its radar has done turning [s]
        self.last_launch = -math.inf
        self.guided = 0
        self.lost = math.inf  # when it was destroyed [s]
        self.launchers = Launchers(self, types)

    def note(
        self, phase: Phase, kind: Happening, time: float, *,
        target: Target | None = None, other: int = -1, value: float = 0.0,
    ) -> None:  # fmt: skip
        """Log what the unit did."""
        self.run.log.note(
            phase, kind, subject=target.number if target else -1,
            other=other, time=time, battery=self.number, value=value,
        )  # fmt: skip

    @property
    def busy(self) -> list[FireChannel]:
        """Channels at work."""
        return [channel for channel in self.channels if channel.stage != ChannelStage.FREE]

    @property
    def full(self) -> bool:
        """Whether no channel is free."""
        return len(self.busy) == len(self.channels)

    @property
    def unpromised(self) -> dict[RoundType, int]:
        """Rounds that no channel is about to launch."""
        left = dict(self.magazine)
        for channel in self.channels:
            if channel.stage in (ChannelStage.ACQUIRING, ChannelStage.LAUNCHING):
                assert channel.round_type is not None
                left[channel.round_type] -= channel.to_launch
        return left

    def put_off(self, channel: FireChannel, hold: float) -> float:
        """How long [s] it leaves a track alone after no launch: twice as long each time."""
        track = channel.track
        if track is None or track.dropped or channel.fired > 0:
            return hold
        failures = self.failures.get(track, 0)
        self.failures[track] = failures + 1
        return hold * 2.0 ** min(failures, constants.MOST_DOUBLINGS)

    def free(self, channel: FireChannel, now: float, hold: float, *, shared: bool = False) -> None:
        """Give a channel back and leave its track alone for `hold` [s].

        What is known of the target itself is shared with allies that coordinate, and holds until the track
        has been plotted again.
        """
        track = channel.track
        if track is not None and not track.dropped:
            track.channels -= 1
            self.fired[track] = (channel.salvos, now)
            for unit in self.allies if shared and self.run.doctrine.coordinate else [self]:
                holds = unit.news_from if shared else unit.hold_until
                holds[track] = max(holds.get(track, 0.0), now + hold)
        channel.stage = ChannelStage.FREE
        channel.target = None

    # What could be engaged

    def turn_to(self, place: Vector) -> tuple[float, float]:
        """Angle [rad] by which the engagement radar must turn to follow a place, and where it then faces."""
        east, north, _ = self.radar.local(place)
        azimuth = atan2(float(east), float(north))
        off = abs(wrap(azimuth - self.radar.compass))
        if off <= self.radar.figures.track_half:
            return 0.0, self.radar.compass
        return (off, azimuth) if self.figures.slew_rate > 0.0 else (math.inf, self.radar.compass)

    def sees_lower(self, place: Vector, facing: float, lower: float) -> bool:
        """Whether its radar, turned to an azimuth, could follow a place even `lower` [m] down."""
        return self.radar.follows(place * (1.0 - lower / length(place)), facing)

    def reaches(
        self, rounds: RoundType, place: Vector, velocity: Vector, ballistic: bool, intent: Intent
    ) -> float | None:
        """Time of flight [s] to an intercept that doctrine accepts and the engagement radar covers.

        The radar must cover the target from the launch on, until a seeker takes over; what is hidden for less
        than its memory is not lost.  On another radar's track a round with a seeker needs only its unit's
        messages.
        """
        if intent.remote and rounds.figures.homing == 0.0:
            return None
        if length(velocity) > rounds.figures.maximum_target_speed:
            return None
        needed = constants.HALF_CELL if intent.committed else constants.WHOLE_CELL
        time = rounds.meets(self.place, place, velocity, ballistic, intent.wait, needed)
        if time is None or intent.wait + time >= intent.latest:
            return None
        there = ahead(place, velocity, ballistic, intent.wait + time, self.run.engaging.levels_off)
        if not rounds.envelops(self.place, there, ballistic, intent.margin):
            return None
        if intent.remote:
            return time if self.radar.reaches_out(there, intent.facing) else None
        if not self.sees_lower(there, intent.facing, intent.lower):
            return None
        far = length(there - self.place)
        alone = rounds.figures.homing / far if far > 0.0 else 1.0
        until = (1.0 - alone) * time

        def hidden(lead: float) -> bool:
            levels_off = self.run.engaging.levels_off
            on_its_way = ahead(place, velocity, ballistic, intent.wait + lead, levels_off)
            return lead <= until and not self.sees_lower(on_its_way, intent.facing, 0.0)

        looks = [k / constants.LOOKS_AHEAD * time for k in range(constants.LOOKS_AHEAD)]
        memory = self.run.engaging.memory
        return None if any(hidden(look) and hidden(look + memory) for look in looks) else time

    def at_it(self, track: Track) -> bool:
        """Whether the network, or without coordination this unit, already engages a track."""
        if self.run.doctrine.coordinate:
            return track.channels > 0
        return any(channel.track is track for channel in self.busy)

    def leaves_alone(self, track: Track, report: Estimate, now: float) -> bool:
        """Whether it still waits after an engagement of a track, or for news of it."""
        return self.hold_until.get(track, 0.0) > now or self.news_from.get(track, 0.0) > report.time

    def salvos_at(self, track: Track, now: float) -> int:
        """Salvos that it fired at a track; once it has left it for the time to re-engage, it starts anew."""
        salvos, left = self.fired.get(track, (0, 0.0))
        return salvos if now < left + self.run.doctrine.reengage else 0

    def option(self, track: Track, report: Estimate, now: float) -> Option | None:
        """Engaging a track with the cheapest round that reaches it; notes how far the chain got with it."""
        place = ahead(
            report.place, report.velocity, report.ballistic, now - report.time, self.run.engaging.levels_off
        )
        course = (place, report.velocity, report.ballistic)
        if not self.rules.let(track, report, *course, now):
            return None
        track.climb(Stage.ENGAGEABLE, self.number)
        if self.radar.lost < math.inf or self.leaves_alone(track, report, now) or self.at_it(track):
            return None
        if self.salvos_at(track, now) >= self.keys.salvos_max:
            return None
        turning, facing = self.turn_to(place)
        if turning == math.inf:
            return None
        latest = report.time - now + self.aims.arrives(report.place, report.velocity, report.ballistic)
        for sight in self.sights(track, report, facing, turning, now):
            intent = Intent(
                facing,
                self.figures.envelope_margin,
                self.time_to_launch(sight, turning, now),
                self.run.engaging.height_doubt * report.height_error,
                latest,
                committed=False,
                remote=sight == Sight.REMOTE,
            )
            times = {r: self.reaches(r, *course, intent) for r in self.choice}
            reaching = {r: time for r, time in times.items() if time is not None}
            if reaching:
                break
        else:
            return None
        track.climb(Stage.IN_REACH, self.number)
        slow, spare = self.rules.may_be_slow(report), self.spare(report)
        held = [r for r in reaching if spare[r] > 0]
        meets = now + intent.wait + reaching[held[0]] if held else math.inf
        track.meets[self.number] = meets
        if self.full:
            track.come_near(Hindrance.CHANNEL)
            return None
        if turning > 0.0 and self.busy:
            track.face_elsewhere(self.number, len(self.busy))
            return None
        track.climb(Stage.CHANNEL_FREE, self.number)
        if not held:
            kept = self.rules.keeps_some(track, any(self.unpromised[r] > 0 for r in reaching), now)
            track.come_near(Hindrance.KEPT if kept else Hindrance.ROUND)
            return None
        track.climb(Stage.ROUND_LEFT, self.number)
        cheaper = [r for r in self.choice[: self.choice.index(held[0])] if spare[r] > 0]
        if slow and any(self.will_reach(r, *course, intent) for r in cheaper):
            track.come_near(Hindrance.CHEAPER)
            return None
        track.come_near(Hindrance.NOTHING)
        urgency = time_left(self.run.doctrine, self.rules.standing, place, report.velocity, report.ballistic)
        return Option(self, urgency, meets, track, report, held[0], sight)

    def spare(self, report: Estimate) -> dict[RoundType, int]:
        """What it has left for a track of each type that it may fire."""
        return self.rules.spare(self.unpromised, self.choice, report)

    def sights(
        self, track: Track, report: Estimate, facing: float, turning: float, now: float
    ) -> list[Sight]:
        """By what it could follow a track soon, the best first: its radar, told or not, or its network."""
        lower = self.run.engaging.height_doubt * report.height_error

        def should_find(time: float, gain: float) -> bool:
            there = ahead(
                report.place,
                report.velocity,
                report.ballistic,
                time - report.time,
                self.run.engaging.levels_off,
            )
            return self.sees_lower(there, facing, lower) and self.radar.should_find(gain * track.rcs, there)

        seen = self.turned(turning, now) + self.figures.acquisition
        then, gain = now + self.time_to_launch(Sight.CUED, turning, now), self.figures.cue_gain
        found = []
        if should_find(seen, 1.0):
            found.append(Sight.OWN)
        elif self.keys.cued and (should_find(seen, gain) or should_find(then, gain)):
            found.append(Sight.CUED)
        if self.keys.remote and self.is_well_known(report, now):
            found.append(Sight.REMOTE)
        return found

    def is_well_known(self, report: Estimate, time: float) -> bool:
        """Whether a seeker would find a track where it is reported, by the error that the report states."""
        return constants.SEEKER_SURE * report.error(time) <= self.run.engaging.basket

    # Rounds by worth

    def will_reach(
        self, rounds: RoundType, place: Vector, velocity: Vector, ballistic: bool, intent: Intent
    ) -> bool:
        """Whether a type of round will reach a slow target at one of some moments before it arrives."""
        left = self.aims.time_to_go(place, velocity, ballistic)
        for glance in range(1, constants.GLANCES + 1):
            wait = intent.wait + (left - intent.wait) * glance / (constants.GLANCES + 1)
            later = replace(intent, wait=wait, lower=0.0, latest=left, committed=True)
            if self.reaches(rounds, place, velocity, ballistic, later) is not None:
                return True
        return False

    def at_once(
        self,
        rounds: RoundType,
        place: Vector,
        velocity: Vector,
        ballistic: bool,
        intent: Intent,
        flight: float,
    ) -> int:
        """Rounds before the next look: one if another after that look still meets the target in time."""
        kind = self.rules.class_of(velocity, ballistic)
        salvo, looks = self.run.world.battery_i[
            [BatteryKey.SALVO_BALLISTIC + kind, BatteryKey.LOOKS_BALLISTIC + kind], self.number
        ].tolist()
        if salvo == 1 or not looks:
            return int(salvo)
        left = self.aims.time_to_go(place, velocity, ballistic)
        wait = intent.wait + flight + self.figures.assessment
        if wait >= left:
            return int(salvo)
        later = replace(intent, wait=wait, lower=0.0, latest=left, committed=True)
        again = self.reaches(rounds, place, velocity, ballistic, later)
        return int(salvo) if again is None else 1

    # Assignment

    def options(self, now: float) -> list[Option]:
        """Every engagement that it could begin now."""
        found = [(track, track.read_by(self.number)) for track in self.picture.confirmed]
        options = [self.option(track, report, now) for track, report in found if report is not None]
        return [option for option in options if option is not None]

    def turned(self, turning: float, now: float) -> float:
        """When [s] the radar will have turned by an angle [rad], after the turn that it may be making."""
        slew = turning / self.figures.slew_rate if turning > 0.0 else 0.0
        return max(now, self.faces_at) + slew

    def time_to_launch(self, sight: Sight, turning: float, now: float) -> float:
        """From designation to the first launch [s]: it turns and acquires, and reacts meanwhile."""
        acquisition = 0.0 if sight == Sight.REMOTE else self.figures.acquisition
        return max(self.turned(turning, now) - now + acquisition, self.figures.reaction)

    def designate(self, option: Option, now: float) -> bool:
        """Give a track to a channel if one is left, and the round that was chosen, after those given before.

        The radar turns to it only if nothing else keeps it.
        """
        track, report = option.track, option.report
        place = ahead(
            report.place, report.velocity, report.ballistic, now - report.time, self.run.engaging.levels_off
        )
        turning, facing = self.turn_to(place)
        if self.full or (turning > 0.0 and self.busy):
            return False
        if self.spare(report)[option.round_type] <= 0:
            return False
        turned, launch = self.turned(turning, now), now + self.time_to_launch(option.sight, turning, now)
        if turning > 0.0:
            self.radar.compass = facing
            self.faces_at = turned
        course = (place, report.velocity, report.ballistic)
        remote = option.sight == Sight.REMOTE
        margin = self.figures.envelope_margin
        intent = Intent(facing, margin, launch - now, 0.0, math.inf, committed=True, remote=remote)
        shots = self.at_once(option.round_type, *course, intent, option.intercept - launch)
        idle = next(i for i, channel in enumerate(self.channels) if channel.stage == ChannelStage.FREE)
        self.channels[idle] = FireChannel(
            stage=ChannelStage.ACQUIRING,
            track=track,
            round_type=option.round_type,
            ready=launch if option.sight == Sight.CUED else turned + self.figures.first_look,
            look=turned + self.figures.first_look,
            next_launch=launch,
            to_launch=shots,
            salvos=self.salvos_at(track, now),
            sight=option.sight,
            put=now,
        )
        track.channels += 1
        track.climb(Stage.ASSIGNED, self.number)
        value = float(option.round_type.number)
        self.note(Phase.ASSIGN, Happening.ASSIGNED, now, other=track.serial, value=value)
        return True


def assign(units: list[FireUnit], now: float) -> None:
    """Share out what one picture shows: the most urgent track first, to the unit that meets it earliest.

    Who meets it earliest says how urgent it is.  Units that coordinate leave a track to one of them.  Ties go
    to the older track and the first unit.
    """
    for track in units[0].picture.confirmed if units else []:
        track.hindrance = Hindrance.OUT_OF_REACH
    options = [option for unit in units for option in unit.options(now)]
    first: dict[Track, Option] = {}
    for option in sorted(options, key=lambda o: (o.intercept, o.unit.number)):
        first.setdefault(option.track, option)
    options.sort(key=lambda o: (first[o.track].urgency, o.track.serial, o.intercept, o.unit.number))
    given = set[Track]()
    for option in options:
        if option.track in given or not option.unit.designate(option, now):
            continue
        if option.unit.run.doctrine.coordinate:
            given.add(option.track)
