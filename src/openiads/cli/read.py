"""Readers of flags: what stands there becomes a value, or a message that names the flag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import typer

from openiads.ground.errors import OutOfRange, UnknownName


def whole(flag: str, least: int, most: int, example: int) -> Callable[[str | int], int]:
    """Reader of a whole number from `least` to `most`; Typer hands it a default too."""

    def read(told: str | int) -> int:
        # The rule brings NumPy along, which a page of help does not need.
        from openiads.ground import whole as rule

        value: Any = rule.number_in(told) if isinstance(told, str) else told
        return rule.whole(flag, value, least, most, f"{flag} {example}")

    return read


def date(flag: str, example: str) -> Callable[[str], str]:
    """Reader of a date, which stays text until somebody who has a calendar takes it."""

    def read(told: str) -> str:
        from openiads.ground import kinds

        return kinds.date(flag, told, f"{flag} {example}").isoformat()

    return read


@contextmanager
def in_flags(**examples: str) -> Iterator[None]:
    """Word what is refused of an argument by the flag that brought it.

    Parameters
    ----------
    examples : how each flag is written, by the argument it brings, `sizes="--sizes 20,40,80"`
    """
    try:
        yield
    except OutOfRange as refused:
        told = examples.get(refused.argument.partition("[")[0])
        if told is None:
            raise
        raise OutOfRange.of(told.partition(" ")[0], refused.why, refused.example and told) from None


def one_of(flag: str, kind: str, names: Sequence[str]) -> Callable[[str], str]:
    """Reader of a word out of a few."""

    def read(told: str) -> str:
        if told not in names:
            raise UnknownName(kind, told, names, flag)
        return told

    return read


def _place(flag: str, example: str) -> Callable[[str | Path], Path]:
    """Reader of the name of a file or folder; that of a variable of the shell which is empty is none."""

    def read(told: str | Path) -> Path:
        if not isinstance(told, Path):
            from openiads.ground import kinds

            told = Path(kinds.path(flag, told, f"{flag} {example}"))
        return told

    return read


def place_option(flag: str, example: str, what: str, unsaid: str | Literal[False]) -> Any:
    """A flag that names a file or folder; `what` it is, and what is taken where it is not said."""
    return typer.Option(parser=_place(flag, example), metavar="PATH", help=what, show_default=unsaid)


def place_argument(name: str, example: str, what: str) -> Any:
    """An argument that names a file or folder; `name` it has in the help, and `what` it is."""
    return typer.Argument(parser=_place(name, example), metavar=name, help=what)


def catalogue_option() -> Any:
    """A flag that names a folder of catalogue files of one's own."""
    what = "A folder of catalogue files of your own, on top of those that come along."
    return place_option("--catalogue", "my-catalogue", what, False)


def changes_option(what: str = "Change the scenario") -> Any:
    """A flag that changes a value of the scenario, or of what else is played."""
    return typer.Option("--set", metavar="PATH=VALUE", help=f"{what}; repeatable.")


def number_in(text: str) -> float:
    """The number that a text is, in figures as tables have them; ValueError if it is none.

    Python would also take `3_000` and the figures of any script.
    """
    if "_" in text or not text.isascii():
        raise ValueError(text)
    return float(text)


def numbers(flag: str, text: str, example: str) -> list[float]:
    """Numbers between commas."""
    from openiads.ground import kinds

    words = kinds.between_commas(flag, text, f"{flag} {example}")
    try:
        return [number_in(word) for word in words]
    except ValueError:
        raise OutOfRange(
            f"{flag} is {text!r}; numbers between commas are allowed; write it like {example}"
        ) from None


def refraction(told: str) -> float | Literal["exponential"]:
    """Read an effective earth radius, or the name of the atmosphere."""
    if told == "exponential":
        return "exponential"
    try:
        return number_in(told)
    except ValueError:
        raise OutOfRange(
            f"--refraction is {told!r}; a number or exponential is allowed; 1.333 is the standard for radar"
        ) from None
