"""What happened, in the order in which it happened."""

from __future__ import annotations

from typing import NamedTuple

from openiads.state.words import Happening, Phase


class Event(NamedTuple):
    """One row of the event log."""

    step: int
    phase: Phase
    kind: Happening
    object: int  # number of the target, -1 where belief has none
    other: int  # serial of a track or round, number of a radar, asset or carrier; see `Happening`
    time: float  # [s]
    battery: int  # -1 where none is concerned
    value: float


class Log:
    """The event log of one replicate, and the clock by which it is written."""

    def __init__(self) -> None:
        self.step = 0
        self.events: list[Event] = []

    def note(
        self, phase: Phase, kind: Happening, *,
        time: float, subject: int = -1, other: int = -1, battery: int = -1, value: float = 0.0,
    ) -> None:  # fmt: skip
        """Write one row."""
        self.events.append(Event(self.step, phase, kind, subject, other, time, battery, value))

    def amend(
        self, phase: Phase, kind: Happening, *, time: float, subject: int, other: int, value: float
    ) -> None:
        """Correct the newest row of a kind about a subject, which was written in this step."""
        row = max(n for n, e in enumerate(self.events) if (e.kind, e.object) == (kind, subject))
        self.events[row] = Event(self.step, phase, kind, subject, other, time, -1, value)
