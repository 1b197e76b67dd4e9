"""However a study is cut, every replicate of every cell is in one chunk and no other."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import prepare
from openiads.study.campaign.estimate import Work, estimate
from openiads.study.experiment.rectangles import rectangles, rows_together
from openiads.study.experiment.to_play import Until
from tests.study.runs import CUT_SHORT

few = st.integers(1, 40)


@given(st.lists(few, min_size=1, max_size=3), st.integers(1, 9), st.sets(few, min_size=1), few)
def test_every_replicate_of_every_cell_is_played_once(together, points, looks, box_replicates):
    looks = sorted(looks)
    found = rectangles(together, points, looks, box_replicates)
    played = Counter(
        (r.arm, point, replicate)
        for r in found
        for point in range(r.begin, r.end)
        for replicate in range(r.first, r.last)
    )
    assert set(played.values()) == {1}
    assert set(played) == {
        (arm, point, replicate)
        for arm in range(len(together))
        for point in range(points)
        for replicate in range(box_replicates if point else looks[-1])
    }
    for r in found:
        assert r.rows <= together[r.arm]
        assert sum(1 for look in looks if r.first < look < r.last) * (r.begin == 0) == 0
        # Points stand together only where all their replicates do.
        assert r.end - r.begin == 1 or (r.first, r.last) == (0, box_replicates)
    ends = [r.last for r in found if r.begin == 0]
    assert ends == sorted(ends, key=lambda end: next(look for look in looks if end <= look))


def test_looks_double_up_to_the_most():
    assert Until(0.5, most=1000).looks() == (64, 128, 256, 512, 1000)
    assert Until(0.5, most=512).looks() == (64, 128, 256, 512)
    assert Until(0.5, most=50).looks() == (50,)


def test_a_chunk_takes_about_five_seconds():
    world = prepare(load("one-battery", CUT_SHORT)).world
    rows = rows_together(world)
    shorter, whole = (estimate(Work(world, count)).seconds for count in (rows - 2, rows))
    assert shorter < 5.0 < 1.01 * whole
