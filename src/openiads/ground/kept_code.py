"""Machine code on the disk: what is read is what this user wrote, byte for byte; all else is as if not there.

Code that was cut or flipped need not fail when it is loaded, it may end the process or answer wrongly.  So
its SHA-256 goes before it and is checked before anything is made of it; and since what is made of it runs,
a file counts only if it is the user's own, has one name, and nobody else can write it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from openiads.ground.cache_folder import OTHERS_WRITE, REMEDY
from openiads.ground.errors import Notice
from openiads.ground.output import FULL, beside, drafted, sweep

T = TypeVar("T")

SUM = hashlib.sha256().digest_size
READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
NOT_SO = "is not the machine code that was kept"
PASSING = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What a file is not to blame for."""

_told: set[str] = set()
_telling = threading.Lock()


def load(file: Path, make: Callable[[bytes], T]) -> T | None:
    """What `make` makes of a file that was kept; None if there is none, or if it is not as it was kept.

    Then it is taken away, so that it is kept anew, and that is said.
    """
    try:
        with open(os.open(file, READ), "rb") as kept:
            why = _stranger(os.fstat(kept.fileno()))
            whole = b"" if why else kept.read()
        if not why and hashlib.sha256(memoryview(whole)[SUM:]).digest() == whole[:SUM]:
            return make(whole[SUM:])
    except FileNotFoundError:
        return None
    except MemoryError:
        raise
    except Exception as error:
        if getattr(error, "errno", None) in PASSING:
            return None
        why = _reason(error)
    _set_aside(file)
    reason = f" ({why})" if why else ""
    _tell("torn", f"{file}: {NOT_SO}{reason}; it, and any other like it, is removed and compiled again")
    return None


def keep(file: Path, code: Callable[[], bytes]) -> None:
    """Keep machine code; where that cannot be, the work goes on without, and that is said."""
    try:
        if "swept" not in _told:
            sweep(file.parent)
        _told.add("swept")
        whole = code()
        with drafted(file, stat.S_IRUSR | stat.S_IWUSR) as draft:
            draft.write_bytes(hashlib.sha256(whole).digest() + whole)
            os.replace(draft, file)
    except MemoryError:
        raise
    except Exception as error:
        full = isinstance(error, OSError) and error.errno in FULL
        remedy = f"free some space, or {REMEDY}" if full else REMEDY
        tell_unkept(f"{file.parent}: cannot be written: {_reason(error)}; {remedy}")


def tell_unkept(why: str) -> None:
    """Say, once, that each start compiles anew."""
    _tell("unkept", f"machine code is not kept, so every start compiles anew: {why}")


def _stranger(found: os.stat_result) -> str:
    """Why a file may be somebody else's doing, nothing if it cannot."""
    if not stat.S_ISREG(found.st_mode):
        return "no file"
    if os.name == "nt":
        return ""  # A profile there is private by its access list.
    if found.st_uid != os.geteuid() or found.st_mode & OTHERS_WRITE or found.st_nlink != 1:
        return "others could write it"
    return ""


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else f"{type(error).__name__}: {error}"


def _set_aside(file: Path) -> None:
    """Take the name from what has it: a file, a link, or a folder, which may hold what nobody else has."""
    with suppress(OSError):
        if file.is_dir() and not file.is_symlink():
            file.rename(beside(file).with_suffix(".torn"))
        else:
            file.unlink()


def _tell(what: str, line: str) -> None:
    """Say one line, once in a process."""
    with _telling:
        if what in _told:
            return
        _told.add(what)
    warnings.warn(Notice(line), stacklevel=3)
