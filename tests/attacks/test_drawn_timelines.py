"""Timelines by the dice: read, answered and written again, and nobody is at two places at once."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from openiads.api.timeline import timeline
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.errors import ScenarioError
from openiads.scenario.load_scenario import load, load_text
from openiads.scenario.timeline_plan import timeline_plan
from openiads.scenario.write_scenario import canonical_toml
from tests.attacks.scenarios import drawn

pytestmark = pytest.mark.filterwarnings("ignore::openiads.ground.errors.Notice")
"""A drawn order or reserve may hardly mean what it says, and is played all the same."""
HISTORIES = 6


def test_drawn_timelines_are_answered_and_keep_every_rule():
    answered = campaigns = 0
    for number in range(60):
        document = drawn(number)
        if "timeline" not in document:
            continue
        scenario = load(document)
        assert load_text(canonical_toml(scenario), "again") == scenario
        if not scenario.battery:
            continue
        try:
            timeline_plan(scenario)
        except ScenarioError:
            assert not fires(scenario)  # the battery that would is removed
            continue
        told = timeline(scenario, histories=HISTORIES)
        json.dumps(told.as_dict(), allow_nan=False)
        assert told.page().endswith("</html>") or told.page().endswith("</html>\n")
        require_rules(told.found)
        answered += 1
        campaigns += told.found.plan.raids is not None
    assert answered > 10
    assert campaigns > 5


def fires(scenario) -> bool:
    """Whether any battery has a round that the raids take."""
    (row,) = scenario.timeline.campaign.demand
    loads = (
        b.loadout if b.loadout is not None else PACKAGED.system(b.system).loadout for b in scenario.battery
    )
    return any(load.get(row.round, 0) for load in loads)


def require_rules(found) -> None:
    """What holds of any timeline."""
    stays, plan = found.stays, found.plan
    assert (stays.begin <= stays.end).all()
    assert stays.begin.min(initial=0.0) >= 0.0
    assert stays.end.max(initial=0.0) <= plan.duration
    for battery in range(len(plan.batteries)):
        here = stays.battery == battery
        begin, end = stays.begin[:, here], stays.end[:, here]
        order = np.argsort(begin, axis=1, kind="stable")
        begin, end = (np.take_along_axis(side, order, axis=1) for side in (begin, end))
        there = end > begin
        for h in range(len(begin)):
            spans = list(zip(begin[h, there[h]], end[h, there[h]], strict=True))
            assert all(until <= since for (_, until), (since, _) in pairwise(spans))
    for one in found.places:
        here = stays.place == found.plan.places.index(one.name)
        ready = np.linspace(0.0, plan.duration, 400, endpoint=False)
        covered = (stays.begin[:, here, None] <= ready) & (ready < stays.end[:, here, None])
        for k, moment in enumerate(ready):
            expected = ~covered[:, :, k].any(axis=1) & (moment >= one.gaps.first)
            assert (one.gaps.meets(np.full(stays.histories, moment)) == expected).all()
    if found.with_home is not None:
        assert (np.diff(found.with_home.fired, axis=1) >= 0.0).all()
        assert min(one.least.min() for one in found.rounds.values()) >= 0.0
