# ruff: noqa: RUF001 - the letters that look like others are what this is about
"""Standard output that lacks our letters: substitutes, exit code 0, documents of the same content."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib

import pytest

from openiads.cli.legible import substitutes
from openiads.scenario import builtin

START = "import sys; from openiads.cli.main import main; sys.argv[0] = 'openiads'; main()"
ENCODINGS = ("ascii", "cp1252", "iso8859-9")
MINE = """
version = 1
name = "Şanlıurfa"
title = "Ölçü – “dört” batarya ≥ 1, 漢"
[area]
terrain = "flat"
duration_s = 120
[[battery]]
name = "çanakkale"
system = "s-400"
lat = 40
lon = 27
[[asset]]
name = "İzmir"
lat = 40
lon = 27
[[raid]]
name = "uçak"
threat = "fighter"
count = 1
target = "İzmir"
entry = [41, 27]
"""


@pytest.fixture
def door(tmp_path):
    """Call the program with an encoding of its standard output and error; gives code and both as bytes."""
    (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")

    def call(encoding: str, *words: str) -> tuple[int, bytes, bytes]:
        surroundings = os.environ | {"PYTHONIOENCODING": encoding, "COLUMNS": "100"}
        asked = [sys.executable, "-c", START, *words]
        done = subprocess.run(asked, cwd=tmp_path, env=surroundings, capture_output=True)
        return done.returncode, done.stdout, done.stderr

    return call


COMMANDS = {
    "help": ("--help",),
    "help of run": ("run", "--help"),
    "scenarios": ("scenario", "list"),
    "scenario": ("scenario", "show", "mine.toml"),
    "check": ("scenario", "validate", "mine.toml"),
    "entry": ("catalogue", "show", "s-400"),
    "sources": ("catalogue", "sources"),
    "horizon": (
        "horizon", "--dem", "globe-30s", "--lat", "39.9", "--lon", "32.8", "--antenna-m", "9",
        "--range-km", "20",
    ),
    "coverage": ("coverage", "mine.toml", "--altitudes-m", "1000"),
}  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_every_command_answers_in_ascii(door, words):
    code, out, err = door("ascii", *words)
    assert (code, b"Traceback" in err) == (0, False)
    assert out.decode("ascii")
    assert err.decode("ascii") is not None


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_a_page_lacks_is_substituted_whatever_the_encoding(door, encoding):
    code, out, err = door(encoding, "run", "mine.toml", "--replicates", "2", "--out", "r")
    assert (code, b"Traceback" in err) == (0, False)
    told = out.decode(encoding)
    assert err.decode(encoding) is not None
    assert "arrived" in told
    assert {"ascii": "Sanliurfa", "iso8859-9": "Şanlıurfa", "cp1252": "Sanliurfa"}.get(encoding, "") in told


@pytest.mark.parametrize(
    "words", [("scenario", "show", "mine.toml", "--json"), ("catalogue", "sources", "--json")]
)
def test_a_document_says_the_same_in_every_encoding(door, words):
    plain = json.loads(door("utf-8", *words)[1].decode("utf-8"))
    for encoding in ENCODINGS:
        code, out, _ = door(encoding, *words)
        assert code == 0
        assert json.loads(out.decode(encoding)) == plain


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_scenario_printed_in_any_encoding_is_a_file_of_the_same_scenario(door, encoding):
    code, out, _ = door(encoding, "scenario", "show", "mine.toml", "--toml")
    assert code == 0
    # A file of TOML is UTF-8, wherever it was redirected from.
    assert tomllib.loads(out.decode("utf-8")) == tomllib.loads(MINE)


def test_an_error_is_told_in_ascii(door):
    code, out, err = door("ascii", "run", "Muğla-Çöl")
    assert (code, out) == (2, b"")
    known = ", ".join(builtin.names())
    assert err.decode("ascii") == f"no scenario named 'Mugla-Col'; known: {known}\n"


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
def test_a_name_of_bytes_that_are_no_letters_is_told(door, tmp_path):
    code, out, err = door("utf-8", "scenario", "validate", os.fsdecode(b"caf\xe9.toml"))
    assert (code, out) == (2, b"")
    assert err.startswith(b"caf\\xe9.toml: no such file")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("██▌ ▓▒░", "### %=-"),
        ("Şanlıurfa, İzmir, Çanakkale, Muğla", "Sanliurfa, Izmir, Canakkale, Mugla"),
        ("37–42° N, 10 km²", "37-42deg N, 10 km2"),
        ("漢 \ud800", "? ?"),
    ],
)
def test_substitutes_are_near(text, plain):
    assert substitutes(text) == plain
