"""Places to write to: tried before the work is done, and written beside until they are whole."""

from __future__ import annotations

import atexit
import errno
import hashlib
import os
import re
import secrets
import shutil
import socket
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from openiads.ground.errors import OutputError
from openiads.ground.input import what_is

FULL = (errno.ENOSPC, errno.EDQUOT)
MADE = os.O_CREAT | os.O_EXCL | os.O_WRONLY
"""How a file is made that was not there; a link in its place is not followed."""
STRAYS = ".openiads-*.part"
"""What a process that was killed may leave beside a place."""
MARK = re.compile(r"\.openiads-(?P<where>[0-9a-f]{8})-(?P<pid>\d{1,10})-[0-9a-f]{16}\.part")
"""Our own mark on such a name, which nothing else has that is taken away."""
INSIDE = "x" * 80
"""Longest name that this program makes inside one of its folders."""

_written_in: set[Path] = set()
"""Folders in which this process may have something unfinished."""


@contextmanager
def writing(place: Path, kind: str = "folder", resumes: bool = False) -> Iterator[None]:
    """Turn an error of the disk into one message; `resumes`: the work can be continued from what is there."""
    try:
        yield
    except (OSError, ValueError) as error:
        if not isinstance(error, OSError) and "null" not in str(error):
            raise  # not about a name with a zero in it
        number = getattr(error, "errno", None)
        reason = os.strerror(number) if number else str(error)
        remedy = f"name a {kind} that can be written"
        gone = next((above for above in reversed(place.parents) if not os.path.lexists(above)), None)
        if number == errno.ENOENT and gone is not None:
            raise OutputError(
                f"{place}: cannot be written: {gone} was removed meanwhile; start again"
            ) from None
        if number in FULL:
            more = "; the same command with --resume continues from what is kept" if resumes else ""
            remedy = f"free some space{more}"
        raise OutputError(f"{place}: cannot be written: {reason}; {remedy}") from None


def require_possible(place: Path, kind: str) -> None:
    """Refuse a new file or folder that cannot be made there; nothing is left of the trial.

    It is made and taken away again, with the folders above it that are missing: only the system knows how
    long a name may be, and what this user may do there.  That is done in a folder of ours beside it, so that
    nobody takes the trial for the thing.
    """
    made: list[Path] = []
    with writing(place, kind):
        blocking = next((above for above in place.parents if above.exists() and not above.is_dir()), None)
        if blocking is not None:
            raise OutputError(
                f"{place}: cannot be written: {blocking} is not a folder; name a {kind} that can be written"
            )
        try:
            for above in reversed([above for above in place.parents if not above.exists()]):
                above.mkdir(exist_ok=True)
                made.append(above)
            trial = beside(place)
            for folder in (trial, trial / place.name)[: 1 if kind == "file" else 2]:
                folder.mkdir()
                made.append(folder)
            _touch(trial / place.name if kind == "file" else trial / place.name / INSIDE)
        finally:
            for folder in reversed(made):
                with suppress(OSError):  # somebody else may use it by now
                    folder.rmdir()


def require_still(folder: Path) -> None:
    """Refuse a folder that was there and is gone: what is removed is not made anew behind somebody's back."""
    if not os.path.lexists(folder):
        raise OutputError(f"{folder}: was removed meanwhile; start again")


def require_open(folder: Path) -> None:
    """Refuse a folder, new or there, in which no file can be made."""
    if not os.path.lexists(folder):
        require_possible(folder, "folder")
        return
    with writing(folder):
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        _touch(beside(folder / "any"))


def _touch(file: Path) -> None:
    os.close(os.open(file, MADE))
    file.unlink()


def beside(place: Path) -> Path:
    """A name to write under until the thing is whole: short, ours, and nobody else's.

    Nobody can guess it, so neither another thread nor a link that somebody put there is in the way.  What
    still has it when the process ends is taken away: an interruption may come between any two steps, even
    before that which would tidy.
    """
    _written_in.add(place.absolute().parent)
    return place.with_name(f"{_ours()}{secrets.token_hex(8)}.part")


def _ours() -> str:
    """How the names of this process begin."""
    return f".openiads-{_here()}-{os.getpid()}-"


@atexit.register
def _take_away_unfinished() -> None:
    for folder in _written_in:
        for draft in folder.glob(f"{_ours()}*.part"):
            take_away(draft)


@contextmanager
def drafted(place: Path, mode: int = 0o666) -> Iterator[Path]:
    """A new, empty file beside a place, to be filled and given its name; nothing else is left of it."""
    draft = beside(place)
    os.close(os.open(draft, MADE, mode))
    try:
        yield draft
    finally:
        take_away(draft)


def flush(path: Path) -> None:
    """Bring a file or folder to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows flushes no folders.
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def kept_beside(place: Path) -> Path:
    """A name for what is kept until the thing is whole, the same whenever the work is continued."""
    return place.with_name(f".openiads-{short(place.name)}.kept")


def short(name: str) -> str:
    """What stands for a name in another, which with both in it may be longer than a name can be."""
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:16]


def require_ours(place: Path, mode: Callable[[int], bool], what: str) -> None:
    """Refuse what stands in the place of a file or a folder of ours and is none.

    Parameters
    ----------
    mode : test of what is there, itself, not what a link leads to
    what : the field's word for ours, "the lock, a file"
    """
    try:
        found = os.lstat(place).st_mode
    except OSError:
        return  # whoever makes it says what is wrong
    if not mode(found):
        kind = "a link" if stat.S_ISLNK(found) else what_is(found) or "a file"
        raise OutputError(f"{place}: is {kind}, and {what}, belongs there; remove it and try again")


def unfollowed(name: str, flags: int) -> int:
    """Open, for `open`, a file of ours whose name can be guessed: a link in its place is not followed."""
    return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def give_name(draft: Path, place: Path) -> None:
    """Give a whole file its name, unless somebody else has taken it meanwhile."""
    try:
        os.link(draft, place)  # unlike a renaming, it never replaces anything
    except OSError:
        if os.path.lexists(place):
            raise OutputError(
                f"{place}: was made by another process meanwhile; remove it or name another file"
            ) from None
        draft.rename(place)  # on a file system that knows no second names
    else:
        draft.unlink()


def sweep(folder: Path, alone: bool = False) -> None:
    """Take away what processes that are gone left in a folder; what lacks our mark stays.

    So does what may be of a process that still works, on this machine or another; if nobody else can work
    in the folder (`alone`), there is none.
    """
    for stray in folder.glob(STRAYS):
        mark = MARK.fullmatch(stray.name)
        if mark and (alone or (mark["where"] == _here() and not _works(int(mark["pid"])))):
            take_away(stray)


def take_away(ours: Path) -> None:
    """Remove a file or folder of ours, and of a link no more than the link."""
    with suppress(OSError):
        if ours.is_symlink() or not ours.is_dir():
            ours.unlink(missing_ok=True)
        else:
            shutil.rmtree(ours, ignore_errors=True)


@cache
def _here() -> str:
    """Where the number of a process means the same one: a machine, from its start on, or a part of it."""
    told = os.fsencode(socket.gethostname())
    with suppress(OSError):
        told += Path("/proc/sys/kernel/random/boot_id").read_bytes()
        told += b"%d" % os.stat("/proc/self/ns/pid").st_ino
    return f"{zlib.crc32(told):08x}"


def _works(pid: int) -> bool:
    if os.name == "nt":
        return True  # To ask would end it.
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
