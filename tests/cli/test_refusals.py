"""What the door refuses: one message that names the flag, exit code 2, nothing printed, nothing written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from openiads.cli import coverage as coverage_command
from openiads.cli import horizon as horizon_command
from openiads.cli import influence as influence_command
from openiads.cli import main as door
from openiads.cli import run as run_command
from openiads.ground.whole import MOST_THREADS
from openiads.scenario import builtin
from openiads.study.campaign import run_campaign as campaign
from openiads.study.coverage.question import MOST_SCANS
from openiads.study.influence import influence_scan as scanning

START = "import sys; from openiads.cli.main import main; sys.argv[0] = 'openiads'; main()"


def refused(words, monkeypatch, capsys, folder) -> str:
    """The one message of a refused command line."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["openiads", *words])
    with pytest.raises(SystemExit) as done:
        door.main()
    out, err = capsys.readouterr()
    assert (done.value.code, out) == (2, "")
    assert err.count("\n") == 1
    assert list(folder.iterdir()) == []
    return err.removesuffix("\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--replicates", "abc"],
            "--replicates is 'abc'; a whole number from 1 to 4294967296 is allowed; "
            "write it like --replicates 200",
        ),
        (
            ["--replicates", "-1"],
            "--replicates is -1; a whole number from 1 to 4294967296 is allowed; "
            "write it like --replicates 200",
        ),
        (
            ["--replicates", "2.5"],
            "--replicates is '2.5'; a whole number from 1 to 4294967296 is allowed; "
            "write it like --replicates 200",
        ),
        (
            ["--seed", "-1"],
            "--seed is -1; a whole number from 0 to 4294967295 is allowed; write it like --seed 1",
        ),
        (
            ["--tile", "0"],
            "--tile is 0; a whole number from 1 to 4294967295 is allowed; write it like --tile 16",
        ),
        (
            ["--workers", "0"],
            "--workers is 0; a whole number from 1 to 4294967295 is allowed; write it like --workers 2",
        ),
        (
            ["--range", "10:5"],
            "--range is '10:5'; the first must be less than the second, and the second at most 4294967296; "
            "write it like 0:100",
        ),
        (["--range", "-1:5"], "--range is '-1:5'; two whole numbers are allowed; write it like 0:100"),
        (
            ["--range", "\u00b2:5"],
            "--range is '\u00b2:5'; two whole numbers are allowed; write it like 0:100",
        ),
        (
            ["--range", "0:" + "9" * 5_000],
            f"--range is '0:{'9' * 34}...; two whole numbers are allowed; write it like 0:100",
        ),
        (
            ["--seed", "9" * 5_000],
            f"--seed is '{'9' * 36}...; a whole number from 0 to 4294967295 is allowed; "
            "write it like --seed 1",
        ),
        (
            ["--seed", "1_000"],
            "--seed is '1_000'; a whole number from 0 to 4294967295 is allowed; write it like --seed 1",
        ),
        (
            ["--engine", "stepd"],
            "--engine: no engine named 'stepd'; did you mean 'stepped'? known: fused, stepped, reference",
        ),
        (
            ["--set", "battery.salvo=two"],
            "one-battery: battery.gaziantep.salvo: is 'two'; allowed is a whole number",
        ),
        (
            ["--set", "raid.drones.speed_mps=0.001"],
            "one-battery: raid.drones.speed_mps: is 0.001, and 47 km at 0.001 m/s take 543 days: 46,883,739 "
            "steps of 1 s; at most 1,000,000 are allowed; let them fly faster",
        ),
        (
            ["--set", "batery.salvo=1"],
            "one-battery: --set batery.salvo=1: no table named 'batery'; did you mean 'battery'? "
            "known: version, name, title, story, told, based_on, area, doctrine, models, network, battery, "
            "radar, asset, raid, traffic, zone, corridor, control_order, cut, timeline and 1 more",
        ),
    ],
    ids=lambda words: " ".join(words)[:30],
)
def test_a_flag_of_run_that_cannot_be_is_told_with_what_is_allowed(
    monkeypatch, capsys, tmp_path, words, message
):
    assert refused(["run", "one-battery", *words], monkeypatch, capsys, tmp_path) == message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run"], "openiads run: missing argument 'scenario'; openiads run --help shows what is allowed"),
        (
            ["runn"],
            "openiads: no such command 'runn'. Did you mean 'run'? openiads --help shows what is allowed",
        ),
        (
            ["scenario", "new", "x"],
            "openiads scenario new: got unexpected extra argument(s) (x); "
            "openiads scenario new --help shows what is allowed",
        ),
        (
            ["run", "one-battery", "--replicatez", "3"],
            "openiads run: no such option: --replicatez (Possible options: --replicates); "
            "openiads run --help shows what is allowed",
        ),
        (
            ["run", "one-battery", "--seed"],
            "openiads: option '--seed' requires an argument; openiads --help shows what is allowed",
        ),
    ],
    ids=" ".join,
)
def test_a_command_line_that_cannot_be_read_is_told_in_one_line(
    monkeypatch, capsys, tmp_path, words, message
):
    assert refused(words, monkeypatch, capsys, tmp_path) == message


def test_the_door_knows_the_bounds_and_engines_of_a_campaign():
    assert run_command.MOST == campaign.MOST
    assert run_command.ENGINES == campaign.ENGINES
    assert run_command.DEFAULT_REPLICATES == campaign.DEFAULT_REPLICATES
    bounds = influence_command.LEAST, influence_command.MOST, influence_command.DEFAULT_REPLICATES
    assert bounds == (scanning.LEAST, scanning.MOST, scanning.DEFAULT_REPLICATES)
    assert influence_command.MOST_SEEDS == campaign.MOST
    assert coverage_command.MOST_SCANS == MOST_SCANS
    assert {run_command.MOST - 1, coverage_command.MOST_WORKERS, horizon_command.MOST_WORKERS} == {
        MOST_THREADS
    }


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (
            MemoryError(),
            "openiads: not enough memory; fewer --workers and a smaller --tile need less",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", "cache/kernel.nbi"),
            "cache/kernel.nbi: cannot be written: No space left on device; free some space and try again",
        ),
    ],
)
def test_what_the_machine_lacks_is_a_message(monkeypatch, capsys, tmp_path, raised, message):
    def lacking() -> str:
        raise raised

    monkeypatch.setattr(builtin, "template", lacking)
    assert refused(["scenario", "new"], monkeypatch, capsys, tmp_path) == message


def test_a_file_that_the_program_should_have_brought_along_is_a_fault_of_the_program(monkeypatch):
    def lost() -> str:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "template.toml")

    monkeypatch.setattr(builtin, "template", lost)
    monkeypatch.setattr(sys, "argv", ["openiads", "scenario", "new"])
    with pytest.raises(FileNotFoundError):
        door.main()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "words", ["scenario new", "scenario schema", "catalogue list", "--help", "--version"]
)
def test_a_full_disk_behind_standard_output_is_told(words):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", START, *words.split()], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (
        2,
        "standard output: cannot be written: No space left on device; free some space and try again\n",
    )
