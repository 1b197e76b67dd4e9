from __future__ import annotations

import numpy as np
import pytest

from openiads.simulation.books import BrokenInvariant, check, existed, keep_books
from openiads.simulation.drivers import fused
from openiads.simulation.open_tile import open_tile
from openiads.state.planes import BatteryKey, ChannelKey, EventKey, Fire, TruthKey
from openiads.state.state import Capacity
from openiads.state.words import ChannelStage, Fate, Happening, Status
from openiads.state.world import freeze
from tests.simulation.tiny import tiny_world


@pytest.fixture
def tile():
    """Two replicates, played."""
    world = tiny_world()
    played = open_tile(world, 1, 0, 2, Capacity.for_world(world))
    fused(played, world)
    return played


def told(tile) -> str:
    """What the check says of a tile that broke a rule."""
    with pytest.raises(BrokenInvariant) as raised:
        check(tile, tiny_world())
    return str(raised.value)


ENDING = "; this is a fault of the program; report it with the scenario file"


def test_a_played_tile_keeps_every_rule(tile):
    keep_books(tile, tiny_world())


def test_a_magazine_below_zero_is_found(tile):
    tile.magazine[0, 0, 0] = -1
    assert told(tile) == f"simulation: a battery fired more rounds than its magazine held{ENDING}"


def test_a_round_that_nobody_fired_is_found(tile):
    tile.magazine[0, 0, 0] -= 1
    assert told(tile) == f"simulation: rounds fired and magazines disagree{ENDING}"


@pytest.mark.parametrize(
    ("most", "limit", "name"),
    [
        (Fire.GUIDED_MOST, BatteryKey.GUIDED_MAX, "guidance"),
        (Fire.BUSY_MOST, BatteryKey.TARGETS_MAX, "target"),
    ],
)
def test_a_limit_that_broke_in_the_middle_of_a_run_is_found(tile, most, limit, name):
    # At the end all is within the limit: only the high-water mark can tell.
    assert (tile.fire[0, [Fire.GUIDED, Fire.BUSY], 0] <= tiny_world().battery_i[limit, 0]).all()
    tile.fire[0, most, 0] = tiny_world().battery_i[limit, 0] + 1
    assert told(tile) == f"simulation: a {name} limit was exceeded{ENDING}"


def test_a_round_fired_out_of_the_reserve_is_found(tile):
    world = tiny_world()
    batteries = np.array(world.battery_i)
    batteries[BatteryKey.RESERVE] = world.magazine.sum()
    kept = freeze(world._replace(battery_i=batteries))
    with pytest.raises(BrokenInvariant, match=r"^simulation: a battery fired out of its reserve; this is"):
        check(tile, kept)


def test_a_round_that_never_ends_is_found(tile):
    ended = tile.events_i[0, EventKey.KIND] == Happening.MISS
    tile.events_i[0, EventKey.KIND, np.flatnonzero(ended)[0]] = Happening.ACQUIRED
    assert told(tile) == f"simulation: a round ended never, or more than once{ENDING}"


def test_a_target_killed_twice_is_found(tile):
    missed = tile.events_i[0, EventKey.KIND] == Happening.MISS
    tile.events_i[0, EventKey.KIND, np.flatnonzero(missed)[0]] = Happening.KILL
    assert told(tile) == f"simulation: a target was killed twice, or by nobody{ENDING}"


def test_a_channel_that_nobody_gave_back_is_found(tile):
    tile.channels_i[0, ChannelKey.STAGE, 0] = ChannelStage.ASSESSING - tile.channels_i[0, ChannelKey.STAGE, 0]
    assert told(tile) == f"simulation: channels or rounds and their counts disagree{ENDING}"


def test_high_water_marks_are_what_the_events_say(tile):
    events = keep_books(tile, tiny_world()).events
    for r in range(2):
        kinds = events["kind"][events["replicate"] == r]
        flying = np.cumsum(np.isin(kinds, [Happening.LAUNCH]).astype(int)) - np.cumsum(
            np.isin(kinds, [Happening.KILL, Happening.MISS, Happening.LOST]).astype(int)
        )
        assert tile.fire[r, Fire.GUIDED_MOST, 0] == flying.max()


def test_a_raider_without_a_fate_is_found(tile):
    tile.truth_i[0, TruthKey.FATE, 0] = Fate.NONE
    assert told(tile) == f"simulation: a raider has no fate, or one that never existed has one{ENDING}"


def test_a_raider_still_flying_at_the_end_is_unresolved(tile):
    tile.truth_i[0, TruthKey.STATUS, 0] = Status.FLYING
    tile.truth_i[0, TruthKey.FATE, 0] = Fate.NONE
    books = keep_books(tile, tiny_world())
    assert books.outcomes["unresolved"].tolist() == [1, 0]


def test_a_weapon_never_released_does_not_count_as_a_raider(tile):
    tile.truth_i[0, TruthKey.STATUS, 1] = Status.NEVER
    np.testing.assert_array_equal(existed(tile, tiny_world()).sum(axis=1), [2, 3])
