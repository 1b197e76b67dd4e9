"""What the table of identities says of itself."""

from __future__ import annotations

import pytest

from openiads.report.run.identity_words import asked
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of


@pytest.mark.parametrize(
    ("interrogator", "begins"),
    [("none", "Nobody interrogates"), ("national", "Interrogators of this scenario ask"), ("full", "")],
)
def test_it_is_said_who_cannot_be_asked(interrogator, begins):
    told = asked(plan_of(load("turkey-2017", [f"network.interrogator={interrogator}"])))
    assert told.startswith(begins)
    assert bool(told) is bool(begins)
