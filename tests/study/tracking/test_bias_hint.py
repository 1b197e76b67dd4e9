"""A bias that nobody asked for is hinted at where there is one, and nowhere else."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.tracking.scenes import SCENES
from openiads.api.plot_columns import plot_columns
from openiads.ground.units import DEG
from openiads.study.tracking.bias_hint import LEAST_SCANS, MOST_PLOTS, _worst, bias_hint, some_of, steady
from openiads.study.tracking.plots import Plots
from openiads.study.tracking.registration import Biases, biases_of
from openiads.study.tracking.tracked import track_told
from tests.study.tracking.biased_radars import DETECTION, PERIODS, Bias, Pairs, Scene, Targets, scene

TRACKER = "imm-jpda"
NONE, OFF = Bias(), Bias(azimuth=0.5 * DEG)
FOLLOWS = (
    " times what plots are told to be off by, which chance does less than once in 1,000 files; tracks are "
    "doubled or jump; --bias (bias=True) finds such errors and takes them off"
)


def hint(of: Scene) -> tuple[str, ...]:
    return bias_hint(of.plots, of.sensors, "sensors", TRACKER)


@pytest.mark.compiled("two radars over forty targets")
@pytest.mark.parametrize("kind", [Targets, Pairs])
@pytest.mark.parametrize("seed", range(110, 113))
def test_half_a_degree_is_hinted_at_and_none_is_not(seed, kind):
    assert hint(scene(seed, kind=kind)) == ()
    (line,) = hint(scene(seed, (NONE, OFF), kind=kind))
    assert line.startswith("sensors: targets that sensors share lie apart for long as if 'b' ")
    assert line.endswith(FOLLOWS)
    (degrees,) = re.findall(r"by ([\d.]+) ° in azimuth|measured ([\d.]+) ° more than 'a' in azimuth", line)
    assert float("".join(degrees)) == pytest.approx(0.5, abs=0.05)
    assert float(line.removesuffix(FOLLOWS).split()[-1]) == pytest.approx(0.5 / 0.15, abs=0.3)


@pytest.mark.compiled("three radars over forty targets")
def test_of_three_radars_that_are_right_nothing_is_said():
    assert hint(scene(113, (NONE, NONE, NONE))) == ()


@pytest.mark.compiled("two radars over forty targets")
def test_what_a_tracker_bears_is_not_hinted_at():
    """A third of a standard deviation is found, and does no harm."""
    small = scene(114, (NONE, Bias(azimuth=0.05 * DEG)))
    assert steady(biases_of(small.plots, small.sensors, tracker=TRACKER))
    assert hint(small) == ()


def test_where_biases_would_not_be_looked_for_nothing_is_said():
    assert hint(scene(115, (OFF,), count=10)) == ()
    assert hint(scene(115, (NONE, OFF), count=3)) == ()


@pytest.mark.compiled("fifty targets by three radars")
def test_it_is_a_note_where_biases_are_not_asked_for_and_nothing_else_is_noted():
    made = SCENES["m50b"](103)
    plots, sensors = plot_columns(made.plots, made.sensors)
    (line,) = track_told(plots, sensors).notices
    assert "'second'" in line
    assert track_told(plots, sensors, bias=True).notices == ()
    wrong = [20.0, *sensors["scan_period_s"][1:]]
    assert all(
        "scan_period_s" in line for line in track_told(plots, sensors | {"scan_period_s": wrong}).notices
    )


def found(*azimuths: float, shared: int = 7) -> Biases:
    """Errors in azimuth [deg] alone, each with a standard error of 0.01 degrees, by some targets."""
    none, count = np.zeros(len(azimuths)), len(azimuths)
    error = np.tile([10.0, 0.01 * DEG, 0.01 * DEG], count)
    bias = DEG * np.array(azimuths)
    return Biases(none, bias, none, none, none, none, np.diag(error**2), np.full(count, shared), 1.0)


@pytest.mark.parametrize(
    ("azimuths", "who"),
    [
        ((-0.25, 0.25), "'b' measured 0.50 ° more than 'a' in azimuth, 3.3"),
        ((0.1, 0.45), "'b' were off by 0.45 ° in azimuth, 3.0"),
        ((-0.45, -0.1), "'a' were off by 0.45 ° in azimuth, 3.0"),
    ],
)
def test_it_names_who_lies_farthest_apart(azimuths, who):
    made = scene(116, count=7)
    head = "sensors: targets that sensors share lie apart for long as if "
    assert _worst(found(*azimuths), made.plots, made.sensors, "sensors") == (f"{head}{who}{FOLLOWS}",)


def test_chance_is_that_of_student_for_all_directions_at_once():
    """With two degrees of freedom, of three targets, t has a closed form; either way of six directions."""
    level = 1.0 - 0.001 / 6.0
    t = level * math.sqrt(2.0 / (1.0 - level**2))
    assert not steady(found(0.0, 0.999 * 0.01 * t, shared=3))
    assert steady(found(0.0, 1.001 * 0.01 * t, shared=3))


def many(count: int, lasting: float) -> Plots:
    """Plots at even times, farther and farther off in turns."""
    draws = np.random.default_rng(1)
    even, none = np.full(count, 0.1 * DEG), np.full(count, np.nan)
    return Plots(
        np.linspace(0.0, lasting, count), np.arange(count) % 2, draws.uniform(1e3, 2e5, count),
        draws.uniform(0.0, 2.0 * np.pi, count), none, np.full(count, 50.0), even, none, none,
    )  # fmt: skip


def test_the_first_plots_of_a_file_are_looked_at():
    sensors = scene(117, count=7).sensors
    few = many(MOST_PLOTS, 60.0)
    assert some_of(few, sensors) is few
    long = many(3 * MOST_PLOTS, 9_000.0)
    np.testing.assert_array_equal(some_of(long, sensors).time, long.time[:MOST_PLOTS])


def test_of_many_plots_a_scan_those_in_the_middle_are():
    sensors = replace(scene(117, count=7).sensors, detection_probability=np.full(2, DETECTION))
    dense = many(10 * MOST_PLOTS, 600.0)
    some = some_of(dense, sensors)
    lasts = LEAST_SCANS * max(PERIODS[:2])
    assert some.count == MOST_PLOTS
    assert some.time.min() < 0.01 * lasts
    assert 0.99 * lasts < some.time.max() <= lasts
    assert some.slant_range.max() < 1.2e5  # of 200 km
