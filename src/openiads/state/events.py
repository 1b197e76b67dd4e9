"""The event log, the one source of every result: rows that are appended, and corrected in their step only."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Event, EventKey, Tally
from openiads.state.state import State
from openiads.state.words import Overflow

NOBODY = -1
"""Battery of an event in which none has a part, and its object where it is not known."""


@part
def log(
    state: State,
    phase: int,
    kind: int,
    subject: int,
    other: int,
    time: float,
    battery: int = NOBODY,
    value: float = 0.0,
) -> None:
    """Append one row; a full log raises the overflow flag instead, and the tile runs again.

    phase, kind     Phase, Happening
    subject, other  whom it is about and the other party, as its kind of event has them; see `Happening`
    time            [s]
    value           in the unit that its kind of event has; see `Happening`
    """
    row = state.tally[Tally.EVENTS]
    if row >= state.events_i.shape[1]:
        state.tally[Tally.OVERFLOW] |= Overflow.EVENTS
        return
    state.events_f[Event.TIME, row] = time
    state.events_f[Event.VALUE, row] = value
    state.events_i[EventKey.STEP, row] = state.tally[Tally.STEP]
    state.events_i[EventKey.PHASE, row] = phase
    state.events_i[EventKey.KIND, row] = kind
    state.events_i[EventKey.OBJECT, row] = subject
    state.events_i[EventKey.OTHER, row] = other
    state.events_i[EventKey.BATTERY, row] = battery
    state.tally[Tally.EVENTS] = row + 1


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
