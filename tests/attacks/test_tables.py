"""Attack: tables of plots, sensors and truth that were torn, flipped, swapped and written into.

What must hold is the same as for scenarios: each is read or refused by one error of the family, in bounded
time, in words that can be shown.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openiads.ground.errors import OpeniadsError
from openiads.study.tracking.plot_planes import placed
from openiads.study.tracking.told_plots import read_plots
from openiads.study.tracking.told_sensors import read_sensors
from openiads.study.tracking.told_truth import read_truth
from tests.attacks.test_fuzz import MUTATIONS, mutated, require_answer

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "track"
MOST_LINES = 60
TEXTS = {
    name: "\n".join((FOLDER / name).read_text().split("\n")[:MOST_LINES]) + "\n"
    for name in ("plots.csv", "sensors.toml", "truth.csv")
}
SENSORS = read_sensors(FOLDER / "sensors.toml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("tables")


def read(place: Path, name: str) -> None:
    if name == "sensors.toml":
        read_sensors(place)
    elif name == "truth.csv":
        read_truth(place, placed(SENSORS.sensors), np.array([0.0, 300.0]))
    else:
        read_plots(place, SENSORS)


@given(st.sampled_from(sorted(TEXTS)), MUTATIONS)
@settings(max_examples=300)
def test_a_table_of_text_that_was_tampered_with_is_read_or_refused(folder, name, mutations):
    place = folder / name
    place.write_bytes(mutated(TEXTS[name], mutations).encode("utf-8", "replace"))
    require_answer(lambda: read(place, name), OpeniadsError)


def test_a_long_name_in_many_rows_takes_no_memory(tmp_path):
    count, length = 100_000, 100_000  # 10 GB, were they written out
    number = np.arange(1.0, count + 1.0)
    name = pa.DictionaryArray.from_arrays(np.zeros(count, dtype=np.int32), pa.array(["x" * length]))
    table = pa.table({"time_s": number, "sensor": name, "range_m": number, "azimuth_deg": name})
    pq.write_table(table, tmp_path / "bomb.parquet")
    assert (tmp_path / "bomb.parquet").stat().st_size < 10_000_000
    begun = time.process_time()
    with pytest.raises(OpeniadsError) as refused:
        read_plots(tmp_path / "bomb.parquet", SENSORS)
    assert "sensor is 'xxxx" in str(refused.value)
    assert "azimuth_deg has values of type" in str(refused.value)
    assert time.process_time() - begun < 10.0


FLIPS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4)


@given(FLIPS, st.integers(0, 10**6))
@settings(max_examples=200)
def test_a_parquet_file_that_was_tampered_with_is_read_or_refused(folder, flips, torn):
    place = folder / "plots.parquet"
    if not place.exists():
        (folder / "whole.csv").write_text(TEXTS["plots.csv"])
        pq.write_table(pacsv.read_csv(folder / "whole.csv"), folder / "whole.parquet")
    content = bytearray((folder / "whole.parquet").read_bytes())
    for at, value in flips:
        content[at % len(content)] = value
    if torn % 4 == 0:
        del content[torn % len(content) :]
    place.write_bytes(content)
    require_answer(lambda: read(place, "plots.parquet"), OpeniadsError)


@pytest.mark.parametrize("coded", [True, False])
def test_text_in_a_table_that_is_no_utf_8_is_refused(tmp_path, coded):
    name = pa.array([b"hill", b"\xff\xfe"]).view(pa.string())
    number = [1.0, 2.0]
    table = pa.table({"time_s": number, "sensor": name, "range_m": number, "azimuth_deg": number})
    pq.write_table(table, tmp_path / "a.parquet", use_dictionary=coded)
    for told in (tmp_path / "a.parquet", table):
        with pytest.raises(OpeniadsError) as refused:
            read_plots(told, SENSORS)
        assert "UTF8" in str(refused.value)
