"""The greatest distance of an intercept, against the radio horizon and the radar equation by hand."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.catalogue import radar
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.study.claims import intercept_distance as intercept
from openiads.study.claims.computed import box_of
from openiads.study.claims.intercept_distance import ALONE, CUED, HIGH_MAST, MAST, REMOTE, TRUCK, Posture

HIGH, LOW = intercept.HEIGHTS.index(10_000.0), intercept.HEIGHTS.index(50.0)
STEALTH, CRUISE, FIGHTER, BOMBER = range(4)


@pytest.fixture(scope="module")
def nominal():
    return box_of(intercept.unknowns(), 16).settings[0]


@pytest.fixture(scope="module")
def flat():
    return intercept.ground("flat")


@pytest.fixture(scope="module")
def bounds(flat):
    return intercept.limits(flat, PACKAGED)


def kilometres(flat, nominal, bounds, posture, height, kind):
    return np.unique(np.round(intercept.distances(flat, nominal, bounds, posture, height, kind) / 1e3))


def test_masts_are_those_of_the_catalogue():
    assert intercept.masts() == {TRUCK: 5.0, MAST: 24.0, HIGH_MAST: 40.0, intercept.HILL: 40.0}


# 4.12 (sqrt(mast) + sqrt(50)): 38, 49 and 55 km; a bomber is seen farther than that by any of the radars.
@pytest.mark.parametrize(("mast", "horizon"), [(TRUCK, 38), (MAST, 49), (HIGH_MAST, 55)])
def test_low_over_a_smooth_earth_it_is_the_radio_horizon(flat, nominal, bounds, mast, horizon):
    found = kilometres(flat, nominal, bounds, Posture(mast, True, CUED), LOW, BOMBER)
    np.testing.assert_allclose(found, horizon, atol=2.0)


def test_high_it_is_the_engagement_radars_range_by_the_fourth_root(flat, nominal, bounds):
    entry = radar("92n6e")
    for kind, rcs in ((STEALTH, 0.01), (CRUISE, 0.1), (FIGHTER, 3.0)):
        plain = entry.reference_range / 1e3 * rcs**0.25
        (found,) = kilometres(flat, nominal, bounds, Posture(HIGH_MAST, True, CUED), HIGH, kind)
        # Less air between it and a near target than to 200 km, so a little farther; more to a far one.
        assert found == pytest.approx(plain, rel=0.07)


def test_a_bomber_is_bounded_by_the_round_that_is_in_service(flat, nominal, bounds):
    assert kilometres(flat, nominal, bounds, Posture(HIGH_MAST, True, CUED), HIGH, BOMBER) == [400.0]
    assert kilometres(flat, nominal, bounds, Posture(HIGH_MAST, False, CUED), HIGH, BOMBER) == [250.0]


def test_a_cue_spares_the_search_radar_and_never_shortens(flat, nominal, bounds):
    for kind in range(4):
        alone, cued = (
            intercept.distances(flat, nominal, bounds, Posture(HIGH_MAST, True, cue), HIGH, kind)
            for cue in (ALONE, CUED)
        )
        assert (cued >= alone).all()


def test_on_anothers_track_only_rounds_that_home_by_themselves_are_fired(flat, nominal, bounds):
    # In service in 2017 and active: the 9M96E2 with 120 km; the 48N6E3 with 250 needs its radar.
    assert kilometres(flat, nominal, bounds, Posture(HIGH_MAST, False, REMOTE), LOW, CRUISE) == [120.0]
    assert kilometres(flat, nominal, bounds, Posture(HIGH_MAST, True, REMOTE), LOW, CRUISE) == [400.0]


def test_the_share_of_the_disc_is_the_square_of_the_distance_where_nothing_hides(flat, nominal, bounds):
    posture = Posture(HIGH_MAST, True, CUED)
    (found,) = kilometres(flat, nominal, bounds, posture, HIGH, FIGHTER)
    share = intercept.share_of_disc(flat, nominal, bounds, posture, HIGH, FIGHTER)
    assert share == pytest.approx((found / 400.0) ** 2, abs=5e-3)


def test_the_lowest_height_in_sight_at_400_km_is_the_textbooks(flat, nominal, bounds):
    for mast, height in ((TRUCK, 9_000.0), (MAST, 8_500.0), (HIGH_MAST, 8_240.0)):
        found = intercept.lowest_at_disc(flat, nominal, bounds, Posture(mast, True, CUED))
        assert found == pytest.approx(height, abs=50.0)


def test_every_radar_and_round_of_the_system_is_in_the_box():
    paths = {path for part in intercept.unknowns() for path in part.paths}
    for slug in ("92n6e", "96l6e", "91n6e"):
        assert f"catalogue.radars.{slug}.reference_range_km" in paths
    for slug in ("40n6e", "48n6e3"):
        assert f"catalogue.rounds.{slug}.maximum_range_km" in paths
    assert "catalogue.threats.fighter.rcs_m2" in paths
