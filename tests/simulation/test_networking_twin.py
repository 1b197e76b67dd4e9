"""Engine and twin agree where a network cues its batteries and where they fire on its tracks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openiads.state.words import Happening
from tests.simulation.test_twin import assert_twins, engine, events_of
from verification import ridge

REMOTE = {**ridge.NATIONAL, "engage_on_remote": True}


@pytest.mark.parametrize(
    ("network", "battery"),
    [
        (REMOTE, {}),
        (REMOTE, {"system": "patriot-mse"}),
        (ridge.NATIONAL, {"system": "patriot-mse"}),
        ({**REMOTE, "cueing": False, "loss_probability": 0.3, "delay_s": 4}, {}),
        (ridge.ALONE, {}),
    ],
    ids=["remote", "remote Patriot", "cued Patriot", "remote, not cued, lossy", "alone"],
)
def test_a_network_is_its_twin(tmp_path: Path, network: dict[str, Any], battery: dict[str, Any]) -> None:
    world = ridge.world(ridge.draw_ridge(tmp_path / "ridge.tif"), network, **battery)
    assert_twins(world, seed=5, replicate=1)
    on_remote = [
        e for e in events_of(engine(world, 5, 1, False)) if e.kind == Happening.ACQUIRED and e.value == 1.0
    ]
    assert bool(on_remote) == ("engage_on_remote" in network)
