from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from openiads.catalogue import names, round_of
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement import flyout
from openiads.engagement.trajectory import Paths, fly
from openiads.simulation.prepare_rounds import flyout_figures

STEP = flyout.RANGE_STEP


@cache
def both_tables(slug: str) -> tuple[np.ndarray, np.ndarray]:
    """Fly-out tables of a catalogue round, one column beyond its reach."""
    entry = round_of(slug)
    n_altitudes = int(entry.maximum_altitude / flyout.ALTITUDE_STEP) + 3
    return flyout.tables(
        flyout_figures(entry, PACKAGED.flight), n_altitudes, int(entry.maximum_range / STEP) + 4
    )


def table_of(slug: str) -> np.ndarray:
    return both_tables(slug)[0]


@cache
def course_of(slug: str, altitude: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slant ranges by 500 m that a round reaches at an altitude, times of flight and speeds left."""
    fit = flyout.fitted(flyout_figures(round_of(slug), PACKAGED.flight))
    ranges = np.arange(altitude + 1_000.0, round_of(slug).maximum_range + 1.0, 500.0)
    time, speed, reached = flyout.arrival(fit, ranges, np.full_like(ranges, altitude))
    return ranges[reached], time[reached], speed[reached]


every_round = pytest.mark.parametrize("slug", names("round"))


@every_round
def test_a_round_reaches_its_published_range_at_10_km(slug):
    ranges, _, _ = course_of(slug, 10_000.0)
    assert ranges.max() >= round_of(slug).maximum_range - 1_000.0


@every_round
def test_a_round_reaches_its_published_ceiling(slug):
    row = int(round_of(slug).maximum_altitude // flyout.ALTITUDE_STEP)
    assert (table_of(slug)[row] > 0.0).any()


@every_round
def test_no_round_reaches_beyond_its_published_range(slug):
    beyond = int(round_of(slug).maximum_range // STEP) + 2
    assert (table_of(slug)[:, beyond:] < 0.0).all()


@every_round
def test_no_round_reaches_above_its_published_ceiling(slug):
    above = int(round_of(slug).maximum_altitude // flyout.ALTITUDE_STEP) + 2
    assert (table_of(slug)[above:] < 0.0).all()


@every_round
def test_farther_takes_longer(slug):
    table = table_of(slug)
    within = (table[:, :-1] > 0.0) & (table[:, 1:] > 0.0)
    # The best of a few dozen arcs is not quite the best arc: half a second in some hundred.
    assert np.diff(table, axis=1)[within].min() > -0.5


@every_round
def test_no_round_is_faster_than_its_published_top_speed(slug):
    table, speed = both_tables(slug)
    ranges = np.arange(table.shape[1]) * STEP
    most = round_of(slug).figures["maximum_speed"].high
    assert (ranges / np.abs(table)).max() <= most
    # Falling from a high arc it may gain on what its motor gave it, by no more than the fall gives.
    assert speed.max() <= np.sqrt(most**2 + 2.0 * 9.81 * 80_000.0)


@pytest.mark.parametrize("slug", [s for s in names("round") if round_of(s).mean_speed is not None])
def test_where_a_mean_speed_is_published_it_comes_out(slug):
    ranges, time, _ = course_of(slug, 10_000.0)
    assert ranges[-1] / time[-1] == pytest.approx(round_of(slug).mean_speed, rel=0.03)


@pytest.mark.parametrize("altitude", [0.0, 5_000.0, 10_000.0])
@every_round
def test_halfway_to_its_reach_at_an_altitude_a_round_has_flown_at_half_its_top_speed(slug, altitude):
    # Issue 7, A3.  Half of the range that it has there, not of its longest anywhere.
    ranges, time, _ = course_of(slug, altitude)
    half = 0.5 * ranges.max()
    mean = half / np.interp(half, ranges, time)
    assert mean >= 0.5 * flyout.fitted(flyout_figures(round_of(slug), PACKAGED.flight)).top_speed


def test_a_pac_3_flies_20_km_at_sea_level_in_a_believable_time():
    # Mach 5 after 6 s and some 5 km; then burnt out, 142 kg behind 0.051 m2 of drag coefficient 0.25 to 0.5,
    # t = (exp(k x) - 1) / (k v) with k = rho S C_D / 2 m, over 15 km: 20 to 37 s in all.
    least, most = (
        6.0 + (np.exp(k * 15_000.0) - 1.0) / (k * 1_700.0)
        for k in (1.225 * 0.051 * cd / (2.0 * 142.0) for cd in (0.25, 0.5))
    )
    ranges, time, _ = course_of("pac-3", 0.0)
    assert ranges.max() >= 20_000.0
    assert least <= np.interp(20_000.0, ranges, time) <= most


def test_whatever_a_pac_3_reaches_a_pac_3_mse_reaches():
    old, new = table_of("pac-3"), table_of("pac-3-mse")
    rows, columns = min(len(old), len(new)), old.shape[1]
    assert (new[:rows, :columns][old[:rows] > 0.0] > 0.0).all()


@pytest.mark.parametrize("altitude", [5_000.0, 10_000.0])
def test_rounds_reach_in_the_order_of_their_published_ranges(altitude):
    # Those published within a tenth of each other may change places.  Not at sea level: what is published are
    # greatest ranges, and there a fast, light round is stopped sooner than a slow one.
    order = sorted(names("round"), key=lambda slug: round_of(slug).maximum_range)
    for k, near in enumerate(order):
        for far in order[k + 1 :]:
            if round_of(far).maximum_range > 1.1 * round_of(near).maximum_range:
                assert course_of(far, altitude)[0].max() > course_of(near, altitude)[0].max()


@every_round
def test_on_one_line_a_coasting_round_slows_down(slug):
    # On arcs of its choice it need not: farther away it lofts higher, and arrives faster.
    body = flyout.fitted(flyout_figures(round_of(slug), PACKAGED.flight)).body
    across = np.arange(2.0, 40.0, 2.0) * 1_000.0
    nothing = np.zeros_like(across)
    time, speed, good = fly(body, Paths(across, nothing, nothing))
    coasting = good & (time > body.boost) & (speed > 400.0)
    if body.kept == 0.0:
        assert np.diff(speed[coasting]).max() < 0.0
    else:
        assert np.diff(speed[coasting]).max() < 5.0


@every_round
def test_unknown_figures_lean_no_farther_than_their_boxes(slug):
    entry = round_of(slug)
    fit = flyout.fitted(flyout_figures(entry, PACKAGED.flight))
    speed, ratio = entry.figures["maximum_speed"], entry.figures["burnout_mass_ratio"]
    assert fit.reaches
    assert speed.low <= fit.top_speed <= speed.high
    assert fit.body.empty / fit.body.mass >= ratio.low or entry.coast_mass is not None


def test_what_cannot_be_reached_within_the_boxes_is_told_not_forced():
    entry = round_of("9m96e").replace(maximum_range=400_000.0)
    fit = flyout.fitted(flyout_figures(entry, PACKAGED.flight))
    assert (fit.reaches, fit.lean) == (False, 2.0)
