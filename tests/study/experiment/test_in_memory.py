"""What is played in memory is what a run plays, whichever replicates are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.scenario import builtin
from openiads.scenario.load_scenario import load_text
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.experiment.in_memory import InMemory, joined, played, spans_of


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    """A short scenario with a common failure."""
    return prepare("one-battery")


def test_replicates_are_the_same_however_they_are_asked_for(prepared: Prepared) -> None:
    whole = played(prepared, 3, range(8), workers=1).outcomes
    some = played(prepared, 3, [1, 2, 5, 7], workers=2).outcomes
    kept = np.isin(whole.column("replicate"), [1, 2, 5, 7])
    for name, values in whole.columns.items():
        assert np.array_equal(values[kept], some.column(name), equal_nan=True), name


def test_outcomes_know_which_rows_have_the_common_failure(prepared: Prepared) -> None:
    rows = played(prepared, 3, range(4), workers=1).outcomes
    assert rows.probability > 0.0
    assert rows.common_failure.sum() >= 1
    assert (~rows.common_failure).sum() == 4


def test_the_starter_file_is_defended() -> None:
    prepared = prepare(load_text(builtin.template(), "template.toml"))
    rows = played(prepared, 1, range(4), workers=1).outcomes
    assert rows.column("rounds")[~rows.common_failure].min() > 0.0
    assert rows.column("killed")[~rows.common_failure].mean() > 0.0


def test_spans_hold_each_number_once() -> None:
    numbers = [3, 4, 9, 10, 11, 40]
    spans = list(spans_of(numbers))
    assert spans == [(3, 5), (9, 12), (40, 41)]
    assert [n for first, last in spans for n in range(first, last)] == numbers
    assert list(spans_of([])) == []


def test_parts_that_are_joined_are_the_whole_again(prepared: Prepared) -> None:
    whole = played(prepared, 3, range(6), workers=1).outcomes
    again = joined([whole.of([1, 4, 5]), whole.of([0, 2, 3])])
    assert again.probability == whole.probability
    for name, values in whole.columns.items():
        assert np.array_equal(values, again.column(name), equal_nan=True), name


def test_rounds_that_a_part_does_not_have_it_did_not_fire(prepared: Prepared) -> None:
    whole = played(prepared, 3, range(2), workers=1).outcomes
    first, second = whole.of([0]), whole.of([1])
    kept = {name: values for name, values in second.columns.items() if name != "rounds_48n6e3"}
    fired = joined([InMemory(kept, second.probability), first]).column("rounds_48n6e3")
    assert fired.tolist() == [*first.column("rounds_48n6e3"), 0.0]
