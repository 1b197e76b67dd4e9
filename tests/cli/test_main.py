"""The command line: one document on stdout, one message on stderr, the agreed exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from openiads.cli.run import _progress as progress_of_a_run
from openiads.ground import compiled
from openiads.scenario import builtin

NUMBER = re.compile(r"(?<![\w.])\d[\d,.]*")
SHORT = ("--replicates", "2", "--set", "area.duration_s=120", "--set", "area.terrain=flat")


def test_json_is_one_document_and_nothing_else(call):
    code, out, _ = call("run", "one-battery", *SHORT, "--json")
    document = json.loads(out)
    assert code == 0
    assert document["scenario"] == "one-battery"
    assert document["replicates"] == 2


def test_a_run_writes_the_folder_that_it_names(call, tmp_path):
    code, out, _ = call("run", "one-battery", *SHORT)
    assert code == 0
    assert "weapons and raiders aimed at assets arrived" in out
    written = {path.name for path in (tmp_path / "runs" / "one-battery-1").iterdir()}
    assert {
        "run.json",
        "scenario.toml",
        "outcomes.parquet",
        "targets.parquet",
        "events.parquet",
        "replay.json",
        "report.html",
    } == written


def test_no_line_of_the_summary_is_wider_than_the_terminal(call):
    _, out, _ = call("run", "one-battery", *SHORT)
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize("width", [40, 60])
@pytest.mark.parametrize(
    "words",
    [
        ("scenario", "list"),
        ("scenario", "show", "turkey-2017"),
        ("catalogue", "list"),
        ("catalogue", "show", "s-400"),
        ("catalogue", "show", "48n6e3"),
        ("catalogue", "sources"),
        (
            "horizon", "--dem", "globe-30s", "--lat", "39.9", "--lon", "32.8", "--antenna-m", "9",
            "--range-km", "20",
        ),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_narrow_terminal_gets_every_number(call, monkeypatch, words, width):
    _, wide, _ = call(*words)
    monkeypatch.setenv("COLUMNS", str(width))
    code, told, _ = call(*words)
    assert code == 0
    assert max(map(len, told.splitlines())) <= width
    assert "\N{HORIZONTAL ELLIPSIS}" not in told
    # The seconds that it took are another number each time.
    lost = Counter(NUMBER.findall(wide)) - Counter(NUMBER.findall(told))
    assert [number for number in lost if f"{number} s" not in wide] == []


@pytest.mark.parametrize(
    "words",
    [
        ("run", "one-battery", *SHORT),
        ("scenario", "list"),
        ("scenario", "show", "one-battery"),
        ("catalogue", "show", "s-400"),
    ],
)
def test_no_line_ends_in_blanks(call, words):
    code, out, _ = call(*words)
    assert code == 0
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


def test_that_it_compiles_is_told_once_when_it_begins_and_only_then(monkeypatch, capsys):
    twice = []
    monkeypatch.setattr(compiled, "CACHE", Path("kept"))

    with progress_of_a_run() as show:
        show(0, 8)
    assert capsys.readouterr().err == ""

    for _ in range(2):
        with progress_of_a_run():
            compiled.numba.njit(lambda x: x + 1)(1)
            compiled.numba.njit(lambda x: x + 2)(1)
        twice.append(capsys.readouterr().err)
    assert twice == ["compiling once (up to about two minutes)\n"] * 2


def test_where_code_is_not_kept_nobody_is_told_that_it_is_the_last_time(monkeypatch, capsys):
    monkeypatch.setattr(compiled, "CACHE", None)
    with progress_of_a_run():
        compiled.numba.njit(lambda x: x + 1)(1)
    assert capsys.readouterr().err == "compiling (up to about two minutes)\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["run", "one-batery"],
            "no scenario named 'one-batery'; did you mean 'one-battery'? known: "
            "one-battery, patriot-2013, patriots-2013-2019, saturation, turkey-2017, "
            "turkey-2017-as-fielded, turkey-2017-as-happened, turkey-2017-promise, "
            "turkey-four-batteries",
        ),
        (
            ["run", "one-battery", "--out", "."],
            ".: exists already; a run writes a new folder; "
            "name another with --out, or continue the same run with --resume",
        ),
        (
            ["run", "one-battery", "--range", "5"],
            "--range is '5'; two whole numbers are allowed; write it like 0:100",
        ),
        (
            ["run", "one-battery", "--range", "0:5", "--replicates", "5"],
            "--replicates and --range are both given; one of them is allowed; leave one out",
        ),
        (
            ["run", "one-battery", "--replicates", "0"],
            "--replicates is 0; a whole number from 1 to 4294967296 is allowed; "
            "write it like --replicates 200",
        ),
        (
            ["run", "one-battery", "--set", "battery.system=s-40", "--out", "x"],
            None,
        ),
        (["scenario", "validate", "nowhere.toml"], None),
        (["catalogue", "show", "s-40"], None),
    ],
)
def test_what_the_user_can_put_right_is_one_message_and_code_2(call, tmp_path, words, message):
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    if message is not None:
        assert err == f"{message}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_program_keeps_its_traceback(call, monkeypatch):
    monkeypatch.setattr(builtin, "template", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call("scenario", "new")


def test_an_interruption_says_how_to_go_on(call, monkeypatch):
    from openiads.study.campaign import run_campaign as campaign

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(campaign, "_play", interrupted)
    code, out, err = call("run", "one-battery", *SHORT, "--out", "mine")
    assert (code, out) == (130, "")
    assert err.splitlines()[-1] == (
        "interrupted; what was played is in mine; the same command with --resume continues from there"
    )


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["run"],
        ["scenario"],
        *(["scenario", name] for name in ("list", "show", "new", "validate", "schema")),
        ["catalogue"],
        *(["catalogue", name] for name in ("list", "show", "sources")),
        ["horizon"],
        ["terrain"],
        ["terrain", "fetch"],
    ],
    ids=" ".join,
)
def test_every_help_ends_with_one_example(call, words):
    code, out, _ = call(*words, "--help")
    assert code == 0
    lines = [line.strip() for line in out.splitlines() if line.strip()]
    assert lines[-1].startswith("Example: openiads ")
    assert sum(line.startswith("Example:") for line in lines) == 1


def test_help_imports_nothing_heavy():
    heavy = "numba", "numpy", "pyarrow", "pydantic", "scipy", "matplotlib", "duckdb"
    ask = f"import sys, openiads.cli.main; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_version_is_told(call):
    code, out, _ = call("--version")
    assert code == 0
    assert out.startswith("openiads ")


def test_scenarios_are_listed(call):
    _, out, _ = call("scenario", "list", "--json")
    assert [row["name"] for row in json.loads(out)] == builtin.names()
    _, out, _ = call("scenario", "list")
    assert all(name in out for name in builtin.names())


@pytest.mark.parametrize("name", builtin.names())
def test_every_scenario_can_be_shown(call, name):
    code, out, _ = call("scenario", "show", name)
    assert code == 0
    assert out.startswith(name)
    assert max(map(len, out.splitlines())) <= 100


def test_the_file_of_a_scenario_is_shown_as_it_was_written(call):
    _, out, _ = call("scenario", "show", "one-battery", "--toml")
    assert out == builtin.text_of("one-battery")


def test_a_new_scenario_has_no_faults(call, tmp_path):
    _, out, _ = call("scenario", "new")
    (tmp_path / "mine.toml").write_text(out, encoding="utf-8")
    code, out, _ = call("scenario", "validate", "mine.toml")
    assert code == 0
    assert out.startswith("mine.toml: no faults; 1 battery, 8 raiders, 2 flights")


def test_the_schema_is_json(call):
    _, out, _ = call("scenario", "schema")
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


def test_a_figure_is_shown_with_its_box_unit_status_and_source(call):
    _, out, _ = call("catalogue", "show", "s-400")
    line = next(line for line in out.splitlines() if line.startswith("assessment"))
    assert line.split() == ["assessment", "5", "[2,", "10]", "s", "assumption", "assumption"]


def test_an_entry_as_json_is_its_file(call):
    from openiads.catalogue.load_catalogue import PACKAGED

    _, out, _ = call("catalogue", "show", "9m96e", "--json")
    file = PACKAGED.folder / "rounds" / "9m96e.toml"
    assert json.loads(out)["round"] == tomllib.loads(file.read_text(encoding="utf-8"))


def test_the_catalogue_and_its_sources_are_listed(call):
    _, out, _ = call("catalogue", "list", "--json")
    assert {"s-400", "patriot-mse", "samp-t"} <= set(json.loads(out)["system"])
    _, out, _ = call("catalogue", "sources", "--json")
    assert {"key", "title", "publisher", "reliability"} <= set(json.loads(out)[0])
    for listing in ("list", "sources"):
        code, out, _ = call("catalogue", listing)
        assert code == 0
        assert max(map(len, out.splitlines())) <= 100
