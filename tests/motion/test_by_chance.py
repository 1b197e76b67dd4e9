"""Raiders that come by chance: their spacings, their number, and what becomes of those who do not come."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from openiads.state.planes import TargetKey, Truth
from openiads.state.words import Fate
from tests.attacks.truth import played
from tests.simulation.test_twin import assert_twins
from tests.simulation.tiny import rows
from verification.degenerate import Approach, document, world_of

REPLICATES = 60
COUNT, MEAN, BEGIN = 40, 4.0, 20.0


def by_chance(duration: float = 60.0, count: int = COUNT, **fields: object) -> dict[str, object]:
    """One raid of raiders that come by chance; the whole chain has little to do with them."""
    tables = document(1, {"control": "hold"}, {}, Approach(start_km=60.0, end_km=50.0))
    tables["area"]["duration_s"] = duration
    tables["raid"][0] |= {
        "name": "stream", "count": count, "pattern": "poisson", "spacing_s": MEAN, "start_s": BEGIN, **fields,
    }  # fmt: skip
    return tables


def starts_of(tables: dict[str, object], replicates: int = REPLICATES) -> np.ndarray:
    """When everybody begins, infinite for those who never do (R, N)."""
    return played(world_of(tables), 1, replicates).truth_f[:, Truth.START]


@pytest.mark.compiled("it plays sixty replicates of forty raiders")
def test_spacings_are_exponential_and_the_first_follows_the_begin_of_the_raid():
    starts = starts_of(by_chance(duration=3_600.0))
    spacings = np.diff(starts, axis=1, prepend=BEGIN)
    assert (spacings > 0.0).all()
    assert stats.kstest(spacings.ravel(), stats.expon(scale=MEAN).cdf).pvalue > 1e-3
    assert stats.kstest(spacings[:, 0], stats.expon(scale=MEAN).cdf).pvalue > 1e-3
    # Neighbouring ones know nothing of each other.
    assert abs(stats.pearsonr(spacings[:, :-1].ravel(), spacings[:, 1:].ravel()).statistic) < 4.0 / np.sqrt(
        spacings.size
    )


@pytest.mark.compiled("it plays sixty replicates of forty raiders")
def test_who_would_come_when_the_time_is_over_has_not_come():
    window = 60.0 - BEGIN
    books = rows(world_of(by_chance()), 0, REPLICATES)
    came = books.outcomes["raiders"]
    mean = window / MEAN  # of a Poisson count; the variance is the same
    assert abs(came.mean() - mean) < 4.0 * np.sqrt(mean / REPLICATES)
    assert 0.5 < came.var() / mean < 1.7
    assert np.bincount(books.targets["replicate"], minlength=REPLICATES).tolist() == came.tolist()
    # Who begins a moment before the end still flies to the end of the route.
    assert set(books.targets["fate"].tolist()) == {Fate.LEAKED}
    assert books.targets["end_time"].max() > 60.0 + 10e3 / 150.0 - 5.0


@pytest.mark.compiled("it plays sixty replicates of forty raiders")
def test_a_longer_raid_has_the_times_of_a_shorter_one_and_another_seed_has_not():
    whole, part = starts_of(by_chance()), starts_of(by_chance(count=7))
    assert np.array_equal(whole[:, :7], part)
    assert (np.diff(np.sort(whole[:, 0])) > 0.0).all()


def test_a_run_into_which_nobody_comes_has_no_raider():
    world = world_of(by_chance(start_s=59.9999))
    books = rows(world, 0, 2)
    assert books.outcomes["raiders"].tolist() == [0, 0]
    assert len(books.targets["target"]) == 0


def with_weapons(each: int) -> dict[str, object]:
    weapon = {"threat": "cruise-subsonic", "count": each, "release_km": 3.0}
    return by_chance(count=8, spacing_s=8.0, weapon=weapon)


@pytest.mark.compiled("it plays sixty replicates of carriers")
def test_weapons_come_with_their_carriers_or_not_at_all():
    world = world_of(with_weapons(2))
    carried = world.target_i[TargetKey.CARRIER] >= 0
    books = rows(world, 0, REPLICATES)
    key = books.targets["replicate"] * 2 + carried[books.targets["target"]]
    of = np.bincount(key, minlength=REPLICATES * 2)
    carriers, weapons = of.reshape(REPLICATES, 2).T
    assert 0 < carriers.min() + 1 < carriers.max()
    assert weapons.tolist() == (2 * carriers).tolist()
    assert books.outcomes["released"].tolist() == carriers.tolist()
    assert not books.outcomes["not_released"].any()


# Of two weapons of one carrier rounding would decide which is met first.
@pytest.mark.parametrize(
    "tables", [by_chance(count=6, spacing_s=12.0), with_weapons(1)], ids=["bare", "armed"]
)
def test_what_comes_by_chance_is_its_twin(tables):
    tables["doctrine"]["control"] = "free"
    tables["battery"][0]["control"] = "free"
    assert_twins(world_of(tables), seed=5, replicate=2)
