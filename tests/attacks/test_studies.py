"""Studies on disks that fill up, and study folders in which a bit was flipped.

What must hold: one message, and the same values once there is room again; of what is damaged either the same
values or one message, never others.
"""

from __future__ import annotations

import random
import shutil
import warnings
from pathlib import Path

import pytest

from openiads.ground.errors import Notice, OpeniadsError, OutOfRange, OutputError
from openiads.study.executors.serial import Serial
from openiads.study.experiment import rectangles
from openiads.study.experiment.play_study import play_study
from openiads.study.experiment.results import Results
from tests.attacks.test_disks import mounted, no_longer_than
from tests.study.studies import Stops, small

__all__ = ["mounted"]

FLIPS = 24


@pytest.fixture(autouse=True)
def in_small_chunks(monkeypatch):
    monkeypatch.setattr(rectangles, "LONG_ENOUGH", 0.1)


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """The study that nobody disturbed."""
    return play_study(small(), tmp_path_factory.mktemp("still") / "study")


class Fills(Serial):
    """Somebody else fills the disk after so many chunks."""

    def __init__(self, after: int, disk: Path) -> None:
        self.after, self.filler = after, disk / "filler"

    def each(self, function, jobs):
        for found in super().each(function, jobs):
            self.after -= 1
            if self.after == 0:
                self._fill()
            yield found

    def _fill(self) -> None:
        with self.filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass


@pytest.mark.slow(seconds=4)
@pytest.mark.parametrize("after", [1, 5])
def test_a_disk_that_fills_up_is_one_message_and_the_study_goes_on(still, mounted, after):
    """Attacked: a study on a disk of 2 MB that somebody fills while it is played."""
    disk = mounted("size=2m")
    with pytest.raises(OutputError) as told:
        play_study(small(), disk / "study", Fills(after, disk))
    assert "cannot be written: No space left on device; free some space" in str(told.value)
    assert not list(disk.rglob("*.part"))
    (disk / "filler").unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)  # a chunk that was not written whole is set aside
        assert play_study(small(), disk / "study", resume=True).outcomes_sha256 == still.outcomes_sha256


def test_a_disk_that_is_too_small_from_the_beginning_is_told_and_left_empty(mounted):
    disk = mounted("size=100k")
    with pytest.raises(
        OutOfRange, match=r"of disk while they are joined .*has 10\d kB free; keep fewer tables"
    ):
        play_study(small(), disk / "study")
    assert not list(disk.iterdir())


@pytest.mark.slow(seconds=6)
def test_tables_that_no_file_can_hold_are_one_message_and_the_study_goes_on(still, tmp_path):
    """Attacked: the joining of a study, where files end before its largest table does."""
    largest = max(path.stat().st_size for path in still.folder.glob("*.parquet"))
    with no_longer_than(largest - 1), pytest.raises(OutputError) as told:
        play_study(small(), tmp_path / "study")
    assert "cannot be written: File too large" in str(told.value)
    assert not list(tmp_path.rglob("*.part"))
    again = play_study(small(), tmp_path / "study", resume=True)
    assert again.outcomes_sha256 == still.outcomes_sha256


@pytest.mark.slow(seconds=20)
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "interrupted"])
def test_a_flipped_bit_gives_the_same_values_or_one_message(still, tmp_path, whole):
    """Attacked: each kind of file of a whole study and of one that was interrupted, in turn."""
    begun = tmp_path / "begun"
    if whole:
        shutil.copytree(still.folder, begun)
    else:
        with pytest.raises(KeyboardInterrupt):
            play_study(small(), begun, Stops(4))
    draw = random.Random(len(str(whole)))
    files = sorted(
        path.relative_to(begun) for path in begun.rglob("*") if path.is_file() and path.stat().st_size
    )
    told = []
    for number in range(FLIPS):
        folder = tmp_path / f"{number}"
        shutil.copytree(begun, folder)
        _flip(folder / files[number % len(files)], draw)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Notice)
                found = play_study(small(), folder, resume=True)
        except OpeniadsError as error:
            told.append(str(error).startswith(str(folder)))
            continue
        assert found.outcomes_sha256 == Results(folder).outcomes_sha256 == still.outcomes_sha256
        shutil.rmtree(folder)
    assert all(told)
    assert len(told) < FLIPS


def _flip(path: Path, draw: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    path.write_bytes(content)
