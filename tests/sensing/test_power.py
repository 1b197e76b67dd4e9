from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground.course import Course
from openiads.ground.echo import detection_probability, gas_share
from openiads.ground.frames import Place
from openiads.sensing.power import apparent_rcs, aspect_rcs
from openiads.state.planes import Radar, Target
from tests.plain import plain


def world(**figures: float) -> SimpleNamespace:
    """A world of one radar and one target of 2 square metres, six times that from the side."""
    radar_f = np.zeros((len(Radar), 1))
    for name, value in figures.items():
        radar_f[Radar[name.upper()], 0] = value
    target_f = np.zeros((len(Target), 1))
    target_f[Target.RCS, 0], target_f[Target.RCS_SIDE_RATIO, 0] = 2.0, 6.0
    return SimpleNamespace(radar_f=radar_f, target_f=target_f)


Velocity = tuple[float, float, float]


def rcs(velocity: Velocity, *line: float) -> float:
    return plain(aspect_rcs)(world(), 0, Course(0.0, 0.0, 0.0, *velocity, False), Place(*line))


def test_one_look_at_13_db_detects_as_the_published_table_says():
    # Swerling 1, Pfa 1e-6, 13 dB: Pd = 0.517 (Mahafza, eq. 2.75; computed 0.517178).
    assert plain(detection_probability)(math.log(1e-6), 10**1.3) == pytest.approx(0.517178, abs=1e-6)


def test_without_an_echo_only_false_alarms_remain():
    assert plain(detection_probability)(math.log(1e-6), 0.0) == pytest.approx(1e-6)


def test_nose_on_and_tail_on_are_alike_and_the_side_is_larger():
    truth = (200.0, 0.0, 0.0)
    assert rcs(truth, 1.0, 0.0, 0.0) == pytest.approx(2.0)
    assert rcs(truth, -3.0, 0.0, 0.0) == pytest.approx(2.0)
    assert rcs(truth, 0.0, 5.0, 0.0) == pytest.approx(12.0)
    assert rcs(truth, 1.0, 1.0, 0.0) == pytest.approx(7.0)


@given(st.floats(0.0, 4e5), st.floats(-1e4, 2e4))
def test_air_takes_a_share_that_grows_with_distance_and_shrinks_with_height(reach, height):
    share = plain(gas_share)(2e-6, reach, height)
    assert 0.0 < share <= 1.0
    assert share <= plain(gas_share)(2e-6, 0.5 * reach, height)
    assert share <= plain(gas_share)(2e-6, reach, 2.0 * height) * (1.0 + 1e-12)
    assert share >= math.exp(-2e-6 * reach) * (1.0 - 1e-12)


@pytest.mark.parametrize("snr", [0.5, 5.0, 500.0])
def test_detected_echoes_look_as_large_as_their_target_on_average(snr):
    chance = math.exp(math.log(1e-6) / (1.0 + snr))
    draws = chance * (np.arange(100_000) + 0.5) / 100_000
    sizes = [plain(apparent_rcs)(2.0, snr, luck, math.log(1e-6)) for luck in draws]
    assert np.mean(sizes) == pytest.approx(2.0, rel=2e-3)
