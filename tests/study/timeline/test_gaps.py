"""Days without a battery: the published ones, closed forms, and brute force on grids."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground.statistics import wilson
from openiads.study.timeline.gaps import gaps_of
from openiads.study.timeline.stays import Stays
from openiads.study.timeline.timeline_draws import Draws
from tests.study.timeline.plans import DAY, answered, place, row

SOUTH = 'batteries = ["south"]'
NORTH = 'batteries = ["north"]'


def absent(begin: str, end: str, *more: str) -> tuple[str, ...]:
    """The southern battery is away from a day to another."""
    return (
        row("delivery", SOUTH, "date = 2021-01-01"),
        row("withdrawal", SOUTH, f"date = {begin}"),
        row("delivery", SOUTH, f"date = {end}"),
        *more,
    )


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [("2021-02-01", "2021-02-02", 1), ("2021-02-01", "2021-07-18", 167), ("2021-01-02", "2021-12-31", 363)],
)
def test_a_random_attack_meets_a_gap_by_its_share_of_the_year(begin, end, days):
    south = place(answered(*absent(begin, end)), "south")
    assert south.at_random == (days / 365, days / 365, days / 365)
    assert south.without == south.longest == (days * DAY,) * 3
    moments = Draws(1, 0, 20_000).uniform("attack", 0) * 365 * DAY
    gaps = south.gaps
    met = sum(gaps.meets(np.array([moment]))[0] for moment in moments[:2000])
    low, high = wilson(int(met), 2000, level=0.9995)
    assert low <= days / 365 <= high


def test_an_attack_at_a_chosen_moment_meets_a_gap_that_is_surely_there():
    found = place(answered(*absent("2021-02-01", "2021-03-01")), "south")
    moment, share = found.at_worst
    assert (moment, share) == (31 * DAY, (1.0, 1.0, 1.0))
    assert found.seen[0] == 1.0


def test_who_does_not_know_the_history_meets_less_than_who_watches():
    lines = absent(
        "[2021-02-01, 2021-04-01, 2021-08-01]", "2021-08-02", row("withdrawal", NORTH, "date = 2021-12-30")
    )
    found = place(answered(*lines), "south")
    assert found.seen[0] == 1.0  # every history has a gap of a day at least
    moment, share = found.at_worst
    assert moment <= 212 * DAY
    assert share[0] == 1.0  # and on the last day before the return all of them have one
    assert found.at_random[0] < found.at_worst[1][0]


def test_the_mean_gap_between_two_open_dates_is_that_of_their_triangles():
    lines = absent("[2021-02-01, 2021-03-01, 2021-04-01]", "[2021-06-01, 2021-07-01, 2021-10-01]")
    found = place(answered(*lines, histories=20_000), "south").gaps.total / DAY
    begin, end = (31, 59, 90), (151, 181, 273)

    def variance(a, c, b):
        return (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0 + 1.0 / 12.0  # and whole days

    spread = math.sqrt((variance(*begin) + variance(*end)) / len(found))
    assert abs((found.mean() - (sum(end) - sum(begin)) / 3.0) / spread) < 3.5


INTERVALS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=5)


@given(st.lists(INTERVALS, min_size=1, max_size=3))
def test_gaps_are_what_no_stay_covers(histories):
    stays = max(map(len, histories))
    begin, end = np.zeros((len(histories), stays)), np.zeros((len(histories), stays))
    for h, intervals in enumerate(histories):
        for s, (a, b) in enumerate(intervals):
            begin[h, s], end[h, s] = min(a, b), max(a, b)
    zeros = np.zeros(stays, dtype=np.int64)
    found = gaps_of(Stays(zeros, zeros, begin, end, 20.0), 0)
    for h in range(len(histories)):
        covered = [any(begin[h, s] <= t < end[h, s] for s in range(stays)) for t in range(20)]
        first = covered.index(True) if any(covered) else 20
        assert found.first[h] == first
        assert found.total[h] == sum(not there for there in covered[first:])
        for t in range(20):
            met = t >= first and not covered[t]
            assert found.meets(np.full(len(histories), t + 0.5))[h] == met
    moment, share = found.worst()
    assert share == max(found.meets(np.full(len(histories), t + 0.5)).mean() for t in range(20))
    if share:
        assert found.meets(np.full(len(histories), moment)).mean() == share


RARELY = row(
    "withdrawal", SOUTH, "outcomes = [{share = 0.01, date = 2021-02-01}, {share = 0.99, never = true}]"
)


@pytest.mark.parametrize("histories", [1, 10])
def test_what_is_open_is_not_certain_however_few_histories_were_drawn(histories):
    found = answered(RARELY, histories=histories)
    south, north = (place(found, name) for name in ("south", "north"))
    assert not found.certain
    assert not south.is_certain
    z2 = 1.959964**2
    assert south.seen == pytest.approx((0.0, 0.0, z2 / (histories + z2)))  # Wilson's of none
    assert south.at_worst[1] == south.seen
    unseen = 1.0 - 0.025 ** (1.0 / histories)
    assert south.at_random == pytest.approx((0.0, 0.0, unseen))
    assert north.is_certain
    assert north.seen == north.at_random == (0.0, 0.0, 0.0)


def test_who_waits_for_what_is_open_is_open_too():
    relieved = row(
        "move", NORTH, 'to = "town"', "date = 2021-06-01", "march_h = 24", "displace_h = 0", "emplace_h = 0",
        'policy = "replaced-in-place"', 'successors = ["south"]',
    )  # fmt: skip
    town = row("place", 'name = "town"', "lat = 36.9", "lon = 37.1")
    late = row("delivery", SOUTH, "date = [2021-02-01, 2021-03-01, 2021-06-01]")
    assert [one.is_certain for one in answered(town, late, relieved).places] == [False] * 3
    sure = row("delivery", SOUTH, "outcomes = [{share = 1, date = 2021-02-01}, {share = 0, never = true}]")
    found = answered(town, sure, relieved, row("attrition", SOUTH, "per_year = 0"))
    assert (found.certain, found.histories) == (True, 1)


def test_a_mean_stands_within_its_brackets_and_what_few_histories_bring_shows():
    found = answered(RARELY, histories=2000)
    mean, low, high = found.battery_days
    share = place(found, "south").seen[0]
    assert 0.0 < share < 0.05
    assert mean == pytest.approx(730 - share * (365 - 31))
    assert (low, high) == (365.0 + 31.0, 730.0)  # the least of all, for fewer than 5 % have a gap
    often = answered(RARELY.replace("0.01", "0.2").replace("0.99", "0.8"), histories=2000)
    assert often.battery_days[1:] == (365.0 + 31.0, 730.0)
    late = answered(row("delivery", SOUTH, "date = [2021-02-01, 2021-03-01, 2021-06-01]"), histories=2000)
    days = np.sort(late.stays.battery_time() / DAY)
    assert late.battery_days[1:] == (days[99], days[1899])
