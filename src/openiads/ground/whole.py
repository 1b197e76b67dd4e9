"""The one rule for whole numbers that come from outside, by Python or by the command line."""

from __future__ import annotations

import operator
import re
from typing import SupportsIndex

import numpy as np

from openiads.ground.errors import OutOfRange
from openiads.ground.kinds import LONGEST, shown

DIGITS = re.compile(r"[+-]?[0-9]+", re.ASCII)
POWER = re.compile(r"([0-9]+)(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})", re.ASCII)
"""A whole number such as 1e9 or 2.5e6."""
MOST_THREADS = 2**32 - 1


def whole(name: str, value: SupportsIndex, least: int, most: int, example: str) -> int:
    """A whole number of the bounds given, as Python's own.

    Numbers of NumPy are taken.  3.5, 3.0, "3" and True are not: what is no whole number is a slip, and a
    guess at what was meant would stand in the results.

    Parameters
    ----------
    name : what the user calls it, `seed` or `--seed`
    example : how to write it, `seed=1` or `--seed 1`

    Raises
    ------
    OutOfRange
        if it is none, or out of bounds
    """
    number = None if isinstance(value, bool | np.bool_) else _index(value)
    if number is None or not least <= number <= most:
        allowed = f"a whole number from {least} to {most}" if least < most else f"{least} alone"
        raise OutOfRange.of(name, f"is {shown(value)}; {allowed} is allowed", example)
    return number


def number_in(text: str) -> int | str:
    """The whole number that a text is, with a power of ten or without, or the text itself if it is none."""
    # Python reads no number of more than some thousands of digits, and no count has as many.
    if len(text) > LONGEST:
        return text
    if DIGITS.fullmatch(text.strip()):
        return int(text)
    found = POWER.fullmatch(text.strip())
    return _power(found[1], found[2] or "", int(found[3]), text) if found else text


def _power(digits: str, decimals: str, exponent: int, text: str) -> int | str:
    """digits.decimals x 10^exponent, or the text where that is no whole number."""
    decimals = decimals.rstrip("0")
    return int(digits + decimals) * 10 ** (exponent - len(decimals)) if exponent >= len(decimals) else text


def _index(value: SupportsIndex) -> int | None:
    try:
        return operator.index(value)
    except TypeError:
        return None
