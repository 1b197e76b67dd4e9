"""Places to write to as the user named them: they stay where they are when the current folder changes."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from openiads.ground import kinds
from openiads.ground.errors import OutputError

if sys.platform == "win32":
    from pathlib import WindowsPath as SystemsOwn
else:
    from pathlib import PosixPath as SystemsOwn


class Anchored(SystemsOwn):
    """A whole path that is told as it was given, from the folder that was the current one then.

    Whoever opens it gets the whole path, by `str` or `os.fspath`; a message formats it, and tells the short
    one.  What is made of it by `/`, `parent` or `with_name` is of its kind.
    """

    __slots__ = ()
    seen_from: ClassVar[str] = ""

    def __format__(self, form: str) -> str:
        whole = str(self)
        told = "." if whole == self.seen_from else whole.removeprefix(os.path.join(self.seen_from, ""))
        return format(told, form)

    def __reduce__(self) -> tuple[Any, ...]:
        return Path, (str(self),)  # In another process nobody gave it.


def anchored(given: object, name: str = "out", example: str = "out='runs/mine'") -> Path:
    """The whole path of what the user named, once and for all.

    A step into a folder that is not there and back again is left out: to take it, the folder would have to
    be made.

    Parameters
    ----------
    name, example : what the user calls it, and how to write it

    Raises
    ------
    OutOfRange
        if it is no name
    OutputError
        if it is relative, and the current folder was removed
    """
    if isinstance(given, Anchored):
        return given
    path = Path(kinds.path(name, given, example))
    if path.is_absolute():
        return straight(path)
    try:
        here = os.getcwd()
        return _kind_seen_from(here)(straight(path.absolute()))
    except FileNotFoundError:
        raise OutputError(
            f"{path}: cannot be written: the current folder was removed; change into another"
        ) from None


@cache
def _kind_seen_from(folder: str) -> type[Anchored]:
    """The class whose paths are told from a folder.

    A class, for in every version of Python a path hands its own on to what is made of it.
    """
    return type("Anchored", (Anchored,), {"__slots__": (), "seen_from": folder})


def straight(path: Path) -> Path:
    """A whole path without steps into what is not there and back."""
    way = Path(path.anchor)
    for part in path.parts[1:]:
        way = way.parent if part == ".." and not os.path.lexists(way) else way / part
    return way
