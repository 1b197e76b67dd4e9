"""How the page, the terminal and the document tell what decides a result."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.errors import UnknownName
from openiads.report.ink.number_words import NO_BREAK
from openiads.report.run import run_page, terminal
from openiads.report.run.trust import checks
from openiads.report.studies import influence_words
from openiads.scenario.write_scenario import sha256_of_what_is_played
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.summary import Summary
from openiads.study.known.influence_document import Influence, Row
from openiads.study.known.kept import CHANGED, FILE, MEASURED, UNKNOWN, Known, known_of
from openiads.study.known.uncertain_figures import sha256_of_figures
from tests.report.small import small_run

Run = tuple[Prepared, Summary]
STILL = (0.0, 0.0, 0.0)
ROWS = (
    Row(
        "identification", ("identification",), ("Identification",), "confirmation_s", 10, 30, 240, True,
        "assumption", ("assumption", "flight2004"), 128, (-2.0, -2.5, -1.5), (6.0, 5.0, 7.0), 9.0,
    ),
    Row(
        "radar", ("a", "b", "c"), ("A", "B", "C"), "doppler_notch_mps", 5.0, 15.0, 30.0, True, "seen",
        ("book",), 128, STILL, (1.0, 0.5, 1.5), 3.0,
    ),
    Row(
        "evidence", ("slow",), ("Slow",), "hostile", 0.05, 0.05, 0.5, True, "seen", ("book",), 128, STILL,
        (0.5, 0.25, 0.75), 0.0,
    ),
    Row(
        "system", ("s-400",), ("S-400",), "loadout", {"9m96e": 4}, {"9m96e": 8}, {"9m96e": 8}, True, "seen",
        ("book",), 128, (0.25, 0.0, 0.5), STILL, 0.0,
    ),
    Row(
        "radar", ("d",), ("D",), "reference_rcs_m2", 0.8, 1.0, 1.2, False, "seen", ("book",), 8,
        (9.0, 0.0, 18.0), STILL, 40.0,
    ),
)  # fmt: skip


def measured(scenario: str = "0", figures: str = "0") -> Influence:
    return Influence("small", scenario, figures, "0.1.0", 1, 128, (40.0, 39.5, 40.5), 250, ROWS)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("run"))


def known(run: Run, state: str) -> Summary:
    return replace(run[1], influence=Known(state, None if state == UNKNOWN else measured()))


def figures_line(run: Run, state: str) -> tuple[str, str, str]:
    found = next(check for check in checks(run[0], known(run, state)) if check.name == "figures")
    return found.verdict, found.tone, found.found


def test_the_panel_weighs_statuses_by_what_their_figures_decide(run: Run) -> None:
    assert figures_line(run, MEASURED) == (
        "mostly unsourced", "watch",
        "75 % of what is not known about the leakers comes from assumptions, memory or hobby data, and no "
        "interval here covers it; 75 % of the figures are assumptions, memory or hobby data, by count",
    )  # fmt: skip


def test_what_was_read_in_a_source_or_quoted_counts_as_sourced(run: Run) -> None:
    rows = tuple(row._replace(status="quoted") for row in ROWS)
    summary = replace(run[1], influence=Known(MEASURED, replace(measured(), rows=rows)))
    found = next(check for check in checks(run[0], summary) if check.name == "figures")
    assert (found.verdict, found.tone) == ("mostly sourced", "good")


def test_the_panel_says_what_was_measured_before_a_change(run: Run) -> None:
    assert figures_line(run, CHANGED) == (
        "changed since", "watch",
        "How much each figure matters was measured before this scenario or its figures were changed (version "
        "0.1.0); openiads influence, given this run's folder, measures it again. 75 % of the figures are "
        "assumptions, memory or hobby data",
    )  # fmt: skip


def test_the_panel_says_what_was_never_measured_and_how_to(run: Run) -> None:
    assert figures_line(run, UNKNOWN) == (
        "not measured", "watch",
        "How much each figure matters has not been measured here; openiads influence, given this run's "
        "folder, measures it. 75 % of the figures are assumptions, memory or hobby data",
    )  # fmt: skip


def test_lines_tell_the_figure_whose_it_is_and_what_it_does() -> None:
    told = [line.cells for line in influence_words.lines(measured())]
    assert told == [
        (
            "confirmation", "Identification", "10", "30", "240", "s", "38.0 (\u22122.0 \u00b1 0.5)",
            "46.0 (+6.0 \u00b1 1.0)", "assumption", "assumption",
            PACKAGED.identification.figures["confirmation"].note,
        ),
        (
            "Doppler notch", "3 radars", "5", "15", "30", "m/s", "40.0 (+0.0 \u00b1 0.0)",
            "41.0 (+1.0 \u00b1 0.5)", "seen", "book", "",
        ),
        (
            "Slow: hostile", "evidence", "0.05", "0.05", "0.5", "", "\u2013", "40.5 (+0.5 \u00b1 0.2)",
            "seen", "book", "drones; light aircraft and helicopters",
        ),
        (
            "loadout", "S-400", "4 9m96e", "8 9m96e", "8 9m96e", "", "40.2 (+0.2 \u00b1 0.2)", "\u2013",
            "seen", "book", PACKAGED.system("s-400").choices["loadout"].note,
        ),
    ]  # fmt: skip


def test_the_terminal_names_the_figure_that_decides_most() -> None:
    assert influence_words.decider(Known(MEASURED, measured())) == (
        "The figure that decides most: confirmation (Identification, assumption), "
        "38.0 (\u22122.0 \u00b1 0.5) leakers at 10 s, 46.0 (+6.0 \u00b1 1.0) leakers at 240 s."
    )
    assert influence_words.decider(Known(UNKNOWN, None)) == ""


def test_the_markdown_has_the_columns_that_were_asked_for() -> None:
    lines = influence_words.markdown(measured(), ("figure", "high")).splitlines()
    assert lines[:3] == ["| figure | high |", "| --- | --- |", "| confirmation | 240 |"]
    with pytest.raises(UnknownName):
        influence_words.markdown(measured(), ("figure", "heigh"))


def page_of(run: Run, folder: Path, state: str) -> str:
    folder.mkdir()
    prepared, _ = small_run(folder)
    text = run_page.write(folder, prepared, known(run, state)).read_text(encoding="utf-8")
    return text.replace(NO_BREAK, " ")


def test_the_page_tells_what_decides_only_where_it_was_measured_on_this_very_scenario(
    run: Run, tmp_path: Path
) -> None:
    weighed = page_of(run, tmp_path / "a", MEASURED)
    assert "What decides the answer" in weighed
    assert "assumption 75 %: no source" in weighed
    assert "By count of figures: 25 % seen, 75 % assumption." in weighed
    counted = page_of(run, tmp_path / "b", CHANGED)
    assert "What decides the answer" not in counted
    assert "measured before this scenario or its figures were changed" in counted
    assert "By count of figures" not in counted


def test_the_terminal_tells_the_same(run: Run) -> None:
    for state, words in ((MEASURED, "By count of figures"), (UNKNOWN, "has not been measured here")):
        console = Console(width=200, record=True, file=io.StringIO())
        console.print(terminal.trust(known(run, state)))
        assert words in console.export_text()


def test_the_document_only_gains(run: Run) -> None:
    document = known(run, MEASURED).as_dict()
    assert document["status_mix"] == {"seen": 0.25, "assumption": 0.75}
    assert document["influence"]["state"] == "measured"
    assert document["influence"]["status_share"] == {"assumption": 0.75, "seen": 0.25}
    assert document["influence"]["figures"][0] == "identification identification confirmation_s"
    assert known(run, UNKNOWN).as_dict()["influence"] == {"state": "not measured"}
    json.dumps(document)


def test_a_run_folder_may_hold_its_own_measurement_which_must_be_of_this_scenario(tmp_path: Path) -> None:
    prepared, _ = small_run(tmp_path)
    right = measured(sha256_of_what_is_played(prepared.scenario), sha256_of_figures(prepared.plan))
    for document, state in ((right, MEASURED), (measured(), CHANGED)):
        (tmp_path / FILE).write_text(document.text())
        assert known_of(prepared, tmp_path).state == state
