"""Shots traded between targets along cycles, as long as that leaves less: very large neighbourhoods [1]_.

A shot goes to another target and replaces one there, which goes on to a third, and so on; the last goes where
the first came from, or stays beside what is there.  Any cycle that gains has a shot from which on the sum of
gains is never negative on the way, so only such ways are gone on with, and of these the best few.

References
----------
.. [1] R. K. Ahuja, A. Kumar, K. C. Jha and J. B. Orlin, Exact and heuristic algorithms for the weapon-target
   assignment problem, Operations Research 55 (2007), 1136-1146.
"""

from __future__ import annotations

from typing import NamedTuple

from openiads.engagement.weapon_target.marginal_return import Floats, Integers, Odds
from openiads.engagement.weapon_target.shot_plan import Plan, put, refresh, take
from openiads.ground.compiled import kernel, part
from openiads.state.constants import MOST_MOVED

GAINED, NOTHING, PAUSED = 1, 0, -1


class Reach(NamedTuple):
    """Targets that each type is tried at.  Axes: T types, L targets of all."""

    first: Integers  # (T + 1,)
    targets: Integers  # (L,)


class Ways(NamedTuple):
    """Lent: ways that are gone on with, W of each length, and marks of targets."""

    node: Integers  # (MOST_MOVED, W) whose shot goes on
    parent: Integers  # (MOST_MOVED, W)
    change: Floats  # (MOST_MOVED, W) of what is left so far, negative
    mark: Integers  # (N + 1,) -1 for targets on the way
    dirty: Integers  # (N + 1,) 1 where trades from the target may change
    moved: Integers  # (3, MOST_MOVED) from where, type, to where
    freed: Integers  # (F,) types of shots that a kick frees
    ruined: Integers  # (R,) targets that it empties
    told: Floats  # (4,) looked at on all ways, least gain that counts, dirty targets, 1 + node to go on from


class Trade(NamedTuple):
    """A way and where its last shot goes."""

    change: float  # of what is left: negative, or 0 for none
    depth: int
    way: int
    end: int


@part
def keep_way(ways: Ways, depth: int, kept: int, node: int, parent: int, change: float) -> int:
    """Enter a way among the best of its length, one for each node: how many there are now."""
    most = ways.node.shape[1]
    if kept == most and change >= ways.change[depth, kept - 1]:
        return kept
    place = kept
    for w in range(kept):
        if ways.node[depth, w] == node:
            if ways.change[depth, w] <= change:
                return kept
            place = w
    if place == kept:
        if kept == most:
            place = kept - 1
        else:
            kept += 1
    while place > 0 and ways.change[depth, place - 1] > change:
        ways.node[depth, place] = ways.node[depth, place - 1]
        ways.parent[depth, place] = ways.parent[depth, place - 1]
        ways.change[depth, place] = ways.change[depth, place - 1]
        place -= 1
    ways.node[depth, place], ways.parent[depth, place], ways.change[depth, place] = node, parent, change
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
    ways.node[0, 0], ways.parent[0, 0], ways.change[0, 0] = start, 0, 0.0
    kept, best = 1, Trade(-ways.told[1], -1, 0, 0)
    opened = plan.without[start] - plan.left[home]
    for depth in range(MOST_MOVED):
        more = 0
        for way in range(kept):
            t, change = plan.kind[ways.node[depth, way]], ways.change[depth, way]
            mark_way(plan, ways, depth, way, -1)
            for r in range(reach.first[t], reach.first[t + 1] + 1):
                n = reach.targets[r] if r < reach.first[t + 1] else idle
                if ways.mark[n] < 0:
                    continue
                survival = odds.survival[n, t] if n < idle else 1.0
                ended = change + plan.left[n] * survival - plan.left[n] + opened
                if ended < best.change:
                    best = Trade(ended, depth, way, n)
                if depth + 1 == MOST_MOVED:
                    continue
                node = plan.head[n]
                while node >= 0:
                    went = change + plan.without[node] * survival - plan.left[n]
                    if went <= 0.0:
                        more = keep_way(ways, depth + 1, more, node, way, went)
                    node = plan.after[node]
                    ways.told[0] += 1.0
            mark_way(plan, ways, depth, way, 0)
            ways.told[0] += reach.first[t + 1] - reach.first[t]
        if depth > 0:
            for way in range(kept):
                t = plan.kind[ways.node[depth, way]]
                survival = odds.survival[home, t] if home < idle else 1.0
                closed = ways.change[depth, way] + plan.without[start] * survival - plan.left[home]
                if closed < best.change:
                    best = Trade(closed, depth, way, home)
        if best.depth >= 0:
            return best
        kept = more
    return Trade(0.0, -1, 0, 0)


@part
def carry_out(odds: Odds, plan: Plan, ways: Ways, trade: Trade) -> None:
    """Make a trade, and note its targets as dirty."""
    way, end, moved = trade.way, trade.end, ways.moved
    ways.told[3] = 0.0
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
def trade_from(odds: Odds, plan: Plan, reach: Reach, ways: Ways, n: int, most: float) -> int:
    """Whether a trade that begins at a target gained, which is made: `GAINED`, `NOTHING` or `PAUSED`.

    A target may have a hundred thousand shots: it is paused among them once `most` was looked at, and gone on
    from there if nothing was traded since.
    """
    node = int(ways.told[3]) - 1
    if node < 0 or plan.target[node] != n:
        node = plan.head[n]
    ways.told[3] = 0.0
    while node >= 0:
        trade = best_trade(odds, plan, reach, ways, node)
        if trade.depth >= 0:
            carry_out(odds, plan, ways, trade)
            return GAINED
        node = plan.after[node]
        if node >= 0 and ways.told[0] >= most:
            ways.told[3] = node + 1.0
            return PAUSED
    return NOTHING


@part
def improve(odds: Odds, plan: Plan, reach: Reach, ways: Ways, most: float) -> bool:
    """Trade until nothing gains or `most` targets and shots were looked at; whether nothing gains."""
    n, targets = 0, ways.dirty.size
    while ways.told[2] > 0.0:
        if ways.dirty[n]:
            if ways.told[0] >= most:
                return False
            found = trade_from(odds, plan, reach, ways, n, most)
            if found == PAUSED:
                return False
            if found == NOTHING:
                ways.dirty[n] = 0
                ways.told[2] -= 1.0
        n = n + 1 if n + 1 < targets else 0
    return True


@kernel
def trade_shots(odds: Odds, plan: Plan, reach: Reach, ways: Ways, most: float) -> bool:
    """Trade until nothing gains or `most` targets and shots were looked at; whether nothing gains."""
    return improve(odds, plan, reach, ways, most)
