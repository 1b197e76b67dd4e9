"""Which sizes and spreads are asked for, and the study that plays them all."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import Notice, OutOfRange
from openiads.ground.kinds import between_commas, number, refuse, several
from openiads.ground.units import MINUTE
from openiads.ground.whole import number_in, whole
from openiads.scenario.scenario_schema import Scenario
from openiads.simulation.prepare import prepare
from openiads.study.design.load_study import load
from openiads.study.design.points import Design
from openiads.study.saturation.sized_raid import SizedRaid, sized_raid

TIMES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Sizes that are played unless others are asked for, in raids of the scenario; of these none that are too
small to have one raider of each group, for they would be another raid."""
OWN = "own"
SPREADS = (0.0, OWN, 60.0)
"""All at once, as the scenario has it, and over an hour [min]."""
MOST_SIZE, MOST_MINUTES, MOST_CURVES = 10_000, 720.0, 12
LEAST_SIZES, MOST_SIZES = 2, 50
SHORT = 10.0
"""Minutes below which tenths are told."""
SIZES_TOLD, SPREADS_TOLD = "sizes=(20, 40, 80)", "spreads_min=(0, 'own', 60)"


@dataclass(frozen=True, slots=True)
class AskedRaids:
    """A raid, the sizes of it that are played, and over what times they arrive."""

    scenario: Scenario
    raid: SizedRaid
    sizes: tuple[int, ...]  # raiders, rising
    spreads: tuple[float | None, ...]  # None as the scenario has it
    design: Design


def asked_raids(
    scenario: Scenario, sizes: object, spreads: object, replicates: int, seed: int, catalogue: Catalogue
) -> AskedRaids:
    """Read what is asked for, and lay out the study.

    Parameters
    ----------
    sizes : raiders, or raids of the scenario such as `2x`; a list, or one text with commas; none are `TIMES`
    spreads : minutes, or `own`; likewise; none are `SPREADS`

    Raises
    ------
    OutOfRange
        if nothing flies to an asset, or a size or spread is not allowed
    """
    raid = sized_raid(prepare(scenario, catalogue))
    if not raid.groups or not raid.aimed(raid.size):
        raise OutOfRange(f"{scenario.name}: nothing flies to an asset; write a [[raid]] with a target")
    chosen = sizes_of(sizes, raid.size, len(raid.groups))
    if len({raid.aimed(size) for size in chosen} - {0}) < LEAST_SIZES:
        refuse("sizes", sizes, "two that aim more and more at assets are needed", SIZES_TOLD)
    over = spreads_of(spreads, raid.spread)
    _require_in_time(scenario, raid, chosen, over)
    design = _design(scenario, raid, chosen, over, replicates, seed, catalogue)
    return AskedRaids(scenario, raid, chosen, over, design)


def _require_in_time(
    scenario: Scenario, raid: SizedRaid, sizes: Sequence[int], spreads: Iterable[float | None]
) -> None:
    """Refuse a spread by which some that come by chance would enter when the run has ended."""
    end = scenario.area.model_dump()["duration_s"]
    for spread in spreads:
        late = dict.fromkeys(name for size in sizes for name in raid.too_late(size, spread, end))
        if late:
            told = OWN if spread is None else f"{spread / MINUTE:g}"
            raise OutOfRange.of(
                "spreads_min",
                f"is {told}; {', '.join(late)}, by chance as they come, would enter when the run has ended "
                f"(area.duration_s is {end:g}); shorten it, or lengthen the run",
            )


def sizes_of(told: object, own: int, groups: int = 1) -> tuple[int, ...]:
    """Numbers of raiders, rising, each once; the scenario's own raid has `own`, in so many groups."""
    words = _listed("sizes", told, SIZES_TOLD)
    if not words:
        sizes = {round(times * own) for times in TIMES if times * own <= MOST_SIZE}
        return tuple(sorted(size for size in sizes if size >= groups))
    found = sorted({_size(f"sizes[{i}]", word, own) for i, word in enumerate(words)})
    if not LEAST_SIZES <= len(found) <= MOST_SIZES:
        refuse("sizes", told, f"{LEAST_SIZES} to {MOST_SIZES} that differ are allowed", SIZES_TOLD)
    return tuple(found)


