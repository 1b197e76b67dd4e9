"""Attack: what is no file to read, or no text, in the place of a file.

What must hold: one message at once; a pipe or a device is not even opened, and nothing is read without end.
"""

from __future__ import annotations

import os
import socket
import time

import pytest

from openiads.catalogue.load_catalogue import Catalogue
from openiads.ground.errors import CatalogueError, OutputError, ScenarioError
from openiads.ground.input import MOST_TEXT, text_of
from openiads.scenario.load_scenario import load
from openiads.scenario.write_scenario import canonical_toml
from openiads.study.campaign.run_folder import read_manifest
from tests.attacks.tools import PLAIN, refused

SOON = 10.0
"""Seconds; nothing here takes more than some."""


@pytest.fixture(autouse=True)
def in_time():
    """Nothing takes long, whatever it is."""
    begun = time.perf_counter()
    yield
    assert time.perf_counter() - begun < SOON


@pytest.fixture
def odd(tmp_path):
    """Things in a folder that are no files to read."""
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.getcwd()
        os.chdir(tmp_path)  # the name of a socket is short
        try:
            listening.bind("socket.toml")
        finally:
            os.chdir(here)
        yield tmp_path


PIPE = "is a named pipe; {} is allowed; write its content into a file"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pipe.toml", PIPE.format("a file")),
        ("socket.toml", "is a socket; a file is allowed; write its content into a file"),
        ("folder.toml", "is a folder; a file is allowed; name the file in it"),
        ("/dev/zero", "is a device; a file is allowed; write its content into a file"),
        ("x" * 5_000, "cannot be read: File name too long; name a file that can be read"),
        ("zero\x00.toml", "is not a file name; remove the zero byte"),
    ],
)
def test_what_is_no_file_is_refused_without_being_opened(odd, name, told, monkeypatch):
    opened = []
    monkeypatch.setattr("os.open", lambda path, *_: opened.append(path))
    assert refused(odd / name).endswith(f": {told}")
    assert opened == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_pipe_as_terrain_or_in_a_catalogue_or_in_a_run_is_refused(odd, tmp_path):
    pipe = odd / "pipe.toml"
    told = f"{pipe}: is a named pipe, not a file; name an elevation file or a folder of tiles"
    assert refused("one-battery", f'area.terrain="{pipe}"') == f"one-battery: area.terrain: {told}"
    (tmp_path / "radars").mkdir()
    os.mkfifo(tmp_path / "radars" / "mine.toml")
    with pytest.raises(CatalogueError) as raised:
        Catalogue(tmp_path).radar("mine")
    assert str(raised.value) == f"{tmp_path / 'radars' / 'mine.toml'}: {PIPE.format('a file')}"
    os.mkfifo(tmp_path / "run.json")
    with pytest.raises(OutputError) as refusal:
        read_manifest(tmp_path)
    assert str(refusal.value) == f"{tmp_path / 'run.json'}: {PIPE.format('a file')}"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_file_that_becomes_a_pipe_while_it_is_looked_at_holds_nobody(odd, monkeypatch):
    monkeypatch.setattr("openiads.ground.input.require_regular", lambda *_: None)
    assert text_of(odd / "pipe.toml", ScenarioError, "a scenario file") == ""


def test_a_file_longer_than_any_is_refused(tmp_path):
    file = tmp_path / "long.toml"
    file.write_bytes(b"#" * (MOST_TEXT + 1))
    told = f"{file}: has 2000001 bytes; at most 2000000 are allowed; shorten it"
    assert refused(file) == told


@pytest.mark.skipif(not os.path.exists("/proc/self/maps"), reason="this system has no /proc")
def test_a_file_that_tells_no_length_is_read_no_farther(monkeypatch):
    with pytest.raises(ScenarioError) as raised:
        text_of("/proc/self/maps", ScenarioError, "a scenario file", most=100)
    told = "/proc/self/maps: has more than 100 bytes; at most 100 are allowed; shorten it"
    assert str(raised.value) == told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PLAIN.encode("utf-16"), "byte 0 is not UTF-8; a scenario file is UTF-8 text; save it as such"),
        (PLAIN.encode("utf-32"), "byte 0 is not UTF-8; a scenario file is UTF-8 text; save it as such"),
        (b"a = '\xe9'\n", "byte 5 is not UTF-8; a scenario file is UTF-8 text; save it as such"),
        (b"a = 1\na = 2\n", "is not TOML: Cannot overwrite a value (at line 2, column 6); correct it there"),
        (
            b"# a\x00\n",
            "is not TOML: Found invalid character '\\x00' (at line 1, column 4); correct it there",
        ),
    ],
    ids=["utf-16", "utf-32", "latin-1", "twice", "zero"],
)
def test_a_file_that_is_no_text_of_ours_is_told_where(tmp_path, content, told):
    file = tmp_path / "file.toml"
    file.write_bytes(content)
    assert refused(file) == f"{file}: {told}"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_marks_and_line_ends_of_other_systems_change_nothing(tmp_path, mark, end):
    file = tmp_path / "file.toml"
    file.write_bytes(mark + PLAIN.encode().replace(b"\n", end))
    assert canonical_toml(load(file)) == canonical_toml(load("one-battery"))
