"""All measures together: which scans count, what means are, what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange
from openiads.study.tracking.point_set_distance import point_set_distance
from openiads.study.tracking.track_metrics import USUAL, MetricRules, track_metrics
from tests.study.tracking.tracked_scenes import PERIOD, kinematics, scene

STILL = [0.0, 0.0, 0.0]
TRUTH = kinematics([(5.0 * s, 1, [0.0, 0.0, 0.0], STILL) for s in range(4)])
TRACKS = kinematics([(5.0 * s, 9, [400.0, 0.0, 0.0], STILL) for s in range(1, 4)])


def test_without_scans_those_of_the_tracks_count():
    found = track_metrics(TRUTH, TRACKS)
    assert found.scans.tolist() == [5.0, 10.0, 15.0]
    assert found.distance.missed.tolist() == [0, 0, 0]


def test_with_scans_those_without_a_track_count_too():
    found = track_metrics(TRUTH, TRACKS, np.arange(5) * PERIOD)
    assert found.distance.missed.tolist() == [1, 0, 0, 0, 0]
    assert found.distance.targets.tolist() == [1, 1, 1, 1, 0]


def test_truth_may_have_times_of_its_own():
    truth = kinematics([(t, 1, [100.0 * t, 0.0, 0.0], STILL) for t in (0.0, 7.0, 21.0)])
    tracks = kinematics([(5.0 * s, 9, [500.0 * s, 0.0, 0.0], STILL) for s in range(6)])
    found = track_metrics(truth, tracks)
    assert found.distance.gospa[:5] == pytest.approx(np.zeros(5), abs=1e-9)
    assert found.distance.false.tolist() == [0, 0, 0, 0, 0, 1]


def test_each_scan_has_the_distance_of_its_places():
    whole = track_metrics(*scene(20, 15, 6, side=15_000.0))
    for s in range(whole.scans.size):
        places = [each.place[each.scan == s] for each in (whole.truth, whole.tracks)]
        alone = point_set_distance(*places)
        for name in ("gospa", "ospa", "missed", "false", "localisation", "gospa_per_target"):
            assert getattr(alone, name)[0] == pytest.approx(getattr(whole.distance, name)[s], nan_ok=True)


def test_the_frame_does_not_matter():
    truth, tracks = scene(15, 15, 2, side=15_000.0)
    turned = [
        replace(each, place=each.place[:, [2, 0, 1]] + 4e6, velocity=each.velocity[:, [2, 0, 1]])
        for each in (truth, tracks)
    ]
    assert track_metrics(*turned).means == pytest.approx(track_metrics(truth, tracks).means, rel=1e-9)


def test_neither_the_order_of_numbers_nor_their_kind_matters():
    truth, tracks = scene(15, 15, 3, side=15_000.0)
    named = [
        replace(each, number=np.array([f"x{7 - n % 8}{n}" for n in each.number])) for each in (truth, tracks)
    ]
    assert track_metrics(*named).means == pytest.approx(track_metrics(truth, tracks).means, rel=1e-12)


def test_means_are_those_of_scans_and_of_what_is_added_up():
    found = track_metrics(TRUTH, TRACKS, np.arange(5) * PERIOD, MetricRules(confirm=1))
    missed = math.sqrt(0.5) * 3_000.0
    assert found.means == pytest.approx(
        {
            "gospa": (missed + 3 * 400.0) / 5,
            "gospa_per_target": (missed + 3 * 400.0) / 4,
            "localisation": 3 * 400.0**2 / 5,
            "missed": 0.2,
            "false": 0.0,
            "ospa": (3_000.0 + 3 * 400.0) / 5,
            "completeness": 0.75,
            "ambiguity": 1.0,
            "spuriousness": 0.0,
            "place_accuracy": 400.0,
            "velocity_accuracy": 0.0,
            "switches_per_target": 0.0,
            "fragmentations_per_target": 0.0,
        }
    )


def test_without_scans_or_anybody_there_are_no_means():
    found = track_metrics(TRUTH, TRACKS, np.zeros(0)).means
    assert all(math.isnan(value) for value in found.values())
    nobody = track_metrics(kinematics([]), kinematics([]), np.zeros(1)).means
    assert {name for name, value in nobody.items() if value == 0.0} == {
        "gospa", "localisation", "missed", "false", "ospa"
    }  # fmt: skip


def test_a_threshold_of_its_own_changes_no_distance():
    truth, tracks = scene(20, 15, 4, side=15_000.0)
    found = [
        track_metrics(truth, tracks, rules=USUAL._replace(threshold=t)) for t in (800.0, 3_000.0, 6_000.0)
    ]
    assert len({tuple(each.distance.gospa.tolist()) for each in found}) == 1
    completeness = [float(each.siap.over_all().completeness[0]) for each in found]
    matched = [each.switches.target.size for each in found]
    for each in completeness, matched:
        assert each == sorted(set(each))
    for each in found:
        switches = each.switches
        apart = each.truth.place[switches.target] - each.tracks.place[switches.track]
        assert np.linalg.norm(apart, axis=1).max() < each.rules.threshold


def test_what_is_given_stays_as_it_was():
    truth, tracks = scene(10, 10, 5)
    before = [array.copy() for each in (truth, tracks) for array in (each.time, each.place, each.velocity)]
    track_metrics(truth, tracks)
    after = [array for each in (truth, tracks) for array in (each.time, each.place, each.velocity)]
    assert all((a == b).all() for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            {"cutoff": 0.0},
            "rules.cutoff is 0.0; a number of metres from 0.001 to 10,000,000 is allowed; write it like "
            "cutoff=3000.0",
        ),
        (
            {"threshold": math.inf},
            "rules.threshold is inf; a number of metres from 0.001 to 10,000,000 is allowed; "
            "write it like threshold=3000.0",
        ),
        ({"order": 0.5}, "rules.order is 0.5; a number from 1 to 16 is allowed; write it like order=2.0"),
        (
            {"confirm": 0},
            "rules.confirm is 0; a whole number from 1 to 1000000 is allowed; write it like confirm=3",
        ),
        (
            {"misses": 1.5},
            "rules.misses is 1.5; a whole number from 1 to 1000000 is allowed; write it like misses=2",
        ),
    ],
)
def test_rules_that_cannot_be_are_refused(rules, message):
    with pytest.raises(OutOfRange) as caught:
        track_metrics(TRUTH, TRACKS, rules=USUAL._replace(**rules))
    assert str(caught.value) == message


@pytest.mark.parametrize("scans", [[5.0, 5.0], [0.0, math.nan], [[0.0]]])
def test_scans_that_cannot_be_are_refused(scans):
    with pytest.raises(OutOfRange) as caught:
        track_metrics(TRUTH, TRACKS, scans)
    allowed = "finite times in seconds that rise are allowed; write it like scans=[0.0, 5.0]"
    assert str(caught.value) == f"scans is {scans}; {allowed}"


def test_without_a_track_scans_must_be_given():
    with pytest.raises(OutOfRange) as caught:
        track_metrics(TRUTH, kinematics([]))
    assert str(caught.value) == (
        "scans is None where there is no track; times in seconds are allowed; give those of the radar"
    )
    assert track_metrics(TRUTH, kinematics([]), np.array([0.0])).distance.missed.tolist() == [1]


def test_rows_that_cannot_be_are_refused_by_name():
    with pytest.raises(OutOfRange) as caught:
        track_metrics(TRUTH, replace(TRACKS, time=np.array([np.nan, 1.0, 2.0])))
    assert str(caught.value) == "tracks.time[0] is nan; a finite number is allowed; leave the row out"
