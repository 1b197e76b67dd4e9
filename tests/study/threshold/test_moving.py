"""The engine itself, asked what must be true where a closed form has the answer."""

from __future__ import annotations

import pytest

from openiads.api.threshold_search import threshold
from verification.degenerate import Approach, document

RAIDERS = 8
ONE_SHOT = document(RAIDERS, {"salvo": 1, "salvos_max": 1, "kill_probability": 0.5}, {}, Approach())
KILL, COMMON = "battery.kill_probability", "doctrine.common_failure_probability"


def test_a_single_shot_must_kill_as_often_as_what_leaks_says():
    """Of N raiders with a shot each, N (1 - p) leak: fewer than 2 of 8 where p is above 3/4."""
    found = threshold(ONE_SHOT, KILL, below="leakers=2", between=(0.3, 1.0), replicates=60, workers=2)
    assert found.low <= 0.75 <= found.high
    assert found.value == pytest.approx(0.75, abs=0.06)
    assert found.rows[0].at_least
    again = threshold(ONE_SHOT, KILL, above={"stopped": 6.0}, between={KILL: (0.3, 1.0)}, replicates=60)
    # 6 of 8 stopped is 2 of 8 leaked, but for values at which it is neither more nor less.
    assert again.value == pytest.approx(found.value, abs=0.02)
    assert again.required.nominal[0] == pytest.approx(4.0, abs=1.0)


def test_what_a_common_failure_takes_the_rounds_must_make_up_for():
    """N (1 - (1 - c) p) leak, so p = (1 - L / N) / (1 - c): 0.5 at c = 0, 0.625 at 0.2, 0.833 at 0.4."""
    found = threshold(
        ONE_SHOT, [KILL, COMMON], below="leakers=4", between={KILL: (0.2, 1.0), COMMON: (0.0, 0.4)},
        values=3, replicates=60, workers=2,
    )  # fmt: skip
    for row, expected in zip(found.rows, (0.5, 0.625, 5.0 / 6.0), strict=True):
        assert row.crossing.low <= expected <= row.crossing.high
        assert row.crossing.value == pytest.approx(expected, abs=0.08)
    table = found.to_arrow()
    assert table["second"].to_pylist() == [0.0, 0.2, 0.4]
    assert table["value"].to_pylist() == [row.crossing.value for row in found.rows]


def test_what_is_aimed_moves_with_a_raid_that_is_moved():
    """One round is loaded that never misses, so of n raiders one is stopped and the others leak."""
    tables = document(1, {"loadout": {"48n6e3": 1}, "kill_probability": 1.0}, {}, Approach())
    tables["raid"][0]["spacing_s"] = 1
    found = threshold(tables, "raid.count", above="leakers=2.5", between=(1, 6), replicates=4, workers=1)
    assert found.value == 4.0
    stopped = threshold(tables, "raid.count", above="stopped=2", between=(1, 6), replicates=4, workers=1)
    assert [look.told[0] for look in stopped.rows[0].looks] == [1.0] * 6
    assert stopped.rows[0].never


def test_nothing_depends_on_how_many_threads_play():
    asked = {"below": "leakers=2", "between": (0.3, 1.0), "replicates": 12}
    one, two = (threshold(ONE_SHOT, KILL, workers=n, **asked) for n in (1, 2))
    assert one.as_dict() == two.as_dict()
