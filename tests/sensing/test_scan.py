from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.sensing.scan import last_scan_before, share_of_scan, time_of_look
from openiads.state.planes import Radar, RadarKey
from openiads.state.words import Pattern
from tests.plain import plain

EAST = math.pi / 2
TURNING = SimpleNamespace(turning=np.array([-2.5]))


def world(pattern: Pattern, period: float = 6.0) -> SimpleNamespace:
    """A world of one radar; as a sector radar it looks 60 degrees to either side."""
    f = np.zeros((len(Radar), 1))
    f[Radar.SCAN_PERIOD] = period
    f[Radar.SECTOR_HALF] = math.pi / 3
    k = np.zeros((len(RadarKey), 1), dtype=np.int64)
    k[RadarKey.PATTERN] = pattern
    return SimpleNamespace(radar_f=f, radar_i=k)


@given(st.floats(0.0, 0.999), st.floats(0.0, 5_000.0), st.floats(1.0, 15.0))
def test_the_last_look_before_a_time_is_the_last(share, until, period):
    one = world(Pattern.ROTATING, period)
    scan = plain(last_scan_before)(TURNING, one, 0, share, until)
    assert plain(time_of_look)(TURNING, one, 0, share, scan) <= until
    assert plain(time_of_look)(TURNING, one, 0, share, scan + 1) >= until - 1e-9


def test_a_rotating_radar_comes_to_the_south_half_a_period_after_the_north():
    one = world(Pattern.ROTATING)
    north, south = (plain(share_of_scan)(one, 0, 0.0, azimuth) for azimuth in (0.0, math.pi))
    gap = plain(time_of_look)(TURNING, one, 0, south, 7) - plain(time_of_look)(TURNING, one, 0, north, 7)
    assert gap == pytest.approx(3.0)


def test_a_sector_radar_does_not_look_behind_itself():
    one = world(Pattern.SECTOR)
    assert plain(share_of_scan)(one, 0, EAST, 3.0 * math.pi / 2) == -1.0
    assert plain(share_of_scan)(one, 0, EAST, math.pi / 2) == pytest.approx(0.5)
    assert plain(share_of_scan)(one, 0, EAST, math.pi / 2 - math.pi / 3 + 1e-9) == pytest.approx(
        0.0, abs=1e-8
    )


def test_a_sector_that_was_turned_looks_where_it_faces_now():
    one = world(Pattern.SECTOR)
    assert plain(share_of_scan)(one, 0, 3.0 * math.pi / 2, 3.0 * math.pi / 2) == pytest.approx(0.5)
    assert plain(share_of_scan)(one, 0, 3.0 * math.pi / 2, EAST) == -1.0
