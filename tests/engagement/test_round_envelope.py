"""Envelopes hold what is published, and grow and shrink as physics has it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.catalogue import names, round_of
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement.round_envelope import envelope, farthest_ground, first_launch, flights, last_launch
from openiads.simulation.prepare_rounds import flyout_figures

KM = 1_000.0


def figures(slug):
    return flyout_figures(round_of(slug), PACKAGED.flight)


@pytest.mark.parametrize("slug", names("round"))
def test_what_is_reached_lies_within_what_is_published(slug):
    entry = round_of(slug)
    found = envelope(figures(slug), entry.minimum_range, entry.minimum_altitude, 24, 40)
    up, along = np.meshgrid(found.altitudes, found.ground, indexing="ij")
    reached = ~np.isnan(found.time)
    assert reached.any()
    slant = np.hypot(up, along)[reached]
    assert slant.min() >= entry.minimum_range
    assert slant.max() <= entry.maximum_range
    assert entry.minimum_altitude <= up[reached].min()
    assert up[reached].max() <= entry.maximum_altitude
    assert np.array_equal(reached, ~np.isnan(found.speed))


@pytest.mark.parametrize(
    ("slug", "kilometres"), [("48n6e3", 250), ("40n6e", 400), ("9m96e2", 120), ("9m96e", 40)]
)
def test_the_published_ranges_of_the_s_400_are_reached_at_the_height_of_aircraft(slug, kilometres):
    # Almaz-Antey's own sheets, as the press of 2017 quotes them.
    ground = farthest_ground(figures(slug), np.array([10_000.0]))[0]
    assert np.hypot(ground, 10_000.0) == pytest.approx(kilometres * KM, rel=0.02)


def test_above_the_ceiling_nothing_is_reached():
    ceiling = round_of("9m96e").maximum_altitude
    assert np.isnan(farthest_ground(figures("9m96e"), np.array([ceiling + 1.0]))[0])


def test_a_faster_target_is_fired_at_farther_out_and_one_that_passes_aside_later():
    crossing = np.linspace(0.0, 200.0 * KM, 9)
    slow, fast = (first_launch(figures("48n6e3"), 5_000.0, speed, crossing) for speed in (100.0, 600.0))
    assert (fast > slow).all()
    assert (np.diff(slow) < 0.0).all()
    # A target that stands still is met where it is: on the circle of the reach.
    still = first_launch(figures("48n6e3"), 5_000.0, 0.0, crossing)
    reach = farthest_ground(figures("48n6e3"), np.array([5_000.0]))[0]
    assert np.hypot(still, crossing) == pytest.approx(np.full(9, reach))


def test_the_last_round_meets_its_target_where_it_comes_too_near():
    # Head on 5 km up, none is met nearer than 13 km by slant range: 12 km over the ground (5, 12, 13).  What
    # stands still is met where it is; what flies is as much farther away as it flies in the time of flight.
    told, aside = figures("48n6e3"), np.array([0.0, 3_000.0, 11_000.0])
    still, slow, fast = (last_launch(told, 13_000.0, 5_000.0, pace, aside) for pace in (0.0, 100.0, 300.0))
    assert still == pytest.approx([12_000.0, math.sqrt(144e6 - 9e6), math.sqrt(144e6 - 121e6)])
    assert fast - still == pytest.approx(3.0 * (slow - still))
    flight = (slow - still) / 100.0
    assert flight == pytest.approx(np.full(3, flight[0]))  # 13 km from the launcher, whatever the side
    ground, time, _ = flights(told, np.array([5_000.0]), np.linspace(0.0, 0.2, 41))
    assert flight[0] == pytest.approx(np.interp(12_000.0, ground[0], time[0]), rel=0.01)


def test_what_passes_farther_away_than_the_least_range_is_met_last_as_it_passes():
    told, aside = figures("48n6e3"), np.array([20_000.0, 100_000.0])
    assert last_launch(told, 5_000.0, 5_000.0, 0.0, aside) == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize("slug", names("round"))
def test_the_last_launch_is_never_before_the_first_and_both_are_one_at_the_reach(slug):
    entry, told = round_of(slug), figures(slug)
    level = 0.4 * entry.maximum_altitude
    aside = np.linspace(0.0, 1.0, 11) * farthest_ground(told, np.array([level]))[0]
    first = first_launch(told, level, 250.0, aside)
    last = last_launch(told, entry.minimum_range, level, 250.0, aside)
    assert (last[:-1] < first[:-1]).all()
    assert last[-1] == pytest.approx(first[-1])


def test_what_never_comes_into_reach_is_not_fired_at():
    told = first_launch(figures("9m96e"), 5_000.0, 200.0, np.array([0.0, 60.0 * KM]))
    assert np.isnan(told).tolist() == [False, True]
    told = last_launch(figures("9m96e"), 1_000.0, 5_000.0, 200.0, np.array([0.0, 60.0 * KM]))
    assert np.isnan(told).tolist() == [False, True]


@pytest.mark.compiled("it flies a round to each of hundreds of places")
@pytest.mark.parametrize("slug", ["40n6e", "9m96e2", "gem-t", "9m96e"])
def test_near_its_ceiling_a_round_gets_less_far_the_higher_the_target_flies(slug):
    # With a few dozen arcs the outline of 40N6E stepped back and forth by 400 m there.
    ceiling = round_of(slug).maximum_altitude
    ground = farthest_ground(figures(slug), np.linspace(0.7 * ceiling, ceiling, 61))
    assert np.diff(ground).max() <= 0.0005 * round_of(slug).maximum_range


@pytest.mark.parametrize("slug", names("round"))
def test_a_flight_lasts_longer_the_farther_it_goes_and_ends_at_the_reach(slug):
    levels = np.array([0.2, 0.5, 0.8]) * round_of(slug).maximum_altitude
    ground, time, speed = flights(figures(slug), levels, np.linspace(0.1, 1.0, 10))
    assert np.array_equal(ground[:, -1], farthest_ground(figures(slug), levels))
    assert (np.diff(time, axis=1) > 0.0).all()
    fastest = round_of(slug).figures["maximum_speed"].high
    assert (np.hypot(ground, levels[:, None]) / time < fastest).all()
    assert (speed > 0.0).all()


@pytest.mark.compiled("it flies a round to each of hundreds of places")
@pytest.mark.parametrize("slug", names("round"))
def test_range_and_ceiling_are_within_two_percent_of_what_is_published_and_never_beyond(slug):
    entry, told = round_of(slug), figures(slug)
    high = np.linspace(0.0, 1.05 * entry.maximum_altitude, 211)
    ground = farthest_ground(told, high)
    slant = np.hypot(ground, high)
    assert 0.98 * entry.maximum_range <= np.nanmax(slant) <= entry.maximum_range
    assert 0.98 * entry.maximum_altitude <= high[~np.isnan(ground)].max() <= entry.maximum_altitude


@pytest.mark.parametrize("slug", names("round"))
def test_what_flies_faster_or_passes_nearer_is_fired_at_farther_out(slug):
    level = 0.4 * round_of(slug).maximum_altitude
    reach = farthest_ground(figures(slug), np.array([level]))[0]
    aside = np.linspace(0.0, reach, 6)
    ahead = np.array([first_launch(figures(slug), level, speed, aside) for speed in (0.0, 200.0, 500.0)])
    assert (np.diff(ahead, axis=0) > 0.0).all()
    assert (np.diff(ahead, axis=1) < 0.0).all()
    assert np.isnan(first_launch(figures(slug), level, 200.0, np.array([1.001 * reach]))).all()
