"""Rounds in flight: steered to where the target will be, until both paths meet."""

from __future__ import annotations

from dataclasses import dataclass

from openiads.ground.draws import Stream
from openiads.simulation.reference.columns import Run, Vector, length
from openiads.simulation.reference.fire_units import FireChannel, FireUnit
from openiads.simulation.reference.lethality import Lethality
from openiads.simulation.reference.rounds import RoundType
from openiads.simulation.reference.targets import Target
from openiads.simulation.reference.tracks import ahead
from openiads.state.words import Fate, Happening, Phase, Stage, Status

REFINEMENTS = 6
CLOSE_ENOUGH = 1e-3  # [s]
HALF = 0.5  # share of a cell of the fly-out table that must be in reach of a round under way
MEMORY = 3.0  # a round flies on without the engagement radar for this long [s]
TARGET_GONE, OUT_OF_REACH, OUT_OF_SIGHT = 0.0, 1.0, 2.0


@dataclass(eq=False)
class Round:
    """One round in flight."""

    unit: FireUnit
    channel: FireChannel
    target: Target
    type: RoundType
    serial: int
    ordinal: int  # of the shot at that target by that unit
    place: Vector
    launch: float  # [s]
    intercept: float  # predicted [s]
    seen: float  # when the engagement radar last saw the target [s]

    def meeting(self, now: float) -> tuple[float, Vector, bool]:
        """When [s] and where it meets its target on present courses, and whether it can get there."""
        target, site = self.target, self.unit.place
        lead = max(self.intercept - now, 0.0)
        before, gap_before = 0.0, 0.0
        for trial in range(REFINEMENTS):
            place = ahead(target.position, target.velocity, target.ballistic, lead)
            time, reached = self.type.time_to(site, place, HALF)
            gap = time - (now - self.launch) - lead
            if abs(gap) < CLOSE_ENOUGH:
                break
            following = lead + 0.5 * gap
            if trial > 0 and gap != gap_before:
                following = lead - gap * (lead - before) / (gap - gap_before)
            before, gap_before, lead = lead, gap, max(following, 0.0)
        return now + lead, place, reached

    def homes(self, place: Vector) -> bool:
        """Whether its own seeker takes it over the rest of the way to its meeting point."""
        return length(place - self.place) < self.type.figures.homing

    def supported(self, now: float, since: float) -> bool:
        """Whether the engagement radar sees its target, or did not long ago."""
        if self.unit.radar.sees(self.target.ahead(now - since)):
            self.seen = now
        return now - self.seen <= MEMORY


class Barrage:
    """All rounds in flight."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.lethality = Lethality(run)
        self.rows: list[Round | None] = []  # a round takes the first empty row; events follow the rows

    def add(self, shot: Round) -> None:
        """A round has left."""
        if None in self.rows:
            self.rows[self.rows.index(None)] = shot
        else:
            self.rows.append(shot)

    @property
    def flying(self) -> list[Round]:
        """Rounds in the air, in the order of their rows."""
        return [shot for shot in self.rows if shot is not None]

    def guide(self) -> None:
        """Every round flies through the step."""
        for shot in self.flying:
            self.fly(shot)

    def fly(self, shot: Round) -> None:
        """Move a round through the step; it strikes at the closest approach, if that is in the step.

        Its speed is what the fly-out table leaves for the way that remains, so the paths close to nothing.
        """
        since, until = self.run.since, self.run.until
        now = max(since, shot.launch)
        if not shot.target.flying:
            self.retire(shot, Happening.LOST, now, TARGET_GONE)
            return
        time, place, reached = shot.meeting(since)
        if not shot.homes(place) and not shot.supported(now, since):
            self.retire(shot, Happening.LOST, now, OUT_OF_SIGHT)
            return
        time = max(time, now)
        if not reached and (time < until or now - shot.launch > shot.type.figures.longest_flight):
            self.retire(shot, Happening.LOST, min(time, until), OUT_OF_REACH)
            return
        shot.intercept = time
        if time >= until:
            shot.place = shot.place + (until - now) / (time - now) * (place - shot.place)
        elif time >= shot.target.end:
            return  # the target is there first
        elif shot.homes(place) or shot.unit.radar.sees(place):
            self.strike(shot, time)
        else:
            self.retire(shot, Happening.LOST, time, OUT_OF_SIGHT)

    def strike(self, shot: Round, time: float) -> None:
        """A round meets its target: one draw decides, unless a failure outside the model defeats it."""
        unit, target = shot.unit, shot.target
        target.climb(Stage.GUIDED)
        chance = self.lethality.chance(unit, shot.type, target, target.ahead(time - self.run.since))
        luck = self.run.luck.number(Stream.KILL, shot.ordinal, unit.keys.ident, target.keys.ident)
        if luck >= chance or self.doomed(target):
            self.retire(shot, Happening.MISS, time, chance)
            return
        target.status = Status.GONE
        target.shot_down = True
        if target.fate == Fate.NONE:
            if target.hostile:
                target.climb(Stage.KILLED)
            target.fate, target.ended = Fate.KILLED, time
        self.retire(shot, Happening.KILL, time, chance)

    def doomed(self, target: Target) -> bool:
        """Whether one cause defeats every shot of the raid, or every shot at this target."""
        luck, rules = self.run.luck, self.run.rules
        if luck.number(Stream.COMMON_FAILURE, 0, 0) < rules.common_failure:
            return True
        return luck.number(Stream.TARGET_FAILURE, 0, target.keys.ident) < rules.target_failure

    def retire(self, shot: Round, kind: Happening, time: float, value: float) -> None:
        """A round is no more; its channel knows when."""
        unit, channel = shot.unit, shot.channel
        self.rows[self.rows.index(shot)] = None
        unit.guided -= 1
        channel.in_flight -= 1
        channel.ready = max(channel.ready, time + unit.figures.assessment)
        unit.note(Phase.GUIDE, kind, time, target=shot.target, other=shot.serial, value=value)
