"""Altitude bands of detection against the radar equation, elevation limits and a look at single altitudes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.study.coverage.answer import cover
from openiads.study.coverage.band_maps import band_maps
from openiads.study.coverage.bands import CEILING, Level, levels_of
from openiads.study.coverage.coverage_numbers import GROUND, Key
from openiads.study.coverage.question import question
from tests.study.coverage_scenes import EARTH, battery, horizon, radar, scene

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

ASSET = """
[[asset]]
name = "{name}"
lat = {lat}
lon = 35.0
"""
SITE = 37.0


@pytest.fixture(scope="module")
def watch():
    """One early-warning radar on a smooth earth, and assets 50, 150 and 250 km north of it."""
    north = {"near": 50e3, "middle": 150e3, "far": 250e3}
    parts = [ASSET.format(name=name, lat=SITE + math.degrees(away / EARTH)) for name, away in north.items()]
    return cover(scene(radar(antenna=25), *parts), question([1_000.0], rcs=1.0))


def test_chances_of_several_looks_become_chances_of_one():
    assert Level(0.9, 1).of_one_look == pytest.approx(0.9)
    assert Level(0.875, 3).of_one_look == pytest.approx(0.5)


def test_one_scan_needs_no_second_set_of_levels():
    assert [level.scans for level in levels_of((0.5,), 1)] == [1]
    assert [level.scans for level in levels_of((0.5,), 3)] == [1, 3]


@pytest.mark.parametrize(("name", "away"), [("near", 50e3), ("middle", 150e3)])
def test_a_radar_with_range_to_spare_detects_from_the_horizon_on(watch, name, away):
    found = watch.band(Key("detected over", name, "0.5 in 1", GROUND))
    assert found.low == found.high
    # The height whose horizon distance from a 25 m mast is this far away.
    heights = np.linspace(0.0, 3_000.0, 30_001)
    reach = np.array([horizon(25.0, h) for h in heights])
    assert found.low == pytest.approx(float(np.interp(away, reach, heights)), rel=0.01, abs=2.0)


def test_more_certainty_narrows_a_band_and_more_scans_widen_it(watch):
    bands = band_maps(watch, "mean")
    where = {(level.chance, level.scans): k for k, level in enumerate(bands.levels)}
    for chances in ((0.5, 0.8), (0.8, 0.9)):
        surer, less = where[chances[1], 1], where[chances[0], 1]
        some = np.isfinite(bands.lowest[surer])
        assert some.any()
        assert (bands.lowest[less][some] <= bands.lowest[surer][some]).all()
        assert (bands.highest[less][some] >= bands.highest[surer][some]).all()
    once, thrice = where[0.9, 1], where[0.9, 3]
    some = np.isfinite(bands.lowest[once])
    assert (bands.lowest[thrice][some] <= bands.lowest[once][some]).all()
    assert np.isfinite(bands.lowest[thrice]).sum() > some.sum()


@pytest.mark.parametrize("altitude", [300.0, 1_000.0, 3_000.0, 9_000.0, 25_000.0])
def test_a_band_holds_an_altitude_where_a_look_there_detects(altitude):
    """Against the maps at single altitudes, which are made cell by cell with the simulation's own look."""
    answer = cover(scene(battery(azimuth=180), radar(lat=37.5)), question([altitude], rcs=0.5))
    bands = band_maps(answer, "mean")
    maps = answer.maps["mean"]
    for k, level in enumerate(bands.levels):
        if level.scans > 1:
            continue
        with np.errstate(invalid="ignore"):
            inside = (bands.lowest[k] <= altitude) & (altitude <= bands.highest[k])
        detects = maps.detected(0, level.chance)
        assert detects.any()
        # Off by less than a cell at the rims, which the azimuth on the ellipsoid moves a little.
        assert (inside != detects).mean() < 0.002


def test_nothing_is_told_off_the_map_or_above_the_ceiling(watch):
    bands = band_maps(watch, "mean")
    assert np.nanmax(bands.highest) <= CEILING
    assert np.isnan(bands.highest[np.isinf(bands.lowest)]).all()


def test_an_asset_far_from_every_radar_is_never_detected_and_stops_nothing():
    answer = cover(scene(radar(antenna=25), ASSET.format(name="gone", lat=SITE - 8.0)), question([1_000.0]))
    for what in ("seen over", "detected over", "detected up to"):
        found = answer.band(Key(what, "gone", "" if what == "seen over" else "0.5 in 1", GROUND))
        assert math.isinf(found.low)
        assert math.isinf(found.high)
