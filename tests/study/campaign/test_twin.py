"""The twin as a driver tells of the same run as the engine."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.scenario.load_scenario import load
from openiads.simulation.books import ENDS
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.words import Happening
from openiads.study.campaign.run_campaign import run
from openiads.study.campaign.twin import play_reference

UNKNOWN_TO_THE_TWIN = {"object_steps", "plots", "flights_in_reach"}


@pytest.mark.slow
def test_its_outcomes_are_the_engines(tmp_path):
    scenario = load("one-battery", ["area.duration_s=700"])
    engine = run(scenario, replicates=2, out=tmp_path / "engine")
    twin = run(scenario, replicates=2, engine="reference", out=tmp_path / "twin")
    for name in set(engine.outcomes.column_names) - UNKNOWN_TO_THE_TWIN:
        found = twin.outcomes[name].to_numpy()
        np.testing.assert_allclose(found, engine.outcomes[name].to_numpy(), rtol=1e-9, err_msg=name)
    for name in ("name", "fate", "reason", "shots"):
        assert twin.targets[name].to_pylist() == engine.targets[name].to_pylist()


@pytest.mark.slow
def test_a_round_that_is_under_way_when_the_run_ends_is_no_fault_of_the_program():
    world = prepare(load("one-battery", ["area.duration_s=700"])).world
    events = next(iter(play(world, 1, 0, 1))).events
    launched = events["time"][events["kind"] == Happening.LAUNCH]
    steps = int(launched[0]) + 2  # the first round has left, and flies
    short = world._replace(clock=world.clock._replace(steps=steps, duration=float(steps)))
    books = next(play_reference(short, 1, 0, 1))  # of the replicate whose common failure is not
    assert (books.events["kind"] == Happening.LAUNCH).sum() == 1
    assert not np.isin(books.events["kind"], ENDS).any()
