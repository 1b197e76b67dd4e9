"""Predicted and met intercepts: whether fire control is as wrong as it says."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.simulation.prepare import prepare
from openiads.state.planes import Event, EventKey, Filter, Shot, ShotKey, Truth
from openiads.state.state import State
from openiads.state.words import Happening
from openiads.state.world import World
from verification import watch

Floats = npt.NDArray[np.float64]
WITHIN = 11.345
"""99 % of chi-square with three degrees of freedom."""
SHARE = 0.95
"""Share of intercepts that must lie within: some targets turn or dive, which nobody predicts."""
SYMMETRIC = ((0, 1, 2), (1, 3, 4), (2, 4, 5))


class Plan(NamedTuple):
    """What fire control expects at a launch."""

    time: float  # of the intercept [s]
    place: Floats  # of it, ECEF [m]
    covariance: Floats  # of that [m2]


class Agreement:
    """A phase that only watches: the place of each intercept beside what was predicted at its launch."""

    def __init__(self) -> None:
        self.plans: dict[watch.Shot, Plan] = {}
        self.found: list[tuple[float, float, float]] = []  # error of time [s] and place [m], in its own units

    def __call__(self, state: State, world: World, step: int) -> None:
        """Look through the events of the step."""
        for e in watch.events_of_step(state, step):
            shot, kind = watch.shot_of(state, e), state.events_i[EventKey.KIND, e]
            if kind == Happening.LAUNCH:
                slots = np.flatnonzero((state.rounds_i[ShotKey.SERIAL] == shot[2]) & flying(state))
                if len(slots):  # else it was over within the step
                    self.plans[shot] = plan(state, world, int(slots[0]))
            elif kind in (Happening.KILL, Happening.MISSION_KILL, Happening.MISS) and shot in self.plans:
                self.found.append(beside(self.plans[shot], state, world, e))


def flying(state: State) -> npt.NDArray[np.bool_]:
    """Slots of rounds in the air."""
    return np.asarray(state.rounds_i[ShotKey.FLYING] == 1)


def plan(state: State, world: World, r: int) -> Plan:
    """What the fire-control track of round `r` says of its intercept, a manoeuvre of the filter included."""
    f, c = state.channels_f, state.rounds_i[ShotKey.CHANNEL, r]
    time = float(state.rounds_f[Shot.INTERCEPT, r])
    lead = time - f[Filter.TIME, c]
    place, velocity = (np.array(f[[first + np.array(SYMMETRIC)], c][0]) for first in (Filter.PXX, Filter.VXX))
    cross = f[Filter.CXX : Filter.CXX + 9, c].reshape(3, 3)
    noise = world.tracking.process_noise * lead**3 / 3.0 * np.eye(3)
    covariance = place + lead * (cross + cross.T) + lead**2 * velocity + noise
    return Plan(time, state.rounds_f[Shot.AIM_X : Shot.AIM_Z + 1, r].copy(), covariance)


def beside(plan: Plan, state: State, world: World, e: int) -> tuple[float, float, float]:
    """Error of the time [s] and place [m] of a plan, and the square of that in standard deviations."""
    n, time = state.events_i[EventKey.OBJECT, e], float(state.events_f[Event.TIME, e])
    lag = time - float(np.floor(time / world.clock.step)) * world.clock.step
    place = state.truth_f[Truth.X : Truth.Z + 1, n] + lag * state.truth_f[Truth.VX : Truth.VZ + 1, n]
    gap = place - plan.place
    squared = gap @ np.linalg.solve(plan.covariance, gap)
    return time - plan.time, float(np.linalg.norm(gap)), float(squared)


def agreement(world: World, replicates: int) -> Floats:
    """Errors of predicted intercepts, shape (n, 3): time [s], place [m], squared in standard deviations."""
    found = Agreement()
    watch.play_watched(world, found, replicates)
    return np.array(found.found).reshape(-1, 3)


def print_table(*, quick: bool) -> bool:
    """Predicted beside met intercepts of three built-in scenarios; whether they agree."""
    holds = True
    print(f"{'predicted and met intercepts':34} {'n':>6} {'time s':>8} {'place m':>8} {'within 99 %':>12}")
    for name, replicates in (("one-battery", 200), ("turkey-2017", 40), ("patriot-2013", 40)):
        errors = agreement(prepare(name).world, 8 if quick else replicates)
        time, place = np.median(np.abs(errors[:, :2]), axis=0)
        share = float(np.mean(errors[:, 2] < WITHIN))
        print(f"{name:34} {len(errors):6} {time:8.2f} {place:8.0f} {share:12.3f}")
        holds &= share >= SHARE
    return holds
