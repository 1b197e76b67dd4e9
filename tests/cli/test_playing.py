"""What is shown while a study is played."""

from __future__ import annotations

import math

import pytest

from openiads.cli.playing import how_to_go_on, pace_told
from openiads.study.campaign.summary import Interval
from openiads.study.experiment.pace import Standing


def standing(**changed) -> Standing:
    now = Standing(1200, 4000, 312.4, 3725.0, "leakers", "s-400", Interval(3.312, 2.519, 4.084))
    return now._replace(**changed)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (standing(), "312 a second, 1:02:05 left, leakers of s-400: 3.31 [2.52 to 4.08]"),
        (standing(rate=0.031, left=61.0), "0.03 a second, 1:01 left, leakers of s-400: 3.31 [2.52 to 4.08]"),
        (standing(interval=None), "312 a second, 1:02:05 left"),
        (standing(rate=0.0, left=math.inf), "leakers of s-400: 3.31 [2.52 to 4.08]"),
        (standing(rate=0.0, left=math.inf, interval=None), ""),
        (
            standing(measure="assets_hit", arm="s-400, two at a time"),
            "312 a second, 1:02:05 left, assets hit of s-400, two at a…: 3.31 [2.52 to 4.08]",
        ),
    ],
)
def test_rate_time_left_and_interval_so_far(now, told):
    assert pace_told(now) == told


def test_who_interrupts_is_told_whether_there_is_anything(tmp_path):
    assert how_to_go_on(tmp_path / "f") == "interrupted before anything was played; nothing was written"
    (tmp_path / "f").mkdir()
    assert how_to_go_on(tmp_path / "f").endswith("/f; the same with --resume goes on from there")
