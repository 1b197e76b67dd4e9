"""What a run checks of itself."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from openiads.scenario.load_scenario import load
from openiads.simulation.books import Books
from openiads.simulation.prepare import prepare
from openiads.study.campaign import run_checks as checks
from openiads.study.campaign.run_checks import aimed, check_step, halved, most_pairs, sharpness


@pytest.fixture(scope="module")
def prepared():
    """The main scenario."""
    return prepare("turkey-2017")


@pytest.mark.parametrize(
    ("replicates", "pairs"), [(1, 1), (6, 6), (20, 8), (200, 50), (1_600, 400), (100_000, 400)]
)
def test_a_quarter_of_the_replicates_is_spent_at_most(replicates, pairs):
    assert most_pairs(replicates) == pairs


def test_what_is_aimed_at_assets_is_counted_whether_released_or_not(prepared):
    # Bombers 3 x 4 weapons, fighters 8 x 1, and 60 raiders that carry none.
    assert aimed(prepared.plan) == 12 + 8 + 60


def test_half_the_step_is_the_same_time_and_no_common_failure(prepared):
    twice = halved(prepared.world)
    assert twice.clock.step * twice.clock.steps == prepared.world.clock.step * prepared.world.clock.steps
    assert twice.doctrine.common_failure_probability == 0.0


def played(monkeypatch, prepared, at_half):
    """The check of a run whose leakers at the step are 20 in each of 400 replicates."""
    counts = np.asarray(at_half)

    def play(world, seed, first, last, **_):
        assert world.clock.step == 0.5
        yield Books({"leakers": counts[first - 100 : last - 100]}, {}, {})

    monkeypatch.setattr(checks, "play", play)
    outcomes = pa.table(
        {
            "replicate": np.repeat(np.arange(100, 500), 2),
            "common_failure": np.tile([0, 1], 400),
            "leakers": np.tile([20, 80], 400),
        }
    )
    return check_step(prepared, 1, outcomes)


def test_pairs_are_taken_until_it_can_be_said(monkeypatch, prepared):
    # Standard deviation 1.4; t(15) = 2.95 and t(31) = 2.74 at 99 %: 1.08 after 16 pairs and 0.70 after 32.
    found = played(monkeypatch, prepared, 20 + np.tile([0, 2, 0, -2], 100))
    assert (found["verdict"], found["pairs"], found["margin"]) == ("agrees", 32, pytest.approx(0.8))


def test_a_step_that_moves_leakers_by_more_than_the_margin_differs(monkeypatch, prepared):
    found = played(monkeypatch, prepared, 20 + np.tile([3, 4], 200))
    assert (found["verdict"], found["mean"]) == ("differs", pytest.approx(3.5))


def test_pairs_that_scatter_too_much_say_nothing_and_end_at_the_budget(monkeypatch, prepared):
    found = played(monkeypatch, prepared, 20 + np.tile([9, -9], 200))
    assert (found["verdict"], found["pairs"]) == ("cannot say", 100)


def test_where_nothing_is_aimed_at_an_asset_no_pair_is_needed(monkeypatch):
    empty = prepare(load("one-battery", ["area.terrain=flat"]))
    bare = empty.plan.targets
    bare[:] = [target for target in bare if target.side != "hostile"]
    monkeypatch.setattr(checks, "play", lambda *_, **__: pytest.fail("played"))
    outcomes = pa.table({"replicate": [0], "common_failure": [0], "leakers": [0]})
    found = check_step(empty, 1, outcomes)
    assert (found["verdict"], found["pairs"]) == ("agrees", 0)


def test_replicates_that_all_agree_are_enough_only_once_they_are_many():
    # Of n replicates alike another may differ with a chance of up to 1 - 0.025^(1/n), by a leaker at least.
    assert sharpness(np.full(3, 4.0)) == ("cannot say", pytest.approx(1.0 - 0.025 ** (1 / 3)))
    assert sharpness(np.full(200, 4.0)) == ("enough", pytest.approx(1.0 - 0.025 ** (1 / 200)))


def test_replicates_that_scatter_are_few_until_their_mean_is_sharp():
    # Standard deviation 2 about 10: t(24, 0.975) = 2.0639 gives 0.84 after 25, and 0.28 after 200.
    assert sharpness(10.0 + 2.0 * np.resize([1.0, -1.0], 24))[0] == "few"
    verdict, half = sharpness(10.0 + 2.0 * np.resize([1.0, -1.0], 200))
    assert (verdict, half) == ("enough", pytest.approx(0.2796, abs=1e-3))
