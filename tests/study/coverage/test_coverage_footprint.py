"""Defended footprints, the country behind them, and its people."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.api.coverage import coverage
from openiads.catalogue import radar as radar_of
from openiads.catalogue import round_of, threat
from openiads.catalogue import system as system_of
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.engagement import flyout
from openiads.ground.frames import destination, great_circle, normal_of
from openiads.scenario.plan import plan_of
from openiads.simulation.prepare_rounds import flyout_figures
from openiads.study.coverage import footprint as footprint_room
from openiads.study.coverage.answer import cover
from openiads.study.coverage.attack import lead_of
from openiads.study.coverage.country import country_of
from openiads.study.coverage.coverage_numbers import Key
from openiads.study.coverage.defence import world_of
from openiads.study.coverage.footprint import in_view, turns_needed
from openiads.study.coverage.people import census
from openiads.study.coverage.question import question
from openiads.terrain.files.sources import open_terrain
from tests.study.coverage.test_coverage_maps import detection_range
from tests.study.coverage_scenes import EARTH, battery, cap_radius, radar, scene

RAID = """
[[asset]]
name = "town"
lat = 37.0
lon = 35.0

[[raid]]
name = "fighters"
threat = "fighter"
count = 1
entry = [34.0, 35.0]
target = "town"
"""


@pytest.fixture(scope="module")
def samp():
    """One battery with a turning radar on a smooth earth, and a raid from the south."""
    return cover(scene(battery(), RAID), question([3_000.0]))


def footprint_of(answer, name):
    return next(p for p in answer.footprints["mean"] if p.survey.attack.name == name)


def met_from_every_direction():
    """Distance [m] from the battery at which a fighter that comes radially is first met, by bisection.

    It is tracked three scans after it is seen; the round leaves after the reaction and arrives as the fly-out
    table says.
    """
    fighter, rounds, unit, eye = (
        threat("fighter"),
        round_of("aster-30"),
        system_of("samp-t"),
        radar_of("arabel"),
    )
    seen = min(detection_range(eye, 0.5, fighter.rcs, fighter.altitude), eye.instrumented_range)
    wait = 3.0 * eye.scan_period + max(unit.reaction, unit.acquisition)
    ready = math.sqrt(seen**2 - fighter.altitude**2) - wait * fighter.speed
    times, _ = flyout.tables(flyout_figures(rounds, PACKAGED.flight), 14, 30)
    table = np.abs(times)[int(fighter.altitude / flyout.ALTITUDE_STEP)]
    low, high = 0.0, ready
    for _ in range(60):
        middle = 0.5 * (low + high)
        time = np.interp(math.hypot(middle, fighter.altitude), flyout.RANGE_STEP * np.arange(30), table)
        low, high = (middle, high) if middle + time * fighter.speed < ready else (low, middle)
    return low


def test_ground_is_defended_all_round_as_far_as_a_radial_attack_is_first_met(samp):
    area = samp.band(Key("footprint area", "high aircraft", "met from every direction")).low
    # Stations are 2.5 km apart: it is seen up to one late, met up to one late, one at least before arrival.
    assert -7_500.0 <= cap_radius(area) - met_from_every_direction() <= 0.0


def test_one_direction_defends_more_than_all_of_them(samp):
    found = footprint_of(samp, "high aircraft")
    every, _ = found.from_all()
    for whence in found.salvos:
        assert (whence >= every).all()
    south, _ = found.from_origins([(math.radians(34.0), math.radians(35.0))])
    latitude, longitude = found.survey.places
    close = np.abs(longitude - math.radians(35.0)) < math.radians(0.05)
    covered = latitude[close & (south > 0)]
    # Who comes from the south passes the battery before ground in the north, not before ground in the south.
    assert math.radians(37.0) - covered.min() < 0.85 * (covered.max() - math.radians(37.0))


def test_kill_probability_grows_with_salvos_and_contains_the_failures_of_doctrine(samp):
    found = footprint_of(samp, "high aircraft")
    # The system fires two rounds one after the other, each with its own chance.
    shot = round_of("aster-30").kill_probability * threat("fighter").kill_factor
    # The last round of the last salvo may come too late.
    each = system_of("samp-t").salvo
    assert each == 2
    full = 1.0 - (1.0 - shot) ** (2.0 * found.salvos)
    short = np.where(found.salvos > 0, 1.0 - (1.0 - shot) ** (2.0 * found.salvos - 1.0), 0.0)
    whole = np.isclose(found.kill, full, rtol=1e-6)
    assert (whole | np.isclose(found.kill, short, rtol=1e-6)).all()
    assert whole.mean() > 0.95
    wrong = scene(battery(), RAID).model_copy()
    wrong = wrong.model_copy(
        update={"doctrine": wrong.doctrine.model_copy(update={"common_failure_probability": 0.5})}
    )
    half = footprint_of(cover(wrong, question([3_000.0])), "high aircraft")
    np.testing.assert_allclose(half.kill, 0.5 * found.kill, rtol=1e-6)


def test_what_flies_low_is_met_over_less_ground_than_what_flies_high(samp):
    low = samp.band(Key("footprint area", "low cruise missile", "met from every direction", 50.0)).high
    high = samp.band(Key("footprint area", "high aircraft", "met from every direction")).low
    assert 0.0 <= low < 0.2 * high


def test_a_ballistic_footprint_lies_inside_the_published_range(samp):
    found = footprint_of(samp, "short-range ballistic missile")
    reach = round_of("aster-30").ballistic_range
    assert cap_radius(float(found.survey.areas.sum())) == pytest.approx(reach, rel=0.05)
    assert (found.salvos > 0).any()


MISSILE = """
[[asset]]
name = "town"
lat = 37.0
lon = 35.0

