"""Rounds in flight: steered to where the target will be, until both paths meet."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from openiads.ground.draws import Stream
from openiads.simulation.reference.channels import FireChannel
from openiads.simulation.reference.columns import Run, Vector, length
from openiads.simulation.reference.filters import ahead
from openiads.simulation.reference.fire_units import FireUnit
from openiads.simulation.reference.lethality import Lethality
from openiads.simulation.reference.rounds import RoundType
from openiads.simulation.reference.targets import Target
from openiads.state.constants import HALF_CELL, METRE, REFINEMENTS, STEERED
from openiads.state.words import ChannelStage, Fate, Happening, Lost, Phase, Stage, Status


@dataclass(eq=False)
class Round:
    """One round in flight."""

    unit: FireUnit
    channel: FireChannel
    target: Target
    type: RoundType
    serial: int
    ordinal: int  # of the shot among all at that target
    place: Vector
    launch: float  # [s]
    intercept: float  # predicted [s]
    moved: float  # when it was at its place [s]
    aim: Vector = field(default_factory=lambda: np.zeros(3))  # predicted meeting point
    reaches: bool = False  # whether it can get there

    def meeting(self, now: float) -> tuple[float, Vector, bool]:
        """When [s] and where it meets its target on present courses, and whether it can get there."""
        target, site = self.target, self.unit.place
        lead = max(self.intercept - now, 0.0)
        before, gap_before = 0.0, 0.0
        for trial in range(REFINEMENTS):
            place = ahead(target.position, target.velocity, target.ballistic, lead, self.type.levels_off)
            time, reached = self.type.time_to(site, place, HALF_CELL)
            gap = time - (now - self.launch) - lead
            if abs(gap) < STEERED:
                break
            following = lead + 0.5 * gap
            if trial > 0 and gap != gap_before:
                following = lead - gap * (lead - before) / (gap - gap_before)
            before, gap_before, lead = lead, gap, max(following, 0.0)
        return now + lead, place, reached

    def is_published_to_reach(self, place: Vector) -> bool:
        """Whether its target, at a place, is within its limits; a metre is more than rounding may do."""
        return self.type.envelops(self.unit.place, place, self.target.ballistic, 1.0, METRE)

    def place_at(self, time: float) -> Vector:
        """Where it is at a time: on its way to the predicted meeting point."""
        whole = self.intercept - self.moved
        share = min((time - self.moved) / whole, 1.0) if whole > 0.0 else 0.0
        return self.place + share * (self.aim - self.place)

    def homes(self, time: float) -> bool:
        """Whether its own seeker takes it over the rest of the way to its meeting point."""
        return 0.0 < self.type.figures.homing > length(self.aim - self.place_at(time))

    @property
    def ends(self) -> float:
        """When [s] it meets its target, or that is no more, or it has flown for as long as it can in vain."""
        spent = math.inf if self.reaches else self.launch + self.type.figures.longest_flight
        return min(self.intercept, self.target.end, self.target.down, spent)


class Barrage:
    """All rounds in flight."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.lethality = Lethality(run)
        self.rows: list[Round | None] = []  # a round takes the first empty row; events follow the rows

    def add(self, shot: Round, time: float) -> None:
        """A round has left: it is steered at once."""
        if None in self.rows:
            self.rows[self.rows.index(None)] = shot
        else:
            self.rows.append(shot)
        self.steer(shot, time)

    @property
    def flying(self) -> list[Round]:
        """Rounds in the air, in the order of their rows."""
        return [shot for shot in self.rows if shot is not None]

    def steer(self, shot: Round, now: float) -> None:
        """Predict when and where a round meets its target, on the courses of this step."""
        time, shot.aim, shot.reaches = shot.meeting(self.run.since)
        shot.intercept = max(time, now)

    def steer_all(self) -> None:
        """Steer every round anew."""
        for shot in self.flying:
            self.steer(shot, self.run.since)

    def move_all(self) -> None:
        """Every round flies on to the end of the step."""
        for shot in self.flying:
            shot.place, shot.moved = shot.place_at(self.run.until), self.run.until

    def end(self, shot: Round, time: float) -> None:
        """A round is where it was steered: it strikes if it could get there and was guided to the last."""
        radar, place = shot.unit.radar, shot.target.ahead(time - self.run.since)
        if min(shot.target.end, shot.target.down) <= time:
            self.retire(shot, Happening.LOST, time, Lost.TARGET_GONE)
        elif not (shot.reaches and shot.is_published_to_reach(place)):
            self.retire(shot, Happening.LOST, time, Lost.OUT_OF_REACH)
        elif shot.homes(time) or radar.follows(place, radar.facing):
            self.strike(shot, time)
        else:
            self.retire(shot, Happening.LOST, time, Lost.OUT_OF_SIGHT)

    def lose(self, unit: FireUnit, channel: FireChannel, time: float) -> None:
        """The engagement radar has lost the target of a channel: so have its rounds that need it."""
        channel.follows, channel.look = False, math.inf
        for shot in self.flying:
            if shot.channel is channel and not shot.homes(time):
                self.retire(shot, Happening.LOST, time, Lost.OUT_OF_SIGHT)

    def strike(self, shot: Round, time: float) -> None:
        """A round meets its target: one draw decides, unless a failure outside the model defeats it."""
        unit, target = shot.unit, shot.target
        target.climb(Stage.GUIDED, time, unit.number)
        chance = self.lethality.chance(unit, shot.type, target, time - self.run.since)
        luck = self.run.luck.number(Stream.KILL, shot.ordinal, target.keys.ident)
        if luck >= chance or self.doomed(target):
            self.retire(shot, Happening.MISS, time, chance)
            return
        only_mission = self.run.luck.number(Stream.MISSION_KILL, shot.ordinal, target.keys.ident)
        if only_mission < target.figures.mission_kill_share:
            if target.fate == Fate.NONE:
                target.climb(Stage.KILLED, time, unit.number)
                target.fate, target.ended = Fate.MISSION_KILLED, time
            self.retire(shot, Happening.MISSION_KILL, time, chance)
            return
        target.status = Status.GONE
        target.shot_down = True
        target.down = time
        if target.fate == Fate.NONE:
            if target.hostile:
                target.climb(Stage.KILLED, time, unit.number)
            target.fate, target.ended = Fate.KILLED, time
        self.retire(shot, Happening.KILL, time, chance)
        for other in self.flying:
            if other.target is target:
                self.retire(other, Happening.LOST, time, Lost.TARGET_GONE)

    def doomed(self, target: Target) -> bool:
        """Whether one cause defeats every shot of the raid, or every shot at this target."""
        luck, doctrine = self.run.luck, self.run.doctrine
        if self.run.common_failure:
            return True
        return luck.number(Stream.TARGET_FAILURE, 0, target.keys.ident) < doctrine.target_failure_probability

    def retire(self, shot: Round, kind: Happening, time: float, value: float) -> None:
        """A round is no more; its channel knows when."""
        unit, channel = shot.unit, shot.channel
        self.rows[self.rows.index(shot)] = None
        unit.guided -= 1
        channel.in_flight -= 1
        if channel.stage == ChannelStage.GUIDING and channel.in_flight == 0:
            channel.stage = ChannelStage.ASSESSING
        channel.ready = max(channel.ready, time + unit.figures.assessment)
        unit.note(Phase.GUIDE, kind, time, target=shot.target, other=shot.serial, value=value)
