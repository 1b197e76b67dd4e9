"""Readers of flags: what stands there becomes a value, or a message that names the flag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from openiads.ground.errors import OutOfRange, UnknownName


def whole(flag: str, least: int, most: int, example: int) -> Callable[[str | int], int]:
    """Reader of a whole number from `least` to `most`; Typer hands it a default too."""

    def read(told: str | int) -> int:
        allowed = f"a whole number from {least} to {most} is allowed; write it like {flag} {example}"
        try:
            value = int(told)
        except ValueError:
            raise OutOfRange(f"{flag} is {told!r}; {allowed}") from None
        if not least <= value <= most:
            raise OutOfRange(f"{flag} is {value}; {allowed}")
        return value

    return read


def one_of(flag: str, kind: str, names: Sequence[str]) -> Callable[[str], str]:
    """Reader of a word out of a few."""

    def read(told: str) -> str:
        if told not in names:
            raise UnknownName(kind, told, names, flag)
        return told

    return read


def refraction(told: str) -> float | Literal["exponential"]:
    """Read an effective earth radius, or the name of the atmosphere."""
    if told == "exponential":
        return "exponential"
    try:
        return float(told)
    except ValueError:
        raise OutOfRange(
            f"--refraction is {told!r}; a number or exponential is allowed; 1.333 is the standard for radar"
        ) from None
