from __future__ import annotations

import numpy as np
import pytest

from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import prepare
from openiads.state.planes import Target, TargetKey
from openiads.state.words import Happening
from tests.simulation.tiny import rows
from verification.degenerate import SITE, Approach, document, world_of


@pytest.mark.compiled("it plays forty replicates of a built-in scenario")
@pytest.mark.parametrize("step", [0.25, 0.5, 1.0])
def test_nobody_is_detected_before_he_flies_nor_at_the_very_begin_of_the_run(step):
    world = prepare(load("one-battery", [f"area.step_s={step}"])).world
    t = rows(world, 0, 40).targets
    seen = ~np.isnan(t["first_detection_time"])
    first = t["first_detection_time"][seen]
    start = world.target_f[Target.START] - world.target_f[Target.JITTER]
    free = world.target_i[TargetKey.CARRIER, t["target"][seen]] < 0
    assert (first[free] >= start[t["target"][seen]][free]).all()
    # A look has a time of its own, and hardly ever that of the run's begin.
    assert not (first == 0.0).any()


NAMES = ["one-battery", "patriot-2013", "saturation", "turkey-2017", "turkey-four-batteries"]
SCAN = 12.0
"""A turn of the slowest radar [s]."""


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_raider_appears_in_the_middle_of_coverage(name):
    prepared = prepare(name)
    world = prepared.world
    t = rows(world, 0, 2).typical().targets
    climbing = {raid.name for raid in prepared.scenario.raid if raid.climbs}
    for n, replicate in zip(t["target"], t["replicate"], strict=True):
        target = prepared.plan.targets[n]
        if target.side != "hostile" or target.carrier >= 0 or target.threat.kind == "ballistic":
            continue
        row = (t["target"] == n) & (t["replicate"] == replicate)
        waited = t["first_detection_time"][row] - target.start + target.jitter
        rising = target.name.rsplit(" ", 1)[0] in climbing
        assert not waited < SCAN or rising, target.name


def test_no_look_lies_beyond_the_step_that_makes_it():
    """Fast crossers enter 4 km off a radar: while the beam turns to them they run on, past the step's end."""
    tables = document(1, {}, {}, Approach())
    latitude, longitude = SITE
    tables["raid"] = [
        {
            "name": "crossers", "threat": "fighter", "count": 60, "spacing_s": 0.73, "speed_mps": 1500.0,
            "altitude_m": 3000.0, "rcs_m2": 10_000.0, "weave": False,
            "waypoints": [[latitude, longitude + 0.045], [latitude + 0.1, longitude + 0.045]],
        }
    ]  # fmt: skip
    e = rows(world_of(tables), 0, 2).events
    first = e["kind"] == Happening.FIRST_DETECTION
    assert first.sum() > 60
    assert (e["time"] < e["step"] + 1)[first].all()
    assert (e["time"] >= e["step"])[first].all()
