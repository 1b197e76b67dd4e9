"""Cases of raiders that aim at the battery itself, and of chances that go by the kind of target."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openiads.catalogue.load_catalogue import PACKAGED
from verification import closed_forms as theory
from verification.degenerate import DEGREE, ROUND, SITE, Approach, document
from verification.doctrine_cases import sharp
from verification.figures import (
    Case,
    Setting,
    batteries_lost,
    is_killed,
    leakers,
    of_some,
    rounds,
)

EVEN = {
    "crossing_factor": 1, "tail_factor": 1, "floor_factor": 1, "needed_advantage": 1e-6,
}  # fmt: skip
"""Nothing takes from a kill probability: not aspect, not the ground, not how hard a target turns."""


def settings() -> list[Setting]:
    """All scenarios with their cases."""
    return [_one_by_one(), _at_once(), _by_kind()]


def attacker(name: str, start_km: float, **said: Any) -> dict[str, Any]:
    """A raider from the south that aims at the battery."""
    return {
        "name": name, "threat": "fighter", "count": 1, "entry": [SITE[0] - start_km / DEGREE, SITE[1]],
        "target": "battery", "rcs_m2": 10_000, "weave": False, "speed_mps": 300.0, "altitude_m": 3000.0,
        **said,
    }  # fmt: skip


def _one_by_one() -> Setting:
    """Four raiders come at the battery one after the other, each when the one before has had its fate.

    A shot at each.  Whoever is missed arrives, and destroys the battery with a chance of its own; then nobody
    fires at those that come later.
    """
    attackers, kill, destruction = 4, 0.6, 0.5
    lost, leak, fired = theory.assailed(attackers, kill, destruction)
    battery = {"kill_probability": kill, "salvo": 1, "salvos_max": 1}
    tables = document(1, battery, {}, Approach())
    tables["area"]["duration_s"] = 400
    tables["asset"] = []
    tables["raid"] = [attacker(f"attacker {i}", 20.0, start_s=75.0 * i) for i in range(attackers)]
    tables = sharp(tables)
    tables["catalogue"] = {
        **tables["catalogue"], "destruction": {"aircraft": {"battery_probability": destruction}},
    }  # fmt: skip
    return Setting(
        "attackers one by one",
        tables,
        (
            Case("L1", "battery lost to 4, 1-(1-qd)^n", lost, batteries_lost),
            Case("L2", "of the 4 arrive, q while it works, then all", leak, leakers),
            Case("L3", "shots at them, one while it works", fired, rounds),
        ),
    )


def _at_once() -> Setting:
    """Three raiders come at the battery side by side, so that its rounds have met all before any arrives."""
    attackers, kill, destruction = 3, 0.6, 0.5
    tables = document(1, {"kill_probability": kill, "salvo": 1, "salvos_max": 1}, {}, Approach())
    tables["asset"] = []
    tables["raid"] = [
        attacker(f"attacker {i}", 20.0, entry=[SITE[0] - 20.0 / DEGREE, SITE[1] + 0.02 * (i - 1)])
        for i in range(attackers)
    ]
    tables = sharp(tables)
    tables["catalogue"] = {
        **tables["catalogue"], "destruction": {"aircraft": {"battery_probability": destruction}},
    }  # fmt: skip
    lost = 1.0 - (1.0 - (1.0 - kill) * destruction) ** attackers
    return Setting(
        "attackers at once",
        tables,
        (
            Case("L4", "battery lost to 3 at once, 1-(1-qd)^n", lost, batteries_lost),
            Case("L5", "of the 3 arrive, n q", attackers * (1.0 - kill), leakers),
            Case("L6", "shots at them, n", float(attackers), rounds),
        ),
    )


def _by_kind() -> Setting:
    """A round with a figure for aircraft, where their class factor does not count, and none for others.

    Five fighters and five cruise missiles come side by side, one shot at each.
    """
    each, own, general, factor = 5, 0.6, 0.9, 0.8
    tables = sharp(document(2 * each, {"salvo": 1, "salvos_max": 1}, {}, Approach(35.0, 25.5, 1.0)))
    for raid in tables["raid"][each:]:
        raid["threat"] = "cruise-subsonic"
    tables["catalogue"] = {
        **tables["catalogue"],
        "rounds": {ROUND: {"kill_probability": general}},
        "threats": {"fighter": {"kill_factor": 0.5}, "cruise-subsonic": {"kill_factor": factor}},
        "lethality": EVEN,
    }
    parts = slice(each), slice(each, 2 * each)
    aircraft, missiles = (of_some(is_killed, part, 2 * each) for part in parts)
    entry = replace(PACKAGED.round_of(ROUND), aircraft_kill_probability=own)
    return Setting(
        "chances by kind",
        tables,
        (
            Case("K1", "aircraft killed, the round's figure for them", own, aircraft),
            Case("K2", "cruise missiles killed, figure x class factor", general * factor, missiles),
        ),
        catalogue=PACKAGED.having({("round", ROUND): entry}),
    )
