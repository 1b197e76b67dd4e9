"""Letters that are refused, and how they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiads.ground.errors import Faults, OpeniadsError, ScenarioError
from openiads.ground.letters import UNFIT, brief, escaped, fit_of, unfit


@pytest.mark.parametrize(
    "text", ["\x00", "a\x1b[2Jb", "\x7f\x9b", "a\nb\tc\r", "\u202e", "\u2028", "\ufeff", "\U000e0041"]
)
def test_letters_are_written_out_as_python_does(text):
    assert escaped(text) == repr(text)[1:-1]


def test_a_byte_of_a_name_that_is_no_letter_is_written_as_that_byte():
    assert escaped("\udcff\ud800") == "\\xff\\ud800"


@given(st.text())
def test_what_is_written_out_is_fit_and_stays_as_it_is(text):
    told = escaped(text)
    assert UNFIT.search(told) is None
    assert escaped(told) == told
    assert fit_of(told) == told


def test_lines_are_fit_only_where_there_may_be_several():
    assert (unfit("a\n\tb", lines=True), unfit("a\n\tb"), unfit("a\n\rb", lines=True)) == (None, 1, 2)
    assert (fit_of("a\n\r", lines=True), fit_of("a\n\r")) == ("a\n", "a")


def test_a_text_is_cut_to_a_length():
    assert (brief("a" * 9, 9), brief("a" * 10, 9)) == ("a" * 9, "aaaaaa...")


def test_a_line_of_a_list_is_ours_alone():
    faults = Faults("a\nb")
    faults.add("x\ny", "is 'p\n  - q'")
    faults.add("", "no raid")
    with pytest.raises(ScenarioError) as raised:
        faults.raise_any()
    assert str(raised.value) == "2 faults in a\\nb:\n  - x\\ny: is 'p\\n  - q'\n  - no raid"
    assert str(OpeniadsError("one\ntwo")) == "one\\ntwo"


def test_a_hundred_faults_are_enough():
    faults = Faults("a.toml")
    for i in range(99):
        faults.add("", str(i))
    with pytest.raises(ScenarioError) as raised:
        faults.add("", "99")
    assert str(raised.value).splitlines()[::100] == ["at least 100 faults in a.toml:", "  - 99"]
