"""The event log, the one source of every result: rows that are appended, and corrected in their step only."""

from __future__ import annotations

from openiads.ground.compiled import kernel
from openiads.state.planes import Event, EventKey, Tally
from openiads.state.words import Overflow
from openiads.state.world import Floats, Integers


@kernel
def append(
    tally: Integers,
    events_f: Floats,
    events_i: Integers,
    phase: int,
    kind: int,
    subject: int,
    other: int,
    time: float,
    battery: int,
    value: float,
) -> None:
    """Write one row; a full log raises the overflow flag instead, and the tile runs again."""
    row = tally[Tally.EVENTS]
    if row >= events_i.shape[1]:
        tally[Tally.OVERFLOW] |= Overflow.EVENTS
        return
    events_f[Event.TIME, row] = time
    events_f[Event.VALUE, row] = value
    events_i[EventKey.STEP, row] = tally[Tally.STEP]
    events_i[EventKey.PHASE, row] = phase
    events_i[EventKey.KIND, row] = kind
    events_i[EventKey.OBJECT, row] = subject
    events_i[EventKey.OTHER, row] = other
    events_i[EventKey.BATTERY, row] = battery
    tally[Tally.EVENTS] = row + 1


@kernel
def amend(
    tally: Integers, events_f: Floats, events_i: Integers,
    kind: int, subject: int, other: int, time: float, value: float,
) -> None:  # fmt: skip
    """Correct the newest row of a kind about a subject: it was at another time [s], with another party.

    The value is in the unit that its kind of event has; see `Event`.
    """
    row = tally[Tally.EVENTS] - 1
    while row >= 0:
        if events_i[EventKey.KIND, row] == kind and events_i[EventKey.OBJECT, row] == subject:
            events_f[Event.TIME, row] = time
            events_f[Event.VALUE, row] = value
            events_i[EventKey.OTHER, row] = other
            return
        row -= 1
