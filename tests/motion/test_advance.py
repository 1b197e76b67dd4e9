"""Weaving targets against the figures that they weave by."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from openiads.state.planes import Target, Truth
from openiads.state.truth import swung
from tests.plain import plain

swung = plain(swung)

RADIUS, SPEED, END = 6.4e6, 250.0, 120.0
TICK = 0.01


def swing(acceleration: float, period: float, phase: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sideways place, speed and acceleration [SI] of a target along ECEF y over the equator, (times,)."""
    rate = 2.0 * np.pi / period
    figures = np.zeros((len(Target), 1))
    figures[Target.WEAVE_AMPLITUDE], figures[Target.WEAVE_RATE] = acceleration / rate**2, rate
    world = SimpleNamespace(target_f=figures)
    found = []
    for time in np.arange(0.0, END + TICK / 2, TICK):
        truth = np.zeros((len(Truth), 1))
        truth[Truth.END], truth[Truth.WEAVE_PHASE] = END, phase
        straight = (RADIUS, SPEED * time, 0.0, 0.0, SPEED, 0.0, 0.0, 0.0, 0.0, 0.0)
        _, _, z, _, _, vz, _, _, az, _ = swung(world, truth, 0, time, straight)
        # East over the equator and north of it: sideways is the axis of the Earth.
        found.append((z, vz, az))
    places, speeds, pulls = np.array(found).T
    return places, speeds, pulls


@pytest.mark.parametrize("phase", [0.0, 1.0, 2.5, 4.0])
@pytest.mark.parametrize(("acceleration", "period"), [(30.0, 10.0), (10.0, 10.0), (30.0, 5.0)])
def test_a_weaving_target_keeps_within_its_amplitude_and_acceleration(acceleration, period, phase):
    places, speeds, pulls = swing(acceleration, period, phase)
    rate = 2.0 * np.pi / period
    assert np.abs(places).max() <= acceleration / rate**2 * (1.0 + 1e-9)
    assert np.abs(speeds).max() <= acceleration / rate * (1.0 + 1e-9)
    edge = round(period / TICK)
    # It uses what it has: an amplitude that is too small would pass as well as one that is right.
    assert np.abs(pulls[edge:-edge]).max() == pytest.approx(acceleration, rel=1e-3)
    # Speed and acceleration are what the place does, at the ends too, where the swing comes and goes.
    np.testing.assert_allclose(np.gradient(places, TICK)[1:-1], speeds[1:-1], atol=1e-3 * acceleration)
    leaps = np.r_[0, edge + np.arange(-1, 2)]
    inside = np.delete(np.arange(len(places)), np.r_[leaps, len(places) - 1 - leaps])
    bent = np.gradient(speeds, TICK)
    np.testing.assert_allclose(bent[inside], pulls[inside], atol=2e-3 * acceleration)


def test_the_swing_has_faded_where_the_route_begins_and_ends():
    places, speeds, _ = swing(30.0, 10.0, 1.0)
    assert places[[0, -1]] == pytest.approx([0.0, 0.0], abs=1e-6)
    assert speeds[[0, -1]] == pytest.approx([0.0, 0.0], abs=1e-6)
