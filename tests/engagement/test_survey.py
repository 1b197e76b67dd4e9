"""Meetings along a way, counted by hand on one row of a lattice."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.engagement.survey import meetings

SPEED = 0.25  # columns (1 km) per second
STATIONS = np.arange(30.0, 0.0, -1.0)


def met(reach=20, track_from=25, most=3, flight=10.0, coarser=1, columns=60):
    """Salvos and survival of an attacker that comes from the east at the point in column 0."""
    near = np.full((1, 1, columns), -1.0, np.float32)
    near[0, 0, : reach + 1] = flight
    kill = np.full((1, 1, columns), 0.5, np.float32)
    tracked = np.full((1, 1, columns // coarser), np.inf, np.float32)
    tracked[0, 0, : track_from // coarser + 1] = 6.0
    salvos, survives = np.zeros(1, np.uint8), np.ones(1, np.float32)
    meetings(
        near, kill, tracked, np.zeros(30, np.int64), STATIONS / SPEED,
        np.zeros((1, 30), np.int64), STATIONS.astype(np.int64)[None, :], np.zeros((1, 2), np.int64),
        np.zeros(2, np.int64), coarser, 4.0, 20.0, most, salvos, survives,
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
    near = np.full((1, 1, 4), -1.0, np.float32)
    meetings(
        near, near, np.full((1, 1, 4), math.inf, np.float32), np.zeros(1, np.int64), np.ones(1),
        np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int64), np.zeros((1, 2), np.int64),
        np.zeros(2, np.int64), 1, 1.0, 1.0, 1, salvos, survives,
    )  # fmt: skip
    assert (salvos[0], survives[0]) == (2, np.float32(0.1))
