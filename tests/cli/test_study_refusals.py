"""What `compare` and `study` refuse: one message, exit code 2, and every folder as it was before."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from pathlib import Path

import pytest

from openiads.ground.lock import working_in
from openiads.study.executors.dask_cluster import FIRST
from openiads.study.experiment import study_demand

HEAD = """
version = 1
name = "s"
scenario = "one-battery"
replicates = 6
set = ["area.terrain=flat", "area.duration_s=300"]
keep = ["outcomes"]
"""
SALVOS = '[vary]\n"battery.salvo" = [1, 2]\n'
BOX = "[box]\npoints = 4\n"
FIELDS = (
    "name, system, lat, lon, azimuth_deg, misalignment_deg, misalignment_sd_deg, acquisition_radar, "
    "antenna_m, antenna_altitude_m, loadout, reload, launchers, siting, control, authority_loss_probability, "
    "control_without_authority, interrogator_failure_probability, salvo, salvo_by_class and 16 more"
)


def written(folder: Path) -> dict[str, str]:
    """Hash of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    } | {str(path.relative_to(folder)): "folder" for path in folder.rglob("*") if path.is_dir()}


@pytest.fixture
def refused(call, tmp_path):
    """The one message of a refused command line; what was there stays as it was."""

    def asked(*words: str) -> str:
        before = written(tmp_path)
        code, out, err = call(*words)
        assert (code, out) == (2, "")
        assert "Traceback" not in err
        assert written(tmp_path) == before
        return err.removesuffix("\n")

    return asked


@pytest.fixture
def study(tmp_path):
    """Write a study file; gives its name."""

    def write(rest: str, name: str = "s.toml", head: str = HEAD) -> str:
        (tmp_path / name).write_text(head + rest)
        return name

    return write


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--vary", "battery.sistem=s-400"],
            'one-battery: arm s-400: one-battery: --set battery.sistem="s-400": no field of battery named '
            f"'sistem'; did you mean 'system'? known: {FIELDS}",
        ),
        (
            ["--vary", "battery.system=s-40,samp-t"],
            "one-battery: arm s-40: one-battery: battery.gaziantep.system: no system named 's-40'; did you "
            "mean 's-400'? known: fd-2000, patriot-gemt, patriot-mse, patriot-pac3, s-300pmu2, s-400, samp-t",
        ),
        (
            ["--vary", "catalogue.rounds.40n6.kill_probability=0.5,0.6"],
            "one-battery: each of the 2 arms: one-battery: catalogue.rounds.40n6: no round named '40n6'; did "
            "you mean '40n6e'? known: 40n6e, 48n6e2, 48n6e3, 9m96e, 9m96e2, aster-30, fd-2000, gem-t, pac-3, "
            "pac-3-mse",
        ),
        (
            ["--vary", "battery.salvo=1,2", "--set", "battery.sallvo=2"],
            "one-battery: each of the 2 arms: one-battery: --set battery.sallvo=2: no field of battery named "
            f"'sallvo'; did you mean 'salvo'? known: {FIELDS}",
        ),
        (["--vary", "battery.salvo="], "--vary: battery.salvo=: has no values; write it like "
         "battery.system=s-400,patriot-mse"),
        ([], "openiads compare: missing option '--vary'; openiads compare --help shows what is allowed"),
        (
            ["--vary", "battery.salvo=1,2", "--equal", "prize"],
            "--equal: no kind of equality named 'prize'; did you mean 'price'? known: price, rounds, "
            "canisters",
        ),
        (
            ["--vary", "battery.salvo=1,2", "--box", "-1"],
            "--box is -1; a whole number from 0 to 1000000 is allowed; write it like --box 64",
        ),
        (
            ["--vary", "battery.salvo=1,2", "--until", "half-width=0"],
            "--until is 'half-width=0'; half-width= and a number above 0 are allowed; write it like "
            "half-width=0.5",
        ),
        (
            ["--vary", "battery.salvo=1,2", "--keep", "outcome"],
            "one-battery: keep[0]: is 'outcome'; allowed is 'outcomes', 'targets' or 'events'",
        ),
        (
            ["--vary", "battery.salvo=1,2", "--keep", "events"],
            'one-battery: keep: has no outcomes, by which arms are compared; say keep = ["outcomes"]',
        ),
    ],
    ids=lambda words: words[:40] if isinstance(words, str) else " ".join(words)[:40],
)  # fmt: skip
def test_a_comparison_that_cannot_be_is_told(refused, words, message):
    assert refused("compare", "one-battery", *words) == message


