"""Tracks of radars that measure no elevation are held against the truth on the ground."""

from __future__ import annotations

import numpy as np
import pytest

import openiads as oi
from openiads.ground.frames import ecef_of, enu_axes
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.on_ground import on_ground
from tests.study.tracking.plotted_scenes import SENSOR

STATION = SENSOR["lat"], SENSOR["lon"], SENSOR["altitude_m"]


def test_places_keep_their_coordinates_and_velocities_what_is_level():
    spots = np.radians([[38.0, 32.0], [-60.0, 170.0]])
    place = np.array([ecef_of(*spot, height) for spot, height in zip(spots, (9e3, 250.0), strict=True)])
    turns = np.array([enu_axes(*spot) for spot in spots])
    velocity = np.einsum("ki,kij->kj", [[200.0, -30.0, 50.0], [0.0, 0.0, -700.0]], turns)
    found = on_ground(Kinematics(np.zeros(2), np.arange(2), place, velocity))
    np.testing.assert_allclose(found.place, [ecef_of(*spot, 0.0) for spot in spots], atol=1e-6)
    level = np.einsum("kij,kj->ki", turns, found.velocity)
    np.testing.assert_allclose(level, [[200.0, -30.0, 0.0], [0.0, 0.0, 0.0]], atol=1e-9)


def stands(count: int = 20) -> tuple[dict, dict]:
    """Plots of one who stands 40 km off at 3 degrees, without elevations, and where he is."""
    pymap3d = pytest.importorskip("pymap3d")
    latitude, longitude, height = pymap3d.aer2geodetic(90.0, 3.0, 40e3, *STATION)
    time = 5.0 * np.arange(count)
    plots = {
        "time_s": time, "sensor": ["north"] * count, "range_m": np.full(count, 40e3),
        "azimuth_deg": np.full(count, 90.0),
    }  # fmt: skip
    place = {"latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": height}
    return plots, {"time_s": time[[0, -1]], "target": ["a", "a"]} | {
        name: np.full(2, value) for name, value in place.items()
    }


@pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")  # nobody scatters
def test_without_elevations_the_altitude_that_is_assumed_counts_by_the_ground_alone():
    """Assumed are 7,500 m above the sensor, and there are 2,220: on the ground 39,286 and 39,945 m off."""
    plots, truth = stands()
    flat = SENSOR | {
        "elevation_sd_deg": None,
        "range_sd_m": 1.0,
        "azimuth_sd_deg": 0.001,
        "scan_period_s": 5.0,
    }
    found = oi.track(plots, [flat], truth)
    assert found.measures["compared"] == "on the ground"
    assert found.measures["place_accuracy_m"] == pytest.approx(39_945.0 - 39_286.0, rel=0.05)
    assert " Against the truth on the ground, 90 % of targets have a track" in found.answer
    seen = plots | {"elevation_deg": np.full(20, 3.0)}
    whole = oi.track(seen, [flat | {"elevation_sd_deg": 0.001}], truth)
    assert whole.measures["compared"] == "in space"
    assert whole.measures["place_accuracy_m"] < 5.0
    assert " Against the truth, 90 % of targets" in whole.answer
