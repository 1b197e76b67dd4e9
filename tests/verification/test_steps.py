"""The step decides nothing, where it did: raiders that follow the terrain past crests, and weave."""

from __future__ import annotations

import numpy as np

from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import prepare
from openiads.state.words import Happening
from tests.simulation.tiny import rows
from verification.steps import LONG, SHORT, at_step, compare, small_scenarios

PAIRS = 100


def test_raiders_among_hills_leak_alike_at_both_steps():
    tables = dict(small_scenarios())["small 7"]
    found = compare("small 7", prepare(load_document(tables, "small")).world, fewest=PAIRS, most=PAIRS)
    assert found.agrees, str(found)


def test_the_same_is_seen_at_both_steps_and_at_the_same_times():
    world = prepare(load_document(dict(small_scenarios())["small 7"], "small")).world
    first = []
    for step in (LONG, SHORT):
        e = rows(at_step(world, step), 0, 20).events
        seen = e["kind"] == Happening.FIRST_DETECTION
        order = np.lexsort((e["object"][seen], e["replicate"][seen]))
        first.append(e["time"][seen][order])
    assert len(first[0]) == len(first[1])
    # Where nobody was shot at yet, a look comes when the beam comes by, to the square of a small ratio.
    assert np.mean(np.abs(first[0] - first[1]) < 1e-4) > 0.99