def test_a_figure_that_nobody_has_is_told_with_the_nearest(refused):
    told = refused("compare", "one-battery", "--vary", "catalogue.rounds.40n6e.kill_probabilty=0.5,0.6")
    assert "no figure of 40n6e named 'kill_probabilty'; did you mean 'kill_probability'? known: " in told


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("", "has no [[arm]], no [vary] and no [box], so nothing to compare; give one of them"),
        (BOX, 'box: has no figures, no range and no group, so nothing is moved; say figures = "all"'),
        (
            f'{BOX}figures = ["catalogue.rounds.40n6e.kill_probabilty"]',
            "box.figures: no figure that the arms use named 'catalogue.rounds.40n6e.kill_probabilty'; did "
            "you mean 'catalogue.rounds.40n6e.kill_probability'?",
        ),
        (
            f'{BOX}figures = ["catalogue.rounds.*.kill_probabilty"]',
            "box.figures: 'catalogue.rounds.*.kill_probabilty' finds none of the ",
        ),
        (
            f'{BOX}[box.range]\n"network.dely_s" = [1, 5]',
            "box.range.network.dely_s: no field of network named 'dely_s'; did you mean 'delay_s'?",
        ),
        (
            f'{BOX}[box.range]\n"catalogue.rounds.40n6.kill_probability" = [0.1, 0.5]',
            "box.range.catalogue.rounds.40n6.kill_probability: no figure that the arms use named "
            "'catalogue.rounds.40n6.kill_probability'; did you mean "
            "'catalogue.rounds.40n6e.kill_probability'?",
        ),
        (
            f'{BOX}[[box.group]]\nfigures = ["catalogue.rounds.40n6.kill_probability"]',
            "box.group[0].figures: no figure that the arms use named",
        ),
        (
            '[[arm]]\nname = "x"\nset = ["battery.sallvo=2"]',
            "arm x: one-battery: --set battery.sallvo=2: no field of battery named 'sallvo'; did you mean "
            "'salvo'?",
        ),
    ],
)
def test_a_study_that_cannot_be_is_told(refused, study, rest, message):
    for command in ("run", "validate", "plan"):
        assert refused("study", command, study(rest)).startswith(f"s.toml: {message}")


def test_a_figure_outside_its_own_box_is_a_note_and_is_played(call, study):
    given = '[box]\npoints = 2\nreplicates = 2\n[box.range]\n"catalogue.rounds.40n6e.kill_probability" = '
    code, _, err = call("study", "run", study(f"{given}[0.01, 0.99]"), "--workers", "1")
    assert (code, err) == (
        0,
        "note: box.range.catalogue.rounds.40n6e.kill_probability: 0.01 to 0.99 is not within the figure's "
        "own 0.3 to 0.9\n",
    )
    words = ["compare", "one-battery", "--vary", "battery.salvo=1,2", "--replicates", "2", "--workers", "1"]
    words += ["--set", "catalogue.rounds.40n6e.kill_probability=0.01", "--set", "area.duration_s=300"]
    code, _, err = call(*words, "--set", "area.terrain=flat", "--keep", "outcomes")
    assert (code, err) == (
        0,
        "note: catalogue.rounds.40n6e.kill_probability is 0.01, outside the catalogue's 0.3 to 0.9 "
        "(assumption); it is played as given\n",
    )


@pytest.mark.slow(seconds=8)
def test_an_address_where_nobody_answers_is_told_within_ten_seconds(refused, study):
    refused("study", "run", study(SALVOS), "--dask", "nonsense")  # imports are no part of the waiting
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        told = refused("study", "run", study(SALVOS), "--dask", address)
    assert time.monotonic() - began < 10.0
    assert told.startswith(f"--dask {address!r}: does not answer within {FIRST:.0f} s; ")


