"""What never happened is missing, for every reader alike."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from openiads.scenario.load_scenario import load
from openiads.study.campaign.run_campaign import run
from openiads.study.campaign.summarise import Outcomes
from openiads.study.campaign.tables import COUNTED

NEVER = [
    ("outcomes", "first_shot_time_s"),
    ("targets", "first_detection_time_s"),
    ("targets", "first_detection_range_km"),
    ("targets", "first_track_time_s"),
    ("targets", "end_time_s"),
]


@pytest.fixture(scope="module")
def scenario():
    """Cut short, so that some raiders were not yet seen and most have no end."""
    return load("one-battery", ["area.duration_s=300", "area.terrain=flat"])


@pytest.fixture(scope="module")
def folder(scenario, tmp_path_factory):
    return run(scenario, replicates=6, workers=1, out=tmp_path_factory.mktemp("tables") / "run").folder


@pytest.mark.parametrize(("table", "column"), NEVER)
def test_all_readers_count_the_same(folder, table, column):
    path = folder / f"{table}.parquet"
    arrow = pq.read_table(path)[column]
    found = duckdb.sql(
        f"select count(*), count({column}), count(*) filter (where isnan({column})) from '{path}'"
    ).fetchall()
    never = int(pd.read_parquet(path)[column].isna().sum())
    assert found == [(len(arrow), len(arrow) - never, 0)]
    assert arrow.null_count == never
    assert not np.isnan(arrow.drop_null().to_numpy()).any()


def test_events_always_have_their_numbers(folder):
    events = pq.read_table(folder / "events.parquet")
    for column in ("time_s", "value"):
        assert np.isfinite(events[column].to_numpy()).all()


def test_something_never_happened_here(folder):
    assert pq.read_table(folder / "targets.parquet")["end_time_s"].null_count > 0


def test_the_twin_says_nothing_of_what_it_does_not_count(scenario, tmp_path):
    twin = run(scenario, replicates=1, engine="reference", out=tmp_path / "twin")
    table = pq.read_table(twin.folder / "outcomes.parquet")
    assert [table[name].null_count for name in COUNTED] == [table.num_rows] * len(COUNTED)
    assert [Outcomes(table, 0.0).total(name) for name in COUNTED] == [None] * len(COUNTED)
    assert twin.summary.plots is None
    assert twin.summary.wrong.per_thousand_flights is None
    # Garwood's upper bound for what one replicate did not see, by its table: 3.689.
    assert twin.summary.wrong.engaged.high == pytest.approx(3.689, abs=0.1)
