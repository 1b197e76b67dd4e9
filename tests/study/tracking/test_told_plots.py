"""What tables of plots, sensors and truth may say; every slip is one message with its row and column."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from openiads.ground.errors import OutOfRange
from openiads.study.tracking.plot_planes import placed
from openiads.study.tracking.told_plots import read_plots
from openiads.study.tracking.told_sensors import ToldSensors, read_sensors
from openiads.study.tracking.told_truth import read_truth

HEAD = "time_s,sensor,range_m,azimuth_deg,elevation_deg\n"
SENSORS = (
    "sensor,lat,lon,altitude_m,scan_period_s,range_sd_m,azimuth_sd_deg,elevation_sd_deg,doppler_sd_mps\n"
    "north,38,33,100,5,50,0.2,0.3,\nsouth,37,33,200,,60,0.25,,2\n"
)
CORRECT = "correct it or leave the row out"
COLUMNS = (
    "time_s, sensor, range_m, azimuth_deg, elevation_deg, range_sd_m, azimuth_sd_deg, elevation_sd_deg, "
    "doppler_mps"
)
AZIMUTH = "a number from -360 to 360 is allowed"


@pytest.fixture
def by(tmp_path, monkeypatch) -> ToldSensors:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_text(SENSORS)
    return read_sensors("s.csv")


def refused(read, *told) -> str:
    with pytest.raises(OutOfRange) as caught:
        read(*told)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.csv: is empty; a line of column names and rows are allowed; write them"),
        (HEAD, "a.csv: has no rows; one or more are allowed; add what it should have"),
        (
            HEAD + "0,north,1e4,10,1\n\n5,north,-3,10,1\n",
            f"a.csv: line 4: range_m is -3.0; a number above 0 up to 10,000,000 is allowed; {CORRECT}",
        ),
        (
            HEAD + "0,north,2e7,10,1\n",
            f"a.csv: line 2: range_m is 20000000.0; a number above 0 up to 10,000,000 is allowed; {CORRECT}",
        ),
        (
            HEAD + "0,north,1e4,nan,1\n5,north,1e4,,1\n9,north,1e4,NaN,1\n",
            f"a.csv: line 2: azimuth_deg is missing; {AZIMUTH}; write it or leave the row out (the same in 2 "
            "more rows, next in line 3)",
        ),
        (
            HEAD + "0,north,1e4,-inf,1\n5,north,1e4,361,1\n",
            f"a.csv: line 2: azimuth_deg is -inf; {AZIMUTH}; {CORRECT} (the same in 1 more row, next in line "
            "3)",
        ),
        *(
            (
                HEAD + f"{moment},north,1e4,10,1\n{moment},north,1e4,11,1\n",
                f"a.csv: line 2: time_s is '{moment}'; a number of seconds up to 1e11 is allowed; give "
                "seconds since a moment that is one for all tables (the same in 1 more row, next in line 3)",
            )
            for moment in ("2023-05-01T10:00:00Z", "2023-05-01 10:00:00", "10:00:00.5")
        ),
        (
            HEAD + "0,north,1e4,1_0,1\n",
            f"a.csv: line 2: azimuth_deg is '1_0'; {AZIMUTH}; {CORRECT}",
        ),
        (
            HEAD + "0,north,1e4,10,95\n",
            f"a.csv: line 2: elevation_deg is 95.0; a number from -90 to 90 is allowed; {CORRECT}",
        ),
        (
            HEAD + "0,nroth,1e4,10,1\n1,nroth,1e4,10,1\n",
            "a.csv: line 2: no sensor named 'nroth'; did you mean 'north'? known: north, south; correct it "
            "or add the sensor (the same in 1 more row, next in line 3)",
        ),
        (
            HEAD + "0,,1e4,10,1\n",
            "a.csv: line 2: sensor is missing; the name of a sensor is allowed; write it or leave the row "
            "out",
        ),
        (
            HEAD + "0,north,1e4,10,1\n9,south,1e4,10,\n5,north,1e4,10,1\n4,north,1e4,10,1\n",
            "a.csv: line 5: time_s is 4.0, before that of line 4, 5.0, of sensor 'north'; times of one "
            "sensor that never fall are allowed; sort its rows by time, or mend its clock",
        ),
        (
            HEAD + "0,north,1e4,10,1\n0,south,1e4,10,\n0,north,10000,10,1\n",
            "a.csv: line 4: is line 2 again; leave one of them out",
        ),
        (
            HEAD + "0,south,1e4,10,\n0,south,1e4,10,\n",
            "a.csv: line 3: is line 2 again; leave one of them out",
        ),
        (
            "time_s,sensor,range,azimuth_deg\n0,north,1e4,10\n",
            f"a.csv: column 'range' is unknown; did you mean 'range_m'? allowed are {COLUMNS}; rename it or "
            "leave it out",
        ),
        (
            HEAD + "0,north,1e4,10,1\n0,north,1e4\n1,north\n",
            "a.csv: line 3: has 3 cells; 5 are allowed, one for each column; mend it (as wrong: 1 more row)",
        ),
        (
            "time_s;sensor\n0;north\n",
            "a.csv: line 1: has semicolons between names; commas are allowed; use those",
        ),
        (
            "time_s\tsensor\n0\tnorth\n",
            "a.csv: line 1: has tabs between names; commas are allowed; use those",
        ),
        (
            ",time_s\n0,0\n",
            "a.csv: line 1: column 1 has no name; one of its own is allowed; name it or leave it out, of "
            "pandas with index=False",
        ),
        (
            "time_s,time_s\n0,0\n",
            "a.csv: line 1: has 'time_s' twice; each column once is allowed; leave one out",
        ),
        (
            HEAD + "0,north,1e4,10,1\n1.7e9,north,1e4,10,1\n",
            "a.csv: time_s goes on for 1.7e+09; at most 1,000,000 s are allowed; give seconds or cut it",
        ),
        (
            HEAD + "0,south,1e4,10,1\n",
            "a.csv: standard deviations are told nowhere for plots of sensor 'south': elevation_sd_deg; "
            "those of the sensor, or of each plot, are allowed; add them as columns of s.csv, or "
            "elevation_sd_deg as columns of a.csv",
        ),
        (
            HEAD.strip() + ",doppler_mps\n0,north,1e4,10,1,30\n",
            "a.csv: standard deviations are told nowhere for plots of sensor 'north': doppler_sd_mps; those "
            "of the sensor, or of each plot, are allowed; add them as columns of s.csv",
        ),
    ],
    ids=lambda text: text[-40:],
)
def test_what_a_file_of_plots_cannot_say_is_one_message(by, tmp_path, text, message):
    (tmp_path / "a.csv").write_text(text)
    assert refused(read_plots, "a.csv", by) == message


def test_files_that_are_no_tables_are_told(by, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"time_s,sensor\n0,n\xff\n")
    assert refused(read_plots, "a.csv", by) == (
        "a.csv: byte 17 is not UTF-8; a file of plots is UTF-8 text; save it as such"
    )
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    told = refused(read_plots, "a.parquet", by)
    assert told.startswith("a.parquet: is no Parquet (")
    assert told.endswith("); a whole Parquet file is allowed; write it again")
    assert refused(read_plots, "gone.csv", by) == "gone.csv: is not there; name a CSV or Parquet file"
    assert refused(read_plots, ".", by) == ".: is a folder; a file is allowed; name the file in it"
    (tmp_path / "a.txt").write_text(HEAD)
    assert refused(read_plots, "a.txt", by) == (
        "a.txt: is named like no table; a CSV or Parquet file is allowed; end its name in .csv or .parquet"
    )
    assert refused(read_plots, 5, by) == (
        "plots is 5; a CSV or Parquet file, an Arrow table, a pandas frame or a dict of arrays is allowed; "
        "write it like plots='plots.csv'"
    )


GOOD = {"time_s": [0.0, 5.0], "sensor": ["north"] * 2, "range_m": [1e4, 2e4], "azimuth_deg": [10.0, 20.0]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"range_m": [1e4, float("nan")]},
            "plots: row 1: range_m is missing; a number above 0 up to 10,000,000 is allowed; write it or "
            "leave the row out",
        ),
        (
            {"range_m": ["1e4", "2e4"]},
            "plots: range_m has values of type string; a number above 0 up to 10,000,000 is allowed; "
            "convert it",
        ),
        (
            {"range_m": [1e4, "far"]},
            "plots: row 1: range_m is 'far'; a number above 0 up to 10,000,000 is allowed; correct it or "
            "leave the row out",
        ),
        (
            {"sensor": [1.5, 2.5]},
            "plots: sensor has values of type double; the name of a sensor is allowed; convert it",
        ),
        (
            {"sensor": ["north", "n" * 101]},
            "2 faults in plots:\n  - row 1: sensor is '"
            + "n" * 36
            + "...; the name of a sensor of at most 100 "
            "letters is allowed; shorten it\n  - row 1: no sensor named '" + "n" * 97 + "...'; known: north, "
            "south; correct it or add the sensor",
        ),
        (
            {"range_m": [1e4]},
            "plots['range_m'] has 1 values; 2 are allowed, as in time_s; give each row one",
        ),
        (
            {"range_m": 1e4},
            "plots['range_m'] is 10000.0; an array of a value for each row is allowed; write it like [0.0, "
            "5.0]",
        ),
    ],
    ids=str,
)
def test_what_a_dict_of_arrays_cannot_say_is_one_message(by, change, message):
    assert refused(read_plots, GOOD | change, by) == message


def test_files_and_tables_say_the_same(by, tmp_path):
    pd = pytest.importorskip("pandas")
    names = ["north", "south", "north"]
    told = {
        "time_s": [0.1, 0.2, 5.3], "sensor": names, "range_m": [1e4, 2e4, 3e4], "azimuth_deg": [10, 20, -30],
        "elevation_deg": [1.0, None, 2.0], "range_sd_m": [None, 70.0, None],
        "doppler_mps": [None, -12.5, None],
    }  # fmt: skip
    table = pa.table(told)
    pacsv.write_csv(table, "a.csv")
    pq.write_table(table, "a.parquet")
    (tmp_path / "bom.csv").write_bytes(
        b"\xef\xbb\xbf" + (tmp_path / "a.csv").read_bytes().replace(b"\n", b"\r\n")
    )
    (tmp_path / "old.csv").write_bytes((tmp_path / "a.csv").read_bytes().replace(b"\n", b"\r"))
    rows = table.to_pylist()
    wanted = read_plots(told, by)
    assert wanted.range_sd.tolist() == [50.0, 70.0, 50.0]
    assert wanted.azimuth_sd.tolist() == pytest.approx(np.radians([0.2, 0.25, 0.2]))
    assert np.isnan(wanted.elevation_sd).tolist() == [False, True, False]
    coded = pd.DataFrame(told).astype({"sensor": "category"})
    for other in (
        "a.csv",
        "a.parquet",
        "bom.csv",
        "old.csv",
        table,
        pd.DataFrame(told),
        table.to_pandas(),
        coded,
        rows,
    ):
        found = read_plots(other, by)
        for name in wanted.__dataclass_fields__:
            assert np.array_equal(getattr(found, name), getattr(wanted, name), equal_nan=True), name


def test_a_sensor_may_be_a_number():
    by = read_sensors(
        [{"sensor": 7, "lat": 38, "lon": 33, "altitude_m": 0, "range_sd_m": 5, "azimuth_sd_deg": 1}]
    )
    assert by.sensors.names == ("7",)
    assert read_plots(GOOD | {"sensor": [7, 7]}, by).count == 2


def test_sensors_may_stand_in_any_order_among_one_another(by):
    told = {
        "time_s": np.array([0.0, 4.0, 8.0, 1.0, 4.0, 7.0]), "sensor": np.repeat(["north", "south"], 3),
        "range_m": np.arange(1.0, 7.0) * 1e4, "azimuth_deg": np.arange(6.0),
    }  # fmt: skip
    wanted = read_plots(told, by)
    for order in ([3, 4, 5, 0, 1, 2], [0, 3, 4, 1, 5, 2], [3, 0, 1, 4, 2, 5]):
        found = read_plots({name: values[order] for name, values in told.items()}, by)
        assert np.array_equal(found.slant_range, wanted.slant_range)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "b.csv",
            "sensor,lat,lon,altitude_m\nnorth,98,33,100\nnorth,38,233,100\n",
            "3 faults in b.csv:\n  - line 2: lat is 98.0; a number from -90 to 90 is allowed; correct it or "
            "leave the row out\n  - line 3: lon is 233.0; a number from -180 to 180 is allowed; correct it "
            "or leave the row out\n  - line 3: is the sensor of line 2 again; leave one out or give it "
            "another name",
        ),
        (
            "b.toml",
            '[[radar]]\nsensor = "north"\n',
            "b.toml: has 'radar' at its top; a [[sensor]] table for each is allowed; leave it out or put it "
            "into one",
        ),
        ("b.toml", "", "b.toml: has no [[sensor]]; one or more are allowed; write them"),
        (
            "b.toml",
            '[[sensor]]\nsensor = "a"\nlat = "38"\nlon = 33\naltitude_m = 1\n'
            '[[sensor]]\nsensor = "b"\nlat = 38\nlon = 33\naltitude_m = 1\n',
            "b.toml: sensor[0]: lat is '38'; a number from -90 to 90 is allowed; correct it or leave the "
            "row out",
        ),
        (
            "b.csv",
            "sensor,lat,lon,altitude_m,detection_probability\nnorth,8,33,100,1\n",
            "b.csv: line 2: detection_probability is 1.0; a probability from 0.01 to 0.999 is allowed; "
            "correct it or leave the row out",
        ),
    ],
    ids=lambda text: text[-30:],
)
def test_what_a_file_of_sensors_cannot_say_is_one_message(tmp_path, monkeypatch, name, text, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text)
    assert refused(read_sensors, name) == message


def test_sensors_of_toml_are_those_of_csv(by, tmp_path):
    (tmp_path / "s.toml").write_text(
        '[[sensor]]\nsensor = "north"\nlat = 38\nlon = 33.0\naltitude_m = 100\nscan_period_s = 5\n'
        "range_sd_m = 50\nazimuth_sd_deg = 0.2\nelevation_sd_deg = 0.3\n"
        '[[sensor]]\nsensor = "south"\nlat = 37.0\nlon = 33\naltitude_m = 200\nrange_sd_m = 60\n'
        "azimuth_sd_deg = 0.25\ndoppler_sd_mps = 2\n"
    )
    found = read_sensors("s.toml")
    assert found.sensors.names == by.sensors.names
    for name in by.sensors.__dataclass_fields__:
        if name != "names":
            one, other = getattr(found.sensors, name), getattr(by.sensors, name)
            assert np.array_equal(one, other, equal_nan=True), name


TIMES = np.array([0.0, 10.0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "time_s,target,x_m,y_m\n0,a,1,2\n",
            "t.csv: has neither all of x_m, y_m, z_m nor all of latitude_deg, longitude_deg, altitude_m; one "
            "of the two is allowed; add one",
        ),
        (
            "time_s,target,x_m,y_m,z_m,latitude_deg,longitude_deg,altitude_m\n0,a,1,2,3,4,5,6\n",
            "t.csv: has both x_m, y_m, z_m and latitude_deg, longitude_deg, altitude_m; one of the two "
            "frames is allowed, for nothing tells which to believe; leave the columns of one out",
        ),
        (
            "time_s,target,x_m,y_m,z_m,latitude_deg,longitude_deg\n0,a,1,2,3,4,5\n",
            "t.csv: has both x_m, y_m, z_m and latitude_deg, longitude_deg; one of the two frames is "
            "allowed, for nothing tells which to believe; leave the columns of one out",
        ),
        (
            "time_s,target,z_m,latitude_deg,longitude_deg,altitude_m\n0,a,1,2,3,4\n",
            "t.csv: has both z_m and latitude_deg, longitude_deg, altitude_m; one of the two frames is "
            "allowed, for nothing tells which to believe; leave the columns of one out",
        ),
        (
            "time_s,target,x_m,y_m,z_m\n5,a,1,2,3\n5,b,1,2,3\n5,a,4,5,6\n",
            "t.csv: line 4: has the target and time of line 2 again; leave one of them out",
        ),
        (
            "time_s,target,x_m,y_m,z_m\n5,a,1,2,3\n5,b,1,2,3\n4,a,4,5,6\n",
            "t.csv: line 4: time_s is 4.0, before that of line 2, 5.0, of target 'a'; times of one target "
            "that never fall are allowed; sort its rows by time, or mend its clock",
        ),
        (
            "time_s,target,x_m,y_m,z_m\n100,a,1,2,3\n",
            "t.csv: time_s is from 100 to 100, that of scans from 0 to 10; times of one clock are allowed, "
            "some of them the same; mend one clock, or leave truth out",
        ),
        (
            "time_s,target,x_m,y_m,z_m\n1,a,1,2,3\n9,a,1,2,3\n",
            "t.csv: time_s is from 1 to 9, between the scans at 0 and 10, and meets none; truth of one scan "
            "or more is allowed; tell it from before a scan to after it, or leave it out",
        ),
    ],
    ids=lambda text: text[:50],
)
def test_what_a_file_of_truth_cannot_say_is_one_message(by, tmp_path, text, message):
    (tmp_path / "t.csv").write_text(text)
    assert refused(read_truth, "t.csv", placed(by.sensors), TIMES) == message


def test_truth_is_the_same_in_both_frames(by):
    pymap3d = pytest.importorskip("pymap3d")
    east, north, up = [1e3, -4e4], [2e3, 5e4], [3e3, 9e3]
    latitude, longitude, height = pymap3d.enu2geodetic(
        np.array(east), np.array(north), np.array(up), 38.0, 33.0, 100.0
    )
    own = {"time_s": [0.0, 5.0], "target": ["a", "a"]}
    stand = placed(by.sensors)
    local = read_truth(own | {"x_m": east, "y_m": north, "z_m": up}, stand, TIMES)
    geodetic = {"latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": height}
    assert np.allclose(read_truth(own | geodetic, stand, TIMES).place, local.place, atol=1e-3)
