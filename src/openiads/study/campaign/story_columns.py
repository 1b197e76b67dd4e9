"""The story of each raider as columns of `targets.parquet`: when, how far away, by whom, in a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from openiads.ground.units import KM
from openiads.scenario.plan import Plan
from openiads.simulation.target_story import (
    DECISIONS,
    ENDED_EARLY,
    FIRST_LAUNCH,
    LOOKS,
    LOSSES,
    RUNGS,
)
from openiads.state.planes import Evidence, Held
from openiads.state.words import Awaited, Decider, Identity, Lacking, Mechanism
from openiads.study.campaign.story_facts import AT_ONCE
from openiads.study.campaign.why_words import whys

TIMES = (
    "start",
    *(name for name in RUNGS if name not in ("first_detection", "first_track")),
    "hostile",
    "first_hidden",
    "behind_terrain",
    "earliest_intercept",
    *(name.removesuffix("_time") for name in (*DECISIONS, *FIRST_LAUNCH)),
)
"""Moments whose times are columns here; the others have had one before."""
PLACES = ("start", *RUNGS, "hostile", "earliest_intercept", "end")
"""Moments at which it is told how far a raider was from its aim and from the nearest battery."""
COUNTS = (
    *LOOKS, "rounds_missed", *LOSSES, "shots_at_gone", "shots_at_engaged", "shots_after_release",
    "found_engaged", "not_acquired", "engagements_broken_off", *ENDED_EARLY, "engagements_in_vain",
    "channels_in_use", "strays",
)  # fmt: skip
IDENTITIES = [identity.name.lower().replace("_", " ") for identity in Identity]
DECIDERS = [
    *(kind.name.lower().replace("_", " ") for kind in Evidence),
    *(decider.name.lower().replace("_", " ") for decider in Decider),
]
"""What decides an identity, by its number: kinds of evidence, then what is none."""
AWAITED = [awaited.name.lower() for awaited in Awaited]
LACKING = [lacking.name.lower() for lacking in Lacking]
STATUS, CHARGE, AUTHORITY = "status", "charge", "authority"
"""What held fire where no order did: see `Held`."""


MECHANISMS = [
    " + ".join(one.name.lower().replace("_", " ") for one in Mechanism if bits & one) or "none"
    for bits in range(2 * max(Mechanism))
]
"""What had failed, by the bits of `Mechanism`."""


def story_columns(rows: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """Columns of the story by their names, with their units."""
    columns: dict[str, Any] = {f"{name}_time_s": _numbers(rows[f"{name}_time"]) for name in TIMES}
    for name in ("untracked", "channel_wait", "masked", "masked_to_track", "masked_untracked"):
        columns[f"{name}_s"] = _numbers(rows[name])
    for name in PLACES:
        for to in ("asset", "battery"):
            columns[f"{name}_to_{to}_km"] = _distances(rows[f"{name}_to_{to}"])
    columns["nearest_battery_km"] = _distances(rows["nearest_battery"])
    columns |= {name: rows[name] for name in COUNTS}
    columns["identity"] = _words(rows["identity"], IDENTITIES)
    for name in ("identified", "mistaken"):
        columns[f"{name}_time_s"] = _numbers(rows[f"{name}_time"])
        columns[f"{name}_by"] = _words(rows[f"{name}_by"], DECIDERS)
        columns[f"{name}_margin"] = _numbers(rows[f"{name}_margin"].astype(np.float32))
    columns["mistaken_for"] = _words(rows["mistaken_for"], IDENTITIES)
    columns["furthest_battery"] = _words(
        rows["furthest_battery"], [battery.name for battery in plan.batteries]
    )
    columns["track_began_as"] = _words(rows["track_began_as"], [target.name for target in plan.targets])
    columns["held_by"] = _words(rows["held_by"], [battery.name for battery in plan.batteries])
    columns["held_under"] = _words(
        _orders(rows), [AUTHORITY, CHARGE, STATUS, *(order.name for order in plan.orders)]
    )
    columns["faced_elsewhere"] = _words(rows["faced_elsewhere"], [battery.name for battery in plan.batteries])
    columns["launch_awaited"] = _words(_awaited(rows), AWAITED)
    columns["reach_lacked"] = _words(rows["reach_lacked"], LACKING)
    columns["mechanisms"] = _words(rows["mechanisms"], MECHANISMS)
    columns["why"] = pa.array(whys(rows, plan), pa.string()).dictionary_encode()
    return columns


def _orders(rows: dict[str, Any]) -> Any:
    """Number of what held fire in the list of words for it, -1 where nothing did."""
    return np.where(rows["held_by"] < 0, -1, rows["held_under"] - Held.AUTHORITY)


def _awaited(rows: dict[str, Any]) -> Any:
    """For what the first launch waited, -1 where it followed the lock at once."""
    waited = rows["first_launch_time"] - rows["launch_acquired_time"] >= AT_ONCE
    return np.where(waited, rows["launch_awaited"], -1)


def _numbers(values: Any) -> Any:
    """A column of numbers; what never happened is missing."""
    return pa.array(values, from_pandas=True)


def _distances(values: Any) -> Any:
    """A column of kilometres, to a metre or less: half the digits, for there are many."""
    return pa.array((values / KM).astype(np.float32), from_pandas=True)


def _words(index: Any, words: list[str]) -> Any:
    numbers = pa.array(index.astype(np.int32), mask=index < 0)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))
