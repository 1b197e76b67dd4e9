"""Parts in the place of others, in copies of what leads to them."""

from __future__ import annotations

import numpy as np

from openiads.ground.compiled import COMPILED, compile_for, kernel, origin_sha256, part, type_of, void
from openiads.ground.exchange import exchanged


@kernel
def twice(x: float) -> float:
    return 2.0 * x


@kernel
def thrice(x: float) -> float:
    return 3.0 * x


@part
def less_one(x: float) -> float:
    return twice(x) - 1.0


@part
def squared(x: float) -> float:
    return x * x


def phase(out: np.ndarray, x: float) -> None:
    out[0] = less_one(x) + squared(x)


def other(out: np.ndarray, x: float) -> None:
    out[0] = squared(x)


def played(function) -> float:
    out = np.zeros(1)
    compile_for(function, void(type_of(out), type_of(1.0)))(out, 5.0)
    return float(out[0])


def test_a_part_is_exchanged_however_deep_it_is_called():
    assert played(phase) == 2.0 * 5.0 - 1.0 + 25.0
    (found,) = exchanged({0: phase}, {twice: thrice}).values()
    assert played(found) == 3.0 * 5.0 - 1.0 + 25.0
    assert played(phase) == 2.0 * 5.0 - 1.0 + 25.0


def test_what_does_not_lead_to_it_is_the_same_function():
    found = exchanged({"phase": phase, "other": other}, {twice: thrice})
    assert found["other"] is other
    assert found["phase"] is not phase
    assert exchanged({0: phase}, {twice: twice})[0] is phase
    assert found["phase"].__globals__["squared"] is squared


def test_copies_with_other_parts_are_told_apart_and_the_same_ones_are_not():
    def with_(theirs):
        return origin_sha256(exchanged({0: phase}, {twice: theirs})[0])

    assert with_(thrice) == with_(thrice)
    assert len({with_(thrice), with_(squared), origin_sha256(phase)}) == 3


def test_what_was_compiled_for_a_copy_is_not_taken_for_the_original():
    if COMPILED:
        for _ in range(2):  # the second time from what was kept
            assert [played(exchanged({0: phase}, {twice: p})[0]) for p in (thrice, squared)] == [39.0, 49.0]


@part
def less_two(x: float) -> float:
    return twice(x) - 2.0


@part
def twice_and_one(x: float) -> float:
    return twice(x) + 1.0


def test_parts_are_exchanged_within_others_too():
    # Both are chosen: that for `less_one` doubles as well, and has to triple.
    (found,) = exchanged({0: phase}, {less_one: less_two, twice: thrice}).values()
    assert played(found) == 3.0 * 5.0 - 2.0 + 25.0


def test_what_goes_on_to_the_part_that_it_stands_for_means_that():
    (found,) = exchanged({0: phase}, {twice: twice_and_one}).values()
    assert played(found) == (2.0 * 5.0 + 1.0) - 1.0 + 25.0


def test_what_a_part_holds_is_exchanged_as_what_it_names():
    def made(held):
        @part
        def adding(x: float) -> float:
            return held(x) + 7.0

        return adding

    (found,) = exchanged({0: phase}, {less_one: made(twice), twice: thrice}).values()
    assert played(found) == 3.0 * 5.0 + 7.0 + 25.0
