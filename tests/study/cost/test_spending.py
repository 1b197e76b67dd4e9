"""What was fired at each class agrees with the other tables of the same run, counted another way."""

import numpy as np
import pyarrow.compute as pc
import pytest

from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.study.campaign.tables import rounds_column, tables_of
from openiads.study.cost.spending import spent_of


@pytest.fixture(scope="module")
def played():
    prepared = prepare("one-battery")
    books = Books.joined(list(play(prepared.world, 1, 0, 24)))
    return prepared.plan, tables_of(books, prepared.plan)


@pytest.fixture(scope="module")
def spent(played):
    plan, tables = played
    halves = [tables["events"].slice(0, 1000), tables["events"].slice(1000)]
    return spent_of(plan, tables["outcomes"], [tables["targets"]], halves)


def test_every_round_is_fired_at_some_class(played, spent):
    _, tables = played
    for t, slug in enumerate(spent.rounds):
        column = tables["outcomes"][rounds_column(slug)].to_numpy()
        np.testing.assert_array_equal(spent.fired.sum(axis=1)[:, t], column)


def test_what_fell_is_what_the_outcomes_count(played, spent):
    _, tables = played
    np.testing.assert_array_equal(spent.killed.sum(axis=1), tables["outcomes"]["killed"].to_numpy())


def test_at_catalogue_prices_it_is_the_cost_of_the_outcomes(played, spent):
    plan, tables = played
    money = spent.in_all([entry.unit_cost for entry in plan.rounds])
    np.testing.assert_allclose(money / 1e6, tables["outcomes"]["cost_musd"].to_numpy())


def test_the_classes_share_all_that_was_fired(played, spent):
    plan, _ = played
    prices = [entry.unit_cost for entry in plan.rounds]
    np.testing.assert_allclose(
        sum(spent.on(threat, prices) for threat in spent.threats), spent.in_all(prices)
    )
    assert (spent.in_all(prices) > 0).any()


def test_who_is_fired_at_counts_once_however_many_rounds_he_takes(played, spent):
    _, tables = played
    launches = tables["events"].filter(pc.equal(tables["events"]["kind"], "launch"))
    names = ("replicate", "common_failure", "object")
    keys = zip(*(launches[name].to_pylist() for name in names), strict=True)
    assert spent.engaged.sum() == len(set(keys)) > 0
    assert (spent.engaged <= spent.fired.sum(axis=2)).all()
