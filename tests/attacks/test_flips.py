"""Three hundred bits flipped in run folders: the same answer comes, or one message; never another answer.

Attacked: every file of a whole run, with an influence of its own, and of one that was interrupted, each as
often as the others, at places drawn once.  What must hold: going on ends in the same `outcomes_sha256` and
the same summary, or refuses in one message; a chunk that is torn is played again and told.
"""

from __future__ import annotations

import dataclasses
import json
import random
import shutil
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import openiads as oi
from openiads.ground.errors import Notice, OpeniadsError
from openiads.scenario.load_scenario import load
from openiads.study.campaign import run_campaign as campaign
from openiads.study.known.kept import FILE, packaged
from tests.study.runs import CUT_SHORT, in_chunks, interrupted

pytestmark = pytest.mark.slow

SEED = 20261128
FLIPS = 150
"""In each of the two folders."""
REPLICATES = 6


class Flip(NamedTuple):
    """One bit of one file."""

    file: str
    place: float  # share of the file before it
    bit: int


@pytest.fixture(scope="module")
def scenario():
    return load("one-battery", CUT_SHORT)


@pytest.fixture(scope="module", autouse=True)
def small_chunks(scenario):
    """Three chunks, and the World prepared once for all."""
    with in_chunks(scenario, 2) as once:
        yield once


@pytest.fixture(scope="module")
def whole(scenario, tmp_path_factory):
    """A finished run, its page, and what its influence is."""
    found = oi.run(scenario, replicates=REPLICATES, workers=1, out=tmp_path_factory.mktemp("whole") / "run")
    shutil.copy(packaged("one-battery"), found.folder / FILE)
    return oi.run(scenario, replicates=REPLICATES, out=found.folder, resume=True)


@pytest.fixture(scope="module")
def half(scenario, tmp_path_factory):
    """The folder of a run that was interrupted after two of its three chunks."""
    where = tmp_path_factory.mktemp("half") / "run"

    return interrupted(scenario, 4, where, replicates=REPLICATES)


def flips(folder: Path) -> list[Flip]:
    """The attacks on a folder, the same ones each time."""
    draw = random.Random(SEED)
    names = sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.stat().st_size
    )
    return [Flip(draw.choice(names), draw.random(), draw.randrange(8)) for _ in range(FLIPS)]


def flip_in(folder: Path, flip: Flip) -> None:
    path = folder / flip.file
    content = bytearray(path.read_bytes())
    content[int(flip.place * len(content))] ^= 1 << flip.bit
    path.write_bytes(content)


def answer(result: Any) -> str:
    """What a run tells, but for the time that it took."""
    told = dataclasses.asdict(result.summary)
    return json.dumps({key: value for key, value in told.items() if "seconds" not in key}, default=str)


# What goes on with an interrupted run writes its page anew, whatever was there: that is not asked here.
@pytest.mark.parametrize(("state", "go_on"), [("whole", oi.run), ("half", campaign.run)])
def test_never_another_answer(scenario, whole, half, tmp_path, state, go_on):
    left = whole.folder if state == "whole" else half
    undisturbed = _copied(left, tmp_path / "undisturbed")
    wanted = answer(go_on(scenario, replicates=REPLICATES, out=undisturbed, resume=True))
    for flip in flips(left):
        where = _copied(left, tmp_path / "run")
        flip_in(where, flip)
        said = gone_on(go_on, scenario, where)
        assert said == wanted or " run again" in said or "measure again" in said or "another run" in said, (
            flip,
            said,
        )
        shutil.rmtree(where)


def _copied(left: Path, where: Path) -> Path:
    shutil.copytree(left, where)
    return where


def gone_on(go_on, scenario, where: Path) -> str:
    """The answer, or the one message."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Notice)  # which tells of a torn chunk
        try:
            return answer(go_on(scenario, replicates=REPLICATES, workers=1, out=where, resume=True))
        except OpeniadsError as error:
            return str(error)
