"""Which battery is ready at which place from when to when, in each history."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from openiads.scenario.timeline_plan import Row, TimelinePlan
from openiads.study.timeline.timeline_draws import Draws, Floats, delay_of, is_open, time_of

LOST, RATE = "attrition", "attrition rate"
"""Subjects of draws."""
LOSSES = 256
"""Rates of loss that a timeline may have; the next life of a battery draws after them."""


@dataclass(frozen=True)
class Stays:
    """Stays of batteries at places: half-open intervals of readiness, of no length where there is none.

    Where nothing is open there is one history, and it stands for all.
    """

    battery: npt.NDArray[np.int64]  # (S,)
    place: npt.NDArray[np.int64]  # (S,)
    begin: Floats  # (H, S) [s] since the start, within the timeline
    end: Floats  # (H, S) [s]
    duration: float  # [s]

    @property
    def histories(self) -> int:
        """How many there are."""
        return int(self.begin.shape[0])

    @cached_property
    def posts(self) -> list[tuple[int, int]]:
        """Battery and place of each post: two systems at one town do not cover the same."""
        return sorted({(int(b), int(p)) for b, p in zip(self.battery, self.place, strict=True)})

    @cached_property
    def post(self) -> npt.NDArray[np.int64]:
        """Post of each stay (S,)."""
        index = {post: i for i, post in enumerate(self.posts)}
        pairs = zip(self.battery, self.place, strict=True)
        return np.array([index[int(b), int(p)] for b, p in pairs], dtype=np.int64)

    def ready(self, times: Floats) -> Floats:
        """Batteries that are ready at times (T,) [s], in each history (H, T)."""
        found = np.zeros((self.histories, len(times)))
        for s in range(len(self.battery)):
            found += (self.begin[:, s, None] <= times) & (times < self.end[:, s, None])
        return found

    def battery_time(self) -> Floats:
        """Time [s] that batteries are ready, all together, in each history (H,)."""
        return np.asarray((self.end - self.begin).sum(axis=1))


def stays_of(plan: TimelinePlan, seed: int, histories: int, first: int = 0) -> Stays:
    """Stays in histories `first` to `first + histories`, each the same however they are split."""
    certain = not plan.losses and not any(map(is_open, plan.rows))
    return _Walk(plan, Draws(seed, first, 1 if certain else histories)).stays()


class _Walk:
    """Goes through the rows of a timeline and keeps where every battery is, for all histories at once."""

    def __init__(self, plan: TimelinePlan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        self.kept: list[tuple[int, int, Floats, Floats, int]] = []  # battery, place, begin, end, life
        self.of: dict[int, list[int]] = {i: [] for i in range(len(plan.batteries))}
        self.lives = dict.fromkeys(self.of, -1)
        self.lost: dict[tuple[int, int], Floats] = {}

    def stays(self) -> Stays:
        """All of them."""
        for battery in self.plan.standing:
            self._come(battery, self.plan.homes[battery], np.zeros(self.draws.count))
        act = {"delivery": self._deliver, "withdrawal": self._withdraw, "move": self._move}
        for row in self.plan.rows:
            act[row.kind](row, time_of(row, self.draws))
        shape = (self.draws.count, len(self.kept))
        begin, end = np.empty(shape), np.empty(shape)
        for s, (battery, _, since, until, life) in enumerate(self.kept):
            end[:, s] = np.clip(np.minimum(until, self.lost[battery, life]), 0.0, self.plan.duration)
            begin[:, s] = np.minimum(np.clip(since, 0.0, self.plan.duration), end[:, s])
        batteries, places = ([stay[k] for stay in self.kept] for k in (0, 1))
        return Stays(
            np.array(batteries, dtype=np.int64), np.array(places, dtype=np.int64), begin, end,
            self.plan.duration,
        )  # fmt: skip

    def _come(self, battery: int, place: int, ready: Floats) -> None:
        """Begin a life: until a battery is withdrawn or lost."""
        self._close(battery, ready)  # where it was never withdrawn it does not stand twice
        self.lives[battery] += 1
        life = self.lives[battery]
        self.lost[battery, life] = self._loss(battery, life, ready)
        self._stand(battery, place, ready)

    def _stand(self, battery: int, place: int, ready: Floats) -> None:
        self.of[battery].append(len(self.kept))
        end = np.full(self.draws.count, math.inf)
        self.kept.append((battery, place, ready, end, self.lives[battery]))

    def _close(self, battery: int, time: Floats) -> None:
        for s in self.of[battery]:
            np.minimum(self.kept[s][3], time, out=self.kept[s][3])

    def _loss(self, battery: int, life: int, ready: Floats) -> Floats:
        """When a battery is lost: exponential from when it is ready, within the span of each rate."""
        found = np.full(self.draws.count, math.inf)
        for k, loss in enumerate(self.plan.losses):
            if battery not in loss.batteries:
                continue
            rate = self.draws.within(loss.rate, RATE, k)
            chance = self.draws.uniform(LOST, life * LOSSES + k, self.plan.batteries[battery])
            with np.errstate(divide="ignore"):
                time = np.maximum(ready, loss.since) - np.log(chance) / rate
            found = np.minimum(found, np.where(time < loss.until, time, math.inf))
        return found

    def _deliver(self, row: Row, time: Floats) -> None:
        for index, battery in enumerate(row.batteries):
            self._come(battery, row.places[index], time + self._delay(row, index))

    def _withdraw(self, row: Row, time: Floats) -> None:
        for battery in row.batteries:
            self._close(battery, time)

    def _move(self, row: Row, time: Floats) -> None:
        """Each leaves by its policy, and is ready again where it goes."""
        arrived = np.zeros(self.draws.count)
        relieved = [self._first_ready(successor) for successor in row.successors]
        for index, battery in enumerate(row.batteries):
            leaves = np.maximum(time, self._since(battery))
            if row.policy == "leapfrog":
                leaves = np.maximum(leaves, arrived)
            for ready in relieved:
                leaves = np.maximum(leaves, ready)
            self._close(battery, leaves)
            ready = leaves + self._delay(row, index)
            self._stand(battery, row.places[index], ready)
            arrived = np.where(np.isfinite(ready), ready, arrived)  # who is not there keeps nobody waiting

    def _since(self, battery: int) -> Floats:
        """From when on it stands where it is."""
        return self.kept[self.of[battery][-1]][2]

    def _first_ready(self, battery: int) -> Floats:
        begins = [self.kept[s][2] for s in self.of[battery]]
        return np.minimum.reduce(begins) if begins else np.full(self.draws.count, math.inf)

    def _delay(self, row: Row, index: int) -> Floats:
        return delay_of(row, index, self.plan.batteries[row.batteries[index]], self.draws)
