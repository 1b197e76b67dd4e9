"""A kernel of a chosen model that Numba cannot compile is one message, which says which, where and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from openiads.ground import uncompiled
from openiads.ground.compiled import compile_for, part, type_of, void
from openiads.ground.errors import ModelError
from openiads.ground.exchange import exchanged

pytestmark = pytest.mark.compiled("in plain Python any kernel runs")


@part
def ours(x: float) -> float:
    return x + 1.0


def phase(x: float) -> None:
    ours(x)


def told(theirs) -> str:
    chain = exchanged({"only": phase}, {ours: theirs})
    with pytest.raises(ModelError) as caught:
        compile_for(chain["only"], void(type_of(0.0)))
    return str(caught.value)


def line_of(theirs, below: int) -> int:
    return theirs.py_func.__code__.co_firstlineno + below


def test_what_has_no_type_is_told_with_its_line():
    @part
    def mine(x: float) -> float:
        return "a" if x > 1.0 else x.nothing

    assert told(mine) == (
        "models: the phase 'phase' cannot be compiled with mine of test_uncompiled.py: "
        "TypingError: Unknown attribute 'nothing' of type float64 "
        f"(test_uncompiled.py, line {line_of(mine, 2)}); "
        "a kernel that Numba compiles and that makes no array is allowed; mend it, or name another model"
    )


def test_what_the_compiler_does_not_read_at_all_is_told_too():
    @part
    def mine(x: float) -> float:
        import math

        return math.sqrt(x)

    message = told(mine)
    assert "mine of test_uncompiled.py: UnsupportedBytecodeError: Use of unsupported opcode" in message
    assert f"(test_uncompiled.py, line {line_of(mine, 2)})" in message


def test_a_name_that_is_nowhere_is_told_with_its_kernel():
    @part
    def mine(x: float) -> float:
        return x + not_there  # noqa: F821

    assert "mine of test_uncompiled.py: TypingError: NameError: name 'not_there' is not defined" in told(mine)


def test_a_model_of_ours_is_not_for_the_user_to_mend(monkeypatch):
    @part
    def mine(x: float) -> float:
        return x.nothing

    monkeypatch.setattr(uncompiled, "PACKAGE", Path(__file__).resolve().parent)
    assert told(mine).endswith(
        "it comes with openiads, so the fault is not yours; name another model, and report this one"
    )


def test_our_own_phases_fail_as_faults_of_ours():
    def wrong(x: float) -> None:
        ours(x, x)  # type: ignore[call-arg]

    with pytest.raises(Exception, match="too many positional arguments") as caught:
        compile_for(wrong, void(type_of(0.0)))
    assert not isinstance(caught.value, ModelError)
