from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from openiads.scenario.load_scenario import load
from openiads.simulation.prepare import prepare
from openiads.state.state import Capacity
from openiads.state.words import Side
from tests.simulation.tiny import contents, rows, teaching_world, tiny_world

ROOT = Path(__file__).resolve().parents[2]


def test_another_seed_gives_other_rows():
    assert contents(rows(tiny_world(), 0, 20)) != contents(rows(tiny_world(), 0, 20, seed=2))


def test_replicates_differ_from_each_other():
    books = rows(tiny_world(), 0, 40)
    assert len(np.unique(books.outcomes["leakers"])) > 1


def test_two_threads_write_the_rows_of_one():
    world = teaching_world()
    assert contents(rows(world, 0, 24, workers=2)) == contents(rows(world, 0, 24, workers=1))


@pytest.mark.parametrize("tile", [1, 7, 64])
def test_tiles_of_any_size_hold_the_same_rows(tile):
    world = teaching_world()
    assert contents(rows(world, 0, 24, tile=tile)) == contents(rows(world, 0, 24))


@pytest.mark.slow
def test_a_range_played_in_two_parts_is_the_range():
    world = teaching_world()
    whole = rows(world, 0, 100)
    parts = type(whole).joined([rows(world, 0, 37), rows(world, 37, 100)])
    assert contents(parts) == contents(whole)


def test_the_stepped_driver_writes_the_rows_of_the_fused_one():
    world = tiny_world()
    assert contents(rows(world, 3, 6, engine="stepped")) == contents(rows(world, 3, 6, engine="fused"))


@pytest.mark.slow
def test_the_stepped_driver_agrees_on_the_teaching_scenario_too():
    world = teaching_world()
    assert contents(rows(world, 0, 3, engine="stepped")) == contents(rows(world, 0, 3, engine="fused"))


def test_buffers_too_small_at_first_change_nothing(monkeypatch):
    world = teaching_world()
    expected = contents(rows(world, 0, 8))
    tiny = classmethod(lambda cls, world: cls(plots=2, tracks=2, events=8, candidates=1))
    monkeypatch.setattr(Capacity, "for_world", tiny)
    assert contents(rows(world, 0, 8)) == expected


PLAIN = """
import hashlib, pickle, sys
from pathlib import Path
from openiads.state.world import freeze
from tests.simulation.tiny import contents, rows
world = freeze(pickle.loads(Path(sys.argv[1]).read_bytes()))
print(hashlib.sha256(b"".join(contents(rows(world, 0, 2)).values())).hexdigest())
"""


@pytest.mark.slow
def test_kernels_run_as_plain_python_write_the_same_bytes(tmp_path):
    file = tmp_path / "world"
    file.write_bytes(pickle.dumps(tiny_world()))
    digests = set()
    for switch in ("on", "off"):
        environment = os.environ | {"OPENIADS_KERNELS": switch, "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-c", PLAIN, str(file)]
        played = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        digests.add(played.stdout)
    assert len(digests) == 1


@pytest.mark.slow
def test_the_main_scenario_does_not_mind_threads_or_tiles():
    world = prepare("turkey-2017").world
    assert contents(rows(world, 5, 9, workers=2, tile=1)) == contents(rows(world, 5, 9, tile=4))


def test_a_flight_left_out_leaves_every_draw_of_the_others_as_it_was():
    fewer = prepare(
        load("one-battery", ["traffic[0].remove=true", "doctrine.common_failure_probability=0"])
    ).world
    seen = [first_seen(rows(world, 0, 20)) for world in (teaching_world(), fewer)]
    np.testing.assert_array_equal(*seen)


def first_seen(books):
    """When each raider was first detected, by replicate and raider."""
    return books.targets["first_detection_time"][books.targets["side"] == Side.HOSTILE]
