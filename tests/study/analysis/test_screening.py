"""One coordinate is named where it stands out, and for nothing once in a hundred boxes."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.analysis import screening
from openiads.study.analysis.indices import influences
from openiads.study.analysis.screening import strongest
from openiads.study.design.hypercube import hypercube

POINTS, COORDINATES = 48, 300


def test_a_coordinate_among_hundreds_is_named_though_no_function_can_be_fitted() -> None:
    draws = np.random.default_rng(5)
    unit = hypercube(COORDINATES, POINTS, seed=5)
    # Half of the variance is that of the coordinate (1/12 times 12), half is of all that is not told apart.
    values = np.sqrt(12.0) * -unit[:, 123] + draws.standard_normal(POINTS)
    found = influences(unit, values, seed=5)
    assert (found.told, found.largest, found.foremost) == (False, None, 123)
    assert found.strongest is not None
    # Of a coordinate that explains half, 1 / sqrt(2) in all points, less a little for ranks.
    assert found.strongest.correlation == pytest.approx(-0.7, abs=0.2)
    assert found.strongest.by_chance < 0.7


def test_nothing_is_named_in_ninety_nine_boxes_of_a_hundred_where_nothing_matters(monkeypatch) -> None:
    monkeypatch.setattr(screening, "ORDERS", 500)
    repeats, named = 1000, 0
    for repeat in range(repeats):
        unit = hypercube(40, 24, seed=repeat)
        values = np.random.default_rng([repeat, 1]).standard_exponential(24)
        named += strongest(unit, values, repeat) is not None
    assert 0.003 < named / repeats < 0.022  # binomial: 0.01, give or take 0.003


def test_what_has_a_function_names_none_beside_it() -> None:
    unit = hypercube(2, 64, seed=1)
    found = influences(unit, unit[:, 0], seed=1, resamples=4)
    assert (found.told, found.strongest, found.foremost) == (True, None, 0)


def test_values_and_coordinates_that_do_not_move_say_nothing() -> None:
    unit = hypercube(3, 16, seed=1)
    assert strongest(unit, np.ones(16), 1) is None
    unit[:, 0] = 0.5
    found = strongest(unit, unit[:, 2], 1)
    assert found is not None
    assert (found.coordinate, found.correlation) == (2, pytest.approx(1.0))
