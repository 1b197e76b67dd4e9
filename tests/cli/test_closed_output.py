"""Streams that are closed, full or not read: no fault of the work, and of nothing else."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys

import pytest

from openiads.cli import main as door
from openiads.cli.streams import NotPrinted, Printed
from tests.cli.conftest import call

__all__ = ["call"]
FULL_DISK = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")


@pytest.mark.skipif(os.name == "nt", reason="no shell that closes outputs")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_output_is_no_traceback(closed):
    program = "import sys; from openiads.cli.main import main; sys.argv[1:] = ['scenario', 'list']; main()"
    command = f'"{sys.executable}" -c "{program}" {closed}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr + done.stdout


def begun(words: str, streams: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys; from openiads.cli.main import main; sys.argv[1:] = {words.split()!r}; main()"
    command = f'"{sys.executable}" -c "{program}" {streams}'
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, check=False)


@FULL_DISK
@pytest.mark.parametrize(
    "words", ["scenario list", "scenario list --json", "scenario schema", "--version", "--help"]
)
def test_a_full_standard_output_is_one_message(words):
    done = begun(words, ">/dev/full")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "standard output: cannot be written: No space left on device; free some space and try again\n",
    )


@FULL_DISK
def test_a_full_standard_error_takes_words_but_not_the_work():
    assert begun("scenario list", "2>/dev/full").stdout == begun("scenario list", "").stdout != ""
    assert begun("scenario show no-such", "2>/dev/full").returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="no shell")
def test_an_output_that_nobody_reads_to_its_end_is_no_traceback():
    done = begun("scenario schema", "| head -c 1")
    assert (done.stdout, done.stderr) == ("{", "")


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("/a/file", "/a/file: cannot be written: No space left on device; free some space and try again\n"),
        (None, "openiads: cannot be written: No space left on device; free some space and try again\n"),
    ],
)
def test_a_disk_that_is_full_elsewhere_is_not_told_as_standard_output(call, monkeypatch, file, told):
    def full():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), file)

    monkeypatch.setattr(door, "_run", full)
    assert call("scenario", "list") == (2, "", told)


def test_what_a_stream_refuses_is_not_printed_or_lost():
    class Refusing(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.EIO, "refused")

    with pytest.raises(NotPrinted, match="refused"):
        Printed(Refusing(), needed=True).write("x")
    assert Printed(Refusing(), needed=False).write("x") == 1
