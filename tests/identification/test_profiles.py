"""Profiles of flights by what is read of them: against the normal law, a Monte Carlo, and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from openiads.identification import profiles
from openiads.identification.profiles import NONE, Profiles, Reading
from openiads.simulation import prepare_defence
from openiads.state.planes import Evidence
from tests.identification import bench

LIMITS = prepare_defence.identifying_of(bench.beliefs())
TELLING = (Evidence.SUPERSONIC, Evidence.LOW_AND_FAST)
KINDS = [Evidence(profiles.FIRST + i) for i in range(len(Profiles._fields))]

# By odds


def found(reading: Reading, held: int = NONE) -> Evidence:
    """Profile of a reading, by odds."""
    return Evidence(profiles.profile_by_odds(held, reading, LIMITS))


def at(speed: float, height: float, speed_error: float = 0.0, error: float = 0.0) -> Reading:
    """A reading over ground at the level of the sea."""
    return Reading(speed, speed_error, height, height, error, False)


def truly(speed: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Number of the profile by which somebody flies whose speed and height are known, in words."""
    number = np.full(len(speed), 4)
    number[speed < 100.0] = 3
    number[(speed > 170.0) & (speed < 280.0) & (height > 7_000.0)] = 2
    number[(height < 600.0) & (speed > 140.0) & (speed < 380.0)] = 1
    number[speed > 380.0] = 0
    return number


def test_shares_before_any_reading_are_those_of_the_catalogue_over_who_flies():
    # Warned airspace: 0.3 hostile, 0.45 neutral, 0.25 friend.
    assert LIMITS.supersonic_share == pytest.approx(0.3 * 0.1 + 0.45 * 1e-4 + 0.25 * 0.02)
    assert LIMITS.airliner_like_share == pytest.approx(0.3 * 0.15 + 0.45 * 0.71 + 0.25 * 0.35)


@pytest.mark.parametrize(
    ("speed", "height", "expected"),
    [
        (600.0, 12_000.0, Evidence.SUPERSONIC),
        (50.0, 3_000.0, Evidence.SLOW),
        (240.0, 60.0, Evidence.LOW_AND_FAST),
        (235.0, 10_500.0, Evidence.AIRLINER_LIKE),
        (300.0, 6_000.0, Evidence.OTHER_PROFILE),
    ],
)
def test_what_is_known_exactly_is_told_by_the_limits(speed, height, expected):
    assert found(at(speed, height)) is expected
    assert found(at(speed, height), held=Evidence.OTHER_PROFILE) is expected


