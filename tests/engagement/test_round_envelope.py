"""Envelopes hold what is published, and grow and shrink as physics has it."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.catalogue import names, round_of
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement.round_envelope import envelope, farthest_ground, first_launch
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


def test_what_never_comes_into_reach_is_not_fired_at():
    told = first_launch(figures("9m96e"), 5_000.0, 200.0, np.array([0.0, 60.0 * KM]))
    assert np.isnan(told).tolist() == [False, True]
