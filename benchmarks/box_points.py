"""What points of a box cost over the same replicates at nominal: to prepare each, and to play it."""

from __future__ import annotations

import random
import warnings
from typing import Any

from benchmarks.clock import spent
from openiads.ground.errors import Notice
from openiads.scenario.load_scenario import load
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.known.uncertain_figures import Uncertain, figures_of

SCENARIO, REPLICATES = "one-battery", 50
LIGHT = ("system", "evidence", "identification", "engagement", "tracking", "lethality", "reliability")
"""Kinds whose figures shape no table of flight, sight or ground."""


def measured(points: int) -> dict[str, Any]:
    """By what is drawn: kill probabilities and figures that shape no table, then every figure."""
    base = prepare(SCENARIO)
    _play(base, 2)
    figures = [f for f in figures_of(base.plan) if f.boxed and isinstance(f.value, int | float)]
    light = [f for f in figures if f.kind in LIGHT or f.name == "kill_probability"]
    nominal = spent(lambda: [_play(base, REPLICATES) for _ in range(points)])
    return {
        "nominal_cpu_s": nominal,
        "without_tables": _points(base, light, points, nominal),
        "every_figure": _points(base, figures, points, nominal),
    }


def _points(base: Prepared, figures: list[Uncertain], points: int, nominal: float) -> dict[str, float]:
    draws = random.Random(1)
    preparing = playing = 0.0
    for _ in range(points):
        found: list[Prepared] = []
        changes = [change for figure in figures for change in _drawn(figure, draws)]
        preparing += spent(lambda: found.append(prepare(_quietly(changes), like=base)))  # noqa: B023
        playing += spent(lambda: _play(found[0], REPLICATES))  # noqa: B023
    return {
        "figures": len(figures),
        "preparing_cpu_s": preparing,
        "playing_cpu_s": playing,
        "preparing_over_nominal": preparing / nominal,
        "all_over_nominal": (preparing + playing) / nominal,
    }


def _drawn(figure: Uncertain, draws: random.Random) -> list[str]:
    low, high = (figure.outside(end) for end in (figure.low, figure.high))
    value = draws.randint(low, high) if isinstance(figure.value, int) else draws.uniform(low, high)
    return [f"{path}={value!r}" for path in figure.paths]


def _quietly(changes: list[str]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)
        return load(SCENARIO, changes)


def _play(prepared: Prepared, replicates: int) -> int:
    return sum(1 for _ in play(prepared.world, 1, 0, replicates, workers=1, chain=prepared.chain))
