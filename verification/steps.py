"""Whether the step decides: the same replicates at 1 s and at 0.25 s, until the difference is known.

Two one-sided tests at 5 % [1]: the 95 % interval of the mean paired difference in leakers must lie within one
per cent of the raiders.  Pairs are added until it does, or until they are used up; that is no agreement then.

References
----------
.. [1] D. J. Schuirmann, A comparison of the two one-sided tests procedure and the power approach for
   assessing the equivalence of average bioavailability, J. Pharmacokin. Biopharm. 15 (1987) 657-680.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.scenario.load_scenario import load_document
from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import prepare
from openiads.state.words import Fate, Side
from openiads.state.world import World

Floats = npt.NDArray[np.float64]

LONG, SHORT = 1.0, 0.25
WITHIN = 0.01
"""Of the raiders."""
FEWEST, MOST = 400, 6400
"""Pairs."""


@dataclass(frozen=True)
class Verdict:
    """What the pairs of one scenario say."""

    name: str
    pairs: int
    raiders: float
    leakers: float
    difference: float
    half_width: float

    @property
    def agrees(self) -> bool:
        """Whether the whole interval lies within the margin."""
        return abs(self.difference) + self.half_width <= WITHIN * self.raiders

    def __str__(self) -> str:
        """One line of the table."""
        low, high = self.difference - self.half_width, self.difference + self.half_width
        return (
            f"{self.name:24s}{self.pairs:6d}{self.raiders:9.2f}{self.leakers:9.3f}"
            f"   [{100 * low / self.raiders:+.2f}, {100 * high / self.raiders:+.2f}] %"
            f"{'' if self.agrees else '   not within 1 %'}"
        )


def at_step(world: World, step: float) -> World:
    """The same world with another step [s]."""
    steps = math.ceil(world.clock.steps * world.clock.step / step)
    return world._replace(clock=world.clock._replace(step=step, steps=steps))


def counts(world: World, first: int, last: int, seed: int) -> tuple[Floats, Floats]:
    """Leakers and raiders of each replicate."""
    rows = Books.joined(list(play(world, seed, first, last, workers=2))).typical().targets
    hostile = rows["side"] == Side.HOSTILE
    replicate = rows["replicate"] - first
    leaked = hostile & (rows["fate"] == Fate.LEAKED)
    size = last - first
    return (
        np.bincount(replicate, weights=leaked, minlength=size),
        np.bincount(replicate, weights=hostile, minlength=size),
    )


def compare(name: str, world: World, seed: int = 1, fewest: int = FEWEST, most: int = MOST) -> Verdict:
    """Pairs of one scenario, doubled until they suffice."""
    slow, fast = at_step(world, LONG), at_step(world, SHORT)
    leakers, raiders, differences = np.zeros(0), np.zeros(0), np.zeros(0)
    until = fewest
    while True:
        here, flown = counts(slow, len(leakers), until, seed)
        there, _ = counts(fast, len(leakers), until, seed)
        leakers, raiders = np.append(leakers, here), np.append(raiders, flown)
        differences = np.append(differences, here - there)
        half = 1.96 * float(differences.std(ddof=1)) / math.sqrt(until)
        found = Verdict(name, until, raiders.mean(), leakers.mean(), differences.mean(), half)
        if found.agrees or 2 * until > most:
            return found
        until *= 2


SYSTEMS = ("s-400", "s-300pmu2", "patriot-mse", "patriot-gemt", "fd-2000", "samp-t")
WAYS = {  # distance of the entry [km], and whether it follows the terrain
    "fighter": (110, True), "bomber": (110, False), "cruise-subsonic": (90, True),
    "cruise-supersonic": (150, False),
    "one-way-drone": (25, False), "male-drone": (30, False), "srbm": (200, False),
}  # fmt: skip


def small_scenarios(count: int = 20, seed: int = 7) -> Iterator[tuple[str, dict[str, Any]]]:
    """Small scenarios by the dice: six raids of one to three against one or two batteries near Gaziantep."""
    dice = np.random.default_rng(seed)
    for number in range(count):
        guards = [_battery(dice, b) for b in range(int(dice.integers(1, 3)))]
        form = "regiment" if len(guards) > 1 else "alone"
        network = {"name": "net", "form": form, "batteries": [guard["name"] for guard in guards]}
        links = (
            {"delay_s": float(dice.choice([0.0, 3.0])), "loss_probability": 0.1} if len(guards) > 1 else {}
        )
        yield (
            f"small {number}",
            {
                "name": "small",
                "area": {
                    "duration_s": 300,
                    "terrain": "globe-30s" if dice.random() < 0.5 else "flat",
                    "airspace": "warned",
                },
                "doctrine": {"control": str(dice.choice(["free", "tight"]))},
                "battery": guards,
                "network": [{**network, **links, "interrogator": "national", "flight_plans": True}],
                "asset": [
                    {"name": "town", "lat": 37.0, "lon": 37.4, "value": 2},
                    {"name": "field", "lat": 36.9, "lon": 37.5},
                ],
                "raid": [_raid(dice, n) for n in range(6)],
                "zone": [
                    {"name": "south", "kind": "hostile-origin", "lat": 35.5, "lon": 37.4, "radius_km": 150}
                ],
            },
        )


def _battery(dice: np.random.Generator, number: int) -> dict[str, Any]:
    return {
        "name": f"battery {number}",
        "system": str(dice.choice(SYSTEMS)),
        "lat": 37.0 + float(dice.uniform(-0.2, 0.2)),
        "lon": 37.4 + float(dice.uniform(-0.2, 0.2)),
        "azimuth_deg": float(dice.uniform(140.0, 220.0)),
        "targets_max": int(dice.integers(1, 5)),
        "guided_max": int(dice.integers(1, 7)),
    }


def _raid(dice: np.random.Generator, number: int) -> dict[str, Any]:
    threat = str(dice.choice(sorted(WAYS)))
    distance, follows = WAYS[threat]
    bearing = math.radians(dice.uniform(130.0, 230.0))
    raid = {
        "name": f"raid {number}",
        "threat": threat,
        "count": int(dice.integers(1, 4)),
        "entry": [37.0 + distance * math.cos(bearing) / 111.2, 37.4 + distance * math.sin(bearing) / 88.8],
        "target": str(dice.choice(["town", "field"])),
        "start_s": float(dice.uniform(0.0, 60.0)),
        "spacing_s": float(dice.uniform(2.0, 20.0)),
        "jitter_s": 10.0,
    }
    return {**raid, "terrain_following": True} if follows else raid


BUILT_IN = ("one-battery", "turkey-2017", "turkey-four-batteries", "patriot-2013", "saturation")


def main() -> bool:
    """Print a line for every scenario; whether all agree."""
    print("steps of 1 s and 0.25 s    pairs  raiders  leakers   difference in per cent of raiders, 95 %")
    agree = True
    worlds = [(name, prepare(name).world) for name in BUILT_IN]
    worlds += [(name, prepare(load_document(tables, name)).world) for name, tables in small_scenarios()]
    for name, world in worlds:
        found = compare(name, world)
        agree = agree and found.agrees
        print(found, flush=True)
    return agree


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
