from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.frames import Place, normal_of
from openiads.identification import declare, evidence, origin, release
from openiads.state import positions
from openiads.state.planes import Belief, Evidence, Filter, Life, NetworkKey, TrackKey
from openiads.state.words import Identity, ZoneKind
from openiads.terrain.maps import ground_table, zones
from tests.identification import bench
from tests.plain import open_up

AT = (0.64, 0.63)  # about 36.7 N, 36.1 E


# What a track gathers


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, evidence, declare, origin, release, ground_table, zones, positions)


def held(state) -> set[Evidence]:
    """Evidence that holds for the track."""
    return {kind for kind in Evidence if state.tracks_i[0, TrackKey.EVIDENCE, 0] >> kind & 1}


def gathered(world, *flights) -> tuple[set[Evidence], bool]:
    """Evidence, and whether some of it is a positive criterion, after a series of reports."""
    state = bench.state()
    for flight in flights:
        bench.fly(state, *AT, **flight)
        evidence.gather(state, world, 0, 0)
    return held(state), bool(state.tracks_i[0, TrackKey.POSITIVE, 0])


CRUISE = {"altitude": 10_500.0, "speed": 235.0}
LOW_PASS = {"altitude": 100.0, "speed": 240.0}


def test_motion_is_no_criterion_any_more_once_it_has_changed():
    world = bench.world("none")
    assert gathered(world, LOW_PASS) == ({Evidence.LOW_AND_FAST, Evidence.OTHER_ORIGIN}, True)
    assert gathered(world, LOW_PASS, CRUISE) == ({Evidence.AIRLINER_LIKE, Evidence.OTHER_ORIGIN}, False)


def test_speed_that_is_known_badly_tells_nothing():
    assert gathered(bench.world("none"), {**LOW_PASS, "error": 61.0})[0] == {Evidence.OTHER_ORIGIN}


def test_a_course_asks_for_the_whole_velocity_a_profile_for_the_speed():
    # Speed within 31 m/s, velocity within 62: the limit is 60.
    world = bench.world("none")
    world.asset = np.append(bench.ecef_of(AT[0], AT[1] + 0.02, 0.0), 1.0)[:, None]
    low = {Evidence.LOW_AND_FAST, Evidence.OTHER_ORIGIN}
    assert gathered(world, {**LOW_PASS, "error": 31.0})[0] == low
    assert gathered(world, {**LOW_PASS, "error": 29.0})[0] == low | {Evidence.THREATENING}


def test_an_entry_into_a_restricted_zone_is_an_act_and_stays():
    world = bench.world("none")
    world.zone = bench.circle(ZoneKind.RESTRICTED, *AT, 5_000.0)
    state = bench.state()
    bench.fly(state, *AT, **CRUISE)
    evidence.gather(state, world, 0, 0)
    bench.fly(state, AT[0] + 0.1, AT[1], **CRUISE)
    evidence.gather(state, world, 0, 0)
    assert Evidence.IN_RESTRICTED in held(state)
    assert state.tracks_i[0, TrackKey.POSITIVE, 0] == 1


def test_origin_is_the_place_of_birth():
    world = bench.world("none")
    world.zone = bench.circle(ZoneKind.HOSTILE_ORIGIN, *AT, 5_000.0)
    state = bench.state()
    bench.fly(state, *AT, **CRUISE)
    bench.fly(state, AT[0] + 0.1, AT[1], **CRUISE)
    evidence.gather(state, world, 0, 0)
    assert Evidence.HOSTILE_ORIGIN in held(state)
    assert state.tracks_i[0, TrackKey.POSITIVE, 0] == 0  # others take off there, too


@pytest.mark.parametrize(
    ("longitude", "threatens"), [(AT[1] + 0.02, True), (AT[1] - 0.02, False)], ids=["ahead", "behind"]
)
def test_a_course_threatens_what_lies_ahead_of_it(longitude, threatens):
    world = bench.world("none")
    world.asset = np.append(bench.ecef_of(AT[0], longitude, 0.0), 1.0)[:, None]
    assert (Evidence.THREATENING in gathered(world, CRUISE)[0]) == threatens


def test_a_threat_that_has_turned_away_threatens_no_more():
    world = bench.world("none")
    world.asset = np.append(bench.ecef_of(AT[0], AT[1] + 0.02, 0.0), 1.0)[:, None]
    assert gathered(world, CRUISE)[1]
    assert not gathered(world, CRUISE, {**CRUISE, "course": (-1.0, 0.0)})[1]


