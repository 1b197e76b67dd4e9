"""A study folder, opened: the same rows by cell, by SQL and as a stream."""

from __future__ import annotations

import itertools

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from openiads.ground.errors import OutOfRange, OutputError, ResultMismatch, UnknownName
from openiads.scenario.load_scenario import load
from openiads.study.experiment import gather
from openiads.study.experiment.play_study import play_study
from openiads.study.experiment.results import Results, stretches
from tests.study.runs import CUT_SHORT
from tests.study.studies import SALVOS, small


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gather, "ROWS", 10)  # so that cells begin within pieces
        return play_study(small(points=2), tmp_path_factory.mktemp("results") / "it's a study")


def rows_of(results, arm, point):
    """By DuckDB, from the file itself."""
    path = str(results.folder / "outcomes.parquet").replace("'", "''")
    query = (
        f"SELECT * FROM '{path}' WHERE arm = '{arm}' AND point = {point} ORDER BY replicate, common_failure"
    )
    return duckdb.sql(query).fetchnumpy()


@pytest.mark.parametrize("arm", SALVOS)
@pytest.mark.parametrize("point", [0, 1])
def test_a_cell_is_its_rows_in_the_order_of_replicates(results, arm, point):
    rows, cell = rows_of(results, arm, point), results.cell(arm, point)
    for name in ("leakers", "cost_musd", "rounds"):
        np.testing.assert_array_equal(cell.column(name), rows[name])
    np.testing.assert_array_equal(cell.replicate, rows["replicate"])
    np.testing.assert_array_equal(cell.common_failure, rows["common_failure"] == 1)
    assert cell.probability == 0.02  # of the catalogue's reliability
    assert cell.strata.stricken == (rows["common_failure"] == 1).sum() > 0


def test_cells_of_two_arms_are_aligned(results):
    one, two = (results.cell(arm, 1) for arm in SALVOS)
    np.testing.assert_array_equal(one.replicate, two.replicate)
    np.testing.assert_array_equal(one.common_failure, two.common_failure)


def test_views_are_named_like_the_tables(results):
    for name in ("outcomes", "targets", "events", "arms"):
        ((count,),) = results.sql(f"SELECT count(*) FROM {name}").fetchall()
        assert count == results.table(name).read_all().num_rows > 0
    ((found,),) = results.sql(
        'SELECT sum(leakers) FROM outcomes JOIN arms USING (arm, point) WHERE "network.delay_s" = 3'
    ).fetchall()
    assert found == sum(results.cell(arm, 1).column("leakers").sum() for arm in SALVOS)
    with pytest.raises(OutOfRange) as told:
        results.sql("SELECT * FROM outcome")
    assert str(told.value).startswith("sql: ")
    assert str(told.value).endswith("; views are arms, outcomes, targets, events")


@pytest.mark.parametrize(
    "query",
    [
        "drop view outcomes",
        "copy (select 1) to 'there.csv'",
        "attach 'there.db'",
        "select 1; select 2",
        "",
        3,
    ],
)
def test_a_query_changes_nothing(results, query, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutOfRange, match=r"^sql is .* allowed.*; write it like sql\('select arm"):
        results.sql(query)
    assert list(tmp_path.iterdir()) == []
    assert results.sql("select count(*) from outcomes").fetchall()


def test_what_is_not_there_is_told_with_the_nearest(results):
    cases = {
        "no arm named 'three'; known: one, Two": lambda: results.cell("three"),
        "no table named 'target'; did you mean 'targets'? known: arms, outcomes, targets, events": (
            lambda: results.table("target")
        ),
    }
    for told, call in cases.items():
        with pytest.raises(UnknownName) as refused:
            call()
        assert str(refused.value) == told
    with pytest.raises(UnknownName) as refused:
        results.cell("one").column("leaker")
    assert str(refused.value).startswith("no column named 'leaker'; did you mean 'leakers'? known: arm, ")
    with pytest.raises(OutOfRange) as refused:
        results.cell("one", 2)
    assert str(refused.value) == ("point is 2; a whole number from 0 to 1 is allowed; write it like point=0")


def test_a_folder_of_something_else_or_a_torn_table_is_refused(results, tmp_path):
    with pytest.raises(OutputError) as told:
        Results(tmp_path)
    assert str(told.value) == f"{tmp_path}: has no study.json, so it is not a study folder; name one"
    path = results.folder / "events.parquet"
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + b"x")
    try:
        with pytest.raises(ResultMismatch) as told:
            Results(results.folder)
        assert str(told.value) == f"{path}: is not what was written; remove the folder and play again"
    finally:
        path.write_bytes(kept)


def odds_at(arm, point):
    """Scenarios that differ in how likely the common failure is."""
    return load("one-battery", [*CUT_SHORT, f"doctrine.common_failure_probability={(0.02, 0.5)[point]}"])


def test_a_cell_is_weighed_by_the_probability_of_its_own_point(tmp_path):
    play = small(arms=("one",), points=2, scenario_at=odds_at)
    found = play_study(play, tmp_path / "odds")
    assert [found.cell("one", point).probability for point in range(2)] == [0.02, 0.5]


def test_stretches_come_in_the_order_of_the_rows_however_many_there_are():
    # Arrow's own grouping told them out of order from some 60 on, and rows went to the wrong cells.
    keys = [(f"arm {arm}", point) for arm in range(40) for point in range(30) for _ in range(1 + point % 3)]
    arms, points = (pa.array(column) for column in zip(*keys, strict=True))
    expected = [(key, sum(1 for _ in rows)) for key, rows in itertools.groupby(keys)]
    for written in (arms, arms.dictionary_encode()):
        assert list(stretches(pa.table({"arm": written, "point": points}))) == expected
    assert list(stretches(pa.table({"arm": arms, "point": points}).slice(0, 0))) == []
