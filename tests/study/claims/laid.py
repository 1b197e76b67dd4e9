"""Claims asked without an engine: every study is laid out, and its tables are drawn instead of played."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from openiads.scenario.plan import plan_of
from openiads.study.claims.asking import Asking
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.design.load_study import load
from openiads.study.experiment.in_memory import InMemory

COLUMNS = (
    "leakers", "killed", "released", "assets_hit", "rounds", "cost_musd", "neutrals_engaged",
    "friends_engaged", "neutrals_killed", "friends_killed", "carriers_killed_before",
)  # fmt: skip


class Drawn:
    """A results folder that was never played."""

    folder = Path("drawn")

    def column(self, name):
        return np.full(4, 40.0)


@dataclass
class LaidOut:
    """As `Played`, with numbers that are drawn."""

    design: object
    counts: tuple
    results: Drawn = field(default_factory=Drawn)

    @cached_property
    def arms(self):
        rng = np.random.default_rng(5)
        return {
            arm.name: PlayedArm(
                arm.name,
                arm.told,
                plan_of(arm.scenario, arm.catalogue),
                [self.outcomes(rng) for _ in self.design.points],
            )
            for arm in self.design.arms
        }

    def outcomes(self, rng):
        rows = self.design.replicates
        told = {name: rng.integers(0, 5, rows).astype(float) for name in COLUMNS}
        told |= {
            one.key: rng.integers(0, round(one.most or 4) + 1, rows).astype(float) for one in self.counts
        }
        told["value_hit_share"] = rng.uniform(0.0, 0.9, rows)
        told["flights_in_reach"] = np.full(rows, 40.0)
        told["first_shot_time_s"] = np.where(rng.uniform(size=rows) < 0.2, np.nan, 600.0)
        told["replicate"], told["common_failure"] = np.arange(rows), np.zeros(rows)
        return InMemory(told, 0.0)

    @property
    def entries(self):
        return tuple(dict.fromkeys(entry for arm in self.arms.values() for entry in arm.plan.entries))


class Laying(Asking):
    """Asks, and lays out what is to be played at the nominal figures only; boxes are only checked."""

    def play(self, study, counts=()):
        boxed = load({"keep": ["outcomes", "targets"], **study})
        self.designs.append(boxed)
        plain = {key: value for key, value in study.items() if key != "box"}
        return LaidOut(load({"keep": ["outcomes", "targets"], **plain}), tuple(counts))

    @cached_property
    def designs(self):
        return []


def laying():
    return Laying(Path("drawn"), None, 0.01)
