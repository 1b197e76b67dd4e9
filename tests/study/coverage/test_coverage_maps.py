"""Coverage against closed forms: horizon, radar equation, envelope, cone of silence, a ridge."""

from __future__ import annotations

import math

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from openiads.catalogue import radar as radar_of
from openiads.catalogue import round_of
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement import flyout
from openiads.simulation.prepare_rounds import flyout_figures
from openiads.study.coverage.answer import cover
from openiads.study.coverage.coverage_numbers import Key
from openiads.study.coverage.question import question
from openiads.terrain.rays import lowest_heights as engine
from tests.study.coverage_scenes import EARTH, EFFECTIVE, battery, cap_radius, horizon, radar, scene

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

ALTITUDES = (50.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
HIGH = (3_000.0, 9_000.0)
"""Between the altitudes of the fly-out tables, so that rounding decides nothing."""
CELL = 927.0


@pytest.fixture(scope="module")
def watch():
    """One early-warning radar of 25 m on a smooth earth."""
    return cover(scene(radar(antenna=25)), question(ALTITUDES))


@pytest.fixture(scope="module")
def samp():
    """One battery with a turning multifunction radar on a smooth earth, against something large."""
    return cover(scene(battery()), question(HIGH, rcs=100.0))


def radius(answer, what, altitude, which=""):
    band = answer.band(Key(what, which, "", altitude))
    assert band.low == band.high
    return cap_radius(band.low)


# Published in kilometres to three digits: smooth 4/3 earth, mast of 25 m.
@pytest.mark.parametrize(
    ("altitude", "printed"), [(50.0, 49.8), (300.0, 92.0), (1_000.0, 151.0), (3_000.0, 246.0)]
)
def test_on_a_smooth_earth_the_visible_radius_is_the_horizon(watch, altitude, printed):
    found = radius(watch, "area", altitude, "visible")
    assert found == pytest.approx(horizon(25.0, altitude), abs=0.5 * CELL)
    assert found / 1e3 == pytest.approx(printed, abs=0.6)


def needed_snr(entry, chance):
    return math.log(entry.false_alarm_probability) / math.log(chance) - 1.0


def detection_range(entry, chance, rcs, height):
    """Slant range [m] from the radar equation with gas, by bisection; air thins with 4 km scale height."""
    thinning = (1.0 - math.exp(-height / 4_000.0)) / (height / 4_000.0)
    reference = needed_snr(entry, entry.reference_detection_probability)
    loss = 2.0 * entry.gas_loss

    def snr(reach):
        shape = (entry.reference_range / reach) ** 4 * rcs / entry.reference_rcs
        return reference * shape * math.exp(-loss * (thinning * reach - 0.35 * entry.reference_range))

    low, high = 1.0, 2e6
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if snr(middle) > needed_snr(entry, chance) else (low, middle)
    return low


@pytest.mark.parametrize("chance", [0.5, 0.8, 0.9])
def test_the_detected_radius_follows_from_the_radar_equation(watch, chance):
    entry = radar_of("early-warning-generic")
    slant = detection_range(entry, chance, 1.0, 10_000.0)
    found = watch.band(Key("one look", f"{chance:g}", "", 10_000.0)).low
    # The cone of silence above 30 degrees is open at 10 km.
    hole = math.pi * (10_000.0 / math.tan(math.radians(30.0))) ** 2
    assert cap_radius(found + hole) == pytest.approx(slant, rel=0.005)


def test_scans_accumulate_as_independent_looks(watch):
    # 1 - (1 - p)^3 reaches 0.5 where one look has p = 1 - 0.5^(1/3).
    slant = detection_range(radar_of("early-warning-generic"), 1.0 - 0.5 ** (1.0 / 3.0), 1.0, 10_000.0)
    hole = math.pi * (10_000.0 / math.tan(math.radians(30.0))) ** 2
    found = watch.band(Key("all scans", "0.5", "", 10_000.0)).low
    assert cap_radius(found + hole) == pytest.approx(slant, rel=0.005)


def along_east(answer, cells, lat=37.0, lon=35.0):
    """Flags of the cells east of a site, with their ground distances [m]."""
    grid = answer.window.grid
    row, column = (round(float(x)) for x in grid.locate(math.radians(lat), math.radians(lon)))
    line = cells[row, column:]
    away = np.arange(len(line)) * grid.column_spacing * EARTH * math.cos(math.radians(lat))
    return line, away


def fly_out_edge(entry, altitude):
    """Slant range [m] up to which the fly-out table of a round reaches at an altitude."""
    table, _ = flyout.tables(flyout_figures(entry, PACKAGED.flight), 14, 30)
    low = int(altitude / flyout.ALTITUDE_STEP)
    good = (table[low : low + 2] >= 0.0).all(axis=0)
    return flyout.RANGE_STEP * (int(np.argmin(good)) - 1)


@pytest.mark.parametrize("a", [0, 1])
def test_a_round_gets_as_far_as_envelope_and_fly_out_table_say(samp, a):
    entry = round_of("aster-30")
    line, away = along_east(samp, samp.maps["mean"].engageable(a))
    # Against 100 m2 the radar sees 221 km, and its horizon is farther than any round.
    slant = min(0.95 * entry.maximum_range, fly_out_edge(entry, HIGH[a]))
    assert away[line].max() == pytest.approx(math.sqrt(slant**2 - HIGH[a] ** 2), abs=2 * CELL)


def test_the_engagement_radar_has_its_own_range_and_horizon():
    small = cover(scene(battery()), question([300.0, 10_000.0], rcs=1.0))
    line, away = along_east(small, small.maps["mean"].engageable(1))
    slant = detection_range(radar_of("arabel"), 0.5, 1.0, 10_000.0)
    assert away[line].max() == pytest.approx(math.sqrt(slant**2 - 10_000.0**2), rel=0.02)
    line, away = along_east(small, small.maps["mean"].engageable(0))
    assert away[line].max() <= horizon(6.0, 300.0) + CELL


def test_straight_above_a_radar_is_its_cone_of_silence(samp):
    line, away = along_east(samp, samp.maps["mean"].detected(1, 0.5))
    edge = 9_000.0 / math.tan(math.radians(70.0))
    assert not line[away < edge - CELL].any()
    assert line[(away > edge + CELL) & (away < 90_000.0)].all()


def test_nothing_is_engaged_below_the_published_altitude():
    low = cover(scene(battery()), question([40.0, 60.0]))  # Aster 30: 50 m
    assert not low.maps["mean"].engageable(0).any()
    assert low.maps["mean"].engageable(1).any()


def test_a_fixed_sector_looks_only_where_it_points():
    south = cover(scene(battery("patriot-gemt", loadout="gem-t = 4", azimuth=180)), question([3_000.0]))
    row, _ = south.window.grid.locate(math.radians(37.0), math.radians(35.0))
    for cells in (south.maps["mean"].detected(0, 0.5), south.maps["mean"].engageable(0)):
        assert cells.any()
        assert not cells[: math.floor(float(row))].any()


def test_more_height_shows_more_and_a_larger_target_is_detected_farther(watch):
    visible = [radius(watch, "area", altitude, "visible") for altitude in ALTITUDES]
    assert visible == sorted(visible)
    small = cover(scene(radar(antenna=25)), question([3_000.0], rcs=0.1))
    large = cover(scene(radar(antenna=25)), question([3_000.0], rcs=10.0))
    assert not (small.maps["mean"].detected(0, 0.5) & ~large.maps["mean"].detected(0, 0.5)).any()
    assert small.maps["mean"].detected(0, 0.5).sum() < large.maps["mean"].detected(0, 0.5).sum()


def test_several_radars_together_are_what_the_engine_makes_of_them():
    plan = scene(
        radar(36.9, 35.3, name="a"),
        radar(37.6, 36.9, name="b"),
        radar(37.8, 34.5, 9000, "c", "airborne-generic"),
        terrain="globe-30s",
    )
    answer = cover(plan, question([300.0], one_figure=True, surface="mean"))
    grid = answer.window.grid
    antennas = [
        engine.Antenna(
            *site.site,
            site.altitude if site.altitude is not None else float(grid.elevation(*site.site)) + site.height,
            site.entry.instrumented_range,
        )
        for site in answer.plan.radars
    ]
    together = engine.union(grid, antennas)
    alone = [engine.lowest_heights(grid, antenna) for antenna in antennas]
    maps = answer.maps["mean"]
    # The engine's union has two sides of a sweep compete for the few cells on a diagonal.
    for mine, theirs in ((maps.lowest, together.lowest), (maps.second, together.second)):
        assert np.mean(mine != theirs) < 1e-3
    assert np.mean(maps.which != together.which) < 1e-4
    lowest = np.fmin.reduce([np.where(np.isnan(each), np.inf, each) for each in alone])
    np.testing.assert_array_equal(maps.lowest, lowest)
    np.testing.assert_array_equal(maps.seen[0], sum((each <= 300.0).astype(np.uint8) for each in alone))


@pytest.fixture(scope="module")
def ridge(tmp_path_factory):
    """A DEM of plains in cells of 0.01 degrees, with one wall of 500 m from north to south at 35.5 east."""
    heights = np.zeros((200, 300), np.float32)
    heights[:, 150] = 500.0
    path = tmp_path_factory.mktemp("dem") / "ridge.tif"
    with rasterio.open(
        path, "w", driver="GTiff", height=200, width=300, count=1, dtype="float32", crs="EPSG:4326",
        transform=Affine(0.01, 0.0, 33.995, 0.0, -0.01, 38.0),
    ) as file:  # fmt: skip
        file.write(heights, 1)
    return path


def test_behind_a_ridge_the_lowest_visible_altitude_is_that_of_the_line_over_its_top(ridge):
    answer = cover(scene(radar(37.005, 35.0, antenna=20), terrain=ridge), question([1000.0]))
    across = EARTH * math.cos(math.radians(37.005)) * math.radians(1.0)
    to_wall, behind = 0.49 * across, 0.99 * across  # the column of 34.99 + 0.5, and half a degree on

    def tangent(height, away):
        theta = away / EFFECTIVE
        return ((EFFECTIVE + height) * math.cos(theta) - (EFFECTIVE + 20.0)) / (
            (EFFECTIVE + height) * math.sin(theta)
        )

    theta, slope = behind / EFFECTIVE, tangent(500.0, to_wall)
    expected = (EFFECTIVE + 20.0) / (math.cos(theta) - slope * math.sin(theta)) - EFFECTIVE
    grid = answer.window.grid
    row, column = (round(float(x)) for x in grid.locate(math.radians(37.005), math.radians(35.99)))
    assert answer.maps["mean"].lowest[row, column] == pytest.approx(expected, rel=0.03)
    assert answer.maps["max"].lowest[row, column] > answer.maps["mean"].lowest[row, column]


def test_what_lies_off_the_map_is_in_no_share_and_said_so(ridge):
    answer = cover(scene(radar(37.005, 35.0), terrain=ridge), question([1000.0]))
    known = float(answer.window.areas.sum())
    disc = 2.0 * math.pi * EARTH**2 * (1.0 - math.cos(450_000.0 / EARTH))
    assert answer.facts.excluded_view == pytest.approx(1.0 - known / disc, abs=0.01)
    assert answer.band(Key("share", "visible", "ring", 1000.0)).high <= 1.0


def test_threads_change_nothing():
    asked = question([300.0, 3_000.0])
    one, two = (cover(scene(battery(), terrain="globe-30s"), asked, workers) for workers in (1, 4))
    assert one.figures == two.figures
    np.testing.assert_array_equal(one.maps["max"].lowest, two.maps["max"].lowest)
