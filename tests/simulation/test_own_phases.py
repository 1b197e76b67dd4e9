"""A user's own phase in the place of one of ours, in either driver."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.motion.arrive import arrive
from openiads.sensing.observe import sweep
from openiads.simulation.drivers import fused, stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.step import CHAIN
from openiads.state.planes import RadarKey
from openiads.state.state import Capacity, State, select
from openiads.state.words import Phase
from openiads.state.world import World
from tests.simulation.tiny import tiny_world


def looks(state: State, world: World, step: int) -> None:
    """What `observe` does where nobody jams, as somebody outside might write it: from our parts."""
    since = step * world.clock.step
    for s in range(world.radar_f.shape[1]):
        if world.radar_i[RadarKey.SEARCHES, s] == 1 and world.radar_i[RadarKey.EMITTING, s] == 1:
            sweep(state, world, s, since, since + world.clock.step, False)


def wrapped(state: State, world: World, step: int) -> None:
    """One of our phases behind another name."""
    arrive(state, world, step)


def played(driver, chain) -> list[np.ndarray]:
    world = tiny_world()
    tile = open_tile(world, 1, 0, 2, Capacity.for_world(world))
    driver(tile, world, chain)
    return [tile.events_f, tile.events_i, tile.truth_f, tile.tally]


@pytest.mark.parametrize("driver", [fused, stepped])
def test_a_phase_of_our_parts_runs_in_the_place_of_ours(driver):
    ours, theirs = played(driver, CHAIN), played(driver, {**CHAIN, Phase.SENSE: looks})
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)


@pytest.mark.compiled("it is about what is compiled")
def test_a_part_that_python_calls_says_so_instead_of_ending_the_process():
    world = tiny_world()
    tile = open_tile(world, 1, 0, 1, Capacity.for_world(world))
    with pytest.raises(TypeError, match="only compiled code may call this part"):
        arrive(select(tile, 0), world, 0)
    with pytest.raises(TypeError, match="only compiled code may call this part"):
        stepped(tile, world, {**CHAIN, Phase.ARRIVE: wrapped})
