"""What is told of sensors against plots that were made otherwise; and nothing where it is told as it is."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from benchmarks.tracking.scenes import SCENES
from openiads.api.plot_columns import plot_columns
from openiads.ground.errors import OutOfRange
from openiads.study.tracking.contradictions import _log_never_in_a_row
from openiads.study.tracking.plot_chains import chains_of
from openiads.study.tracking.scans import step_with
from openiads.study.tracking.told_plots import read_plots
from openiads.study.tracking.told_scatter import TOO_FEW, _round, scatter
from openiads.study.tracking.told_sensors import read_sensors
from openiads.study.tracking.tracked import track_told
from tests.study.tracking.biased_radars import scene
from tests.study.tracking.plotted_scenes import SENSOR, plotted

TOLD = SENSOR | {"scan_period_s": 5.0, "detection_probability": 0.9, "false_plots_per_scan": 20.0}
SD = ("range_sd_m", "azimuth_sd_deg", "elevation_sd_deg")


def notices(plots, sensor, truth=None) -> tuple[str, ...]:
    return track_told(plots, [sensor], truth).notices


@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_told_as_it_is_is_not_doubted(seed, turns):
    assert notices(plotted(seed=seed, turns=turns), TOLD) == ()
    assert notices(plotted(seed=seed, turns=turns), SENSOR) == ()
    assert notices(plotted(seed=seed, turns=turns, false=0.0), TOLD | {"false_plots_per_scan": 0.0}) == ()


@pytest.mark.compiled("thousands of plots of ten scenes")
@pytest.mark.parametrize(
    "name", [name for name in SCENES if name not in ("s200p10", "s1000", "s5000", "d50", "m50b")]
)
def test_nor_are_the_scenes_on_which_trackers_are_measured(name):
    made = SCENES[name](103)
    assert track_told(*plot_columns(made.plots, made.sensors)).notices == ()


@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("told", [50.0, 20.0, 2.5])
def test_a_scan_period_that_is_another_is_told(told, turns):
    (line,) = notices(plotted(turns=turns), TOLD | {"scan_period_s": told})
    assert line == (
        f"sensors: scan_period_s of sensor 'north' is {told:g}, but its plots come as of scans of 5 s, which "
        "chance does less than once in 1,000 files; tracks are lost or held too long; give 5, or leave it "
        "out to have it estimated"
    )


def test_a_scan_period_in_round_figures_is_none():
    """4.98 instead of 5 s: eight scans in a thousand seconds, and nothing within a few turns."""
    assert notices(plotted(scans=200, targets=3), TOLD | {"scan_period_s": 4.98}) == ()


def test_times_in_whole_seconds_are_no_bursts():
    plots = plotted(targets=20)
    plots["time_s"] = np.floor(plots["time_s"])
    assert notices(plots, TOLD) == ()


@pytest.mark.parametrize("told", [0.0, 1.0])
def test_too_few_false_plots_are_told(told):
    (line,) = notices(plotted(), TOLD | {"false_plots_per_scan": told})
    assert line.startswith(f"sensors: false_plots_per_scan is {told:g} of 'north', with all others ")
    assert line.endswith("false tracks are believed; give more, or leave it out to have it estimated")


def test_more_false_plots_than_plots_are_told():
    plots = plotted()
    (line,) = notices(plots, TOLD | {"false_plots_per_scan": 100.0})
    each = len(plots["time_s"]) / 40.0
    assert f" is 100, but all its plots are {each:.3g} a scan, " in line


@pytest.mark.parametrize("seed", range(3))
def test_standard_deviations_far_from_the_scatter_are_told_with_the_best_estimate(seed):
    """Made with 50 m, 0.15 and 0.3 degrees, told a tenth of it."""
    tenth = dict(zip(SD, (5.0, 0.015, 0.03), strict=True))
    lines = notices(plotted(targets=20, seed=seed), TOLD | tenth)
    assert [line.split()[1] for line in lines] == list(SD)
    for line, made, (name, word) in zip(
        lines, (50.0, 0.15, 0.3), zip(SD, ("m", "°", "°"), strict=True), strict=True
    ):
        start, rest = line.split(" but its plots scatter about smooth flight by some ")
        about, low, high = re.match(r"(\S+) \S+ \((\S+) to (\S+)\), ", rest).groups()
        assert start == f"sensors: {name} of sensor 'north' is {0.1 * made:.3g} {word},"
        assert rest == (
            f"{about} {word} ({low} to {high}), which chance does less than once in 1,000 files; tracks "
            f"break up, and those that are there are too sure; give {name} as its plots scatter, {about} "
            f"{word}"
        )
        assert float(about) == pytest.approx(made, rel=0.2)
        assert float(low) < made < float(high)


def test_where_plots_lie_too_near_one_another_a_bound_is_told_as_one():
    made = SCENES["d50"](100)
    plots = replace(made.plots, range_sd=0.1 * made.plots.range_sd)
    told = float(np.median(made.plots.range_sd))
    lines = [line for line in track_told(*plot_columns(plots, made.sensors)).notices if "range_sd_m" in line]
    start, rest = lines[0].split(" smooth flight by ")
    assert start.endswith(f" is {0.1 * told:.3g} m, but its plots scatter about")
    assert 0.2 * told < float(rest.split()[0]) < told
    assert rest.partition(" m or more, ")[2] == (
        "which chance does less than once in 1,000 files; tracks break up, and those that are there are too "
        "sure; the true figure may be several times that, for plots lie too near one another to tell it; "
        "take range_sd_m from the radar's data sheet, or from a longer file of few targets far apart"
    )


def test_standard_deviations_far_above_the_scatter_are_told():
    (line,) = notices(plotted(targets=20), TOLD | {"azimuth_sd_deg": 30.0})
    assert line.startswith("sensors: azimuth_sd_deg of sensor 'north' is 30 °, but its plots scatter about ")
    assert 0.1 < float(line.split("smooth flight by some ")[1].split()[0]) < 0.25


@pytest.mark.parametrize("seed", range(100, 106))
def test_the_bounds_of_scatter_hold_what_plots_were_made_with(seed):
    made = scene(seed)
    for s in range(2):
        own = made.plots.only(np.flatnonzero(made.plots.sensor == s))
        chains = chains_of(own, float(made.sensors.scan_period[s]), 1_800.0)
        for measure in range(3):
            found = scatter(own, chains, measure)
            assert found.least < 1.1
            assert not found.less
            assert abs(found.about - 1.0) < 2.5 * found.error
            assert found.doubt == ""


@pytest.mark.parametrize(("value", "words"), [(118.3, "120"), (0.0312, "0.031"), (51.4, "51")])
def test_figures_of_scatter_are_round(value, words):
    assert _round(value) == words


def test_of_few_chains_no_estimate_is_had():
    sensors = read_sensors([TOLD])
    own = read_plots(plotted(targets=3, scans=8), sensors)
    found = scatter(own, chains_of(own, 5.0, 1_800.0), 0)
    assert found.doubt == TOO_FEW


@pytest.mark.parametrize("sd", [50.0, 0.05])
def test_ranges_in_kilometres_are_told(sd):
    plots = plotted(targets=20)
    plots["range_m"] = plots["range_m"] / 1e3
    (line,) = notices(plots, TOLD | {"range_sd_m": sd})
    assert line.startswith("sensors: range_m of plots of sensor 'north' is up to 150, and ")
    assert "; if it is kilometres, give metres, of range_sd_m too; " in line


@pytest.mark.parametrize("told", [{}, {"scan_period_s": None}], ids=["told", "not told"])
@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("signed", [True, False])
def test_radians_for_degrees_are_told(turns, signed, told):
    plots = plotted(turns=turns)
    azimuth = np.radians(plots["azimuth_deg"])
    plots["azimuth_deg"] = np.where(signed & (azimuth > np.pi), azimuth - 2.0 * np.pi, azimuth)
    if turns and told:
        with pytest.raises(OutOfRange, match=r"add it \(azimuth_deg would as radians, then give degrees\)$"):
            notices(plots, TOLD | told)
        return
    (line,) = notices(plots, TOLD | told)
    ends = "-3.14 to 3.1" if signed else "0.00"
    assert line.startswith(f"sensors: azimuth_deg of plots of sensor 'north' is from {ends}")
    assert line.endswith("; give degrees, of elevation_deg and of standard deviations too")


@pytest.mark.parametrize(("begin", "end"), [(0.0, 6.0), (0.0, 3.0), (1.0, 6.2)])
@pytest.mark.parametrize("turns", [True, False])
def test_a_sector_of_six_degrees_is_not_in_radians(turns, begin, end):
    plots = plotted(false=200.0, turns=turns, targets=40)
    inside = (plots["azimuth_deg"] > begin) & (plots["azimuth_deg"] < end)
    sector = {name: np.asarray(values)[inside] for name, values in plots.items()}
    assert notices(sector, TOLD | {"false_plots_per_scan": None}) == ()


@pytest.mark.parametrize("turns", [True, False])
def test_nor_is_one_that_lies_evenly_about_its_boresight(turns):
    plots = plotted(false=200.0, turns=turns, targets=40)
    azimuth = (plots["azimuth_deg"] + 180.0) % 360.0 - 180.0
    inside = np.abs(azimuth) < 3.0
    sector = {name: np.asarray(values)[inside] for name, values in plots.items()}
    sector["azimuth_deg"] = azimuth[inside]
    assert notices(sector, TOLD | {"false_plots_per_scan": None}) == ()


def test_ships_in_a_harbour_are_not_in_kilometres():
    draws = np.random.default_rng(5)
    ships, scans = 20, 40
    start, course = draws.uniform(-4e3, 4e3, (2, ships)) + 4.5e3, draws.uniform(0.0, 2.0 * np.pi, ships)
    time = np.repeat(3.0 * np.arange(scans), ships)
    place = start + time.reshape(scans, ships)[:, None] * np.array([np.cos(course), np.sin(course)])
    east, north = place[:, 0].ravel(), place[:, 1].ravel()
    plots = {
        "time_s": time, "sensor": ["north"] * time.size,
        "range_m": np.hypot(east, north) + 0.3 * draws.normal(size=time.size),
        "azimuth_deg": (np.degrees(np.arctan2(east, north)) + 0.03 * draws.normal(size=time.size)) % 360.0,
    }  # fmt: skip
    precise = {"scan_period_s": 3.0, "range_sd_m": 0.3, "azimuth_sd_deg": 0.03}
    assert notices(plots, TOLD | precise | {"false_plots_per_scan": None}) == ()


def test_a_tiny_scan_period_is_played():
    lines = notices(plotted(scans=3, targets=2), TOLD | {"scan_period_s": 0.01, "false_plots_per_scan": None})
    assert all("scan_period_s" in line for line in lines)


def test_milliseconds_for_seconds_are_told():
    plots = plotted(scans=20)
    plots["time_s"] = plots["time_s"] * 1e3
    (line,) = notices(plots, TOLD)
    assert line.startswith("sensors: time_s of plots of sensor 'north' goes on for 99,")
    assert line.endswith(
        "; as milliseconds, and not as seconds, its plots come as of scans of 5 s, which chance does less "
        "than once in 1,000 files; give seconds"
    )
    with pytest.raises(OutOfRange, match=r"add it \(time_s would as milliseconds, then give seconds\)$"):
        notices(plots, TOLD | {"scan_period_s": None})
    bursts = plotted(scans=20, turns=False)
    bursts["time_s"] = bursts["time_s"] * 1e3
    (line,) = notices(bursts, TOLD)
    assert "; as milliseconds, and not as seconds, its plots come as of scans of 5 s, " in line


def test_what_stands_still_is_not_in_kilometres():
    draws = np.random.default_rng(4)
    echoes, scans = 30, 40
    away, azimuth = draws.uniform(5e3, 90e3, echoes), draws.uniform(0.0, 360.0, echoes)
    time = 5.0 * (np.arange(scans)[:, None] + azimuth / 360.0)
    shape = time.shape
    order = np.argsort(time, axis=None)
    plots = {
        "time_s": time.ravel()[order], "sensor": ["north"] * order.size,
        "range_m": (away + draws.normal(0.0, 2.0, shape)).ravel()[order],
        "azimuth_deg": (azimuth + draws.normal(0.0, 0.002, shape)).ravel()[order] % 360.0,
    }  # fmt: skip
    precise = TOLD | {"false_plots_per_scan": None, "range_sd_m": 2.0, "azimuth_sd_deg": 0.002}
    assert notices(plots, precise) == ()


def test_a_truth_in_kilometres_is_told():
    made = SCENES["s10"](100)
    rows = made.truth(made.scans, ecef=False)
    place = dict(zip(("x_m", "y_m", "z_m"), rows.place.T, strict=True))
    truth = {"time_s": rows.time, "target": rows.number}
    tables = plot_columns(made.plots, made.sensors)
    assert track_told(*tables, truth | place).notices == ()
    (line,) = track_told(*tables, truth | {name: each / 1e3 for name, each in place.items()}).notices
    assert line.startswith("truth: x_m, y_m and z_m are up to 1")
    assert "; if they were kilometres, 10 would be, " in line


# The parts, by hand.


def test_never_two_in_a_row_is_what_counting_says():
    for scans, seen in ((9, 3), (12, 4), (7, 4)):
        ways = list(combinations(range(scans), seen))
        apart = [each for each in ways if all(b - a > 1 for a, b in pairwise(each))]
        assert math.exp(_log_never_in_a_row(seen, 1.0, scans - 1.0)) == pytest.approx(len(apart) / len(ways))


def test_a_beam_is_kept_step_with_either_way_round():
    time = np.linspace(0.0, 100.0, 500)
    for sense in (1.0, -1.0):
        along = np.exp(sense * 2j * np.pi * time / 5.0)
        assert step_with(time, along, 5.0).kept
        assert step_with(time, along, 4.9).kept
        assert step_with(time, along, 10.0).broken
        assert step_with(time, along, 2.5).broken
