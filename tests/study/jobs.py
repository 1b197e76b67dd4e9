"""Jobs that processes can find by name, for tests of who plays them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from openiads.ground.errors import UnknownName


def twice(number: int) -> int:
    return 2 * number


def late_first(number: int) -> int:
    time.sleep(0.5 if number == 0 else 0.0)
    return number


def refused_at_three(number: int) -> int:
    if number == 3:
        raise UnknownName("radar", "p19", ["p18"])
    return number


def dies_once(marker: Path) -> str:
    """Its process is killed the first time."""
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return marker.name


def dies_always(count: Path) -> None:
    with count.open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


def dies_if_bad(place: Path) -> str:
    if place.name == "bad":
        dies_always(place)
    time.sleep(0.1)
    return place.name


def waits(marker: Path) -> None:
    marker.with_name(f"{os.getpid()}").touch()
    time.sleep(600.0)


def long_for(job: tuple[float, bytes]) -> int:
    """Takes its time, and was no small thing to hand over."""
    seconds, weight = job
    time.sleep(seconds)
    return len(weight)
