"""The scenario's own raid on chosen dates: played against what is ready then, on the same draws each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from openiads.scenario.timeline_plan import TimelinePlan
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.analysis import paired
from openiads.study.compare.measures import MEASURES, Measure
from openiads.study.compare.played_arm import PlayedArm
from openiads.study.executors.threads import Threads
from openiads.study.experiment.in_memory import InMemory, joined, played
from openiads.study.strata_weights import Ends
from openiads.study.timeline.date_states import State, scenario_in
from openiads.study.timeline.timeline_draws import Floats

CHUNK = 50
"""Replicates that one thread plays before it looks up: who interrupts waits seconds, not minutes."""
Progress = Callable[[int, int], None]
"""Called with the replicates that were played so far, and with all that there are to play."""


@dataclass(frozen=True)
class OnDate:
    """The raid on one date."""

    time: float  # since the start, the beginning of the day [s]
    states: tuple[State, ...]  # what each replicate met
    arm: PlayedArm

    @property
    def ready(self) -> Floats:
        """Batteries that are ready, in the history of each replicate (R,)."""
        return np.array([len(state.posts) for state in self.states], dtype=np.float64)

    def interval(self, key: str) -> Ends:
        """Mean of a measure with its interval by chance; none where nobody is there to leave it to chance."""
        of = MEASURES[key]
        values = self.arm.sample(of)
        alone = not self.ready.any()
        if alone and np.ptp(values.typical) == 0.0 and (values.stricken == values.typical[0]).all():
            return (float(values.typical[0]),) * 3
        return self.arm.interval(of)

    def less(self, other: OnDate, key: str) -> Ends:
        """What a measure is here more than on another date, with the interval of the paired difference."""
        if self.states == other.states:
            return 0.0, 0.0, 0.0
        of: Measure = MEASURES[key]
        step = of.step(self.arm.whole.joined(other.arm.whole))
        return paired.difference(self.arm.sample(of), other.arm.sample(of), step)


@dataclass(frozen=True)
class ChosenDates:
    """The raid on all dates that were asked for, in the order in which they were."""

    replicates: int
    dates: tuple[OnDate, ...]

    @property
    def first(self) -> OnDate:
        """The date that the others are told beside."""
        return self.dates[0]

    @property
    def aimed(self) -> int:
        """Raiders and weapons that the raid aims at assets."""
        return self.first.arm.aimed

    @property
    def states(self) -> int:
        """Different states that were played, all dates together."""
        return len({state for one in self.dates for state in one.states})


def played_on(
    prepared: Prepared, plan: TimelinePlan, times: Floats, states: Sequence[Sequence[State]], seed: int,
    workers: int = 1, progress: Progress | None = None,
) -> ChosenDates:  # fmt: skip
    """Play the raid of a scenario at times (T,) [s], in the states that each replicate meets then.

    All are played on the draws of one seed, and what two dates have in common is played once.

    prepared  the scenario itself, whose ground all states take over
    states    of each time, of each replicate
    workers   threads; results do not depend on them
    """
    jobs = _jobs(states)
    side = min(workers, len(jobs))

    def play(job: tuple[State, list[int]]) -> InMemory:
        state, replicates = job
        scenario = scenario_in(prepared.scenario, plan, state)
        ready = prepare(scenario, prepared.catalogue, like=prepared)
        return played(ready, seed, replicates, workers // side).outcomes

    found: dict[State, list[InMemory]] = {}
    done, threads = 0, Threads(side)
    try:
        for number, outcomes in threads.each(play, jobs):
            state, replicates = jobs[number]
            found.setdefault(state, []).append(outcomes)
            done += len(replicates)
            if progress is not None:
                progress(done, sum(len(numbers) for _, numbers in jobs))
    finally:
        threads.close()
    dates = tuple(
        OnDate(float(time), tuple(met), _arm(prepared, met, found))
        for time, met in zip(times, states, strict=True)
    )
    return ChosenDates(len(states[0]), dates)


def _jobs(states: Sequence[Sequence[State]]) -> list[tuple[State, list[int]]]:
    """Replicates that meet each state on any date, ascending, in chunks."""
    found: dict[State, dict[int, None]] = {}
    for replicate, met in enumerate(zip(*states, strict=True)):
        for state in met:
            found.setdefault(state, {})[replicate] = None
    return [
        (state, numbers[first : first + CHUNK])
        for state, numbers in ((state, list(replicates)) for state, replicates in found.items())
        for first in range(0, len(numbers), CHUNK)
    ]


def _arm(prepared: Prepared, met: Sequence[State], found: dict[State, list[InMemory]]) -> PlayedArm:
    """The rows of all replicates on one date, each from where its state was played."""
    replicates: dict[State, list[int]] = {}
    for replicate, state in enumerate(met):
        replicates.setdefault(state, []).append(replicate)
    parts = [part.of(numbers) for state, numbers in replicates.items() for part in found[state]]
    return PlayedArm(prepared.scenario.name, "", prepared.plan, [joined(parts)])
