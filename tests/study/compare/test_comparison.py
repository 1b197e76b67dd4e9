"""Comparisons of arms whose numbers are laid out by hand, so that every answer is known beforehand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.errors import UnknownName
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.study.compare.comparison import compare
from openiads.study.compare.measures import CARRIERS, MEASURES, Measure, Whole, measure
from openiads.study.compare.played_arm import PlayedArm

PLAN = plan_of(load("turkey-2017"))
LOADED = sum(sum(battery.loadout.values()) for battery in PLAN.batteries)
COLUMNS = (
    "leakers", "released", "carriers_killed_before", "carriers_killed_after", "killed", "value_hit_share",
    "assets_hit", "rounds", "cost_musd",
    "neutrals_engaged", "friends_engaged", "neutrals_killed", "friends_killed",
)  # fmt: skip


class Rows:
    """Rows of replicates 0, 1, ... of which none has the common failure."""

    probability = 0.0

    def __init__(self, leakers, rounds):
        self.columns = {name: np.zeros(leakers.size) for name in COLUMNS}
        self.columns |= {"leakers": leakers, "rounds": np.full(leakers.size, float(rounds))}
        self.columns["replicate"] = np.arange(leakers.size, dtype=np.float64)
        self.common_failure = np.zeros(leakers.size, dtype=np.bool_)

    def column(self, name):
        return self.columns[name]


def arm(name, *points, rounds=0):
    return PlayedArm(name, "", PLAN, [Rows(point, rounds) for point in points])


DRAWS = np.random.default_rng(7)
NOISE = DRAWS.poisson(30.0, 400).astype(float)


def test_an_arm_beside_its_like_differs_by_nothing():
    cell = compare([arm("a", NOISE), arm("b", NOISE)]).cell("b", "leakers")
    assert cell.beside.difference[0] == 0.0
    assert cell.beside.ratio.value == 1.0
    assert not cell.beside.differs


def priced(name, money, leakers=NOISE):
    """An arm whose rounds cost so much in each replicate."""
    found = arm(name, leakers)
    found.outcomes[0].columns |= {"cost_musd": money}
    return found


@pytest.mark.parametrize("more", [0.0, 2.0])
def test_money_that_differs_alike_in_all_pairs_has_no_interval(more):
    money = 3.0 * NOISE
    beside = compare([priced("a", money), priced("b", money + more)]).cell("b", "cost_musd").beside
    assert beside.difference == pytest.approx((more, -math.inf, math.inf))
    assert (beside.same, beside.alike, beside.pairs) == (True, more == 0.0, 400)
    assert not beside.bounded
    assert beside.differs is (more > 0.0)
    assert not beside.ratio.bounded


def test_a_share_of_value_can_change_by_what_its_least_asset_is_worth():
    """Ten assets of turkey-2017 are worth 14, the least 1; of 400 pairs 1 - 0.025^(1/400) may differ."""
    beside = compare([arm("a", NOISE), arm("b", NOISE)]).cell("b", "value_hit_share").beside
    most = (1.0 - 0.025 ** (1 / 400)) / 14.0
    assert beside.difference == pytest.approx((0.0, -most, most))


def test_every_measure_says_by_how_much_it_can_change():
    whole = arm("a", NOISE).whole
    assert MEASURES["cost_musd"].step(whole) is None
    assert MEASURES["value_hit_share"].step(whole._replace(least_value=0.0)) is None
    counts = set(MEASURES) - {"cost_musd", "value_hit_share"}
    assert {MEASURES[key].step(whole) for key in counts} == {1.0}
    of_40 = Measure("share", "share", "1", "", MEASURES["killed"].values, trials=40)
    assert of_40.step(whole) == 1 / 40
    rate = Measure("rate", "of 1,000", "1", "", MEASURES["killed"].values, once=2.5)
    assert rate.step(whole) == 2.5


def test_arms_together_have_the_larger_counts_and_the_least_asset():
    one, other = Whole(8, 2, 3, least_value=0.2), Whole(6, 4, 5, least_value=0.1)
    assert one.joined(other) == other.joined(one) == Whole(8, 4, 5, least_value=0.1)


def test_a_planted_effect_is_found_and_pairing_finds_it_sharply():
    less = NOISE + 1.0
    cell = compare([arm("a", NOISE), arm("b", less)]).cell("b", "leakers")
    # Of 400 pairs that all changed, 0.025^(1/400) is the least share that may change (Clopper and Pearson).
    assert cell.beside.difference == pytest.approx((1.0, 0.025 ** (1 / 400), 1.0))
    assert cell.beside.gain == math.inf
    assert cell.beside.differs
    low, high = cell.beside.ratio.low, cell.beside.ratio.high
    assert low <= (NOISE.mean() + 1.0) / NOISE.mean() <= high


def test_swapped_arms_invert_the_ratio_exactly():
    a, b = arm("a", NOISE), arm("b", DRAWS.poisson(40.0, 400).astype(float))
    forth = compare([a, b]).cell("b", "leakers").beside
    back = compare([b, a]).cell("a", "leakers").beside
    assert back.ratio == forth.ratio.swapped
    assert back.difference[0] == -forth.difference[0]


def test_what_does_not_arrive_is_counted_of_what_is_aimed():
    found = compare([arm("a", np.zeros(50)), arm("b", np.ones(50))])
    aimed = found.arms[0].aimed
    # 71 raiders, of whom three bombers and eight fighters are carriers, and the 20 missiles that these have.
    assert aimed == 71 - 11 + 20
    assert found.cell("a", "stopped").mean[0] == aimed
    assert found.cell("b", "stopped").mean[0] == aimed - 1


@pytest.mark.parametrize(("share", "limited"), [(0.85, False), (0.95, True)])
def test_an_arm_that_fires_nearly_all_it_has_is_limited_by_its_magazines(share, limited):
    found = compare([arm("a", NOISE, rounds=share * LOADED)])
    assert found.arms[0].magazine_limited is limited
    assert found.arms[0].fired_share == pytest.approx(share)


def test_ignorance_is_of_the_box_and_not_of_chance():
    # At each point the arm leaks 1 to 3 more than the base, whatever the draws.
    shifts = np.linspace(1.0, 3.0, 41)
    base = arm("a", NOISE, *[NOISE] * 41)
    other = arm("b", NOISE + 2.0, *[NOISE + shift for shift in shifts])
    beside = compare([base, other]).cell("b", "leakers").beside
    assert beside.difference_range == pytest.approx((1.1, 2.9))
    assert beside.difference == pytest.approx((2.0, 2.0 * 0.025 ** (1 / 400), 2.0))
    mean = NOISE.mean()
    # Of draws that all points share, which no study has, a little is taken for noise.
    assert beside.ratio_range == pytest.approx((1.0 + 1.1 / mean, 1.0 + 2.9 / mean), rel=2e-3)


def test_without_a_box_there_is_no_range():
    cell = compare([arm("a", NOISE), arm("b", NOISE)]).cell("b", "leakers")
    assert cell.mean_range is None
    assert cell.beside.difference_range is None


def test_a_ratio_over_a_base_that_leaks_nothing_somewhere_has_no_end():
    base = arm("a", NOISE, NOISE, np.zeros(400), NOISE)
    other = arm("b", NOISE, NOISE, NOISE, NOISE)
    beside = compare([base, other]).cell("b", "leakers").beside
    assert beside.ratio_range == pytest.approx((1.0, np.inf), abs=1e-3)  # one point of three is over 0
    assert beside.difference_range is not None


def test_every_measure_can_be_compared():
    found = compare([arm("a", NOISE), arm("b", NOISE)])
    assert {cell.measure for cell in found.cells} == set(MEASURES)


def test_carriers_are_told_apart_from_what_arrives():
    base, other = arm("a", NOISE), arm("b", NOISE)
    other.outcomes[0].columns |= {"released": np.full(400, 5.0), "carriers_killed_before": np.full(400, 6.0)}
    found = compare([base, other])
    assert [note.carriers for note in found.arms] == [11, 11]  # three bombers and eight fighters
    assert found.cell("b", "released").mean[0] == 5.0
    assert found.cell("b", "carriers_killed_before").beside.difference[0] == 6.0
    # Whatever becomes of carriers, as much arrives and as much does not.
    for key in ("leakers", "stopped"):
        assert found.cell("b", key).beside.difference[0] == 0.0
    assert set(CARRIERS) < set(MEASURES)


def test_an_unknown_measure_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'leakers'"):
        measure("leaker")
