"""Who was where and how fast, in rows as files have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OutOfRange
from openiads.ground.kinds import shown

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Labels = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Kinematics:
    """Rows of targets or of tracks, sorted by time; whoever makes one may have them from a file."""

    time: Floats  # (K,) [s], never falling
    number: Labels  # (K,) whose row it is: numbers or names
    place: Floats  # (K, 3) [m], truth and tracks in one Cartesian frame
    velocity: Floats  # (K, 3) [m/s], not a number where it is not known
    identity: Labels | None = None  # (K,) of a target its side, of a track what it is declared


def checked_kinematics(name: str, told: Kinematics) -> Kinematics:
    """The rows as arrays: times (K,) [s], places (K, 3) [m], velocities (K, 3) [m/s].

    Raises
    ------
    OutOfRange
        where shapes do not fit, a time or place is not finite, times fall, or a number has one time twice
    """
    time, place, velocity = (
        np.asarray(each, dtype=np.float64) for each in (told.time, told.place, told.velocity)
    )
    identity = None if told.identity is None else np.asarray(told.identity)
    found = Kinematics(time, np.asarray(told.number), place, velocity, identity)
    for field, more in (("time", ()), ("number", ()), ("place", (3,)), ("velocity", (3,)), ("identity", ())):
        values = getattr(found, field)
        shape = (time.size, *more)
        if values is not None and values.shape != shape:
            why = f"has shape {values.shape}; {shape} is allowed, a row for each of {name}.time; give as many"
            raise OutOfRange.of(f"{name}.{field}", why)
    for field, values in (("time", time), ("place", place)):
        for k in np.argwhere(~np.isfinite(values))[:1].tolist():
            why = f"is {shown(values[tuple(k)])}; a finite number is allowed; leave the row out"
            raise OutOfRange.of(f"{name}.{field}" + "".join(f"[{i}]" for i in k), why)
    for k in (np.flatnonzero(np.diff(time) < 0.0) + 1)[:1].tolist():
        last = shown(time[k - 1])
        why = f"is {shown(time[k])} s after a row at {last} s; no earlier time is allowed; sort the rows"
        raise OutOfRange.of(f"{name}.time[{k}]", why)
    who = np.unique(found.number, return_inverse=True)[1]
    order = np.lexsort((time, who))
    twice = (np.diff(time[order]) == 0.0) & (np.diff(who[order]) == 0)
    for k in order[1:][twice][:1].tolist():
        number, at = shown(found.number[k]), shown(time[k])
        why = f"is {number} a second time at {at} s; once is allowed; leave one row out"
        raise OutOfRange.of(f"{name}.number[{k}]", why)
    return found
