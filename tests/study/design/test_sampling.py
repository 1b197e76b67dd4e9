"""Points: the nominal first, then a grid or a sample that fills the box evenly."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from openiads.ground.errors import Notice
from openiads.study.design.hypercube import hypercube
from openiads.study.design.points import changes_at
from tests.study.design.studies import designed, message

MARGIN, SALVOS = {"doctrine.envelope_margin": [0.9, 1]}, {"doctrine.salvos_max": [2, 4]}


def points(seed: int = 1, **box: object) -> np.ndarray:
    return designed(seed=seed, box={"range": {**MARGIN, "battery.lat": [36.0, 38.0]}, **box}).points


def test_the_first_point_is_the_nominal_and_changes_nothing() -> None:
    design = designed(box={"figures": "all", "points": 4})
    assert list(design.points[0]) == [coordinate.value for coordinate in design.coordinates]
    assert changes_at(design, "one-battery", 0) == ()
    assert len(changes_at(design, "one-battery", 1)) >= len(design.coordinates) - 40


@pytest.mark.parametrize("count", [7, 16, 20, 48])
def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_box(count: int) -> None:
    found = points(points=count)[1:]
    for column, (low, high) in zip(found.T, ((0.9, 1.0), (36.0, 38.0)), strict=True):
        slices = np.floor((column - low) / (high - low) * count).astype(int)
        assert sorted(slices) == list(range(count))


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_twice_as_many_points_begin_with_the_same_ones(method: str) -> None:
    few, many = (points(points=count, method=method) for count in (16, 32))
    assert np.array_equal(many[: len(few)], few)


def test_the_points_of_a_latin_hypercube_lie_in_no_pattern() -> None:
    shares = hypercube(40, 96, seed=3)
    ranks = np.corrcoef(np.argsort(np.argsort(shares, axis=0), axis=0).T)
    # Of ranks in random order the correlation has the variance 1 / (n - 1) (Kendall 1938).
    scatter = ranks[np.triu_indices(40, 1)] * np.sqrt(95.0)
    assert abs(scatter.mean()) < 0.15
    assert 0.9 < scatter.std() < 1.1


def test_a_sobol_sequence_has_one_point_in_each_box_of_a_sixteenth() -> None:
    found = points(points=16, method="sobol")[1:]
    shares = (found - [0.9, 36.0]) / [0.1, 2.0]
    # A (0, 4, 2)-net in base 2 has one point in every elementary interval of volume 1/16 (Niederreiter 1987).
    for power in range(5):
        cells = {tuple(np.floor(share * [2**power, 2 ** (4 - power)]).astype(int)) for share in shares}
        assert len(cells) == 16


def test_a_sobol_sequence_of_another_length_is_told() -> None:
    with pytest.warns(
        Notice, match="box.points is 12; a Sobol' sequence is even for powers of two such as 16"
    ):
        assert len(points(points=12, method="sobol")) == 13


def test_a_grid_has_every_combination_with_the_ends() -> None:
    design = designed(box={"range": {**MARGIN, **SALVOS}, "points": 10, "method": "grid"})
    # Three levels of each of two: nine points, which is the most below ten.
    expected = itertools.product([0.9, 0.95, 1.0], [2, 3, 4])
    assert [tuple(point) for point in design.points[1:]] == [pytest.approx(each) for each in expected]


def test_a_grid_of_too_many_figures_is_refused() -> None:
    assert message(box={"figures": "all", "method": "grid"}).startswith(
        "small: box.points: is 64; a grid of "
    )
    # However many points are asked for, to lower them would not help.
    assert message(box={"figures": "all", "method": "grid", "points": 1_000_000}).startswith(
        "small: box.points: is 1000000; a grid of "
    )


def test_points_follow_the_seed_and_nothing_else() -> None:
    for method in ("lhs", "sobol"):
        first, again, other = (points(seed, points=8, method=method) for seed in (1, 1, 2))
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)


def test_points_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        points(points=2)[0, 0] = 1.0


def test_every_point_is_in_its_box() -> None:
    design = designed(box={"figures": "all", "points": 64})
    low = np.array([coordinate.low for coordinate in design.coordinates])
    high = np.array([coordinate.high for coordinate in design.coordinates])
    assert (design.points >= low).all()
    assert (design.points <= high).all()
    whole = [coordinate.whole for coordinate in design.coordinates]
    assert (design.points[:, whole] % 1 == 0).all()
