"""Rows as files have them: what is taken and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange
from openiads.study.tracking.kinematics import Kinematics, checked_kinematics

GOOD = Kinematics(
    np.array([0.0, 0.0, 5.0]),
    np.array([1, 2, 1]),
    np.zeros((3, 3)),
    np.full((3, 3), np.nan),
    np.array([0, 1, 0]),
)
REFUSED = {
    "truth.number has shape (2,); (3,) is allowed, a row for each of truth.time; give as many": {
        "number": np.array([1, 2])
    },
    "truth.place has shape (3, 2); (3, 3) is allowed, a row for each of truth.time; give as many": {
        "place": np.zeros((3, 2))
    },
    "truth.velocity has shape (3,); (3, 3) is allowed, a row for each of truth.time; give as many": {
        "velocity": np.zeros(3)
    },
    "truth.identity has shape (1,); (3,) is allowed, a row for each of truth.time; give as many": {
        "identity": np.zeros(1)
    },
    "truth.time[2] is nan; a finite number is allowed; leave the row out": {
        "time": np.array([0.0, 0.0, np.nan])
    },
    "truth.place[1][2] is inf; a finite number is allowed; leave the row out": {
        "place": np.array([[0.0, 0.0, 0.0], [0.0, 0.0, np.inf], [0.0, 0.0, 0.0]])
    },
    "truth.time[2] is 4.0 s after a row at 5.0 s; no earlier time is allowed; sort the rows": {
        "time": np.array([0.0, 5.0, 4.0])
    },
    "truth.number[1] is 1 a second time at 0.0 s; once is allowed; leave one row out": {
        "number": np.array([1, 1, 2])
    },
    "truth.number[2] is 'b' a second time at 5.0 s; once is allowed; leave one row out": {
        "number": np.array(["a", "b", "b"]),
        "time": np.array([0.0, 5.0, 5.0]),
    },
}


@pytest.mark.parametrize("message", REFUSED)
def test_rows_that_cannot_be_are_refused(message):
    with pytest.raises(OutOfRange) as caught:
        checked_kinematics("truth", replace(GOOD, **REFUSED[message]))
    assert str(caught.value) == message


def test_velocities_need_not_be_known_and_lists_will_do():
    found = checked_kinematics("truth", GOOD)
    assert np.isnan(found.velocity).all()
    lists = Kinematics([0, 5], [1, 1], [[0, 0, 0], [1, 0, 0]], [[0, 0, 0], [0, 0, 0]])
    assert checked_kinematics("truth", lists).place.dtype == np.float64


def test_no_rows_are_rows():
    nothing = Kinematics(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros((0, 3)), np.zeros((0, 3)))
    assert checked_kinematics("tracks", nothing).time.size == 0
