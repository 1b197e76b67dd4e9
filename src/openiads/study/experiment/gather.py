"""The chunks of a study become its tables, one chunk in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openiads.ground.errors import ResultMismatch
from openiads.study.campaign import run_folder
from openiads.study.campaign.digest import Digest
from openiads.study.campaign.tables import WORD
from openiads.study.experiment.play_chunk import Order, joined

ROWS = 2**16
"""Rows of a row group, however chunks were cut: few of them to find one's way, none too large to hold."""


def gather(folder: Path, orders: Sequence[Order], names: Sequence[str]) -> str:
    """Write the tables of a study from its chunks; gives `outcomes_sha256`.

    Rows are by arm, in the order of the study, then by point, replicate and common failure.  Columns that
    only some arms have, the rounds of their own, are missing in the others.
    """
    ordered = sorted(orders, key=lambda order: order.rectangle)
    digest = Digest()
    for name in names:
        whole = folder / f"{name}.parquet"
        run_folder.write_whole(whole, partial(_join, name, ordered, digest))
    return digest.hexdigest()


def _join(name: str, orders: Sequence[Order], digest: Digest, beside: Path) -> None:
    arms = list(dict.fromkeys(order.arm for order in orders))
    of_arms = {order.arm: order for order in reversed(orders)}
    schema = united([_schema(of_arms[arm], name) for arm in arms])
    with pq.ParquetWriter(beside, schema, compression="zstd") as writer:
        for group in regrouped(_parts(name, orders, arms, schema, digest)):
            writer.write_table(group, row_group_size=ROWS)


def _schema(order: Order, name: str) -> Any:
    _require_whole(order, name)
    with run_folder.reading(order.chunk / f"{name}.parquet"):
        schema = pq.read_schema(order.chunk / f"{name}.parquet").remove_metadata()
    return schema.insert(0, pa.field("arm", WORD))


def united(schemas: Sequence[Any]) -> Any:
    """All columns of all schemas; one that is new stands after the one before which it came."""
    fields = list(schemas[0])
    for schema in schemas[1:]:
        for before, field in pairwise(schema):
            names = [known.name for known in fields]
            if field.name not in names:
                fields.insert(names.index(before.name) + 1, field)
    return pa.schema(fields)


def _parts(name: str, orders: Sequence[Order], arms: list[str], schema: Any, digest: Digest) -> Iterator[Any]:
    for order in orders:
        table = laid_out(_read(order, name), arms, arms.index(order.arm), schema)
        digest.add_table(name, table)
        yield table


def _read(order: Order, name: str) -> Any:
    _require_whole(order, name)
    return run_folder.read_table(order.chunk / f"{name}.parquet")


def _require_whole(order: Order, name: str) -> None:
    """Refuse one table of a chunk that is not what was written: it may have been torn since it was played."""
    record = run_folder.said_by(order.chunk)
    wrong = run_folder.unlike(order.chunk, record["files"], [name]) if record else f"{order.chunk}: is torn"
    if wrong:
        raise ResultMismatch(f"{wrong}; the same command with --resume plays it again")


def laid_out(table: Any, arms: list[str], arm: int, schema: Any) -> Any:
    """Rows of one arm with the columns of all, the arm's name before them."""
    named = pa.DictionaryArray.from_arrays(
        pa.repeat(pa.scalar(arm, pa.int32()), table.num_rows), pa.array(arms, pa.string())
    )
    columns = {"arm": pa.chunked_array([named])} | {n: table[n] for n in table.column_names}
    return pa.table(
        [columns.get(field.name, pa.nulls(table.num_rows, field.type)) for field in schema], schema=schema
    )


def regrouped(tables: Iterator[Any]) -> Iterator[Any]:
    """The same rows in pieces of `ROWS`, the last one shorter."""
    waiting: list[Any] = []
    count = 0
    for table in tables:
        waiting.append(table)
        count += table.num_rows
        if count < ROWS:
            continue
        whole = joined(waiting)
        for start in range(0, count - ROWS + 1, ROWS):
            yield whole.slice(start, ROWS)
        # A copy, for a slice would hold on to all of it.
        rest = whole.slice(count - count % ROWS)
        waiting, count = [_copied(rest)], rest.num_rows
    if count or waiting:
        yield joined(waiting)


def _copied(table: Any) -> Any:
    return table.take(pa.array(range(table.num_rows), pa.int64()))
