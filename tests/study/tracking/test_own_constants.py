"""Constants that a user gives the tracker alone."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.errors import ScenarioError
from openiads.study.tracking.own_constants import ALLOWED, NOT_OF, OF_SOME, OURS, with_constants
from openiads.study.tracking.tracked import track_told
from openiads.tracking.trackers import names_without_truth
from tests.study.tracking.plotted_scenes import SENSOR, plotted

NOISE = "catalogue.tracking.process_noise_m2ps3=100"


def told(change, tracker="score", bias=False):
    return with_constants([change], tracker, bias)[1]


def test_a_changed_constant_is_that_of_a_catalogue_which_has_it():
    there = PACKAGED.varied({("tracking", "tracking"): {"process_noise": 100.0}})
    changed = track_told(plotted(), [SENSOR], tracker="score", changes=[NOISE])
    other = track_told(plotted(), [SENSOR], tracker="score", catalogue=there)
    usual = track_told(plotted(), [SENSOR], tracker="score")
    np.testing.assert_array_equal(changed.tracks.place, other.tracks.place)
    assert not np.array_equal(changed.tracks.place, usual.tracks.place)
    assert changed.changes == (NOISE,)


def test_all_that_is_wrong_is_told_at_once():
    wrong = ["battery.salvo=2", "catalogue.radars.s-400.mast_m=3", "catalogue.tracking.gait=3", "noise"]
    with pytest.raises(ScenarioError) as error:
        with_constants(wrong, "score", False)
    text = str(error.value)
    for part in (
        *wrong[:2],
        "gait",
        "noise",
        "process_noise_m2ps3",
        *(f"catalogue.{one}" for one in ALLOWED),
    ):
        assert part in text, part


def test_what_lies_beyond_its_box_is_taken_and_told():
    assert told("catalogue.tracking.process_noise_m2ps3=5") == [
        "catalogue.tracking.process_noise_m2ps3 is 5, outside the catalogue's 100 to 1000 (assumption); it "
        "is taken as given"
    ]


def test_what_a_tracker_does_not_use_is_told():
    change = "catalogue.interacting.fall_noise_m2ps3=" + str(
        PACKAGED.document("interacting", "interacting")[1]["fall_noise_m2ps3"]["value"]
    )
    assert told(change, "imm") == told(change, "imm-jpda") == told(change, "of another package") == []
    (line,) = told(change, "score")
    assert line == (
        "catalogue.interacting.fall_noise_m2ps3 changes nothing: score does not use interacting; --tracker "
        "imm or --tracker imm-jpda does"
    )
    assert told(NOISE, "imm-jpda") == [
        "catalogue.tracking.process_noise_m2ps3 changes nothing: imm-jpda does not use it, but the figures "
        "of catalogue.interacting; change one of these"
    ]
    (line,) = told("catalogue.registration.range_bias_sd_m=100")
    assert line == "catalogue.registration.range_bias_sd_m changes nothing: no bias is looked for; add --bias"


@pytest.mark.compiled("every tracker of ours")
@pytest.mark.parametrize("tracker", OURS)
def test_what_is_said_to_change_nothing_does_so_and_all_else_does_not(tracker):
    """Two values far apart each: other tracks with a tracker that uses the figure, else the same."""
    plots, sensor = plotted(), SENSOR | {"scan_period_s": 5.0, "false_plots_per_scan": 20.0}
    for figure, ends in {
        "process_noise_m2ps3": (10, 9_000),
        "confirm_score": (3, 30),
        "drop_score": (2, 30),
    }.items():
        one, other = (
            track_told(
                plots, [sensor], tracker=tracker, changes=[f"catalogue.tracking.{figure}={value}"]
            ).tracks
            for value in ends
        )
        same = np.array_equal(one.place, other.place) and np.array_equal(one.state, other.state)
        assert same == (tracker in NOT_OF.get(figure, ((), ""))[0]), figure


def test_every_tracker_that_comes_along_is_known_here():
    assert set(OURS) == set(names_without_truth())
    assert {name for names in OF_SOME.values() for name in names} <= set(OURS)
