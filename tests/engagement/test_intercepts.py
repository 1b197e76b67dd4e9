"""Fire control is neither omniscient nor nervous: what it begins it ends, and it is as wrong as it says."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.words import Happening
from verification.intercepts import SHARE, WITHIN, agreement

MOST_BROKEN_OFF = 0.05
"""Of the assignments."""
REPLICATES = 40
"""Of each built-in scenario: an order given a third time, which is rare, is not seen in a few."""
RAIDS = ["one-battery", "turkey-2017", "turkey-four-batteries", "patriot-2013", "saturation"]
LONG_RANGE, CHEAP = 200e3, 1e5
"""Metres and dollars: what is a long-range round, and what it is not meant for."""


@cache
def events(name: str) -> dict[str, np.ndarray]:
    """Events of some replicates of a built-in scenario."""
    return Books.joined(list(play(prepare(name).world, 3, 0, REPLICATES))).events


@pytest.mark.slow(seconds=20)
@pytest.mark.parametrize("name", RAIDS)
def test_few_engagements_are_broken_off_and_none_again_and_again(name):
    e = events(name)
    broken = e["kind"] == Happening.BROKEN_OFF
    assigned = np.count_nonzero(e["kind"] == Happening.ASSIGNED)
    assert assigned > 100
    assert np.count_nonzero(broken) <= MOST_BROKEN_OFF * assigned
    columns = (e[column][broken] for column in ("replicate", "battery", "other"))
    assert max(Counter(zip(*columns, strict=True)).values(), default=0) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", RAIDS)
def test_few_long_range_rounds_go_to_cheap_targets(name):
    e, plan = events(name), prepare(name).plan
    launch = e["kind"] == Happening.LAUNCH
    far = np.array([entry.maximum_range >= LONG_RANGE for entry in plan.rounds])[
        e["value"][launch].astype(int)
    ]
    cheap = np.array([target.threat.unit_cost < CHEAP for target in plan.targets])[e["object"][launch]]
    assert np.count_nonzero(far & cheap) <= 0.1 * np.count_nonzero(far)


@pytest.mark.slow
@pytest.mark.parametrize("name", RAIDS)
def test_few_designations_find_nothing(name):
    e = events(name)
    nothing = np.count_nonzero(e["kind"] == Happening.NOT_ACQUIRED)
    assert nothing <= 0.1 * np.count_nonzero(e["kind"] == Happening.ASSIGNED)


@pytest.mark.slow
@pytest.mark.parametrize("name", RAIDS)
def test_predicted_and_met_intercepts_agree_within_stated_errors(name):
    errors = agreement(prepare(name).world, 10)
    assert len(errors) > 50
    assert np.mean(errors[:, 2] < WITHIN) >= SHARE
