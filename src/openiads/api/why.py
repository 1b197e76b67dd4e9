"""Why raiders of one replicate came as far as they did, and why flights were fired at, from a run folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal, SupportsIndex

import pyarrow.parquet as pq

from openiads.api.run_result import RunResult
from openiads.ground.errors import OutOfRange, ResultMismatch, UnknownName
from openiads.ground.kinds import truth
from openiads.ground.place import anchored
from openiads.ground.whole import whole
from openiads.report.run.leaker_stories import typical, worst
from openiads.study.campaign import run_folder
from openiads.study.strata_weights import Strata

THROUGH = {"leaked": "arrived", "released": "released"}
"""Fates of raiders that got through, and by what word they are counted: only what arrives is a leaker."""
TOLD = ["name", "target", "fate", "reason", "why"]
COLUMNS = [*TOLD, "side", "mechanisms"]
HOSTILE = "hostile"


def why(
    run: RunResult | str | os.PathLike[str],
    target: str | SupportsIndex,
    replicate: SupportsIndex = 0,
    common_failure: bool = False,
) -> str:
    """The story of one target of one replicate in a sentence: `why` of its row in `targets.parquet`.

    Raiders have one, and flights that were fired at or declared hostile.

    Parameters
    ----------
    run : what `run` gave, or the folder of a complete run
    target : name of the raider or flight in the scenario, or its index
    common_failure : the replicate as it was played with the common failure

    Raises
    ------
    OutOfRange
        if the run has no such replicate, or the flight was neither fired at nor declared hostile in it
    UnknownName
        if no target with a story has that name or index in it
    ResultMismatch
        if the run is not complete, not what was written, or of a version that told no stories
    """
    folder = run.place if isinstance(run, RunResult) else anchored(run, "run", "run='runs/mine'")
    number = whole("replicate", replicate, 0, 2**32 - 1, "replicate=0")
    targets = _targets(folder, number, int(truth("common_failure", common_failure)))
    asked = target if isinstance(target, str) else whole("target", target, 0, 2**31 - 1, "target=0")
    return str(_one(targets, asked, number)["why"])


def stories(
    folder: Path, target: str | None = None, replicate: int | Literal["typical", "worst"] = "typical"
) -> dict[str, Any]:
    """Stories of one replicate of a complete run, as it is without a common failure.

    Of one raider or flight, told by its name or its index, or of all that got through and of all flights that
    were fired at; `typical` is the first replicate whose leakers are nearest to their median, `worst` the
    first that has most.
    """
    number = replicate if isinstance(replicate, int) else replicate_chosen(folder, replicate)
    targets = _targets(folder, number, 0)
    raiders = [row for row in targets if row["side"] == HOSTILE]
    fired_at = [row for row in targets if row["side"] != HOSTILE and row.get("mechanisms") is not None]
    told = [*(row for row in raiders if row["fate"] in THROUGH), *fired_at]
    if target is not None:
        named = target in (row["name"] for row in targets)
        index = int(target) if target.isascii() and target.isdecimal() and not named else target
        told = [_one(targets, index, number)]
    counts = {word: sum(row["fate"] == fate for row in raiders) for fate, word in THROUGH.items()}
    return {
        "replicate": number, "raiders": len(raiders), "through": sum(counts.values()), **counts,
        "flights_fired_at": len(fired_at),
        "stories": [_shown(row) for row in told if row["side"] == HOSTILE],
        "flights": [{"side": row["side"], **_shown(row)} for row in told if row["side"] != HOSTILE],
    }  # fmt: skip


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in TOLD}


def _one(targets: list[dict[str, Any]], asked: str | int, number: int) -> dict[str, Any]:
    """The target that is asked for, which has a story."""
    found = [row for row in targets if asked in (row["name"], row["target"])]
    for row in found:
        if row["why"] is not None:
            return row
    known = [row for row in targets if row["why"] is not None]
    if found:
        raise OutOfRange(
            f"replicate {number}: flight {found[0]['name']!r} was neither fired at nor declared hostile; "
            "raiders have a story, and flights that were; name one of these, or ask for another replicate"
        )
    names, also = [row["name"] for row in known], ""
    if known:
        also = f"an index is allowed too, {spans_told([row['target'] for row in known])}"
    flights = any(row["side"] != HOSTILE for row in known)
    who = "raider or flight with a story" if flights else "raider"
    raise UnknownName(who, asked, names, f"replicate {number}", also)


def spans_told(numbers: list[int]) -> str:
    """Rising numbers, those without a gap as one: 0 to 11, 14, 20 to 23."""
    there = set(numbers)
    begins, ends = ([i for i in numbers if i + step not in there] for step in (-1, 1))
    return ", ".join(f"{a}" if a == z else f"{a} to {z}" for a, z in zip(begins, ends, strict=True))


def replicate_chosen(folder: Path, which: Literal["typical", "worst"]) -> int:
    """Number of the replicate that is meant by a word."""
    run_folder.read_complete(folder, ["outcomes"])
    outcomes = run_folder.read_table(folder / "outcomes.parquet", ["replicate", "common_failure", "leakers"])
    strata = Strata.of(outcomes, 0.0)
    return (typical if which == "typical" else worst)(outcomes, strata)


def require_there(folder: Path, replicate: int) -> None:
    """Refuse a replicate that a complete run does not have."""
    manifest = run_folder.read_complete(folder, ["targets"])
    first, last = manifest["first"], manifest["last"]
    if not first <= replicate < last:
        there = f"{first} to {last - 1} are" if first < last - 1 else f"{first} alone is"
        raise OutOfRange.of("replicate", f"is {replicate}; {there} in {folder}; ask for what is there")


def _targets(folder: Path, replicate: int, common_failure: int) -> list[dict[str, Any]]:
    """Names, numbers, fates and stories of the targets of one replicate."""
    path = folder / "targets.parquet"
    require_there(folder, replicate)
    with run_folder.reading(path):
        there = pq.read_schema(path).names
        if "why" not in there:
            raise ResultMismatch(
                f"{path}: is of a version that told no stories; remove the folder and run again"
            )
        wanted = [("replicate", "=", replicate), ("common_failure", "=", common_failure)]
        columns = [name for name in COLUMNS if name in there]  # earlier ones told nothing of flights
        table = pq.read_table(path, columns=columns, filters=wanted)
    if common_failure and not table.num_rows:
        raise OutOfRange(
            f"common_failure is True; replicate {replicate} was not played with it; leave it out"
        )
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
