"""Where a target is within a step, against the closed form of its swing."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from openiads.motion.advance import weave
from openiads.state import truth as room
from openiads.state.planes import Target, Truth
from tests.plain import plain

RADIUS, SPEED, END = 6.4e6, 250.0, 120.0


@pytest.mark.parametrize(("acceleration", "period"), [(30.0, 10.0), (20.0, 20.0), (30.0, 5.0)])
@pytest.mark.parametrize("phase", [0.0, 1.0, 2.5, 4.0])
@pytest.mark.parametrize("lag", [0.1, 0.5, 1.0])
def test_within_a_step_a_weaving_target_is_off_its_sine_by_a_sixth_of_the_jerk(
    acceleration, period, phase, lag
):
    rate = 2.0 * math.pi / period
    amplitude = acceleration / rate**2
    figures = np.zeros((len(Target), 1))
    figures[Target.WEAVE_AMPLITUDE], figures[Target.WEAVE_RATE] = amplitude, rate
    for begin in np.arange(period, END - period - 1.0, 0.7):
        truth = np.zeros((len(Truth), 1))
        truth[Truth.X], truth[Truth.Y], truth[Truth.VY] = RADIUS, SPEED * begin, SPEED
        truth[Truth.END], truth[Truth.WEAVE_PHASE] = END, phase
        plain(weave)(SimpleNamespace(target_f=figures), truth, 0, begin)
        # North over the equator its right hand is up the axis of the Earth, so it swings down first.
        _, along, up = plain(room.place_at)(truth, 0, lag)
        _, pace, pace_up = plain(room.velocity_at)(truth, 0, lag)
        angle = rate * (begin + lag) + phase
        jerk = amplitude * rate**3
        assert abs(-up - amplitude * math.sin(angle)) <= jerk / 6.0 * lag**3
        assert abs(-pace_up - amplitude * rate * math.cos(angle)) <= jerk / 2.0 * lag**2
        assert (along, pace) == pytest.approx((SPEED * (begin + lag), SPEED))


@pytest.mark.parametrize(
    ("time", "flies"), [(9.99, False), (10.0, True), (49.99, True), (50.0, False), (60.0, False)]
)
@pytest.mark.parametrize(("end", "down"), [(50.0, math.inf), (80.0, 50.0)])
def test_it_flies_from_its_start_until_it_ends_or_is_shot_down(time, flies, end, down):
    truth = np.zeros((len(Truth), 1))
    truth[Truth.START], truth[Truth.END], truth[Truth.DOWN] = 10.0, end, down
    assert plain(room.flies_at)(truth, 0, time) == flies
