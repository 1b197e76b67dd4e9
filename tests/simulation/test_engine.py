from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange
from openiads.scenario.load_scenario import load
from openiads.simulation import engine
from openiads.simulation.books import carriers as is_carrier
from openiads.simulation.engine import default_workers, play
from openiads.simulation.open_tile import open_tile
from openiads.simulation.prepare import prepare
from openiads.state.state import Capacity
from openiads.state.words import Fate, Happening, Side, Stage
from tests.simulation.tiny import rows, teaching_world, tiny_world


@pytest.fixture(scope="module")
def books():
    """Thirty replicates of the teaching scenario."""
    return rows(teaching_world(), 0, 30)


def test_every_raider_has_exactly_one_fate(books):
    raiders = books.targets["side"] == Side.HOSTILE
    fates = books.targets["fate"][raiders]
    assert set(fates.tolist()) <= set(Fate) - {Fate.NONE}
    assert raiders.sum() == books.outcomes["raiders"].sum()


def test_fates_sum_to_raiders(books):
    o = books.outcomes
    parts = o["leakers"] + o["killed"] + o["released"] + o["withdrawn"] + o["unresolved"]
    np.testing.assert_array_equal(parts, o["raiders"])


def test_the_stop_rule_leaves_nobody_unresolved(books):
    assert books.outcomes["unresolved"].sum() == 0


def test_raiders_and_weapons_never_released_are_the_whole_cast(books):
    o = books.outcomes
    assert set((o["raiders"] + o["not_released"]).tolist()) == {8}


def test_killed_raiders_climbed_the_whole_ladder_and_leakers_did_not(books):
    t = books.targets
    raiders = t["side"] == Side.HOSTILE
    np.testing.assert_array_equal(t["stage"][raiders] == Stage.KILLED, t["fate"][raiders] == Fate.KILLED)


def test_shots_by_target_sum_to_rounds_and_to_launch_events(books):
    o, t, e = books.outcomes, books.targets, books.events
    for i, replicate in enumerate(o["replicate"]):
        assert t["shots"][t["replicate"] == replicate].sum() == o["rounds"][i]
        assert np.sum((e["kind"] == Happening.LAUNCH) & (e["replicate"] == replicate)) == o["rounds"][i]


def test_every_shot_that_was_fired_ends_once(books):
    e = books.events
    for replicate in books.outcomes["replicate"]:
        mine = e["replicate"] == replicate
        fired = e["other"][mine & (e["kind"] == Happening.LAUNCH)]
        ends = np.isin(e["kind"], [Happening.KILL, Happening.MISS, Happening.LOST])
        assert sorted(e["other"][mine & ends]) == sorted(fired)


def test_leakers_are_what_arrives_at_an_asset(books):
    e = books.events
    leaks = e["kind"] == Happening.LEAK
    assert leaks.sum() == books.outcomes["leakers"].sum()
    assert (e["other"][leaks] >= 0).all()
    assert (books.outcomes["assets_hit"] <= books.outcomes["leakers"]).all()


def test_nothing_is_detected_before_it_flies_nor_tracked_before_it_is_detected(books):
    t = books.targets
    tracked = ~np.isnan(t["first_track_time"]) & (t["side"] == Side.HOSTILE)
    assert (t["first_track_time"][tracked] >= t["first_detection_time"][tracked]).all()


def test_events_lie_within_a_step_of_the_step_that_wrote_them(books):
    e = books.events
    late = e["time"] - e["step"]
    assert late.min() >= -1.0
    assert late.max() <= 2.0


def test_a_seed_and_a_replicate_fix_a_row_wherever_the_range_starts():
    alone = rows(tiny_world(), 11, 12)
    among = rows(tiny_world(), 0, 12)
    assert alone.outcomes["object_steps"][0] == among.outcomes["object_steps"][11]


