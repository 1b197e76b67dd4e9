"""Launch windows against hand calculation: where a round meets a target last, and when it left for there."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.engagement.reach import fly_out_tables, launch_window
from openiads.engagement.reach.fly_out_tables import Intent, flight_time
from openiads.engagement.reach.launch_window import window
from openiads.ground.course import Course
from openiads.ground.frames import Place, altitude_of, ecef_of, enu_axes
from openiads.state.constants import HALF_CELL
from openiads.state.planes import Battery, Radar, Round
from openiads.state.world import World, freeze
from openiads.terrain.rays import sight
from tests.plain import open_up, plain
from verification.degenerate import SITE, Approach, document, world_of

HEIGHT, SPEED = 3_000.0, 250.0
LEAST, FLOOR = 10_000.0, 10.0
SHORT = 1.25
"""By which sampling may miss the end of a window [s]: 250 s in sixteen parts, each halved four times."""
BENT = 0.3
"""What a course that follows the Earth for 30 km is beside a straight line: 70 m, at 250 m/s [s]."""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A battery on flat ground that faces south, its rounds too long to be of use nearer than 10 km."""
    here = world_of(document(1, {}, {}, Approach()))
    open_up(monkeypatch, fly_out_tables, launch_window, sight)  # after all models have been imported
    rounds = np.array(here.round_f)
    rounds[Round.MINIMUM_RANGE], rounds[Round.MINIMUM_ALTITUDE] = LEAST, FLOOR
    return freeze(here._replace(round_f=rounds))


def from_south(away: float, aside: float = 0.0) -> Course:
    """Level and straight, at first so far south and east of the battery [m], coming north."""
    latitude, longitude = np.radians(SITE)
    east, north, _ = enu_axes(latitude, longitude)
    place = ecef_of(latitude, longitude, HEIGHT) - away * north + aside * east
    return Course(*place, *(SPEED * north), False)


def intent(wait: float = 0.0) -> Intent:
    """Of a battery that faces south and could launch after `wait` [s]."""
    return Intent(0, math.pi, 1.0, wait, 0.0, math.inf, True, False)


def time_to(world: World, place: np.ndarray) -> float:
    """Time of flight of its round to a place, by the table."""
    gap = place - world.battery_f[Battery.X : Battery.Z + 1, 0]
    return plain(flight_time)(world, 0, float(np.linalg.norm(gap)), altitude_of(Place(*place)), HALF_CELL)[0]


def place_at(course: Course, time: float) -> np.ndarray:
    """Where it is then, straight on."""
    return np.array(course[:3]) + time * np.array(course[3:6])


def test_the_last_launch_meets_its_target_where_it_comes_too_near(world):
    # 40 km away it is 10 km off by slant range after (40 - sqrt(100 - 9)) / 0.25 s = 121.8 s.
    course = from_south(40_000.0)
    found = plain(window)(world, 0, intent(), course, 155.0)
    too_near = (40_000.0 - math.sqrt(LEAST**2 - HEIGHT**2)) / SPEED
    assert too_near == pytest.approx(121.84, abs=0.01)
    last = too_near - time_to(world, place_at(course, too_near))
    assert found.opens == 0.0
    assert last - SHORT - BENT <= found.closes <= last + BENT


def test_the_last_launch_meets_its_target_before_it_arrives(world):
    # Gone after 60 s, still 25 km away: the last round needs its flight there.
    course = from_south(40_000.0)
    found = plain(window)(world, 0, intent(), course, 60.0)
    last = 60.0 - time_to(world, place_at(course, 60.0))
    assert last - SHORT - BENT <= found.closes <= last + BENT


def test_the_first_launch_meets_its_target_where_it_enters_reach(world):
    # With a range of 50 km, what is 80 km away enters it after (80 - sqrt(2500 - 9)) / 0.25 = 120.4 s.
    rounds = np.array(world.round_f)
    rounds[Round.MAXIMUM_RANGE] = 50_000.0
    near = freeze(world._replace(round_f=rounds))
    course = from_south(80_000.0)
    found = plain(window)(near, 0, intent(), course, 250.0)
    enters = (80_000.0 - math.sqrt(50_000.0**2 - HEIGHT**2)) / SPEED
    assert enters == pytest.approx(120.4, abs=0.1)
    first = enters - time_to(near, place_at(course, enters))
    assert first - BENT <= found.opens <= first + SHORT + BENT


def test_who_cannot_launch_before_launches_when_he_can(world):
    course = from_south(40_000.0)
    assert plain(window)(world, 0, intent(20.0), course, 120.0).opens == 20.0
    assert plain(window)(world, 0, intent(119.0), course, 120.0) == (math.inf, -math.inf)


def test_what_flies_past_out_of_reach_has_no_window(world):
    far = float(world.round_f[Round.MAXIMUM_RANGE, 0]) + 10_000.0
    assert plain(window)(world, 0, intent(), from_south(40_000.0, aside=far), 600.0) == (math.inf, -math.inf)


def test_a_window_closes_where_the_radar_loses_its_target(world):
    # 20 degrees to either side: what comes north 5 km aside leaves that sector 13.7 km away.
    radars = np.array(world.radar_f)
    radars[Radar.TRACK_HALF] = math.radians(20.0)
    narrow = freeze(world._replace(radar_f=radars))
    course = from_south(40_000.0, aside=5_000.0)
    leaves = (40_000.0 - 5_000.0 / math.tan(math.radians(20.0))) / SPEED
    last = leaves - time_to(narrow, place_at(course, leaves))
    found = plain(window)(narrow, 0, intent(), course, 155.0)
    assert last - SHORT - BENT <= found.closes <= last + BENT
    assert plain(window)(world, 0, intent(), course, 155.0).closes > found.closes + 5.0
