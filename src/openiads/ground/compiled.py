"""The one door to Numba.

Numba's disk cache looks only at the file of the function that it compiles, so an edit in a callee of
another file would go unseen.  The cache therefore lives in a folder named by the hash of every source
that can hold a kernel and of the versions that compile it; any edit opens a new folder.
"""

from __future__ import annotations

import gc
import hashlib
import os
import platform
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core.errors import NumbaExperimentalFeatureWarning

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parent.parent
KERNEL_FOLDERS = (
    "ground",
    "state",
    "terrain",
    "motion",
    "sensing",
    "tracking",
    "picture",
    "identification",
    "engagement",
    "simulation",
)
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False}
BORROWED: dict[str, Any] = {"_nrt": False}
"""For phases and their parts: they borrow their arrays and make none, so nothing counts references; that
halves both the code and the time to compile it."""


def _switch() -> bool:
    """Whether kernels are compiled; OPENIADS_KERNELS=off runs them as plain Python."""
    word = os.environ.get("OPENIADS_KERNELS", "on")
    if word not in ("on", "off"):
        raise ValueError(f"OPENIADS_KERNELS is {word!r}; allowed are 'on' and 'off'")
    return word == "on" and not numba.config.DISABLE_JIT


def sources() -> list[Path]:
    """Every source file whose edit can change compiled code, in a fixed order; the twin is never compiled."""
    found = (path for folder in KERNEL_FOLDERS for path in (PACKAGE / folder).rglob("*.py"))
    return sorted(path for path in found if path.parent.name != "reference")


def fingerprint(files: Iterable[Path]) -> str:
    """Short SHA-256 over file names, contents and the versions that turn them into machine code."""
    digest = hashlib.sha256()
    versions = (sys.version, platform.machine(), numba.__version__, np.__version__)
    digest.update("\n".join(versions).encode())
    for path in files:
        digest.update(str(path.relative_to(PACKAGE)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _candidates() -> list[Path]:
    named = os.environ.get("OPENIADS_CACHE_DIR")
    if named:
        return [Path(named)]
    user = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return [Path(user) / "openiads", Path(tempfile.gettempdir()) / "openiads-cache"]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _open_cache() -> Path | None:
    """The first cache folder that can be written, or None: then each start compiles anew."""
    name = fingerprint(sources())
    return next((c / name for c in _candidates() if _writable(c / name)), None)


COMPILED = _switch()
CACHE = _open_cache() if COMPILED else None
if CACHE is not None:
    numba.config.CACHE_DIR = str(CACHE)
warnings.filterwarnings("ignore", category=NumbaExperimentalFeatureWarning)


def _check_home(function: Callable[..., Any]) -> None:
    """A kernel outside the hashed folders would be cached past its own edits."""
    parts = function.__module__.split(".")
    if parts[0] == "openiads" and (len(parts) < 2 or parts[1] not in KERNEL_FOLDERS):
        raise TypeError(f"{function.__module__} holds a kernel; allowed are {', '.join(KERNEL_FOLDERS)}")


def kernel(function: F) -> F:
    """Compile at first call, for whatever types come; cached on disk."""
    _check_home(function)
    if not COMPILED:
        return function
    return numba.njit(cache=CACHE is not None, **OPTIONS)(function)  # type: ignore[no-any-return]


def part(function: F) -> F:
    """A kernel that only other kernels call: no doorway from Python, which whole States make expensive.

    A packed State and World have some forty arrays: unpacking them from Python objects costs more machine
    code than most kernels, and copying them for a call more time.  So a part is always inlined.
    """
    _check_home(function)
    if not COMPILED:
        return function
    closed = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}
    return numba.njit(**OPTIONS, **BORROWED, **closed)(function)  # type: ignore[no-any-return]


def signature_of(*examples: Any) -> Any:
    """Signature `void(types of the examples)`; arrays that are not writeable stay so."""
    return numba.void(*(numba.typeof(example) for example in examples))


def compile_for(function: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    """Compile `function` for one signature, so that it can travel as a value; cached on disk."""
    if not COMPILED:
        return function
    decorate = numba.njit(signature, cache=CACHE is not None, **OPTIONS, **BORROWED)
    collecting = gc.isenabled()
    gc.disable()  # the compiler makes millions of small objects; walking them costs a quarter of its time
    try:
        compiled: Callable[..., Any] = decorate(function)
    finally:
        if collecting:
            gc.enable()
    return compiled


def tuple_of_functions(signature: Any, count: int) -> Any:
    """Numba type of a tuple of `count` functions of one signature."""
    return numba.types.UniTuple(numba.types.FunctionType(signature), count)


def type_of(example: Any) -> Any:
    """Numba type of an example value."""
    return numba.typeof(example)


def void(*types: Any) -> Any:
    """Signature that returns nothing."""
    return numba.void(*types)


def has_compiled(name: str) -> bool:
    """Whether this version has left machine code of a function on disk (else its first use compiles)."""
    return CACHE is not None and any(CACHE.rglob(f"*.{name}-*.nbc"))
