"""Rounds that have lost their target: what they find, when they meet it, and whose it is."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.engagement import fly_on
from openiads.ground.course import Course
from openiads.ground.frames import Place
from openiads.state.words import Happening, Mechanism, Side
from tests.plain import open_up, plain
from tests.simulation.tiny import contents, rows, some
from verification.degenerate import ROUND, Approach, document, world_of

FLYING = st.tuples(*[st.floats(-600.0, 600.0)] * 3)
AWAY = st.tuples(*[st.floats(-2e4, 2e4)] * 3)


def collides(apart: tuple[float, ...], velocity: tuple[float, ...], pace: float) -> float:
    return plain(fly_on.collides)(Place(*apart), Course(*apart, *velocity, False), pace)


@pytest.mark.parametrize(
    ("apart", "velocity", "pace", "time"),
    [
        ((1000.0, 0.0, 0.0), (-200.0, 0.0, 0.0), 800.0, 1.0),  # head on
        ((1000.0, 0.0, 0.0), (200.0, 0.0, 0.0), 700.0, 2.0),  # from behind
        ((400.0, 0.0, 0.0), (0.0, 300.0, 0.0), 500.0, 1.0),  # a triangle of 3, 4 and 5
        ((1000.0, 0.0, 0.0), (900.0, 0.0, 0.0), 700.0, math.inf),  # outrun
        ((1000.0, 0.0, 0.0), (-900.0, 0.0, 0.0), 100.0, 1.0),  # runs into what is slower
        ((1000.0, 0.0, 0.0), (-500.0, 0.0, 0.0), 500.0, 1.0),  # as fast, head on
        ((1000.0, 0.0, 0.0), (0.0, 900.0, 0.0), 500.0, math.inf),  # faster, across
    ],
)
def test_a_collision_by_hand(apart, velocity, pace, time):
    assert collides(apart, velocity, pace) == pytest.approx(time, rel=1e-12)


@given(AWAY, FLYING, st.floats(100.0, 2000.0))
def test_a_collision_is_the_first_time_at_which_the_distance_is_what_the_round_flew(apart, velocity, pace):
    distance = math.dist(apart, (0.0, 0.0, 0.0))
    if distance < 1.0:
        return
    found = collides(apart, velocity, pace)

    def short(time: float) -> float:
        there = np.array(apart) + time * np.array(velocity)
        return float(np.linalg.norm(there) - pace * time)

    if found < math.inf:
        assert short(found) == pytest.approx(0.0, abs=1e-6 * max(distance, pace * found))
        earlier = np.linspace(0.0, found * (1.0 - 1e-6), 50)
        assert all(short(time) > -1e-6 * distance for time in earlier)
    elif pace > math.dist(velocity, (0.0, 0.0, 0.0)):
        pytest.fail("whoever is faster gets there")


# What it finds


def bench(places: list[tuple[float, float, float]], rcs: list[float], cone: float, reach: float) -> Any:
    """A round at the origin that flies along x to where its target, number 0, was; others that hang there."""
    state = SimpleNamespace(
        rounds_f=np.zeros((11, 1)), rounds_i=np.zeros((8, 1), dtype=np.int64), places=places
    )
    state.rounds_f[5:8, 0] = 1000.0, 0.0, 0.0
    engaging = SimpleNamespace(fly_on=reach, cone_cosine=math.cos(cone))
    target = np.zeros((16, len(places)))
    target[4] = rcs
    return state, SimpleNamespace(engaging=engaging, target_f=target)


@pytest.fixture
def hanging(monkeypatch):
    """Targets that hang still in the air, in an envelope without an end."""
    open_up(monkeypatch, fly_on)
    monkeypatch.setattr(fly_on, "flies_at", lambda truth, n, time: True)
    monkeypatch.setattr(
        fly_on, "course_at", lambda state, world, n, time: Course(*state.places[n], 0.0, 0.0, 0.0, False)
    )
    monkeypatch.setattr(fly_on, "in_envelope", lambda world, envelope, place: True)
    monkeypatch.setattr(fly_on, "battery_of", lambda state, r: 0)
    monkeypatch.setattr(fly_on, "is_ballistic", lambda world, n: False)


def echoes(places: list[tuple[float, float, float]], rcs: list[float], cone: float = 0.5) -> list[float]:
    state, world = bench([(1000.0, 0.0, 0.0), *places], [1.0, *rcs], cone, 20_000.0)
    state.truth_f = None
    onward = fly_on.Onward(-1, 1000.0, 15.0)
    here = Place(0.0, 0.0, 0.0)
    return [fly_on.found(state, world, 0, n, here, onward, 0.0) for n in range(len(places) + 1)]


@pytest.mark.usefixtures("hanging")
def test_the_echo_is_the_cross_section_over_the_fourth_power_of_the_distance():
    own, near, large = echoes([(2000.0, 0.0, 0.0), (4000.0, 0.0, 0.0)], [1.0, 20.0])
    assert own == -1.0  # what it has lost it does not find again
    assert near == pytest.approx(1.0 / 2000.0**4)
    assert large == pytest.approx(20.0 / 4000.0**4)
    assert large > near  # sixteen times as weak an echo per square metre, of twenty times as many


@pytest.mark.usefixtures("hanging")
def test_it_finds_nothing_outside_its_cone_its_reach_or_its_time():
    angle = math.radians(29.0)
    beside = (5000.0 * math.cos(angle), 5000.0 * math.sin(angle), 0.0)
    _, wide, far, late, behind = echoes(
        [beside, (20_001.0, 0.0, 0.0), (15_001.0, 0.0, 0.0), (-500.0, 0.0, 0.0)], [1.0] * 4, math.radians(28)
    )
    assert (wide, far, late, behind) == (-1.0, -1.0, -1.0, -1.0)
    _, inside, just = echoes([beside, (14_999.0, 0.0, 0.0)], [1.0] * 2, math.radians(30))
    assert min(inside, just) > 0.0


# In the engine


def two_in_file(behind_km: float, fly_on: bool, **doctrine: Any) -> Any:
    """A raider fired at by two rounds that never miss, and a friend some way behind it on the same course."""
    battery = {"kill_probability": 1.0, "salvo": 2, "salvos_max": 1, "loadout": {ROUND: 2}}
    tables = document(1, battery, {**doctrine}, Approach(start_km=60, end_km=20))
    tables["doctrine"]["rounds_fly_on"] = fly_on
    tables["doctrine"]["control"] = "tight"
    (raider,) = tables["raid"]
    friend = {
        **{key: raider[key] for key in ("threat", "entry", "target", "rcs_m2", "weave", "altitude_m")},
        "name": "friend", "count": 1, "side": "friend", "speed_mps": raider["speed_mps"],
        "start_s": behind_km * 1e3 / raider["speed_mps"],
    }  # fmt: skip
    tables["raid"].append(friend)
    tables["area"]["duration_s"] = 600
    tables["area"]["stop_when_clear"] = False
    return world_of(tables)


@pytest.mark.compiled("it plays whole replicates")
def test_the_second_round_flies_on_to_a_friend_behind_and_that_is_a_wrong_engagement():
    books = rows(two_in_file(4.0, True), 0, some(4))
    e, t = books.events, books.targets
    flew = e["kind"] == Happening.FLEW_ON
    assert flew.sum() == some(4)
    assert (e["object"][flew] == 0).all()
    assert (e["value"][flew] == 1).all()
    wrong = e["kind"] == Happening.WRONG_ENGAGEMENT
    assert (e["other"][wrong] == e["other"][flew]).all()
    friends = t["side"] == Side.FRIEND
    assert (t["shots"][friends] == 0).all()
    assert (t["strays"][friends] == 1).all()
    assert (t["mechanisms"][friends] == Mechanism.FLEW_ON).all()
    assert (t["shot_down"][friends] == 1).all()
    assert (books.outcomes["friends_engaged"] == 1).all()


@pytest.mark.compiled("it plays whole replicates")
def test_it_meets_the_friend_when_a_straight_flight_at_its_pace_would():
    books = rows(two_in_file(4.0, True), 0, 1)
    e = books.events
    (began,) = e["time"][e["kind"] == Happening.FLEW_ON]
    kills = e["time"][(e["kind"] == Happening.KILL) & (e["object"] == 1)]
    (met,) = kills
    # 4 km behind, 150 m/s towards it: no sooner than at Mach 6, no later than at Mach 0.7.
    assert 4_000.0 / 2_150.0 < met - began < 4_000.0 / 350.0


@pytest.mark.compiled("it plays whole replicates")
@pytest.mark.parametrize(("behind_km", "lets"), [(4.0, False), (30.0, True)])
def test_without_leave_or_with_nobody_near_it_destroys_itself(behind_km, lets):
    books = rows(two_in_file(behind_km, lets), 0, some(2))
    assert (books.events["kind"] != Happening.FLEW_ON).all()
    assert (books.outcomes["friends_engaged"] == 0).all()


@pytest.mark.compiled("it plays whole replicates")
def test_leave_to_fly_on_changes_nothing_while_no_round_loses_its_target():
    def alone(lets: bool) -> Any:
        doctrine = {"rounds_fly_on": lets}
        return world_of(document(3, {"kill_probability": 1.0, "salvo": 1}, doctrine, Approach()))

    assert contents(rows(alone(True), 0, some(3))) == contents(rows(alone(False), 0, some(3)))
