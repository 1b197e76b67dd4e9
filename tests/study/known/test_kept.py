"""What comes along: the measurements of the built-in scenarios, and what they ask of the catalogue."""

from __future__ import annotations

import pytest

from openiads.catalogue.load_catalogue import KINDS, PACKAGED
from openiads.catalogue.suffixes import without_unit
from openiads.ground.units import PERCENT
from openiads.scenario import builtin
from openiads.simulation.prepare import prepare
from openiads.study.known.influence_document import Row, read
from openiads.study.known.kept import MEASURED, known_of, packaged

MUCH = 5.0 * PERCENT
"""Of the leakers: a figure that moves them by more decides."""


MEASURED_ONES = [name for name in builtin.names() if packaged(name).is_file()]


def test_the_scenario_of_the_docs_was_measured():
    assert "turkey-2017" in MEASURED_ONES


@pytest.mark.parametrize("name", MEASURED_ONES)
def test_a_measurement_is_of_its_scenario(name):
    found = read(packaged(name))
    assert found.scenario == name
    assert sum(found.status_share.values()) == pytest.approx(1.0)
    assert len(found.top) == 10


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURED_ONES)
def test_it_was_measured_on_the_figures_of_now(name):
    # If not: python scripts/influence.py NAME
    assert known_of(prepare(name)).state == MEASURED


def deciding(name: str) -> list[Row]:
    """Rows that move the leakers much, and not by chance."""
    found = read(packaged(name))
    least = MUCH * found.leakers[0]
    return [
        row
        for row in found.rows
        if any(abs(mean) > least and low * high > 0.0 for mean, low, high in (row.at_low, row.at_high))
    ]


@pytest.mark.parametrize("name", MEASURED_ONES)
def test_no_figure_that_decides_is_without_a_box_and_a_sentence(name):
    rows = deciding(name)
    assert rows
    for row in rows:
        inside, _ = without_unit(row.field)
        for slug in row.entries:
            entry = PACKAGED.entry(row.kind, slug)
            cited = entry.choices[inside] if row.field == "loadout" else entry.figures[inside]
            assert row.boxed, f"{row.kind} {slug} {row.field} moves the leakers and has no low and high"
            assert cited.note.strip(), f"{row.kind} {slug} {row.field} moves the leakers and has no sentence"
            assert cited.low != cited.high


def test_whatever_shapes_a_run_is_an_entry_of_the_catalogue():
    # Textbooks, evidence and constants of the engine count as systems do; no default tracker counts plots,
    # no round flies on, no hit leaves anything flying at the nominal share of 0, nobody aims at the defence.
    kinds = {row.kind for row in read(packaged("turkey-2017")).rows}
    assert kinds >= set(KINDS) - {
        "interrogator",
        "initiation",
        "interacting",
        "registration",
        "astray",
        "deal",
        "mission_kill",
        "destruction",
    }  # what a contract cost shapes no run


def test_the_tables_of_the_docs_are_those_of_the_package():
    from openiads.report.studies.influence_words import lines

    found = read(packaged("turkey-2017"))
    for page in ("README.md", "docs/limits.md"):
        text = (builtin.DATA.parents[3] / page).read_text(encoding="utf-8")
        assert all(f"| {line.figure} | {line.entry} |" in text for line in lines(found))
