"""The cases: what is played, which figure of a replicate is averaged, and what theory says of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.simulation.books import Books
from verification import closed_forms as theory
from verification.degenerate import DEGREE, ROUND, SITE, Approach, document

Floats = npt.NDArray[np.float64]
Tables = dict[str, Any]

RAIDERS = 10
KILL = 0.7
"""Single-shot kill probability of most cases."""
FAILURE = 0.1
"""Chance of the common or the individual failure."""
FALSE_KILL, FALSE_MISS = 0.10, 0.15


@dataclass(frozen=True)
class Case:
    """One closed form: a figure per replicate and stratum whose mean theory gives exactly."""

    key: str
    says: str
    exact: float
    figure: Callable[[Books], Floats]


@dataclass(frozen=True)
class Setting:
    """One degenerate scenario and the cases that it serves."""

    name: str
    tables: Tables
    cases: tuple[Case, ...] = field(default=())


def leakers(books: Books) -> Floats:
    """Leakers of each replicate."""
    return books.outcomes["leakers"].astype(np.float64)


def rounds(books: Books) -> Floats:
    """Rounds fired in each replicate."""
    return books.outcomes["rounds"].astype(np.float64)


def share(figure: Callable[[Books], Floats], of: int) -> Callable[[Books], Floats]:
    """The figure per raider."""
    return lambda books: figure(books) / of


def just(count: int) -> Callable[[Books], Floats]:
    """Whether a replicate has exactly `count` leakers."""
    return lambda books: (leakers(books) == count).astype(np.float64)


def killed_share(books: Books) -> Floats:
    """Share of the raiders that were killed."""
    killed: Floats = books.outcomes["killed"] / books.outcomes["raiders"]
    return killed


def squared_gap(mean: float) -> Callable[[Books], Floats]:
    """Squared distance of the leakers from their exact mean: its mean is their variance."""
    return lambda books: (leakers(books) - mean) ** 2


SHORT = Approach(start_km=35.0, end_km=25.5)
"""Time for tracking and one engagement: the last rounds meet after some 40 s, raiders arrive at 63 s."""
LONG = Approach(start_km=35.0, end_km=15.0)
"""Time for three engagements, each with its look: 133 s."""
SIEGE = Approach(start_km=35.0, end_km=8.0, speed_mps=100.0)
"""Time for twelve rounds one after the other at the last survivors: 270 s."""


def settings() -> list[Setting]:
    """All scenarios with their cases."""
    return [
        _salvo(),
        _independent(),
        _common(),
        _layers(),
        _strong(),
        _looks(),
        _salvos(),
        _erring(),
        _stock(),
        _channels(),
    ]


def _salvo() -> Setting:
    """One salvo of two at each of ten raiders: twenty independent shots."""
    kill = theory.salvo_kill(KILL, 2)
    return Setting(
        "one salvo of 2",
        document(RAIDERS, {"kill_probability": KILL, "salvo": 2, "salvos_max": 1}, {}, SHORT),
        (
            Case("A1", "kill probability of a salvo, 1-(1-p)^n", kill, killed_share),
            Case("A2", "no leaker, K^W", kill**RAIDERS, just(0)),
            Case("A3", "exactly 1 leaker, binomial", theory.exactly(1, RAIDERS, 1.0 - kill), just(1)),
        ),
    )


def _independent() -> Setting:
    """The same, but against each raider with its own chance every shot fails, whatever else."""
    kill = (1.0 - FAILURE) * theory.salvo_kill(KILL, 2)
    return Setting(
        "own failures",
        document(
            RAIDERS, {"kill_probability": KILL, "salvo": 2, "salvos_max": 1},
            {"target_failure_probability": FAILURE}, SHORT,
        ),
        (
            Case("A4", "no leaker, independent failures, (Pt K)^W", kill**RAIDERS, just(0)),
            Case("A6", "mean leakers, independent failures, W(1-Pt K)", RAIDERS * (1.0 - kill), leakers),
        ),
    )  # fmt: skip


def _common() -> Setting:
    """The same with one cause that defeats every shot of a whole raid: equal mean, another world.

    Both strata are played and weighed; theory knows nothing of strata.
    """
    kill = theory.salvo_kill(KILL, 2)
    mean = RAIDERS * (1.0 - (1.0 - FAILURE) * kill)
    return Setting(
        "a common failure",
        document(
            RAIDERS, {"kill_probability": KILL, "salvo": 2, "salvos_max": 1},
            {"common_failure_probability": FAILURE}, SHORT,
        ),
        (
            Case("A5", "no leaker, common failure, Pt K^W", (1.0 - FAILURE) * kill**RAIDERS, just(0)),
            Case("A6'", "mean leakers, common failure, W(1-Pt K)", mean, leakers),
            Case(
                "A7", "variance of leakers, common failure",
                theory.leaker_variance(RAIDERS, kill, 1.0 - FAILURE), squared_gap(mean),
            ),
        ),
    )  # fmt: skip


def _layers() -> Setting:
    """Two batteries that know nothing of each other: one shot of 0.6, then a salvo of two of 0.8.

    Both engage every raider.  Which comes first does not matter: a raider leaks when all three shots miss.
    """
    tables = document(RAIDERS, {"kill_probability": 0.6, "salvo": 1, "salvos_max": 1}, {}, SHORT)
    second = {
        **tables["battery"][0],
        "name": "second",
        "lon": SITE[1] + 0.01,
        "kill_probability": 0.8,
        "salvo": 2,
    }
    tables["battery"].append(second)
    kill = 1.0 - (1.0 - 0.6) * (1.0 - theory.salvo_kill(0.8, 2))
    return Setting(
        "two layers", tables, (Case("A8", "kill by layers .6 x1, .8 x2, 1-(1-K1)(1-K2)", kill, killed_share),)
    )


def _strong() -> Setting:
    """Four shots, as two salvos with a look between, at each of twenty raiders."""
    tables = document(
        20, {"kill_probability": KILL, "salvo": 2, "salvos_max": 2}, {}, Approach(35.0, 18.0, 2.0)
    )
    return Setting(
        "four shots, 20 raiders", tables,
        (Case("A9", "no leaker, W=20, n=4, (1-(1-p)^4)^W", theory.salvo_kill(KILL, 4) ** 20, just(0)),),
    )  # fmt: skip


def _looks() -> Setting:
    """Shoot, look, shoot, up to three times, with looks that never err."""
    return Setting(
        "shoot-look-shoot",
        document(RAIDERS, {"kill_probability": KILL, "salvo": 1, "salvos_max": 3}, {}, LONG),
        (
            Case(
                "B1",
                "shots used, up to k=3, (1-(1-p)^k)/p",
                theory.looks_shots(KILL, 3),
                share(rounds, RAIDERS),
            ),
            Case("B2", "leak, up to 3 looks, (1-p)^k", (1.0 - KILL) ** 3, share(leakers, RAIDERS)),
        ),
    )


def _salvos() -> Setting:
    """A salvo of two, a look, another at survivors; rounds of a salvo leave together, so both always fly."""
    shots = theory.two_salvos_shots(KILL, 2, 2)
    return Setting(
        "salvo 2, look, salvo 2",
        document(RAIDERS, {"kill_probability": KILL, "salvo": 2, "salvos_max": 2}, {}, Approach(35.0, 18.0)),
        (
            Case("B3", "shots used, a + b(1-p)^a", shots, share(rounds, RAIDERS)),
            Case("B4", "leak, (1-p)^(a+b)", (1.0 - KILL) ** 4, share(leakers, RAIDERS)),
        ),
    )


def _erring() -> Setting:
    """Looks that take one miss in ten for a kill, and 15 in a hundred kills for a miss.

    The run goes on after the last raider has its fate, so that shots at those already dead are counted.
    """
    leak, shots = theory.erring_looks(KILL, 3, FALSE_KILL, FALSE_MISS)
    battery = {
        "kill_probability": KILL, "salvo": 1, "salvos_max": 3,
        "false_kill_probability": FALSE_KILL, "false_miss_probability": FALSE_MISS,
    }  # fmt: skip
    tables = document(RAIDERS, battery, {}, LONG)
    tables["area"]["stop_when_clear"] = False
    return Setting(
        "looks that err",
        tables,
        (
            Case("B5", "leak, assessment errors f=.10 g=.15, k=3", leak, share(leakers, RAIDERS)),
            Case("B6", "shots, assessment errors f=.10 g=.15, k=3", shots, share(rounds, RAIDERS)),
        ),
    )


def _stock() -> Setting:
    """Twelve rounds for ten raiders, fired one by one at survivors until nobody or nothing is left."""
    battery = {"kill_probability": KILL, "salvo": 1, "salvos_max": 10, "loadout": {ROUND: 12}}
    left = theory.magazine_leakers(RAIDERS, 12, KILL)
    return Setting(
        "a short magazine", document(RAIDERS, battery, {}, SIEGE),
        (Case("B7", "leakers, 12 rounds, 10 raiders, looks", left, leakers),),
    )  # fmt: skip


WINDOW_S = 130.0


def _channels() -> Setting:
    """Forty raiders at once and six channels, each busy for 35 to 43 s with an engagement.

    The window is opened by weapons-free zones that all enter within five seconds, long since tracked, while
    weapons are on hold, and is closed by the end of their route 130 s later.  They fly away from the battery
    on eight radials 10 degrees apart, inside the sector that its radar faces, and in five tiers, from 35 km
    on, where a round takes 31 to 39 s; look, reaction and the decision clock add 4 to 5 s.  So neighbours
    stand 6 km apart or 2 km above each other, and no plot can pass for another's.  The law holds for every
    service time between a quarter and a third of the window.
    """
    speed_mps, opening_km, lead_s, reach_km = 60.0, 35.0, 40.0, 25.0
    start_km = opening_km - lead_s * speed_mps / 1e3
    end_km = opening_km + WINDOW_S * speed_mps / 1e3
    tables = document(
        10, {"kill_probability": 1, "salvo": 1, "salvos_max": 1}, {"control": "hold"}, Approach()
    )
    tables["battery"][0] |= {"targets_max": 6, "guided_max": 12, "assessment_s": 2}
    tables["asset"] = []
    radials = [180.0 + 10.0 * (i - 3.5) for i in range(8)]
    tables["raid"] = [
        {
            "name": f"raider {i} {tier}", "threat": "fighter", "count": 1, "rcs_m2": 10_000, "weave": False,
            "waypoints": [_along(azimuth, distance) for distance in (start_km, end_km)],
            "speed_mps": speed_mps, "altitude_m": 2000.0 * tier,
        }
        for i, azimuth in enumerate(radials) for tier in range(1, 6)
    ]  # fmt: skip
    for i, azimuth in enumerate(radials):
        lat, lon = _along(azimuth, opening_km + reach_km)
        tables["zone"].append(
            {"name": f"free fire {i}", "kind": "weapons-free", "lat": lat, "lon": lon, "radius_km": reach_km}
        )
    begun = theory.saturated_engagements(40, 6, 37.5, WINDOW_S)
    return Setting(
        "six channels", tables, (Case("D7", "raid of 40, c=6: min(n, c(1+floor(T/d)))", begun, rounds),)
    )


def _along(azimuth_deg: float, distance_km: float) -> list[float]:
    """Latitude and longitude in degrees, so far from the battery."""
    north, east = (distance_km * turned(math.radians(azimuth_deg)) for turned in (math.cos, math.sin))
    return [SITE[0] + north / DEGREE, SITE[1] + east / (DEGREE * math.cos(math.radians(SITE[0])))]
