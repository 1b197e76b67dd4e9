"""Stone Soup's measures on the same truth and tracks: as it told them once, and live where it is installed.

Stone Soup 1.9.1 takes all times that truth or tracks have, so these are the scans here, too.
"""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.near_pairs import near_pairs
from openiads.study.tracking.track_metrics import USUAL, MetricRules, TrackMetrics, track_metrics
from openiads.study.tracking.track_to_truth import associated_targets, nearest_targets
from tests.study.tracking.tracked_scenes import kinematics, scene

CUTOFF = USUAL.cutoff
SCENES = [(1, 30, 0), (5, 30, 1), (10, 30, 2), (20, 30, 3), (20, 30, 4), (40, 15, 5)]
"""Targets, scans and seed of `scene`, within 20 km."""
STORED = {
    # Means over scans by GOSPAMetric(p=2, c=3000) and OSPAMetric(p=1, c=3000), then SIAPMetrics over its time
    # range with TrackToTruth(association_threshold=3000), by Stone Soup 1.9.1 on NumPy 2.4.6.
    (5, 30, 1): [
        3298.11229454184, 2837321.8986447654, 2166666.6666666665, 6833333.333333333, 1480.3343179131493,
        0.8849557522123894, 1.15, 0.18439716312056736, 971.3897776991181, 32.24338247103622,
    ],
    (10, 30, 2): [
        3852.699975156041, 5328791.232639194, 4655172.413793104, 5586206.8965517245, 1256.633537880504,
        0.8518518518518519, 1.077294685990338, 0.10441767068273092, 835.8848401203212, 30.86338824783287,
    ],
    (20, 30, 4): [
        5353.0472470453815, 9391374.27224612, 10650000.0, 9450000.0, 1278.0285229634865,
        0.847870182555781, 1.0502392344497609, 0.09484536082474226, 851.0283832480519, 31.51079362494131,
    ],
}  # fmt: skip
OVER_ALL = "completeness", "ambiguity", "spuriousness", "place_accuracy", "velocity_accuracy"


def in_scene(targets: int, scans: int, seed: int) -> tuple[Kinematics, Kinematics, np.ndarray]:
    """Truth, tracks, and all their times."""
    truth, tracks = scene(targets, scans, seed, side=20_000.0)
    return truth, tracks, np.unique(np.append(truth.time, tracks.time))


def associations(whole: TrackMetrics) -> set[tuple[int, int, float, float]]:
    """Track, target, begin and end [s] of each that ours finds."""
    nearest = np.full(whole.tracks.who.size, -1)
    for pairs in near_pairs(whole.truth, whole.tracks, whole.scans.size, whole.rules.threshold):
        nearest_targets(whole.truth, pairs, nearest)
    target = associated_targets(whole.tracks, nearest)
    found = set()
    for m, number in enumerate(whole.tracks.numbers.tolist()):
        rows = np.flatnonzero(whole.tracks.who == m)
        cuts = np.flatnonzero(np.diff(target[rows])) + 1
        for part in np.split(rows, cuts):
            if part.size and target[part[0]] >= 0:
                ends = whole.scans[whole.tracks.scan[part[[0, -1]]]].tolist()
                found.add((number, int(whole.truth.numbers[target[part[0]]]), *ends))
    return found


def flight(letters: str) -> tuple[Kinematics, Kinematics]:
    """One track along two targets 10 km apart, at each scan beside A or B, or at neither."""
    still = [0.0, 0.0, 0.0]
    places = {"A": 100.0, "B": 10_100.0, ".": 50_000.0}
    truth = [(5.0 * s, n, [10_000.0 * n, 0.0, 0.0], still) for s in range(len(letters)) for n in (0, 1)]
    tracks = [(5.0 * s, 9, [places[letter], 0.0, 0.0], still) for s, letter in enumerate(letters)]
    return kinematics(truth), kinematics(tracks)


@pytest.mark.parametrize("which", STORED)
def test_all_is_as_stone_soup_told_it(which):
    truth, tracks, scans = in_scene(*which)
    squares = track_metrics(truth, tracks, scans)
    straight = track_metrics(truth, tracks, scans, MetricRules(order=1.0))
    distance, over_all = squares.distance, squares.siap.over_all()
    means = distance.gospa, distance.localisation, distance.missed_cost, distance.false_cost
    found = [float(each.mean()) for each in (*means, straight.distance.ospa)]
    found += [float(getattr(over_all, name)[0]) for name in OVER_ALL]
    assert found == pytest.approx(STORED[which], rel=1e-12)


