"""Tables of chunks become tables of a study: columns of all arms, pieces of one size."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa

from openiads.study.experiment import gather

WORDS = pa.dictionary(pa.int32(), pa.string())


def fields(*names):
    return pa.schema([pa.field(name, pa.int32()) for name in names])


def test_columns_of_one_arm_stand_where_it_has_them():
    found = gather.united(
        [
            fields("arm", "rounds_a", "rounds", "cost"),
            fields("arm", "rounds_b", "rounds_c", "rounds", "cost"),
            fields("arm", "rounds_a", "rounds", "cost", "late"),
        ]
    )
    assert found.names == ["arm", "rounds_b", "rounds_c", "rounds_a", "rounds", "cost", "late"]


def test_what_an_arm_lacks_is_missing_and_no_nought():
    schema = pa.schema([pa.field("arm", WORDS), *fields("point", "rounds_a", "rounds_b")])
    table = pa.table({"point": pa.array([0, 1], pa.int32()), "rounds_b": pa.array([4, 5], pa.int32())})
    found = gather.laid_out(table, ["x", "y"], 1, schema)
    assert found.to_pylist() == [
        {"arm": "y", "point": 0, "rounds_a": None, "rounds_b": 4},
        {"arm": "y", "point": 1, "rounds_a": None, "rounds_b": 5},
    ]


def test_pieces_are_of_one_size_however_rows_come(monkeypatch):
    monkeypatch.setattr(gather, "ROWS", 10)
    draw = np.random.default_rng(5)
    for sizes in ([3, 4, 2], [10, 10], [25, 1, 9, 40, 0, 6], [0], draw.integers(0, 30, 40).tolist()):
        ends = np.cumsum([0, *sizes])
        tables = [
            pa.table(
                {
                    "n": pa.array(range(low, high), pa.int64()),
                    "w": pa.array([str(low)] * (high - low), pa.string()),
                }
            )
            for low, high in itertools.pairwise(ends)
        ]
        found = list(gather.regrouped(iter(tables)))
        rows = [piece.num_rows for piece in found]
        assert rows[:-1] == [10] * (len(rows) - 1)
        assert 0 <= rows[-1] <= 10
        assert pa.concat_tables(found).to_pylist() == pa.concat_tables(tables).to_pylist()
