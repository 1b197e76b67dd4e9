"""Places to write to: tried before the work is done, and written beside until they are whole."""

from __future__ import annotations

import errno
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from openiads.ground.errors import OutputError

FULL = (errno.ENOSPC, errno.EDQUOT)
STRAYS = ".openiads-*.part"
"""What a process that was killed may leave beside a place."""
INSIDE = "x" * 80
"""As long as what stands in a folder of ours gets, below its own name."""


@contextmanager
def writing(place: Path, kind: str = "folder", resumes: bool = False) -> Iterator[None]:
    """Turn what the disk refuses into one message; `resumes`: what is there can be gone on with."""
    try:
        yield
    except (OSError, ValueError) as error:
        if not isinstance(error, OSError) and "null" not in str(error):
            raise  # not about a name with a zero in it
        number = getattr(error, "errno", None)
        reason = os.strerror(number) if number else str(error)
        remedy = f"name a {kind} that can be written"
        if number in FULL:
            more = "; the same command with --resume goes on from what is kept" if resumes else ""
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


def require_open(folder: Path) -> None:
    """Refuse a folder, new or there, in which no file can be made."""
    if not os.path.lexists(folder):
        require_possible(folder, "folder")
        return
    with writing(folder):
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        _touch(folder / f".openiads-{os.getpid()}.part")


def _touch(file: Path) -> None:
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    file.unlink()


def beside(place: Path) -> Path:
    """A name to write under until the thing is whole: short, ours, and of this process only."""
    return place.with_name(f".openiads-{os.getpid()}-{zlib.crc32(os.fsencode(place.name)):08x}.part")
