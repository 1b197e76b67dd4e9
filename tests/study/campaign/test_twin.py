"""The twin as a driver tells of the same run as the engine."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.scenario.load_scenario import load
from openiads.study.campaign.run_campaign import run

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
