"""What one engagement occupies, and how strictly a fire unit asks whether a round would meet a target."""

from __future__ import annotations

import math
from dataclasses import dataclass

from openiads.simulation.reference.filters import Filter
from openiads.simulation.reference.rounds import RoundType
from openiads.simulation.reference.targets import Target
from openiads.simulation.reference.tracks import Track
from openiads.state.clock import HAIR
from openiads.state.words import Awaited, ChannelStage, Sight


@dataclass(eq=False)
class FireChannel:
    """What one engagement occupies."""

    stage: ChannelStage = ChannelStage.FREE
    track: Track | None = None
    target: Target | None = None  # what the engagement radar follows
    round_type: RoundType | None = None
    ready: float = 0.0  # when acquisition began, or when the assessment is due [s]
    next_launch: float = 0.0
    to_launch: int = 0
    in_flight: int = 0
    salvos: int = 0
    waits: int = 0  # times that a launch was put off for want of a solution
    fired: int = 0  # rounds, in this engagement
    away: int = 0  # of them, those of the present salvo
    found: Target | None = None  # what gave the echoes so far while it acquires
    echoes: int = 0  # of it
    look: float = math.inf  # when the engagement radar looks again [s]
    missed: float = math.inf  # first look without an echo since it last had one [s]
    following: Filter | None = None  # the fire-control track
    follows: bool = False  # whether that lives
    ballistic: bool = False  # whether its track was held to fall freely when last seen
    sight: Sight = Sight.OWN  # by what it follows its target, or expects to
    put: float = 0.0  # when it was put on its track [s]
    locked: float = 0.0  # when the engagement radar locked on [s]

    @property
    def serial(self) -> int:
        """Serial of its track."""
        return self.track.serial if self.track else 0

    def awaited(self, spaced: float, time: float) -> Awaited:
        """For what a launch at `time` waited last; `spaced` is when the battery could launch again."""
        if self.waits:
            return Awaited.SOLUTION
        if time > max(self.next_launch, spaced) + HAIR:
            return Awaited.GUIDANCE
        return Awaited.INTERVAL if spaced > self.next_launch + HAIR else Awaited.REACTION


@dataclass(frozen=True)
class Intent:
    """How strictly, and from when on, a fire unit asks whether a round would meet a target."""

    facing: float  # of its engagement radar [rad]
    margin: float  # share of the published range
    wait: float  # until the launch [s]
    lower: float  # the target must be in sight even so much lower [m]
    latest: float  # the target must be met before this [s]
    committed: bool  # the engagement has begun
    remote: bool  # a track of the network guides the round until its seeker takes over
