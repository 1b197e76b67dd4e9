"""Measure how long each of what a replicate does takes: `python scripts/fit_estimate.py`, five minutes.

Prints the rates of `study/campaign/estimate.py` for this machine, and how well they tell what each took.
None of the scenarios is one of those that `tests/study/campaign/test_estimate.py` holds the rates to, the
built-in ones apart; nothing is shot down in any.
"""

from __future__ import annotations

import itertools
import time
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from openiads.ground.errors import Notice
from openiads.scenario import builtin
from openiads.scenario.load_scenario import load, load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.world import World
from openiads.study.campaign.effort import Effort, effort
from openiads.study.campaign.estimate import OPENING

Floats = npt.NDArray[np.float64]
LONG_ENOUGH = 0.4
"""Processor time of one measurement, at least [s]."""
RAIDERS, BATTERIES, SPEEDS = (1, 8, 30, 120), (0, 1, 3, 6), (25.0, 120.0, 250.0)
SYSTEMS = ("s-400", "patriot-pac3")
NANO = 1e9
WATCHING = 3
"""Batteries that hold their fire: what they track, fire control asks nothing of."""
KEPT = 1000
"""Rounds that every battery keeps back: nothing is shot down, as an estimate has it."""


def document(raiders: int, batteries: int, speed: float, system: str, joined: bool) -> dict[str, Any]:
    """A raid from the west on a town with some batteries about it, which keep all their rounds."""
    names = [f"b{n}" for n in range(batteries)]
    town = {"name": "town", "lat": 38.0, "lon": 35.0}
    raid = {
        "name": "raid", "threat": "bomber", "count": raiders, "entry": [38.0, 31.0], "target": "town",
        "altitude_m": 6_000.0, "speed_mps": speed, "lateral_km": 0.4 * raiders,
    }  # fmt: skip
    control = "hold" if batteries == WATCHING else "free"
    guards = [
        {"name": name, "system": system, "lat": 38.1, "lon": 34.8 + 0.2 * n, "control": control}
        for n, name in enumerate(names)
    ]
    network = [{"name": "net", "form": "regiment", "batteries": names}]
    return {
        "version": 1, "name": "x", "area": {"terrain": "flat", "duration_s": 40_000}, "asset": [town],
        "battery": guards, "raid": [raid], "doctrine": {"control": "free", "reserve_rounds": KEPT},
    } | ({"network": network} if joined else {})  # fmt: skip


def scenarios() -> dict[str, Any]:
    """The built-in ones, and raids of few and many against none to six batteries, slow and fast."""
    found: dict[str, Any] = {
        name: load(name, [f"doctrine.reserve_rounds={KEPT}"]) for name in builtin.names()
    }
    for raiders, batteries, speed in itertools.product(RAIDERS, BATTERIES, SPEEDS):
        system = SYSTEMS[(raiders + batteries) % 2]
        joined = batteries > 1 and speed < 200.0
        name = f"{raiders} raiders at {speed:.0f} m/s, {batteries} of {system}{' in a network' * joined}"
        found[name] = load_document(document(raiders, batteries, speed, system, joined), "x")
    return found


def seconds_of_row(world: World) -> float:
    """How long one row of a replicate takes [s], of as many as take long enough."""
    list(play(world, 1, 0, 1, workers=1))  # compiled
    count, taken = 1, 0.0
    while taken < LONG_ENOUGH:
        count *= 2
        begin = time.process_time()
        books = Books.joined(list(play(world, 1, 1, 1 + count, workers=1)))
        taken = time.process_time() - begin
    return taken / len(books.outcomes["replicate"])


def fitted(counts: Floats, taken: Floats) -> Floats:
    """Rates [s], none below 0, with which logarithms of told over taken are least in squares."""

    def off(rates: Floats) -> Floats:
        return np.log((OPENING + counts @ (rates / NANO)) / taken)

    begin = np.full(counts.shape[1], 100.0)
    return np.asarray(least_squares(off, begin, bounds=(0.0, np.inf), x_scale=begin).x) / NANO


def main() -> None:
    """Measure, fit, and print."""
    warnings.simplefilter("ignore", Notice)
    worlds = {name: prepare(case).world for name, case in scenarios().items()}
    counts = np.array([effort(world) for world in worlds.values()])
    taken = np.array([seconds_of_row(world) for world in worlds.values()])
    rates = fitted(counts, taken)
    for field, rate in zip(Effort._fields, rates, strict=True):
        print(f"{field:10s} {rate * NANO:8.1f} ns")
    for name, told in zip(worlds, (OPENING + counts @ rates) / taken, strict=True):
        print(f"{told:6.2f} {name}")


if __name__ == "__main__":
    main()
