"""The best sites over real ground: what excluding more, and standing with more, can and cannot do."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange, UnknownName
from openiads.scenario.plan import plan_of
from openiads.study.coverage.site_cover import Target
from openiads.study.siting import placing
from openiads.study.siting.candidates import Rules
from openiads.study.siting.exclusions import belts_of
from openiads.study.siting.placing import placed
from openiads.study.siting.site_question import site_question
from tests.study.coverage_scenes import battery, scene

FAR = {"spacing": 150e3, "edge": 40e3, "heights": [3000.0]}


@pytest.fixture(scope="module")
def plan():
    return plan_of(scene(battery(), terrain="globe-30s"))


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory):
    """Covers are kept in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("covers")
    with pytest.MonkeyPatch.context() as patched:
        given = placing.covers
        patched.setattr(placing, "covers", lambda *asked: given(*asked, folder))
        yield


def best(plan, count=2, belts=None, **more):
    rules = Rules(tuple(belts_of("Turkey", belts or {})))
    return placed(plan, site_question(plan, count, **{**FAR, **more}), rules)


def value(found, surface="max"):
    return found.chosen[surface].worth[surface].mean(found.question.objective)


def test_a_larger_belt_never_covers_more(plan):
    told = [
        value(best(plan, belts={"aegean": width, "black-sea": width})) for width in (0.0, 50e3, 150e3, 250e3)
    ]
    assert told == sorted(told, reverse=True)
    assert told[-1] < told[0]


def test_one_more_battery_never_covers_less(plan):
    told = [value(best(plan, count)) for count in (1, 2, 3, 4)]
    assert told == sorted(told)


@pytest.mark.parametrize("objective", ["people", "border", "area"])
def test_the_bound_holds_and_the_value_is_what_is_covered(plan, objective):
    found = best(plan, objective=objective)
    for surface, one in found.chosen.items():
        assert one.siting.value == pytest.approx(value(found, surface))
        assert one.siting.value <= one.siting.bound <= one.siting.value * 1.01 + 1e-9


def test_the_ground_that_hides_more_covers_no_more(plan):
    found = best(plan, count=3)
    assert value(found, "max") <= value(found, "mean")
    for one in found.chosen.values():
        assert one.worth["max"].mean("people") <= one.worth["mean"].mean("people")


def test_exclusions_are_priced_alone_and_together(plan):
    found = best(plan, belts={"aegean": 200e3, "mediterranean": 200e3})
    names = [price.excluded for price in found.prices]
    assert names == ["nothing excluded", "200 km along aegean", "200 km along mediterranean", "all together"]
    free, *alone, together = (price.chosen["max"].worth["max"].mean("people") for price in found.prices)
    assert free >= max(alone) >= min(alone) >= together
    assert found.chosen == found.prices[-1].chosen


def test_places_may_be_given_and_then_none_other_is_taken(plan):
    places = [(name, tuple(np.radians(at))) for name, at in (("a", (39.9, 32.9)), ("b", (41.0, 29.0)))]
    found = placed(plan, site_question(plan, 1, **FAR), Rules(), places)
    assert [one.name for one in found.candidates] == ["a", "b"]
    assert [found.candidates[site].name for site in found.chosen["max"].sites] == ["b"]  # Istanbul


def test_no_land_left_is_one_message(plan):
    with pytest.raises(
        OutOfRange, match=r"no land is left: all .* candidates are excluded by 900 km along coast"
    ):
        best(plan, belts={"coast": 900e3})


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"count": 0}, "batteries is 0; a whole number from 1 to 64 is allowed"),
        ({"count": 1, "battery": "two"}, "battery: no battery named 'two'; known: one"),
        (
            {"count": 1, "objective": "peoples"},
            "objective: no objective named 'peoples'; did you mean 'people'?",
        ),
        ({"count": 1, "objective": "assets"}, "objective: is assets, and the scenario has no"),
        ({"count": 1, "fold": 3}, "fold is 3; a whole number from 1 to 2 is allowed"),
        ({"count": 1, "fold": 2}, "fold: is 2, and one battery is sited"),
        ({"count": 1, "heights": []}, "altitudes_m: is empty"),
        ({"count": 1, "heights": [-5.0]}, "altitudes_m: is -5"),
        ({"count": 1, "rcs": 0.0}, "rcs_m2: is 0; more than 0 is allowed"),
        ({"count": 1, "spacing": 1e3}, "spacing_km: is 1; 5 to 1000 is allowed"),
        ({"count": 1, "edge": float("nan")}, "cell_km: is nan; 5 to 100 is allowed"),
    ],
)
def test_a_bad_question_is_one_message(plan, asked, message):
    with pytest.raises((OutOfRange, UnknownName)) as told:
        site_question(plan, **asked)
    assert str(told.value).startswith(message)
    assert "\n" not in str(told.value)


def test_a_question_has_what_is_usual_where_nothing_is_said(plan):
    asked = site_question(plan)
    assert (asked.count, asked.objective, asked.fold) == (1, "people", 1)
    assert asked.targets == [Target((300.0, 3000.0, 10_000.0), 1.0)]
