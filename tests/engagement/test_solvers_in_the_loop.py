"""Solvers in the loop, where one channel must choose and theory knows what is best."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openiads.engagement.fire_control import ASSIGNMENTS
from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.words import Happening
from verification.degenerate import DEGREE, SITE, Approach, document

STATIC = ["marginal-return", "exchange", "local-search", "exact"]
AHEAD = "rolling-horizon"
IN_TIME = "by-latest-launch"
SURE = {"kill_probability": 1.0, "salvo": 1, "targets_max": 1}


def tables(solver: str, values: tuple[float, float], ends_km: tuple[float, float], **battery: Any) -> Any:
    """Two raiders 14 km apart, each towards an asset of its own worth, so far from the battery.

    Fire is free once both are identified, so that it is no matter of who is first.
    """
    way = Approach(35.0, 8.0, spacing_km=14.0, speed_mps=150.0)
    told = document(
        2, {**SURE, **battery}, {"threat_radius_km": 7, "control": "hold", "self_defence": "none"}, way
    )
    for asset, value, end in zip(told["asset"], values, ends_km, strict=True):
        asset |= {"value": value, "lat": SITE[0] - end / DEGREE}
    told["control_order"] = [{"name": "at once", "control": "free", "from_s": 45}]
    told["models"] = {"assignment": solver}
    return told


def books(document_: dict[str, Any], replicates: int = 4) -> Books:
    """Some replicates."""
    prepared = prepare(load_document(document_, "here"))
    return Books.joined(list(play(prepared.world, 1, 0, replicates, chain=prepared.chain)))


def first_shot_at(told: Books) -> set[int]:
    """Whom the first rounds of all replicates were fired at."""
    e = told.events
    launched = e["kind"] == Happening.LAUNCH
    return {int(e["object"][launched & (e["replicate"] == r)][0]) for r in np.unique(e["replicate"])}


def test_all_of_them_are_registered():
    assert {*STATIC, AHEAD, IN_TIME, "greedy-by-urgency", "greedy-by-value"} <= set(ASSIGNMENTS)


@pytest.mark.compiled("it plays chains of their own")
@pytest.mark.parametrize("solver", STATIC)
@pytest.mark.parametrize(("values", "first"), [((1.0, 3.0), 1), ((3.0, 1.0), 0)])
def test_one_channel_serves_what_is_worth_more_where_all_else_is_alike(solver, values, first):
    assert first_shot_at(books(tables(solver, values, (8.0, 8.0)))) == {first}


@pytest.mark.compiled("it plays chains of their own")
@pytest.mark.parametrize("solver", STATIC)
def test_who_looks_at_now_alone_lets_the_lesser_raider_through_whose_time_ends_first(solver):
    # The first is worth less and arrives after 83 s, the second after 180 s: one channel has time for both
    # only if it begins with the first.
    told = books(tables(solver, (1.0, 3.0), (22.5, 8.0)))
    assert first_shot_at(told) == {1}
    assert told.outcomes["leakers"].tolist() == [1] * 4


@pytest.mark.compiled("it plays chains of their own")
@pytest.mark.parametrize(("solver", "first", "leakers"), [("greedy-by-urgency", 1, 1), (IN_TIME, 0, 0)])
def test_one_channel_has_time_for_both_if_it_begins_with_the_one_whose_window_closes_first(
    solver, first, leakers
):
    # As fire is free, after 45 s, the first has 38 s left and the second 135.  Urgency divides that by 1 and
    # by 5, and begins with the second, 27 before 38; its flight and its look leave no time for the first.  A
    # launch at the first is too late 38 s less a flight from then, at the second 135 s less another.
    told = books(tables(solver, (1.0, 5.0), (22.5, 8.0)))
    assert first_shot_at(told) == {first}
    assert told.outcomes["leakers"].tolist() == [leakers] * 4


@pytest.mark.compiled("it plays a chain of its own")
@pytest.mark.parametrize(("ends_km", "first"), [((22.5, 8.0), 0), ((8.0, 22.5), 1)])
def test_of_two_of_equal_worth_the_one_whose_window_closes_first_is_served_first(ends_km, first):
    told = books(tables(IN_TIME, (1.0, 1.0), ends_km))
    assert first_shot_at(told) == {first}
    assert told.outcomes["leakers"].tolist() == [0] * 4


@pytest.mark.compiled("it plays a chain of its own")
def test_who_looks_ahead_serves_first_what_would_be_too_late_then():
    told = books(tables(AHEAD, (1.0, 3.0), (22.5, 8.0)))
    assert first_shot_at(told) == {0}
    assert told.outcomes["leakers"].tolist() == [0] * 4


@pytest.mark.compiled("it plays a chain of its own")
@pytest.mark.parametrize("solver", [*STATIC, AHEAD, IN_TIME])
def test_batteries_that_do_not_coordinate_decide_each_for_itself(solver):
    told = tables(solver, (1.0, 1.0), (8.0, 8.0))
    told["doctrine"]["coordinate"] = False
    second = {**told["battery"][0], "name": "second", "lon": told["battery"][0]["lon"] + 0.01}
    told["battery"].append(second)
    told["network"] = [{"name": "net", "form": "regiment", "batteries": ["battery", "second"]}]
    e = books(told, 2).events
    for r in range(2):
        mine = (e["replicate"] == r) & (e["kind"] == Happening.ASSIGNED)
        assert set(e["battery"][mine][:2]) == {0, 1}
