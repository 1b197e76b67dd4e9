"""Fans by day, and what made-up posts protect: against sets of Python."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.study.timeline.by_day import LEVELS, fan, protected
from openiads.study.timeline.stays import Stays
from openiads.study.timeline.timeline_answer import Protection, answer
from tests.study.timeline.plans import answered, plan, row


def made_up(stays: int, posts: int, histories: int = 5) -> Stays:
    """Stays of any batteries from any day to any other."""
    rng = np.random.default_rng(stays)
    ends = np.sort(rng.integers(0, 30, size=(histories, stays, 2)), axis=2).astype(float)
    battery = rng.integers(0, posts, stays)
    return Stays(battery, np.zeros(stays, dtype=np.int64), ends[:, :, 0], ends[:, :, 1], 30.0)


@pytest.mark.parametrize(("stays", "posts"), [(1, 1), (3, 2), (12, 12), (80, 70)])
def test_a_demand_counts_once_however_many_posts_cover_it(stays, posts):
    told = made_up(stays, posts)
    rng = np.random.default_rng(1)
    covered = rng.random((len(told.posts), 40)) < 0.3
    weights = rng.integers(0, 100, size=(2, 40)).astype(float)
    times = np.arange(30.0)
    values, state = protected(told, times, covered, weights)
    for h in range(told.histories):
        for t in range(30):
            ready = {told.post[s] for s in range(stays) if told.begin[h, s] <= t < told.end[h, s]}
            demands = {n for post in ready for n in np.flatnonzero(covered[post])}
            for m in range(2):
                assert values[m][state[h, t]] == pytest.approx(sum(weights[m][n] for n in demands))


def test_a_fan_has_the_share_of_histories_below_each_of_its_lines():
    told = fan(np.arange(1.0, 101.0)[:, None].repeat(3, axis=1))
    assert [list(line) for line in told.levels] == [[100.0 * level] * 3 for level in LEVELS]
    assert (told.mean[0], told.least[0], told.most[0]) == (50.5, 1.0, 100.0)


def test_batteries_ready_by_day_follow_the_dates():
    found = answered(row("delivery", 'batteries = ["south"]', "date = 2021-01-11"))
    assert list(found.ready.mean[:12]) == [1.0] * 10 + [2.0] * 2
    assert len(found.days) == 365
    open_ = answered(row("delivery", 'batteries = ["south"]', "date = [2021-01-01, 2021-01-11, 2021-01-21]"))
    assert open_.ready.mean[10] == pytest.approx(1.5, abs=0.1)
    assert list(open_.ready.levels[:, 21]) == [2.0] * 5


def test_what_is_protected_grows_with_what_is_ready():
    told = plan(row("delivery", 'batteries = ["south"]', "date = 2021-01-11"))
    covered = np.array([[True, True, False], [False, True, True]])
    people = np.array([[10.0, 20.0, 40.0], [8.0, 16.0, 32.0]])
    found = answer(told, 10, 1, Protection(("high", "low"), covered, people))
    assert found.stays.posts == [(0, 0), (1, 1)]
    assert found.protected["high"].mean[[0, 9, 10, 364]].tolist() == [30.0, 30.0, 70.0, 70.0]
    assert found.protected["low"].mean[10] == 56.0
    assert answer(told, 10, 1).protected == {}


def test_coverage_of_another_number_of_posts_is_refused():
    told = made_up(3, 3)
    with pytest.raises(ValueError, match="posts are"):
        protected(told, np.arange(3.0), np.ones((len(told.posts) + 1, 4), bool), np.ones((1, 4)))
