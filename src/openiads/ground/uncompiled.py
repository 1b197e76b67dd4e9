"""Kernels of a chosen model that Numba cannot compile: its pages of reasons, told as one message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from openiads.ground.errors import ModelError
from openiads.ground.letters import brief

LONGEST_REASON = 300
"""Characters of what the compiler says that are shown."""
STAGE = "Failed in "
"""What begins the lines in which Numba says only at which stage it failed."""
PLACES = re.compile(r'File "([^"]+)", line (\d+)|(\S+) \((\d+)\)')
"""How Numba writes a line of a source."""


PACKAGE = Path(__file__).resolve().parents[1]


OF_THEIRS = "a kernel that Numba compiles and that makes no array is allowed; mend it, or name another model"
OF_OURS = "it comes with openiads, so the fault is not yours; name another model, and report this one"


class Written(NamedTuple):
    """A kernel by its name and its source."""

    name: str
    file: str
    ours: bool
    """Whether it comes with openiads, so that whoever chose it cannot mend it."""

    def __str__(self) -> str:
        return f"{self.name} of {self.file}"


def written(function: Any) -> Written:
    """Where a kernel is written."""
    code = getattr(function, "py_func", function).__code__
    path = Path(code.co_filename)
    return Written(code.co_name, path.name, path.resolve().is_relative_to(PACKAGE))


def refusal(phase: str, theirs: Sequence[Written], error: Exception) -> ModelError:
    """What to raise where a phase cannot be compiled with kernels that stand in the place of ours."""
    told = str(error)
    blamed = [one for one in theirs if one.file in told or f"<function {one.name} at " in told]
    told_of = blamed or theirs
    names = ", ".join(sorted({str(one) for one in told_of}))
    place = _place(told, {one.file for one in theirs})
    reason = brief(f"{type(error).__name__}: {_reason(told)}", LONGEST_REASON)
    remedy = OF_OURS if all(one.ours for one in told_of) else OF_THEIRS
    return ModelError(
        f"models: the phase {phase!r} cannot be compiled with {names}: {reason}{place}; {remedy}"
    )


def _reason(told: str) -> str:
    """The first line that is not of a stage; what ends in a colon says itself in the next."""
    lines = (" ".join(line.split()) for line in told.splitlines() if not line.startswith(STAGE))
    first, *more = [line for line in lines if line] or ["no reason was given"]
    return f"{first} {more[0]}" if first.endswith(":") and more else first.rstrip(".")


def _place(told: str, files: Iterable[str]) -> str:
    """The first line of one of these files that is named, ready to append."""
    for path, line, other, its_line in PLACES.findall(told):
        name = Path(path or other).name
        if name in files:
            return f" ({name}, line {line or its_line})"
    return ""
