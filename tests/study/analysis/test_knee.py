"""The knee of curves whose knee is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.study.analysis.knee import Knee, knee, knee_interval, middles_of, slopes_of

SIZES = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]


def hinge(capacity, always=0.0):
    """Leakers where so many are stopped at most, of those that do not leak anyway."""
    able = [(1.0 - always) * size for size in SIZES]
    return np.array(
        [size - min(one, capacity * (1.0 - always)) for size, one in zip(SIZES, able, strict=True)]
    )


def test_a_defence_that_stops_so_many_and_no_more_has_its_knee_there():
    for capacity in (20.0, 30.0, 40.0):
        assert knee(SIZES, hinge(capacity)) == pytest.approx(capacity)


def test_between_two_sizes_it_is_found_within_them():
    assert 30.0 < knee(SIZES, hinge(34.0)) < 40.0


def test_who_leaks_from_any_raid_does_not_move_it():
    assert knee(SIZES, hinge(30.0, always=0.6)) == pytest.approx(30.0)
    # By an absolute slope of one half the defence would seem to be beyond it from the first raider on.
    assert knee(SIZES, hinge(30.0, always=0.6), 0.5) == 5.0


def test_who_is_added_and_stopped_after_all_moves_it_on():
    means = np.cumsum([0.0, 10.0, 0.0, 0.0, 10.0, 10.0])
    assert knee(SIZES, means) == pytest.approx(40.0)


def test_a_curve_that_never_bends_has_its_knee_at_the_end():
    assert knee(SIZES, [0.3 * size for size in SIZES]) == 60.0
    assert knee(SIZES, SIZES) == 5.0  # of whom nobody was ever stopped


def test_slopes_and_their_middles():
    assert slopes_of([2.0, 4.0, 8.0], [1.0, 1.0, 4.0]) == [0.5, 0.0, 0.75]
    assert middles_of([2.0, 4.0, 8.0]) == [1.0, 3.0, 6.0]


def test_replicates_that_agree_leave_no_interval():
    values = np.tile(hinge(30.0)[:, None], 7)
    assert knee_interval(SIZES, values, 1) == pytest.approx((30.0, 30.0, 30.0))


def test_one_replicate_tells_nothing_of_chance():
    value, low, high = knee_interval(SIZES, hinge(30.0)[:, None], 1)
    assert value == pytest.approx(30.0)
    assert math.isnan(low)
    assert math.isnan(high)


def test_the_interval_holds_the_knee_of_all_in_most_studies():
    # Each replicate's defence stops 20, 30 or 40; the mean, and its knee, are of all three.
    kinds = np.stack([hinge(capacity) for capacity in (20.0, 30.0, 40.0)], axis=1)
    true = knee(SIZES, kinds.mean(axis=1))
    rng, held, studies = np.random.default_rng(5), 0, 60
    for study in range(studies):
        _, low, high = knee_interval(SIZES, kinds[:, rng.integers(0, 3, 40)], study)
        held += low <= true <= high
    # 95 % of 60 are 57; 51 or fewer happen in 1 of 200 series at 95 %, and percentiles are a little short.
    assert held >= 51


def test_a_common_failure_is_weighed_in():
    typical = np.tile(hinge(30.0)[:, None], 5)
    stricken = np.tile(np.array(SIZES)[:, None], 5)
    value, low, high = knee_interval(SIZES, typical, 1, stricken=stricken, share=0.2)
    # All slopes are drawn towards 1 by the same share, and the knee stays.
    assert (value, low, high) == pytest.approx((30.0, 30.0, 30.0))


@pytest.mark.parametrize(
    ("value", "there", "never", "nothing"),
    [(30.0, True, False, False), (60.0, False, True, False), (5.0, False, False, True)],
)
def test_a_knee_is_there_or_beyond_what_was_played(value, there, never, nothing):
    found = Knee(value, value, value, 5.0, 15.0, 60.0)
    assert (found.there, found.never_reached, found.nothing_stopped) == (there, never, nothing)
    assert found.open_high == never


def test_below_the_second_slope_the_smallest_raid_may_be_beyond_it():
    assert Knee(14.0, 13.0, 20.0, 5.0, 15.0, 60.0).open_low
    assert not Knee(20.0, 16.0, 22.0, 5.0, 15.0, 60.0).open_low


def test_what_was_found_lies_within_its_interval_though_percentiles_leave_it_out():
    # Of 20 sizes nobody of the first 5 gets through and 51 % of all that are added, by replicate more or
    # less.  The knee lies at the 5th; of resampled means almost always some later one falls below one half.
    sizes = [10.0 * (k + 1) for k in range(20)]
    noise = np.random.default_rng(3).normal(0.0, 0.3, (20, 30))
    noise -= noise.mean(axis=1, keepdims=True)
    slopes = (
        np.where(np.arange(20) < 5, 0.0, 0.51)[:, None]
        + np.where(np.arange(20) < 5, 0.0, 1.0)[:, None] * noise
    )
    value, low, high = knee_interval(sizes, np.cumsum(10.0 * slopes, axis=0), 1)
    assert value == pytest.approx(45.0 + 10.0 * 0.5 / 0.51)
    assert low == value
    assert high > 100.0
