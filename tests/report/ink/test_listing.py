"""However narrow the terminal: every number stays, whole; bars go first."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from openiads.api.coverage import coverage
from openiads.report.coverage.coverage_terminal import account as coverage_account
from openiads.report.ink.bars import a_bar
from openiads.report.ink.listing import Listing
from openiads.report.run.terminal import account
from openiads.study.campaign.run_campaign import run

WIDTHS = [30, 36, 40, 50, 60, 72, 80, 100]
NUMBER = re.compile(r"[-\u2212+(\[]?\d[\d,.]*(-\d[\d,.]*)?")


def shown(page, width: int) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(page)
    return console.file.getvalue()


def numbers(text: str) -> Counter[str]:
    """Every number that stands whole between blanks."""
    return Counter(word for word in text.split() if NUMBER.fullmatch(word))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A page of a run and one of a coverage study."""
    folder = tmp_path_factory.mktemp("listing") / "run"
    played = run("one-battery", replicates=6, out=folder)
    seen = coverage("one-battery", altitudes_m=[300, 10_000])
    return account(played.summary, Path("folder")), coverage_account(seen.document)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_number_is_lost_and_no_line_is_too_long(pages, width):
    for page in pages:
        told = shown(page, width)
        assert max(map(len, told.splitlines())) <= width
        assert "\N{HORIZONTAL ELLIPSIS}" not in told
        assert not numbers(shown(page, 200)) - numbers(told)


def of_everything() -> Listing:
    table = Listing(("", "hit in", "", "hits", "because of"), words=(0, 4))
    table.add_row("Gaziantep airfield", "67 %", a_bar(0.5, "", 10), "1,234.5", "no round left")
    return table


def test_a_bar_becomes_shorter_then_goes_then_words_wrap_then_the_table_is_parted():
    def lines(width: int) -> list[str]:
        return [line.rstrip() for line in shown(of_everything(), width).splitlines()]

    assert lines(63) == [
        "                    hit in                 hits  because of",
        "Gaziantep airfield    67 %  █████       1,234.5  no round left",
    ]
    assert lines(56) == [
        "                    hit in           hits  because of",
        "Gaziantep airfield    67 %  ██    1,234.5  no round left",
    ]
    assert lines(52) == [
        "                    hit in     hits  because of",
        "Gaziantep airfield    67 %  1,234.5  no round left",
    ]
    assert lines(46) == [
        "                hit in     hits  because of",
        "Gaziantep         67 %  1,234.5  no round left",
        "airfield",
    ]
    assert lines(30) == [
        "               hit in     hits",
        "Gaziantep        67 %  1,234.5",
        "airfield",
        "                 because of",
        "Gaziantep        no round left",
        "airfield",
    ]


def test_a_name_is_broken_before_a_number():
    table = Listing(("name", "number"))
    table.add_row("Kahramanmara\u015f", "1,234,567.8")
    told = shown(table, 16)
    assert "1,234,567.8" in told
    assert max(map(len, told.splitlines())) <= 16


@pytest.mark.parametrize(("names", "second"), [(2, ["leakers", "one"]), (1, ["leakers", "depends"])])
def test_a_parted_table_begins_each_part_with_all_names(names, second):
    table = Listing(("measure", "of what", "number", "verdict"), words=(0, 1, 3), names=names)
    table.add_row("leakers", "one battery", "1,234.5 [1,200.0 to 1,300.0]", "depends on that")
    rows = [line.split()[:2] for line in shown(table, 54).splitlines() if "leakers" in line]
    assert rows == [["leakers", "one"], second]


def test_names_without_room_for_anything_beside_them_are_columns_like_others():
    table = Listing(("measure", "of what", "number"), words=(0, 1), names=2)
    table.add_row("leakers", "one battery", "1,234.5 [1,200.0 to 1,300.0]")
    lines = shown(table, 44).splitlines()
    assert max(map(len, lines)) <= 44
    assert [line.split()[:2] for line in lines if "leakers" in line] == [
        ["leakers", "one"],
        ["leakers", "1,234.5"],
    ]


def test_a_heading_stands_over_its_rows_and_columns_are_in_line_throughout():
    table = Listing(("of what", "number"))
    for measure, rows in (("raiders stopped", ("a", "a much longer name")), ("people", ("b",))):
        table.add_heading(measure)
        for row in rows:
            table.add_row(row, "1.00")
    assert [line.rstrip() for line in shown(table, 60).splitlines()] == [
        "of what             number", "raiders stopped", "a                     1.00",
        "a much longer name    1.00", "people", "b                     1.00",
    ]  # fmt: skip
