"""The same raid, larger or smaller, and arriving over more time or less: what that changes in its scenario.

Our own rules.  Of a size the groups of the raid have their shares, by Sainte-Lague's divisors: these keep the
composition as largest remainders do, and a larger raid has nobody less of any group.  A group keeps the time
over which it comes, so that more of it come closer together; a single raider has no such time, and those
added to one come over that of the whole raid.

The time over which a raid arrives is from its first arrival to its last: of a raider at what it aims at, of a
carrier that of its weapons, of whoever arrives nowhere the middle of the flight.  It is stretched about its
middle, and each group enters as much earlier as it flies.  A group with several assets has one flight, the
mean of its members.  No one enters before the run begins: all of a raid is then later by as much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openiads.scenario.flights import Raid
from openiads.simulation.prepare import Prepared
from openiads.state.planes import Target, TargetKey
from openiads.study.design.shares import in_shares

MOST = 10_000
"""Raiders of a group; a scenario may have no more."""
LONGEST_JITTER = 3600.0
DECIMALS = 3
"""Of times in the changes [s]."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a raid as its scenario has it, times in SI."""

    row: int  # of [[raid]]
    name: str
    count: int
    start: float
    spacing: float
    jitter: float
    side_by_side: bool  # whether its members fly apart
    flight: float  # from its entry to its arrival
    aims: int  # raiders and weapons that each of it aims at assets
    by_chance: bool = False  # whether its members come by chance, a mean spacing apart

    @property
    def first(self) -> float:
        """When its first member arrives."""
        return self.start + self.flight

    @property
    def window(self) -> float:
        """From its first arrival to its last."""
        return self.spacing * (self.count - 1)


@dataclass(frozen=True, slots=True)
class SizedRaid:
    """The raid of a scenario, of which others are made."""

    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        """Raiders that it sends; what they carry comes on top."""
        return sum(group.count for group in self.groups)

    def aimed(self, size: int) -> int:
        """Raiders and weapons that a raid of a size aims at assets."""
        return sum(n * group.aims for n, group in zip(self.counts(size), self.groups, strict=True))

    @property
    def begin(self) -> float:
        """When the first of it arrives."""
        return min(group.first for group in self.groups)

    @property
    def spread(self) -> float:
        """Time over which it arrives."""
        return max(group.first + group.window for group in self.groups) - self.begin

    def counts(self, size: int) -> list[int]:
        """Raiders of each group in a raid of a size."""
        weights = [float(group.count) for group in self.groups]
        return in_shares(size, weights, [MOST] * len(weights))

    def crowded(self, size: int, spread: float | None) -> list[str]:
        """Groups of which several would come at one time on one way, though by themselves they do not."""
        return [
            group.name
            for group, (count, _, window) in zip(self.groups, self._times(size, spread), strict=True)
            if count > 1 and not window and not group.side_by_side and (group.count == 1 or group.spacing)
        ]

    def changes(self, size: int, spread: float | None) -> tuple[str, ...]:
        """Changes, as `--set` takes them, that make it a raid of a size over a time; None is its own."""
        times = self._times(size, spread)
        entries = self._entries(times)
        stretch = self._stretch(spread)
        told: list[str] = []
        for group, entry, (count, _, window) in zip(self.groups, entries, times, strict=True):
            if not count:
                told.append(f"raid[{group.row}].remove=true")
                continue
            wanted = {
                "count": (group.count, count),
                "start_s": (group.start, round(entry, DECIMALS)),
                "spacing_s": (group.spacing, round(window / (count - 1), DECIMALS) if count > 1 else 0.0),
                "jitter_s": (group.jitter, round(min(group.jitter * stretch, LONGEST_JITTER), DECIMALS)),
            }
            if group.by_chance and count > 1 and not wanted["spacing_s"][1]:
                told.append(f"raid[{group.row}].pattern=regular")  # by chance nobody comes at once
            told += [
                f"raid[{group.row}].{field}={value}"
                for field, (before, value) in wanted.items()
                if abs(value - before) > 10.0**-DECIMALS and not (field == "spacing_s" and count == 1)
            ]
        return tuple(told)

    def too_late(self, size: int, spread: float | None, end: float) -> list[str]:
        """Groups by chance that would enter when a run has ended, which no scenario may say."""
        times = self._times(size, spread)
        return [
            group.name
            for group, (count, _, _), entry in zip(self.groups, times, self._entries(times), strict=True)
            if group.by_chance and count and entry >= end
        ]

    def _entries(self, times: list[tuple[int, float, float]]) -> list[float]:
        """When the first of each group enters, none before the run begins."""
        entries = [first - group.flight for group, (_, first, _) in zip(self.groups, times, strict=True)]
        later = max(0.0, -min(entries))
        return [entry + later for entry in entries]

    def _stretch(self, spread: float | None) -> float:
        return 1.0 if spread is None or not self.spread else spread / self.spread

    def _times(self, size: int, spread: float | None) -> list[tuple[int, float, float]]:
        """Of each group how many come, when the first of them arrives, and over what time."""
        whole = self.spread if spread is None else spread
        middle, stretch = self.begin + 0.5 * self.spread, self._stretch(spread)
        begin = middle - 0.5 * whole
        times = []
        for group, count in zip(self.groups, self.counts(size), strict=True):
            first, window = middle + stretch * (group.first - middle), stretch * group.window
            if (not self.spread and spread) or (group.count == 1 and count > 1):
                first, window = begin, whole
            if count == 1:
                first, window = first + 0.5 * window, 0.0
            times.append((count, first, window))
        return times


def sized_raid(prepared: Prepared) -> SizedRaid:
    """The raid of a scenario, its hostile groups alone."""
    number = {name: n for n, name in enumerate(prepared.target_names)}
    groups = []
    for row, raid in enumerate(prepared.scenario.raid):
        members = [number[f"{raid.name} {i + 1}"] for i in range(raid.count)]
        if prepared.plan.targets[members[0]].side == "hostile":
            groups.append(_group(prepared, row, raid, members))
    return SizedRaid(tuple(groups))


def _group(prepared: Prepared, row: int, raid: Raid, members: list[int]) -> Group:
    """A row of [[raid]], of which some targets are the members."""
    told = raid.model_dump()
    flights, aims = zip(*(_flight(prepared, n) for n in members), strict=True)
    return Group(
        row, raid.name, raid.count, told["start_s"], told["spacing_s"], told["jitter_s"],
        told["lateral_km"] > 0.0, float(np.mean(flights)), aims[0],
        told["pattern"] == "poisson",
    )  # fmt: skip


def _flight(prepared: Prepared, n: int) -> tuple[float, int]:
    """Time from the entry of a raider to its arrival, or to that of what it releases; how many arrive."""
    figures, keys = prepared.world.target_f, prepared.world.target_i
    weapons = np.flatnonzero(keys[TargetKey.CARRIER] == n)
    if weapons.size:
        after = figures[Target.RELEASE_AFTER, n] + figures[Target.DURATION, weapons].mean()
        return float(after), weapons.size
    takes = float(figures[Target.DURATION, n])
    return (takes, 1) if keys[TargetKey.ASSET, n] >= 0 else (0.5 * takes, 0)
