"""Cases of shots, looks and magazines: what is played, which figure is averaged, what theory says of it."""

from __future__ import annotations

from verification import closed_forms as theory
from verification.belief_cases import settings as of_belief
from verification.degenerate import ROUND, SITE, Approach, calm, document
from verification.doctrine_cases import settings as of_doctrine
from verification.figures import (
    Case,
    Setting,
    Tables,
    just,
    killed_share,
    leakers,
    rounds,
    share,
    squared_gap,
    with_shots,
)
from verification.loss_cases import settings as of_losses
from verification.sight_cases import settings as of_sight
from verification.stream_cases import settings as of_streams

RAIDERS = 10
KILL = 0.7
"""Single-shot kill probability of most cases."""
FAILURE = 0.1
"""Chance of the common or the individual failure."""
FALSE_KILL, FALSE_MISS = 0.10, 0.15


SHORT = Approach(start_km=35.0, end_km=25.5)
"""Time for tracking and one engagement: the last rounds meet after some 40 s, raiders arrive at 63 s."""
LONG = Approach(start_km=35.0, end_km=15.0)
"""Time for three engagements, each with its look: 133 s."""
SIEGE = Approach(start_km=35.0, end_km=8.0, speed_mps=100.0)
"""Time for twelve rounds one after the other at the last survivors: 270 s."""


def settings() -> list[Setting]:
    """All scenarios with their cases."""
    own = [
        _salvo(),
        _independent(),
        _common(),
        _layers(),
        _three_layers(),
        _strong(),
        _looks(),
        _salvos(),
        _erring(),
        _stock(12, KILL),
        _stock(8, 0.5),
        _spread(),
    ]
    quiet = [Setting(setting.name, calm(setting.tables), setting.cases) for setting in own]
    return [*quiet, *of_streams(), *of_sight(), *of_doctrine(), *of_belief(), *of_losses()]


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
            Case("A3'", "exactly 3 leakers, binomial", theory.exactly(3, RAIDERS, 1.0 - kill), just(3)),
            Case(
                "A7'",
                "variance of leakers, W K(1-K)",
                theory.leaker_spread(RAIDERS, 1.0 - kill),
                squared_gap(RAIDERS * (1.0 - kill)),
            ),
            Case(
                "B9'", "leakers, 20 shots at 10, one stage", theory.uneven_leakers(RAIDERS, 20, KILL), leakers
            ),
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
            Case(
                "A7\"", "variance of leakers, own failures", theory.leaker_spread(RAIDERS, 1.0 - kill),
                squared_gap(RAIDERS * (1.0 - kill)),
            ),
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


def _layered(*layers: tuple[float, int]) -> Tables:
    """Batteries that know nothing of each other, each with one salvo for every raider.

    Which comes first does not matter: a raider leaks when all shots miss.
    """
    tables = document(RAIDERS, {"salvos_max": 1}, {}, SHORT)
    alike = tables["battery"][0]
    tables["battery"] = [
        {**alike, "name": f"layer {i}", "lon": SITE[1] + 0.01 * i, "kill_probability": p, "salvo": n}
        for i, (p, n) in enumerate(layers)
    ]
    return tables


def _layers() -> Setting:
    """One shot of 0.6, and a salvo of two of 0.8."""
    layers = (0.6, 1), (0.8, 2)
    kill = theory.kill_by_layers(*layers)
    return Setting(
        "two layers", _layered(*layers),
        (Case("A8", "kill by layers .6 x1, .8 x2, 1-(1-K1)(1-K2)", kill, killed_share),),
    )  # fmt: skip


def _three_layers() -> Setting:
    """Three single shots."""
    layers = (0.3, 1), (0.4, 1), (0.5, 1)
    kill = theory.kill_by_layers(*layers)
    return Setting(
        "three layers", _layered(*layers),
        (
            Case("A8'", "kill by layers .3, .4, .5, 1-(1-K1)(1-K2)(1-K3)", kill, killed_share),
            Case("A8\"", "exactly 2 leak through them", theory.exactly(2, RAIDERS, 1.0 - kill), just(2)),
        ),
    )  # fmt: skip


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
            Case(
                "B1'", "killed or missed by just 2 shots, p(1-p)", KILL * (1.0 - KILL), with_shots(2, RAIDERS)
            ),
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


def _stock(loaded: int, kill: float) -> Setting:
    """A short magazine for ten raiders, fired one by one at survivors until nobody or nothing is left."""
    battery = {"kill_probability": kill, "salvo": 1, "salvos_max": 10, "loadout": {ROUND: loaded}}
    left = theory.magazine_leakers(RAIDERS, loaded, kill)
    key = "B7" if loaded > RAIDERS else "B7'"
    cases = [Case(key, f"leakers, {loaded} rounds of {kill:g}, 10 raiders, looks", left, leakers)]
    if loaded <= RAIDERS:  # then nothing is left over and leakers are what the rounds did not kill
        spread = theory.leaker_spread(loaded, kill)
        cases.append(Case('B7"', f"variance of leakers, {loaded} rounds", spread, squared_gap(left)))
    way = SIEGE if loaded > RAIDERS else SHORT  # then all leave at once
    return Setting(f"{loaded} rounds", document(RAIDERS, battery, {}, way), tuple(cases))


def _spread() -> Setting:
    """Twelve shots as evenly over ten raiders as they go, without a look.

    One battery has ten rounds and one for each raider; another that knows nothing of it has two, for two of
    them.
    """
    tables = _layered((KILL, 1), (KILL, 1))
    tables["battery"][0]["loadout"] = {ROUND: 10}
    tables["battery"][1]["loadout"] = {ROUND: 2}
    left = theory.uneven_leakers(RAIDERS, 12, KILL)
    spread = theory.leaker_spread(8, 1.0 - KILL) + theory.leaker_spread(2, (1.0 - KILL) ** 2)
    return Setting(
        "12 shots spread", tables,
        (
            Case("B8", "leakers, 12 shots even over 10 raiders, no look", left, leakers),
            Case("B8'", "variance of leakers, 12 shots, no look", spread, squared_gap(left)),
        ),
    )  # fmt: skip
