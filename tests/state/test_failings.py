"""What fails in a replicate: how often, whose, and that what cannot fail never does."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from openiads.ground.draws import identity_of
from openiads.ground.frames import Enu, Place, ecef_of, enu_axes
from openiads.ground.units import DEG
from openiads.state import facing, failings
from openiads.state.planes import Battery, BatteryKey, Radar, RadarKey, Tally, Target, TargetKey
from tests.plain import open_up

REPLICATES = 3_000
SURELY = 1e-4
"""Chance that a right rate is taken for a wrong one."""


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, failings, facing)


def state(replicate: int) -> SimpleNamespace:
    tally = np.zeros(len(Tally), dtype=np.int64)
    tally[Tally.REPLICATE] = replicate
    return SimpleNamespace(tally=tally)


def world(**figures: float) -> SimpleNamespace:
    """Two batteries with two radars each and a radar of nobody's, at 37 N 37 E; one flight."""
    radar = np.zeros((len(Radar), 5))
    keys = np.zeros((len(RadarKey), 5), dtype=np.int64)
    keys[RadarKey.OWNER] = 0, 0, 1, 1, -1
    keys[RadarKey.BATTERY] = 0, -1, 1, -1, -1
    keys[RadarKey.IDENT] = [identity_of(f"radar {s}") for s in range(5)]
    radar[Radar.X : Radar.Z + 1] = np.array(ecef_of(37 * DEG, 37 * DEG, 500.0))[:, None]
    radar[Radar.EAST_X : Radar.UP_Z + 1] = enu_axes(37 * DEG, 37 * DEG).ravel()[:, None]
    battery, names = np.zeros((len(Battery), 2)), np.zeros((len(BatteryKey), 2), dtype=np.int64)
    names[BatteryKey.IDENT] = identity_of("north"), identity_of("south")
    target, who = np.zeros((len(Target), 1)), np.zeros((len(TargetKey), 1), dtype=np.int64)
    target[Target.SET_FAILURE] = -1.0
    for name, value in figures.items():
        plane, array = next(
            (planes[name], array)
            for planes, array in ((Radar, radar), (Battery, battery), (Target, target))
            if name in planes.__members__
        )
        array[plane] = value
    return SimpleNamespace(
        radar_f=radar, radar_i=keys, battery_f=battery, battery_i=names, target_f=target, target_i=who
    )


@pytest.mark.parametrize(
    ("name", "plane"),
    [
        ("is_cut_off", "AUTHORITY_LOSS_PROBABILITY"),
        ("is_deaf", "INTERROGATOR_FAILURE_PROBABILITY"),
    ],
)
def test_a_battery_fails_as_often_as_told_and_apart_from_others(name, plane):
    whose, chance = getattr(failings, name), world(**{plane: 0.3})
    failing = np.array([[whose(state(r), chance, b) for b in (0, 1)] for r in range(REPLICATES)])
    for column in failing.T:
        assert stats.binomtest(int(column.sum()), REPLICATES, 0.3).pvalue > SURELY
    both = int(failing.all(axis=1).sum())
    assert stats.binomtest(both, REPLICATES, 0.09).pvalue > SURELY
    assert not any(whose(state(r), world(), 0) for r in range(50))
    assert all(whose(state(r), world(**{plane: 1.0}), 0) for r in range(50))


def test_what_may_fail_at_one_chance_fails_at_every_greater_one():
    # The same luck is held against the chance, so arms of a study are on the same draws.
    for r in range(200):
        found = [
            failings.is_deaf(state(r), world(INTERROGATOR_FAILURE_PROBABILITY=p), 0) for p in (0.1, 0.5, 0.9)
        ]
        assert found == sorted(found)


def test_a_set_fails_at_its_own_rate_or_else_at_that_of_who_asks():
    own = [failings.set_works(state(r), world(SET_FAILURE=0.2), 0, 0.9) for r in range(REPLICATES)]
    asked = [failings.set_works(state(r), world(), 0, 0.9) for r in range(REPLICATES)]
    assert stats.binomtest(sum(own), REPLICATES, 0.8).pvalue > SURELY
    assert stats.binomtest(sum(asked), REPLICATES, 0.1).pvalue > SURELY


def test_north_is_wrong_by_what_is_told_for_all_radars_of_a_battery():
    fixed = world(MISALIGNMENT=-107 * DEG)
    assert [failings.misalignment(state(3), fixed, s) for s in range(5)] == [-107 * DEG] * 5
    loose = world(MISALIGNMENT=0.1, MISALIGNMENT_SD=0.02)
    drawn = np.array([[failings.misalignment(state(r), loose, s) for s in range(5)] for r in range(2_000)])
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, 2] == drawn[:, 3]).all()
    apart = drawn[:, [0, 2, 4]]
    assert np.abs(np.corrcoef(apart.T) - np.eye(3)).max() < 4 / math.sqrt(2_000)
    for column in apart.T:
        assert stats.kstest((column - 0.1) / 0.02, "norm").pvalue > SURELY


def test_turned_by_a_quarter_clockwise_north_is_east_and_east_is_south():
    assert facing.turned(Enu(0.0, 5.0, 2.0), math.pi / 2) == pytest.approx((5.0, 0.0, 2.0), abs=1e-12)
    assert facing.turned(Enu(5.0, 0.0, 2.0), math.pi / 2) == pytest.approx((0.0, -5.0, 2.0), abs=1e-12)
    there = Enu(3.0, 4.0, 5.0)
    assert facing.turned(there, 0.0) is there


@given(st.floats(-math.pi, math.pi), st.tuples(*[st.floats(-1e5, 1e5)] * 3))
def test_a_radar_pointed_at_what_it_reported_looks_at_what_gave_the_report(angle, there):
    east, north, up = there
    axes, site = enu_axes(37 * DEG, 37 * DEG), np.array(ecef_of(37 * DEG, 37 * DEG, 500.0))
    sine, cosine = math.sin(angle), math.cos(angle)
    # As it lies in a frame whose azimuths are all too great by the angle.
    reported = np.array([east * cosine + north * sine, north * cosine - east * sine, up]) @ axes + site
    pointed = facing.pointed(state(0), world(MISALIGNMENT=angle), 0, Place(*reported))
    np.testing.assert_allclose(pointed, np.array(there) @ axes + site, atol=1e-6)
