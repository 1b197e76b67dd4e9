"""Who stands where when: exact where nothing is open, and by the distribution where something is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground import draws
from openiads.ground.draws_abreast import uniforms
from openiads.study.timeline.stays import stays_of
from openiads.study.timeline.timeline_draws import Draws, triangular, triangular_below
from tests.study.timeline.plans import DAY, answered, place, plan, row

SOUTH = 'batteries = ["south"]'
WORDS = st.integers(0, 2**32 - 1)


@given(WORDS, WORDS, WORDS, st.integers(1, 18), WORDS, WORDS)
def test_draws_abreast_are_those_one_by_one(seed, replicate, occasion, stream, subject, other):
    one = draws.uniform(draws.draw(seed, replicate, occasion, stream, subject, other)[0])
    many = uniforms(seed, [[replicate], [replicate ^ 1]], [occasion, occasion ^ 1], stream, subject, other)
    assert many.shape == (2, 2)
    assert many[0, 0] == one


@given(st.lists(st.floats(0.0, 1000.0), min_size=3, max_size=3), st.floats(1e-9, 1.0 - 1e-9))
def test_a_triangle_is_turned_round(ends, chance):
    low, mode, high = sorted(ends)
    if high - low < 1e-3:
        return
    value = triangular((low, mode, high), np.array([chance]))
    assert low <= value[0] <= high
    assert triangular_below((low, mode, high), value)[0] == pytest.approx(chance, abs=1e-6)


def test_a_range_has_the_mean_and_variance_of_its_triangle():
    found = Draws(3, 0, 40_000).within((0.0, 30.0, 90.0), "x", 0)
    variance = (0.0 + 30.0**2 + 90.0**2 - 30.0 * 90.0) / 18.0
    z = (found.mean() - 40.0) / math.sqrt(variance / len(found))
    assert abs(z) < 3.5
    assert found.var() == pytest.approx(variance, rel=0.03)


def test_batteries_without_a_delivery_stand_from_the_start():
    assert answered().battery_days == (730.0, 730.0, 730.0)
    assert answered().histories == 1


def test_a_delivery_is_ready_after_training_and_emplacement():
    found = answered(row("delivery", SOUTH, "date = 2021-03-01", "training_d = 30", "emplacement_h = 12"))
    assert found.battery_days[0] == 365 + 365 - (31 + 28) - 30.5
    assert place(found, "south").before_first[0] == (31 + 28 + 30.5) * DAY
    assert place(found, "south").without[0] == 0.0  # it had none before, so none is missing


def test_a_history_is_the_same_however_they_are_split():
    lines = (
        row("delivery", SOUTH, "date = [2021-02-01, 2021-03-01, 2021-06-01]", "training_d = [0, 10, 60]"),
        row("attrition", "per_year = [0.1, 0.5, 2]"),
    )
    whole = stays_of(plan(*lines), 5, 30)
    parts = [stays_of(plan(*lines), 5, n, first) for first, n in ((0, 7), (7, 1), (8, 22))]
    for side in ("begin", "end"):
        joined = np.concatenate([getattr(part, side) for part in parts])
        assert joined.tobytes() == getattr(whole, side).tobytes()


def test_another_row_leaves_the_draws_of_the_others_as_they_were():
    late = row("delivery", SOUTH, "date = [2021-02-01, 2021-03-01, 2021-06-01]")
    more = row("withdrawal", 'batteries = ["north"]', "date = [2021-04-01, 2021-05-01, 2021-06-01]")
    one, two = (stays_of(plan(*lines), 5, 20) for lines in ((late,), (late, more)))
    assert one.begin.tobytes() == two.begin.tobytes()
    assert one.end.tobytes() != two.end.tobytes()


def test_listed_outcomes_come_true_in_their_shares():
    outcomes = "outcomes = [{share = 0.3, date = 2021-07-01}, {share = 0.7, never = true}]"
    found = answered(row("delivery", SOUTH, outcomes), histories=4000)
    share = found.ready.mean[-1] - 1.0
    assert abs(share - 0.3) < 3.5 * math.sqrt(0.3 * 0.7 / 4000)
    assert set(np.unique(found.stays.begin[:, found.stays.battery == 1])) == {181 * DAY, 365 * DAY}


def test_batteries_of_one_row_come_together():
    both = 'batteries = ["north", "south"]'
    found = answered(row("delivery", both, "date = [2021-02-01, 2021-03-01, 2021-06-01]"))
    assert (found.stays.begin[:, 0] == found.stays.begin[:, 1]).all()
    assert len(np.unique(found.stays.begin[:, 0])) > 50


def test_attrition_is_exponential():
    found = answered(row("attrition", "per_year = 2", 'batteries = ["south"]'), histories=4000)
    lost = found.stays.end[:, found.stays.battery == 1][:, 0] < found.stays.duration
    expected = 1.0 - math.exp(-2.0 * 365 / 365.25)
    assert abs(lost.mean() - expected) < 3.5 * math.sqrt(expected * (1 - expected) / 4000)


MOVE = (
    'to = "town"',
    "date = 2021-06-01",
    "displace_h = 6",
    "march_h = 24",
    "emplace_h = 12",
    "calibrate_h = 6",
)
TOWN = row("place", 'name = "town"', "lat = 36.9", "lon = 37.1")
BOTH = 'batteries = ["north", "south"]'


def test_all_at_once_leaves_nobody_ready_on_the_way():
    found = answered(TOWN, row("move", BOTH, *MOVE, 'policy = "all-at-once"'))
    assert found.battery_days[0] == 2 * (365 - 2)
    assert found.stays.ready(np.array([151.5 * DAY]))[0, 0] == 0.0  # 31 + 28 + 31 + 30 + 31 = 151
    assert place(found, "north").without[0] == (365 - 151) * DAY
    assert place(found, "town").before_first[0] == 153 * DAY


def test_in_leapfrog_one_is_always_ready():
    found = answered(TOWN, row("move", BOTH, *MOVE, 'policy = "leapfrog"'))
    assert found.battery_days[0] == 2 * (365 - 2)  # each is on the way for two days
    ready = found.stays.ready(np.arange(0.0, 365.0, 0.25) * DAY)[0]
    assert ready.min() == 1.0
    assert (ready == 1.0).sum() == 4 * 4
    assert place(found, "south").without[0] == (365 - 153) * DAY  # it leaves when the first is there


def test_replaced_in_place_waits_for_its_successor():
    later = row("delivery", SOUTH, "date = 2021-08-01", 'to = "north"')
    leave = row(
        "move", 'batteries = ["north"]', *MOVE, 'policy = "replaced-in-place"', 'successors = ["south"]'
    )
    found = answered(TOWN, later, leave)
    assert place(found, "north").without[0] == 0.0
    begin = found.stays.begin[0, found.stays.place == 1 - 1]  # the town is the first place
    assert begin[0] == (212 + 2) * DAY
    never = later.replace("date = 2021-08-01", "outcomes = [{share = 1, never = true}]")
    stays = answered(TOWN, never, leave)
    assert stays.battery_days[0] == 365.0  # who is never relieved stays


def test_moves_take_the_catalogues_times_where_none_are_said():
    from openiads.catalogue.load_catalogue import PACKAGED

    lines = row("move", SOUTH, 'to = "north"', "date = 2021-06-01", "march_h = 24")
    (told,) = plan(lines).rows
    system = PACKAGED.system("patriot-pac3")
    displace, march, emplace, calibrate = told.delays[0]
    assert (displace[0], displace[1]) == (system.figures["displace"].low, system.displace)
    assert (emplace[1], emplace[2]) == (system.emplace, system.figures["emplace"].high)
    assert (march, calibrate) == ((DAY,) * 3, (0.0,) * 3)


STAY = ("displace_h = 0", "march_h = 0", "emplace_h = 0", 'to = "north"')
NORTH = 'batteries = ["north"]'
RELIEVED = (TOWN, row("move", NORTH, *MOVE, 'policy = "replaced-in-place"', 'successors = ["south"]'))
EARLIER = tuple(row("move", NORTH, f"date = 2021-01-0{day}", *STAY) for day in (2, 3))
AGAIN = (
    row("withdrawal", SOUTH, "date = 2021-07-01"),
    row("delivery", SOUTH, "date = 2021-08-01"),
)


def left_home(found):
    """Days on which the northern battery left its site."""
    here = (found.stays.battery == 0) & (found.stays.place == 1)
    return set((found.stays.end[:, here].max(axis=1) / DAY).tolist())


@pytest.mark.parametrize("earlier", [(), EARLIER])
def test_a_relief_waits_for_a_later_delivery_where_the_first_fails(earlier):
    maybe = row(
        "delivery", SOUTH, "outcomes = [{share = 0.5, date = 2021-02-01}, {share = 0.5, never = true}]"
    )
    found = answered(maybe, *AGAIN, *RELIEVED, *earlier, histories=40)
    assert left_home(found) == {151.0, 212.0}  # as ordered on 1 June, or with the second delivery


@pytest.mark.parametrize("earlier", [(), EARLIER])
def test_who_is_withdrawn_in_training_was_never_ready(earlier):
    training = row("delivery", SOUTH, "date = 2021-06-01", "training_d = 100")
    assert left_home(answered(training, *AGAIN, *RELIEVED, *earlier)) == {212.0}
    assert left_home(answered(training, AGAIN[0], *RELIEVED, *earlier)) == {365.0}  # is never relieved


SLOW = tuple(line.replace("march_h = 24", "march_h = 2400") for line in MOVE)
"""A hundred and one days on the way."""
WEST = '[[battery]]\nname = "west"\nsystem = "s-400"\nlat = 37.0\nlon = 36.0\nloadout = { 48n6e3 = 16 }'


def test_in_leapfrog_nobody_waits_for_who_is_withdrawn_on_the_march():
    lines = (
        row("move", 'batteries = ["south", "north"]', *SLOW, 'policy = "leapfrog"'),
        row("withdrawal", SOUTH, "date = 2021-07-01"),
    )
    found = answered(TOWN, *lines)
    assert left_home(found) == {181.0}
    assert place(found, "town").before_first[0] == (181 + 101) * DAY


def test_in_leapfrog_who_is_withdrawn_in_the_queue_hands_on_what_it_waits_for():
    lines = (
        row("move", 'batteries = ["south", "west", "north"]', *SLOW, 'policy = "leapfrog"'),
        row("withdrawal", 'batteries = ["west"]', "date = 2021-07-01"),
    )
    assert left_home(answered(WEST, TOWN, *lines)) == {151.0 + 101.0}


def test_in_leapfrog_nobody_waits_for_who_is_lost_on_the_march():
    move = row("move", 'batteries = ["south", "north"]', *SLOW, 'policy = "leapfrog"')
    lost = row("attrition", SOUTH, "per_year = 365", "since = 2021-06-02")
    left = left_home(answered(TOWN, move, lost, histories=50))
    assert len(left) == 50
    assert min(left) > 152.0
    assert max(left) < 152.0 + 20.0  # a loss takes a day on average


def test_who_did_not_come_back_marches_nowhere_and_who_never_left_does():
    half = "outcomes = [{{share = 0.5, date = {}}}, {{share = 0.5, never = true}}]"
    lines = (
        row("withdrawal", SOUTH, half.format("2021-02-01")),
        row("delivery", SOUTH, half.format("2021-03-01")),
        row("move", SOUTH, *MOVE),
    )
    # Batteries with a delivery come by it, so one that stands before has one more.
    found = answered(TOWN, row("delivery", SOUTH, "date = 2021-01-01"), *lines, histories=4000)
    first = found.places[0].gaps.first / DAY
    assert set(first) == {153.0, 365.0}
    assert abs((first == 153.0).mean() - 0.75) < 3.5 * math.sqrt(0.75 * 0.25 / 4000)


def test_losses_do_not_depend_on_the_order_of_rows_of_others():
    lost = [
        row("attrition", f'batteries = ["{name}"]', "per_year = [0.5, 1, 2]") for name in ("north", "south")
    ]
    one, two = (stays_of(plan(*lines), 5, 40) for lines in (lost, lost[::-1]))
    alone = stays_of(plan(lost[0]), 5, 40)
    assert one.end.tobytes() == two.end.tobytes()
    assert one.end[:, 0].tobytes() == alone.end[:, 0].tobytes()
    assert one.end[:, 0].tobytes() != one.end[:, 1].tobytes()


def test_two_rates_of_the_same_batteries_are_drawn_apart():
    twice = [row("attrition", SOUTH, f"per_year = 1\n{until}") for until in ("", "until = 2021-06-01")]
    both, one = (stays_of(plan(*lines), 5, 40).end[:, 1] for lines in (twice, twice[:1]))
    assert (both <= one).all()
    assert (both < one).any()
