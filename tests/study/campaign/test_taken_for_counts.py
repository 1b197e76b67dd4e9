"""Counts of what classes of target were taken for, against a table that is counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openiads.study.campaign.taken_for_counts import identities_in
from openiads.study.strata_weights import Strata


def row(threat: str, side: str, identified: float | None = None, **more: Any) -> dict[str, Any]:
    """A target whose first track began after 100 s, as they are unless it says otherwise."""
    told = {
        "common_failure": 0, "threat": threat, "side": side, "first_track_time_s": 100.0,
        "identified_time_s": identified, "identified_by": None, "mistaken_time_s": None,
        "mistaken_for": None, "mistaken_by": None,
    }  # fmt: skip
    return told | more


ROWS = [
    row("airliner", "neutral", 160.0, identified_by="civil reply"),  # 60 s are in time
    row("airliner", "neutral", 161.0, identified_by="airliner like"),
    row("airliner", "neutral", mistaken_time_s=130.0, mistaken_for="hostile", mistaken_by="threatening"),
    row("airliner", "neutral", first_track_time_s=None),
    row("fighter", "hostile", 120.0, identified_by="supersonic", mistaken_time_s=110.0,
        mistaken_for="assumed friend", mistaken_by=None),
    row("fighter", "hostile"),
    row("airliner", "neutral", 110.0, common_failure=1, identified_by="civil reply"),
]  # fmt: skip


@pytest.fixture
def counts(tmp_path):
    """Counts of two replicates, of which one was also played with a common failure of one in ten."""
    outcomes = pa.table({"replicate": [0, 1, 0], "common_failure": np.array([0, 0, 1], np.int8)})
    schema = pa.schema([
        ("common_failure", pa.int8()), ("threat", pa.string()), ("side", pa.string()),
        ("first_track_time_s", pa.float64()), ("identified_time_s", pa.float64()),
        ("identified_by", pa.string()), ("mistaken_time_s", pa.float64()), ("mistaken_for", pa.string()),
        ("mistaken_by", pa.string()),
    ])  # fmt: skip
    pq.write_table(pa.Table.from_pylist(ROWS, schema), tmp_path / "targets.parquet")
    return identities_in(tmp_path / "targets.parquet", Strata.of(outcomes, 0.1))


def test_raiders_come_first_and_each_class_has_a_row(counts):
    assert [(one.threat, one.side) for one in counts] == [("fighter", "hostile"), ("airliner", "neutral")]


def test_rows_as_they_are_weigh_their_share_and_those_with_the_failure_theirs(counts):
    fighter, liner = counts
    # Two replicates as they are: 0.9 / 2 each; one with the failure: 0.1.
    assert fighter.tracked == pytest.approx(2 * 0.45)
    assert (fighter.in_time, fighter.late, fighter.never) == pytest.approx((0.45, 0.0, 0.45))
    assert liner.tracked == pytest.approx(3 * 0.45 + 0.1)  # one had no track
    assert (liner.in_time, liner.late, liner.never) == pytest.approx((0.45 + 0.1, 0.45, 0.45))


def test_what_decided_is_counted_for_the_right_and_for_the_wrong(counts):
    fighter, liner = counts
    assert fighter.mistaken_by == pytest.approx({"assumed friend: nothing": 0.45})
    assert fighter.identified_by == pytest.approx({"supersonic": 0.45})
    assert liner.mistaken_by == pytest.approx({"hostile: threatening": 0.45})
    assert liner.identified_by == pytest.approx({"civil reply": 0.55, "airliner like": 0.45})
    assert liner.mistaken == pytest.approx(0.45)
    assert liner.as_dict()["mistaken_by"] == liner.mistaken_by


def test_a_folder_of_an_earlier_version_has_none(tmp_path):
    pq.write_table(
        pa.table({"common_failure": [0], "threat": ["airliner"], "side": ["neutral"]}), tmp_path / "t"
    )
    strata = Strata.of(pa.table({"common_failure": np.zeros(1, np.int8)}), 0.0)
    assert identities_in(tmp_path / "t", strata) == []
