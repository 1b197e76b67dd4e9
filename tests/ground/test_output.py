"""Places to write to are tried before the work, and nothing is left of the trial."""

from __future__ import annotations

import errno
import fnmatch
import os
import subprocess
import sys
from pathlib import Path

import pytest

from openiads.ground.errors import OutputError
from openiads.ground.output import STRAYS, beside, require_open, require_possible, writing

LONG = "n" * 250 + ".tif"
"""254 bytes, which file systems allow, and no letter more to add to it."""
TOO_LONG = "n" * 256 + ".tif"


def tree(folder):
    return sorted(folder.rglob("*"))


@pytest.mark.parametrize("kind", ["file", "folder"])
@pytest.mark.parametrize("name", ["plain.tif", "\u015fehir \u6f22.tif", LONG, "new/and/new.tif", ".hidden"])
def test_what_can_be_made_is_let_pass_and_nothing_is_left(tmp_path, kind, name):
    require_possible(tmp_path / name, kind)
    assert tree(tmp_path) == []


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_name_that_is_too_long_is_told(tmp_path, kind):
    with pytest.raises(OutputError) as caught:
        require_possible(tmp_path / "new" / TOO_LONG, kind)
    assert str(caught.value) == (
        f"{tmp_path / 'new' / TOO_LONG}: cannot be written: File name too long; "
        f"name a {kind} that can be written"
    )
    assert tree(tmp_path) == []


def test_a_folder_whose_files_would_have_too_long_a_path_is_told(tmp_path):
    deep = tmp_path
    while len(str(deep)) < 4_096 - 60:
        deep = deep / ("d" * min(200, 4_096 - 31 - len(str(deep))))
    with pytest.raises(OutputError, match="cannot be written: File name too long; name a folder"):
        require_possible(deep, "folder")
    assert tree(tmp_path) == []


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_lies_below_a_file_is_told(tmp_path, kind):
    (tmp_path / "file").touch()
    place = tmp_path / "file" / "in" / "it.tif"
    with pytest.raises(OutputError) as caught:
        require_possible(place, kind)
    assert str(caught.value) == (
        f"{place}: cannot be written: {tmp_path / 'file'} is not a folder; name a {kind} that can be written"
    )


def test_a_name_with_a_zero_in_it_is_told(tmp_path):
    with pytest.raises(OutputError, match="cannot be written: embedded null byte; name a file"):
        require_possible(tmp_path / "a\0b", "file")


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a file system that takes no files")
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_place_that_takes_nothing_is_told(kind):
    with pytest.raises(OutputError, match=rf"^/proc/mine: cannot be written: .*; name a {kind} that can"):
        require_possible(Path("/proc/mine"), kind)


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be written: Permission denied; name a file"):
        require_possible(tmp_path / "new.tif", "file")


def test_a_folder_that_is_there_is_tried_as_well(tmp_path):
    require_open(tmp_path)
    require_open(tmp_path / "new")
    assert tree(tmp_path) == []
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as caught:
        require_open(tmp_path / "file")
    assert str(caught.value) == (
        f"{tmp_path / 'file'}: cannot be written: Not a directory; name a folder that can be written"
    )


def test_the_name_beside_is_short_and_known_for_ours(tmp_path):
    names = {beside(tmp_path / name).name for name in (LONG, "a.tif", "b.tif")}
    assert len(names) == 3
    assert all(len(name) < 50 and fnmatch.fnmatch(name, STRAYS) for name in names)


def test_a_fault_of_the_program_is_not_taken_for_the_disk_s(tmp_path):
    with pytest.raises(ValueError, match="mine"), writing(tmp_path):
        raise ValueError("mine")
    with pytest.raises(OutputError) as caught, writing(tmp_path, "file"):
        raise OSError(errno.ENOSPC, "full")
    assert str(caught.value) == f"{tmp_path}: cannot be written: No space left on device; free some space"


INTERRUPTED = """
import os, sys
from pathlib import Path
from openiads.ground import output

def interrupted(handle):
    raise KeyboardInterrupt

close, os.close = os.close, interrupted  # a signal after the file was made, before anybody tidies
try:
    with output.drafted(Path(sys.argv[1])):
        raise AssertionError
except KeyboardInterrupt:
    os.close = close
os.chdir("/")
"""


@pytest.mark.parametrize("relative", [False, True])
def test_what_an_interruption_leaves_between_two_steps_goes_with_the_process(tmp_path, relative):
    (tmp_path / "mine.part").touch()
    place = "r.json" if relative else str(tmp_path / "r.json")
    subprocess.run([sys.executable, "-c", INTERRUPTED, place], cwd=tmp_path, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.part"]
