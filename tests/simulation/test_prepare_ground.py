"""What one scenario takes over of another is, to the last bit, what it would have made."""

import warnings

import numpy as np
import pytest

from openiads.ground.errors import Notice
from openiads.scenario.load_scenario import load
from openiads.simulation import prepare_ground
from openiads.simulation.prepare import prepare

HEAD = "catalogue.radars"


@pytest.mark.parametrize(
    "changes",
    [
        ["catalogue.rounds.48n6e3.kill_probability=0.5"],
        [f"{HEAD}.91n6e.instrumented_range_km=560"],
        [f"{HEAD}.92n6e.antenna_m=5"],
        ["catalogue.threats.cruise-subsonic.altitude_m=80"],
        ["battery.lat=37.2"],
        ["area.surface=max"],
        ["area.refraction=1.2"],
        ["area.terrain=flat"],
        ["raid.lateral_km=3"],
    ],
)
def test_a_world_made_like_another_is_the_world_made_anew(changes):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        scenario = load("one-battery", changes)
    kept = prepare(scenario, like=prepare("one-battery"))
    anew = prepare(scenario)
    for ours, theirs in zip(kept.world, anew.world, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert kept.known_shares == anew.known_shares


def test_a_figure_that_touches_no_ground_makes_none_anew():
    base = prepare("one-battery")
    kept = prepare(load("one-battery", ["catalogue.rounds.48n6e3.kill_probability=0.5"]), like=base)
    ours, theirs = kept.surroundings, base.surroundings
    for name in ("grid", "skylines", "below"):
        assert getattr(ours, name) is getattr(theirs, name)
    assert all(map(lambda a, b: a is b, ours.sampled, theirs.sampled))


def test_two_radars_of_one_eye_may_look_differently_far(monkeypatch):
    # On a map that goes round the Earth a longer skyline does not hold a shorter one.
    monkeypatch.setattr(prepare_ground, "_holds", lambda seen, ranges, grid: len(seen.ranges) == len(ranges))
    here = {"lat": 37.1, "lon": 37.3, "antenna_altitude_m": 1200.0}
    far = {"name": "far", "type": "early-warning-generic", **here}
    near = {"name": "near", "type": "64n6e2", **here}
    both = {"name": "both", "based_on": "one-battery", "radar": [far, near]}
    apart = [prepare({"name": "one", "based_on": "one-battery", "radar": [one]}) for one in (far, near)]
    found = prepare(both).world.masks[-2:]
    for row, alone in zip(found, apart, strict=True):
        ranges = alone.world.masks.shape[2]
        assert np.array_equal(row[:, :ranges], alone.world.masks[-1])
