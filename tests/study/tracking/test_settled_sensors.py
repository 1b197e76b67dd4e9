"""What is found out of sensors against that by which their plots were made."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.tracking.settled_sensors import FirstPass, Source, first_pass
from openiads.study.tracking.track_plots import CONFIRMED, TENTATIVE, Tracks
from openiads.study.tracking.tracked import track_told
from tests.study.tracking.plotted_scenes import SENSOR, plotted


@pytest.mark.compiled("thousands of plots, twice")
@pytest.mark.parametrize(
    ("chance", "false", "turns"), [(0.9, 20.0, True), (0.7, 20.0, True), (0.9, 80.0, True), (0.8, 5.0, False)]
)
def test_estimates_are_those_by_which_the_plots_were_made(chance, false, turns):
    targets, scans = 20, 60
    told = plotted(targets, scans, chance=chance, false=false, turns=turns)
    found = track_told(told, [SENSOR]).settled
    # Four standard deviations: of a share of some 20 x 55 looks, of the mean of 60 counts.
    assert found.sensors.detection_probability[0] == pytest.approx(
        chance, abs=4.0 * np.sqrt(chance * (1.0 - chance) / (targets * 55))
    )
    assert found.sensors.false_plots[0] == pytest.approx(false, abs=4.0 * np.sqrt(false / scans) + 0.5)
    assert (found.period_from, found.chance_from, found.false_from) == ((Source.ESTIMATED,),) * 3
    assert found.scans[0] == scans


def test_what_is_told_is_taken_as_it_is():
    told = SENSOR | {"scan_period_s": 5.0, "detection_probability": 0.6, "false_plots_per_scan": 3.0}
    found = track_told(plotted(), [told]).settled
    assert found.sensors.scan_period[0] == 5.0
    assert (found.sensors.detection_probability[0], found.sensors.false_plots[0]) == (0.6, 3.0)
    assert (found.period_from, found.chance_from, found.false_from) == ((Source.TOLD,),) * 3


def test_without_tracks_the_figure_of_the_catalogue_is_assumed():
    found = track_told(plotted(targets=0, scans=20, false=3.0), [SENSOR]).settled
    assert (found.sensors.detection_probability[0], found.chance_from) == (0.8, (Source.ASSUMED,))
    assert found.sensors.false_plots[0] == found.plots[0] / found.scans[0]


def test_a_sensor_without_plots_did_not_scan():
    idle = SENSOR | {"sensor": "idle", "lat": 39.0}
    alone, both = track_told(plotted(), [SENSOR]), track_told(plotted(), [idle, SENSOR])
    assert both.settled.plots.tolist() == [0, alone.plots.count]
    assert (both.settled.period_from[0], both.settled.scans[0]) == (Source.NONE, 0)
    assert np.array_equal(both.tracks.place, alone.tracks.place)
    assert set(both.tracks.sensor) == {1}


def test_looks_count_from_after_the_confirmation_to_before_the_last_plot():
    # Plots at scans 0, 1, 2 (confirmed), 3, not 4, 5, not 6: of 3, 4 and 5 the last one is left out.
    plots = np.array([1, 2, 3, 4, 4, 5, 5])
    state = np.array([TENTATIVE] * 2 + [CONFIRMED] * 5)
    number, false = np.zeros(7, dtype=int), np.ones(2, dtype=int)
    none = np.zeros((9, 3))
    tracks = Tracks(
        np.append(np.arange(7.0), [2.0, 3.0]), np.zeros(9, dtype=int), np.append(number, false),
        np.append(state, [TENTATIVE, TENTATIVE]), none, none, none[:, 0], np.append(plots, [1, 1]),
    )  # fmt: skip
    assert first_pass(tracks) == FirstPass(looks=2, seen=1, taken=5)
