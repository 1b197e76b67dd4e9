"""Tables of trackers and scenes, and pairs with Stone Soup, as they are printed."""

from __future__ import annotations

import json
import sys

import pytest

from benchmarks.tracking import __main__ as tables
from benchmarks.tracking import measured


def run(monkeypatch, *words: str) -> None:
    """The command with some words."""
    monkeypatch.setattr(sys, "argv", ["benchmarks.tracking", *words])
    tables.main()


def test_a_row_is_printed_for_each_tracker_and_scene(monkeypatch, capsys, tmp_path):
    file = tmp_path / "told.json"
    run(monkeypatch, "score", "m-of-n:confirm_plots=4", "--quick", "--json", str(file))
    heading, *rows = capsys.readouterr().out.splitlines()
    assert "plots/CPU s" in heading
    assert [row.split()[:2] for row in rows] == [["s10", "score"], ["s10", "m-of-n:confirm_plots=4"]]
    told = json.loads(file.read_text(encoding="utf-8"))
    assert set(told) == {"s10 score", "s10 m-of-n:confirm_plots=4"}
    assert told["s10 score"]["ms_worst_scan"] >= told["s10 score"]["ms_per_scan"]


def test_an_unknown_scene_is_told_by_those_that_there_are(monkeypatch, capsys):
    with pytest.raises(SystemExit) as caught:
        run(monkeypatch, "--scenes", "s11")
    assert caught.value.code == 2
    assert "no scene s11; there are s10, " in capsys.readouterr().err


def test_files_are_only_written_where_asked(monkeypatch, capsys, tmp_path):
    run(monkeypatch, "--scenes", "s10", "--seeds", "3", "--write", str(tmp_path))
    assert sorted(path.name for path in (tmp_path / "s10-3").iterdir()) == [
        "plots.csv", "sensors.csv", "truth.csv", "truth_geodetic.csv",
    ]  # fmt: skip
    assert "plots.csv" in capsys.readouterr().out


@pytest.mark.parametrize("kept", [False, True])
def test_pairs_say_how_they_differ_and_what_was_kept(kept):
    told = {"gospa_m": 1_020.0, "switches": 3.0}
    pair = {"ours": told, "stone soup": told | {"gospa_m": 1_000.0}, "ratio_of_cpu": 1_234.0, "kept": kept}
    last = tables.beside({"s10/100 kd-tree": pair})[-1]
    said = "GOSPA +2.00 %, switches 3 against 3, Stone Soup takes 1,234 times the CPU time"
    assert last.strip() == said + tables.KEPT * kept


@pytest.mark.slow(3)
def test_the_quick_measurement_has_every_tracker_and_the_peer():
    pytest.importorskip("stonesoup")
    found = measured.measured(quick=True)
    assert list(found)[:3] == ["s10, score", "s10, imm", "s10, m-of-n"]
    assert found["stone soup, the same plots, 10 targets"]["ratio_of_cpu"] > 1.0
