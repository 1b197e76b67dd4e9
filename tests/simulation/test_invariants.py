"""What holds in every run, on random scenarios: counts are kept anew, lines of sight walked over the map."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openiads.engagement.fire_control import ASSIGNMENTS, DOCTRINES
from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import prepare
from openiads.state.world import freeze
from tests.simulation.drawn import scenarios
from tests.simulation.ridges import draw_ridges
from verification import ridge
from verification.invariants import RULES, breaches

MODELS = {"doctrine": tuple(DOCTRINES), "assignment": tuple(ASSIGNMENTS)}
EXAMPLES, ASKED = 60, 12
"""Scenarios, and how often each rule must have been asked in them at least."""


@pytest.fixture(scope="module")
def ridges(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A map on which most low flyers are hidden most of the time."""
    return draw_ridges(Path(tmp_path_factory.mktemp("ground")) / "ridges.tif")


@pytest.mark.slow(seconds=200)
def test_no_drawn_scenario_breaks_a_rule(ridges):
    asked: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES)
    @given(data=st.data())
    def drawn(data: st.DataObject) -> None:
        scenario = data.draw(scenarios(("globe-30s", "flat", ridges), MODELS))
        found = breaches(prepare(scenario), 1, seed=5)
        assert found.breaches == []
        asked.update(found.counts)

    drawn()
    assert min(asked[rule] for rule in RULES) >= ASKED, asked


@pytest.mark.slow
def test_the_skyline_is_what_keeps_rounds_from_being_guided_through_hills(ridges):
    # The same battery, whose radar sees through the hills of the map that is walked.
    document = ridge.tables(ridges, ridge.NATIONAL, raid_terrain_following=True, raid_altitude_m=100.0)
    prepared = prepare(load_document(document, "ridges"))
    world = prepared.world
    open_ground = freeze(
        world._replace(
            masks=np.full_like(world.masks, -1.0), mask_bounds=np.full_like(world.mask_bounds, -1.0)
        )
    )
    assert breaches(prepared, 4).breaches == []
    found = breaches(replace(prepared, world=open_ground), 4).breaches
    assert {breach.rule for breach in found} == {RULES[14]}
