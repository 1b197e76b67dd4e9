"""`openiads track`: an answer, or one message."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openiads.api import track_alone
from openiads.cli import track as command
from openiads.study.tracking.track_metrics import USUAL
from openiads.tracking.trackers import names_without_truth

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "track"
PLOTS, SENSORS, TRUTH = (str(FOLDER / name) for name in ("plots.csv", "sensors.toml", "truth.csv"))
ASKED = [PLOTS, "--sensors", SENSORS]
KNOWN = ", ".join(names_without_truth())


def test_the_answer_comes_first_then_sensors_tracks_and_measures(call):
    code, out, err = call("track", *ASKED, "--truth", TRUTH)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[1] == "1,966 plots of 2 sensors in 299.6 s, 6 tracks"
    assert lines[3].startswith("6 tracks were confirmed and lived for ")
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert "Sensors" in heads
    assert "Tracks" in heads
    assert any(
        head.startswith("Against the truth in space, though some plots have no elevation, 6 targets, ")
        for head in heads
    )
    assert "Identities mixed up along tracks" in heads
    assert "by identities that the truth tells; the tracker declares none: " in out
    assert "e: estimated from the plots, docs/tracking.md says how" in out
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("identity", [None, "hostile"])
def test_identities_are_told_where_the_truth_tells_two_or_more(call, tmp_path, identity):
    head, *rows = Path(TRUTH).read_text().splitlines()
    cells = [line.rpartition(",")[0] for line in (head, *rows)]
    if identity:
        cells = [cells[0] + ",identity", *(f"{line},{identity}" for line in cells[1:])]
    (tmp_path / "truth.csv").write_text("\n".join(cells) + "\n")
    code, out, err = call("track", *ASKED, "--truth", "truth.csv")
    assert (code, err) == (0, "")
    assert "Against the truth " in out
    assert "dentit" not in out.replace("identity switch", "")


def test_json_is_one_document_and_the_file_is_told(call, tmp_path):
    code, out, err = call("track", *ASKED, "--json", "--out", "tracks.parquet")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["plots"], len(told["tracks"]), told["measures"]) == (1966, 6, None)
    assert told["out"] == "tracks.parquet"
    assert pq.read_table(tmp_path / "tracks.parquet").num_rows > 0


def test_a_folder_is_written_whole(call, tmp_path):
    code, out, err = call("track", *ASKED, "--out", "tracked")
    assert (code, err) == (0, "")
    assert out.endswith("written to tracked\n")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["tracked"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gone.csv", "--sensors", SENSORS], "gone.csv: is not there; name a CSV or Parquet file"),
        (
            [PLOTS],
            "openiads track: missing option '--sensors'; openiads track --help shows what is allowed",
        ),
        (
            [PLOTS, "--sensors", "gone.toml"],
            "gone.toml: is not there; name a CSV, TOML or Parquet file",
        ),
        (
            [*ASKED, "--tracker", "scoer"],
            f"--tracker: no tracker named 'scoer'; did you mean 'score'? known: {KNOWN}",
        ),
        (
            [*ASKED, "--truth", TRUTH, "--cutoff-m", "far"],
            "--cutoff-m is 'far'; a number is allowed; write it like --cutoff-m 3000",
        ),
        *(
            (
                [*ASKED, "--truth", TRUTH, "--cutoff-m", figures],
                f"--cutoff-m is '{figures}'; a number is allowed; write it like --cutoff-m 3000",
            )
            for figures in ("3_000", "٣٠٠٠")
        ),
        (
            [*ASKED, "--truth", TRUTH, "--power", "0"],
            "--power is 0.0; a number from 1 to 16 is allowed; write it like --power 2",
        ),
        (
            [*ASKED, "--cutoff-m", "3000"],
            "--cutoff-m is given without --truth; measures of tracks are allowed with a truth; add --truth "
            "FILE, or leave it out",
        ),
        (
            [*ASKED, "--power", "1", "--threshold-m", "far"],
            "--power and --threshold-m are given without --truth; measures of tracks are allowed with a "
            "truth; add --truth FILE, or leave them out",
        ),
        (
            [*ASKED, "--out", "tracks.json"],
            "tracks.json: ends in '.json'; .csv and .parquet are allowed for a file, no ending for a folder; "
            "name one of these",
        ),
    ],
    ids=lambda words: " ".join(words)[-30:],
)
def test_what_cannot_be_asked_is_one_message(call, words, message):
    code, out, err = call("track", *words)
    assert (code, out) == (2, "")
    assert err.removesuffix("\n") == message


def test_nothing_is_written_where_the_input_is_wrong(call, tmp_path):
    (tmp_path / "plots.csv").write_text("time_s,sensor\n0,hill\n")
    code, _, err = call("track", "plots.csv", "--sensors", SENSORS, "--out", "new/tracks.csv")
    assert code == 2
    assert err.startswith("plots.csv: columns 'range_m', 'azimuth_deg' are missing; ")
    assert [one.name for one in tmp_path.iterdir()] == ["plots.csv"]


def test_help_ends_with_an_example(call):
    code, out, _ = call("track", "--help")
    assert code == 0
    told = " ".join(out.replace("│", " ").split())
    assert all(name in told for name in names_without_truth())
    assert told.endswith(
        "Example: openiads track examples/track/plots.csv --sensors examples/track/sensors.toml"
    )


def test_defaults_are_those_of_the_api():
    assert command.DEFAULT_TRACKER == track_alone.DEFAULT_TRACKER
    assert float(command.DEFAULT_METRES) == USUAL.cutoff == USUAL.threshold
    assert float(command.DEFAULT_POWER) == USUAL.order


def test_who_interrupts_is_told_that_nothing_was_kept(call, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(track_alone, "track", stopped)
    assert call("track", *ASKED) == (130, "", "interrupted; nothing was kept\n")


def test_constants_of_the_tracker_may_be_other_and_are_told(call):
    change = "catalogue.tracking.process_noise_m2ps3=100"
    code, out, err = call("track", *ASKED, "--tracker", "score", "--set", change, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["changes"] == [change]
    code, out, err = call("track", *ASKED, "--set", "raid.count=3")
    assert code == 2
    assert "--set raid.count=3" in err
    assert "catalogue.tracking" in err
