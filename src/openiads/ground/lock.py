"""One process at a time works in a folder; the others learn which one does.

The lock is the system's own, so it ends with its process, however that ends.  Where a file system knows no
such locks, as some network ones, a file stands for it; the same library takes over one whose process, on
this machine, is gone.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from openiads.ground.errors import OutputError
from openiads.ground.input import bytes_of
from openiads.ground.output import drafted, require_ours, require_still, short, writing

LOCK = ".openiads-lock"
"""The file that is locked; it stays until the run is whole, since removing it might let two in."""
HOLDER = ".openiads-holder"
"""Who works in the folder: host, process and since when."""
MOST_SAID = 10_000
"""Bytes of it that are read."""


@contextmanager
def working_in(folder: Path, file: str = "", instead: str = "") -> Iterator[None]:
    """Have a folder, or one file of it, to oneself.

    Parameters
    ----------
    instead : what who comes second may do but wait, as the user of the lock says it

    Raises
    ------
    OutputError
        if another process works there, or none can
    """
    place, kind = (folder / file, "file") if file else (folder, "folder")
    lock, holder = (_of(name, folder, file) for name in (LOCK, HOLDER))
    require_still(folder)
    require_ours(lock, stat.S_ISREG, "the lock, a file")
    require_ours(holder, _is_replaceable, "the note of who works there, a file")
    instead = instead or f"name another {kind}"
    held = FileLock(lock, timeout=0)
    with writing(place, kind):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # that a file stands for the lock
                held.acquire()
        except Timeout:
            raise OutputError(
                f"{place}: {_holder(holder)} is working there; wait until it is done, or {instead}"
            ) from None
    try:
        _say_in(holder, place, kind, lock)
        yield
    finally:
        with suppress(OSError):  # who held it is news of old, and no reason to hold on
            holder.unlink()
        held.release()


def take_away(folder: Path, file: str = "") -> None:
    """Remove the lock of what is whole: whoever still gets in finds nothing to do."""
    with suppress(OSError):
        _of(LOCK, folder, file).unlink(missing_ok=True)


def _of(name: str, folder: Path, file: str) -> Path:
    return folder / (f"{name}-{short(file)}" if file else name)


def _is_replaceable(mode: int) -> bool:
    """Whether a renaming takes the place of what is there, as it does of a link."""
    return not stat.S_ISDIR(mode)


def _say_in(holder: Path, place: Path, kind: str, lock: Path) -> None:
    """Say who works there; who cannot, does not work there, and takes his lock along."""
    try:
        with writing(place, kind):
            _say_who(holder)
    except BaseException:
        with suppress(OSError):
            lock.unlink()
        raise


def _say_who(holder: Path) -> None:
    """Written beside, for the name itself may be a link that somebody else put there."""
    with drafted(holder) as draft:
        draft.write_text(json.dumps(_myself()), encoding="utf-8")
        draft.replace(holder)


def _myself() -> dict[str, object]:
    return {"host": socket.gethostname(), "pid": os.getpid(), "start": time.strftime("%Y-%m-%dT%H:%M:%S%z")}


def _holder(told: Path) -> str:
    """Who works there, as far as it can be read."""
    try:
        found = json.loads(bytes_of(told, OutputError, MOST_SAID))
        return (
            f"process {int(found['pid'])} on {str(found['host'])[:80]!r}, since {str(found['start'])[:40]},"
        )
    except (OSError, OutputError, ValueError, KeyError, TypeError, RecursionError):
        return "another process"
