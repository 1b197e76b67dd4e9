"""Arguments of the wrong kind, told as every other slip: what it is, what is allowed, how to write it."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn, SupportsFloat, SupportsIndex

import numpy as np

from openiads.ground.errors import OutOfRange, UnknownName
from openiads.ground.letters import brief

LONGEST = 40
"""Characters of a faulty value that are shown."""
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
"""Other forms are read differently by different people."""


def shown(value: Any, most: int = LONGEST) -> str:
    """A value as it would be typed, cut to a length, on one line."""
    try:
        told = repr(value.item() if isinstance(value, np.generic) else value)
        return brief(re.sub(r"\n\s*", " ", told), most)  # arrays go over several lines
    except ValueError:  # Python writes no whole number of more than some thousands of digits.
        return "a number of thousands of digits"


def refuse(name: str, value: object, allowed: str, example: str) -> NoReturn:
    """Tell that an argument is of the wrong kind."""
    raise OutOfRange.of(name, f"is {shown(value)}; {allowed}", example)


def one_of(name: str, value: object, words: Sequence[str]) -> str:
    """A word out of a few."""
    if not isinstance(value, str):
        refuse(name, value, f"one of {', '.join(words)} is allowed", f"{name}={words[0]!r}")
    if value not in words:
        raise UnknownName(name, value, words)
    return value


def truth(name: str, value: object) -> bool:
    """True or False only: any text would count as true, and None as false."""
    if not isinstance(value, bool | np.bool_):
        refuse(name, value, "True or False is allowed", f"{name}=True")
    return bool(value)


def number(name: str, value: object, example: str) -> float:
    """A number, also one of NumPy's; text and True are refused."""
    if isinstance(value, bool | np.bool_ | str | bytes) or getattr(value, "ndim", None):
        refuse(name, value, "a number is allowed", example)
    try:
        if isinstance(value, SupportsFloat | SupportsIndex):
            return float(value)
    except (TypeError, ValueError, OverflowError):
        pass
    refuse(name, value, "a number is allowed", example)


def date(name: str, value: object, example: str) -> datetime.date:
    """A day, as text such as 2019-08-15 or as Python's own; one with a time of day is a slip."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if isinstance(value, str) and DATE.fullmatch(value.strip()):
        with suppress(ValueError):
            return datetime.date.fromisoformat(value.strip())
    refuse(name, value, "a date, year-month-day, is allowed", example)


def several(name: str, values: object, allowed: str, example: str) -> tuple[Any, ...]:
    """The values of a list or the like; text is refused, for its letters are not meant."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable) or _is_point(values):
        refuse(name, values, allowed, example)
    return tuple(values)


def between_commas(name: str, told: str, example: str) -> tuple[str, ...]:
    """The words of a text with commas between them; where one is lacking, nothing is guessed."""
    words = tuple(word.strip() for word in told.split(","))
    if not all(words):
        refuse(name, told, "one value or several with a comma between them are allowed", example)
    return words


def numbers(name: str, values: object, example: str, count: int | None = None) -> tuple[float, ...]:
    """Several numbers, or exactly `count` of them."""
    allowed = "numbers in a list are allowed" if count is None else f"{count} numbers are allowed"
    found = several(name, values, allowed, example)
    if count is not None and len(found) != count:
        refuse(name, values, allowed, example)
    return tuple(number(f"{name}[{i}]", value, example) for i, value in enumerate(found))


def texts(name: str, values: object, example: str) -> tuple[str, ...]:
    """Several texts."""
    found = several(name, values, "a list of strings is allowed", example)
    for i, value in enumerate(found):
        if not isinstance(value, str):
            refuse(f"{name}[{i}]", value, "a text is allowed", example)
    return found


def one_or_texts(name: str, value: object, example: str) -> tuple[str, ...]:
    """Several texts, or one that needs no list.

    >>> one_or_texts("changes", "area.terrain=flat", "changes=['a.b=1']")
    ('area.terrain=flat',)
    >>> one_or_texts("changes", ["a.b=1", "a.c=2"], "changes=['a.b=1']")
    ('a.b=1', 'a.c=2')
    """
    return (value,) if isinstance(value, str) else texts(name, value, example)


def path(name: str, value: object, example: str) -> str:
    """The name of a file, as text."""
    told = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not isinstance(told, str) or not told:
        refuse(name, value, "the name of a file or folder, as text or a Path, is allowed", example)
    return told


def function(name: str, value: object) -> None:
    """Something to be called, or nothing."""
    if value is not None and not callable(value):
        refuse(name, value, "a function is allowed", f"{name}=print")


def _is_point(value: object) -> bool:
    return getattr(value, "ndim", 1) == 0
