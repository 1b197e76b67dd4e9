"""From border names to names inside."""

import math

import pytest

from openiads.catalogue.suffixes import CONVERSIONS, without_unit


@pytest.mark.parametrize(
    ("border", "inside", "told", "si"),
    [
        ("reference_range_km", "reference_range", 390, 390_000.0),
        ("reference_rcs_m2", "reference_rcs", 4, 4.0),
        ("antenna_m", "antenna", 24, 24.0),
        ("slew_dps", "slew", 180, math.pi),
        ("emplace_min", "emplace", 5, 300.0),
        ("side_lobe_db", "side_lobe", -30, 0.001),
        ("unit_cost_musd", "unit_cost", 1.5, 1_500_000.0),
        ("weave_mps2", "weave", 30, 30.0),
        ("process_noise_m2ps3", "process_noise", 300, 300.0),
        ("launchers", "launchers", 8, 8),
    ],
)
def test_a_suffix_is_a_unit(border, inside, told, si):
    name, to_si = without_unit(border)
    assert (name, to_si(told)) == (inside, pytest.approx(si))


def test_ten_decibels_lost_over_a_path_leave_a_tenth_of_the_power():
    _, to_si = without_unit("gas_loss_db_per_km")
    assert math.exp(-to_si(0.1) * 100e3) == pytest.approx(0.1)


def test_counts_stay_whole_numbers():
    assert isinstance(without_unit("launchers")[1](8), int)


def test_a_longer_suffix_is_tried_before_the_one_it_ends_with():
    order = list(CONVERSIONS)
    assert all(order.index(a) < order.index(b) for a in order for b in order if a != b and a.endswith(b))
