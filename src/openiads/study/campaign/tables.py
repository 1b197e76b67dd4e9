"""From the books of a run to the tables of a run folder: the one place where result columns get units.

`docs/data_model.md` is the page about these tables; columns stand in its order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openiads.ground.units import KM, MUSD
from openiads.scenario.plan import Plan
from openiads.simulation.books import Books
from openiads.state.words import REASONS, Fate, Happening, Phase, Side, Stage
from openiads.study.campaign.story_columns import story_columns

NAMES = ("outcomes", "targets", "events")
"""The three tables, in the order in which they are hashed."""

WORD = pa.dictionary(pa.int32(), pa.string())
PASSED = "passed"
"""Fate of a flight that was not shot down."""
FATES = ("", "killed", "leaked", "withdrawn", "unresolved", "released", "mission killed")
"""Words of `Fate`, by its number."""

COUNTED = ("flights_in_reach", "object_steps", "plots")
"""Counts of the outcomes that the readable twin does not keep."""

Tables = dict[str, Any]
"""An Arrow table by its name."""


def rounds_column(slug: str) -> str:
    """Column of the outcomes that counts one type of round."""
    return f"rounds_{slug.replace('-', '_')}"


def tables_of(books: Books, plan: Plan, counted: bool = True) -> Tables:
    """Arrow tables of some replicates, with the names and units of the run folder.

    counted  whether the engine kept the counts of `COUNTED`; else they are missing
    """
    outcomes = _outcomes(books.outcomes, plan)
    for name in () if counted else COUNTED:
        field = outcomes.schema.field(name)
        nothing = pa.nulls(outcomes.num_rows, field.type)
        outcomes = outcomes.set_column(outcomes.schema.get_field_index(name), field, nothing)
    return {
        "outcomes": outcomes,
        "targets": _targets(books.targets, plan),
        "events": _events(books.events),
    }


def _outcomes(rows: dict[str, Any], plan: Plan) -> Any:
    columns: dict[str, Any] = {}
    for name, values in rows.items():
        if name == "cost":
            columns["cost_musd"] = values / MUSD
        elif name == "first_shot_time":
            columns["first_shot_time_s"] = _or_never(values)
        elif name.startswith("rounds "):
            columns[rounds_column(plan.rounds[int(name.removeprefix("rounds "))].slug)] = values
        else:
            columns[name] = values
    return pa.table(columns)


def _targets(rows: dict[str, Any], plan: Plan) -> Any:
    index = rows["target"]
    threats = list(dict.fromkeys(target.threat.slug for target in plan.targets))
    threat_of = np.array([threats.index(target.threat.slug) for target in plan.targets], dtype=np.int32)
    return pa.table(
        {
            "replicate": rows["replicate"],
            "common_failure": rows["common_failure"],
            "target": index,
            "name": _words(index, [target.name for target in plan.targets]),
            "threat": _words(threat_of[index], threats),
            "side": _words(rows["side"], [side.name.lower() for side in Side]),
            "fate": _words(*_fates(rows)),
            "reason": _words(*_reasons(rows)),
            "first_detection_time_s": _or_never(rows["first_detection_time"]),
            "first_detection_range_km": _or_never(rows["first_detection_range"] / KM),
            "first_track_time_s": _or_never(rows["first_track_time"]),
            "end_time_s": _or_never(rows["end_time"]),
            "shots": rows["shots"],
            "shot_down": rows["shot_down"],
            "asset": _words(rows["asset"], [asset.name for asset in plan.assets]),
            "battery": _words(rows["battery"], [battery.name for battery in plan.batteries]),
            "radar": _words(rows["radar"], [radar.name for radar in plan.radars]),
            **story_columns(rows, plan),
        }
    )


def _fates(rows: dict[str, Any]) -> tuple[npt.NDArray[Any], list[str]]:
    """Number of each target's fate in the list of words beside it."""
    flight = (rows["side"] != Side.HOSTILE) & (rows["fate"] != Fate.KILLED)
    return np.where(flight, len(FATES), rows["fate"]), [*FATES, PASSED]


def _reasons(rows: dict[str, Any]) -> tuple[npt.NDArray[Any], list[str]]:
    """The fate again, or for what was not stopped in time the stage after the furthest that was reached."""
    fate, words = _fates(rows)
    through = (fate == Fate.LEAKED) | (fate == Fate.RELEASED)
    # What got through may have been assessed as killed: it was guided to, and not killed.
    stage = np.minimum(rows["stage"], Stage.GUIDED)
    return np.where(through, len(words) + stage, fate), [*words, *REASONS]


def _events(rows: dict[str, Any]) -> Any:
    return pa.table(
        {
            "replicate": rows["replicate"],
            "common_failure": rows["common_failure"],
            "step": rows["step"],
            "phase": _words(rows["phase"], [phase.name.lower() for phase in Phase]),
            "kind": _words(rows["kind"], [kind.name.lower() for kind in Happening]),
            "object": rows["object"],
            "other": rows["other"],
            "time_s": rows["time"],
            "battery": rows["battery"],
            "value": rows["value"],
        }
    )


def _or_never(values: npt.NDArray[np.float64]) -> Any:
    """A column of numbers; what never happened is missing, for readers do not agree on NaN."""
    return pa.array(values, from_pandas=True)


def _words(index: npt.NDArray[Any], words: list[str]) -> Any:
    """A column of words; a negative number stands for none."""
    numbers = pa.array(index.astype(np.int32), mask=index < 0)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))
