"""One replicate from beginning to end.  Open this file first."""

from __future__ import annotations

import math
from itertools import groupby
from typing import NamedTuple

from openiads.simulation.reference.columns import Run
from openiads.simulation.reference.engagements import Engagements
from openiads.simulation.reference.events import Event
from openiads.simulation.reference.fire_units import FireUnit, assign
from openiads.simulation.reference.flight import Barrage
from openiads.simulation.reference.losses import Losses
from openiads.simulation.reference.pictures import Picture
from openiads.simulation.reference.radars import Plot, RadarSet
from openiads.simulation.reference.rounds import RoundType
from openiads.simulation.reference.targets import Sky, Target
from openiads.state.constants import SLICE
from openiads.state.planes import BatteryKey
from openiads.state.world import World


class Played(NamedTuple):
    """What came of a replicate."""

    events: list[Event]
    targets: list[Target]  # each with fate, stage, shots, first detection and first track
    hits: list[int]  # on each asset
    batteries_lost: list[float]  # when each was destroyed [s], infinite if it was not
    radars_lost: list[float]  # the same
    in_flight: list[int]  # battery of each round that was still under way at the end


def slices(seen: list[tuple[RadarSet, Plot]]) -> list[tuple[RadarSet, list[Plot]]]:
    """The plots of a cycle by slice of time, and within it by radar, in the order in which they were made."""

    def key(pair: tuple[RadarSet, Plot]) -> tuple[int, int]:
        return math.floor(pair[1].time / SLICE), pair[0].number

    groups = [list(group) for _, group in groupby(sorted(seen, key=key), key=key)]
    return [(group[0][0], [plot for _, plot in group]) for group in groups]


class Simulation:
    """Everything that takes part in one replicate."""

    def __init__(self, world: World, seed: int, replicate: int, common_failure: bool) -> None:
        self.run = Run(world, seed, replicate, common_failure)
        self.sky = Sky(self.run)
        self.radars = [RadarSet(self.run, s) for s in range(world.radar_f.shape[1])]
        self.pictures = [Picture(self.run, p) for p in range(world.network_f.shape[1])]
        types = [RoundType(self.run, t) for t in range(world.round_f.shape[1])]
        self.units = [
            FireUnit(
                self.run,
                b,
                self.pictures[world.battery_i[BatteryKey.PICTURE, b]],
                self.radars[world.battery_i[BatteryKey.RADAR, b]],
                types,
            )
            for b in range(world.battery_f.shape[1])
        ]
        self.allied = [[unit for unit in self.units if unit.picture is p] for p in self.pictures]
        for units in self.allied:
            for unit in units:
                unit.allies = units
        self.barrage = Barrage(self.run)
        self.engagements = Engagements(self.units, self.sky, self.barrage)
        self.losses = Losses(self.engagements, self.radars)
        self.seen: list[tuple[RadarSet, Plot]] = []  # plots of the cycle so far

    def step(self) -> None:
        """One step of what flies."""
        self.sky.advance()
        self.engagements.play(self.losses)
        self.seen += [(radar, plot) for radar in self.radars for plot in radar.observe(self.sky)]
        if self.run.cycle_ends:
            self.believe(slices(self.seen))
            self.seen = []
        self.sky.arrive()
        for picture in self.pictures:
            picture.score()

    def believe(self, scans: list[tuple[RadarSet, list[Plot]]]) -> None:
        """The end of a cycle: plots become tracks, tracks reports, reports assignments."""
        for picture in self.pictures:
            picture.track(scans)
        for picture in self.pictures:
            picture.share()
        for picture in self.pictures:
            picture.identify(self.sky)
        for units in self.allied:
            assign(units, self.run.until)

    @property
    def over(self) -> bool:
        """Whether every raider has its fate and no round flies, and the scenario asks to stop then."""
        asked = self.run.clock.stop_when_clear
        return asked and self.sky.clear() and not self.barrage.flying


def play(world: World, seed: int, replicate: int, common_failure: bool = False) -> Played:
    """Play one replicate of a completed World, as it is or with every shot defeated by one cause."""
    simulation = Simulation(world, seed, replicate, common_failure)
    for step in range(int(world.clock.steps)):
        simulation.run.log.step = step
        simulation.step()
        if simulation.over:
            break
    batteries, radars = ([one.lost for one in those] for those in (simulation.units, simulation.radars))
    under_way = [round_.unit.number for round_ in simulation.barrage.flying]
    events, sky = simulation.run.log.events, simulation.sky
    return Played(events, sky.targets, sky.hits, batteries, radars, under_way)
