"""Where a target is within a step, against the closed form of its swing."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from openiads.state import truth as room
from openiads.state.planes import Route, Target, TargetKey, Truth
from tests.plain import open_up, plain

RADIUS, SPEED, END = 6.4e6, 250.0, 120.0


@pytest.mark.parametrize(("acceleration", "period"), [(30.0, 10.0), (20.0, 20.0), (30.0, 5.0)])
@pytest.mark.parametrize("phase", [0.0, 1.0, 2.5, 4.0])
@pytest.mark.parametrize("lag", [0.1, 0.5, 1.0])
def test_within_a_step_a_weaving_target_is_on_its_sine(monkeypatch, acceleration, period, phase, lag):
    open_up(monkeypatch, room)
    rate = 2.0 * math.pi / period
    amplitude = acceleration / rate**2
    figures, keys = np.zeros((len(Target), 1)), np.zeros((len(TargetKey), 1), int)
    figures[Target.WEAVE_AMPLITUDE], figures[Target.WEAVE_RATE] = amplitude, rate
    figures[Target.ROUTE_STEP] = END
    keys[TargetKey.SAMPLES] = 2
    # North over the equator, along y; its right hand is up the axis of the Earth, so it swings down first.
    route = np.zeros((2, len(Route)))
    route[:, Route.X], route[1, Route.Y], route[:, Route.VY] = RADIUS, SPEED * END, SPEED
    truth = np.zeros((len(Truth), 1))
    truth[Truth.END], truth[Truth.WEAVE_PHASE] = END, phase
    world = SimpleNamespace(target_f=figures, target_i=keys, route=route)
    state = SimpleNamespace(truth_f=truth)
    for begin in np.arange(period, END - period - 1.0, 0.7):
        _, along, up, _, pace, pace_up = room.motion_at(state, world, 0, begin + lag)
        angle = rate * (begin + lag) + phase
        assert -up == pytest.approx(amplitude * math.sin(angle), abs=1e-6)
        assert -pace_up == pytest.approx(amplitude * rate * math.cos(angle), abs=1e-6)
        assert (along, pace) == pytest.approx((SPEED * (begin + lag), SPEED))


@pytest.mark.parametrize(
    ("time", "flies"), [(9.99, False), (10.0, True), (49.99, True), (50.0, False), (60.0, False)]
)
@pytest.mark.parametrize(("end", "down"), [(50.0, math.inf), (80.0, 50.0)])
def test_it_flies_from_its_start_until_it_ends_or_is_shot_down(time, flies, end, down):
    truth = np.zeros((len(Truth), 1))
    truth[Truth.START], truth[Truth.END], truth[Truth.DOWN] = 10.0, end, down
    assert plain(room.flies_at)(truth, 0, time) == flies
