"""A plan that shots are moved in: who shoots at what, what that leaves, and what one shot less would leave.

What is left of a target is a product that is taken anew after each change, so that no error piles up.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.engagement.weapon_target.marginal_return import Floats, Integers, Odds
from openiads.ground.compiled import kernel, part

MANY, SMALL = 32, 1e-200
"""Types at a target from which on one is taken out of a fresh product by division, unless that is tiny."""


class Plan(NamedTuple):
    """Shots at their targets, a node for each type at each target; target N stands for those not fired.

    Axes: K nodes, N targets, T types.
    """

    target: Integers  # (K,)
    kind: Integers  # (K,) type
    shots: Integers  # (K,)
    after: Integers  # (K,) next node of the target, or next free node; -1 ends
    without: Floats  # (K,) what would be left of the target with one shot of these less
    head: Integers  # (N + 2,) first node of each target, of shots not fired, and free
    left: Floats  # (N + 1,) what is left of each target


@part
def raised(base: float, count: int) -> float:
    """A power of a whole number, by squares; the same bits everywhere."""
    result = 1.0
    while count > 0:
        if count & 1:
            result *= base
        base *= base
        count >>= 1
    return result


@part
def refresh(odds: Odds, plan: Plan, n: int) -> None:
    """Take the products of a target anew."""
    if n >= odds.values.size:
        return
    plan.left[n] = odds.values[n]
    node, nodes = plan.head[n], 0
    while node >= 0:
        plan.left[n] *= raised(odds.survival[n, plan.kind[node]], plan.shots[node])
        node, nodes = plan.after[node], nodes + 1
    divides = nodes > MANY and plan.left[n] > SMALL * odds.values[n]
    node = plan.head[n]
    while node >= 0:
        if divides:
            plan.without[node] = plan.left[n] / odds.survival[n, plan.kind[node]]
            node = plan.after[node]
            continue
        rest = odds.values[n]
        other = plan.head[n]
        while other >= 0:
            shots = plan.shots[other] - (1 if other == node else 0)
            rest *= raised(odds.survival[n, plan.kind[other]], shots)
            other = plan.after[other]
        plan.without[node] = rest
        node = plan.after[node]


@part
def put(plan: Plan, n: int, t: int, shots: int) -> None:
    """Add shots of a type to a target; its products are taken anew by whoever calls."""
    node = plan.head[n]
    while node >= 0:
        if plan.kind[node] == t:
            plan.shots[node] += shots
            return
        node = plan.after[node]
    free = plan.head.size - 1
    node = plan.head[free]
    plan.head[free] = plan.after[node]
    plan.target[node], plan.kind[node], plan.shots[node] = n, t, shots
    plan.without[node] = 0.0
    plan.after[node] = plan.head[n]
    plan.head[n] = node


@part
def take(plan: Plan, node: int, shots: int) -> None:
    """Take shots from a node; one without shots becomes free."""
    plan.shots[node] -= shots
    if plan.shots[node] > 0:
        return
    n, free = plan.target[node], plan.head.size - 1
    if plan.head[n] == node:
        plan.head[n] = plan.after[node]
    else:
        before = plan.head[n]
        while plan.after[before] != node:
            before = plan.after[before]
        plan.after[before] = plan.after[node]
    plan.after[node] = plan.head[free]
    plan.head[free] = node


@kernel
def take_anew(odds: Odds, plan: Plan) -> None:
    """Take the products of all targets anew."""
    for n in range(odds.values.size):
        refresh(odds, plan, n)
