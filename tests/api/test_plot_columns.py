"""Plots and sensors as columns, which the tracker's own door reads."""

from __future__ import annotations

import dataclasses

import numpy as np

import openiads as oi
from benchmarks.tracking.scenes import SCENES, short

SCENE = short(10, 12, 3)


def test_what_is_not_known_has_no_column():
    plots, sensors = oi.plot_columns(SCENE.plots, SCENE.sensors)
    assert "doppler_mps" not in plots
    assert "doppler_sd_mps" not in sensors
    untold = dataclasses.replace(SCENE.sensors, false_plots=np.array([np.nan]))
    assert "false_plots_per_scan" not in oi.plot_columns(SCENE.plots, untold)[1]
    assert "doppler_mps" in oi.plot_columns(SCENES["r50"](1).plots, SCENES["r50"](1).sensors)[0]


def test_numbers_are_in_the_units_that_their_names_say():
    plots, sensors = oi.plot_columns(SCENE.plots, SCENE.sensors)
    assert np.array_equal(plots["range_m"], SCENE.plots.slant_range)
    assert np.allclose(plots["azimuth_deg"], np.degrees(SCENE.plots.azimuth))
    assert np.allclose(plots["azimuth_sd_deg"], 0.15)
    assert np.allclose(plots["elevation_sd_deg"], 0.3)
    assert np.allclose(sensors["lat"], 39.0)
    assert sensors["sensor"] == ["radar"]


def test_the_tracker_follows_them():
    found = oi.track(*oi.plot_columns(SCENE.plots, SCENE.sensors))
    assert len(found.tracks) > 50