[[raid]]
name = "missile"
threat = "srbm"
count = 1
entry = [34.8, 35.0]
target = "town"
"""


def test_a_ballistic_class_flies_the_range_and_apogee_of_the_catalogue_wherever_the_raids_begin():
    # The scenario's own missile comes from 245 km, half as far.
    answer = cover(scene(battery(), MISSILE), question([3_000.0]))
    arc = footprint_of(answer, "short-range ballistic missile").survey.attack
    assert great_circle(*np.radians([34.8, 35.0, 37.0, 35.0]))[0] == pytest.approx(245e3, rel=0.01)
    assert arc.away[0] == pytest.approx(450e3, rel=0.005)
    assert arc.altitudes.max() == pytest.approx(120e3, rel=0.01)
    # Over a flat earth: up and down 120 km takes 2 sqrt(2 h / g), and the range goes by meanwhile.
    assert arc.togo[0] == pytest.approx(2.0 * math.sqrt(2.0 * 120e3 / 9.64), rel=0.03)


@pytest.fixture(scope="module")
def patriot():
    """One battery of short reach that faces south and does not turn, and a raid from the south."""
    return cover(scene(battery("patriot-pac3", loadout="pac-3 = 48"), RAID), question([3_000.0]))


def near_meridian(found, least, most):
    """Ground points of a footprint on the battery's meridian, so far [m] north of it."""
    latitude, longitude = found.survey.places
    north = EARTH * (latitude - math.radians(37.0))
    close = np.abs(longitude - math.radians(35.0)) < math.radians(0.03)
    chosen = close & (north > least) & (north < most)
    assert chosen.sum() > 2
    return chosen


def test_what_flies_over_a_battery_to_the_far_edge_of_its_circle_was_met_before(patriot):
    found = footprint_of(patriot, "high aircraft")
    behind = near_meridian(found, 0.0, round_of("pac-3").maximum_range)
    assert (found.salvos[8][behind] > 0).all()


def test_a_battery_meets_nothing_that_comes_from_where_its_radar_does_not_face(patriot):
    found = footprint_of(patriot, "high aircraft")
    assert (found.salvos[0][near_meridian(found, 0.0, round_of("pac-3").maximum_range)] == 0).all()


def test_a_radar_turns_by_as_much_as_a_track_is_off_its_face_once_it_leaves_the_sector():
    plan = plan_of(scene(battery("s-300pmu2", loadout="48n6e2 = 8")))
    world = world_of(plan, open_terrain("flat"))
    half = 0.5 * radar_of("30n6e2").search_sector
    azimuths = np.array([math.pi, math.pi + 0.9 * half, math.pi - 1.1 * half, 0.3])
    places = destination(math.radians(37.0), math.radians(35.0), azimuths, 50e3)
    turns = turns_needed(world, plan.batteries[0].radar, normal_of(*places))
    np.testing.assert_allclose(turns, [0.0, 0.0, 1.1 * half, math.pi - 0.3], atol=2e-3)


