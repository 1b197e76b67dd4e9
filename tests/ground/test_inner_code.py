"""A part is compiled within whoever calls it, and only there."""

from __future__ import annotations

import pytest

from openiads.ground.compiled import COMPILED, kernel, part, type_of
from openiads.ground.inner_code import InnerLibrary

pytestmark = pytest.mark.skipif(not COMPILED, reason="nothing is compiled")


@part
def half(x: float) -> float:
    """A part."""
    return 0.5 * x


@part
def quarter(x: float) -> float:
    """A part that calls one."""
    return half(half(x))


@kernel
def eighth(x: float) -> float:
    """What Python may call."""
    return quarter(half(x))


def test_parts_of_parts_do_in_their_callers_what_they_say():
    assert eighth(12.0) == 1.5  # 12 / 8


def test_a_part_is_never_made_machine_code_of_its_own():
    for one in (eighth, half):
        one.compile((type_of(8),))  # of a whole number, with which nobody else calls it
    runs, stays = (_made_for(one, type_of(8)) for one in (eighth, half))
    assert isinstance(stays.library, InnerLibrary)
    assert not isinstance(runs.library, InnerLibrary)
    engine = runs.library.codegen._engine
    assert engine.is_symbol_defined(runs.fndesc.mangled_name)
    assert not engine.is_symbol_defined(stays.fndesc.mangled_name)


def _made_for(function, kind):
    """What was compiled of a function for one type."""
    return next(made for signature, made in function.overloads.items() if signature == (kind,))
