"""Ours and Stone Soup with the same settings on the same few plots: tracks as good, and the same targets."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.tracking.judged import Setting, at, figures, missed_rows, ours, until_missed
from benchmarks.tracking.peer_pairs import MATCHED, fingerprint, shown
from benchmarks.tracking.scenes import short
from openiads.study.tracking.track_plots import Tracks

pytest.importorskip("stonesoup")
SCENE = short(10, 16, 100)


def peer(window: bool):
    """What it makes of the scene."""
    from benchmarks.tracking.stone_soup_peer import Rule
    from benchmarks.tracking.stone_soup_peer import peer as played

    return played(SCENE, MATCHED, Rule("kd-tree", window))


@pytest.mark.slow(4)
@pytest.mark.parametrize("window", [False, True], ids=["its rule", "our window"])
def test_tracks_are_as_good_as_those_of_stone_soup(window):
    one, other = figures(SCENE, shown(SCENE, MATCHED)), figures(SCENE, peer(window))
    assert one["gospa_m"] == pytest.approx(other["gospa_m"], rel=0.02)
    assert one["localisation_m"] == pytest.approx(other["localisation_m"], rel=0.02)
    assert abs(one["switches"] - other["switches"]) <= 2


def rows(numbers, plots, states):
    """Tracks of which only these columns are told, a scan a row."""
    count = len(numbers)
    none = np.zeros(count)
    return Tracks(
        np.arange(count, dtype=np.float64), np.zeros(count, dtype=np.int64), np.array(numbers),
        np.array(states), np.zeros((count, 3)), np.zeros((count, 3)), none, np.array(plots),
    )  # fmt: skip


def test_missed_scans_are_counted_for_each_track():
    tracks = rows([1, 2, 1, 2, 1, 1, 1], [1, 1, 1, 2, 1, 2, 2], [1] * 7)
    assert missed_rows(tracks).tolist() == [0, 0, 1, 0, 2, 0, 1]


def test_tracks_are_shown_until_they_missed_too_much():
    tracks = rows([1, 1, 1, 1], [3, 3, 3, 3], [1, 1, 2, 2])
    assert until_missed(tracks, 2).time.tolist() == [0.0, 1.0]
    tentative = rows([1, 1], [1, 2], [0, 1])
    assert until_missed(tentative, 2).time.tolist() == [1.0]


def test_settings_are_read_from_words():
    setting = Setting.of("m-of-n:process_noise=40:confirm_plots=5:detection=0.7")
    assert setting.tracker == "m-of-n"
    assert setting.tracking.process_noise == 40.0
    assert setting.tracking.confirm_plots == 5
    assert isinstance(setting.tracking.confirm_plots, int)
    assert setting.detection == 0.7
    assert Setting.of(setting.label) == setting
    with pytest.raises(SystemExit, match="noise is no constant"):
        Setting.of("score:noise=3")


def test_only_asked_scans_are_judged():
    played = ours(SCENE, Setting())
    assert set(at(played.rows, SCENE.scans[6:8]).time.tolist()) == {30.0, 35.0}


def test_other_plots_have_another_fingerprint():
    moved = SCENE.plots.only(slice(1, None))
    assert fingerprint(SCENE.plots) != fingerprint(moved)
    assert fingerprint(SCENE.plots) == fingerprint(short(10, 16, 100).plots)
