"""The story of each raider as columns of `targets.parquet`: when, how far away, by whom, in a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from openiads.ground.units import KM
from openiads.scenario.plan import Plan
from openiads.simulation.target_story import LOSSES, RUNGS
from openiads.state.words import Identity
from openiads.study.campaign.why_words import whys

TIMES = (
    "start",
    *(name for name in RUNGS if name not in ("first_detection", "first_track")),
    "hostile",
    "first_hidden",
    "behind_terrain",
    "earliest_intercept",
)
"""Moments whose times are columns here; the others have had one before."""
PLACES = ("start", *RUNGS, "hostile", "earliest_intercept", "end")
"""Moments at which it is told how far a raider was from its aim and from the nearest battery."""
COUNTS = ("faint_looks", "clutter_looks", "rounds_missed", *LOSSES, "engagements_broken_off")
IDENTITIES = [identity.name.lower().replace("_", " ") for identity in Identity]


def story_columns(rows: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """Columns of the story by their names, with their units."""
    columns: dict[str, Any] = {f"{name}_time_s": _numbers(rows[f"{name}_time"]) for name in TIMES}
    columns["untracked_s"] = _numbers(rows["untracked"])
    columns["channel_wait_s"] = _numbers(rows["channel_wait"])
    for name in PLACES:
        for to in ("asset", "battery"):
            columns[f"{name}_to_{to}_km"] = _distances(rows[f"{name}_to_{to}"])
    columns["nearest_battery_km"] = _distances(rows["nearest_battery"])
    columns |= {name: rows[name] for name in COUNTS}
    columns["identity"] = _words(rows["identity"], IDENTITIES)
    columns["furthest_battery"] = _words(
        rows["furthest_battery"], [battery.name for battery in plan.batteries]
    )
    columns["track_began_as"] = _words(rows["track_began_as"], [target.name for target in plan.targets])
    columns["why"] = pa.array(whys(rows, plan), pa.string()).dictionary_encode()
    return columns


def _numbers(values: Any) -> Any:
    """A column of numbers; what never happened is missing."""
    return pa.array(values, from_pandas=True)


def _distances(values: Any) -> Any:
    """A column of kilometres, to a metre or less: half the digits, for there are many."""
    return pa.array((values / KM).astype(np.float32), from_pandas=True)


def _words(index: Any, words: list[str]) -> Any:
    numbers = pa.array(index.astype(np.int32), mask=index < 0)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))