@pytest.mark.parametrize(
    ("parent", "act"),
    [
        (Identity.HOSTILE, True),
        (Identity.SUSPECT, False),
        (Identity.NEUTRAL, False),
        (Identity.PENDING, False),
    ],
)
def test_a_release_by_a_hostile_track_is_an_act_and_by_a_mere_suspect_is_none(parent, act):
    state = bench.state()
    state.tops[0] = 2
    for planes in ("filters", "lives", "reports", "beliefs", "tracks_i"):
        setattr(state, planes, np.tile(getattr(state, planes), 2))
    bench.fly(state, *AT, **CRUISE)
    state.tracks_i[0, TrackKey.HITS, 0] = 3
    state.tracks_i[0, TrackKey.SERIAL] = [2, 1]
    state.tracks_i[0, TrackKey.STATUS, 1] = state.tracks_i[0, TrackKey.STATUS, 0]
    state.tracks_i[0, TrackKey.IDENTITY, 1] = parent
    state.filters[0, Filter.X : Filter.Z + 1, 1] = state.lives[0, Life.BORN_X : Life.BORN_Z + 1, 0] + 1_000.0
    evidence.gather(state, bench.world("none"), 0, 0)
    assert (Evidence.BORN_OF_HOSTILE in held(state)) == act


def beside_a_hostile(lag: float, scan: float = 6.0) -> bool:
    """Whether a track counts as released by a hostile one that flew over its birthplace at 250 m/s then.

    That one was last seen `lag` seconds after the birth, and its place is where it was then.
    """
    state = bench.state()
    state.tops[0] = 2
    for planes in ("filters", "lives", "reports", "beliefs", "tracks_i"):
        setattr(state, planes, np.tile(getattr(state, planes), 2))
    bench.fly(state, *AT, **CRUISE)
    state.lives[0, Life.BORN_TIME, 0], state.lives[0, Life.SLOWEST, 1] = 1_000.0, scan
    state.tracks_i[0, TrackKey.HITS, 0] = 3
    state.tracks_i[0, TrackKey.SERIAL] = [2, 1]
    state.tracks_i[0, TrackKey.STATUS, 1] = state.tracks_i[0, TrackKey.STATUS, 0]
    state.tracks_i[0, TrackKey.IDENTITY, 1] = Identity.HOSTILE
    f, birthplace = state.filters[0], state.lives[0, Life.BORN_X : Life.BORN_Z + 1, 0]
    f[Filter.TIME, 1] = 1_000.0 + lag
    f[Filter.VX : Filter.VZ + 1, 1] = [0.0, 0.0, 250.0]
    f[Filter.X : Filter.Z + 1, 1] = birthplace + lag * np.array([0.0, 0.0, 250.0])
    evidence.gather(state, bench.world("none"), 0, 0)
    return Evidence.BORN_OF_HOSTILE in held(state)


@pytest.mark.parametrize("lag", [0.0, 5.0, 40.0])
def test_who_released_what_is_told_by_where_he_was_then_not_by_where_he_is(lag):
    # After 40 s he is 10 km away, and the radius of a release is 6 km.
    assert beside_a_hostile(lag)


@pytest.mark.parametrize(("unseen", "act"), [(11.0, True), (13.0, False), (60.0, False)])
def test_nothing_is_released_by_who_had_not_been_seen_for_two_scans(unseen, act):
    assert beside_a_hostile(-unseen) == act


def corridor(climb: float) -> np.ndarray:
    """A corridor along the meridian of `AT`, half a radian long, from 9 to 11 km."""
    return lane_through((AT[0] - 0.25, AT[1]), (AT[0] + 0.25, AT[1]), climb)


def lane_through(start: tuple[float, float], end: tuple[float, float], climb: float) -> np.ndarray:
    """A corridor between two places [rad], 15 km to either side, from 9 to 11 km."""
    return np.concatenate([normal_of(*start), normal_of(*end), [15_000.0, 9_000.0, 11_000.0, climb]])[:, None]


@pytest.mark.parametrize(
    ("altitude", "off", "planned"),
    [
        (10_000.0, 0.0, True),
        (8_970.0, 0.0, True),
        (100.0, 0.0, False),
        (100.0, -0.249, True),
        (12_000.0, 0.0, False),
    ],
    ids=["at cruise", "within its error", "far below", "taking off", "above"],
)
def test_a_flight_plan_is_kept_in_altitude_too(altitude, off, planned):
    world = bench.world("none")
    world.network_i[NetworkKey.FLIGHT_PLANS] = 1
    world.corridor = corridor(0.05)
    state = bench.state()
    bench.fly(state, AT[0] + off, AT[1], altitude, 100.0)
    evidence.gather(state, world, 0, 0)
    assert (Evidence.IN_CORRIDOR in held(state)) == planned
    assert (Evidence.OFF_CORRIDOR in held(state)) == (not planned)


