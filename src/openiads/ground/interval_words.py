"""Numbers with their intervals in words, whatever the digits: what has no width is told once."""

from __future__ import annotations

import math
from collections.abc import Callable

NONE = "\N{EN DASH}"
"""Stands where there is no number."""
MINUS = "\N{MINUS SIGN}"
Number = Callable[[float], str]


def with_minus(written: str) -> str:
    """A written number, with the sign of a number before it and not a hyphen."""
    return written.replace("-", MINUS, 1) if written.startswith("-") else written


def with_interval(told: tuple[float, float, float], number: Number) -> str:
    """A number and its interval by chance, if that shows; what is computed and not played has none."""
    value, low, high = told
    if math.isnan(value):
        return NONE
    unknown = math.isnan(low) or math.isnan(high) or (math.isinf(low) and math.isinf(high))
    if unknown or number(low) == number(value) == number(high):
        return number(value)
    return f"{number(value)} [{number(low)} to {number(high)}]"


def between(low: float, high: float, number: Number) -> str:
    """From one end to the other; ends that read alike are one number."""
    first, last = (NONE if math.isnan(end) else number(end) for end in (low, high))
    return first if first == last else f"{first} to {last}"


def endless(value: float, number: Number) -> str:
    """A number, or in words that there is none or no end."""
    if math.isnan(value):
        return NONE
    if math.isinf(value):
        return "no upper end" if value > 0.0 else "no lower end"
    return number(value)
