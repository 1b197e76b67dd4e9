"""`oi.reach`: what a round reaches, in columns and on the terminal."""

from __future__ import annotations

import json

import numpy as np
import pytest

import openiads as oi
from openiads.catalogue import round_of


def test_flights_and_launches_are_by_altitude_speed_and_crossing_distance():
    found = oi.reach("48n6e3", altitudes_km=[1.0, 10.0, 40.0], speeds_mps=[250.0, 9_000.0])
    assert set(found.flights["altitude_km"]) == {1.0, 10.0}  # its ceiling is 27 km
    assert set(found.launches["target_speed_mps"]) == {250.0}
    entry = round_of("48n6e3")
    slant = np.hypot(found.flights["altitude_km"], found.flights["ground_range_km"])
    assert slant.max() == pytest.approx(entry.maximum_range / 1e3, rel=0.02)
    # Head on it is met at the reach, and flies on at its speed from the launch until then.
    far = found.flights["altitude_km"] == 10.0
    time = found.flights["time_of_flight_s"][far][-1]
    head_on = (found.launches["altitude_km"] == 10.0) & (found.launches["crossing_km"] == 0.0)
    ahead = found.flights["ground_range_km"][far][-1] + 0.25 * time
    assert found.launches["first_launch_km"][head_on] == pytest.approx([ahead], rel=0.01)
    # The last meets it at the least range, 10 km up; below that as it passes overhead.
    over = np.sqrt(max(found.limits["minimum_range_km"] ** 2 - 10.0**2, 0.0))
    last = found.launches["last_launch_km"][head_on][0]
    assert over < last < over + 0.25 * time
    assert found.limits["minimum_range_km"] == entry.minimum_range / 1e3
    assert found.flights_to_arrow().num_rows == 8
    assert found.launches_to_arrow().num_rows == 8


def test_its_document_is_json_without_nan():
    told = json.dumps(oi.reach("pac-3").document(), allow_nan=False)
    assert json.loads(told)["ballistic_range_km"] == round_of("pac-3").ballistic_range / 1e3


def test_what_is_no_round_and_what_is_no_altitude_is_refused():
    with pytest.raises(oi.UnknownName, match="s-400"):
        oi.reach("s-400")
    with pytest.raises(oi.OutOfRange) as raised:
        oi.reach("pac-3", altitudes_km=[1.0, -2.0])
    assert str(raised.value) == (
        "altitudes_km[1] is -2.0; a finite number of 0 or more is allowed; write it like altitudes_km=[1, 5]"
    )


@pytest.mark.parametrize("wrong", [True, 0, 1e9, None, "5", [None], [True], ["5"], [[5.0]], [float("nan")]])
def test_what_is_no_list_of_numbers_is_one_message(wrong):
    for name in ("altitudes_km", "speeds_mps"):
        with pytest.raises(oi.OutOfRange, match=rf"^{name}(\[0\])? is .* allowed; write it like {name}="):
            oi.reach("48n6e3", **{name: wrong})


@pytest.mark.parametrize("wrong", [True, 0, None, 5, ["48n6e3"]])
def test_what_is_no_name_is_one_message(wrong):
    with pytest.raises(oi.OutOfRange, match=r"^name is .*; the name of a round, as text, is allowed; write"):
        oi.reach(wrong)
