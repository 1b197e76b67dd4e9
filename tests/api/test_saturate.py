"""A defence that is known to stop so many and no more, and what is handed back of it."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

import openiads as oi
from verification.degenerate import ROUND, Approach, document

CAPACITY = 6
SIZES = (2, 4, 6, 8, 10, 12)


def magazine_of(rounds):
    """A battery with so many rounds, each of which kills, and channels for all; raiders fly abreast."""
    tables = document(1, {"loadout": {ROUND: rounds}, "kill_probability": 1.0}, {"salvo": 1}, Approach())
    tables["doctrine"]["target_failure_probability"] = 0
    (row,) = tables["raid"]
    row |= {"name": "raiders", "lateral_km": 40}
    tables["asset"][0] |= {"name": "town"}
    row["target"] = "town"
    return tables


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return oi.saturate(
        magazine_of(CAPACITY), SIZES, [0], replicates=5, workers=1, out=tmp_path_factory.mktemp("s") / "study"
    )


def test_who_comes_beyond_the_magazine_gets_through(found):
    rows = found.rows()
    assert [row["raiders"] for row in rows] == list(SIZES)
    assert [row["aimed"] for row in rows] == list(SIZES)
    assert [row["leakers"] for row in rows] == [max(0, size - CAPACITY) for size in SIZES]
    assert [row["rounds_left"] for row in rows] == [max(0, CAPACITY - size) for size in SIZES]
    assert [row["all_spent"] for row in rows] == [float(size >= CAPACITY) for size in SIZES]
    assert [row["of_added_share"] for row in rows] == [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]


def test_the_knee_is_the_magazine(found):
    (knee,) = found.knees()
    assert knee["raiders"] == pytest.approx(CAPACITY)
    assert (knee["low"], knee["high"]) == pytest.approx((CAPACITY, CAPACITY))
    assert knee["leakers"] == pytest.approx(0.0)
    assert "The knee lies at 6 raiders (all at once)" in found.answer


def test_a_magazine_for_all_has_no_knee(tmp_path):
    told = oi.saturate(magazine_of(20), SIZES[:3], [0], replicates=3, workers=1, out=tmp_path / "study")
    (knee,) = told.knees()
    assert knee["never_reached"]
    assert knee["raiders"] is None
    assert "No knee is found up to 6 raiders" in told.answer


def test_the_folder_has_the_page_and_the_table(found):
    assert (found.folder / "report.html").read_text() == found.page()
    rows = list(csv.DictReader(io.StringIO((found.folder / "saturation.csv").read_text())))
    assert [float(row["leakers_high"]) for row in rows] == [row["leakers_high"] for row in found.rows()]
    assert found.to_arrow().num_rows == len(SIZES)
    assert json.loads(json.dumps(found.as_dict()))["knees"] == found.knees()


def test_its_own_raid_is_that_of_a_run(tmp_path):
    scenario = oi.load("one-battery", ["area.terrain=flat", "area.duration_s=300"])
    told = oi.saturate(scenario, "1x,2x", ["own"], replicates=6, seed=3, workers=1, out=tmp_path / "study")
    run = oi.run(scenario, replicates=6, seed=3, workers=1, out=tmp_path / "run")
    typical = run.outcomes.filter(run.outcomes["common_failure"].to_numpy() == 0)
    played = told.results.cell("6 raiders as it is")
    mine = played.column("leakers")[~played.common_failure]
    assert np.array_equal(mine, typical["leakers"].to_numpy())
