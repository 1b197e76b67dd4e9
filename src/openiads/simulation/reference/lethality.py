"""Chance that one shot kills: the published figure of its round, its target's class, what takes from it."""

from __future__ import annotations

import numpy as np

from openiads.ground.scalar import exp
from openiads.simulation.reference.columns import Run, altitude_of, length
from openiads.simulation.reference.fire_units import FireUnit
from openiads.simulation.reference.identities import Ground
from openiads.simulation.reference.rounds import RoundType
from openiads.simulation.reference.targets import Target


class Lethality:
    """What takes from the chance of a kill."""

    def __init__(self, run: Run) -> None:
        self.world = run.world
        self.figures = run.world.lethality
        self.ground = Ground(run)

    def chance(self, unit: FireUnit, kind: RoundType, target: Target, lag: float) -> float:
        """Chance that one round of a unit kills a target that it meets `lag` seconds into the step."""
        chance = float(self.world.single_shot[unit.number, kind.number]) * target.figures.kill_factor
        if unit.keys.stated:
            return chance
        of_kind = float(self.world.kind_shot[kind.number, target.keys.kind])
        if of_kind >= 0.0:
            chance = of_kind
        place, course = target.ahead(lag), target.course(lag)
        way, pace = place - unit.place, length(course)
        altitude = altitude_of(place)
        speed = kind.speed_at(length(way), altitude)
        nose = -float(way @ course) / max(length(way) * pace, 1e-9)
        if speed + pace * nose <= 0.0:
            return 0.0
        manoeuvre = target.figures.weave_amplitude * target.figures.weave_rate * target.figures.weave_rate
        chance *= self.by_margin(kind, speed, altitude, manoeuvre)
        chance *= self.by_height(kind, altitude - self.ground.below(place))
        return chance * self.by_aspect(nose)

    def by_margin(self, kind: RoundType, speed: float, altitude: float, manoeuvre: float) -> float:
        """What it can still turn, against what the target asks; dynamic pressure is what turns it."""
        rows = np.arange(len(self.world.air)) * kind.altitude_step
        density = exp(float(np.interp(altitude, rows, self.world.air)))
        able = kind.figures.lateral * 0.5 * density * speed * speed
        return min(able / (self.figures.needed_advantage * max(manoeuvre, self.figures.calm_manoeuvre)), 1.0)

    def by_height(self, kind: RoundType, height: float) -> float:
        """Less near the ground, up to a band over the least altitude of the round."""
        over = (height - kind.figures.minimum_altitude) / self.figures.floor_band
        return self.figures.floor_factor + (1.0 - self.figures.floor_factor) * min(max(over, 0.0), 1.0)

    def by_aspect(self, nose: float) -> float:
        """Less across the path of the target, least from behind."""
        side = self.figures.crossing_factor
        best = 1.0 if nose >= 0.0 else self.figures.tail_factor
        return side + (best - side) * abs(nose)
