"""Rounds over a campaign: its attacks in sequence on what is left, with reload and resupply between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.scenario.timeline_plan import Raids, Supply, TimelinePlan
from openiads.study.timeline.stays import Stays
from openiads.study.timeline.timeline_draws import Draws, Floats

RAIDS, PACE, RELOAD = "raids", "raids' rate", "reload"
IMPORT, IMPORT_FROM, HOME, HOME_FROM, INITIAL_FROM = range(5)
"""Occasions of what comes in."""
BLOCK = 256
"""Raids that are drawn at once."""
WHOLE = 1e-6
"""By which a number of rounds may miss the whole one that it is."""


@dataclass(frozen=True)
class Campaign:
    """What raids find in each history; what lies beyond the end of the timeline is no raid."""

    rounds: tuple[str, ...]  # types that raids take
    time: Floats  # (H, K) [s] since the start; infinite beyond the end
    empty: npt.NDArray[
        np.bool_
    ]  # (H, K) whether the rounds run out during the raid, of any type that it takes
    fired: Floats  # (H, K, T) rounds of each type that were fired from the first raid to this one
    since: float  # [s]
    duration: float  # [s]

    @property
    def first_empty(self) -> Floats:
        """When the first raid met an empty magazine (H,) [s]; infinite where none did."""
        return np.asarray(np.where(self.empty, self.time, math.inf).min(axis=1, initial=math.inf))

    def lasts(self, span: float) -> Floats:
        """Whether no raid within a span [s] from the first day met an empty magazine (H,): 1 or 0."""
        return (self.first_empty > self.since + span).astype(np.float64)

    def share_empty(self, edges: Floats) -> Floats:
        """Share [1] of the raids between edges (B + 1,) [s] that met an empty magazine (B,); NaN of none."""
        raids, _ = np.histogram(self.time[np.isfinite(self.time)], edges)
        met, _ = np.histogram(self.time[self.empty], edges)
        return np.where(raids > 0, met / np.maximum(raids, 1), math.nan)

    def fired_before(self, times: Floats) -> Floats:
        """Rounds that were fired before times (D,) [s], by type: (H, D, T)."""
        none = np.zeros((len(self.fired), 1, self.fired.shape[2]))
        upto = np.concatenate([none, self.fired], axis=1)
        raids = np.stack([np.searchsorted(row, times, side="left") for row in self.time])
        return np.take_along_axis(upto, raids[:, :, None], axis=1)


def received_by(supply: Supply, times: Floats, draws: Draws, home: bool = True) -> Floats:
    """Rounds of a type that were there at first or came in by times (H, K) [s], whole ones (H, K)."""
    there = draws.within(supply.initial_from, f"stock {supply.round}", INITIAL_FROM)
    total = np.where(times >= there[:, None], float(supply.initial), 0.0)
    ways = [(supply.imported, supply.imported_from, IMPORT, IMPORT_FROM)]
    ways += [(supply.made, supply.made_from, HOME, HOME_FROM)] if home else []
    for rate, since, occasion, from_occasion in ways:
        pace = draws.within(rate, f"stock {supply.round}", occasion)
        begin = draws.within(since, f"stock {supply.round}", from_occasion)
        # A round that is due this very moment is there: the millionth hides what rounding left over.
        total += np.floor(pace[:, None] * np.maximum(times - begin[:, None], 0.0) + WHOLE)
    return total


def raid_times(raids: Raids, duration: float, draws: Draws) -> Floats:
    """When raids come (H, K) [s], infinite beyond the end; regular ones a period after one another."""
    pace = draws.within(raids.rate, PACE, 0)[:, None]
    last = np.full((draws.count, 1), raids.since)
    found: list[Floats] = []
    while (last < duration).any():
        occasions = np.arange(BLOCK) + BLOCK * len(found)
        if raids.regular:
            block = raids.since + (occasions + 1.0) / pace
        else:
            gaps = -np.log(draws.uniform(RAIDS, occasions)) / pace
            block = last + np.cumsum(gaps, axis=1)
        found.append(block)
        last = block[:, -1:]
    times = np.concatenate(found, axis=1) if found else np.empty((draws.count, 0))
    times = np.where(times < duration, times, math.inf)
    return times[:, : int(np.isfinite(times).sum(axis=1).max(initial=0))]


def demands(raids: Raids, count: int, draws: Draws) -> Floats:
    """Rounds that each raid takes of each type (H, K, T), whole ones."""
    drawn = [
        np.rint(draws.within(told, f"demand {slug}", np.arange(count)))
        for slug, told in zip(raids.rounds, raids.demand, strict=True)
    ]
    return np.stack(drawn, axis=2)


class Loaded(NamedTuple):
    """Rounds of each type that the launchers of ready batteries hold as raids come, if they are full."""

    held: Floats  # (H, K, T) of all
    fresh: Floats  # (H, K, T) of those that were not there as the raid before came


def launchers(plan: TimelinePlan, stays: Stays, times: Floats, rounds: tuple[str, ...]) -> Loaded:
    """What the launchers of ready batteries hold at times (H, K) [s], ascending."""
    held, fresh = np.zeros((*times.shape, len(rounds))), np.zeros((*times.shape, len(rounds)))
    for battery in np.unique(stays.battery):
        load = np.array([plan.loads[battery].get(slug, 0) for slug in rounds], dtype=np.float64)
        ready = np.zeros(times.shape, dtype=np.bool_)
        for s in np.flatnonzero(stays.battery == battery):
            ready |= (stays.begin[:, s, None] <= times) & (times < stays.end[:, s, None])
        before = np.zeros_like(ready)
        before[:, 1:] = ready[:, :-1]
        held += ready[:, :, None] * load
        fresh += (ready & ~before)[:, :, None] * load
    return Loaded(held, fresh)


def brought_by(plan: TimelinePlan, supply: Supply, stays: Stays, times: Floats) -> Floats:
    """Rounds of a type on the launchers of batteries that were delivered and ready by times (H, K) [s].

    None where the scenario says what there is at the start, which is all that there is but for what comes in.
    """
    total = np.zeros(np.broadcast_shapes(times.shape, (stays.histories, 1)))
    for battery in np.unique(stays.battery) if supply.brought else ():
        if battery in plan.standing:
            continue
        begin, end = (side[:, stays.battery == battery] for side in (stays.begin, stays.end))
        first = np.where(begin < end, begin, math.inf).min(axis=1)
        total += plan.loads[battery].get(supply.round, 0) * (first[:, None] <= times)
    return total


def campaign(plan: TimelinePlan, stays: Stays, draws: Draws, home: bool = True) -> Campaign:
    """Play all raids; each takes what it needs from the launchers, or all that is on them.

    `home` says whether rounds are made at home; without, raids come at the same times and take the same.
    """
    raids = plan.raids
    if raids is None:
        raise ValueError("the plan has no raids")
    time = raid_times(raids, plan.duration, draws)
    wanted = demands(raids, time.shape[1], draws)
    there = launchers(plan, stays, time, raids.rounds)
    by_round = {supply.round: supply for supply in plan.supplies}
    finite = np.where(np.isfinite(time), time, plan.duration)
    supplies = [by_round[slug] for slug in raids.rounds]
    received = np.stack(
        [received_by(one, finite, draws, home) + brought_by(plan, one, stays, finite) for one in supplies],
        axis=2,
    )  # fmt: skip
    reload = np.stack(
        [draws.within(told, f"{RELOAD} {raids.rounds[t]}", 0) for t, told in enumerate(raids.reload)],
        axis=1,
    )  # fmt: skip
    empty, fired = play(finite, wanted, there, received, reload)
    return Campaign(raids.rounds, time, empty & np.isfinite(time), fired, raids.since, plan.duration)


def play(
    time: Floats, wanted: Floats, there: Loaded, received: Floats, reload: Floats
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Raids in their order on the rounds that are left.

    Launchers that were there as the raid before came have gone on being reloaded, part of a round by part;
    those that are new come full, and those that left took their share of what was loaded along.  All as far
    as the stock goes, which is one for all: what is on launchers that left is still in it.

    Parameters
    ----------
    time : (H, K) of raids [s]
    wanted : (H, K, T) rounds that each takes of each type
    there : launchers that are there when it comes
    received : (H, K, T) rounds that ever came in by then
    reload : (H, T) from empty launchers to full ones [s]

    Returns
    -------
    whether rounds of any type ran out during each (H, K), and what was fired of each type by then (H, K, T)
    """
    empty, by_raid = np.zeros(time.shape, dtype=bool), np.empty(wanted.shape)
    fired, loaded, held = (np.zeros(reload.shape) for _ in range(3))
    last = np.full(time.shape[0], -math.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        for k in range(time.shape[1]):
            old = there.held[:, k] - there.fresh[:, k]
            passed = (time[:, k] - last)[:, None]
            share = np.where(passed >= reload, 1.0, passed / reload)
            stayed = np.where(held > 0.0, loaded * old / held, 0.0)
            loaded = np.minimum(stayed + old * share, old) + there.fresh[:, k]
            loaded = np.minimum(loaded, received[:, k] - fired)
            # What is due to be whole this very moment is: the millionth hides what rounding left over.
            used = np.minimum(wanted[:, k], np.floor(loaded + WHOLE))
            empty[:, k] = (wanted[:, k] > used).any(axis=1)
            fired = fired + used
            loaded = np.maximum(loaded - used, 0.0)
            by_raid[:, k] = fired
            held, last = there.held[:, k], time[:, k]
    return empty, by_raid
