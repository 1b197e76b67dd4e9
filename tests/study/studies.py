"""Small studies that tests play, stop, damage and go on with."""

from __future__ import annotations

from typing import Any

from openiads.scenario.load_scenario import load
from openiads.study.executors.serial import Serial
from openiads.study.experiment.to_play import Play
from tests.study.runs import CUT_SHORT

SHA = "5" * 64
DELAYS = (1, 3, 5)
SALVOS = {"one": 1, "Two": 2}
REPLICATES, BOX_REPLICATES = 24, 7


def scenario_of(arm: str, point: int) -> Any:
    changes = [*CUT_SHORT, f"battery.salvo={SALVOS[arm]}", f"network.delay_s={DELAYS[point]}"]
    return load("one-battery", changes)


def delays(arm: str, point: int) -> dict[str, float]:
    return {"network.delay_s": float(DELAYS[point])}


def small(**changed: Any) -> Play:
    """Two arms at three points."""
    told = {
        "name": "small", "sha256": SHA, "seed": 3, "arms": tuple(SALVOS), "points": len(DELAYS),
        "scenario_at": scenario_of, "replicates": REPLICATES, "box_replicates": BOX_REPLICATES,
        "text": "version = 1\n", "told": delays,
    }  # fmt: skip
    return Play(**(told | changed))


class Stops(Serial):
    """Plays so many jobs, then somebody presses Ctrl-C."""

    def __init__(self, after: int, error: BaseException | None = None) -> None:
        self.after, self.error = after, error or KeyboardInterrupt()

    def each(self, function, jobs):
        for number, job in enumerate(jobs):
            if self.after == 0:
                raise self.error
            self.after -= 1
            yield number, function(job)
