"""The package's own names: sorted, there, and quick to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import openiads
from openiads.ground import errors


def test_every_public_name_is_there():
    assert openiads.__all__ == sorted(openiads.__all__)
    assert all(getattr(openiads, name) is not None for name in openiads.__all__)


def test_every_error_of_the_family_is_public():
    kinds = (value for value in vars(errors).values() if isinstance(value, type))
    family = {kind.__name__ for kind in kinds if issubclass(kind, errors.OpeniadsError)}
    assert family <= set(openiads.__all__)


def test_another_name_is_told_as_python_does():
    with pytest.raises(AttributeError) as caught:
        openiads.simulate  # noqa: B018
    assert str(caught.value) == "module 'openiads' has no attribute 'simulate'"


def test_importing_the_package_imports_nothing_heavy():
    heavy = "numpy", "numba", "pydantic", "pyarrow"
    ask = f"import sys, openiads; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_part_of_the_package_takes_the_place_of_a_public_function():
    import importlib
    import types

    for module in ("openiads.study", "openiads.study.compare.measures", "openiads.api.coverage"):
        importlib.import_module(module)
    modules = [name for name in openiads.__all__ if isinstance(getattr(openiads, name), types.ModuleType)]
    assert modules == []
    from openiads import study

    assert callable(study)
