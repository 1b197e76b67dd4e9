"""How often each class of target was taken for what it is, in time or late, and for what it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from openiads.study.campaign import run_folder
from openiads.study.strata_weights import Strata

LATE = 60.0
"""From its first track on so long [s] counts as in time: crews of 2003 had under a minute to decide."""
KEYS = ("common_failure", "threat", "side")
WANTED = (
    *KEYS, "first_track_time_s", "identified_time_s", "identified_by", "mistaken_time_s", "mistaken_for",
    "mistaken_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenFor:
    """Of one class of target, mean numbers per replicate."""

    threat: str
    side: str
    tracked: float  # those that ever had a track
    in_time: float  # of them declared what they are within `LATE` of their first track
    late: float  # and later than that
    never: float  # and never: pending, unknown or suspect at best, or mistaken
    mistaken: float  # declared what they are not at some time, whatever else
    identified_by: Mapping[str, float]  # those in time and late, by what decided
    mistaken_by: Mapping[str, float]  # those mistaken, by what they were taken for and what decided that

    def as_dict(self) -> dict[str, Any]:
        """The part of the document of `--json`."""
        return {
            "threat": self.threat, "side": self.side, "tracked": self.tracked, "in_time": self.in_time,
            "late": self.late, "never": self.never, "mistaken": self.mistaken,
            "identified_by": dict(self.identified_by), "mistaken_by": dict(self.mistaken_by),
        }  # fmt: skip


def identities_in(path: Path, strata: Strata) -> list[TakenFor]:
    """Counts of each class in the targets of a run, raiders first, then in the order of their names.

    Of a folder of an earlier version, which did not keep them, there are none.
    """
    tally: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for part in run_folder.parts_of(path, list(WANTED)):
        if not set(WANTED) <= set(part.column_names):
            return []
        seen = part.filter(pc.is_valid(part["first_track_time_s"]))
        for row in _grouped(seen):
            weight = strata.weights[row["common_failure"]] * row["count_all"]
            counts = tally.setdefault(
                (row["side"], row["threat"]), {"came": Counter(), "right": Counter(), "wrong": Counter()}
            )
            counts["came"][row["came"]] += weight
            if row["came"] != "never":
                counts["right"][row["identified_by"] or NOTHING] += weight
            if row["mistaken_for"] is not None:
                counts["wrong"][f"{row['mistaken_for']}: {row['mistaken_by'] or NOTHING}"] += weight
    order = sorted(tally, key=lambda key: (key[0] != "hostile", *key))
    return [_counts(threat, side, tally[side, threat]) for side, threat in order]


NOTHING = "nothing"
"""What decided an identity where no evidence did."""


def _grouped(targets: Any) -> list[dict[str, Any]]:
    """Rows of alike targets, with their number as `count_all` and as `came` when they were identified."""
    wait = pc.subtract(targets["identified_time_s"], targets["first_track_time_s"])
    came = pc.if_else(pc.fill_null(pc.less_equal(wait, LATE), False), "in time", "late")
    came = pc.if_else(pc.is_valid(targets["identified_time_s"]), came, "never")
    keys = [*KEYS, "came", "identified_by", "mistaken_for", "mistaken_by"]
    rows: list[dict[str, Any]] = (
        targets.append_column("came", came).group_by(keys).aggregate([([], "count_all")]).to_pylist()
    )
    return rows


def _counts(threat: str, side: str, tally: dict[str, Counter[str]]) -> TakenFor:
    came = tally["came"]
    return TakenFor(
        threat, side, sum(came.values()), came["in time"], came["late"], came["never"],
        sum(tally["wrong"].values()), dict(tally["right"].most_common()), dict(tally["wrong"].most_common()),
    )  # fmt: skip