@given(st.floats(20.0, 600.0), st.floats(0.0, 13_000.0), st.floats(1.0, 80.0), st.floats(10.0, 2_000.0))
def test_chances_are_those_of_the_normal_law(speed, height, speed_error, error):
    chances = profiles.chances_of(at(speed, height, speed_error, error), LIMITS)
    assert sum(chances) == pytest.approx(1.0, abs=1e-12)
    over = ndtr((speed - np.array([380.0, 140.0, 170.0, 280.0, 100.0])) / speed_error)
    low, high = ndtr((600.0 - height) / error), ndtr((height - 7_000.0) / error)
    expected = [over[0], low * (over[1] - over[0]), high * (over[2] - over[3]), 1.0 - over[4]]
    np.testing.assert_allclose(chances[:4], expected, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize(
    ("speed", "height", "speed_error", "error"),
    [(150.0, 700.0, 25.0, 300.0), (290.0, 7_200.0, 30.0, 500.0), (95.0, 400.0, 20.0, 250.0)],
)
def test_chances_are_how_often_the_truth_lies_there_in_a_monte_carlo(speed, height, speed_error, error):
    rng = np.random.default_rng(5)
    n_draws = 200_000
    speeds = speed + speed_error * rng.standard_normal(n_draws)
    heights = height + error * rng.standard_normal(n_draws)
    counted = np.bincount(truly(speeds, heights), minlength=5) / n_draws
    chances = np.array(profiles.chances_of(at(speed, height, speed_error, error), LIMITS))
    assert np.all(np.abs(counted - chances) < 4.0 * np.sqrt(chances * (1.0 - chances) / n_draws) + 1e-5)


@pytest.mark.parametrize("true_speed", [330.0, 370.0, 400.0])
def test_a_first_reading_is_mistaken_as_often_as_the_normal_law_says(true_speed):
    # High up it is supersonic or another: the greater of share times chance.  At this speed an airliner's
    # chance, ndtr((280 - 330) / 20), is 0.6 % at most, and no reading that is near the limit has any.
    error, n_readings = 20.0, 20_000
    rng = np.random.default_rng(7)
    speeds = true_speed + error * rng.standard_normal(n_readings)
    counted = np.mean([found(at(v, 12_000.0, error, 50.0)) is Evidence.SUPERSONIC for v in speeds])
    sure = ndtri(LIMITS.other_profile_share / (LIMITS.other_profile_share + LIMITS.supersonic_share))
    expected = ndtr((true_speed - 380.0) / error - sure)
    assert abs(counted - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / n_readings)


@pytest.mark.parametrize("low", [0.2, 0.5, 0.8])
def test_of_readings_with_a_chance_so_many_are_what_the_chance_says(low):
    # Whoever flies is faster or slower than the limit in the ratio of the shares, and evenly so near it.
    rng = np.random.default_rng(11)
    error, width = 15.0, 150.0
    odds = LIMITS.supersonic_share / LIMITS.other_profile_share
    fast = rng.random(400_000) < odds / (1.0 + odds)
    speeds = 380.0 + np.where(fast, 1.0, -1.0) * width * rng.random(fast.size)
    read = speeds + error * rng.standard_normal(fast.size)
    over = ndtr((read - 380.0) / error)
    chance = odds * over / (odds * over + 1.0 - over)
    mine = (low <= chance) & (chance < low + 0.1) & (np.abs(read - 380.0) < width - 5.0 * error)
    share = fast[mine].mean()
    assert abs(share - chance[mine].mean()) < 4.0 * math.sqrt(0.25 / mine.sum())
    one = read[mine][0]
    weights = np.array(profiles.chances_of(at(one, 12_000.0, error, 50.0), LIMITS)) * [
        LIMITS.supersonic_share, LIMITS.low_and_fast_share, LIMITS.airliner_like_share, LIMITS.slow_share,
        LIMITS.other_profile_share,
    ]  # fmt: skip
    assert weights[0] / weights.sum() == pytest.approx(chance[mine][0], rel=1e-6)


@given(
    st.floats(20.0, 600.0), st.floats(0.0, 13_000.0), st.floats(1.0, 60.0), st.floats(10.0, 500.0),
    st.sampled_from(KINDS),
)  # fmt: skip
def test_what_a_track_is_held_to_be_stays_until_nineteen_to_one_stand_against_it(
    speed, height, speed_error, error, held
):
    reading = at(speed, height, speed_error, error)
    shares = [
        LIMITS.supersonic_share, LIMITS.low_and_fast_share, LIMITS.airliner_like_share, LIMITS.slow_share,
        LIMITS.other_profile_share,
    ]  # fmt: skip
    weights = np.array(profiles.chances_of(reading, LIMITS)) * shares
    kept = weights[held - profiles.FIRST]
    best = KINDS[int(np.argmax(weights))]
    if weights.max() < 18.99 * kept:
        assert found(reading, held) is held
    elif weights.max() > 19.01 * kept:
        assert found(reading, held) is best
    assert found(reading) is best


def test_what_fell_freely_and_does_so_no_more_is_read_as_if_for_the_first_time():
    reading = at(235.0, 10_500.0, 10.0, 100.0)
    assert found(reading, held=Evidence.BALLISTIC) is found(reading) is Evidence.AIRLINER_LIKE


def test_near_an_aerodrome_chances_are_those_of_the_higher_limit():
    reading = Reading(160.0, 10.0, 100.0, 100.0, 20.0, True)
    assert profiles.chances_of(reading, LIMITS).low_and_fast == pytest.approx(ndtr(-2.0), rel=1e-6)
    away = reading._replace(landing=False)
    assert profiles.chances_of(away, LIMITS).low_and_fast == pytest.approx(ndtr(2.0), rel=1e-6)


# By limits


def told(speed, height, held=NONE, speed_error=0.0, error=0.0, ground=0.0, landing=False) -> Evidence:
    """Profile of a reading, by limits."""
    reading = Reading(speed, speed_error, height + ground, height, error, landing)
    return Evidence(profiles.profile_by_limits(held, reading, LIMITS))


@pytest.mark.parametrize(
    ("speed", "height", "expected"),
    [
        (600.0, 12_000.0, Evidence.SUPERSONIC),
        (50.0, 3_000.0, Evidence.SLOW),
        (240.0, 60.0, Evidence.LOW_AND_FAST),
        (235.0, 10_500.0, Evidence.AIRLINER_LIKE),
        (300.0, 6_000.0, Evidence.OTHER_PROFILE),
    ],
)
def test_profiles_are_told_by_speed_and_height(speed, height, expected):
    assert told(speed, height) is expected


def test_low_means_above_the_ground():
    assert told(240.0, 60.0, ground=2_500.0) is Evidence.LOW_AND_FAST
    assert told(240.0, 2_000.0, ground=-1_900.0) is Evidence.OTHER_PROFILE


def test_near_an_aerodrome_what_is_low_may_be_as_fast_as_a_starting_jet():
    assert told(160.0, 100.0) is Evidence.LOW_AND_FAST
    assert told(160.0, 100.0, landing=True) is Evidence.OTHER_PROFILE
    assert told(240.0, 100.0, landing=True) is Evidence.LOW_AND_FAST


@pytest.mark.parametrize(
    ("speed", "height"),
    [(LIMITS.fast_flight, 300.0), (LIMITS.supersonic, 9_000.0), (300.0, LIMITS.low_flight)],
)
def test_one_at_the_very_limit_is_mistaken_in_one_reading_of_740(speed, height):
    rng = np.random.default_rng(1)
    readings = zip(
        speed + 25.0 * rng.standard_normal(20_000), height + 80.0 * rng.standard_normal(20_000), strict=True
    )
    found = [told(v, h, speed_error=25.0, error=80.0) in TELLING for v, h in readings]
    # One-sided three sigma: 0.00135; never more, for the second limit may fail as well.
    assert np.mean(found) < 0.00135 + 4.0 * math.sqrt(0.00135 / len(found))


@given(st.floats(30.0, 900.0), st.floats(0.0, 15_000.0), st.floats(0.0, 60.0), st.sampled_from(TELLING))
def test_what_a_track_is_held_to_be_stays_until_a_reading_rules_it_out(speed, height, error, held):
    found = told(speed, height, held=held, speed_error=error, error=error)
    fast = LIMITS.supersonic if held is Evidence.SUPERSONIC else LIMITS.fast_flight
    ruled_out = speed + 3.0 * error <= fast
    if held is Evidence.LOW_AND_FAST:
        ruled_out = ruled_out or height - 3.0 * error >= LIMITS.low_flight
    assert (found is held) or ruled_out or found in TELLING
    assert not (ruled_out and found is held)


@given(st.floats(30.0, 900.0), st.floats(0.0, 15_000.0), st.sampled_from(list(Evidence)[5:11]))
def test_more_slack_never_takes_a_fit_away(speed, height, kind):
    tight, level, loose = (
        profiles.fits(kind, slack, Reading(speed, 10.0, height, height, 50.0, False), LIMITS)
        for slack in (-3.0, 0.0, 3.0)
    )
    assert tight <= level <= loose


def test_an_airliner_that_seemed_something_else_while_climbing_becomes_one():
    assert told(200.0, 4_000.0, speed_error=5.0) is Evidence.OTHER_PROFILE
    assert (
        told(230.0, 10_500.0, held=Evidence.OTHER_PROFILE, speed_error=5.0, error=50.0)
        is Evidence.AIRLINER_LIKE
    )
    near_the_limit = LIMITS.airliner_fastest - 1.0
    assert told(near_the_limit, 10_500.0, Evidence.OTHER_PROFILE, 5.0) is Evidence.OTHER_PROFILE
    assert told(LIMITS.slow_flight + 1.0, 500.0, Evidence.SLOW, 5.0) is Evidence.SLOW
