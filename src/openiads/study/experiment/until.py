"""What a study has found so far, and whether that is precise enough, looked at where everybody looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openiads.ground.errors import UnknownName
from openiads.study.campaign import run_folder
from openiads.study.campaign.summarise import Outcomes
from openiads.study.campaign.summary import Interval
from openiads.study.experiment.play_chunk import Order
from openiads.study.experiment.to_play import Until

LEAKERS = "leakers"
"""What is told while a study is played that does not say what it waits for."""


def half_width(orders: Sequence[Order], until: Until, probability: float) -> float:
    """Half the width of the interval of one arm's mean, from its chunks at the nominal point.

    probability  of the common failure
    """
    ordered = sorted(orders, key=lambda order: order.rectangle)
    return _interval([_read(order, until.measure) for order in ordered], until.measure, probability).half


class SoFar:
    """The interval of one arm's mean at the nominal point, over the chunks that are there, each read once."""

    def __init__(self, arm: str, until: Until | None, probability: float) -> None:
        self.arm, self.measure = arm, until.measure if until else LEAKERS
        self._probability = probability
        self._tables: list[Any] = []
        self._found: Interval | None = None

    def take(self, order: Order) -> None:
        """Take in a chunk, if it is of this arm and the nominal point."""
        if order.arm == self.arm and order.rectangle.begin == 0:
            self._tables.append(_read(order, self.measure))
            self._found = None

    def interval(self) -> Interval | None:
        """The interval; None before the first chunk."""
        if self._found is None and self._tables:
            self._found = _interval(self._tables, self.measure, self._probability)
        return self._found


def _interval(tables: Sequence[Any], measure: str, probability: float) -> Interval:
    table = pa.concat_tables(tables)
    found = Outcomes(table, probability)
    whole = pa.types.is_integer(table[measure].type)
    return found.counts(measure) if whole else found.amounts(measure)


def _read(order: Order, measure: str) -> Any:
    path = order.chunk / "outcomes.parquet"
    with run_folder.reading(path):
        known = pq.read_schema(path).names
    if measure not in known:
        raise UnknownName("measure", measure, known, "until")
    return run_folder.read_table(path, ["common_failure", measure])
