"""Studies from Python: what is of the wrong kind is told like any other slip, and nothing is written."""

from __future__ import annotations

import pytest

from openiads.api.study import compare
from openiads.ground.errors import OutOfRange, UnknownName


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"vary": 5}, "vary is 5; a list of strings is allowed; write it like vary='battery.system="),
        ({"vary": None}, "vary is None; a list of strings is allowed"),
        ({"vary": [5]}, "vary[0] is 5; a text is allowed"),
        ({"changes": 5}, "changes is 5; a list of strings is allowed"),
        ({"changes": None}, "changes is None; a list of strings is allowed"),
        ({"keep": 5}, "keep is 5; a list of strings is allowed"),
        ({"out": 5}, "out is 5; the name of a file or folder, as text or a Path, is allowed"),
        ({"out": b"x"}, "out is b'x'; the name of a file or folder, as text or a Path, is allowed"),
        ({"out": ""}, "out is ''; the name of a file or folder, as text or a Path, is allowed"),
        ({"resume": "no"}, "resume is 'no'; True or False is allowed"),
        ({"resume": None}, "resume is None; True or False is allowed"),
    ],
    ids=str,
)
def test_what_is_of_the_wrong_kind_is_told(tmp_path, monkeypatch, given, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutOfRange) as refused:
        compare(
            **(
                {"scenario": "one-battery", "vary": "battery.salvo=1,2", "replicates": 2, "workers": 1}
                | given
            )
        )
    assert str(refused.value).startswith(message)
    assert not list(tmp_path.iterdir())


def test_one_change_needs_no_list(tmp_path):
    found = compare(
        "one-battery", {"battery.salvo": [1, 2]}, changes="area.duration_s=60", replicates=1, workers=1,
        out=tmp_path / "s",
    )  # fmt: skip
    assert {arm.scenario.area.duration_s for arm in found.design.arms} == {60.0}
    for asked in (lambda: found.table(5), lambda: found.unknowns(arm=5), lambda: found.unknowns([])):
        with pytest.raises((UnknownName, OutOfRange)) as refused:
            asked()
        assert "known: " in str(refused.value) or "is allowed" in str(refused.value)
    with pytest.raises(OutOfRange) as refused:
        found.sql("selec")
    assert "\\n" not in str(refused.value)
