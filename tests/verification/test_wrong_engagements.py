"""The study of wrong engagements: what it counts, and when it calls a rule broken."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import prepare
from openiads.study.experiment.in_memory import InMemory, played
from openiads.study.known.uncertain_figures import Uncertain
from verification import wrong_box, wrong_engagements
from verification.wrong_engagements import SEED, arms, document_of, rule

LESS = ("national", "tight", "alone", "warned")
MORE = ("none", "tight", "alone", "warned")


def outcomes(friends: list[float]) -> InMemory:
    """Outcomes in which so many friends were engaged, and a row of nonsense with the common failure."""
    counts = np.array([*friends, 99.0])
    columns = {
        "replicate": np.arange(len(counts), dtype=np.float64),
        "common_failure": np.array([0.0] * len(friends) + [1.0]),
        "friends_engaged": counts,
    }
    return InMemory(columns, 0.0)


def test_the_mean_difference_of_pairs_has_the_interval_of_student():
    fewer, more = [0.0, 1.0, 0.0, 2.0, 0.0], [1.0, 1.0, 3.0, 2.0, 2.0]
    found = rule({LESS: outcomes(fewer), MORE: outcomes(more)}, "friends", LESS, MORE)
    gap = np.subtract(fewer, more)
    low, high = stats.t.interval(0.95, 4, gap.mean(), stats.sem(gap))
    assert (found.mean, found.low, found.high) == pytest.approx((-1.2, low, high))
    assert found.against == 0
    assert found.holds


def test_what_surely_engages_more_breaks_the_rule_and_what_may_does_not():
    surely = rule({LESS: outcomes([2.0, 3.0, 2.0]), MORE: outcomes([0.0, 1.0, 0.0])}, "friends", LESS, MORE)
    assert not surely.holds
    assert surely.against == 3
    maybe = rule({LESS: outcomes([2.0, 0.0, 0.0]), MORE: outcomes([0.0, 1.0, 0.0])}, "friends", LESS, MORE)
    assert maybe.holds
    assert maybe.against == 1


def test_arms_are_all_that_there_are_and_differ_in_nothing_else():
    told = list(arms())
    assert len(set(told)) == 54
    alone = document_of(("full", "hold", "alone", "closed"))
    assert [network["form"] for network in alone["network"]] == ["alone", "alone"]
    assert {network["interrogator"] for network in alone["network"]} == {"full"}
    shared = document_of(("full", "hold", "networked", "closed"))
    same = [{key: value for key, value in d.items() if key != "network"} for d in (alone, shared)]
    assert same[0] == same[1]


def test_raiders_that_were_fired_at_are_counted_by_replicate_and_stratum():
    table = pa.table(
        {
            "replicate": [0, 0, 0, 0, 1],
            "common_failure": [0, 0, 0, 1, 0],
            "side": ["hostile", "hostile", "friend", "hostile", "hostile"],
            "shots": [2, 0, 1, 1, 3],
        }
    )
    assert wrong_box.with_raiders(table)["raiders_engaged"].tolist() == [1.0, 1.0, 1.0]


def test_a_rate_is_the_share_of_two_sums_over_replicates_as_they_are():
    columns = {
        "common_failure": np.array([0.0, 0.0, 1.0]),
        "friends_engaged": np.array([1.0, 2.0, 9.0]),
        "raiders_engaged": np.array([4.0, 5.0, 9.0]),
    }
    assert wrong_box.FRIENDLY.of(InMemory(columns, 0.0)) == pytest.approx(3.0 / 12.0)


def figure(name: str) -> Uncertain:
    return Uncertain("identification", name, ("identification",), ("",), 1, 0, 2, True, "seen", (), "")


def test_figures_that_move_nothing_are_a_number_and_no_lines(capsys):
    moved = [(0.3 - 0.01 * n, 0.0, 0.3 - 0.01 * n, figure(f"mover_{n}")) for n in range(wrong_box.LINES + 2)]
    wrong_box.print_moved([*moved, *((0.0, 0.1, 0.1, figure(f"idle_{n}")) for n in range(5))])
    head, *lines, rest = capsys.readouterr().out.splitlines()
    assert head == "10 of 15 figures move it, one at a time from low to high; the others do not:"
    assert [f"mover_{n} " in line for n, line in enumerate(lines)] == [True] * wrong_box.LINES
    assert rest == "  and 2 by no more than 0.220"
    wrong_box.print_moved([(0.0, 0.1, 0.1, figure("idle"))])
    assert capsys.readouterr().out == (
        "0 of 1 figures move it, one at a time from low to high; the others do not:\n"
    )


@pytest.mark.slow(seconds=20)
def test_a_full_interrogator_and_tight_control_engage_no_more_than_none_and_free():
    some = [(i, c, "networked", "warned") for i in ("none", "full") for c in ("tight", "free")]
    found = {}
    for arm in some:
        found[arm] = played(prepare(load_document(document_of(arm), "arm")), SEED, range(4), 1).outcomes
    for control in ("tight", "free"):
        assert rule(found, "friends", ("full", control, *some[0][2:]), ("none", control, *some[0][2:])).holds
    for interrogator in ("none", "full"):
        rest = some[0][2:]
        for who in wrong_engagements.ENGAGED:
            assert rule(found, who, (interrogator, "tight", *rest), (interrogator, "free", *rest)).holds
    assert found["none", "free", "networked", "warned"].column("friends_engaged").sum() > 0
