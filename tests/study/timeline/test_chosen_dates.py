"""The raid on chosen dates: as the scenario plays it, where what stands is what the scenario has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from openiads.scenario import builtin
from openiads.scenario.load_scenario import load_text
from openiads.scenario.plan import plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.timeline_plan import timeline_plan
from openiads.simulation.prepare import prepare
from openiads.study.experiment.in_memory import InMemory, played
from openiads.study.timeline import chosen_dates
from openiads.study.timeline.chosen_dates import ChosenDates, played_on
from openiads.study.timeline.date_states import State, scenario_in, states_of
from openiads.study.timeline.timeline_answer import TimelineAnswer, answer
from tests.study.timeline.plans import DAY, row

SECOND = """
[[battery]]
name = "second"
system = "patriot-pac3"
lat = 36.9
lon = 37.5
antenna_altitude_m = 900
azimuth_deg = 160
[[timeline.place]]
name = "far"
lat = 39.5
lon = 33.0
[timeline]
start = 2021-01-01
end = 2022-01-01
"""
FIRST, BOTH = 'batteries = ["gaziantep"]', 'batteries = ["gaziantep", "second"]'
STAGGERED = (
    row("delivery", FIRST, "date = 2021-02-01"),
    row("delivery", 'batteries = ["second"]', "date = 2021-03-01"),
)
NONE, ONE, TWO = 0.0, 31 * DAY, 59 * DAY
"""Beginnings of days on which so many batteries are ready."""
SEED = 5


def scenario_with(*lines: str) -> Scenario:
    """The raid of one-battery on two batteries, with a timeline of a year."""
    return load_text(builtin.text_of("one-battery") + SECOND + "\n".join(lines) + "\n", "two.toml")


def asked(scenario: Scenario, histories: int = 100) -> TimelineAnswer:
    return answer(timeline_plan(scenario), histories, SEED)


def on(
    scenario: Scenario, times: Sequence[float], replicates: int = 6, workers: int = 1, histories: int = 100
) -> ChosenDates:
    found, when = asked(scenario, histories), np.array(times)
    states = states_of(found.plan, found.stays, found.left(when), when, replicates)
    return played_on(prepare(scenario), found.plan, when, states, SEED, workers)


def rows(found: ChosenDates, date: int) -> InMemory:
    """What was played of a date."""
    outcomes = found.dates[date].arm.outcomes[0]
    assert isinstance(outcomes, InMemory)
    return outcomes


def same(first: InMemory, second: InMemory) -> bool:
    """Whether all rows of both are alike to the bit."""
    return first.columns.keys() == second.columns.keys() and all(
        np.array_equal(values, second.column(name), equal_nan=True) for name, values in first.columns.items()
    )


@pytest.fixture(scope="module")
def staggered() -> ChosenDates:
    """Dates with none, one and two batteries ready."""
    return on(scenario_with(*STAGGERED), [NONE, ONE, TWO])


def test_where_all_stand_at_home_the_rows_are_those_of_the_scenario(staggered):
    plain = played(prepare(scenario_with(*STAGGERED)), SEED, range(6), 1).outcomes
    assert same(rows(staggered, 2), plain)


def test_without_a_battery_all_arrives_and_nothing_of_that_is_chance(staggered):
    one = staggered.dates[0]
    assert (rows(staggered, 0).column("leakers") == staggered.aimed).all()
    assert one.interval("leakers") == (staggered.aimed,) * 3
    assert one.interval("rounds") == (0.0, 0.0, 0.0)


def test_the_more_batteries_the_fewer_leak(staggered):
    none, one, two = (date.interval("leakers")[0] for date in staggered.dates)
    assert none > one >= two
    assert [date.ready.mean() for date in staggered.dates] == [0.0, 1.0, 2.0]
    assert staggered.states == 3


def test_differences_are_those_of_the_means_and_none_from_itself(staggered):
    first, _, last = staggered.dates
    value, low, high = last.less(first, "leakers")
    assert value == pytest.approx(last.interval("leakers")[0] - first.interval("leakers")[0])
    assert low < value < high
    assert first.less(first, "leakers") == (0.0, 0.0, 0.0)


def test_results_do_not_depend_on_workers_or_on_what_else_is_asked(staggered):
    again = on(scenario_with(*STAGGERED), [TWO, ONE], workers=2)
    assert same(rows(again, 0), rows(staggered, 2))
    assert same(rows(again, 1), rows(staggered, 1))


def test_an_open_delivery_gives_each_replicate_one_of_both(staggered):
    outcomes = "outcomes = [{ share = 0.5, date = 2021-02-01 }, { share = 0.5, never = true }]"
    scenario = scenario_with(row("delivery", BOTH, outcomes))
    found = on(scenario, [TWO], replicates=6)
    one = found.dates[0]
    assert set(one.ready) == {0.0, 2.0}
    means = [date.interval("leakers")[0] for date in staggered.dates]
    assert means[2] < one.interval("leakers")[0] < means[0]
    leakers, there = rows(found, 0), rows(staggered, 2).column("leakers")
    for number, ready in enumerate(one.ready):
        mine = leakers.column("replicate") == number
        expected = there[rows(staggered, 2).column("replicate") == number] if ready else staggered.aimed
        assert (leakers.column("leakers")[mine] == expected).all()
    assert list(leakers.column("replicate")) == sorted(leakers.column("replicate"))


def test_past_the_last_history_they_begin_again():
    scenario = scenario_with(row("delivery", BOTH, "date = [2021-02-01, 2021-03-01, 2021-06-01]"))
    found, when = asked(scenario, 3), np.array([60 * DAY])
    met = states_of(found.plan, found.stays, {}, when, 8)[0]
    assert met[:3] == met[3:6]
    assert met[6:] == met[:2]


@pytest.mark.parametrize(
    ("initial", "tenths", "left"),
    [(16, None, 16), (15, 9, 14), (12, 7, 11), (2, 1, 1), (1, 0, 0), (0, 0, 0), (400, None, 16)],
)
def test_what_is_left_fills_launchers_by_tenths_and_by_whole_rounds(initial, tenths, left):
    scenario = scenario_with(row("stock", 'round = "48n6e3"', f"initial = {initial}"))
    found, when = asked(scenario), np.array([TWO])
    (state,) = set(states_of(found.plan, found.stays, found.left(when), when, 4)[0])
    assert dict(state.tenths).get("48n6e3") == tenths
    first, second = plan_of(prepare(scenario_in(scenario, found.plan, state)).scenario).batteries
    whole, _ = plan_of(scenario).batteries
    assert first.loadout == whole.loadout | {"48n6e3": left}
    assert second.loadout == plan_of(scenario).batteries[1].loadout


def test_launchers_are_empty_before_the_first_rounds_are_there():
    stock = row("stock", 'round = "48n6e3"', "initial = 64", "initial_from = 2021-02-01")
    found, when = asked(scenario_with(stock)), np.array([ONE - DAY, ONE])
    before, after = (met[0] for met in states_of(found.plan, found.stays, found.left(when), when, 1))
    assert dict(before.tenths) == {"48n6e3": 0}
    assert dict(after.tenths) == {}


def test_what_no_ready_battery_fires_makes_no_state_of_its_own():
    stock = row("stock", 'round = "48n6e3"', "initial = 0")
    scenario = scenario_with(*STAGGERED, stock)
    found, when = asked(scenario), np.array([NONE])
    assert states_of(found.plan, found.stays, found.left(when), when, 1) == [[State((), ())]]


def test_an_empty_magazine_fires_nothing():
    types = ["40n6e", "48n6e3", "9m96e2", "9m96e"]
    stocks = [row("stock", f'round = "{slug}"', "initial = 0") for slug in types]
    never = row("delivery", 'batteries = ["second"]', "outcomes = [{ share = 1, never = true }]")
    found = on(scenario_with(never, *stocks), [TWO], replicates=2)
    assert rows(found, 0).column("rounds").sum() == 0.0
    assert (rows(found, 0).column("leakers") == found.aimed).all()


def test_who_moved_stands_there_without_the_altitude_that_was_surveyed_at_home():
    move = row(
        "move", 'batteries = ["second"]', "date = 2021-02-01", 'to = "far"', 'policy = "all-at-once"',
        "march_h = 10",
    )  # fmt: skip
    scenario = scenario_with(move)
    found, when = asked(scenario), np.array([NONE, TWO])
    home, far = (met[0] for met in states_of(found.plan, found.stays, {}, when, 1))
    assert scenario_in(scenario, found.plan, home).battery == scenario.battery
    moved = scenario_in(scenario, found.plan, far).battery[1]
    assert (moved.lat, moved.lon, moved.antenna_altitude_m) == (39.5, 33.0, None)
    assert scenario_in(scenario, found.plan, far).battery[0] == scenario.battery[0]
    played_there = on(scenario, [NONE, TWO], replicates=3)
    assert rows(played_there, 1).column("rounds_pac_3").sum() == 0.0
    assert rows(played_there, 0).column("rounds_pac_3").sum() > 0.0


def test_chunks_of_replicates_make_the_same_rows(staggered, monkeypatch):
    monkeypatch.setattr(chosen_dates, "CHUNK", 4)
    again = on(scenario_with(*STAGGERED), [NONE, ONE, TWO], workers=2)
    assert all(same(rows(again, date), rows(staggered, date)) for date in range(3))


def test_progress_is_told_and_ends_with_all():
    told = []
    scenario = scenario_with(*STAGGERED)
    found, when = asked(scenario), np.array([NONE, ONE])
    states = states_of(found.plan, found.stays, {}, when, 2)
    played_on(prepare(scenario), found.plan, when, states, SEED, 1, lambda done, of: told.append((done, of)))
    assert told == [(2, 4), (4, 4)]
