"""Models that other packages bring: who brings one, and whether what is brought can play.

Whatever a stranger's package does wrong is one message, and is met only by who asks for its model.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import EntryPoint, distributions
from typing import Any, NamedTuple, NoReturn

from openiads.ground.compiled import is_kernel
from openiads.ground.errors import ModelError
from openiads.ground.kinds import shown
from openiads.ground.letters import brief

LONGEST_REASON = 300
"""Characters of what a stranger's package says that are shown."""


class Brought(NamedTuple):
    """One model of another package, not loaded yet."""

    package: str
    version: str
    point: EntryPoint

    @property
    def origin(self) -> str:
        """The package and the entry point in it."""
        return f"package {self.package} {self.version} (entry point {self.point.value})"


def brought(kind: str) -> list[Brought]:
    """What the installed packages bring of a kind; nothing of theirs is imported."""
    found: dict[str, list[Brought]] = {}
    for package in distributions():
        with suppress(Exception):  # whose own lists cannot be read: nobody may have asked for that one
            points = [point for point in package.entry_points if point.group == f"openiads.{kind}"]
            if points:  # of a package that lies on two paths, the first is the one that is imported
                mine = [Brought(package.name, package.version, point) for point in points]
                found.setdefault(package.name.casefold(), mine)
    return [one for ones in found.values() for one in ones]


def loaded(one: Brought, like: Any, refuse: Refuse) -> Any:
    """The model itself, if it is of the form of `like`: the same named tuples, filled with kernels."""
    try:
        model = one.point.load()
    except MemoryError:
        raise
    except (Exception, SystemExit) as error:
        told = " ".join("".join(traceback.format_exception_only(error)).split())
        refuse(one, f" cannot be loaded: {brief(told, LONGEST_REASON)}; {_allowed(like)}", error)
    for place, value, wanted in _misfits(model, like):
        refuse(one, f"{place} is {_told(value)}; {_allowed(wanted)}")
    return model


class Refuse:
    """Words a refusal: where, whose model and what is wrong with it, what is allowed, what to do."""

    def __init__(self, kind: str, where: str, others: list[str]) -> None:
        self.start = f"{where}: {kind}" if where else kind
        self.others = f"name another: {', '.join(others)}" if others else "name another"

    def __call__(self, one: Brought, why: str, cause: BaseException | None = None) -> NoReturn:
        """Refuse one model; `why` says what is wrong and what is allowed."""
        told = f"{self.start} {one.point.name!r} of {one.origin}{why}"
        raise ModelError(f"{told}; mend or uninstall {one.package}, or {self.others}") from cause

    def several(self, ones: list[Brought]) -> NoReturn:
        """Refuse a name that more than one entry point has."""
        told = " and ".join(one.origin for one in ones)
        raise ModelError(
            f"{self.start} {ones[0].point.name!r} is brought by {told}; one may bring a name; "
            f"uninstall or rename all but one, or {self.others}"
        )


def _misfits(model: Any, like: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Parts of a model that are not of the form of ours: where, what is there, what ours is."""
    if is_kernel(like):
        fits = is_kernel(model) and _count(model) == _count(like)
    else:
        fits = isinstance(model, type(like))
    if not fits:
        yield place, model, like
    elif isinstance(like, tuple) and hasattr(like, "_fields"):
        for field, value, ours in zip(like._fields, model, like, strict=True):
            yield from _misfits(value, ours, f"{place}.{field}" if place else f": {field}")


def _count(function: Any) -> int:
    """Arguments that a kernel takes."""
    count: int = getattr(function, "py_func", function).__code__.co_argcount
    return count


def _names(function: Any) -> str:
    plain = getattr(function, "py_func", function).__code__
    return ", ".join(plain.co_varnames[: plain.co_argcount])


def _told(value: Any) -> str:
    try:
        return f"a kernel of ({_names(value)})" if is_kernel(value) else shown(value)
    except Exception:  # a stranger's thing that cannot even be written out
        return f"a {type(value).__name__}"


def _allowed(like: Any) -> str:
    if is_kernel(like):
        return f"a kernel of ({_names(like)}) is allowed, as openiads.ground.compiled.part makes one"
    return f"a {type(like).__name__} as in {type(like).__module__} is allowed"
