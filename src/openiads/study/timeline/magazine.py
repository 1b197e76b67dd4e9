"""Rounds over a campaign: its attacks in sequence on what is left, with reload and resupply between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
        total += np.floor(pace[:, None] * np.maximum(times - begin[:, None], 0.0) + 1e-6)
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


def launchers(plan: TimelinePlan, stays: Stays, times: Floats, rounds: tuple[str, ...]) -> Floats:
    """Rounds of each type that the launchers of ready batteries hold at times (H, K) [s]: (H, K, T)."""
    found = np.zeros((*times.shape, len(rounds)))
    for s, battery in enumerate(stays.battery):
        load = np.array([plan.loads[battery].get(slug, 0) for slug in rounds], dtype=np.float64)
        ready = (stays.begin[:, s, None] <= times) & (times < stays.end[:, s, None])
        found += ready[:, :, None] * load
    return found


def campaign(plan: TimelinePlan, stays: Stays, draws: Draws, home: bool = True) -> Campaign:
    """Play all raids; each takes what it needs from the launchers, or all that is on them.

    `home` says whether rounds are made at home; without, raids come at the same times and take the same.
    """
    raids = plan.raids
    if raids is None:
        raise ValueError("the plan has no raids")
    time = raid_times(raids, plan.duration, draws)
    wanted = demands(raids, time.shape[1], draws)
    held = launchers(plan, stays, time, raids.rounds)
    by_round = {supply.round: supply for supply in plan.supplies}
    finite = np.where(np.isfinite(time), time, plan.duration)
    received = np.stack([received_by(by_round[slug], finite, draws, home) for slug in raids.rounds], axis=2)
    reload = np.stack(
        [draws.within(told, f"{RELOAD} {raids.rounds[t]}", 0) for t, told in enumerate(raids.reload)],
        axis=1,
    )  # fmt: skip
    empty, fired = play(finite, wanted, held, received, reload)
    return Campaign(raids.rounds, time, empty & np.isfinite(time), fired, raids.since, plan.duration)


def play(
    time: Floats, wanted: Floats, held: Floats, received: Floats, reload: Floats
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Raids in their order on the rounds that are left.

    Parameters
    ----------
    time : (H, K) of raids [s]
    wanted : (H, K, T) rounds that each takes of each type
    held : (H, K, T) rounds that launchers hold when it comes
    received : (H, K, T) rounds that ever came in by then
    reload : (H, T) from empty launchers to full ones [s]

    Returns
    -------
    whether rounds of any type ran out during each (H, K), and what was fired of each type by then (H, K, T)
    """
    empty, by_raid = np.zeros(time.shape, dtype=bool), np.empty(wanted.shape)
    fired = np.zeros(reload.shape)
    loaded, last = np.full(reload.shape, math.inf), np.full(time.shape[0], -math.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        for k in range(time.shape[1]):
            there = received[:, k] - fired
            passed = (time[:, k] - last)[:, None]
            share = np.where(passed >= reload, 1.0, passed / reload)
            refill = np.floor(held[:, k] * share + 1e-6)
            loaded = np.minimum(np.minimum(loaded + refill, held[:, k]), there)
            used = np.minimum(wanted[:, k], loaded)
            empty[:, k] = (wanted[:, k] > loaded).any(axis=1)
            fired = fired + used
            loaded = loaded - used
            by_raid[:, k] = fired
            last = time[:, k]
    return empty, by_raid
