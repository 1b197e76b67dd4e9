"""Fire units: from a picture to rounds in the air, one channel for each engagement."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from openiads.ground.scalar import atan2, wrap
from openiads.simulation.reference.columns import Figures, Keys, Run, Vector, length
from openiads.simulation.reference.identities import Zones
from openiads.simulation.reference.pictures import Picture
from openiads.simulation.reference.radars import RadarSet
from openiads.simulation.reference.rounds import RoundType, passing, time_left
from openiads.simulation.reference.targets import Target
from openiads.simulation.reference.tracks import Estimate, Track, ahead
from openiads.state import planes
from openiads.state.words import ChannelStage, Control, Happening, Identity, Phase, Stage, ZoneKind

SELF_DEFENCE_RADIUS = 10_000.0
SELF_DEFENCE_TIME = 60.0  # [s]
SHIELDED = (Identity.PENDING, Identity.FRIEND, Identity.ASSUMED_FRIEND, Identity.NEUTRAL)


@dataclass(eq=False)
class FireChannel:
    """What one engagement occupies."""

    stage: ChannelStage = ChannelStage.FREE
    track: Track | None = None
    target: Target | None = None  # what the engagement radar has locked
    round_type: RoundType | None = None
    ready: float = 0.0  # when its present stage is over [s]
    next_launch: float = 0.0
    to_launch: int = 0
    in_flight: int = 0
    salvos: int = 0
    attempts: int = 0
    fired: int = 0  # rounds, in this engagement
    ballistic: bool = False  # whether its track was held to fall freely when last seen

    @property
    def serial(self) -> int:
        """Serial of its track."""
        return self.track.serial if self.track else 0


@dataclass(eq=False)
class Option:
    """An engagement that a fire unit could begin now."""

    unit: FireUnit = field(repr=False)
    urgency: float
    intercept: float  # earliest [s]
    track: Track
    report: Estimate
    round_type: RoundType = field(repr=False)


class FireUnit:
    """One battery: an engagement radar, launchers, and channels."""

    def __init__(
        self, run: Run, number: int, picture: Picture, radar: RadarSet, types: list[RoundType]
    ) -> None:
        world = run.world
        self.run = run
        self.number = number
        self.picture = picture
        self.radar = radar
        self.figures = Figures(planes.Battery, world.battery_f[:, number])
        self.keys = Keys(planes.BatteryKey, world.battery_i[:, number])
        self.place = self.figures.place
        self.choice = [types[t] for t in world.choice[number] if t >= 0]  # cheapest first
        self.magazine = {rounds: int(world.magazine[number, rounds.number]) for rounds in types}
        self.assets = [Figures(planes.Asset, column) for column in world.asset.T]
        self.zones = Zones(run)
        self.channels = [FireChannel() for _ in range(self.keys.targets_max)]
        self.shots: dict[Target, int] = {}
        self.tries: dict[Target, int] = {}  # looks of its radar to lock a target
        self.allies: list[FireUnit] = [self]  # that fight from the same picture, itself included
        self.hold_until: dict[Track, float] = {}  # tracks that it leaves alone for a while
        self.fired: dict[Track, tuple[int, float]] = {}  # salvos, and when it last left the track
        self.news_from: dict[Track, float] = {}  # tracks of which it wants a report no older than this
        self.faces_at = 0.0  # when its radar has done turning [s]
        self.last_launch = -math.inf
        self.guided = 0

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
    def down_to_reserve(self) -> bool:
        """Whether it has no more rounds than doctrine keeps back."""
        return sum(self.magazine.values()) <= self.keys.reserve

    def free(self, channel: FireChannel, now: float, hold: float, *, shared: bool = False) -> None:
        """Give a channel back and leave its track alone for `hold` [s].

        What is known of the target itself is shared with allies that coordinate, and holds until the track
        has been plotted again.
        """
        track = channel.track
        if track is not None and not track.dropped:
            track.channels -= 1
            self.fired[track] = (channel.salvos, now)
            for unit in self.allies if shared and self.keys.coordinates else [self]:
                holds = unit.news_from if shared else unit.hold_until
                holds[track] = max(holds.get(track, 0.0), now + hold)
        channel.stage = ChannelStage.FREE
        channel.target = None

    # What could be engaged

    def turn_to(self, place: Vector) -> float:
        """Angle [rad] by which the engagement radar must turn to a place; inf if it cannot."""
        east, north, _ = self.radar.local(place)
        off = abs(wrap(atan2(float(east), float(north)) - self.radar.facing))
        if off <= self.radar.figures.sector_half:
            return 0.0
        return off if self.figures.slew_rate > 0.0 else math.inf

    def reaches(
        self, rounds: RoundType, place: Vector, velocity: Vector, ballistic: bool, wait: float
    ) -> float | None:
        """Time of flight [s] to an intercept that doctrine accepts and the engagement radar sees."""
        if length(velocity) > rounds.figures.target_speed_max:
            return None
        time = rounds.meets(self.place, place, velocity, ballistic, wait)
        if time is None:
            return None
        there = ahead(place, velocity, ballistic, wait + time)
        if not rounds.envelops(self.place, there, ballistic, self.figures.margin):
            return None
        in_range = length(there - self.radar.place) <= self.radar.figures.range_max
        return time if in_range and self.radar.sees(there) else None

    def may_engage(self, track: Track, report: Estimate, place: Vector) -> bool:
        """Weapons control: free, all but friends and neutrals; tight, hostile; hold, hostile coming here."""
        if track.identity in SHIELDED:
            return False
        if self.keys.control == Control.FREE or self.zones.contain(ZoneKind.WEAPONS_FREE, place):
            return True
        if track.identity != Identity.HOSTILE or self.keys.control == Control.TIGHT:
            return track.identity == Identity.HOSTILE
        when, miss = passing(place, report.velocity, self.place)
        return miss < SELF_DEFENCE_RADIUS and when < SELF_DEFENCE_TIME

    def at_it(self, track: Track) -> bool:
        """Whether the network, or without coordination this unit, already engages a track."""
        if self.keys.coordinates:
            return track.channels > 0
        return any(channel.track is track for channel in self.busy)

    def leaves_alone(self, track: Track, report: Estimate, now: float) -> bool:
        """Whether it still waits after an engagement of a track, or for news of it."""
        return self.hold_until.get(track, 0.0) > now or self.news_from.get(track, 0.0) > report.time

    def salvos_at(self, track: Track, now: float) -> int:
        """Salvos that it fired at a track; once it has left it for the time to re-engage, it starts anew."""
        salvos, left = self.fired.get(track, (0, 0.0))
        return salvos if now < left + self.run.rules.reengage else 0

    def option(self, track: Track, report: Estimate, now: float) -> Option | None:
        """Engaging a track with the cheapest round that reaches it; notes how far the chain got with it."""
        place = ahead(report.place, report.velocity, track.ballistic, now - report.time)
        if not self.may_engage(track, report, place):
            return None
        track.climb(Stage.ENGAGEABLE)
        if self.leaves_alone(track, report, now) or self.at_it(track):
            return None
        if self.salvos_at(track, now) >= self.keys.salvos_max:
            return None
        turning = self.turn_to(place)
        if turning == math.inf or not self.radar.should_find(track.size, place):
            return None
        wait = self.time_to_launch(turning, now)
        course = (place, report.velocity, track.ballistic)
        flights = {r: self.reaches(r, *course, wait) for r in self.choice}
        reaching = {r: flight for r, flight in flights.items() if flight is not None}
        if not reaching:
            return None
        track.climb(Stage.IN_REACH)
        if self.full or (turning > 0.0 and self.busy):
            return None
        track.climb(Stage.CHANNEL_FREE)
        held = [r for r in reaching if self.magazine[r] > 0]
        if not held or self.down_to_reserve:
            return None
        track.climb(Stage.ROUND_LEFT)
        urgency = time_left(self.run.rules, self.assets, place, report.velocity, track.ballistic)
        return Option(self, urgency, now + wait + reaching[held[0]], track, report, held[0])

    # Assignment

    def options(self, now: float) -> list[Option]:
        """Every engagement that it could begin now."""
        found = [(track, track.report) for track in self.picture.reported]
        options = [self.option(track, report, now) for track, report in found if report is not None]
        return [option for option in options if option is not None]

    def turned(self, turning: float, now: float) -> float:
        """When [s] the radar will have turned by an angle [rad], after the turn that it may be making."""
        slew = turning / self.figures.slew_rate if turning > 0.0 else 0.0
        return max(now, self.faces_at) + slew

    def time_to_launch(self, turning: float, now: float) -> float:
        """From designation to the first launch [s]: it turns and acquires, and reacts meanwhile."""
        return max(self.turned(turning, now) - now + self.figures.acquisition, self.figures.reaction)

    def designate(self, option: Option, now: float) -> bool:
        """Give a track to a channel if one is left; the radar turns to it only if nothing else keeps it."""
        track, report = option.track, option.report
        place = ahead(report.place, report.velocity, track.ballistic, now - report.time)
        turning = self.turn_to(place)
        if self.full or (turning > 0.0 and self.busy):
            return False
        turned, launch = self.turned(turning, now), now + self.time_to_launch(turning, now)
        if turning > 0.0:
            east, north, _ = self.radar.local(place)
            self.radar.facing = atan2(float(east), float(north))
            self.faces_at = turned
        idle = next(i for i, channel in enumerate(self.channels) if channel.stage == ChannelStage.FREE)
        self.channels[idle] = FireChannel(
            stage=ChannelStage.ACQUIRING,
            track=track,
            round_type=option.round_type,
            ready=turned + self.figures.acquisition,
            next_launch=launch,
            to_launch=self.keys.salvo,
            salvos=self.salvos_at(track, now),
        )
        track.channels += 1
        track.climb(Stage.ASSIGNED)
        value = float(option.round_type.number)
        self.note(Phase.ASSIGN, Happening.ASSIGNED, now, other=track.serial, value=value)
        return True


def assign(units: list[FireUnit], now: float) -> None:
    """Share out what one picture shows: the most urgent track first, to the unit that meets it earliest.

    Units that coordinate leave a track to one of them.  Ties go to the older track and the first unit.
    """
    options = [option for unit in units for option in unit.options(now)]
    options.sort(key=lambda o: (o.urgency, o.track.serial, o.intercept, o.unit.number))
    given: set[Track] = set()
    for option in options:
        if option.track not in given and option.unit.designate(option, now) and option.unit.keys.coordinates:
            given.add(option.track)
