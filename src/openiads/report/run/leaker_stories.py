"""The stories of leakers: of a typical replicate in sentences, of all replicates by their kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openiads.report.run.readings import of_replicate
from openiads.scenario.plan import Plan
from openiads.study.campaign import run_folder
from openiads.study.strata_weights import Strata

IN_SIGHT = ("in the open", "hidden by the ground at first", "below the horizon at first")
NEVER = (
    "out of range or beam of every radar",
    "hidden by the ground all the way",
    "below the horizon all the way",
)
FAINT = ", and its echo too weak at first"
"""How a leaker came into sight, or why it never did."""
SHORT = 8
"""Stories that a page shows without being asked."""
MOST_KINDS = 12
"""Kinds of story that a page shows."""
COLUMNS = [
    "replicate", "common_failure", "name", "fate", "reason", "why", "first_sight_time_s",
    "first_hidden_time_s", "behind_terrain_time_s", "faint_looks",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of story, means over all replicates."""

    sight: str
    reason: str
    leakers: float  # per replicate
    share: float  # of all leakers


@dataclass(frozen=True, slots=True)
class LeakerStory:
    """The story of one leaker."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class LeakerStories:
    """What the page tells of leakers one by one."""

    replicate: int  # the typical one
    leakers: int  # in it
    first: list[LeakerStory]  # one of each of the most frequent kinds there
    others: list[LeakerStory]
    kinds: list[Kind]
    left_out: float  # share of leakers of rarer kinds


def read_stories(folder: Path, plan: Plan) -> LeakerStories | None:
    """Stories of a complete run folder; None where it is of an earlier version or nothing arrived."""
    path = folder / "targets.parquet"
    with run_folder.reading(path):
        if "why" not in pq.read_schema(path).names:
            return None
    outcomes = run_folder.read_table(folder / "outcomes.parquet", ["replicate", "common_failure", "leakers"])
    strata = Strata.of(outcomes, plan.doctrine.common_failure_probability)
    replicate = typical(outcomes, strata)
    scan = max((radar.entry.scan_period for radar in plan.radars), default=0.0)
    tally: defaultdict[tuple[str, str], float] = defaultdict(float)
    told: list[tuple[tuple[str, str], LeakerStory]] = []
    for part in run_folder.parts_of(path, COLUMNS):
        leaked = part.filter(pc.equal(part["fate"], "leaked"))
        kinds = list(zip(sights(leaked, scan), leaked["reason"].to_pylist(), strict=True))
        stricken = leaked["common_failure"].to_numpy()
        for row in (0, 1):
            for kind, number in Counter(k for k, s in zip(kinds, stricken, strict=True) if s == row).items():
                tally[kind] += strata.weights[row] * number
        shown = of_replicate(leaked, replicate).to_pylist()
        names, whys = leaked["name"].to_pylist(), leaked["why"].to_pylist()
        told += [(kinds[i], LeakerStory(names[i], whys[i])) for i in range(len(names)) if shown[i]]
    if not tally:
        return None  # nothing arrived
    total = sum(tally.values())
    order = sorted(tally, key=lambda kind: -tally[kind])[:MOST_KINDS]
    common = [Kind(*kind, tally[kind], tally[kind] / total) for kind in order]
    first = one_of_each(told)
    return LeakerStories(
        replicate, len(told), first, [story for _, story in told if story not in first],
        common, max(1.0 - sum(kind.share for kind in common), 0.0),
    )  # fmt: skip


def typical(outcomes: Any, strata: Strata) -> int:
    """Number of the first replicate as it is whose leakers are nearest to the median."""
    rows = np.flatnonzero(~strata.common_failure)
    leakers = outcomes["leakers"].to_numpy()[rows]
    return int(outcomes["replicate"].to_numpy()[rows[np.abs(leakers - np.median(leakers)).argmin()]])


def worst(outcomes: Any, strata: Strata) -> int:
    """Number of the first replicate as it is that has most leakers."""
    rows = np.flatnonzero(~strata.common_failure)
    return int(outcomes["replicate"].to_numpy()[rows[outcomes["leakers"].to_numpy()[rows].argmax()]])


def sights(leaked: Any, scan: float) -> list[str]:
    """How each leaker came into sight: hidden before only if for a whole `scan` [s]."""
    sight, hidden, terrain = (
        _times(leaked[name])
        for name in ("first_sight_time_s", "first_hidden_time_s", "behind_terrain_time_s")
    )
    seen = ~np.isnan(sight)
    was = ~np.isnan(hidden) & (~seen | (sight - hidden >= scan))
    by = np.where(was, np.where(np.isnan(terrain), 2, 1), 0)
    faint = leaked["faint_looks"].to_numpy() > 0
    return [
        f"{IN_SIGHT[b]}{FAINT if weak else ''}" if s else NEVER[b]
        for b, s, weak in zip(by.tolist(), seen.tolist(), faint.tolist(), strict=True)
    ]


def _times(column: Any) -> npt.NDArray[np.float64]:
    times: npt.NDArray[np.float64] = column.to_numpy().astype(np.float64)
    return times


def one_of_each(told: list[tuple[tuple[str, str], LeakerStory]]) -> list[LeakerStory]:
    """The first story of each kind, the most frequent kind first."""
    order = [kind for kind, _ in Counter(kind for kind, _ in told).most_common(SHORT)]
    firsts = dict(reversed(told))
    return [firsts[kind] for kind in order]
