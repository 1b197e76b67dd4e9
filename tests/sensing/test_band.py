"""Bands of altitude by chord, with the line between two chords worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.frames import destination, normal_of
from openiads.sensing import band
from openiads.state.planes import Radar
from openiads.state.world import freeze
from openiads.terrain.rays import sight
from tests.plain import open_up
from tests.simulation.tiny import tiny_world
from verification.degenerate import SITE

STEP = 0.01
"""Chord of 64 km on the unit sphere."""
ENDS = np.array([[[0.0, 100.0, 300.0, math.nan, math.nan], [9e3, 8e3, 6e3, math.nan, math.nan]]])
"""One chance: lowest and highest by chord of 0, 1, 2, 3 and 4 steps."""


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, band, sight)


def widened(
    chord: float, azimuth: float = 0.0, seen_from: float = -100.0, half: float = math.pi
) -> tuple[float, float]:
    """The band [m] of a place `chord` steps and at an `azimuth` from a radar that faces north."""
    world = tiny_world()
    radar = world.radar_f.copy()
    radar[Radar.SECTOR_HALF], radar[Radar.SECTOR_CENTRE] = half, 0.0
    site = [math.radians(angle) for angle in SITE]
    angle = 2.0 * math.asin(0.5 * chord * STEP)
    there = normal_of(*destination(site[0], site[1], azimuth, 6_371_008.8 * angle))
    lowest, highest = np.full((1, 1), np.inf, np.float32), np.full((1, 1), -np.inf, np.float32)
    band.widen_bands(
        freeze(world._replace(radar_f=radar)), 0, band.Chords(normal_of(*site), ENDS, STEP),
        there[None], np.array([seen_from], np.float32), lowest, highest,
    )  # fmt: skip
    return float(lowest[0, 0]), float(highest[0, 0])


@pytest.mark.parametrize(
    ("chord", "expected"),
    [(0.0, (0.0, 9e3)), (1.0, (100.0, 8e3)), (0.5, (50.0, 8.5e3)), (1.25, (150.0, 7.5e3))],
)
def test_between_chords_both_ends_are_linear(chord, expected):
    assert widened(chord) == pytest.approx(expected, rel=1e-5, abs=1e-2)


def test_the_ground_cuts_a_band_from_below_or_takes_it():
    assert widened(1.0, seen_from=2_500.0) == pytest.approx((2_500.0, 8e3), rel=1e-5)
    assert widened(1.0, seen_from=8_001.0) == (math.inf, -math.inf)
    assert widened(1.0, seen_from=math.inf) == (math.inf, -math.inf)
    assert widened(1.0, seen_from=math.nan) == (math.inf, -math.inf)


def test_beside_a_chord_without_a_band_and_beyond_the_last_there_is_none():
    assert widened(2.5) == (math.inf, -math.inf)
    assert widened(3.5) == (math.inf, -math.inf)
    assert widened(40.0) == (math.inf, -math.inf)


@pytest.mark.parametrize(
    ("azimuth", "inside"), [(0.0, True), (0.69, True), (-0.69, True), (0.71, False), (3.0, False)]
)
def test_outside_its_sector_a_radar_sees_nothing(azimuth, inside):
    assert (widened(1.0, azimuth, half=0.7) != (math.inf, -math.inf)) is inside


def test_a_band_is_only_ever_widened():
    world = tiny_world()
    site = normal_of(*(math.radians(angle) for angle in SITE))
    lowest, highest = np.array([[40.0]], np.float32), np.array([[5e3]], np.float32)
    band.widen_bands(
        world,
        0,
        band.Chords(site, ENDS + 50.0, STEP),
        site[None],
        np.array([-1e3], np.float32),
        lowest,
        highest,
    )
    assert (lowest[0, 0], highest[0, 0]) == (40.0, np.float32(9_050.0))