def test_what_is_no_address_is_told(refused, study):
    told = refused("study", "run", study(SALVOS), "--dask", "nonsense")
    assert told.startswith("--dask 'nonsense': is no address; the address of a running scheduler is allowed")


@pytest.mark.parametrize(
    ("chunks", "message"),
    [
        ("2", "--chunks begins with 2; chunks 0 to 1 are allowed; see openiads study plan"),
        ("7:9", "--chunks begins with 7; chunks 0 to 1 are allowed; see openiads study plan"),
        ("3:1", "--chunks is '3:1'; a whole number or two are allowed; write it like 0 or 0:8"),
        ("-1", "--chunks is '-1'; a whole number or two are allowed; write it like 0 or 0:8"),
        ("x", "--chunks is 'x'; a whole number or two are allowed; write it like 0 or 0:8"),
        ("1:", "--chunks is '1:'; a whole number or two are allowed; write it like 0 or 0:8"),
        ("²", "--chunks is '²'; a whole number or two are allowed; write it like 0 or 0:8"),
    ],
)
def test_chunks_that_are_none_are_told_before_anything_is_made(refused, study, chunks, message):
    assert refused("study", "run", study(SALVOS), f"--chunks={chunks}") == message


def test_a_folder_that_holds_another_study_or_a_client_stays_as_it_is(call, refused, study, tmp_path):
    mine = study(SALVOS)
    other = study('[vary]\n"network.delay_s" = [1, 2]\n', "other.toml")
    assert call("study", "run", mine, "--out", "f", "--chunks", "0")[0] == 0
    assert refused("study", "run", other, "--out", "f", "--resume").startswith(
        "f: holds another study: study_sha256 is "
    )
    assert refused("study", "run", other, "--out", "f", "--chunks", "0").startswith(
        "f: holds another study: "
    )
    assert refused("study", "plan", other, "--out", "f").startswith("f: holds another study: ")
    exists = (
        "f: exists already; a run writes a new folder; name another with --out, or continue the same run "
        "with --resume"
    )
    assert refused("study", "run", mine, "--out", "f") == exists
    assert refused("compare", "one-battery", "--vary", "battery.salvo=1,2", "--out", "f") == exists
    assert refused("study", "run", mine, "--out", "f", "--resume", "--chunks", "9").startswith(
        "--chunks begins"
    )
    with working_in(tmp_path / "f"):
        told = refused("study", "run", mine, "--out", "f", "--resume", "--workers", "1")
        assert "is working there; wait until it is done, or name another folder" in told
    # What was refused so often can still be gone on with.
    assert call("study", "run", mine, "--out", "f", "--resume", "--workers", "1")[0] == 0
    assert not list(tmp_path.glob("f/chunks"))
    code, out, _ = call("study", "run", mine, "--out", "f", "--chunks", "0", "--json")  # nothing to play
    told = json.loads(out)
    assert (code, told["study"], told["chunks"]) == (0, "s", 2)


def test_a_folder_that_is_no_study_is_refused(refused, study, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    told = refused("study", "run", study(SALVOS), "--out", "mine", "--resume")
    assert told == "mine: has no study.json, so it is not a study folder; name one"
    assert "exists already" in refused("study", "run", study(SALVOS), "--out", "mine")
    told = refused("study", "run", study(SALVOS), "--out", "mine/letter.txt", "--resume")
    assert told == "mine/letter.txt: has no study.json, so it is not a study folder; name one"


def test_without_room_a_study_is_refused_before_anything_is_made(refused, study, monkeypatch, tmp_path):
    class Full:
        free = 1000

    monkeypatch.setattr(study_demand, "disk_usage", lambda place: Full)
    for words in (["study", "run"], ["study", "plan"]):
        told = refused(*words, study(SALVOS))
        assert told.startswith("replicates: 12 replicates of 2 arms take about ")
        assert told.endswith("1 kB free; play fewer replicates, or name a larger disk with --out")
    told = refused("compare", "one-battery", "--vary", "battery.salvo=1,2")
    assert "keep fewer tables, at least outcomes, or play fewer replicates" in told
