"""Links that are cut: a network that falls apart is batteries that stand alone, and comes together again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openiads.scenario.load_scenario import load_document
from openiads.simulation.prepare import prepare
from openiads.state.planes import BatteryKey
from openiads.state.words import Happening
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
    cut = {"batteries": ["battery"], "begin_s": 100, "end_s": 200}
    e = played(world_of(tables(terrain, cut)), 1)
    links = np.isin(e["kind"], [Happening.CUT_OFF, Happening.REJOINED])
    assert e["kind"][links].tolist() == [Happening.CUT_OFF, Happening.REJOINED]
    assert e["time"][links].tolist() == [101.0, 201.0]  # the first cycles that end after both
    assert e["battery"][links].tolist() == [0, 0]
    assert e["value"][links].tolist() == [1.0, 0.0]


def test_only_who_is_ever_cut_off_has_a_picture_for_it(terrain: str) -> None:
    one = world_of(tables(terrain, {"batteries": ["south"]}))
    assert one.battery_i[BatteryKey.APART].tolist() == [-1, 1]
    assert one.hears.shape[0] == 2
    assert world_of(tables(terrain)).hears.shape[0] == 1
