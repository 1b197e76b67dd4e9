"""What a raid cost both sides, replicate by replicate: rounds fired at each class, and raiders that fell.

A round counts for the class of what it was really fired at, be that what the battery took it for or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from openiads.scenario.plan import Plan

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


class Rows(NamedTuple):
    """The replicates of a table of outcomes, in its order, so that counts of other tables find their row."""

    replicate: Whole  # (R,)
    common_failure: Whole  # (R,)

    @classmethod
    def of(cls, outcomes: Any) -> Rows:
        """Rows of a table of outcomes, whose order is that of its key."""
        return cls(_whole(outcomes["replicate"]), _whole(outcomes["common_failure"]))

    @property
    def keys(self) -> Whole:
        """One number for each row (R,), which grows with it."""
        return 2 * self.replicate + self.common_failure

    def find(self, table: Any) -> Whole:
        """Row of each row of another table."""
        wanted = 2 * _whole(table["replicate"]) + _whole(table["common_failure"])
        return np.searchsorted(self.keys, wanted)


class Spent(NamedTuple):
    """Counts by class, to be priced: rows of the outcomes first, then classes, then types of round."""

    threats: tuple[str, ...]  # (K,) slugs, hostile and not
    rounds: tuple[str, ...]  # (T,) slugs
    fired: Whole  # (R, K, T) rounds fired at each class
    killed: Whole  # (R, K) of each class that fell
    engaged: Whole  # (R, K) of each class at which anything was fired

    def on(self, threat: str, unit_costs: npt.ArrayLike) -> Numbers:
        """Money fired at a class in each row (R,), at a price of each type of round (T,)."""
        return self._priced(self.fired[:, self.threats.index(threat)], unit_costs)

    def in_all(self, unit_costs: npt.ArrayLike) -> Numbers:
        """Money fired in each row (R,), at whatever it was."""
        return self._priced(self.fired.sum(axis=1), unit_costs)

    @staticmethod
    def _priced(fired: Whole, unit_costs: npt.ArrayLike) -> Numbers:
        money: Numbers = fired.astype(np.float64) @ np.asarray(unit_costs, dtype=np.float64)
        return money


def spent_of(plan: Plan, outcomes: Any, targets: Iterable[Any], events: Iterable[Any]) -> Spent:
    """Count what was fired and what fell.

    Parameters
    ----------
    outcomes : table of outcomes, in the order of its key
    targets, events : the other two tables, in as many pieces as they are read in
    """
    threats = tuple(dict.fromkeys(target.threat.slug for target in plan.targets))
    class_of = np.array([threats.index(target.threat.slug) for target in plan.targets], dtype=np.int64)
    rows, size = Rows.of(outcomes), (outcomes.num_rows, len(threats), len(plan.rounds))
    fired = np.zeros(size, dtype=np.int64)
    killed = np.zeros(size[:2], dtype=np.int64)
    shot_at = np.zeros((outcomes.num_rows, len(plan.targets)), dtype=np.bool_)
    for part in events:
        launches = part.filter(pc.equal(part["kind"], "launch"))
        at, of_type = class_of[_whole(launches["object"])], _whole(launches["value"])
        np.add.at(fired, (rows.find(launches), at, of_type), 1)
        shot_at[rows.find(launches), _whole(launches["object"])] = True
    for part in targets:
        fallen = part.filter(pc.equal(part["fate"], "killed"))
        np.add.at(killed, (rows.find(fallen), class_of[_whole(fallen["target"])]), 1)
    engaged = np.stack([shot_at[:, class_of == k].sum(axis=1) for k in range(len(threats))], axis=1)
    return Spent(threats, tuple(entry.slug for entry in plan.rounds), fired, killed, engaged)


def _whole(column: Any) -> Whole:
    found: Whole = column.to_numpy().astype(np.int64)
    return found
