"""What an assignment says, in words."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.report.studies import assignment_words
from openiads.study.assignment.solve_assignment import Assignment, solve
from openiads.study.assignment.weapon_target_problem import WeaponTargetProblem


def found(**changes: object) -> Assignment:
    problem = WeaponTargetProblem(
        np.array([50.0, 30.0]), np.array([[0.7, 0.2], [0.6, 0.6]]), np.array([2, 2], dtype=np.int64)
    )
    told = {
        "problem": problem, "counts": np.array([[2, 0], [0, 1]]), "value": 16.5, "bound": 15.0,
        "bound_by_prices": 15.0, "method": "local", "found_by": "local", "status": "within gap",
        "seconds": 0.5, "how": "kicks: 5",
    }  # fmt: skip
    return Assignment(**(told | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        (
            {},
            "; no plan leaves less than 15.0, so at most 9.1 % of it, 1.9 % of all value, could be saved by "
            "a better one.",
        ),
        ({"status": "time limit"}, " by a better one. The time limit ended the search."),
        (
            {"status": "time limit", "early": True},
            " by a better one. The time limit cut stages of the search short, each of which has a part of "
            "the time; the rest took less.",
        ),
        ({"method": "greedy"}, " by a better one. Greedy looks for no better one; the other methods do."),
        ({"status": "optimal", "bound": 16.5}, ", and that is proven to be the least."),
    ],
)
def test_the_answer_has_value_bound_and_gap(changes, end):
    told = assignment_words.lead(found(**changes))
    assert told.startswith("Of a value of 80.0 on 2 targets, 16.5 survives (21 %)")
    assert told.endswith(end)


def test_a_row_says_what_shoots_at_a_target_and_what_survives():
    assert assignment_words.rows(found()) == [
        ("0", "50", "2", "4.50", "0 (2 shots)"),
        ("1", "30", "1", "12.0", "1"),
    ]


def test_how_it_was_found_tells_shots_that_are_left_and_whose_word_a_bound_is():
    told = assignment_words.method(found(bound_by_prices=14.0))
    assert told.startswith(
        "Found by trades of shots between targets; kicks: 5; 0.50 s in all. By prices of shots"
    )
    assert "no plan leaves less than 14.0" in told
    assert " 1 shot is not fired. " in told


def test_of_many_targets_those_of_which_most_survives_are_told():
    values = np.arange(1.0, 101.0)
    kill = np.full((1, 100), 0.5)
    told = assignment_words.rows(
        solve(WeaponTargetProblem(values, kill, np.array([10], dtype=np.int64)), "greedy")
    )
    assert len(told) == assignment_words.MOST_ROWS + 1
    assert told[0] == ("89", "90", "0", "90.0", "")
    assert told[-1][0] == "76 more"


def test_nothing_at_stake_is_said_so():
    nothing = WeaponTargetProblem(np.zeros(1), np.full((1, 1), 0.5), np.ones(1, dtype=np.int64))
    assert assignment_words.lead(solve(nothing)) == (
        "Nothing is at stake: 1 target of no value, so no shot is needed."
    )


@pytest.mark.parametrize(
    ("part", "told"), [(0.0, "0 %"), (0.00042, "0.042 %"), (0.5, "50 %"), (1.0, "100 %")]
)
def test_small_shares_keep_two_digits(part, told):
    assert assignment_words.closely(part) == told


@pytest.mark.parametrize(
    ("bound", "told"),
    [(147.85, ("147.9", "147.8")), (147.9201, ("147.923", "147.920")), (147.923456, ("147.9",) * 2)],
)
def test_value_and_bound_have_digits_enough_to_be_told_apart(bound, told):
    assert assignment_words.apart(147.923456, bound) == told
