"""Having a folder to oneself, whatever the file system knows of locks."""

from __future__ import annotations

import pytest

from openiads.ground import lock
from openiads.ground.errors import OutputError


def test_a_file_stands_for_the_lock_where_the_system_has_none(tmp_path, monkeypatch):
    # What a network file system without locks answers.
    def without(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", without)
    with (
        lock.working_in(tmp_path),
        pytest.raises(OutputError, match="is working there"),
        lock.working_in(tmp_path),
    ):
        pass
    with lock.working_in(tmp_path):
        pass


def test_what_comes_in_the_way_of_the_holder_holds_nobody(tmp_path):
    def work() -> None:
        (tmp_path / lock.HOLDER).unlink()
        (tmp_path / lock.HOLDER).mkdir()
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"), lock.working_in(tmp_path):
        work()
    (tmp_path / lock.HOLDER).rmdir()
    with lock.working_in(tmp_path):
        pass


@pytest.mark.parametrize(
    ("how", "remedy"),
    [
        ({}, "wait until it is done, or name another folder"),
        ({"file": "a.json"}, "wait until it is done, or name another file"),
        ({"instead": "take a walk"}, "wait until it is done, or take a walk"),
    ],
)
def test_who_comes_second_is_told_what_the_user_of_the_lock_says(tmp_path, how, remedy):
    with (
        lock.working_in(tmp_path, **how),
        pytest.raises(OutputError) as caught,
        lock.working_in(tmp_path, **how),
    ):
        pass
    assert str(caught.value).endswith(f" is working there; {remedy}")
