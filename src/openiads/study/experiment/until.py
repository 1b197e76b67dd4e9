"""Whether a study is precise enough, looked at where everybody looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openiads.ground.errors import UnknownName
from openiads.study.campaign import run_folder
from openiads.study.campaign.summarise import Outcomes
from openiads.study.experiment.play_chunk import Order
from openiads.study.experiment.to_play import Until


def half_width(orders: Sequence[Order], until: Until, probability: float) -> float:
    """Half the width of the interval of one arm's mean, from its chunks at the nominal point.

    probability  of the common failure
    """
    ordered = sorted(orders, key=lambda order: order.rectangle)
    table = pa.concat_tables([_read(order, until.measure) for order in ordered])
    found = Outcomes(table, probability)
    whole = pa.types.is_integer(table[until.measure].type)
    interval = found.counts(until.measure) if whole else found.amounts(until.measure)
    return 0.5 * (interval.high - interval.low)


def _read(order: Order, measure: str) -> Any:
    path = order.chunk / "outcomes.parquet"
    with run_folder.reading(path):
        known = pq.read_schema(path).names
    if measure not in known:
        raise UnknownName("measure", measure, known, "until")
    return run_folder.read_table(path, ["common_failure", measure])
