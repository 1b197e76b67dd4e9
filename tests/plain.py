"""Kernels as plain Python, for tests of parts that compiled code alone may call."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from openiads.simulation.drivers import phase_of
from openiads.state.state import State
from openiads.state.world import World


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The Python function behind a kernel; what it calls in turn stays as it is."""
    return getattr(function, "py_func", function)


def open_up(monkeypatch: pytest.MonkeyPatch, *modules: ModuleType) -> None:
    """For one test, run every kernel that these modules define or call as plain Python."""
    for module in modules:
        for name, value in list(vars(module).items()):
            if hasattr(value, "py_func"):
                monkeypatch.setattr(module, name, plain(value))


def in_kernel(function: Callable[..., None], state: State, world: World, step: int = 0) -> None:
    """Call `function(state, world, step)` compiled, so that it may call what only kernels may."""
    phase_of(function, state, world)(state, world, step)
