"""Rounds over a campaign: closed forms, renewal, and a loop in plain Python."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.study.timeline.magazine import Loaded, play
from openiads.study.timeline.magazine_forms import demand_chances, first_empty_raid, lasts_chance
from tests.study.timeline.plans import DAY, answered, row

WEEK = 7 * DAY
MONTH = 365.25 / 12.0 * DAY


def raids(
    *lines: str, rounds: str = "2", pattern: str = "regular", week: str = "1", reload: str = "0"
) -> str:
    """A campaign on the northern battery's 48N6E3."""
    head = f'[timeline.campaign]\nraids_per_week = {week}\npattern = "{pattern}"\nreload_h = {reload}'
    demand = f'[[timeline.campaign.demand]]\nround = "48n6e3"\nrounds = {rounds}'
    return "\n".join((*lines, head, demand))


def stock(initial: int, *more: str) -> str:
    return row("stock", 'round = "48n6e3"', f"initial = {initial}", *more)


@pytest.mark.parametrize(("initial", "demand"), [(16, 2), (15, 2), (10, 3), (1, 2), (0, 1), (16, 16)])
def test_regular_raids_empty_a_magazine_at_the_raid_of_the_closed_form(initial, demand):
    (told,) = answered(raids(stock(initial), rounds=str(demand))).lasting
    raid = first_empty_raid(initial, demand, 0.0)
    assert raid == initial // demand + 1
    assert told.first == (raid * 7.0,) * 5
    assert told.half == 7.0 * raid
    assert told.lasts(7 * DAY * raid)[0] == 0.0
    assert told.lasts(7 * DAY * raid - 1.0)[0] == 1.0


@given(st.integers(0, 300), st.integers(1, 40), st.fractions(0, 41, max_denominator=30))
def test_the_closed_form_is_the_first_raid_for_which_it_is_not_enough(initial, demand, coming):
    raid = first_empty_raid(initial, demand, float(coming))
    if coming >= demand:
        assert raid == math.inf
        return

    def lacks(k):
        return initial + math.floor(Fraction(coming) * k) < k * demand

    assert lacks(raid)
    assert raid == 1 or not lacks(raid - 1)


@pytest.mark.parametrize(("home", "imported"), [(4.0, 0.0), (0.0, 6.0), (3.5, 2.5), (20.0, 0.0)])
def test_regular_raids_on_what_comes_in_are_those_of_the_closed_form(home, imported):
    more = (f"home_per_month = {home}", f"import_per_month = {imported}")
    found = answered(raids(stock(12, *more), rounds="3"))
    told = found.lasting[0]
    ways = [rate * WEEK / MONTH for rate in (home, imported)]
    lacks = (k for k in range(1, 53) if 12 + sum(math.floor(k * way) for way in ways) < 3 * k)
    raid = next(lacks, math.inf)
    if not home or not imported:
        closed = first_empty_raid(12, 3, sum(ways))
        assert raid == (closed if closed < 53 else math.inf)
    assert told.first[2] == (7.0 * raid if raid < math.inf else math.inf)
    assert len(found.lasting) == (2 if home else 1)
    if home:
        assert found.lasting[1].first[2] == 7.0 * next(
            (k for k in range(1, 53) if 12 + math.floor(k * ways[1]) < 3 * k), math.inf
        )
        assert found.gained[0] >= 0.0


@pytest.mark.parametrize("rounds", ["2", "[0, 1, 6]"])
def test_poisson_raids_last_as_long_as_renewal_says(rounds):
    histories = 20_000
    found = answered(raids(stock(16), pattern="poisson", week="0.7", rounds=rounds), histories=histories)
    assert found.by_theory is not None
    (told,) = found.lasting
    for span, expected in zip(found.spans, found.by_theory, strict=True):
        share = told.lasts(span)[0]
        spread = math.sqrt(expected * (1.0 - expected) / histories)
        assert abs(share - expected) < 3.5 * max(spread, 1.0 / histories)
    assert [span / DAY for span in found.spans] == [30.0, 90.0, 180.0, 365.0]


def test_theory_of_one_round_a_raid_is_poissons_distribution():
    chances = demand_chances((1.0, 1.0, 1.0))
    told = lasts_chance(np.array([30.0, 60.0]), 0.2, 9, chances)
    for span, value in zip((30.0, 60.0), told, strict=True):
        mean = 0.2 * span
        expected = sum(math.exp(-mean) * mean**n / math.factorial(n) for n in range(10))
        assert value == pytest.approx(expected, rel=1e-12)


def test_chances_of_a_rounded_triangle_add_up_and_keep_its_mean():
    chances = demand_chances((0.0, 4.0, 20.0))
    assert chances.sum() == pytest.approx(1.0)
    assert chances @ np.arange(len(chances)) == pytest.approx(8.0, abs=0.01)


