"""Other parts in the place of ours: copies of phases that call them, compiled and kept like the originals.

A phase names the parts that it calls, and these name theirs.  Where one of them is to be another, whatever
leads to it is copied with that name meaning the other, within other parts that stand for ours as well; the
compiler then inlines it as it did ours, so a phase with exchanged parts costs what one that was written so
would cost.  What leads to none of them is shared with the original.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CellType, FunctionType
from typing import Any

from openiads.ground.compiled import Part, is_kernel, kernel, mark_exchanged, part

Function = Callable[..., Any]


def exchanged(functions: Mapping[Any, Function], others: Mapping[Function, Function]) -> dict[Any, Function]:
    """Functions with parts of theirs exchanged, at any depth; one that calls none of them stays itself.

    others  the part to be called by the part of ours that it stands for, with the same signature
    """
    others = {ours: theirs for ours, theirs in others.items() if ours is not theirs}
    done: dict[int, Function] = {}
    return {key: _with(function, others, done) for key, function in functions.items()}


def _with(function: Function, others: Mapping[Function, Function], done: dict[int, Function]) -> Function:
    if id(function) in done:
        return done[id(function)]
    done[id(function)] = function  # of a part that calls itself
    if function in others:
        # Theirs leads to parts that have others as well; ours, where it goes on to that, is meant as ours.
        left = {ours: theirs for ours, theirs in others.items() if ours is not function}
        done[id(function)] = _with(others[function], left, {})
        return done[id(function)]
    called = _called_by(getattr(function, "py_func", function))
    instead = {name: _with(each, others, done) for name, each in called.items()}
    if any(instead[name] is not each for name, each in called.items()):
        done[id(function)] = _copy(function, instead, others)
    return done[id(function)]


def _called_by(plain: Any) -> dict[str, Function]:
    """The functions that a function names or holds, by the names that it has for them."""
    known = plain.__globals__ | _cells_of(plain)
    names = (*plain.__code__.co_names, *plain.__code__.co_freevars)
    found = {name: known[name] for name in names if name in known}
    return {name: each for name, each in found.items() if is_kernel(each)}


def _cells_of(plain: Any) -> dict[str, Any]:
    """What a function holds of the one that it was made in."""
    cells = zip(plain.__code__.co_freevars, plain.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells}


def _copy(function: Any, instead: Mapping[str, Function], others: Mapping[Function, Function]) -> Function:
    plain = getattr(function, "py_func", function)
    held = {name: instead.get(name, value) for name, value in _cells_of(plain).items()}
    copy = FunctionType(
        plain.__code__, {**plain.__globals__, **instead}, plain.__name__, plain.__defaults__,
        tuple(CellType(value) for value in held.values()),
    )  # fmt: skip
    copy.__module__, copy.__qualname__, copy.__doc__ = plain.__module__, plain.__qualname__, plain.__doc__
    mark_exchanged(copy, others)
    if function is plain:  # a phase, or all of them where nothing is compiled
        return copy
    return part(copy) if isinstance(function, Part) else kernel(copy)
