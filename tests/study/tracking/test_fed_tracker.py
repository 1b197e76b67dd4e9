"""A tracker that is fed scan by scan gives the tracks that it gives of all plots at once."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.tracking.radars import RadarSite
from benchmarks.tracking.scenes import several, short, usual
from openiads.state.planes import FILTER_PLANES, MODEL_PLANES, Filter, ModelFilter
from openiads.study.tracking.covariances import matrices_of
from openiads.study.tracking.fed_tracker import FedTracker, both, corners, noise_of, spread_on
from openiads.study.tracking.track_plots import constants_of, track_plots

TRACKERS = "score", "m-of-n", "imm", "jpda", "imm-jpda"


def scenes():
    """One radar, and three that turn."""
    return [short(10, 12, 3), several(4)]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("tracker", TRACKERS)
def test_tracks_are_those_of_all_plots_at_once(which, tracker):
    scene = scenes()[which]
    constants = constants_of(tracker)
    whole = track_plots(scene.plots, scene.sensors, constants, 0.9, tracker)
    fed = FedTracker(scene.sensors, constants, 0.9, tracker, like=scene.plots)
    begin = float(scene.plots.time[0])
    first = 0
    for time in np.unique(whole.time):
        # To the end of the cycle, for which a scan waits that other radars have plots after.
        until = max(time, begin + np.floor(time - begin) + 1.0 - 1e-9)
        last = int(np.searchsorted(scene.plots.time, until, side="right"))
        fed.feed(scene.plots.only(slice(first, last)), float(until))
        first = last
        rows = np.flatnonzero(whole.time == time)
        found = fed.tracks(float(time), int(whole.sensor[rows[0]]))
        assert found.number.tolist() == whole.number[rows].tolist()
        assert found.state.tolist() == whole.state[rows].tolist()
        assert np.array_equal(found.place, whole.place[rows])


def test_plots_of_one_cycle_may_come_one_after_the_other():
    scene = short(10, 6, 3)
    told = [FedTracker(scene.sensors, constants_of("score"), 0.9, like=scene.plots) for _ in range(2)]
    for time in scene.scans:
        rows = np.flatnonzero(scene.plots.time == time)
        told[0].feed(scene.plots.only(rows), float(time))
        for part in np.array_split(rows, 3):
            told[1].feed(scene.plots.only(part), float(time))
        one, other = (each.tracks(float(time)) for each in told)
        assert one.number.tolist() == other.number.tolist()
        assert np.array_equal(one.place, other.place)


def test_a_buffer_that_overflows_is_made_longer_and_all_played_again():
    # Three plots first, so that room is made for few; then hundreds at once.
    scene = usual("many", 5, 10, RadarSite(false_plots=700.0), scans=3)
    whole = track_plots(scene.plots, scene.sensors, constants_of("score"), 0.9)
    fed = FedTracker(scene.sensors, constants_of("score"), 0.9, like=scene.plots)
    fed.feed(scene.plots.only(slice(0, 3)), 0.0)
    fed.feed(scene.plots.only(slice(3, scene.plots.count)), float(scene.scans[-1]))
    found = fed.tracks(float(scene.scans[-1]))
    rows = whole.time == scene.scans[-1]
    assert found.number.size > 700
    assert found.number.tolist() == whole.number[rows].tolist()


def test_before_the_first_plot_there_is_no_track():
    scene = short(10, 2, 3)
    fed = FedTracker(scene.sensors, constants_of("score"), 0.9)
    fed.feed(scene.plots.only(slice(0, 0)), 3.0)
    assert fed.tracks(3.0).number.size == 0
    assert fed.estimates(3.0).number.size == 0


def test_the_outermost_plots_tell_as_much_as_all():
    scene = several(4)
    few = corners(scene.plots)
    assert few.count <= 5 * scene.sensors.count
    assert corners(both(few, few)).slant_range.max() == scene.plots.slant_range.max()


def test_estimates_agree_with_tracks_and_grow_with_time():
    scene = short(10, 12, 3)
    fed = FedTracker(scene.sensors, constants_of("score"), 0.9, like=scene.plots)
    fed.feed(scene.plots, float(scene.scans[-1]))
    time = float(scene.scans[-1])
    rows, found = fed.tracks(time), fed.estimates(time)
    believed = rows.state > 0
    assert found.number.tolist() == rows.number[believed].tolist()
    assert np.array_equal(found.mean[:, :3], rows.place[believed])
    sd = np.sqrt(np.trace(found.covariance[:, :3, :3], axis1=1, axis2=2))
    assert (sd >= rows.sd[believed] * (1.0 - 1e-9)).all()


def test_a_covariance_spreads_as_white_acceleration_makes_it():
    # From exact knowledge, after 2 s of 3 m2/s3: place 3 * 8 / 3, cross 3 * 4 / 2, velocity 3 * 2.
    spread = spread_on(np.zeros((1, 6, 6)), np.array([2.0]), np.array([3.0]))[0]
    assert np.diag(spread).tolist() == [8.0, 8.0, 8.0, 6.0, 6.0, 6.0]
    assert spread[0, 3] == spread[3, 0] == 6.0


def test_of_several_ways_of_moving_the_noise_is_their_mean_by_chance():
    imm, filters = constants_of("imm"), np.zeros((FILTER_PLANES + 4 * MODEL_PLANES, 2))
    # Quiet 0.5, agile 0.1, left 0.3, right 0.1; 1, 1,000 and 30 m2/s3; what falls 0.1 and 1,000.
    for mode, chance in enumerate((0.5, 0.1, 0.3, 0.1)):
        filters[FILTER_PLANES + mode * MODEL_PLANES + ModelFilter.CHANCE] = chance
    assert noise_of(filters, np.array([False, True]), imm) == pytest.approx([112.5, 500.05])
    assert noise_of(filters, np.array([False, True]), constants_of("score")).tolist() == [300.0] * 2


def test_covariances_are_read_as_symmetric_matrices():
    planes = np.arange(30.0)[:, None]
    found = matrices_of(planes[Filter.PXX : Filter.VZZ + 1].T)[0]
    assert np.array_equal(found, found.T)