def test_theory_is_silent_where_it_does_not_apply():
    for lines in (
        raids(stock(16)),  # regular
        raids(stock(17), pattern="poisson"),  # the launchers hold sixteen
        raids(stock(16, "home_per_month = 1"), pattern="poisson"),
        raids(stock(16), row("withdrawal", 'batteries = ["north"]', "date = 2021-06-01"), pattern="poisson"),
    ):
        assert answered(lines, histories=3).by_theory is None


def test_without_a_battery_every_raid_meets_an_empty_magazine():
    away = row("withdrawal", 'batteries = ["north"]', "date = 2021-01-20")
    (told,) = answered(raids(away, stock(500))).lasting
    assert told.first[2] == 21.0  # on 8 and 15 January it was still there


def test_launchers_that_are_not_reloaded_in_time_are_empty_beside_a_full_stock():
    (slow,) = answered(raids(stock(500), rounds="10", reload=str(24 * 14))).lasting
    assert slow.first[2] == 35.0  # eight come back in a week: 16, 14, 12, 10 rounds meet a raid, then 8
    (fast,) = answered(raids(stock(500), rounds="10", reload=str(24 * 7))).lasting
    assert fast.first[2] == 7.0 * 51  # only the stock is short then


def test_parts_of_a_round_are_carried_from_raid_to_raid():
    (told,) = answered(raids(stock(5000), rounds="1", week="28", reload="300")).lasting
    # 6 of 300 hours bring 0.32 of 16 rounds back: raid k meets 16 - 0.68 (k - 1), less than 1 for k = 24.
    assert told.first[2] == pytest.approx(24 * 0.25)
    empty = told.campaign.empty[0]
    # Then 0.36, 0.68 and 1.00 meet raids 24 to 26, and from there on every third or fourth finds a round.
    assert empty[:26].tolist() == [False] * 23 + [True, True, False]
    assert 0.31 < 1.0 - empty[26:].mean() < 0.33


WEST = '[[battery]]\nname = "west"\nsystem = "s-400"\nlat = 37.0\nlon = 36.0\nloadout = { 48n6e3 = 16 }'
COMES = row("delivery", 'batteries = ["west"]', "date = 2021-01-12")
LEAVES = row("withdrawal", 'batteries = ["north"]', "date = 2021-01-10")


def test_a_battery_that_arrives_brings_full_launchers_as_far_as_the_stock_goes():
    asked = {"rounds": "16", "reload": str(24 * 14)}
    (told,) = answered(raids(WEST, LEAVES, COMES, stock(500), **asked)).lasting
    assert told.campaign.empty[0, :4].tolist() == [False, False, True, True]  # 16, 16, then 8, 8
    assert told.campaign.fired[0, :4, 0].tolist() == [16.0, 32.0, 40.0, 48.0]
    (few,) = answered(raids(WEST, LEAVES, COMES, stock(25), **asked)).lasting
    assert few.campaign.fired[0, :4, 0].tolist() == [16.0, 25.0, 25.0, 25.0]


def test_a_battery_that_leaves_takes_its_share_of_what_is_loaded_along():
    slow = {"rounds": "16", "reload": "1000000"}
    (told,) = answered(raids(WEST, LEAVES, stock(500), **slow)).lasting
    assert told.campaign.fired[0, :3, 0].tolist() == [16.0, 24.0, 24.0]  # of 32 and of half of 16
    (all_stay,) = answered(raids(WEST, stock(500), **slow)).lasting
    assert all_stay.campaign.fired[0, :3, 0].tolist() == [16.0, 32.0, 32.0]


def test_without_a_stock_rounds_come_with_the_batteries_that_bring_them():
    never = COMES.replace("date = 2021-01-12", "outcomes = [{share = 1, never = true}]")
    for comes, raid in ((never, 5), (COMES, 9), (COMES.replace("-12", "-12\ntraining_d = 100"), 5)):
        found = answered(raids(WEST, comes, rounds="4"))
        assert found.lasting[0].first[2] == 7.0 * raid  # 16 or 32 rounds, 4 a week
    left = answered(WEST, COMES, row("stock", 'round = "48n6e3"')).rounds["48n6e3"].mean
    assert (left[10], left[11], left[-1]) == (16.0, 32.0, 32.0)
    given = answered(WEST, COMES, stock(20)).rounds["48n6e3"].mean
    assert set(given) == {20.0}


def test_theory_counts_what_was_brought_before_the_first_raid():
    late = raids(WEST, COMES, pattern="poisson").replace(
        "raids_per_week", "since = 2021-02-01\nraids_per_week"
    )
    found = answered(late, histories=2)
    chances = demand_chances((2.0, 2.0, 2.0))
    expected = lasts_chance(np.array(found.spans), 1.0 / WEEK, 32, chances)
    assert found.by_theory == pytest.approx(expected)


