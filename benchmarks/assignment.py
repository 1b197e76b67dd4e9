"""What it costs to assign shots to targets, and how far from the best the answers are.

Problems are made up in the style of Ahuja and others (2007): values of 25 to 100, kill probabilities of 0.6
to 0.9, one shot a type; and harder ones, with probabilities of 0 to 1 and two or three shots a type.
"""

from __future__ import annotations

from statistics import mean
from typing import Any, Literal

import numpy as np

from benchmarks.clock import interleaved, reference_kernel, spent
from openiads.engagement.weapon_target.marginal_return import fire_greedily
from openiads.study.assignment.lent_arrays import fired_greedily
from openiads.study.assignment.merged_problem import merged
from openiads.study.assignment.solve_assignment import Assignment, Method, solve
from openiads.study.assignment.trading import Trading
from openiads.study.assignment.weapon_target_problem import WeaponTargetProblem

Kind = Literal["narrow", "wide"]
SPAN: dict[Kind, tuple[float, float]] = {"narrow": (0.6, 0.9), "wide": (0.0, 1.0)}
ASKED: tuple[tuple[Kind, int, int], ...] = (
    ("narrow", 20, 20), ("narrow", 40, 20), ("narrow", 80, 80), ("narrow", 100, 50), ("narrow", 100, 100),
    ("narrow", 200, 100), ("narrow", 200, 400), ("wide", 100, 200), ("wide", 150, 300),
)  # fmt: skip
SECONDS, LOCAL_SECONDS = 60.0, 3.0
MANY = 200
"""Calls of a kernel that is too quick for a clock."""


def measured(quick: bool, seeds: tuple[int, ...] = (1, 2, 3)) -> dict[str, Any]:
    """Milliseconds and gaps of each method, by problem."""
    figures: dict[str, Any] = {}
    for kind, types, targets in ASKED[:1] if quick else ASKED:
        problems = [made_up(kind, types, targets, seed) for seed in (seeds[:1] if quick else seeds)]
        for each in problems[:1]:
            solve(each)  # whatever is compiled is compiled here
        figures[f"{kind}, {types} types x {targets} targets"] = kernels(problems) | {
            method: answers(problems, method, seconds)
            for method, seconds in (("local", LOCAL_SECONDS), ("exact", SECONDS))
        }
    return figures


def made_up(kind: Kind, types: int, targets: int, seed: int) -> WeaponTargetProblem:
    """A problem of one of the two kinds."""
    draws = np.random.default_rng(seed)
    kill = draws.uniform(*SPAN[kind], (types, targets))
    values = draws.integers(25, 101, targets).astype(np.float64)
    shots = np.ones(types) if kind == "narrow" else draws.integers(2, 4, types)
    return WeaponTargetProblem(values, kill, shots.astype(np.int64))


def kernels(problems: list[WeaponTargetProblem]) -> dict[str, float]:
    """Milliseconds of greedy and of greedy with trades, what they leave over the best, and the reference."""
    greedy, traded, gaps = [], [], []
    for problem in problems:
        odds, whole = merged(problem).odds, merged(problem)
        fired = fired_greedily(odds)
        tradings = [Trading(whole, 1) for _ in range(5)]

        def many(odds: Any = odds, fired: Any = fired) -> None:
            for _ in range(MANY):
                fire_greedily(odds, fired)

        greedy.append(1e3 * interleaved(many, reference_kernel, rounds=5)[0] / MANY)
        times = [spent(lambda one=one: one.trade(lambda: False)) for one in tradings]
        traded.append(1e3 * sorted(times)[len(times) // 2] + greedy[-1])
        best = solve(problem, "exact", SECONDS).bound / whole.scale
        gaps.append((float(fired.left.sum()) / best - 1.0, tradings[0].left / best - 1.0))
    return {
        "greedy_ms": max(greedy),
        "greedy_over_best": mean(gap for gap, _ in gaps),
        "with_trades_ms": max(traded),
        "with_trades_over_best": mean(gap for _, gap in gaps),
        "with_trades_over_best_at_most": max(gap for _, gap in gaps),
    }


def answers(problems: list[WeaponTargetProblem], method: Method, seconds: float) -> dict[str, float]:
    """CPU seconds, what is left over the bound of the exact answer, and how many are proven."""
    found: list[Assignment] = []
    cpu = [spent(lambda one=one: found.append(solve(one, method, seconds))) for one in problems]
    bounds = [solve(one, "exact", SECONDS).bound for one in problems]
    over = [one.value / bound - 1.0 for one, bound in zip(found, bounds, strict=True)]
    return {
        "cpu_s_at_most": max(cpu),
        "over_best_at_most": max(over),
        "proven_share": mean(one.status == "optimal" for one in found),
        "prices_alone_below_by_at_most": max(1.0 - one.bound_by_prices / one.bound for one in found),
    }
