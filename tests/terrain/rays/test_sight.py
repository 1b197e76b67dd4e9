"""Who is over the skyline and within a radar's limits, against the angle itself."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from openiads.state.planes import Radar
from openiads.terrain.rays import sight
from openiads.terrain.rays.masking import bounds_of
from tests.plain import open_up, plain

EARTH = 6_371_008.8
LOWEST, HIGHEST = math.radians(-1.0), math.radians(55.0)


@pytest.fixture
def world(monkeypatch):
    """One radar of these limits, under standard refraction."""
    open_up(monkeypatch, sight)
    radar_f = np.zeros((len(Radar), 1))
    radar_f[Radar.MINIMUM_ELEVATION], radar_f[Radar.MAXIMUM_ELEVATION] = LOWEST, HIGHEST
    return SimpleNamespace(tables=SimpleNamespace(refraction=4.0 / 3.0), radar_f=radar_f)


def seen_at(ground: float, up: float) -> float:
    """Elevation [rad] of a point, raised by a quarter of the curvature of the Earth over its distance."""
    return math.atan2(up, ground) + ground / (8.0 * EARTH)


def test_what_is_over_the_skyline_and_within_the_limits_rises(world):
    rng = np.random.default_rng(5)
    answers = []
    for _ in range(4_000):
        ground, skyline = 10.0 ** rng.uniform(2.0, 5.7), rng.uniform(-0.03, 0.2)
        up = ground * math.tan(rng.choice([rng.uniform(-1.5, 1.5), skyline + rng.normal() * 1e-3]))
        answers.append(plain(sight.rises)(world, 0, ground, up, skyline))
        assert answers[-1] == (max(LOWEST, skyline) <= seen_at(ground, up) <= HIGHEST)
    assert 0.2 < np.mean(answers) < 0.8


def test_bounds_of_the_skyline_change_no_answer(world):
    rng = np.random.default_rng(7)
    world.tables.mask_range_step = 1_000.0
    world.masks = np.maximum.accumulate(rng.normal(0.0, 0.004, (1, 36, 300)), axis=2).astype(np.float32)
    world.mask_bounds = bounds_of(world.masks)
    answers = []
    for _ in range(4_000):
        azimuth, ground = rng.uniform(-math.pi, math.pi), 10.0 ** rng.uniform(2.0, 5.6)
        skyline = plain(sight.masking)(world, 0, azimuth, ground)
        up = ground * math.tan(rng.choice([rng.uniform(-0.1, 1.2), skyline + rng.normal() * 0.01]))
        answers.append(plain(sight.clears)(world, 0, azimuth, ground, up))
        assert answers[-1] == (max(LOWEST, skyline) <= seen_at(ground, up) <= HIGHEST)
    assert 0.2 < np.mean(answers) < 0.8


@pytest.mark.parametrize("limit", [LOWEST, HIGHEST, 0.003])
@pytest.mark.parametrize("aside", [-1e-9, -1e-11, 1e-11, 1e-9])
def test_a_hair_decides_as_the_angle_does(world, limit, aside):
    ground = 80_000.0
    up = ground * math.tan(limit + aside - ground / (8.0 * EARTH))
    over = aside > 0.0
    expected = not over if limit == HIGHEST else over
    assert plain(sight.rises)(world, 0, ground, up, max(limit, -1.0) if limit != HIGHEST else 0.0) is expected
