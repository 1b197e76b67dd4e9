"""Hashes of what shapes a number: sources, libraries, arrays."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

import numpy as np

from openiads.ground.compiled import PACKAGE

DIGITS = 16
"""Of each hash that is kept: enough to tell any two apart."""
LIBRARIES = ("llvmlite", "numba", "numpy", "rasterio", "scipy")
"""Packages that can change a number."""


def sha_of_arrays(told: Iterable[object]) -> str:
    """Of arrays, and of scalars as they are written."""
    digest = hashlib.sha256()
    for array in told:
        if not isinstance(array, np.ndarray):
            digest.update(f"{array!r}\n".encode())
            continue
        digest.update(f"{array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:DIGITS]


def sha_of_sources(folders: Iterable[str]) -> str:
    """Of all Python files in folders of the package: name, length and content of each."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in (PACKAGE / folder).rglob("*.py")):
        content = path.read_bytes()
        # No two lists of files read alike.
        digest.update(f"{path.relative_to(PACKAGE).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:DIGITS]


@cache
def libraries() -> dict[str, str]:
    """Versions, read once: another may be installed by now, but not into this process."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{package: version(package) for package in LIBRARIES}}
