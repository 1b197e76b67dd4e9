"""Functions that other processes find by their names."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from openiads.ground.errors import OutOfRange, UnknownName


def square(number: int) -> int:
    """The square of a number, after a moment that is longer for even ones, so that the order changes."""
    time.sleep(0.02 if number % 2 == 0 else 0.0)
    return number * number


def refused(number: int) -> int:
    """Fail with an error of ours at one job."""
    if number == 3:
        raise UnknownName("radar", "x", ["y"])
    return number


def slow(number: int) -> int:
    """Take longer than any test may."""
    time.sleep(120.0)
    return number


def out_of_range(number: int) -> int:
    """Fail at once."""
    raise OutOfRange(f"{number} is too many")


def dies_once(job: tuple[int, str]) -> int:
    """Kill the process at the first try of job 2."""
    number, folder = job
    mark = Path(folder) / f"tried-{number}"
    if number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def dies_always(number: int) -> int:
    """Kill the process at every try."""
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def told(job: tuple[int, str]) -> int:
    """Say which process works, then take long."""
    number, folder = job
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(120.0)
    return number
