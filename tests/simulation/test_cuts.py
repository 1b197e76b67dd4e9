"""Links that are cut: a network that falls apart is batteries that stand alone, and comes together again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openiads.scenario.load_scenario import load_document
from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.prepare import prepare
from openiads.simulation.step import CHAIN
from openiads.state.planes import BatteryKey, Filter, TrackKey
from openiads.state.state import Capacity, State
from openiads.state.words import Happening, Phase, TrackStatus
from openiads.state.world import World
from tests.simulation.tiny import rows
from verification import ridge

SOUTH = {"name": "south", "system": "patriot-mse", "lat": 36.75, "lon": 37.4, "azimuth_deg": 180}
"""A Patriot in front of the ridge."""


@pytest.fixture(scope="module")
def terrain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return ridge.draw_ridge(tmp_path_factory.mktemp("ridge") / "ridge.tif")


def tables(terrain: str, *cuts: dict[str, Any], **network: Any) -> dict[str, Any]:
    """Two batteries and a radar that sees all in one network, of which links are cut."""
    document = ridge.tables(terrain, {**ridge.NATIONAL, "flight_plans": True, **network}, raid_count=4)
    document["battery"].append(SOUTH)
    document["network"][0]["batteries"] = ["battery", "south"]
    named = [{"name": f"cut {c}", "network": "net", **cut} for c, cut in enumerate(cuts)]
    return {**document, "cut": named} if cuts else document


def world_of(document: dict[str, Any]) -> World:
    """Its World."""
    return prepare(load_document(document, "cuts")).world


def played(world: World, replicates: int = 2) -> dict[str, np.ndarray]:
    """Events of some replicates."""
    return rows(world, 0, replicates).events


def but_for_links(events: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All events but those of the links themselves, which a battery alone does not have."""
    kept = ~np.isin(events["kind"], [Happening.CUT_OFF, Happening.REJOINED])
    return {name: column[kept] for name, column in events.items()}


def test_a_network_that_is_cut_from_the_begin_is_batteries_that_stand_alone(terrain: str) -> None:
    cut = world_of(tables(terrain, {}, interrogator="national"))
    document = tables(terrain)
    document["network"] = [
        {"name": name, "form": "alone", "batteries": [name], "interrogator": "national"}
        for name in ("battery", "south")
    ]
    apart, alone = but_for_links(played(cut)), played(world_of(document))
    # A cut network has a picture of its own, with nothing in it, so theirs have numbers one higher.
    told = np.isin(apart["kind"], [Happening.TRACK_CONFIRMED, Happening.TRACK_DROPPED])
    apart["value"] = np.where(told, apart["value"] - 1.0, apart["value"])
    assert len(apart["kind"]) > 50
    for name, column in alone.items():
        np.testing.assert_array_equal(apart[name], column, err_msg=name)


def test_a_cut_that_begins_after_all_is_over_moves_nothing(terrain: str) -> None:
    plain, cut = played(world_of(tables(terrain))), played(world_of(tables(terrain, {"begin_s": 899})))
    for name, column in plain.items():
        np.testing.assert_array_equal(but_for_links(cut)[name], column, err_msg=name)


def test_who_is_cut_off_and_when_is_told(terrain: str) -> None:
    cut = {"batteries": ["battery"], "begin_s": 45, "end_s": 100}
    e = played(world_of(tables(terrain, cut)), 1)
    links = np.isin(e["kind"], [Happening.CUT_OFF, Happening.REJOINED])
    assert e["kind"][links].tolist() == [Happening.CUT_OFF, Happening.REJOINED]
    assert e["time"][links].tolist() == [46.0, 101.0]  # the first cycles that end after both
    assert e["battery"][links].tolist() == [0, 0]
    assert e["value"][links].tolist() == [1.0, 0.0]


def test_only_who_is_ever_cut_off_has_a_picture_for_it(terrain: str) -> None:
    one = world_of(tables(terrain, {"batteries": ["south"]}))
    assert one.battery_i[BatteryKey.APART].tolist() == [-1, 1]
    assert one.hears.shape[0] == 2
    assert world_of(tables(terrain)).hears.shape[0] == 1


