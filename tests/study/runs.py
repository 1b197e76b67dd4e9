"""Small runs that tests stop, damage and go on with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.campaign import run_campaign as campaign

CUT_SHORT = ["area.duration_s=300", "area.terrain=flat"]
"""Changes that make a scenario play in milliseconds."""


@contextmanager
def in_chunks(scenario: Scenario, size: int) -> Iterator[Prepared]:
    """Runs in chunks of so many replicates, of a World that is prepared once for all."""
    once = prepare(scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(campaign, "prepare", lambda *_: once)
        patch.setattr(campaign, "CHUNK", size)
        yield once


def interrupted(scenario: Scenario, after: int, out: Path, tile: int = 1, **how: Any) -> Path:
    """Folder of a run that was interrupted after so many replicates; `how` as `campaign.run` takes it."""

    def stop(done: int, total: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        campaign.run(scenario, tile=tile, workers=1, out=out, progress=stop, **how)
    return out