def _size(name: str, word: Any, own: int) -> int:
    if isinstance(word, str) and word.strip().endswith("x"):
        return _in_raids(name, word, own)
    value: Any = number_in(word) if isinstance(word, str) else word
    return whole(name, value, 1, MOST_SIZE, SIZES_TOLD)


def _in_raids(name: str, word: str, own: int) -> int:
    """So many raids of the scenario, at least one raider."""
    most = MOST_SIZE / own
    try:
        times = float(word.strip().removesuffix("x"))
    except ValueError:
        refuse(name, word, "a number before the x is allowed", "sizes=('0.5x', '1x', '2x')")
    if not 0.0 < times <= most:
        allowed = f"more than 0 and at most {most:.4g} raids of {own} are allowed"
        refuse(name, word, allowed, "sizes=('0.5x', '1x', '2x')")
    return max(round(times * own), 1)


def spreads_of(told: object, own: float) -> tuple[float | None, ...]:
    """Times over which a raid arrives [s], each once; None as it does by itself."""
    words = _listed("spreads_min", told, SPREADS_TOLD) or SPREADS
    found = [_spread(f"spreads_min[{i}]", word) for i, word in enumerate(words)]
    if len(found) > MOST_CURVES:
        refuse("spreads_min", told, f"at most {MOST_CURVES} are allowed", SPREADS_TOLD)
    alike = {None, round(own, 1)} if None in found else set()
    kept = [one for one in found if one is None or round(one, 1) not in alike]
    return tuple(dict.fromkeys(kept))


def _spread(name: str, word: Any) -> float | None:
    if isinstance(word, str):
        if word.strip() == OWN:
            return None
        try:
            word = float(word)
        except ValueError:
            refuse(name, word, f"minutes or {OWN} are allowed", SPREADS_TOLD)
    minutes = number(name, word, SPREADS_TOLD)
    if not 0.0 <= minutes <= MOST_MINUTES:
        refuse(name, minutes, f"0 to {MOST_MINUTES:g} minutes, or {OWN}, are allowed", SPREADS_TOLD)
    return minutes * MINUTE


def _listed(name: str, told: object, example: str) -> tuple[Any, ...]:
    """Words of a text between commas, or the items of a list."""
    if isinstance(told, str):
        return between_commas(name, told, example)
    return several(name, told, "a list, or a text with commas, is allowed", example)


def arm_name(size: int, spread: float | None) -> str:
    """What an arm is called."""
    return f"{size} raiders {spread_told(spread)}"


def spread_told(spread: float | None, own: float | None = None) -> str:
    """A spread in words; of the scenario's own how long that is, if it is said."""
    if spread is None:
        return "as it is" if own is None else f"as it is, {spread_told(own)}"
    minutes = spread / MINUTE
    decimals = 1 if minutes < SHORT and round(minutes, 1) != round(minutes) else 0
    return f"over {minutes:.{decimals}f} min" if spread else "all at once"


def _design(
    scenario: Scenario, raid: SizedRaid, sizes: Sequence[int], spreads: Iterable[float | None],
    replicates: int, seed: int, catalogue: Catalogue,
) -> Design:  # fmt: skip
    """A study with an arm for every size at every spread."""
    asked = [(size, spread) for spread in spreads for size in sizes]
    crowded = dict.fromkeys(name for one in asked for name in raid.crowded(*one))
    if crowded:
        told = f"{scenario.name}: several of {', '.join(crowded)} come at one time on one way"
        told += ", where no radar tells them apart; give them lateral_km, or a longer spread"
        warnings.warn(Notice(told), stacklevel=4)
    document = {
        "name": f"{scenario.name}-saturation",
        "title": f"{scenario.name}: leakers by size of the raid",
        "scenario": scenario,
        "seed": seed,
        "replicates": replicates,
        "keep": ["outcomes"],
        "arm": [{"name": arm_name(*one), "set": list(raid.changes(*one))} for one in asked],
    }
    return load(document, catalogue)