def plain(time, wanted, here, loads, received, reload):
    """The same for one history and one type, in fractions and step by step."""
    before: set[int] = set()
    full, fired, last, told = Fraction(0), 0, 0, []  # the full part of each launcher
    for t, want, there, came in zip(time, wanted, here, received, strict=True):
        old, new = (sum(loads[b] for b in some) for some in (there & before, there - before))
        full = min(full + (1 if t - last >= reload else Fraction(t - last, reload)), 1)
        loaded = min(old * full + new, came - fired)
        used = min(want, math.floor(loaded))
        fired, last, before = fired + used, t, there
        full = Fraction(loaded - used, old + new) if old + new else Fraction(0)
        told.append((want > used, fired))
    return told


@given(st.integers(0, 2**32 - 1))
def test_raids_are_those_of_a_plain_loop(seed):
    rng = np.random.default_rng(seed)
    count, raids = 3, 10
    time = np.sort(rng.integers(0, 100, (3, raids)), axis=1)
    wanted = rng.integers(0, 9, (3, raids, 2))
    ready = rng.random((3, raids, count)) < 0.7
    loads = rng.integers(0, 9, (count, 2))
    received = np.cumsum(rng.integers(0, 12, (3, raids, 2)), axis=1)
    reload = rng.choice([0, 5, 40], (3, 2))
    new = ready.copy()
    new[:, 1:] &= ~ready[:, :-1]
    there = Loaded((ready @ loads).astype(float), (new @ loads).astype(float))
    empty, fired = play(
        *(x.astype(float) for x in (time, wanted)), there, *(x.astype(float) for x in (received, reload))
    )
    for h in range(3):
        here = [set(np.flatnonzero(row).tolist()) for row in ready[h]]
        told = [
            plain(
                time[h].tolist(), wanted[h, :, t].tolist(), here, loads[:, t].tolist(),
                received[h, :, t].tolist(), int(reload[h, t]),
            )
            for t in range(2)
        ]  # fmt: skip
        for k in range(raids):
            assert empty[h, k] == any(one[k][0] for one in told)
            assert [one[k][1] for one in told] == fired[h, k].tolist()


def test_rounds_left_by_day_are_what_came_in_less_what_was_fired():
    found = answered(raids(stock(10, "home_per_month = 30.4375", "home_from = 2021-01-11"), rounds="3"))
    left = found.rounds["48n6e3"].mean
    assert left[:9].tolist() == [10.0] * 8 + [7.0]  # the first raid comes with the end of the seventh day
    assert left[12] == 9.0  # two made since, one a day


def test_rounds_that_come_late_are_there_for_no_attack_before():
    # Attacks of two rounds on days 7, 14, 21, 28 and so on; sixteen rounds are there from day 28 on.
    found = answered(raids(stock(16, "initial_from = 2021-01-29")))
    (told,) = found.lasting
    assert told.first == (7.0,) * 5
    assert told.campaign.empty[0, :12].tolist() == [True] * 3 + [False] * 8 + [True]
    left = found.rounds["48n6e3"].mean
    assert left[[0, 27, 28, 29, 35, 36]].tolist() == [0.0, 0.0, 16.0, 14.0, 14.0, 12.0]


def test_rounds_that_come_before_the_first_attack_are_as_if_from_the_start():
    always, late = (answered(raids(stock(16, *more))) for more in ((), ("initial_from = 2021-01-08",)))
    assert late.lasting[0].first == always.lasting[0].first == (63.0,) * 5
    assert late.rounds["48n6e3"].mean[6:8].tolist() == [0.0, 16.0]


def test_an_open_date_of_the_first_rounds_is_drawn_from_its_triangle_and_leaves_all_else_as_it_was():
    home = ("home_per_month = [0, 4, 8]", "home_from = [2021-02-01, 2021-03-01, 2021-04-01]")
    dates = "initial_from = [2021-01-01, 2021-01-11, 2021-01-21]"
    found = answered(row("stock", 'round = "48n6e3"', "initial = 10", dates, *home), histories=4000)
    left = found.rounds["48n6e3"].mean
    assert left[5] / 10.0 == pytest.approx(1 / 8, abs=0.02)  # 5 of 20 days: 25 over 200
    assert left[10] / 10.0 == pytest.approx(1 / 2, abs=0.03)
    assert left[20] == 10.0
    fixed = answered(row("stock", 'round = "48n6e3"', "initial = 10", *home), histories=4000)
    assert found.rounds["48n6e3"].mean[20:].tolist() == fixed.rounds["48n6e3"].mean[20:].tolist()


def test_theory_is_silent_where_the_first_rounds_come_after_the_first_attacks():
    late = raids(stock(16, "initial_from = 2021-01-02"), pattern="poisson")
    assert answered(late, histories=3).by_theory is None
    assert answered(raids(stock(16), pattern="poisson"), histories=3).by_theory is not None
