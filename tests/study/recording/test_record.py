"""What is written down of a replicate is what its tables tell."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.planes import FILTER_PLANES, Filter, Radar, RadarKey
from openiads.state.words import Happening, Identity
from openiads.study.recording.record import expected_error, record

SEED, REPLICATE = 3, 2


@pytest.fixture(scope="module")
def prepared():
    """A small scenario."""
    return prepare("one-battery")


@pytest.fixture(scope="module")
def events(prepared):
    """Its events in the replicate, as it is without the common failure."""
    found = next(iter(play(prepared.world, SEED, REPLICATE, REPLICATE + 1))).events
    mine = found["common_failure"] == 0
    return {name: column[mine] for name, column in found.items()}


@pytest.fixture(scope="module")
def recording(prepared):
    """The replicate, written down with every plot."""
    return record(prepared, SEED, REPLICATE, plots=True)


def of_kind(events, kind):
    """Events of a kind by time."""
    return {name: column[events["kind"] == kind] for name, column in events.items()}


def test_looking_on_changes_nothing(prepared, recording):
    coarse = record(prepared, SEED, REPLICATE)
    assert coarse.times == recording.times
    assert coarse.targets == recording.targets
    assert coarse.rounds == recording.rounds
    assert coarse.tracks == recording.tracks
    assert not coarse.plots.times


def test_frames_are_five_seconds_apart_and_the_first_is_the_first_step(recording):
    assert recording.times[:3] == [1.0, 6.0, 11.0]
    assert set(np.diff(recording.times)) == {5.0}


def test_all_plots_are_there_in_the_steps_that_made_them(prepared, recording):
    outcomes = next(iter(play(prepared.world, SEED, REPLICATE, REPLICATE + 1))).outcomes
    of_targets = int(outcomes["plots"][outcomes["common_failure"] == 0][0])  # false ones are not counted
    turns = recording.times[-1] / prepared.world.radar_f[Radar.SCAN_PERIOD]
    searches = prepared.world.radar_i[RadarKey.SEARCHES] == 1
    false = float((turns * prepared.world.radar_f[Radar.FALSE_PLOTS_PER_SCAN])[searches].sum())
    count = len(recording.plots.times)
    assert count == len(recording.plots.radars)
    assert count - of_targets == pytest.approx(false, abs=5.0 * np.sqrt(false))  # Poisson
    steps = np.floor(recording.plots.times)
    assert (np.diff(steps) >= 0.0).all()
    latitude, longitude, altitude = recording.plots.geodetic()
    assert latitude.shape == longitude.shape == altitude.shape == (len(recording.plots.times),)


def test_a_magazine_has_what_was_loaded_less_what_was_launched(recording, events):
    launched = of_kind(events, Happening.LAUNCH)
    assert launched["time"].size
    full = int(recording.magazines[0].sum())
    for time, magazine in zip(recording.times, recording.magazines, strict=True):
        assert int(magazine.sum()) == full - int((launched["time"] < time).sum())


def test_a_round_is_of_the_type_that_was_launched(recording, events):
    launched = of_kind(events, Happening.LAUNCH)
    types = dict(zip(launched["other"].tolist(), launched["value"].tolist(), strict=True))
    assert recording.rounds
    assert {serial: course.type for serial, course in recording.rounds.items()} == {
        serial: int(types[serial]) for serial in recording.rounds
    }


def test_a_track_is_held_for_what_was_last_declared(recording, events):
    declared = of_kind(events, Happening.IDENTIFIED)
    assert declared["time"].size
    for (_, serial), course in recording.tracks.items():
        mine = declared["other"] == serial
        for frame, identity in enumerate(course.identities, course.frame):
            before = declared["step"][mine] < recording.times[frame]
            said = declared["value"][mine][before]
            assert identity == (int(said[-1]) if said.size else Identity.PENDING)


def test_the_error_of_a_place_is_that_of_its_covariance_carried_on():
    draws = np.random.default_rng(5)
    root = draws.normal(size=(6, 6)) * np.array([80.0, 50.0, 120.0, 4.0, 7.0, 2.0])[:, None]
    covariance, lag, noise = root @ root.T, 7.0, 300.0
    f = np.zeros(FILTER_PLANES)
    f[Filter.PXX : Filter.PZZ + 1] = covariance[:3, :3][np.triu_indices(3)]
    f[Filter.VXX : Filter.VZZ + 1] = covariance[3:, 3:][np.triu_indices(3)]
    f[Filter.CXX : Filter.CZZ + 1] = covariance[:3, 3:].ravel()
    move = np.kron([[1.0, lag], [0.0, 1.0]], np.eye(3))
    spread = np.kron([[lag**3 / 3.0, lag**2 / 2.0], [lag**2 / 2.0, lag]], np.eye(3))
    then = move @ covariance @ move.T + noise * spread
    assert expected_error(f, lag, noise) == pytest.approx(np.sqrt(np.trace(then[:3, :3])))
