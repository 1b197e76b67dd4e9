"""Raiders that arrive at a battery or a radar, and what becomes of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from openiads.ground.draws import Stream
from openiads.simulation.reference.fire_units import FireUnit
from openiads.simulation.reference.radars import RadarSet
from openiads.simulation.reference.targets import Target
from openiads.state.words import Broken, ChannelStage, Fate, Happening, Lost, Phase

if TYPE_CHECKING:
    from openiads.simulation.reference.engagements import Engagements


class Losses:
    """Who is destroyed, and what ends with him."""

    def __init__(self, engagements: Engagements, radars: list[RadarSet]) -> None:
        self.engagements = engagements
        self.units = engagements.units
        self.sky = engagements.sky
        self.barrage = engagements.barrage
        self.run = engagements.run
        self.radars = radars

    def next(self) -> tuple[float, Target | None]:
        """When [s] the next raider arrives at a battery or a radar on present courses, and which."""
        coming = [t for t in self.sky.targets if t.flying and max(t.keys.battery, t.keys.radar) >= 0]
        first = min(coming, key=lambda t: t.end, default=None)
        return (math.inf, None) if first is None else (first.end, first)

    def attack(self, target: Target, time: float) -> None:
        """It arrives; what stands still it destroys with its chance."""
        self.sky.finish(target, time)
        if target.fate != Fate.LEAKED:
            return
        if target.keys.battery >= 0:
            unit = self.units[target.keys.battery]
            if unit.lost == math.inf and self.is_destroyed(target, unit.keys.ident):
                self.destroy(unit, target, time)
            return
        radar = self.radars[target.keys.radar]
        if radar.lost == math.inf and self.is_destroyed(target, radar.keys.ident):
            self.put_out(radar, target, time)
            for unit in self.units:
                if unit.radar is radar:
                    self.blind(unit, time)

    def is_destroyed(self, target: Target, ident: int) -> bool:
        """One draw for each raider and each thing that it arrives at."""
        luck = self.run.luck.number(Stream.DESTRUCTION, 0, target.keys.ident, ident)
        return luck < target.figures.destruction_probability

    def put_out(self, radar: RadarSet, target: Target, time: float) -> None:
        """A radar makes no plot any more."""
        radar.lost = time
        self.run.gone.add(("radar", radar.number))
        self.run.log.note(
            Phase.ARRIVE, Happening.RADAR_LOST,
            subject=target.number, other=radar.number, time=time, battery=radar.keys.owner,
        )  # fmt: skip

    def blind(self, unit: FireUnit, time: float) -> None:
        """Without its engagement radar a unit follows nothing, and its rounds get no messages."""
        for channel in unit.busy:
            if channel.stage == ChannelStage.ACQUIRING:
                self.engagements.break_off(unit, channel, time, Broken.LOST_SIGHT)
            elif channel.follows:
                self.engagements.slip_away(unit, channel, time)

    def destroy(self, unit: FireUnit, target: Target, time: float) -> None:
        """A unit is gone with its radars and channels; rounds go on that need nobody."""
        unit.lost = time
        self.run.gone.add(("battery", unit.number))
        unit.note(Phase.ARRIVE, Happening.BATTERY_LOST, time, target=target)
        for radar in self.radars:
            if radar.keys.owner == unit.number and radar.lost == math.inf:
                self.put_out(radar, target, time)
        for channel in unit.busy:
            for shot in self.barrage.flying:
                if shot.channel is channel and not shot.homes(time):
                    self.barrage.retire(shot, Happening.LOST, time, Lost.UNGUIDED)
            unit.note(
                Phase.LAUNCH, Happening.BROKEN_OFF, time,
                target=channel.target, other=channel.serial, value=float(Broken.LOST_SIGHT),
            )  # fmt: skip
            unit.free(channel, time, 0.0)
