"""What must be true, from Python: what is of the wrong kind is told, and results say all they know."""

from __future__ import annotations

import json

import pytest

from openiads.api.threshold_result import ThresholdResult
from openiads.api.threshold_search import spans_of, threshold
from openiads.ground.errors import OpeniadsError, OutOfRange, OutputError
from tests.study.threshold.laid_measures import KILL, coordinate, found

ONE = ThresholdResult(found(lambda p: 6.0 - 4.0 * p, threshold=4.0))
NEVER = ThresholdResult(found(lambda p: 6.0 - p, threshold=4.0))
LOSS = coordinate("network.loss_probability", 0.0, 1.0, 0.0)
TWO = ThresholdResult(found(lambda p, q: 5.0 * (1.0 - p) * (1.0 - q), coordinate(), LOSS, threshold=1.25))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"figure": 5}, "figure is 5; a list of strings is allowed; write it like figure=['a', 'b']"),
        ({"below": None}, "neither below nor above is given; one of them is allowed; write it like below "),
        ({"above": "leakers=3"}, "below and above are both given; one of them is allowed; write it like "),
        ({"below": 5}, "below is 5; a measure with its threshold is allowed; write it like below="),
        ({"below": {"leakers": "x"}}, "below['leakers'] is 'x'; a number is allowed; write it like below="),
        ({"between": "1"}, "between is '1'; a low and a high are allowed; write it like between 0.2,0.9"),
        ({"between": (1, 2, 3)}, "between is [1, 2, 3]; 2 numbers are allowed; write it like between="),
        ({"values": 1}, "values is 1; a whole number from 2 to 1000 is allowed; write it like values=7"),
        ({"replicates": 0}, "replicates is 0; a whole number from 1 to "),
        ({"seed": -1}, "seed is -1; a whole number from 0 to "),
        ({"workers": 0}, "workers is 0; a whole number from 1 to "),
        ({"changes": 5}, "changes is 5; a list of strings is allowed; write it like changes=['a.b=1']"),
        ({"progress": 5}, "progress is 5; a function is allowed; write it like progress=print"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_of_the_wrong_kind_is_told(given, message):
    with pytest.raises(OutOfRange) as refused:
        threshold(**({"scenario": "one-battery", "figure": KILL, "below": "leakers=1"} | given))
    assert str(refused.value).startswith(message)


def test_ends_are_of_the_only_figure_or_by_path():
    assert spans_of("0.2,0.9", ["a"]) == {"a": (0.2, 0.9)}
    assert spans_of((0.2, 0.9), ["a"]) == {"a": (0.2, 0.9)}
    assert spans_of(["b=1,2", "a=3,4"], ["a", "b"]) == {"a": (3.0, 4.0), "b": (1.0, 2.0)}
    assert spans_of({"b": [1, 2]}, ["a", "b"]) == {"b": (1.0, 2.0)}
    with pytest.raises(OutOfRange) as refused:
        spans_of("1,2", ["a", "b"])
    assert str(refused.value) == (
        "between is '1,2'; with two figures each needs its path; write it like between b=LOW,HIGH"
    )


def test_one_figure_has_a_value_and_its_interval():
    assert ONE.value == pytest.approx(0.5, abs=0.01)
    assert ONE.low < 0.5 < ONE.high
    assert ONE.to_arrow().num_rows == 1
    assert ONE.to_arrow()["at_least"].to_pylist() == [True]
    assert ONE.looks_to_arrow().num_rows == len(ONE.rows[0].looks)
    assert NEVER.value is None
    assert NEVER.to_arrow()["never"].to_pylist() == [True]


def test_two_figures_have_a_row_for_each_value_of_the_second():
    assert TWO.to_arrow()["second"].to_pylist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert list(TWO.to_pandas()["value"].notna())[:3] == [True] * 3
    for name in ("value", "low", "high"):
        with pytest.raises(OpeniadsError) as refused:
            getattr(TWO, name)
        assert str(refused.value) == (
            f"{name}: two figures were moved, so there is one for each value of the second; read rows or "
            "to_arrow()"
        )


@pytest.mark.parametrize("result", [ONE, NEVER, TWO], ids=["one", "never", "two"])
def test_the_document_is_json_and_says_all_that_was_played(result):
    told = json.loads(json.dumps(result.as_dict(), allow_nan=False))
    assert told["measure"] == "leakers"
    assert told["threshold"] == result.required.asked.wish.threshold
    assert len(told["rows"]) == len(result.rows)
    assert [len(row["looks"]) for row in told["rows"]] == [len(row.looks) for row in result.rows]
    assert told["figures"][0]["figure"] == KILL
    assert len(told["scenario_sha256"]) == 64
    assert result.answer in result._repr_html_()


def test_a_page_is_a_new_file(tmp_path):
    place = tmp_path / "page.html"
    assert ONE.to_html(place).read_text(encoding="utf-8") == ONE.page()
    with pytest.raises(OutputError, match="exists already"):
        ONE.to_html(place)
