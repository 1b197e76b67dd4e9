"""Machine code is kept only where nobody but its user can write."""

from __future__ import annotations

import os
import stat

import pytest

from openiads.ground.cache_folder import place_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="access bits are POSIX's")


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A home folder of the user's own, with no other place named."""
    monkeypatch.delenv("OPENIADS_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    tmp_path.chmod(0o755)
    return tmp_path


def test_it_is_the_user_s_alone_from_its_first_moment(home):
    place = place_for("abc")
    assert place == (home / ".cache" / "openiads" / "kernels" / "abc", "")
    assert {stat.S_IMODE(p.stat().st_mode) for p in (place.folder, place.folder.parent)} == {0o700}
    assert place_for("abc") == place


def test_a_folder_that_others_could_only_read_is_closed_to_them(home):
    kernels = home / ".cache" / "openiads" / "kernels"
    kernels.mkdir(parents=True)
    kernels.chmod(0o755)
    assert place_for("abc").folder == kernels / "abc"
    assert stat.S_IMODE(kernels.stat().st_mode) == 0o700


def test_a_folder_that_others_could_write_is_not_used(home):
    kernels = home / ".cache" / "openiads" / "kernels"
    kernels.mkdir(parents=True)
    kernels.chmod(0o777)
    assert place_for("abc") == (
        None,
        f"{kernels}: others can write there; remove it, or name a folder of your own in OPENIADS_CACHE_DIR",
    )


def test_a_folder_that_others_could_exchange_is_not_used(home):
    loose = home / ".cache"
    loose.mkdir()
    loose.chmod(0o777)
    assert place_for("abc") == (
        None,
        f"{loose}: others can write there; name a folder of your own in OPENIADS_CACHE_DIR",
    )
    loose.chmod(0o1777)  # as /tmp, where nobody moves what is not his
    assert place_for("abc").folder == loose / "openiads" / "kernels" / "abc"


def test_a_link_is_not_followed(home):
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    kernels = home / ".cache" / "openiads" / "kernels"
    kernels.parent.mkdir(parents=True)
    kernels.symlink_to(elsewhere)
    assert place_for("abc").folder is None


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_used(home):
    kernels = home / ".cache" / "openiads" / "kernels"
    kernels.mkdir(parents=True, mode=0o700)
    os.chown(kernels, 54_321, -1)
    assert place_for("abc").folder is None


def test_without_a_place_nothing_is_kept_and_nothing_is_shared(home, monkeypatch):
    (home / ".cache").write_text("in the way")
    told = place_for("abc")
    assert told.folder is None
    assert told.why_not.endswith("; name a folder of your own in OPENIADS_CACHE_DIR")
    monkeypatch.setenv("HOME", "")
    monkeypatch.setattr(os.path, "expanduser", lambda _: "~")
    assert place_for("abc") == (
        None,
        "there is no home folder; name a folder of your own in OPENIADS_CACHE_DIR",
    )


def test_a_folder_that_is_named_is_taken_and_its_part_closed(home, monkeypatch, tmp_path):
    named = tmp_path / "named"
    named.mkdir()
    named.chmod(0o777)
    monkeypatch.setenv("OPENIADS_CACHE_DIR", str(named))
    assert place_for("abc").folder == named / "kernels" / "abc"
    assert stat.S_IMODE((named / "kernels").stat().st_mode) == 0o700
