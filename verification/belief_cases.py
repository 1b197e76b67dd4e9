"""Cases of what a battery believes: errors of one kind, plots that tell, hits that end a mission only."""

from __future__ import annotations

from typing import Any

from verification import closed_forms as theory
from verification.degenerate import Approach, document
from verification.doctrine_cases import sharp
from verification.figures import (
    Case,
    Setting,
    Tables,
    leakers,
    mission_killed,
    rounds,
    share,
)

RAIDERS, KILL = 5, 0.7
LONG = Approach(35.0, 15.0, 1.0)
"""Time for three engagements, each with its look: 133 s."""
FALSE_KILL, FALSE_MISS = 0.3, 0.4
"""Where one of both is alone; more than any catalogue has, so that lines tell them from none."""


def settings() -> list[Setting]:
    """All scenarios with their cases."""
    return [_false_kills(), _false_misses(), _by_plots(), _no_plots(), _crippled()]


def looking(shots: int, assessment_s: float = 1.0, **battery: Any) -> Tables:
    """Tables of one shot after the other, with a look after each.

    The run goes on after the last raider has its fate, so that shots at who is stopped already are counted.
    """
    stated = {"kill_probability": KILL, "salvo": 1, "salvos_max": shots, "assessment_s": assessment_s}
    tables = document(RAIDERS, {**stated, **battery}, {}, LONG)
    tables["area"]["stop_when_clear"] = False
    return tables


def _looked(keys: tuple[str, str], says: str, *errs: float, shots: int = 3) -> tuple[Case, Case]:
    leak, fired = theory.erring_looks(KILL, shots, *errs)
    return (
        Case(keys[0], f"leak, {says}", leak, share(leakers, RAIDERS)),
        Case(keys[1], f"shots, {says}", fired, share(rounds, RAIDERS)),
    )


def _false_kills() -> Setting:
    """Two looks between three shots that take misses for kills, and never a kill for a miss."""
    return Setting(
        "looks that see kills",
        sharp(looking(3, false_kill_probability=FALSE_KILL)),
        _looked(("J1", "J2"), "false kills f=.3 alone, two looks", FALSE_KILL, 0.0),
    )


def _false_misses() -> Setting:
    """The same the other way: nobody more leaks, and rounds are spent at who is down already."""
    return Setting(
        "looks that see misses",
        sharp(looking(3, false_miss_probability=FALSE_MISS)),
        _looked(("J3", "J4"), "false misses g=.4 alone, two looks", 0.0, FALSE_MISS),
    )


def _by_plots() -> Setting:
    """Plots tell, and the rates are what they do not.

    The engagement radar looks once a second, so in the two from the end of a round to its assessment it has
    an echo of who flies on, and none of who does not.
    """
    rates = {"false_kill_probability": 0.10, "false_miss_probability": 0.15}
    return Setting(
        "assessed by plots",
        sharp(looking(3, 2.0, **rates), assessment="by-plots"),
        _looked(("J5", "J6"), "by plots, and f=.10 g=.15 besides, k=3", 0.10, 0.15),
    )


def _no_plots() -> Setting:
    """The same with no time for an echo: nothing is seen of anybody, so all are taken for killed."""
    return Setting(
        "assessed before any plot",
        sharp(looking(3, 0.0), assessment="by-plots"),
        _looked(("J7", "J8"), "by plots, none in no time: false kills f=1", 1.0, 0.0),
    )


def _crippled() -> Setting:
    """Of hits 40 % end a mission only: who is hit so flies on, and draws the shots that are left."""
    part, shots = 0.4, 3
    stopped, fired = theory.crippled(KILL, part, shots)
    tables = sharp(looking(shots))
    tables["catalogue"] = {**tables["catalogue"], "mission_kill": {"aircraft": {"mission_kill_share": part}}}
    return Setting(
        "hits that end a mission only",
        tables,
        (
            Case("M1", "leak, mission kills m=.4, (1-p)^k", (1.0 - KILL) ** shots, share(leakers, RAIDERS)),
            Case("M2", "mission killed, m(1-(1-p)^k)", stopped, share(mission_killed, RAIDERS)),
            Case("M3", "shots, (1-(1-d)^k)/d, d=p(1-m)", fired, share(rounds, RAIDERS)),
        ),
    )
