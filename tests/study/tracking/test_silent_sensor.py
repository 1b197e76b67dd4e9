"""A sensor that stops costs no tracks: nobody misses a plot of one that does not look."""

from __future__ import annotations

import math

import numpy as np

from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.track_plots import constants_of, track_plots

SLOW, QUICK = 10.0, 1.0
STOPS, ENDS = 60.0, 240.0


def told() -> tuple[Plots, Sensors]:
    """One target 60 km away that goes round its two sensors, of which the quick one stops."""
    slow = np.arange(0.0, ENDS, SLOW)
    quick = np.arange(0.0, STOPS, QUICK)
    time = np.concatenate([slow, quick])
    same = np.ones_like(time)
    plots = Plots(
        time, np.repeat([0, 1], [slow.size, quick.size]), 60e3 * same, 0.003 * time, 0.1 * same, 50.0 * same,
        1e-3 * same, 1e-3 * same, math.nan * same,
    )  # fmt: skip
    pair = np.ones(2)
    sensors = Sensors(
        ("slow", "quick"), 0.68 * pair, 0.61 * pair, 100.0 * pair, np.array([SLOW, QUICK]), 0.9 * pair,
        5.0 * pair, math.nan * pair,
    )  # fmt: skip
    return plots, sensors


def test_the_track_of_a_sensor_that_goes_on_outlives_the_one_that_stops():
    found = track_plots(*told(), constants_of("score"), 0.9)
    late = found.time >= STOPS
    assert set(found.number[late].tolist()) == {1}
    assert (found.state[late] == 1).all()
    assert found.time.max() == ENDS - SLOW
