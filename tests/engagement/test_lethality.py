"""How the chance of a kill falls off, against plain arithmetic and printed densities."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from openiads.catalogue import round_of
from openiads.catalogue.load_catalogue import DATA, PACKAGED, Catalogue
from openiads.engagement import lethality
from openiads.engagement.reach_map import Attacker, kill_chances
from openiads.ground.compiled import kernel
from openiads.ground.course import Course
from openiads.ground.frames import ecef_of, enu_axes, normal_of
from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import prepare
from openiads.state.planes import BatteryKey, Round
from openiads.state.positions import Cells
from openiads.state.scalars import Lethality, named
from openiads.state.words import Kind
from openiads.state.world import freeze
from verification.degenerate import ROUND, SITE, Approach, document, world_of


# Parts have no doorway from Python: these open one.
@kernel
def kill_chance(world, b, t, encounter):
    return lethality.kill_chance(world, b, t, encounter)


@kernel
def by_margin(world, t, speed, altitude, manoeuvre):
    return lethality.by_margin(world, t, speed, altitude, manoeuvre)


@kernel
def by_height(world, t, height):
    return lethality.by_height(world, t, height)


@kernel
def by_aspect(world, ahead):
    return lethality.by_aspect(world, ahead)


@kernel
def speed_left(world, t, reach, altitude):
    return lethality.speed_left(world, t, reach, altitude)


@kernel
def prior(world, b, t, kind, class_factor):
    return lethality.prior(world, b, t, kind, class_factor)


LATITUDE, LONGITUDE = (math.radians(angle) for angle in SITE)
ENTRY = round_of(ROUND)


@cache
def world(**battery):
    return world_of(document(1, battery, {}, Approach()))


def place(km, altitude):
    """A place due south of the battery, at an altitude [m]."""
    latitude = LATITUDE - km * 1_000.0 / 6_371_000.0
    return ecef_of(latitude, LONGITUDE, altitude)


def chance(km, altitude, course, speed=250.0, manoeuvre=0.0, height=None, **battery):
    """Chance against a target south of the battery, its course [deg] counted from north."""
    at = place(km, altitude)
    axes = enu_axes(LATITUDE, LONGITUDE)
    heading = math.radians(course)
    velocity = speed * (math.sin(heading) * axes[0] + math.cos(heading) * axes[1])
    above = altitude if height is None else height
    course = Course(*at, *velocity, False)
    return kill_chance(
        world(**battery), 0, 0, lethality.Encounter(course, 1.0, manoeuvre, above, Kind.AIRCRAFT)
    )


def test_well_inside_head_on_and_high_the_published_figure_holds():
    assert chance(60.0, 8_000.0, 0.0) == pytest.approx(ENTRY.kill_probability, rel=0.01)


def test_crossing_and_from_behind_it_falls_by_the_catalogues_factors():
    book = PACKAGED.lethality
    ahead = chance(60.0, 8_000.0, 0.0)
    assert chance(60.0, 8_000.0, 90.0) / ahead == pytest.approx(book.crossing_factor, rel=0.01)
    assert chance(60.0, 8_000.0, 180.0) / ahead == pytest.approx(book.tail_factor, rel=0.01)
    turned = [chance(60.0, 8_000.0, course) for course in range(0, 181, 15)]
    assert (np.diff(turned) <= 0.0).all()


def test_a_target_that_outruns_the_round_is_not_killed():
    left = speed_left(world(), 0, 200_000.0, 8_000.0)
    assert chance(200.0, 8_000.0, 180.0, speed=1.2 * left) == 0.0
    assert chance(200.0, 8_000.0, 180.0, speed=0.8 * left) > 0.0


# U.S. Standard Atmosphere, 1976, Table I: density [kg/m3] at geometric altitude.
@pytest.mark.parametrize(("altitude", "printed"), [(20_000.0, 8.8910e-2), (25_000.0, 4.0084e-2)])
def test_what_a_round_can_turn_goes_with_dynamic_pressure(altitude, printed):
    able = world().round_f[Round.LATERAL, 0] * 0.5 * printed * 1_800.0**2
    assert by_margin(world(), 0, 1_800.0, altitude, able) == pytest.approx(
        1.0 / PACKAGED.lethality.needed_advantage, rel=2e-3
    )
    # Half the speed turns a quarter; three times what the target does is enough.
    assert by_margin(world(), 0, 900.0, altitude, able) == pytest.approx(1.0 / 12.0, rel=2e-3)
    assert by_margin(world(), 0, 1_800.0, altitude, able / 3.01) == 1.0


def test_a_target_that_flies_straight_asks_something_too():
    calm = PACKAGED.lethality.calm_manoeuvre
    straight, turning = (by_margin(world(), 0, 500.0, 25_000.0, pull) for pull in (0.0, calm))
    assert straight == turning < 1.0


def test_near_the_ground_it_fades_to_the_floor_at_the_least_altitude():
    book = PACKAGED.lethality
    floor, band = book.floor_factor, book.floor_band
    least = ENTRY.minimum_altitude
    heights = [0.0, least, least + 0.5 * band, least + band, 5_000.0]
    assert [by_height(world(), 0, height) for height in heights] == pytest.approx(
        [floor, floor, 0.5 * (1.0 + floor), 1.0, 1.0]
    )
    # It is height above ground that counts, not altitude.
    assert chance(30.0, 1_050.0, 0.0, height=50.0) < chance(30.0, 1_050.0, 0.0, height=1_050.0)


def test_factors_are_a_chance_and_never_raise_it():
    for km in (10.0, 60.0, 150.0, 240.0):
        for altitude in (50.0, 5_000.0, 26_000.0):
            for course in (0.0, 90.0, 180.0):
                assert 0.0 <= chance(km, altitude, course, manoeuvre=30.0) <= ENTRY.kill_probability


def test_at_the_edge_of_thin_air_a_turning_target_is_killed_less_often():
    assert chance(240.0, 26_000.0, 0.0, manoeuvre=30.0) < 0.9 * chance(60.0, 8_000.0, 0.0, manoeuvre=30.0)


def test_a_kill_probability_that_the_scenario_states_is_used_as_it_stands():
    assert world(kill_probability=0.7).battery_i[BatteryKey.STATED, 0] == 1
    for course in (0.0, 180.0):
        assert chance(240.0, 26_000.0, course, manoeuvre=60.0, height=0.0, kill_probability=0.7) == 0.7


def test_aspect_is_the_same_from_left_and_right_and_never_jumps():
    cosines = np.cos(np.linspace(0.0, math.pi, 181))
    factors = np.array([by_aspect(world(), float(cosine)) for cosine in cosines])
    assert np.abs(np.diff(factors)).max() < 0.01


def test_speed_left_is_the_tables_at_its_points_and_between_them():
    w = world()
    step, rise = w.tables.flyout_range_step, w.tables.flyout_altitude_step
    table = w.flyout_speed[0]
    assert speed_left(w, 0, 10 * step, 3 * rise) == table[3, 10]
    assert speed_left(w, 0, 10.5 * step, 3 * rise) == pytest.approx(0.5 * (table[3, 10] + table[3, 11]))
    assert speed_left(w, 0, 1e9, 1e9) == table[-1, -1]


def test_a_map_has_the_chance_of_a_head_on_attack():
    for km, altitude in ((60.0, 8_000.0), (100.0, 60.0), (240.0, 26_000.0)):
        latitude = LATITUDE - km * 1_000.0 / 6_371_000.0
        out = np.zeros(1, np.float32)
        normals = normal_of(np.array([latitude]), np.array([LONGITUDE]))
        cells = Cells(normals, np.array([altitude], np.float32), np.ones(1, np.bool_), 0, 1)
        kill_chances(world(), 0, 0, Attacker(0.9, 30.0), cells, np.zeros(1, np.float32), out)
        # The course of the attack is level, that of the round climbs.
        assert out[0] == pytest.approx(0.9 * chance(km, altitude, 0.0, manoeuvre=30.0), rel=0.02)


def test_every_figure_of_the_fall_off_has_its_plane():
    figures = PACKAGED.lethality.figures
    assert sorted(named(Lethality, PACKAGED.lethality)) == sorted(figure.value for figure in figures.values())
    assert len(Lethality._fields) == len(figures)


FACTOR = 0.4


@pytest.mark.parametrize(
    ("battery", "kind", "expected"),
    [
        ({}, Kind.CRUISE, 0.55),  # of that kind: as it stands
        ({}, Kind.DRONE, 0.8 * FACTOR),  # the figure for all, times the factor
        ({"kill_probability": 0.5}, Kind.CRUISE, 0.5 * FACTOR),  # of a scenario: for all, times the factor
    ],
)
def test_a_figure_for_one_kind_takes_the_place_of_the_factor(battery, kind, expected):
    plain = world(**battery)
    table = np.full_like(plain.kind_shot, -1.0)
    table[0, Kind.CRUISE] = 0.55
    known = freeze(plain._replace(kind_shot=table))
    assert ENTRY.kill_probability == 0.8
    assert prior(known, 0, 0, kind.value, FACTOR) == pytest.approx(expected, rel=1e-12)


FIGURE = (
    'ballistic_kill_probability = { value = 0.3, low = 0, high = 0.95, source = "assumption", '
    'status = "assumption", note = "of one kind" }'
)


def test_a_round_brings_its_figure_for_one_kind(tmp_path):
    text = (DATA / "rounds" / "gem-t.toml").read_text(encoding="utf-8")
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds" / "gem-t.toml").write_text(f"{text}{FIGURE}\n", encoding="utf-8")
    tables = document(1, {"system": "patriot-gemt", "loadout": {"gem-t": 16}}, {}, Approach())
    table = prepare(load_document(tables, "here"), Catalogue(tmp_path, PACKAGED)).world.kind_shot
    assert table[0].tolist() == [-1.0, -1.0, -1.0, 0.3]
    assert (world().kind_shot == -1.0).all()
