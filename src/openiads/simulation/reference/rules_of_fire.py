"""Rules of fire of a unit: its weapons control, what concerns it, and which rounds it keeps back."""

from __future__ import annotations

import math

from openiads.ground.draws import Stream
from openiads.ground.scalar import atan2, wrap
from openiads.simulation.reference.columns import Figures, Keys, Run, Vector, length
from openiads.simulation.reference.filters import Estimate
from openiads.simulation.reference.identities import Zones
from openiads.simulation.reference.radars import RadarSet
from openiads.simulation.reference.rounds import RoundType, impact, passing
from openiads.simulation.reference.tracks import Track
from openiads.state import constants, planes
from openiads.state.planes import BatteryKey, Held
from openiads.state.words import Control, Identity, SelfDefence, TrackClass, ZoneKind

SHIELDED = (Identity.PENDING, Identity.FRIEND, Identity.ASSUMED_FRIEND, Identity.NEUTRAL)


class RulesOfFire:
    """What doctrine lets one unit do."""

    def __init__(self, run: Run, number: int, radar: RadarSet) -> None:
        self.run = run
        self.number = number
        self.radar = radar
        self.keys = Keys(planes.BatteryKey, run.world.battery_i[:, number])
        figures = Figures(planes.Battery, run.world.battery_f[:, number])
        self.place = figures.place
        # Whether no order reaches it in this replicate:
        self.cut_off = run.luck.number(Stream.AUTHORITY, 0, self.keys.ident) < (
            figures.authority_loss_probability
        )
        self.zones = Zones(run)
        mine = run.world.protects[number].tolist()
        self.assets = [Figures(planes.Asset, column) for column in run.world.asset.T]
        self.charges = [asset for asset, bound in zip(self.assets, mine, strict=True) if bound]

    @property
    def standing(self) -> list[Figures]:
        """Every place that is defended, but for batteries and radars that were destroyed."""
        gone = self.run.gone
        return [a for a in self.assets if not gone & {("battery", int(a.battery)), ("radar", int(a.radar))}]

    def launchable(self, stock: dict[RoundType, int], kind: TrackClass) -> dict[RoundType, int]:
        """What of a stock it may fire at a class of track: nothing of what is kept, in all or for others."""
        if sum(stock.values()) <= self.keys.reserve:
            return dict.fromkeys(stock, 0)
        free = dict(stock)
        for other in TrackClass:
            kept = int(self.run.world.battery_i[BatteryKey.RESERVE_BALLISTIC + other, self.number])
            suited = [r for r in free if other != TrackClass.BALLISTIC or r.figures.ballistic_range > 0.0]
            if other != kind and kept and sum(free[r] for r in suited) <= kept:
                free |= dict.fromkeys(suited, 0)
        return free

    def may_be_slow(self, report: Estimate) -> bool:
        """Whether a target is not beyond doubt fast."""
        surely = length(report.velocity) - constants.SPEED_SURE * report.speed_error
        return not report.ballistic and surely < self.run.engaging.slow

    def kept(self, rounds: RoundType, cheapest: RoundType) -> int:
        """Rounds of a type that it keeps from slow targets: a share of what is dear."""
        if rounds.figures.unit_cost <= self.run.engaging.dear_ratio * cheapest.figures.unit_cost:
            return 0
        stock = int(self.run.world.magazine[self.number, rounds.number])
        return math.ceil(self.run.engaging.kept_share * stock)

    def keeps_some(self, track: Track, any_left: bool, now: float) -> bool:
        """Whether it keeps for others what reaches a track; once it does, it does so for a while."""
        if any_left and now >= track.kept_until.get(self.number, 0.0):
            track.kept_until[self.number] = now + constants.KEPT_FOR
        return now < track.kept_until.get(self.number, 0.0)

    def spare(
        self, stock: dict[RoundType, int], choice: list[RoundType], report: Estimate
    ) -> dict[RoundType, int]:
        """Of a stock, what it may fire at a target of each type, the cheapest first."""
        left = self.launchable(stock, self.class_of(report.velocity, report.ballistic))
        slow = self.may_be_slow(report)
        return {r: left[r] - (self.kept(r, choice[0]) if slow else 0) for r in choice}

    def class_of(self, velocity: Vector, ballistic: bool) -> TrackClass:
        """What a course tells of a target."""
        if ballistic:
            return TrackClass.BALLISTIC
        return TrackClass.SLOW if length(velocity) < self.run.engaging.slow else TrackClass.FAST

    def order_at(self, place: Vector, now: float) -> int:
        """The first order that binds it for a place, or of `Held`: none reaches it, or none binds it."""
        if self.cut_off:
            return Held.AUTHORITY
        bound = self.run.world.ordered[:, self.number]
        for number, order in enumerate(self.run.world.order.T):
            told = Figures(planes.Order, order)
            east, north, _ = self.radar.local(place)
            off = abs(wrap(atan2(float(east), float(north)) - told.centre))
            holds = told.begin <= now < told.end and (told.half >= math.pi or off <= told.half)
            if bound[number] and holds:
                return number
        return Held.STATUS

    def control_at(self, place: Vector, now: float) -> Control:
        """Its weapons control status for a place: that of the order that binds it, else its own."""
        number = self.order_at(place, now)
        if number == Held.AUTHORITY:
            return Control(self.keys.control_without_authority)
        order = self.run.world.order[planes.Order.CONTROL]
        return Control(int(order[number]) if number >= 0 else self.keys.control)

    def may_engage(self, track: Track, report: Estimate, place: Vector, now: float) -> bool:
        """Weapons control: free, all but friends and neutrals; tight, hostile; hold, what comes here."""
        if track.identity in SHIELDED:
            return False
        control = self.control_at(place, now)
        if control == Control.FREE or self.zones.contain(ZoneKind.WEAPONS_FREE, place):
            return True
        if control == Control.TIGHT and track.identity == Identity.HOSTILE:
            return True
        covered = [Identity.HOSTILE]
        if self.run.doctrine.self_defence == SelfDefence.UNKNOWN:
            covered = list(Identity)
        if self.run.doctrine.self_defence == SelfDefence.NONE or track.identity not in covered:
            return False
        return self.is_attacked(place, report.velocity)

    def let(
        self, track: Track, report: Estimate, place: Vector, velocity: Vector, ballistic: bool, now: float
    ) -> bool:
        """Whether it may fire at a track, and that is its to engage; if not, the track keeps what held it."""
        if not self.may_engage(track, report, place, now):
            track.hold(self.number, self.order_at(place, now))
            return False
        if not self.concerns(place, velocity, ballistic):
            track.hold(self.number, Held.CHARGE)
            return False
        return True

    def is_attacked(self, place: Vector, velocity: Vector) -> bool:
        """Whether a course is about to reach the unit itself."""
        when, miss = passing(place, velocity, self.place)
        doctrine = self.run.doctrine
        return miss < doctrine.self_defence_radius and when < doctrine.self_defence_time

    def concerns(self, place: Vector, velocity: Vector, ballistic: bool) -> bool:
        """Whether a course is for the unit to engage: it threatens what the unit is bound to, or itself."""
        if not self.keys.bound:
            return True
        ways = [(impact if ballistic else passing)(place, velocity, asset.place) for asset in self.charges]
        near = any(miss <= self.run.doctrine.threat_radius for _, miss in ways)
        return near or self.is_attacked(place, velocity)
