"""The rate of wrong engagements over the box of what is not known, and which figure decides it.

Points are laid by a Sobol sequence over all figures of the catalogue that the scenario rests on and that have
a low and a high; figures that several entries share move together.  What the scenario says itself stays, but
for the chances in `UNKNOWN`, which nobody published either.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.errors import OpeniadsError
from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import Prepared, prepare, varied
from openiads.study.experiment.in_memory import InMemory, played
from openiads.study.known.uncertain_figures import Uncertain, figures_of

Floats = npt.NDArray[np.float64]
Moved = list[tuple[float, float, float, Uncertain]]
"""By how much figures move a rate, and the rate at the low and at the high of each."""

FOLDER = Path(__file__).parent.parent / "examples" / "wrong_engagements"
SEED = 20_261_130
POINTS, QUICK_POINTS = 64, 8
EACH, QUICK_EACH = 8, 4
"""Replicates at a point."""
ONE_AT_A_TIME, QUICK_ONE = 4, 1
"""Replicates with one figure at an end."""
MOST = 0.5
"""Of flights in reach that are fired at in the mean over the box: from there on the rate would be absurd."""
OF_2003 = 0.05, 0.48
"""Friendly shares of engagements that published counts of 2003 give, by what is counted."""
LINES = 8
"""Figures that are listed at most."""
DECIDING = ("evidence", "identification", "interrogator", "tracking", "threat", "radar", "engagement")
"""Kinds of entries of which each figure is moved alone: what a track is held for hangs on no round."""
UNKNOWN = {
    "traffic.set_failure_probability": (0.001, 0.3),
    "network.interrogator_failure_probability": (0.001, 0.3),
}
"""Chances that the scenario like 2003 says, with their boxes: from the least that the catalogue has for a set
to nearly one in three, by factors.  Laid before any rate over them was seen."""
EMPTY: Mapping[str, tuple[float, float]] = {}
WRONG = ("friends_engaged", "neutrals_engaged")


@dataclass(frozen=True)
class Rate:
    """What is measured of outcomes: a share of two sums."""

    title: str
    over: tuple[str, ...]
    under: tuple[str, ...]

    def of(self, outcomes: InMemory) -> float:
        """The share over all replicates as they are, 0 of nothing."""
        kept = ~outcomes.common_failure

        def total(names: tuple[str, ...]) -> float:
            return float(sum(outcomes.column(name)[kept].sum() for name in names))

        return total(self.over) / max(total(self.under), 1.0)


FIRED_AT = Rate("flights fired at, of those in reach", WRONG, ("flights_in_reach",))
FRIENDLY = Rate(
    "own fighters, of all that is fired at", ("friends_engaged",), ("friends_engaged", "raiders_engaged")
)


def with_raiders(targets: Any) -> dict[str, Floats]:
    """Further columns of the outcomes, by the table of targets: raiders that were fired at (R,)."""
    replicate, failure = (targets[name].to_numpy() for name in ("replicate", "common_failure"))
    engaged = (targets["shots"].to_numpy() > 0) & (np.array(targets["side"].to_pylist()) == "hostile")
    _, row = np.unique(np.stack([replicate, failure]), axis=1, return_inverse=True)
    return {"raiders_engaged": np.bincount(np.ravel(row), weights=engaged.astype(np.float64))}


def figures(prepared: Prepared) -> list[Uncertain]:
    """Figures with a box that the scenario rests on; loads, which are no numbers, stay."""
    found = figures_of(prepared.plan)
    return [one for one in found if one.boxed and isinstance(one.value, int | float) and one.low != one.high]


def moved(known: list[Uncertain], shares: Floats) -> Catalogue:
    """The catalogue with each figure at its share of its box (K,), by factors where that is wide."""
    changes: dict[tuple[str, str], dict[str, float]] = {}
    for one, at in zip(known, shares, strict=True):
        low, high = float(one.low), float(one.high)  # type: ignore[arg-type]
        value = low * (high / low) ** at if 0.0 < 10.0 * low < high else low + at * (high - low)
        whole = isinstance(one.value, int) and not isinstance(one.value, bool)
        for slug in one.entries:
            changes.setdefault((one.kind, slug), {})[one.name] = round(value) if whole else value
    return PACKAGED.varied(changes)


def over_box(
    base: Prepared, rate: Rate, points: int, each: int, unknown: Mapping[str, tuple[float, float]] = EMPTY
) -> Floats:
    """The rate at every point that can be played (K,); who contradicts himself there is left out.

    unknown  fields of the scenario that are coordinates too, with low and high
    """
    known = figures(base)
    laid = qmc.Sobol(len(known) + len(unknown), scramble=True, rng=SEED).random(points)
    found = []
    for row in laid:
        ends = zip(unknown.items(), row[len(known) :], strict=True)
        changes = [f"{path}={low * (high / low) ** at}" for (path, (low, high)), at in ends]
        try:
            changed = prepare(load(base.scenario, changes), like=base) if changes else base
            prepared = varied(changed, moved(known, row[: len(known)]))
        except OpeniadsError:
            continue
        found.append(rate.of(played(prepared, SEED, range(each), 1, with_raiders).outcomes))
    return np.array(found)


def one_at_a_time(base: Prepared, rate: Rate, each: int) -> Moved:
    """By how much each figure moves the rate from its low to its high, greatest first."""
    told = []
    for one in figures(base):
        if one.kind not in DECIDING:
            continue
        ends = []
        for end in ("low", "high"):
            try:
                prepared = varied(base, one.at(end))
            except OpeniadsError:
                break
            ends.append(rate.of(played(prepared, SEED, range(each), 1, with_raiders).outcomes))
        if len(ends) == 2:
            told.append((abs(ends[1] - ends[0]), *ends, one))
    return sorted(told, key=lambda row: -row[0])


def described(values: Floats) -> str:
    """A box of rates in words."""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return (
        f"{len(values)} points, mean {values.mean():.3f}, 5 % {low:.3f}, median {middle:.3f}, "
        f"95 % {high:.3f}, least {values.min():.3f}, most {values.max():.3f}, "
        f"none at {(values == 0.0).mean():.0%}"
    )


def tight_and_deaf() -> Prepared:
    """Networked batteries without an interrogator under tight control, in warned airspace."""
    return prepare(load(FOLDER / "arms.toml"))


def like_2003() -> Prepared:
    """The scenario that is laid out like what was published of 2003."""
    return prepare(load(FOLDER / "like_2003.toml"))


def nominal(base: Prepared, rate: Rate, replicates: int) -> float:
    """The rate of a scenario as it stands."""
    return rate.of(played(base, SEED, range(replicates), 1, with_raiders).outcomes)


def print_moved(told: Moved) -> None:
    """Figures that move the rate, greatest first, and how many more do or do not."""
    moving = [row for row in told if row[0] > 0.0]
    print(f"{len(moving)} of {len(told)} figures move it, one at a time from low to high; the others do not:")
    for _, low, high, one in moving[:LINES]:
        print(f"  {one.key:60} {low:.3f} to {high:.3f}  ({one.status})")
    if len(moving) > LINES:
        print(f"  and {len(moving) - LINES} by no more than {moving[LINES][0]:.3f}")


def print_box(quick: bool = False) -> bool:
    """Both scenarios over their boxes, and what decides; whether the rate is neither 0 nor absurd."""
    points, each = (QUICK_POINTS, QUICK_EACH) if quick else (POINTS, EACH)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        began, base = time.perf_counter(), tight_and_deaf()
        rates = over_box(base, FIRED_AT, points, each)
        print(f"tight, no interrogator: {FIRED_AT.title}: {described(rates)}")
        told = one_at_a_time(base, FIRED_AT, QUICK_ONE if quick else ONE_AT_A_TIME)
        print_moved(told)
        shares = over_box(like_2003(), FRIENDLY, points, each, UNKNOWN)
        print(f"like 2003: {FRIENDLY.title}: {described(shares)}")
        print(f"  at the nominal point {nominal(like_2003(), FRIENDLY, 8 * each):.3f}")
        inside = shares.min() <= OF_2003[0] and shares.max() >= OF_2003[1]
        print(
            f"  published {OF_2003[0]} to {OF_2003[1]} lies {'inside' if inside else 'not wholly inside'} it"
        )
        print(f"the box took {time.perf_counter() - began:.0f} s")
    return bool(0.0 < rates.mean() < MOST)
