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


def weaver(acceleration: float, period: float, phase: float) -> tuple[SimpleNamespace, SimpleNamespace]:
    """World and state of one target north over the equator, along y; it first swings down, south."""
    rate = 2.0 * math.pi / period
    figures, keys = np.zeros((len(Target), 1)), np.zeros((len(TargetKey), 1), int)
    figures[Target.WEAVE_AMPLITUDE], figures[Target.WEAVE_RATE] = acceleration / rate**2, rate
    figures[Target.ROUTE_STEP], figures[Target.ROUTE_RATE] = END, 1.0 / END
    keys[TargetKey.SAMPLES] = 2
    route, truth = np.zeros((2, len(Route))), np.zeros((len(Truth), 1))
    route[:, Route.X], route[1, Route.Y], route[:, Route.VY] = RADIUS, SPEED * END, SPEED
    truth[Truth.END], truth[Truth.WEAVE_PHASE] = END, phase
    return SimpleNamespace(target_f=figures, target_i=keys, route=route), SimpleNamespace(truth_f=truth)


@pytest.mark.parametrize(("acceleration", "period"), [(30.0, 10.0), (20.0, 20.0), (30.0, 5.0)])
@pytest.mark.parametrize("phase", [0.0, 1.0, 2.5, 4.0])
@pytest.mark.parametrize("lag", [0.1, 0.5, 1.0])
def test_within_a_step_a_weaving_target_is_on_its_sine(monkeypatch, acceleration, period, phase, lag):
    open_up(monkeypatch, room)
    world, state = weaver(acceleration, period, phase)
    rate = 2.0 * math.pi / period
    amplitude = acceleration / rate**2
    for begin in np.arange(period, END - period - 1.0, 0.7):
        _, along, up, _, pace, pace_up, _ = room.course_at(state, world, 0, begin + lag)
        angle = rate * (begin + lag) + phase
        assert -up == pytest.approx(amplitude * math.sin(angle), abs=1e-6)
        assert -pace_up == pytest.approx(amplitude * rate * math.cos(angle), abs=1e-6)
        assert (along, pace) == pytest.approx((SPEED * (begin + lag), SPEED))


@pytest.mark.parametrize(("acceleration", "period"), [(30.0, 10.0), (20.0, 20.0), (30.0, 5.0), (100.0, 3.0)])
@pytest.mark.parametrize("phase", [0.0, 1.0, 2.5, 4.0])
def test_no_swing_is_further_off_its_parabola_than_is_allowed_for(monkeypatch, acceleration, period, phase):
    open_up(monkeypatch, room)
    world, state = weaver(acceleration, period, phase)
    f = state.truth_f
    for begin in np.arange(0.0, END - 1.0, 0.13):
        motion = room.swung(world, f, 0, begin, room.on_route(world, f, 0, begin))
        f[Truth.X : Truth.Z + 1, 0], f[Truth.VX : Truth.VZ + 1, 0] = motion[:3], motion[3:6]
        f[Truth.AX : Truth.AZ + 1, 0] = motion[6:9]
        for lag in (-0.25, 0.3, 1.0):
            if begin + lag < 0.0:
                continue
            there = room.place_at(state, world, 0, begin + lag)
            miss = math.dist(there, room.course_of_target(state, world, 0, lag)[:3])
            assert miss <= room.off_drift(world, 0, lag) + 1e-6


@pytest.mark.parametrize(
    ("time", "flies"), [(9.99, False), (10.0, True), (49.99, True), (50.0, False), (60.0, False)]
)
@pytest.mark.parametrize(("end", "down"), [(50.0, math.inf), (80.0, 50.0)])
def test_it_flies_from_its_start_until_it_ends_or_is_shot_down(time, flies, end, down):
    truth = np.zeros((len(Truth), 1))
    truth[Truth.START], truth[Truth.END], truth[Truth.DOWN] = 10.0, end, down
    assert plain(room.flies_at)(truth, 0, time) == flies
