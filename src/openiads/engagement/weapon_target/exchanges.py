"""Shots traded between targets along cycles, as long as that leaves less: very large neighbourhoods [1]_.

A shot goes to another target and replaces one there, which goes on to a third, and so on; the last goes where
the first came from, or stays beside what is there.  Any cycle that gains has a shot from which on the sum of
gains is never negative on the way, so only such ways are gone on with, and of these the best few.

What is left of a target is a product that is taken anew after each trade, so that no error piles up.

References
----------
.. [1] R. K. Ahuja, A. Kumar, K. C. Jha and J. B. Orlin, Exact and heuristic algorithms for the weapon-target
   assignment problem, Operations Research 55 (2007), 1136-1146.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.engagement.weapon_target.marginal_return import Floats, Integers, Odds
from openiads.ground.compiled import kernel, part

MANY, SMALL = 32, 1e-200
"""Types at a target from which on one is taken out of a fresh product by division, unless that is tiny."""
MOST_MOVED = 6
"""Shots that one trade moves at most."""
LESS = 1e-12
"""Share of the largest value by which a trade must gain, so that rounding makes no endless round."""


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


class Reach(NamedTuple):
    """Targets that each type is tried at.  Axes: T types, L targets of all."""

    first: Integers  # (T + 1,)
    targets: Integers  # (L,)


class Ways(NamedTuple):
    """Lent: ways that are gone on with, W of each length, and marks of targets."""

    node: Integers  # (MOST_MOVED, W) whose shot goes on
    parent: Integers  # (MOST_MOVED, W)
    gain: Floats  # (MOST_MOVED, W) what is left more, negative
    mark: Integers  # (N + 1,) -1 for targets on the way
    dirty: Integers  # (N + 1,) 1 where trades from the target may gain
    moved: Integers  # (3, MOST_MOVED) from where, type, to where
    freed: Integers  # (F,) types of shots that a kick frees
    ruined: Integers  # (R,) targets that it empties
    told: Floats  # (3,) targets looked at on all ways, least gain that counts, dirty targets


class Trade(NamedTuple):
    """A way and where its last shot goes."""

    gain: float  # negative, or 0 for none
    depth: int
    way: int
    end: int


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


@part
def keep_way(ways: Ways, depth: int, kept: int, node: int, parent: int, gain: float) -> int:
    """Enter a way among the best of its length, one for each node: how many there are now."""
    most = ways.node.shape[1]
    if kept == most and gain >= ways.gain[depth, kept - 1]:
        return kept
    place = kept
    for w in range(kept):
        if ways.node[depth, w] == node:
            if ways.gain[depth, w] <= gain:
                return kept
            place = w
    if place == kept:
        if kept == most:
            place = kept - 1
        else:
            kept += 1
    while place > 0 and ways.gain[depth, place - 1] > gain:
        ways.node[depth, place] = ways.node[depth, place - 1]
        ways.parent[depth, place] = ways.parent[depth, place - 1]
        ways.gain[depth, place] = ways.gain[depth, place - 1]
        place -= 1
    ways.node[depth, place], ways.parent[depth, place], ways.gain[depth, place] = node, parent, gain
    return kept


@part
def mark_way(plan: Plan, ways: Ways, depth: int, way: int, mark: int) -> None:
    """Mark the targets on a way."""
    while depth >= 0:
        ways.mark[plan.target[ways.node[depth, way]]] = mark
        way = ways.parent[depth, way]
        depth -= 1


@part
def best_trade(odds: Odds, plan: Plan, reach: Reach, ways: Ways, start: int) -> Trade:
    """The trade of the fewest shots that gains by moving a shot of node `start` first; of these the best."""
    idle, home = odds.values.size, plan.target[start]
    ways.node[0, 0], ways.parent[0, 0], ways.gain[0, 0] = start, 0, 0.0
    kept, best = 1, Trade(-ways.told[1], -1, 0, 0)
    opened = plan.without[start] - plan.left[home]
    for depth in range(MOST_MOVED):
        more = 0
        for way in range(kept):
            t, gain = plan.kind[ways.node[depth, way]], ways.gain[depth, way]
            mark_way(plan, ways, depth, way, -1)
            for r in range(reach.first[t], reach.first[t + 1] + 1):
                n = reach.targets[r] if r < reach.first[t + 1] else idle
                if ways.mark[n] < 0:
                    continue
                survival = odds.survival[n, t] if n < idle else 1.0
                ended = gain + plan.left[n] * survival - plan.left[n] + opened
                if ended < best.gain:
                    best = Trade(ended, depth, way, n)
                if depth + 1 == MOST_MOVED:
                    continue
                node = plan.head[n]
                while node >= 0:
                    went = gain + plan.without[node] * survival - plan.left[n]
                    if went < 0.0:
                        more = keep_way(ways, depth + 1, more, node, way, went)
                    node = plan.after[node]
            mark_way(plan, ways, depth, way, 0)
            ways.told[0] += reach.first[t + 1] - reach.first[t]
        if depth > 0:
            for way in range(kept):
                t = plan.kind[ways.node[depth, way]]
                survival = odds.survival[home, t] if home < idle else 1.0
                closed = ways.gain[depth, way] + plan.without[start] * survival - plan.left[home]
                if closed < best.gain:
                    best = Trade(closed, depth, way, home)
        if best.depth >= 0:
            return best
        kept = more
    return Trade(0.0, -1, 0, 0)


@part
def carry_out(odds: Odds, plan: Plan, ways: Ways, trade: Trade) -> None:
    """Make a trade, and note its targets as dirty."""
    way, end, moved = trade.way, trade.end, ways.moved
    for depth in range(trade.depth, -1, -1):
        node = ways.node[depth, way]
        moved[0, depth], moved[1, depth], moved[2, depth] = plan.target[node], plan.kind[node], end
        way, end = ways.parent[depth, way], plan.target[node]
        take(plan, node, 1)
    for depth in range(trade.depth + 1):
        put(plan, moved[2, depth], moved[1, depth], 1)
    for depth in range(trade.depth + 1):
        settle(odds, plan, ways, moved[0, depth])
        settle(odds, plan, ways, moved[2, depth])


@part
def settle(odds: Odds, plan: Plan, ways: Ways, n: int) -> None:
    """After its shots were changed: a target is taken anew, and its trades are tried again."""
    refresh(odds, plan, n)
    if not ways.dirty[n]:
        ways.dirty[n] = 1
        ways.told[2] += 1.0


@part
def trade_from(odds: Odds, plan: Plan, reach: Reach, ways: Ways, n: int) -> bool:
    """Whether a trade that begins at a target gained; it is made."""
    node = plan.head[n]
    while node >= 0:
        trade = best_trade(odds, plan, reach, ways, node)
        if trade.depth >= 0:
            carry_out(odds, plan, ways, trade)
            return True
        node = plan.after[node]
    return False


@part
def improve(odds: Odds, plan: Plan, reach: Reach, ways: Ways, most: float) -> bool:
    """Trade until nothing gains or `most` ways were looked at; whether nothing gains."""
    n, targets = 0, ways.dirty.size
    while ways.told[2] > 0.0:
        if ways.dirty[n]:
            if ways.told[0] >= most:
                return False
            if not trade_from(odds, plan, reach, ways, n):
                ways.dirty[n] = 0
                ways.told[2] -= 1.0
        n = n + 1 if n + 1 < targets else 0
    return True


@kernel
def take_anew(odds: Odds, plan: Plan) -> None:
    """Take the products of all targets anew."""
    for n in range(odds.values.size):
        refresh(odds, plan, n)


@kernel
def trade_shots(odds: Odds, plan: Plan, reach: Reach, ways: Ways, most: float) -> bool:
    """Trade until nothing gains or `most` ways were looked at; whether nothing gains."""
    return improve(odds, plan, reach, ways, most)
