"""The package's own names: sorted, there, and quick to import."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import openiads
from openiads.ground import errors
from openiads.study.campaign.run_campaign import run as play


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


def test_whoever_takes_a_scenario_takes_changes_to_it_under_one_name():
    takes = [
        getattr(openiads, name) for name in openiads.__all__ if inspect.isfunction(getattr(openiads, name))
    ]
    asked = [play if function is openiads.run else function for function in takes]
    parameters = {function.__name__: inspect.signature(function).parameters for function in asked}
    scenarios = {name: told for name, told in parameters.items() if {"scenario", "source"} & {*told}}
    # A study says in its own file what it changes.
    without = {name for name, told in scenarios.items() if "changes" not in told}
    assert without == {"study"}
    assert not [name for name, told in parameters.items() if "overrides" in told]
    assert openiads.load("one-battery", "area.terrain=flat").area.terrain == "flat"
    assert openiads.load("one-battery", changes=["area.terrain=flat"]).area.terrain == "flat"
