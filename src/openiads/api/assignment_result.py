"""What an assignment hands back."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import numpy as np

from openiads.api.paged import html_table
from openiads.report.studies import assignment_words
from openiads.study.assignment.solve_assignment import Assignment


@dataclass(frozen=True)
class AssignmentResult:
    """Who shoots at what, what survives, and how far from the best that can be at most.

    >>> found = oi.assign([50, 30], [[0.7, 0.2], [0.6, 0.6]], [2, 1])  # doctest: +SKIP
    >>> found.value, found.bound, found.status  # doctest: +SKIP
    """

    found: Assignment = field(repr=False)
    seed: int = 1

    @property
    def value(self) -> float:
        """Expected surviving value."""
        return self.found.value

    @property
    def bound(self) -> float:
        """No plan leaves less."""
        return self.found.bound

    @property
    def gap(self) -> float:
        """By how much less a plan could leave at most, as a share of the value."""
        return self.found.gap

    @property
    def gap_of_all(self) -> float:
        """The same as a share of the value of all targets: where nearly nothing survives, look at this."""
        return self.found.gap_of_all

    @property
    def status(self) -> str:
        """`optimal` if that is proven, `time limit` if more time might have found more, else `within gap`."""
        return self.found.status

    @property
    def answer(self) -> str:
        """The answer in a sentence or two."""
        return assignment_words.lead(self.found)

    def shots_at(self, target: int) -> dict[int, int]:
        """Shots at a target by weapon type; both are counted from 0."""
        row = self.found.counts[target]
        return {int(t): int(row[t]) for t in np.flatnonzero(row)}

    def to_arrow(self) -> Any:
        """Who shoots at what, as an Arrow table: `target`, `weapon_type`, `shots`, `kill_probability`."""
        import pyarrow as pa

        targets, types = np.nonzero(self.found.counts)
        return pa.table(
            {
                "target": pa.array(targets, pa.int32()),
                "weapon_type": pa.array(types, pa.int32()),
                "shots": pa.array(self.found.counts[targets, types], pa.int32()),
                "kill_probability": pa.array(self.found.problem.kill[types, targets], pa.float64()),
            }
        )

    def targets_to_arrow(self) -> Any:
        """A row for each target: `target`, `value`, `shots`, `surviving_value`."""
        import pyarrow as pa

        found = self.found
        return pa.table(
            {
                "target": pa.array(range(found.problem.values.size), pa.int32()),
                "value": pa.array(found.problem.values, pa.float64()),
                "shots": pa.array(found.counts.sum(axis=1), pa.int32()),
                "surviving_value": pa.array(found.problem.left(found.counts), pa.float64()),
            }
        )

    def as_dict(self) -> dict[str, Any]:
        """The document of `--json`."""
        found = self.found
        return {
            "value": found.value,
            "bound": found.bound,
            "gap": found.gap,
            "gap_of_all": found.gap_of_all,
            "value_of_all": found.problem.total,
            "bound_by_prices": found.bound_by_prices,
            "method": found.method,
            "found_by": found.found_by,
            "status": found.status,
            "seconds": found.seconds,
            "how": found.how,
            "answer": self.answer,
            "assignment": self.to_arrow().drop_columns(["kill_probability"]).to_pylist(),
            "targets": self.targets_to_arrow().to_pylist(),
            "seed": self.seed,
            "version": version("openiads"),
        }

    def _repr_html_(self) -> str:
        return html_table(assignment_words.HEADINGS, assignment_words.rows(self.found), self.answer)