@pytest.mark.parametrize(
    ("north", "planned"), [(0.0, True), (13_000.0, True), (-13_000.0, True), (17_000.0, False)]
)
def test_who_flies_along_a_lane_from_west_to_east_is_in_it(north, planned):
    # A direction from the centre of the Earth lies 0.19 degrees, 21 km, beside the normal here.
    world = bench.world("none")
    world.network_i[NetworkKey.FLIGHT_PLANS] = 1
    world.corridor = lane_through((AT[0], AT[1] - 0.05), (AT[0], AT[1] + 0.05), 0.0)
    state = bench.state()
    # The great circle lies north of the parallel, by its sagitta d**2 / 2 * sin(lat) cos(lat), 3.9 km.
    middle = AT[0] + 0.5 * 0.05**2 * math.sin(AT[0]) * math.cos(AT[0])
    bench.fly(state, middle + north / 6_371_008.8, AT[1], 10_000.0, 235.0)
    evidence.gather(state, world, 0, 0)
    assert (Evidence.IN_CORRIDOR in held(state)) == planned


def test_a_level_course_threatens_a_far_asset_over_which_it_leads():
    # 400 km ahead the ground has curved 12.5 km away from the straight line, and the flight is 10.5 km up.
    world = bench.world("none")
    far = bench.ecef_of(AT[0] + 0.0628, AT[1], 0.0)
    world.asset = np.append(far, 1.0)[:, None]
    assert Evidence.THREATENING in gathered(world, {**CRUISE, "course": (0.0, 1.0)})[0]
    aside = bench.ecef_of(AT[0] + 0.0628, AT[1] + 0.0028, 0.0)  # 14.3 km to the east
    world.asset = np.append(aside, 1.0)[:, None]
    assert Evidence.THREATENING not in gathered(world, {**CRUISE, "course": (0.0, 1.0)})[0]


def test_who_has_left_every_corridor_follows_no_plan_afterwards():
    world = bench.world("none")
    world.network_i[NetworkKey.FLIGHT_PLANS] = 1
    world.corridor = corridor(0.05)
    found, _ = gathered(world, {"altitude": 100.0, "speed": 100.0}, {"altitude": 10_000.0, "speed": 235.0})
    assert Evidence.OFF_CORRIDOR in found
    assert Evidence.IN_CORRIDOR not in found


def test_a_track_of_which_nothing_is_known_is_weighed_by_the_prior_alone():
    state, world = bench.state(), bench.world("none")
    evidence.note_origin(state, world, 0, 0, 0)
    evidence.weigh(state, world, 0, 0, 0)
    logs = state.beliefs[0, Belief.LOG_HOSTILE : Belief.LOG_FRIEND + 1, 0]
    np.testing.assert_allclose(np.exp(logs), [0.30, 0.45, 0.25])  # warned airspace
    assert state.tracks_i[0, TrackKey.POSITIVE, 0] == 0


def test_all_that_holds_is_multiplied_and_what_lapses_leaves_no_trace():
    state, world = bench.state(), bench.world("none")
    both = 1 << Evidence.LOW_AND_FAST | 1 << Evidence.IN_RESTRICTED
    evidence.note_origin(state, world, 0, 0, 0)
    evidence.weigh(state, world, 0, 0, both | 1 << Evidence.THREATENING)
    evidence.weigh(state, world, 0, 0, both)
    logs = state.beliefs[0, Belief.LOG_HOSTILE : Belief.LOG_FRIEND + 1, 0]
    np.testing.assert_allclose(np.exp(logs), [0.3 * 0.25 * 0.5, 0.45 * 0.001 * 0.05, 0.25 * 0.01 * 0.2])


POSITIVE = {
    Evidence.IN_RESTRICTED,
    Evidence.BALLISTIC,
    Evidence.SUPERSONIC,
    Evidence.LOW_AND_FAST,
    Evidence.BORN_OF_HOSTILE,
    Evidence.THREATENING,
}


@pytest.mark.parametrize("kind", list(Evidence), ids=lambda kind: kind.name.lower())
def test_profile_and_act_are_the_positive_criteria_and_nothing_else_is(kind):
    state, world = bench.state(), bench.world("none")
    evidence.weigh(state, world, 0, 0, 1 << kind)
    assert state.tracks_i[0, TrackKey.POSITIVE, 0] == (kind in POSITIVE)


def test_the_ground_below_is_read_from_the_table():
    world = bench.world("none")
    world.ground = np.add.outer(np.arange(20.0), 10.0 * np.arange(20.0)).astype(np.float32)
    found = ground_table.ground_below(world, Place(*bench.ecef_of(0.64, 0.63, 3_000.0)))
    assert found == pytest.approx(0.64 / world.tables.ground_step + 10.0 * 6.3, abs=1e-3)