Held = dict[int, tuple[int, int, float]]
"""Of the believed tracks of a picture by number: target behind, identity, and when last plotted [s]."""


def watched(world: World, pictures: int) -> list[list[Held]]:
    """What each picture believed twice a step: once the links were seen to, and at its end."""
    seen: list[list[Held]] = []

    def watch(state: State, world: World, step: int) -> None:
        """A phase that only looks."""
        held: list[Held] = []
        for k, f in zip(state.tracks_i[:pictures], state.filters, strict=False):
            held.append(
                {
                    int(k[TrackKey.SERIAL, m]): (
                        int(k[TrackKey.ORIGIN, m]), int(k[TrackKey.IDENTITY, m]), float(f[Filter.TIME, m]),
                    )
                    for m in np.flatnonzero(k[TrackKey.STATUS] == TrackStatus.CONFIRMED)
                }
            )  # fmt: skip
        seen.append(held)

    chain = {}
    for phase, function in CHAIN.items():
        chain[phase] = function
        if phase in (Phase.LINK, Phase.SCORE):
            chain[f"after {phase.name}"] = watch
    stepped(open_replicate(world, 1, 0, Capacity.for_world(world)), world, chain)
    return seen


BEGIN, END = 45, 100
"""When the battery in front is cut off, and comes back, in full flight of the raid [s]."""


@pytest.fixture(scope="module")
def around(terrain: str) -> list[list[Held]]:
    """What both pictures of the battery in front believed, twice a second: at the links and at the end."""
    cut = {"batteries": ["south"], "begin_s": BEGIN, "end_s": END}
    return watched(world_of(tables(terrain, cut, delay_s=0.5)), 2)


def test_numbers_and_identities_are_those_that_were_when_the_link_is_cut(around: list[list[Held]]) -> None:
    before, after = around[2 * BEGIN - 1], around[2 * BEGIN]
    assert before[1] == {}
    assert len(after[1]) > 1
    assert set(after[1]) <= set(before[0])
    for serial, (origin, identity, time) in after[1].items():
        assert before[0][serial][:2] == (origin, identity)
        assert time <= before[0][serial][2]


def test_when_links_are_mended_no_target_has_two_tracks_in_the_network(around: list[list[Held]]) -> None:
    before, after = around[2 * END - 1], around[2 * END]
    assert len(before[1]) > 1
    assert after[1] == {}
    behind = [origin for origin, _, time in after[0].values() if time > END - 20.0]
    assert len(behind) == len(set(behind))
    known = {origin for origin, _, time in (*before[0].values(), *before[1].values()) if time > END - 6.0}
    assert known <= {origin for origin, _, _ in after[0].values()}


def launches(world: World, replicates: int = 4) -> list[tuple[int, int, float]]:
    """Replicate, battery and time of every launch."""
    e = played(world, replicates)
    shot = e["kind"] == Happening.LAUNCH
    return list(zip(e["replicate"][shot], e["battery"][shot], e["time"][shot], strict=True))


def test_of_a_radar_that_is_cut_off_the_network_hears_nothing(terrain: str) -> None:
    cut = launches(world_of(tables(terrain, {"radars": ["watch"]})))
    without = tables(terrain)
    without["network"][0]["radars"] = []
    assert len(cut) > 0
    assert cut == launches(world_of(without))


def test_who_is_cut_off_does_not_fire_on_what_others_see(terrain: str) -> None:
    remote = {"engage_on_remote": True, "delay_s": 0.5}
    in_sight = ridge.in_sight_after(5.0) - 5.0
    joined = [time for _, b, time in launches(world_of(tables(terrain, **remote))) if b == 0]
    cut = tables(terrain, {"batteries": ["battery"]}, **remote)
    apart = [time for _, b, time in launches(world_of(cut)) if b == 0]
    assert min(joined) < in_sight
    assert not apart or min(apart) > in_sight
