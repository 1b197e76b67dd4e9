"""Tables as anybody has them in memory, and cells that no column can have."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from openiads.ground.errors import OutOfRange
from openiads.study.tracking.told_columns import MOST_NAMED
from openiads.study.tracking.told_plots import read_plots
from openiads.study.tracking.told_sensors import read_sensors

SENSORS = {
    "sensor": ["north", "south"], "lat": [38.0, 37.0], "lon": [33.0, 33.0], "altitude_m": [100.0, 200.0],
    "range_sd_m": [50.0, 60.0], "azimuth_sd_deg": [0.2, 0.25], "elevation_sd_deg": [0.3, 0.3],
    "doppler_sd_mps": [2.0, 2.0],
}  # fmt: skip
GOOD = {
    "time_s": [0.0, 5.0], "sensor": ["north", "south"], "range_m": [1e4, 2e4], "azimuth_deg": [10.0, 20.0],
}  # fmt: skip
CORRECT = "correct it or leave the row out"
RANGE = f"a number above 0 up to 10,000,000 is allowed; {CORRECT}"


@pytest.fixture
def by():
    return read_sensors(SENSORS)


def refused(read, *told) -> str:
    with pytest.raises(OutOfRange) as caught:
        read(*told)
    return str(caught.value)


def test_frames_that_were_put_together_are_those_of_their_rows(by):
    pd = pytest.importorskip("pandas")
    halves = [pd.DataFrame({name: values[i : i + 1] for name, values in GOOD.items()}) for i in (0, 1)]
    coded = [half.astype({"sensor": "category"}) for half in halves]
    arrow = [half.convert_dtypes(dtype_backend="pyarrow") for half in halves]
    for parts in (halves, coded, arrow):
        found = read_plots(pd.concat(parts, ignore_index=True), by)
        assert found.slant_range.tolist() == GOOD["range_m"]
        assert found.sensor.tolist() == [0, 1]


@pytest.mark.parametrize("rates", [(-150.0, 80.0, 81.0), (-150.0, None, 80.0)], ids=str)
def test_plots_alike_but_for_one_column_may_stand_in_any_order(by, rates):
    wanted = sorted(rates, key=lambda rate: np.inf if rate is None else rate)
    for told in itertools.permutations(rates):
        same = {"time_s": [0.0] * 3, "sensor": ["north"] * 3, "range_m": [1e4] * 3, "azimuth_deg": [10.0] * 3}
        found = read_plots(same | {"doppler_mps": list(told)}, by).range_rate
        assert [None if np.isnan(rate) else rate for rate in found.tolist()] == wanted


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"range_m": [1e4, 9 * 10**400]}, f"plots: row 1: range_m is 9{'0' * 36}...; {RANGE}"),
        ({"range_m": np.array([1e4, 2e4 + 3j])}, f"plots: row 0: range_m is (10000+0j); {RANGE} (the same in "
         "1 more row, next in row 1)"),
        (
            {"sensor": ["north", "so\ud800uth"]},
            f"plots: row 1: sensor is 'so\\ud800uth'; the name of a sensor is allowed; {CORRECT}",
        ),
        (
            {"range_m": {1e4, 2e4}},
            "plots['range_m'] is {10000.0, 20000.0}; an array of a value for each row is allowed; write it "
            "like [0.0, 5.0]",
        ),
        (
            {"time_s": [0, 0], "sensor": ["north"] * 2, "range_m": [1e4, 1e4], "azimuth_deg": [-10, 350]},
            "plots: row 1: is row 0 again; leave one of them out",
        ),
    ],
    ids=lambda value: str(value)[:30].encode("ascii", "replace").decode(),
)  # fmt: skip
def test_what_no_column_can_have_is_one_message(by, change, message):
    assert refused(read_plots, GOOD | change, by) == message


def test_a_name_of_many_digits_is_none():
    assert refused(read_sensors, SENSORS | {"sensor": [1, 10**5_000]}) == (
        "sensors: row 1: sensor is a number of thousands of digits; the name of a sensor is allowed; "
        f"{CORRECT}"
    )
    assert read_sensors(SENSORS | {"sensor": [1, MOST_NAMED - 1]}).sensors.names[0] == "1"


def test_a_whole_number_of_toml_may_be_too_long(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rest = 'sensor = "north"\nlon = 33\naltitude_m = 1\n'
    (tmp_path / "b.toml").write_text(f"[[sensor]]\n{rest}lat = {'9' * 400}\n")
    allowed = f"a number from -90 to 90 is allowed; {CORRECT}"
    assert refused(read_sensors, "b.toml") == f"b.toml: sensor[0]: lat is {'9' * 37}...; {allowed}"


HEAD = "time_s,sensor,range_m,azimuth_deg\n"


def test_a_name_of_a_column_may_be_too_long(by, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("a" * 200_000 + ",b\n1,2\n")
    assert refused(read_plots, "a.csv", by) == (
        "a.csv: is no CSV (field larger than field limit (131072)); rows of cells between commas are "
        "allowed; mend it"
    )


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("far,north,1,1", f"time_s is 'far'; a number of seconds up to 1e11 is allowed; {CORRECT}"),
        ("9,north,1", "has 3 cells; 4 are allowed, one for each column; mend it"),
    ],
)
def test_lines_are_counted_over_cells_that_go_on_in_the_next(by, tmp_path, monkeypatch, bad, message):
    monkeypatch.chdir(tmp_path)
    told = HEAD + '0,"nor\nth",1,1\n\n1,"no""r\n\nth",1,1\n2,no"rth,1,1\n' + bad + "\n"
    place = told.split("\n").index(bad) + 1
    (tmp_path / "a.csv").write_text(told)
    assert f"a.csv: line {place}: {message}" in refused(read_plots, "a.csv", by).replace("\n  - ", "a.csv: ")
