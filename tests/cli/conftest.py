"""What the tests of the command line share."""

from __future__ import annotations

import sys

import pytest

from openiads.cli import main as door
from tests.maps import server, written

__all__ = ["call", "server", "written"]


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """Call the command line; gives exit code, stdout and stderr.

    Whether the engine is compiled already is a matter of who came first: that line is left out of stderr.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def caller(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["openiads", *words])
        code = 0
        try:
            door.main()
        except SystemExit as done:
            code = int(done.code or 0)
        out, err = capsys.readouterr()
        told = [line for line in err.splitlines(keepends=True) if not line.startswith("compiling")]
        return code, out, "".join(told)

    return caller
