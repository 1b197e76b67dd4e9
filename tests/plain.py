"""Kernels as plain Python, for tests of parts that compiled code alone may call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The Python function behind a kernel; what it calls in turn stays as it is."""
    return getattr(function, "py_func", function)
