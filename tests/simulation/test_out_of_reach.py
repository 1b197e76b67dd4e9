"""What no battery had to reach a raider: raiders of which it is known before they fly."""

from __future__ import annotations

from typing import Any

import pytest

from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.planes import Battery
from openiads.state.words import Fate, Lacking
from openiads.state.world import World, freeze
from openiads.study.campaign.tables import tables_of
from tests.simulation.test_target_story import SURE
from verification.degenerate import Approach, calm, document

pytestmark = pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
"""Some figures are beyond what is published."""
FAR = Approach(start_km=45.0, end_km=28.0)
FLIES = 17_000.0 / 150.0
"""How long a raider flies on that way [s]."""


def turns_nowhere(world: World) -> World:
    """The same with engagement radars that stay as they face."""
    figures = world.battery_f.copy()
    figures[Battery.SLEW_RATE] = 0.0
    return freeze(world._replace(battery_f=figures))


def held_until(left: float) -> list[dict[str, Any]]:
    """An order that lets nobody fire until there is so much time left [s]."""
    return [{"name": "wait", "control": "hold", "until_s": FLIES - left}]


def lacked(tables: dict[str, Any], fixed: bool = False) -> tuple[int, str, float]:
    """What one raider shows to have been lacking, its story, and how long it might be fired at [s]."""
    prepared = prepare(load_document(tables, "lacking"))
    world = turns_nowhere(prepared.world) if fixed else prepared.world
    books = Books.joined(list(play(world, 1, 0, 1)))
    rows = books.targets
    assert rows["fate"].tolist() == [Fate.LEAKED]
    table = tables_of(books, prepared.plan)["targets"]
    (word,), (why,) = table["reach_lacked"].to_pylist(), table["why"].to_pylist()
    found = int(rows["reach_lacked"][0])
    assert word == (None if found < 0 else Lacking(found).name.lower())
    return found, why, float(rows["end_time"][0] - rows["engageable_time"][0])


def one(battery: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A battery against a raider that aims at a place 28 km south of it."""
    tables = document(1, SURE | battery, {"self_defence": "none"}, FAR) | more
    tables["area"]["duration_s"] = 200
    return tables


def test_who_arrives_before_any_battery_fires_left_no_time():
    # It may be fired at in the last 15 s, and a battery takes 30 s.
    found, why, left = lacked(one({"reaction_s": 30}, control_order=held_until(15.0)))
    assert 13.0 < left < 17.0
    assert found == Lacking.TIME
    assert "but after that it was never in reach of a battery, for none can fire so soon: it arrived" in why


def test_no_round_flies_28_km_in_ten_seconds():
    # At the 2,000 m/s that it never flies faster it takes 14 s, after 5 to react.
    found, why, left = lacked(one({"reaction_s": 5}, control_order=held_until(15.0)))
    assert 13.0 < left < 17.0
    assert found == Lacking.FLIGHT
    assert "of a battery, for no round could have got to its way in time: it arrived" in why


def test_who_keeps_beyond_the_range_that_doctrine_gives_is_out_of_range():
    # A tenth of the 250 km of a 48N6E3 is 25 km; its way ends at 28 km.
    found, why, _ = lacked(one({"envelope_margin": 0.1}))
    assert found == Lacking.RANGE
    assert (
        "for it kept out of the range at which they open fire and the height of their rounds: it arrived"
        in why
    )


def test_what_flies_at_150_mps_is_too_fast_for_a_round_against_100_mps():
    tables = calm(one({}), rounds={"48n6e3": {"maximum_target_speed_mps": 100}})
    found, why, _ = lacked(tables)
    assert found == Lacking.SPEED
    assert "for it was too fast for the rounds that go so far: it arrived" in why


def test_a_radar_that_faces_north_and_stays_does_not_see_what_comes_from_the_south():
    found, why, _ = lacked(one({"azimuth_deg": 0}), fixed=True)
    assert found == Lacking.VIEW
    assert "for no engagement radar covers where a round could meet it: it arrived" in why


def test_of_what_was_in_reach_nothing_is_said_to_have_been_lacking():
    tables = one({"loadout": {"48n6e3": 0}})
    found, why, _ = lacked(tables)
    assert found == -1
    assert "in reach at" in why
