"""What a battery of a network reads of its own radars: as its twin does, and without waiting for itself."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.scenario.load_scenario import load_document
from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.prepare import prepare
from openiads.simulation.step import CHAIN
from openiads.state.planes import BatteryKey, Pair, RadarKey, Report, TrackKey
from openiads.state.state import Capacity, State
from openiads.state.words import TrackStatus
from openiads.state.world import World
from tests.simulation.test_twin import assert_twins
from verification import ridge


def two_batteries(terrain: str, **network: object) -> World:
    """A Patriot south of the ridge and an S-400 north of it, and a radar that sees all: one network."""
    tables = ridge.tables(terrain, {**ridge.NATIONAL, **network}, raid_count=4)
    south = {"name": "south", "system": "patriot-mse", "lat": 36.75, "lon": 37.4, "azimuth_deg": 180}
    tables["battery"].append(south)
    tables["network"][0]["batteries"] = ["battery", "south"]
    return prepare(load_document(tables, "two")).world


@pytest.fixture(scope="module")
def terrain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return ridge.draw_ridge(tmp_path_factory.mktemp("ridge") / "ridge.tif")


def test_two_batteries_with_radars_of_their_own_are_their_twins(terrain: str) -> None:
    assert_twins(two_batteries(terrain, delay_s=8, loss_probability=0.4), seed=5, replicate=1)


def ages(world: World) -> dict[str, list[float]]:
    """Ages of what batteries read of tracks at every cycle [s], by their own radars and by their link."""
    found: dict[str, list[float]] = {"own": [], "link": []}

    def watch(state: State, world: World, step: int) -> None:
        """A phase that only looks."""
        for m in np.flatnonzero(state.tracks_i[0, TrackKey.STATUS] == TrackStatus.CONFIRMED):
            for b in range(2):
                own = state.pairs[b, Pair.OWN, m] == 1.0
                row = 1 + world.battery_i[BatteryKey.OWN, b] if own else 0
                sent = state.reports[row, Report.TIME, m]
                if sent >= 0.0 and step > 0:
                    found["own" if own else "link"].append((step + 1) * world.clock.step - sent)

    tile = open_replicate(world, 3, 0, Capacity.for_world(world))
    stepped(tile, world, {**CHAIN, "watch": watch})
    return found


def test_what_own_radars_see_is_read_a_scan_and_the_batterys_own_delay_later_at_most(terrain: str) -> None:
    world = two_batteries(terrain, delay_s=20)
    found = ages(world)
    # A link carries one report at a time, so all it brings is 20 to 40 s old and a scan besides.
    assert min(found["link"]) >= 20.0
    assert len(found["own"]) > 100
    # Where a target stays in sight of a radar most looks bring a plot, a scan apart.
    assert np.median(found["own"]) < 6.0


def test_a_battery_that_is_as_fast_as_its_network_keeps_nothing_of_its_own(terrain: str) -> None:
    world = two_batteries(terrain, delay_s=0.5)
    assert (world.battery_i[BatteryKey.OWN] == -1).all()
    tile = open_replicate(world, 3, 0, Capacity.for_world(world))
    assert tile.own.size == 0
    assert tile.reports.shape[1] == 1


def test_only_who_has_a_radar_that_searches_reads_by_himself(terrain: str) -> None:
    # The 92N6E never searches, and an S-400 without its acquisition radar has no other.
    tables = ridge.tables(terrain, {**ridge.NATIONAL, "delay_s": 8}, acquisition_radar=False, raid_count=1)
    world = prepare(load_document(tables, "one")).world
    searching = world.radar_i[RadarKey.SEARCHES, world.radar_i[RadarKey.OWNER] == 0]
    assert (world.battery_i[BatteryKey.OWN, 0] >= 0) == bool(searching.any())


def test_a_network_of_one_battery_and_its_radars_is_no_later_than_that(terrain: str) -> None:
    tables = ridge.tables(terrain, {"form": "national", "delay_s": 30, "loss_probability": 0.5})
    del tables["radar"]
    alone = {**tables, "network": [{"name": "net", "form": "alone", "batteries": ["battery"]}]}
    one, other = (prepare(load_document(each, "one")).world for each in (tables, alone))
    np.testing.assert_array_equal(one.network_f, other.network_f)
    assert (one.battery_i[BatteryKey.OWN] == -1).all()
