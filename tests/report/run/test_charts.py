"""Drawings, held to numbers that can be counted on them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from openiads.report.ink.svg import linear, logarithmic, path, round_step, tag, ticks
from openiads.report.run import charts
from openiads.report.run.readings import Readings, read
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.summary import Interval, Summary
from openiads.terrain.maps.grid import flat
from tests.report.small import small_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Prepared, Summary, Readings]:
    folder: Path = tmp_path_factory.mktemp("run")
    prepared, summary = small_run(folder, "area.terrain=flat", "battery.lat=37.0", "battery.lon=37.4")
    return prepared, summary, read(folder, prepared.plan)


def hints(drawing: str) -> list[str]:
    return re.findall(r"<title>(.*?)</title>", drawing)


def test_a_funnel_is_as_wide_as_the_share_that_came_so_far(run: tuple[Prepared, Summary, Readings]) -> None:
    drawing = charts.funnels(run[1])
    kept = re.findall(
        r'<rect[^>]*width="([\d.]+)"[^>]*class="kept"><title>fighter: (.*?)% (.*?)[<,]', drawing
    )
    widths = {stage: float(width) for width, _, stage in kept}
    assert widths["engageable"] == widths["raiders"] > 0.0
    assert widths["in reach"] == 0.0


def test_all_raiders_have_a_funnel_beside_their_classes(run: tuple[Prepared, Summary, Readings]) -> None:
    ends = dict.fromkeys(text for text in hints(charts.funnels(run[1])) if " killed" in text)
    assert [end.split(",")[0] for end in ends] == [
        "all raiders: 33 % killed", "fighter: 0 % killed", "cruise-subsonic: 50 % killed",
        "one-way-drone: 0 % killed", "srbm: 83 % killed",
    ]  # fmt: skip


def test_the_spread_counts_every_replicate_once() -> None:
    leakers = np.array([4, 4, 5, 7, 90])
    drawing = charts.spread(leakers, Interval(22.0, 10.0, 34.0))
    counted = [int(n) for n in re.findall(r"leakers in (\d+) replicate", drawing)]
    assert sum(counted) == 5


def test_one_replicate_still_has_a_spread() -> None:
    drawing = charts.spread(np.array([3]), Interval(3.0, 3.0, 3.0))
    assert "3 leakers in 1 replicate<" in drawing


def test_the_clock_marks_every_event_of_the_replicate(run: tuple[Prepared, Summary, Readings]) -> None:
    drawing = charts.clock(run[2])
    counts = re.findall(r'class="count" text-anchor="end">(.*?)</text>', drawing)
    assert counts == ["up to 8", "8", "4", "3", "2", "3"]
    assert drawing.count('class="mark"') == 8 + 4 + 3 + 2 + 3


def test_intercepts_stand_at_their_range_and_altitude(run: tuple[Prepared, Summary, Readings]) -> None:
    prepared, _, readings = run
    shots = [text for text in hints(charts.intercepts(prepared.plan, readings, flat())) if "high" in text]
    # At 600 s target n is at 36.9508 N, 37.0 + n / 10 E and n + 1 km high; the battery at 37.0 N, 37.4 E.
    # North 0.0492 deg * 110.98 km; east 0.1 deg * 88.9 km a step (length of a degree at 37 N, WGS-84).
    assert sorted(shots) == [
        "48n6e3, 20 km, 7.00 km high: kill",
        "48n6e3, 28 km, 8.00 km high: kill",
        "9m96e, 11 km, 4.00 km high: miss",
        "9m96e, 27 km, 2.00 km high: kill",
    ]


def test_shares_of_a_bar_fill_it() -> None:
    drawing = charts.shares_bar(
        {"seen": 0.25, "memory": 0.75}, {"seen": "read", "memory": "recalled"}, "Shares"
    )
    widths = [float(w) for w in re.findall(r'width="([\d.]+)"[^>]*class="status \w+"><title>', drawing)]
    assert sum(widths) == pytest.approx(charts.WIDTH, abs=4.0)


@pytest.mark.parametrize(
    ("span", "most", "step"), [(10.0, 5, 2.0), (9.0, 10, 1.0), (0.7, 4, 0.2), (100.0, 3, 50.0), (0.0, 4, 1.0)]
)
def test_steps_are_round(span: float, most: int, step: float) -> None:
    assert round_step(span, most) == pytest.approx(step)


def test_ticks_lie_within_their_ends() -> None:
    assert ticks(33.2, 36.0, 3) == [34.0, 35.0, 36.0]


def test_scales_meet_their_ends() -> None:
    assert [linear(0.0, 10.0, 100.0, 0.0)(v) for v in (0.0, 2.5, 10.0)] == [100.0, 75.0, 0.0]
    assert [logarithmic(1.0, 100.0, 0.0, 50.0)(v) for v in (1.0, 10.0, 100.0)] == pytest.approx(
        [0.0, 25.0, 50.0]
    )


def test_attributes_are_escaped() -> None:
    assert tag("rect", x=1.0, class_='"a" & b') == '<rect x="1" class="&quot;a&quot; &amp; b"/>'


def test_a_closed_path_says_so() -> None:
    assert path([(0, 0), (1, 2.25), (3, 4)], closed=True) == "M0.0 0.0L1.0 2.2L3.0 4.0Z"