def test_a_buffer_past_its_bound_is_told(monkeypatch):
    monkeypatch.setattr(Capacity, "BOUND", 4)
    monkeypatch.setattr(Capacity, "for_world", classmethod(lambda cls, world: cls(4, 4, 4, 4)))
    with pytest.raises(OutOfRange) as told:
        list(play(tiny_world(), 1, 0, 1))
    assert str(told.value) == (
        "simulation: a buffer of this scenario would exceed 4 entries; "
        "fewer raiders or false plots are allowed; split the raid"
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_tile_needed_the_next_has_and_no_row_changes(monkeypatch, workers):
    opened = []

    def note(world, seed, first, last, capacity):
        opened.append(capacity.events)
        return open_tile(world, seed, first, last, capacity)

    plain = [books.outcomes for books in play(teaching_world(), 1, 0, 12, tile=2)]
    monkeypatch.setattr(Capacity, "for_world", lambda world: Capacity(2_000, 2_000, 8, 8_000))
    monkeypatch.setattr(engine, "open_tile", note)
    tight = [books.outcomes for books in play(teaching_world(), 1, 0, 12, tile=2, workers=workers)]
    for one, other in zip(plain, tight, strict=True):
        for name in one:
            np.testing.assert_array_equal(one[name], other[name])
    assert opened.count(8) <= workers  # only the first to come find out
    assert opened[-1] == max(opened) or workers > 1  # side by side, one may still be finding out


def test_there_is_a_processor_to_run_on():
    assert default_workers() >= 1


@pytest.fixture(scope="module")
def main_books():
    """Some replicates of the main scenario, which has carriers."""
    # Weapons free, for on tight fighters on their way home are hardly ever told from others.
    return rows(prepare(load("turkey-2017", ["doctrine.control=free"])).world, 0, 12).typical()


def test_an_intercept_after_the_release_of_a_carrier_does_not_count_for_its_reason(main_books):
    e, t = main_books.events, main_books.targets
    met = np.isin(e["kind"], [Happening.KILL, Happening.MISS])
    late = 0
    for row in np.flatnonzero(t["fate"] == Fate.RELEASED):
        mine = met & (e["replicate"] == t["replicate"][row]) & (e["object"] == t["target"][row])
        released = t["end_time"][row]
        # The step of the release may strike a moment too late: that round was guided to its intercept.
        if mine.any() and e["time"][mine].min() > released and e["step"][mine].min() > released:
            late += 1
            assert t["stage"][row] < Stage.GUIDED
    assert late > 0


def test_carriers_never_leak_and_each_has_one_end(main_books):
    o, t = main_books.outcomes, main_books.targets
    carriers = np.isin(t["target"], np.flatnonzero(is_carrier(prepare("turkey-2017").world)))
    assert not np.any(t["fate"][carriers] == Fate.LEAKED)
    assert not np.any(t["fate"][~carriers] == Fate.RELEASED)
    np.testing.assert_array_equal(o["carriers_killed_before"] + o["released"], 11)
    assert (o["carriers_killed_after"] <= o["released"]).all()
    assert o["carriers_killed_after"].sum() > 0


def test_what_is_aimed_at_assets_is_stopped_in_the_air_or_never_released_or_arrives(main_books):
    o, t = main_books.outcomes, main_books.targets
    aimed = t["asset"] >= 0
    for i, replicate in enumerate(o["replicate"]):
        mine = aimed & (t["replicate"] == replicate) & (t["side"] == Side.HOSTILE)
        stopped = np.sum(t["fate"][mine] == Fate.KILLED)
        assert stopped + o["leakers"][i] + o["not_released"][i] == 80


@pytest.mark.parametrize(
    ("kind", "stage"), [(Happening.ACQUIRED, Stage.ACQUIRED), (Happening.LAUNCH, Stage.LAUNCHED)]
)
def test_a_rung_is_reached_by_its_event_and_by_nothing_else(main_books, kind, stage):
    e, t = main_books.events, main_books.targets
    seen = 0
    for row in np.flatnonzero(t["side"] == Side.HOSTILE):
        mine = (
            (e["kind"] == kind) & (e["replicate"] == t["replicate"][row]) & (e["object"] == t["target"][row])
        )
        before = mine & (e["time"] <= t["end_time"][row])
        seen += before.any() and t["fate"][row] != Fate.KILLED
        # A step in which its fate falls may hold the event a moment later.
        if before.any() == (mine & (e["step"] <= t["end_time"][row])).any():
            assert (t["stage"][row] >= stage) == before.any()
    assert seen > 0
