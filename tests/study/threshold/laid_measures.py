"""Questions whose curves are known, so that every answer is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.study.compare.measures import MEASURES
from openiads.study.design.arms import Arm
from openiads.study.design.coordinates import Coordinate, Part, Paths, alone
from openiads.study.experiment.in_memory import InMemory, Setting
from openiads.study.threshold.searching import Required, required
from openiads.study.threshold.what_is_asked import Asked, Wish

SCENARIO = load("one-battery", ["area.terrain=flat"])
PLAN = plan_of(SCENARIO)
ARM = Arm("one-battery", SCENARIO)
KILL = "catalogue.rounds.48n6e3.kill_probability"
ROWS = 400


def coordinate(
    name: str = KILL, low: float = 0.0, high: float = 1.0, value: float = 0.5, whole: bool = False
) -> Coordinate:
    """A figure between two ends."""
    setter = Paths({"one-battery": (name,)}, whole)
    return alone(Part(name, (name,), low, value, high, whole, "assumption", ("one-battery",), setter))


class Laid:
    """Plays a curve instead of a scenario: so many leakers on average, and half a leaker either way."""

    seed, replicates = 1, ROWS

    def __init__(self, curve: Callable[..., float], spread: float = 0.5, nominal: float = 4.0) -> None:
        self.curve, self.spread, self.nominal = curve, spread, nominal
        self.seen: dict[object, Setting] = {}

    def at(self, arm: Arm, values: Sequence[float] | None = None) -> Setting:
        key = None if values is None else tuple(values)
        if key not in self.seen:
            mean = self.nominal if values is None else self.curve(*values)
            apart = np.where(np.arange(ROWS) % 2, self.spread, -self.spread)
            columns = {"leakers": mean + apart, "common_failure": np.zeros(ROWS)}
            columns["replicate"] = np.arange(ROWS, dtype=np.float64)
            self.seen[key] = Setting(PLAN, InMemory(columns, 0.0))
        return self.seen[key]


def found(
    curve: Callable[..., float], *figures: Coordinate, threshold: float, above: bool = False,
    spread: float = 0.5, values: int = 5,
) -> Required:  # fmt: skip
    """What is found of a curve of one figure or two."""
    asked = Asked(ARM, figures or (coordinate(),), Wish(MEASURES["leakers"], above, threshold))
    return required(asked, Laid(curve, spread), values)  # type: ignore[arg-type]
