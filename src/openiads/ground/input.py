"""Files to read from: looked at before they are opened, and read no farther than a bound.

A named pipe holds whoever opens it until somebody writes, a device may never end, and what is as long as the
memory takes all of it.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from openiads.ground.errors import OpeniadsError
from openiads.ground.letters import brief

MOST_TEXT = 2_000_000
"""Bytes of a text file that is read: fifty times the longest built-in one, parsed in seconds."""
MOST_KEPT = 200_000_000
"""Bytes of a text file that only the program writes."""
MISSING = (errno.ENOENT, errno.ENOTDIR)
KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISDIR, "a folder"),
)


def require_regular(place: str | Path, family: type[OpeniadsError], most: int | None = None) -> None:
    """Refuse what is there and is no file to read, without opening it; what is not there is not its matter.

    Parameters
    ----------
    family : what is raised
    most : bytes that it may have, if there is a bound
    """
    try:
        found = os.stat(place)
    except ValueError:  # a zero in the name, of which Python says so
        raise family(f"{_name(place)}: is not a file name; remove the zero byte") from None
    except OSError as error:
        if error.errno in MISSING:
            return
        raise family(_unreadable(place, error)) from None
    kind = what_is(found.st_mode)
    if kind:
        where = "name the file in it" if stat.S_ISDIR(found.st_mode) else "write its content into a file"
        raise family(f"{_name(place)}: is {kind}; a file is allowed; {where}")
    if most is not None and found.st_size > most:
        raise family(f"{_name(place)}: has {found.st_size} bytes; {_bound(most)}")


def what_is(mode: int) -> str:
    """What something is that is no file, by its mode; nothing for a file."""
    return next((word for test, word in KINDS if test(mode)), "")


def bytes_of(place: str | Path, family: type[OpeniadsError], most: int = MOST_TEXT) -> bytes:
    """Content of a file of no more than `most` bytes.

    Raises
    ------
    FileNotFoundError
        if it is not there, for callers word that in their own ways
    OpeniadsError
        of the family, if it is no regular file, too long, or cannot be read
    """
    require_regular(place, family, most)
    # What was a file may be a pipe by now: opened in this way it holds nobody.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(place, flags), "rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise family(_unreadable(place, error)) from None
    if len(content) > most:  # it grew, or tells no length, as those of /proc
        raise family(f"{_name(place)}: has more than {most} bytes; {_bound(most)}")
    return content


def text_of(place: str | Path, family: type[OpeniadsError], what: str, most: int = MOST_TEXT) -> str:
    """Text of a UTF-8 file, with or without its mark at the beginning; raises as `bytes_of` does.

    Parameters
    ----------
    what : the field's word for the file, "a scenario file"
    """
    try:
        text = bytes_of(place, family, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise family(
            f"{_name(place)}: byte {error.start} is not UTF-8; {what} is UTF-8 text; save it as such"
        ) from None
    return text.replace("\r\n", "\n")


def _name(place: str | Path) -> str:
    return brief(f"{place}")  # which tells a place as it was given


def _bound(most: int) -> str:
    return f"at most {most} are allowed; shorten it"


def _unreadable(place: str | Path, error: OSError) -> str:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return f"{_name(place)}: cannot be read: {reason}; name a file that can be read"
