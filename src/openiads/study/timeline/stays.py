"""Which battery is ready at which place from when to when, in each history."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.scenario.timeline_plan import Row, TimelinePlan
from openiads.study.timeline.timeline_draws import Draws, Floats, delay_of, is_open, time_of

LOST, RATE = "attrition", "attrition rate"
"""Subjects of draws."""
LOSSES = 256
"""Rates of loss that the same batteries may have; the next life of a battery draws after them."""


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


def is_certain(plan: TimelinePlan) -> bool:
    """Whether nothing is open about who stands where, so that one history stands for all."""
    return not open_batteries(plan)


def open_batteries(plan: TimelinePlan) -> set[int]:
    """Batteries of which anything is open, themselves or because they wait for such a one."""
    found = {battery for loss in plan.losses if loss.rate[-1] > 0.0 for battery in loss.batteries}
    found |= {battery for row in plan.rows if is_open(row) for battery in row.batteries}
    count = -1
    while count < len(found):
        count = len(found)
        for row in plan.rows:
            awaited = {*row.successors, *(row.batteries if row.policy == "leapfrog" else ())}
            if awaited & found:
                found |= set(row.batteries)
    return found


def stays_of(plan: TimelinePlan, seed: int, histories: int, first: int = 0) -> Stays:
    """Stays in histories `first` to `first + histories`, each the same however they are split."""
    return _Walk(plan, Draws(seed, first, 1 if is_certain(plan) else histories)).stays()


class _Stay(NamedTuple):
    """A battery at a place, in each history; its end is brought forward as rows are read."""

    battery: int
    place: int
    begin: Floats  # (H,) infinite where it never gets there
    until: Floats  # (H,) withdrawn or ordered away
    lost: Floats  # (H,)

    @property
    def end(self) -> Floats:
        """When it is over (H,)."""
        return np.minimum(self.until, self.lost)


class _Walk:
    """Goes through the rows of a timeline and keeps where every battery is, for all histories at once."""

    def __init__(self, plan: TimelinePlan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        self.kept: list[_Stay] = []
        self.of: dict[int, list[_Stay]] = {i: [] for i in range(len(plan.batteries))}
        self.lives = dict.fromkeys(self.of, -1)
        never = np.full(draws.count, math.inf)
        self.since = dict.fromkeys(
            self.of, never
        )  # from when on each stands where it is; infinite where it is not there
        self.lost = dict.fromkeys(self.of, never)

    def stays(self) -> Stays:
        """All of them."""
        for battery in self.plan.standing:
            self._come(battery, self.plan.homes[battery], np.zeros(self.draws.count))
        for number, row in enumerate(self.plan.rows):
            time = time_of(row, self.draws)
            if row.kind == "delivery":
                self._deliver(row, time)
            elif row.kind == "withdrawal":
                self._withdraw(row, time)
            else:
                self._move(number, row, time)
        shape = (self.draws.count, len(self.kept))
        begin, end = np.empty(shape), np.empty(shape)
        for s, stay in enumerate(self.kept):
            end[:, s] = np.clip(stay.end, 0.0, self.plan.duration)
            begin[:, s] = np.minimum(np.clip(stay.begin, 0.0, self.plan.duration), end[:, s])
        batteries, places = ([stay[k] for stay in self.kept] for k in (0, 1))
        return Stays(
            np.array(batteries, dtype=np.int64), np.array(places, dtype=np.int64), begin, end,
            self.plan.duration,
        )  # fmt: skip

    def _come(self, battery: int, place: int, ready: Floats) -> None:
        """Begin a life: until a battery is withdrawn or lost; who never comes goes on with the one before."""
        self._close(battery, ready)  # where it was never withdrawn it does not stand twice
        self.lives[battery] += 1
        lost = self._loss(battery, self.lives[battery], ready)
        self.lost[battery] = np.where(np.isfinite(ready), lost, self.lost[battery])
        self._stand(battery, place, ready)

    def _stand(self, battery: int, place: int, ready: Floats) -> None:
        stay = _Stay(battery, place, ready, np.full(self.draws.count, math.inf), self.lost[battery])
        self.kept.append(stay)
        self.of[battery].append(stay)
        self.since[battery] = np.where(np.isfinite(ready), ready, self.since[battery])

    def _close(self, battery: int, time: Floats) -> None:
        for stay in self.of[battery]:
            np.minimum(stay.until, time, out=stay.until)

    def _loss(self, battery: int, life: int, ready: Floats) -> Floats:
        """When a battery is lost: exponential from when it is ready, within the span of each rate."""
        found = np.full(self.draws.count, math.inf)
        for loss in self.plan.losses:
            if battery not in loss.batteries:
                continue
            rate = self.draws.within(loss.rate, f"{RATE} {loss.subject}", loss.ordinal)
            occasion = life * LOSSES + loss.ordinal
            chance = self.draws.uniform(f"{LOST} {loss.subject}", occasion, self.plan.batteries[battery])
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
            self.since[battery] = np.where(np.isfinite(time), math.inf, self.since[battery])

    def _move(self, number: int, row: Row, time: Floats) -> None:
        """Each leaves by its policy, and is ready again where it goes."""
        arrived = np.full(self.draws.count, -math.inf)
        relieved = [self._first_ready(successor) for successor in row.successors]
        for index, battery in enumerate(row.batteries):
            leaves = np.maximum(time, self.since[battery])
            if row.policy == "leapfrog":
                leaves = np.maximum(leaves, arrived)
            for ready in relieved:
                leaves = np.maximum(leaves, ready)
            self._close(battery, leaves)
            ready = leaves + self._delay(row, index)
            self._stand(battery, row.places[index], ready)
            # Who was never there keeps nobody waiting, and who is gone on the way only until then.
            over = np.minimum(ready, self._gone(number, battery))
            arrived = np.where(np.isfinite(ready), np.maximum(arrived, over), arrived)

    def _gone(self, number: int, battery: int) -> Floats:
        """When a battery is lost, withdrawn or delivered anew, after a row of that number (H,)."""
        found = self.lost[battery]
        for row in self.plan.rows[number + 1 :]:
            if battery in row.batteries and row.kind != "move":
                time = time_of(row, self.draws)
                if row.kind == "delivery":
                    time = time + self._delay(row, row.batteries.index(battery))
                found = np.minimum(found, time)
        return found

    def _first_ready(self, battery: int) -> Floats:
        """When a battery is ready for the first time (H,): for as short as it may be, but not for no time."""
        found = np.full(self.draws.count, math.inf)
        for stay in self.of[battery]:
            found = np.minimum(found, np.where(stay.begin < stay.end, stay.begin, math.inf))
        return found

    def _delay(self, row: Row, index: int) -> Floats:
        return delay_of(row, index, self.plan.batteries[row.batteries[index]], self.draws)
