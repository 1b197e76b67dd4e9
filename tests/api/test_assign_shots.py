"""`oi.assign`: what is of the wrong kind is told in one message, and results say all they know."""

from __future__ import annotations

import json

import numpy as np
import pytest

import openiads as oi
from openiads.api.assign_shots import assign_file

VALUES, KILL, SHOTS = [50, 30], [[0.7, 0.2], [0.6, 0.6]], [2, 1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"values": "50"}, "values is '50'; numbers in a list are allowed; write it like values=[50, 30]"),
        ({"values": [50, True]}, "values[1] is True; a number is allowed; write it like values=[50, 30]"),
        (
            {"values": [50, -1]},
            "values[1] is -1.0; a finite number of 0 or more is allowed; write it like values=[50, 30]",
        ),
        (
            {"values": np.array([np.inf, 1.0])},
            "values[0] is inf; a finite number of 0 or more is allowed; write it like values=[50, 30]",
        ),
        (
            {"values": [1.7e308, 1.7e308]},
            "values is 1.7e+308; numbers with a finite sum are allowed; write it like values=[50, 30]",
        ),
        (
            {"kill_probability": 0.5},
            "kill_probability is 0.5; a row of probabilities for each weapon type is allowed; write it like "
            "kill_probability=[[0.7, 0.2]]",
        ),
        (
            {"kill_probability": [0.7, 0.2]},
            "kill_probability[0] is 0.7; numbers in a list are allowed; write it like "
            "kill_probability=[[0.7, 0.2]]",
        ),
        (
            {"kill_probability": [[0.7, 0.2], [0.6]]},
            "kill_probability[1] has length 1; 2 is allowed, a number for each of values; write 0 where a "
            "type cannot hit a target",
        ),
        (
            {"kill_probability": [[0.7, 70], [0.6, 0.6]]},
            "kill_probability[0][1] is 70.0; a probability from 0 to 1 is allowed; write it like "
            "kill_probability=[[0.7, 0.2]]",
        ),
        (
            {"kill_probability": np.full((2, 2), np.nan)},
            "kill_probability[0][0] is nan; a probability from 0 to 1 is allowed; write it like "
            "kill_probability=[[0.7, 0.2]]",
        ),
        (
            {"values": np.ones(100_000), "kill_probability": np.broadcast_to(0.5, (100_000, 100_000))},
            "kill_probability has 100000 rows for 100000 targets; at most 4000000 pairs are allowed; merge "
            "weapon types that are alike and give them more shots, or leave some out",
        ),
        (
            {"values": np.ones(5_000_000)},
            "values has 5000000 numbers; at most 4000000 are allowed; leave some out",
        ),
        (
            {"shots": [1]},
            "shots has length 1; 2 is allowed, a number for each row of kill_probability; write 0 for a "
            "type that does not fire",
        ),
        (
            {"shots": [1, -1]},
            "shots[1] is -1; a whole number from 0 to 1000000 is allowed; write it like shots=[2, 1]",
        ),
        (
            {"shots": [1, 1.5]},
            "shots[1] is 1.5; a whole number from 0 to 1000000 is allowed; write it like shots=[2, 1]",
        ),
        (
            {"shots": [600_000] * 2},
            "shots are 1200000 in all; at most 1000000 are allowed; give each type fewer",
        ),
        ({"method": "best"}, "no method named 'best'; known: auto, greedy, local, exact"),
        ({"seconds": -1}, "seconds is -1; a number of 0 or more is allowed; write it like seconds=20.0"),
        ({"seconds": float("nan")}, "seconds is nan; a number of 0 or more is allowed; write it like "),
        ({"seed": -1}, "seed is -1; a whole number from 0 to 4294967295 is allowed; write it like seed=1"),
    ],
    ids=str,
)
def test_what_is_of_the_wrong_kind_is_told(given, message):
    told = {"values": VALUES, "kill_probability": KILL, "shots": SHOTS} | given
    with pytest.raises(oi.OpeniadsError) as refused:
        oi.assign(told.pop("values"), told.pop("kill_probability"), told.pop("shots"), **told)
    assert str(refused.value).startswith(message.removeprefix("method: "))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", '{"values": [1,', "a.json: is no JSON (line 1: Expecting value); an object such as {"),
        ("a.json", "[" * 100_000, "a.json: has lists in lists too deep to read; an object such as {"),
        (
            "a.json",
            '{"shots": [1], "shots": [2]}',
            "a.json: has 'shots' twice; each field once is allowed; leave",
        ),
        ("a.json", "[1]", "a.json: is [1]; an object such as {"),
        ("a.json", '{"values": [1]}', "a.json: kill_probability is missing; an object such as {"),
        (
            "a.json",
            '{"values": [1], "shot": [1]}',
            "a.json: no field named 'shot'; did you mean 'shots'? known: values, kill_probability, shots",
        ),
        (
            "a.json",
            '{"values": [NaN], "kill_probability": []}',
            "a.json: values[0] is nan; a finite number of 0 or more is allowed; write it like ",
        ),
        ("a.csv", "type,shots,a\nold,2,0.7\n", "a.csv: has no row of values under its heading; a heading, "),
        (
            "a.csv",
            "type,shots,a\nvalues,,x\n",
            "a.csv: line 2: values[0] is 'x'; a number is allowed; correct it there",
        ),
        (
            "a.csv",
            "type,shots,a\nvalues,,1_0\n",
            "a.csv: line 2: values[0] is '1_0'; a number is allowed; correct it there",
        ),
        (
            "a.csv",
            "type,shots,a\nvalues,,5\nold,two,0.7\n",
            "a.csv: line 3: shots[0] is 'two'; a whole number from 0 to 1000000 is allowed; correct it there",
        ),
        (
            "a.csv",
            "type,shots,a\nvalues,,5\n\nold,2,0.7\nnew,1,0.5,0.2\n",
            "a.csv: line 5: kill_probability[1] has length 2; 1 is allowed, a number for each of values; ",
        ),
        (
            "a.csv",
            "type,shots,a\nvalues,,5\nold,2,0.7\nvalues,,6\n",
            "a.csv: line 4: is a second row of values; one is allowed; leave one out, or give the ",
        ),
    ],
    ids=lambda word: word[:30],
)
def test_a_file_that_is_no_problem_is_told_with_its_name(tmp_path, monkeypatch, name, text, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(oi.OpeniadsError) as refused:
        assign_file(name)
    assert str(refused.value).startswith(message)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(oi.OutOfRange) as refused:
        assign_file(tmp_path / "gone.json")
    assert str(refused.value) == f"{tmp_path / 'gone.json'}: is not there; name a JSON or CSV file"


def test_json_csv_and_python_say_the_same(tmp_path):
    told = {"values": VALUES, "kill_probability": KILL, "shots": SHOTS}
    (tmp_path / "a.json").write_text(json.dumps(told))
    (tmp_path / "a.csv").write_text("type,shots,one,two\nvalues,,50,30\nold,2,0.7,0.2\n\nnew,1,0.6,0.6\n")
    found = oi.assign(VALUES, KILL, SHOTS)
    for name in ("a.json", "a.csv"):
        other = assign_file(tmp_path / name)
        assert (other.found.counts == found.found.counts).all()
        assert other.bound == found.bound
    arrays = oi.assign(np.array(VALUES), np.array(KILL), np.array(SHOTS))
    assert arrays.value == found.value


def test_tables_of_pandas_say_what_arrays_say():
    pd = pytest.importorskip("pandas")
    found = oi.assign(VALUES, KILL, SHOTS)
    tables = oi.assign(pd.Series(VALUES), pd.DataFrame(KILL, columns=["a", "b"]), pd.Series(SHOTS))
    assert (tables.value, tables.bound) == (found.value, found.bound)


def test_what_is_masked_is_refused_and_a_mask_of_nothing_is_none():
    kill = np.ma.masked_array(KILL, mask=False)
    assert oi.assign(np.ma.masked_array(VALUES), kill, SHOTS).value == oi.assign(VALUES, KILL, SHOTS).value
    with pytest.raises(oi.OutOfRange) as refused:
        oi.assign(np.ma.masked_array(VALUES, mask=[True, False]), KILL, SHOTS)
    assert str(refused.value) == (
        "values has masked numbers; numbers that are known are allowed; write it like values=[50, 30]"
    )


def test_without_shots_each_type_has_one():
    assert oi.assign(VALUES, KILL).shots_at(0) == {0: 1}


def test_results_say_who_shoots_at_what_and_what_survives():
    found = oi.assign(VALUES, KILL, SHOTS)
    assert found.value == pytest.approx(50 * 0.09 + 30 * 0.4)  # both old at the first, the new at the second
    assert (found.status, found.gap, found.gap_of_all) == ("optimal", pytest.approx(0.0), pytest.approx(0.0))
    assert (found.shots_at(0), found.shots_at(1)) == ({0: 2}, {1: 1})
    assert found.to_arrow().to_pylist() == [
        {"target": 0, "weapon_type": 0, "shots": 2, "kill_probability": 0.7},
        {"target": 1, "weapon_type": 1, "shots": 1, "kill_probability": 0.6},
    ]
    assert [row["shots"] for row in found.targets_to_arrow().to_pylist()] == [2, 1]
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told["assignment"][0] == {"target": 0, "weapon_type": 0, "shots": 2}
    assert told["value"] >= told["bound"] >= told["bound_by_prices"] > 0.0
    assert found.answer in found._repr_html_()


def test_nothing_at_all_is_a_problem_too():
    found = oi.assign([], [])
    assert (found.value, found.bound, found.status) == (0.0, 0.0, "optimal")
    assert found.to_arrow().num_rows == 0
