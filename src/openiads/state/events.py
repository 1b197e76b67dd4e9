"""The event log, the one source of every result: rows that are appended, and corrected in their step only."""

from __future__ import annotations

from typing import NamedTuple

from openiads.ground.compiled import kernel, part
from openiads.state.planes import Event, EventKey, Tally
from openiads.state.state import State
from openiads.state.words import Overflow
from openiads.state.world import Floats, Integers

NOBODY = -1
"""Battery of an event in which none has a part, and its target where it is not known."""


class Log(NamedTuple):
    """The planes of the log."""

    tally: Integers
    events_f: Floats
    events_i: Integers


class Entry(NamedTuple):
    """One row of it, as `log` takes it."""

    phase: int
    kind: int
    subject: int
    other: int
    time: float
    battery: int
    value: float


@kernel
def append(rows: Log, entry: Entry) -> None:
    """Write one row; a full log raises the overflow flag instead, and the tile runs again.

    Compiled once and called from everywhere, where a part would be compiled again at each call.
    """
    row = rows.tally[Tally.EVENTS]
    if row >= rows.events_i.shape[1]:
        rows.tally[Tally.OVERFLOW] |= Overflow.EVENTS
        return
    rows.events_f[Event.TIME, row] = entry.time
    rows.events_f[Event.VALUE, row] = entry.value
    rows.events_i[EventKey.STEP, row] = rows.tally[Tally.STEP]
    rows.events_i[EventKey.PHASE, row] = entry.phase
    rows.events_i[EventKey.KIND, row] = entry.kind
    rows.events_i[EventKey.OBJECT, row] = entry.subject
    rows.events_i[EventKey.OTHER, row] = entry.other
    rows.events_i[EventKey.BATTERY, row] = entry.battery
    rows.tally[Tally.EVENTS] = row + 1


@part
def log(
    state: State, phase: int, kind: int, subject: int, other: int, time: float,
    battery: int = NOBODY, value: float = 0.0,
) -> None:  # fmt: skip
    """Append one event.

    phase, kind     Phase, Happening
    subject, other  whom it is about and the other party, as its kind of event has them; see `Happening`
    time            [s]
    value           in the unit that its kind of event has; see `Happening`
    """
    rows = Log(state.tally, state.events_f, state.events_i)
    append(rows, Entry(phase, kind, subject, other, time, battery, value))


@part
def amend(state: State, kind: int, subject: int, other: int, time: float, value: float) -> None:
    """Correct the newest row of a kind about a subject: it was at another time [s], with another party."""
    row = state.tally[Tally.EVENTS] - 1
    while row >= 0:
        if state.events_i[EventKey.KIND, row] == kind and state.events_i[EventKey.OBJECT, row] == subject:
            state.events_f[Event.TIME, row] = time
            state.events_f[Event.VALUE, row] = value
            state.events_i[EventKey.OTHER, row] = other
            return
        row -= 1