def test_the_lead_of_an_attack_is_track_and_decision_and_the_longest_flight():
    # A track, a decision, and a flight to the farthest place; the radar needs no turn.
    unit, eye, shot = system_of("samp-t"), radar_of("arabel"), round_of("aster-30")
    flight = (
        lead_of(plan_of(scene(battery())), 3) - 3 * eye.scan_period - max(unit.reaction, unit.acquisition)
    )
    assert shot.maximum_range / shot.maximum_speed <= flight
    assert flight <= shot.maximum_range / (shot.end_speed_ratio * shot.maximum_speed)


def test_stations_that_nobody_sees_are_skipped_without_a_trace(monkeypatch):
    asked = scene(battery(), RAID), question([3_000.0])
    skipped = cover(*asked)
    monkeypatch.setattr(footprint_room, "in_view", lambda tracked, coarser: (-9_999, 9_999, -9_999, 9_999))
    assert footprint_of(skipped, "high aircraft").salvos.any()
    for one, other in zip(skipped.footprints["mean"], cover(*asked).footprints["mean"], strict=True):
        np.testing.assert_array_equal(one.salvos, other.salvos)
        np.testing.assert_array_equal(one.kill, other.kill)


def test_the_box_in_view_holds_every_place_in_view():
    tracked = np.full((2, 5, 6), np.inf, np.float32)
    tracked[0, 1, 4], tracked[1, 3, 2] = 6.0, 6.0
    assert in_view(tracked, 1) == (1, 3, 2, 4)
    assert in_view(tracked, 3) == (3, 11, 6, 14)


def test_a_defence_without_batteries_has_no_footprint():
    answer = cover(scene(radar()), question([3_000.0]))
    assert answer.footprints == {"mean": []}


def test_the_outline_has_the_published_area_and_its_people_the_published_number():
    country = country_of([(math.radians(37.0), math.radians(35.3))])
    assert country is not None
    _, _, area = country.places(country.inside)
    assert float(area.sum()) == pytest.approx(783_562e6, rel=0.01)
    assert float(country.people.sum()) == pytest.approx(76_667_864, rel=1e-4)
    assert len(country.names) == 81
    assert float(country.province_areas.sum()) == pytest.approx(float(area.sum()))


def test_the_border_strip_lies_inside_and_keeps_off_the_coast():
    country = country_of([(math.radians(37.0), math.radians(35.3))])
    assert not (country.strip & ~country.inside).any()
    for lat, lon, expected in (
        (36.9, 38.0, True),
        (41.67, 26.56, True),
        (36.6, 34.0, False),
        (39.0, 35.0, False),
    ):
        assert bool(country.holds(country.strip, math.radians(lat), math.radians(lon))) is expected


def test_there_is_no_table_for_another_country():
    assert country_of([(math.radians(35.0), math.radians(39.0))]) is None


def test_all_people_are_found_where_all_ground_is_covered():
    country = country_of([(math.radians(37.0), math.radians(35.3))])
    latitude, longitude, areas = country.places(country.inside)
    crowd = census(country, latitude, longitude, areas)
    assert float(crowd.spread.sum()) == pytest.approx(float(country.people.sum()))
    fewer, more = crowd.within(np.zeros(len(areas), np.bool_))
    assert (fewer, more) == (0.0, 0.0)


@pytest.mark.slow
def test_six_batteries_protect_the_order_of_magnitude_that_was_stated():
    stated = coverage("patriot-2013", altitudes_m=[3000]).document["stated"]
    assert stated["people"] == 3.5e6
    # The circles of the published range hold the statement between them; the footprint, which knows sectors,
    # timelines, speeds and the worst of the raids' directions, is smaller, by just under a factor of ten.
    assert stated["people_in_circles"]["low"] < 3.5e6 < stated["people_in_circles"]["high"]
    middle = math.sqrt(stated["people_in_footprint"]["low"] * stated["people_in_footprint"]["high"])
    assert 0.35e6 < middle < 3.5e6