@pytest.mark.parametrize(
    ("letters", "expected"),
    # Its TrackToTruth ends the second association of the first after one row that fails, for it still counts
    # the two before; of the second it gives B rows that are not in a row, and from before A ends.
    [
        ("AAA..AAA.AAA", {(9, 0, 0.0, 10.0), (9, 0, 25.0, 55.0)}),
        ("AAABABB", {(9, 0, 0.0, 20.0)}),
    ],
)
def test_associations_are_as_it_says_where_it_does_another_thing(letters, expected):
    assert associations(track_metrics(*flight(letters))) == expected


class TestLive:
    """Against Stone Soup itself."""

    @pytest.fixture
    def judge(self):
        """What it makes of truth and tracks."""
        pytest.importorskip("stonesoup")
        from tests.study.tracking.stone_soup import StoneSoup

        return StoneSoup.of

    @pytest.mark.parametrize("which", SCENES)
    def test_gospa_and_its_parts_are_the_same(self, judge, which):
        truth, tracks, scans = in_scene(*which)
        found, theirs = track_metrics(truth, tracks, scans).distance, judge(truth, tracks).gospa(CUTOFF)
        assert found.gospa == pytest.approx(theirs["distance"], rel=1e-12)
        assert found.localisation == pytest.approx(theirs["localisation"], rel=1e-12)
        assert found.missed_cost.tolist() == theirs["missed"].tolist()
        assert found.false_cost.tolist() == theirs["false"].tolist()

    @pytest.mark.parametrize("which", SCENES)
    def test_ospa_of_first_order_is_the_same(self, judge, which):
        truth, tracks, scans = in_scene(*which)
        found = track_metrics(truth, tracks, scans, MetricRules(order=1.0)).distance.ospa
        assert found == pytest.approx(judge(truth, tracks).ospa(CUTOFF, 1.0), rel=1e-12)

    @pytest.mark.parametrize("which", SCENES)
    def test_ospa_of_second_order_is_never_more(self, judge, which):
        # It matches by distances, and squares them afterwards, which is not the least of squares.
        truth, tracks, scans = in_scene(*which)
        found = track_metrics(truth, tracks, scans).distance.ospa
        assert (found <= judge(truth, tracks).ospa(CUTOFF, 2.0) * (1.0 + 1e-12)).all()

    @pytest.mark.parametrize("which", SCENES)
    def test_attributes_are_the_same_for_the_same_associations(self, judge, which):
        truth, tracks, scans = in_scene(*which)
        whole = track_metrics(truth, tracks, scans)
        theirs, over_all = judge(truth, tracks).siap(associations(whole)), whole.siap.over_all()
        nothing = {"ambiguity": 1.0}  # what it tells where there is nothing to divide by, 0 of the others
        for name in OVER_ALL:
            found = np.nan_to_num(getattr(whole.siap, name), nan=nothing.get(name, 0.0))
            assert found == pytest.approx(theirs[name], rel=1e-12)
            assert getattr(over_all, name)[0] == pytest.approx(theirs[f"{name}_over_all"], rel=1e-12)

    @pytest.mark.parametrize("which", [which for which in SCENES if which != (20, 30, 3)])
    def test_associations_are_the_same_where_it_does_what_it_says(self, judge, which):
        truth, tracks, scans = in_scene(*which)
        found = associations(track_metrics(truth, tracks, scans))
        assert found == judge(truth, tracks).associations(CUTOFF)

    @pytest.mark.parametrize(
        ("letters", "theirs"),
        [
            ("AAA..AAA.AAA", {(9, 0, 0.0, 10.0), (9, 0, 25.0, 35.0), (9, 0, 45.0, 55.0)}),
            ("AAABABB", {(9, 0, 0.0, 20.0), (9, 1, 15.0, 30.0)}),
        ],
    )
    def test_it_still_does_another_thing_than_it_says(self, judge, letters, theirs):
        assert judge(*flight(letters)).associations(CUTOFF) == theirs
