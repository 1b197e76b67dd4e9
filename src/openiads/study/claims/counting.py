"""What claims count besides the outcomes: targets of a kind in each replicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from openiads.study.compare.measures import Better, Measure, Outcomes
from openiads.study.experiment.results import Results
from openiads.study.strata_weights import Numbers, Rows

Columns = Mapping[str, Numbers]
"""Counts by name, a value for each row of the outcomes (R,)."""
KEY = "replicate, common_failure"
"""The order of rows of one arm at one point."""


@dataclass(frozen=True, slots=True)
class Count:
    """Targets that a condition is true of, counted in each replicate."""

    key: str
    title: str
    where: str  # in SQL, over the columns of the table of targets
    most: float  # how many there are
    better: Better = ""

    @property
    def measure(self) -> Measure:
        """As a comparison wants it."""
        return Measure(
            self.key, self.title, "", self.better, lambda rows, _: rows.column(self.key), most=self.most
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """Outcomes of one arm at one point, with what was counted beside them."""

    outcomes: Outcomes
    counts: Columns

    @property
    def probability(self) -> float:
        """Of the common failure."""
        return self.outcomes.probability

    @property
    def common_failure(self) -> Rows:
        """Whether each row was played with the common failure (R,)."""
        return self.outcomes.common_failure

    def column(self, name: str) -> Numbers:
        """One column of the outcomes, or one of the counts (R,)."""
        return self.counts[name] if name in self.counts else self.outcomes.column(name)


def counts_of(results: Results, counts: Sequence[Count]) -> dict[tuple[str, int], Columns]:
    """All counts of a study, by arm and point; their rows stand as those of the outcomes."""
    if not counts:
        return {}
    told = results.sql(
        f"SELECT arm, point, {_sums(counts)} FROM targets "
        f"GROUP BY arm, point, {KEY} ORDER BY arm, point, {KEY}"
    ).fetchnumpy()
    arms, points = np.asarray(told["arm"], dtype=str), np.asarray(told["point"])
    begins = np.flatnonzero(np.r_[True, (arms[1:] != arms[:-1]) | (points[1:] != points[:-1])])
    spans = zip(begins.tolist(), [*begins[1:].tolist(), arms.size], strict=True)
    return {
        (str(arms[begin]), int(points[begin])): {
            one.key: np.asarray(told[one.key][begin:end], dtype=np.float64) for one in counts
        }
        for begin, end in spans
    }


def counts_in(targets: pa.Table, counts: Sequence[Count]) -> Columns:
    """The same of a table of targets in memory, of one arm at one point."""
    if not counts:
        return {}
    with duckdb.connect() as base:
        base.register("targets", targets)
        told = base.sql(f"SELECT {_sums(counts)} FROM targets GROUP BY {KEY} ORDER BY {KEY}").fetchnumpy()
    return {one.key: np.asarray(told[one.key], dtype=np.float64) for one in counts}


def _sums(counts: Sequence[Count]) -> str:
    return ", ".join(f"count(*) FILTER (WHERE {one.where})::DOUBLE AS {one.key}" for one in counts)
