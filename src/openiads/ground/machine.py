"""What this machine has, and how large amounts are told."""

from __future__ import annotations

import math
import os
from pathlib import Path

from openiads.ground.units import DAY, HOUR, MINUTE

UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
CGROUP = Path("/sys/fs/cgroup/memory.max")
"""Where Linux says what the processes of a container may use; `max` or no such file, where nothing is set."""
PROCESS = 0.3e9
"""Python with the compiled code [byte]."""
LARGE = 1e9
"""Bytes from which on an estimate is shown."""
YEAR = 365.25 * DAY
COUNTABLE = 1e12
"""From here on no digits are shown."""


def memory() -> float:
    """Memory that this process may use [byte]; infinite where the system does not say."""
    try:
        has = float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        has = math.inf
    try:
        allowed = float(CGROUP.read_text(encoding="ascii"))
    except (OSError, ValueError):
        allowed = math.inf
    return min(has, allowed)


def too_much(needed: float) -> str:
    """What a refusal says of more memory [byte] than there is; nothing where it is there."""
    has = memory()
    if needed <= has:
        return ""
    return f"take about {bytes_told(needed)} of memory; this machine has {bytes_told(has)}"


def bytes_told(amount: float) -> str:
    """An amount of memory or disk [byte], rounded."""
    size, unit = float(amount), 0
    while size >= 999.5 and unit < len(UNITS) - 1:
        size, unit = size / 1000.0, unit + 1
    return f"{size:.3g} {UNITS[unit]}" if size < 1000.0 else f"{counted(size)} {UNITS[unit]}"


def seconds_told(seconds: float) -> str:
    """A length of time [s], rounded, in a unit that suits it."""
    if seconds == math.inf:
        return "forever"
    for unit, name in ((YEAR, "years"), (DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes")):
        if seconds >= 2.0 * unit:
            number = seconds / unit
            return f"{counted(number) if number >= 10.0 else f'{number:.1f}'} {name}"
    return f"{seconds:.0f} s"


def counted(number: float) -> str:
    """A count that may be beyond all bounds."""
    if number == math.inf:
        return "endless"
    return f"{number:,.0f}" if number < COUNTABLE else f"{number:.0e}"
