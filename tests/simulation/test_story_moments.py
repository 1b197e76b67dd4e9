"""Moments of stories that are known before they are played: who waited, held fire, was hidden again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.units import KM
from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import Books
from openiads.simulation.prepare import prepare
from openiads.simulation.reference.play import Simulation
from openiads.state.planes import Held
from openiads.state.words import Awaited, Fate, Happening, Stage
from openiads.study.campaign.story_facts import duration, kilometres
from tests.simulation.test_target_story import SURE, of, played
from verification.degenerate import DEGREE, SITE, Approach, document

pytestmark = pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
"""Some batteries lead a load beyond what is published."""
FAR = Approach(start_km=45.0, end_km=28.0)
REACTION = 1.0
"""Of the battery of a degenerate scenario [s]."""
CYCLE = 1.0
"""From one decision to the next [s]."""
WAIT = 50.0
"""Both raiders are known for hostile by then; until then all hold fire [s]."""


def at_once(battery: dict[str, Any], **doctrine: Any) -> tuple[Books, list[str], int, int]:
    """Two raiders on which a battery decides at the same moment; which of them was served, and which not."""
    tables = document(2, SURE | battery, {"control": "free"} | doctrine, FAR)
    tables["area"]["duration_s"] = 140
    tables["control_order"] = [{"name": "wait", "control": "hold", "until_s": WAIT}]
    _, books, whys = played(tables)
    assert of(books, "offered_time") == [WAIT, WAIT]
    served = int(np.nanargmin(of(books, "assigned_time")))
    return books, whys, served, 1 - served


def test_rounds_that_another_got_are_spent():
    books, whys, served, other = at_once({"targets_max": 1, "loadout": {"48n6e3": 1}})
    assert of(books, "assigned_time")[served] == WAIT
    assert math.isnan(of(books, "assigned_time")[other])
    assert of(books, "last_round_left_time")[other] == WAIT
    assert of(books, "last_channel_free_time")[other] > WAIT
    away = kilometres(of(books, "last_round_left_to_asset")[other])
    after = duration(of(books, "end_time")[other] - WAIT)
    assert (
        f"but from {away} on no battery with a free channel had a round left that reaches it: it arrived "
        f"{after} later" in whys[other]
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"loadout": {"48n6e3": 2}, "reserve_rounds": 1}, True),
        ({"loadout": {"48n6e3": 2}, "reserve_by_class": {"ballistic": 1}}, True),
        ({"loadout": {"48n6e3": 1}}, False),
    ],
)
def test_rounds_that_are_kept_for_others_are_not_spent(given, kept):
    books, whys, _, other = at_once({"targets_max": 1} | given)
    words = f"had a round left that reaches it{', beside those kept back' if kept else ''}: it arrived"
    assert words in whys[other]
    assert (of(books, "last_kept_back_time")[other] > WAIT) == kept


def test_dear_rounds_are_kept_from_slow_targets():
    # Of ten dear rounds a share of 0.9 is kept from what is slow: one of them and the cheap one may be fired.
    way = Approach(start_km=38.0, end_km=26.0, speed_mps=80.0)
    tables = document(3, SURE | {"loadout": {"9m96e": 1, "48n6e3": 10}}, {}, way)
    tables["area"]["duration_s"] = 300
    prepared, books, whys = played(tables)
    assert prepared.world.engaging.kept_share == 0.9
    assert books.targets["shots"].sum() == 2
    (unmet,) = (whys[n] for n in np.flatnonzero(books.targets["fate"] == Fate.LEAKED))
    assert "had a round left that reaches it, beside those kept back: it arrived" in unmet


def test_the_last_round_is_given_to_one_of_two():
    books, _, served, other = at_once({"targets_max": 2, "loadout": {"48n6e3": 1}})
    assert of(books, "assigned_time")[served] == WAIT
    assert math.isnan(of(books, "assigned_time")[other])
    assert Happening.BROKEN_OFF not in books.events["kind"]


def test_who_does_not_get_the_last_round_of_its_choice_is_asked_again():
    books, _, served, other = at_once({"targets_max": 2, "loadout": {"9m96e2": 1, "9m96e": 1}})
    assert of(books, "assigned_time")[served] == WAIT
    assert of(books, "assigned_time")[other] == WAIT + CYCLE
    given = books.events["kind"] == Happening.ASSIGNED
    assert len(set(books.events["value"][given].tolist())) == 2  # round types


def test_the_channel_that_another_got_is_with_others():
    books, whys, _, other = at_once({"targets_max": 1, "assessment_s": 600})
    assert of(books, "last_channel_free_time")[other] == WAIT
    assert of(books, "last_in_reach_time")[other] > WAIT
    away = kilometres(of(books, "last_channel_free_to_asset")[other])
    after = duration(of(books, "end_time")[other] - WAIT)
    assert (
        f"but from {away} on every channel that faces it was with others: it arrived {after} later"
        in whys[other]
    )
    # The last that could have met it had to react, and to fly all the way at no more than its top speed.
    flight = FAR.end_km * KM / PACKAGED.round_of("48n6e3").maximum_speed
    assert of(books, "end_time")[other] - of(books, "last_in_reach_time")[other] >= REACTION + flight
    assert of(books, "last_channels_full_time")[other] == of(books, "last_in_reach_time")[other]
    assert math.isnan(of(books, "last_faced_elsewhere_time")[other])


def test_a_radar_that_is_kept_in_the_south_is_told_of_who_comes_from_the_north():
    tables = document(1, SURE | {"assessment_s": 600, "targets_max": 5}, {}, FAR)
    (south,) = tables["raid"]
    start, end = (SITE[0] + distance / DEGREE for distance in (60.0, 20.0))
    tables["asset"].append({"name": "north", "lat": end, "lon": SITE[1]})
    tables["raid"].append(
        south | {"name": "late", "entry": [start, SITE[1]], "target": "north", "start_s": 60.0}
    )
    tables["area"]["duration_s"] = 400
    _, books, whys = played(tables)
    assert books.targets["fate"].tolist() == [Fate.KILLED, Fate.LEAKED]
    # The channel that has the first awaits its assessment all the time; four are free.
    assert books.targets["channels_in_use"].tolist() == [0, 1]
    assert books.targets["faced_elsewhere"].tolist() == [-1, 0]
    assert of(books, "last_faced_elsewhere_time")[1] == of(books, "last_in_reach_time")[1]
    assert math.isnan(of(books, "last_channels_full_time")[1])
    words = (
        "but while it was in reach the radar of battery battery faced elsewhere, with 1 of 5 channels in use"
    )
    assert words in whys[1]


def test_what_one_radar_sees_is_not_hidden_by_the_ground_before_another():
    tables = document(1, SURE, {}, FAR)
    (target,) = Simulation(prepare(load_document(tables, "story")).world, 1, 0, False).sky.targets
    target.climb(Stage.UNMASKED, 0.0)
    for hidden, seen, scan, whole in (
        (None, 0.0, 5.0, 0.0),
        (1.0, 5.1, 5.0, 0.0),  # from another place alone
        (6.0, 20.0, 5.0, 14.0),
        (20.1, 20.6, 0.5, 14.0),  # a radar that looks twice a second missed no look since the last
        (20.3, 21.2, 0.5, 14.0),  # told too late: another had it in sight since
        (22.0, 25.0, 2.0, 17.0),
    ):
        if hidden is not None:
            target.hide(hidden, below_horizon=False)
        target.show(seen, scan)
        assert target.masked == whole


def test_the_order_that_held_fire_is_named():
    books, whys, _, other = at_once({"targets_max": 1, "assessment_s": 600})
    assert books.targets["held_by"].tolist() == [0, 0]
    assert books.targets["held_under"].tolist() == [0, 0]
    assert "(until then weapons control of battery battery was hold by order wait)" in whys[other]


def test_the_status_that_held_fire_is_named():
    tables = document(1, SURE, {"control": "hold", "self_defence": "none"}, FAR)
    tables["area"]["duration_s"] = 140
    _, books, (why,) = played(tables)
    assert books.targets["held_under"].tolist() == [Held.STATUS]
    assert "declared hostile" in why
    assert "but weapons control of battery battery was hold: it arrived" in why


def test_a_point_defence_that_left_it_to_others_is_named():
    way = Approach(start_km=35.0, end_km=28.0, spacing_km=30.0)
    tables = document(2, SURE | {"protects": ["aim 1"]}, {"threat_radius_km": 3, "self_defence": "none"}, way)
    _, books, whys = played(tables)
    assert books.targets["fate"].tolist() == [Fate.LEAKED, Fate.KILLED]
    assert books.targets["held_under"].tolist()[0] == Held.CHARGE
    assert "but battery battery left it to others, for it threatened nothing that it was to defend" in whys[0]


@pytest.mark.parametrize(
    ("battery", "awaited", "words"),
    [
        ({"reaction_s": 40}, Awaited.REACTION, "to react"),
        ({"launch_interval_s": 40}, Awaited.INTERVAL, "for its turn among the launches"),
        ({"guided_max": 1, "targets_max": 2}, Awaited.GUIDANCE, "until another round ended"),
    ],
)
def test_what_the_first_launch_waited_for_is_told(battery, awaited, words):
    sure = SURE | battery | {"kill_probability": 0.0}
    tables = document(2, sure, {"control": "free"}, Approach(start_km=60.0, end_km=15.0))
    tables["area"]["duration_s"] = 330
    tables["control_order"] = [{"name": "wait", "control": "hold", "until_s": WAIT}]
    _, books, whys = played(tables)
    launches = of(books, "first_launch_time")
    late = int(np.nanargmax(launches))
    assert books.targets["launch_awaited"][late] == awaited
    if awaited == Awaited.REACTION:
        assert launches == [WAIT + 40.0, WAIT + 40.0]
    if awaited == Awaited.INTERVAL:
        assert launches[late] == pytest.approx(min(launches) + 40.0, abs=1e-9)
    assert f"s {words}" in whys[late]


def test_two_batteries_that_know_nothing_of_each_other_both_fire():
    tables = document(1, SURE, {}, Approach())
    (first,) = tables["battery"]
    tables["battery"].append(first | {"name": "neighbour", "lon": first["lon"] + 0.01})
    _, books, (why,) = played(tables)
    assert books.targets["shots"].tolist() == [2]
    assert books.targets["shots_at_engaged"].tolist() == [1]
    assert books.targets["rounds_lost_target_gone"].tolist() == [1]
    assert "1 round found it gone" in why
    assert "1 round left while one of another battery was on its way" in why
