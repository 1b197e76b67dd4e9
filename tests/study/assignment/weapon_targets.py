"""Weapon-target problems made up for tests, and the best value of a tiny one by looking at every plan."""

from __future__ import annotations

import itertools

import numpy as np

from openiads.study.assignment.weapon_target_problem import WeaponTargetProblem


def narrow(types: int, targets: int, seed: int, low: float = 0.6, high: float = 0.9) -> WeaponTargetProblem:
    """One shot a type, kill probabilities that differ little, as in Ahuja and others (2007)."""
    draws = np.random.default_rng(seed)
    kill = draws.uniform(low, high, (types, targets))
    values = draws.integers(25, 101, targets).astype(np.float64)
    return WeaponTargetProblem(values, kill, np.ones(types, dtype=np.int64))


def tiny(seed: int) -> WeaponTargetProblem:
    """Up to three types of up to three shots and four targets; some of the values and chances are 0 or 1."""
    draws = np.random.default_rng(seed)
    targets, types = int(draws.integers(1, 5)), int(draws.integers(1, 4))
    kill = draws.random((types, targets))
    if seed % 4 == 1:
        kill = np.round(kill, 1)
    elif seed % 4 == 2:
        kill = draws.choice([0.0, 0.5, 0.9, 1.0], (types, targets))
    elif seed % 4 == 3:
        kill = np.repeat(kill[:1], types, axis=0)
    values = draws.integers(0, 6, targets).astype(np.float64)
    if seed % 3 == 0:
        values = draws.random(targets) * 10.0 ** draws.integers(-3, 4)
    return WeaponTargetProblem(values, kill, draws.integers(0, 4, types))


def least(problem: WeaponTargetProblem) -> float:
    """What the best plan leaves, by all plans there are."""
    targets = problem.values.size
    left = problem.values[None, :]
    for kill, shots in zip(problem.kill, problem.shots.tolist(), strict=True):
        ways = itertools.product(range(shots + 1), repeat=targets)
        spared = np.array([(1.0 - kill) ** np.array(way) for way in ways if sum(way) <= shots])
        left = (left[:, None, :] * spared[None]).reshape(-1, targets)
        left = np.unique(left, axis=0)
    return float(left.sum(axis=1).min())
