"""The size and the timing of a raid that is made from another, from the Worlds that come of it."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import prepare
from openiads.state.planes import Target, TargetKey
from openiads.study.saturation.sized_raid import sized_raid
from tests.study.saturation.two_kinds import document


@pytest.fixture(scope="module")
def prepared():
    return prepare(load(document()))


@pytest.fixture(scope="module")
def raid(prepared):
    return sized_raid(prepared)


def played(prepared, raid, size, spread):
    """The World of a raid of a size over a time."""
    return prepare(load(prepared.scenario, raid.changes(size, spread)))


def arrivals(prepared):
    """When each target that aims at an asset gets there, by its name."""
    figures, keys = prepared.world.target_f, prepared.world.target_i
    found = {}
    for n, name in enumerate(prepared.target_names):
        if keys[TargetKey.ASSET, n] < 0:
            continue
        start, carrier = figures[Target.START, n], keys[TargetKey.CARRIER, n]
        if carrier >= 0:
            start = figures[Target.START, carrier] + figures[Target.RELEASE_AFTER, carrier]
        found[name] = start + figures[Target.DURATION, n]
    return found


def span(found):
    return max(found.values()) - min(found.values())


def test_its_own_size_and_spread_change_nothing(raid):
    assert raid.size == 10
    assert raid.changes(10, None) == ()


def test_its_spread_is_from_the_first_arrival_to_the_last(prepared, raid):
    # Members of a group fly side by side, so that their ways differ by a second or two.
    assert raid.spread == pytest.approx(span(arrivals(prepared)), abs=3.0)


def test_weapons_count_as_what_is_aimed(raid):
    assert raid.aimed(10) == 6 + 3 + 2


@pytest.mark.parametrize(
    ("size", "counts"),
    [(1, [1, 0, 0]), (5, [3, 2, 0]), (6, [3, 2, 1]), (10, [6, 3, 1]), (20, [12, 6, 2]), (7, [4, 2, 1])],
)
def test_the_composition_is_kept(raid, size, counts):
    # By hand: quotients of 6, 3 and 1 by 1, 3, 5 ..., the largest ones first, of equals the first group.
    assert raid.counts(size) == counts


def test_a_larger_raid_has_nobody_less_of_any_group(raid):
    counts = np.array([raid.counts(size) for size in range(1, 60)])
    assert (np.diff(counts, axis=0) >= 0).all()
    assert counts.sum(axis=1).tolist() == list(range(1, 60))


@pytest.mark.parametrize("size", [10, 25])
@pytest.mark.parametrize("spread", [0.0, 120.0, 3600.0])
def test_all_arrive_within_the_time_that_is_asked_for(prepared, raid, size, spread):
    found = arrivals(played(prepared, raid, size, spread))
    assert len(found) == raid.aimed(size)
    assert span(found) == pytest.approx(spread, abs=4.0)


def test_the_middle_stays(prepared, raid):
    before, after = (arrivals(played(prepared, raid, 10, spread)) for spread in (None, 200.0))
    middles = [0.5 * (max(found.values()) + min(found.values())) for found in (before, after)]
    assert middles[0] == pytest.approx(middles[1], abs=3.0)


def test_nobody_enters_before_the_run_begins(prepared, raid):
    later = played(prepared, raid, 10, 3600.0)
    starts = [row.start_s for row in later.scenario.raid]
    assert min(starts) == 0.0


def test_a_group_of_more_comes_within_the_time_that_it_took(prepared, raid):
    larger = played(prepared, raid, 20, None).scenario
    drones = next(row for row in larger.raid if row.name == "drones")
    assert (drones.count, drones.start_s) == (12, 700.0)
    assert drones.spacing_s * 11 == pytest.approx(20 * 5, abs=0.01)


def test_jitter_is_stretched_with_the_rest(prepared, raid):
    half = played(prepared, raid, 10, 0.5 * raid.spread).scenario
    assert next(row for row in half.raid if row.name == "drones").jitter_s == pytest.approx(2.0)


def test_a_raid_that_comes_at_once_by_itself_is_spread_evenly():
    tables = document()
    one = copy.deepcopy(tables["raid"][0]) | {"spacing_s": 0, "jitter_s": 0}
    prepared = prepare(load({**tables, "raid": [one]}))
    raid = sized_raid(prepared)
    assert raid.spread == 0.0
    found = sorted(arrivals(played(prepared, raid, 6, 600.0)).values())
    assert np.diff(found) == pytest.approx([120.0] * 5, abs=3.0)


def test_who_would_fly_in_one_place_is_named(raid):
    assert raid.crowded(10, None) == []
    assert raid.crowded(40, 0.0) == ["carrier"]  # all others fly side by side
    assert raid.crowded(40, 600.0) == []


def test_who_is_not_hostile_is_left_alone(prepared):
    tables = document()
    tables["raid"][1]["side"] = "friend"
    raid = sized_raid(prepare(load(tables)))
    assert [group.name for group in raid.groups] == ["drones", "carrier"]
    assert not [change for change in raid.changes(40, 0.0) if change.startswith("raid[1]")]


def test_what_comes_by_chance_may_come_at_once_all_the_same():
    told = document()
    row = next(row for row in told["raid"] if row.get("spacing_s", 0.0) > 0.0 and not row.get("jitter_s"))
    row["pattern"] = "poisson"
    told["area"]["duration_s"] = 3600
    prepared = prepare(load(told))
    changes = sized_raid(prepared).changes(sized_raid(prepared).size, 0.0)
    assert span(arrivals(prepare(load(prepared.scenario, changes)))) < 3.0
