"""Meetings along a way, counted by hand on one row of a lattice."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.engagement.reach_map import Doctrine, meetings

SPEED = 0.25  # columns (1 km) per second
STATIONS = np.arange(30.0, 0.0, -1.0)


def met(
    reach=20, track_from=25, take_from=60, hidden=(), most=3, flight=10.0, coarser=1, columns=60, **doctrine
):
    """Salvos and survival of an attacker that comes from the east at the point in column 0."""
    near = np.full((1, 1, columns), -1.0, np.float32)
    near[0, 0, : reach + 1] = flight
    kill = np.full((1, 1, columns), 0.5, np.float32)
    tracked = np.full((1, 1, columns // coarser), np.inf, np.float32)
    tracked[0, 0, : track_from // coarser + 1] = 6.0
    tracked[0, 0, list(hidden)] = np.inf
    taken = np.full_like(tracked, np.inf)
    taken[0, 0, : take_from // coarser + 1] = 4.0
    fires = Doctrine(
        **{"salvo": 1, "interval": 3.0, "assessment": 20.0, "most": most, "stock": 99} | doctrine
    )
    salvos, survives = np.zeros(1, np.uint8), np.ones(1, np.float32)
    meetings(
        near, kill, tracked, taken, np.zeros(30, np.int64), STATIONS / SPEED,
        np.zeros((1, 30), np.int64), STATIONS.astype(np.int64)[None, :], np.zeros(1, np.int64),
        (0, columns - 1), np.zeros((1, 2), np.int64), np.zeros(2, np.int64), coarser, fires, salvos, survives,
    )  # fmt: skip
    return int(salvos[0]), float(survives[0])


def test_shoot_look_shoot_goes_on_until_arrival():
    # Seen at 25 km, 100 s before arrival: track at 94 s, ready at 90 s.  The first salvo flies 10 s and meets
    # at 20 km, where reach begins, 80 s before; ready again at 60 s, meets at the first station not before
    # 50 s, 12 km; ready at 28 s, meets not before 18 s, at 4 km.
    assert met() == (3, 0.125)


def test_doctrine_limits_the_salvos():
    assert met(most=2) == (2, 0.25)


def test_what_is_tracked_late_is_met_late_or_not_at_all():
    # Seen at 6 km, 24 s before arrival: ready at 14 s, meets not before 4 s, at 1 km.
    # One kilometre nearer is too late.
    assert met(track_from=6) == (1, 0.5)
    assert met(track_from=5) == (0, 1.0)
    assert met(track_from=6, flight=15.0) == (0, 1.0)


def test_rounds_of_a_salvo_leave_one_interval_apart_and_the_last_is_looked_after():
    # Rounds leave at 90 and 87 s and meet at 80 and 76 s; at 56 and 53 s, and meet at 44 and 40 s; at 20 and
    # 17 s, and meet at 8 and 4 s.
    assert met(salvo=2) == (3, 0.5**6)
    # With 20 s between them, the second meets at 60 s; the next are ready at 40 and 20 s and meet at 28 s
    # and 8 s, too late for more.
    assert met(salvo=2, interval=20.0) == (2, 0.5**4)


def test_a_round_that_comes_too_late_is_not_counted_in_its_salvo():
    # Tracked at 6 km the first is ready at 14 s and meets at 4 s; the second would not before 1 s.
    assert met(track_from=6, salvo=2) == (1, 0.5)


def test_nobody_fires_more_rounds_than_there_are_beyond_the_reserve():
    assert met(salvo=2, stock=3) == (2, 0.125)
    assert met(stock=0) == (0, 1.0)


def test_a_battery_waits_until_its_own_radar_has_the_track():
    # At 5 km, 20 s before arrival: ready at 16 s, meets not before 6 s, at 1 km.  At 4 km: not before 2 s.
    assert met(take_from=5) == (1, 0.5)
    assert met(take_from=4) == (0, 1.0)


def test_a_gap_in_view_starts_a_track_afresh():
    # Seen at 7 km, 28 s: track at 22 s, ready at 18 s, met at 8 s.  Hidden at 6 km it is seen again at 20 s:
    # track at 14 s, ready at 10 s, not met before it arrives.  A gap after the track has started is survived.
    assert met(track_from=7) == (1, 0.5)
    assert met(track_from=7, hidden=[6]) == (0, 1.0)
    assert met(track_from=7, hidden=[5]) == (1, 0.5)


@pytest.mark.parametrize("coarser", [2, 3, 5, 49])
def test_coarser_tracking_points_hold_for_their_whole_block(coarser):
    # Blocks are counted from the first column, so that a seen block may begin farther out than asked.
    block = 25 // coarser
    last = min((block + 1) * coarser - 1, 30)
    assert met(track_from=25, coarser=coarser, columns=147) == met(track_from=last, columns=147)


def test_a_station_off_the_lattice_is_passed_over():
    assert met(columns=10, reach=9, track_from=9) == met(reach=9, track_from=9)


def test_the_better_of_two_batteries_counts():
    salvos, survives = np.array([2], np.uint8), np.array([0.1], np.float32)
    near, never = np.full((1, 1, 4), -1.0, np.float32), np.full((1, 1, 4), math.inf, np.float32)
    meetings(
        near, near, never, never, np.zeros(1, np.int64), np.ones(1),
        np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int64), np.zeros(1, np.int64),
        (0, 3), np.zeros((1, 2), np.int64), np.zeros(2, np.int64), 1, Doctrine(1, 3.0, 1.0, 1, 9),
        salvos, survives,
    )  # fmt: skip
    assert (salvos[0], survives[0]) == (2, np.float32(0.1))
