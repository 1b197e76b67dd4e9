"""Places that stay where they are, told as they were given."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from openiads.ground.errors import OutOfRange, OutputError
from openiads.ground.place import anchored


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("given", ["r", "runs/r", "./r", "../r", "."])
def test_a_place_is_told_as_given_and_stays_where_it_was(here, monkeypatch, given):
    place = anchored(given)
    (here / "other").mkdir()
    monkeypatch.chdir(here / "other")
    assert f"{place}" == str(Path(given))
    assert os.fspath(place) == str(place) == str(here / given)


def test_what_is_made_of_a_place_is_told_alike(here):
    place = anchored("runs/r")
    assert f"{place / 'chunks' / '0-5'}" == "runs/r/chunks/0-5"
    assert f"{place.with_name('q')}" == "runs/q"
    assert [f"{above}" for above in place.parents][:2] == ["runs", "."]
    assert f"{place.parents[2]}" == str(here.parent)  # which is not below the folder it was given in
    place.mkdir(parents=True)
    (place / "file").touch()
    assert [f"{found}" for found in (*place.iterdir(), *place.glob("f*"))] == ["runs/r/file"] * 2


def test_a_whole_path_is_told_whole(here):
    place = here / "r"
    assert f"{anchored(place)}" == str(place)
    assert anchored(place) == place


def test_another_process_gets_the_whole_path(here):
    assert pickle.loads(pickle.dumps(anchored("r"))) == here / "r"


def test_a_place_twice_anchored_is_told_the_same(here):
    assert f"{anchored(anchored('r'))}" == "r"


def test_a_step_into_what_is_not_there_and_back_is_left_out(here):
    (here / "there").mkdir()
    (here / "link").symlink_to(here / "there", target_is_directory=True)
    assert str(anchored("none/../r")) == str(here / "r")
    assert str(anchored("none/none/../../r")) == str(here / "r")
    assert str(anchored("there/../r")) == str(here / "there" / ".." / "r")
    assert str(anchored("link/../r")) == str(here / "link" / ".." / "r")  # which only the system knows


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody remove it")
def test_a_current_folder_that_is_gone_is_told(here, monkeypatch):
    (here / "gone").mkdir()
    monkeypatch.chdir(here / "gone")
    (here / "gone").rmdir()
    with pytest.raises(OutputError) as caught:
        anchored("r")
    assert str(caught.value) == ("r: cannot be written: the current folder was removed; change into another")


@pytest.mark.parametrize(("given", "shown"), [(5, "5"), (b"r", "b'r'"), (["r"], "['r']"), ("", "''")])
def test_what_is_no_name_is_told(given, shown):
    with pytest.raises(OutOfRange) as caught:
        anchored(given)
    assert str(caught.value) == (
        f"out is {shown}; the name of a file or folder, as text or a Path, is allowed; "
        "write it like out='runs/mine'"
    )
