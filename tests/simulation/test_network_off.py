"""A network that is off is none, bit for bit, where nothing else differs; on, it changes what it is for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.state.words import Happening
from openiads.state.world import World
from tests.simulation.tiny import contents, rows
from verification import ridge
from verification.degenerate import prepared_of

pytestmark = pytest.mark.compiled("it plays a dozen runs of fifteen minutes")
REPLICATES = 6
ALL_OFF = {
    "form": "national", "radars": [], "cueing": False, "engage_on_remote": False,
    "delay_s": PACKAGED.engagement.own_delay,
}  # fmt: skip
"""No radar but those of the battery, no cue, nothing on remote, and its own reports no later than alone."""


@pytest.fixture(scope="module")
def terrain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return ridge.draw_ridge(tmp_path_factory.mktemp("ridge") / "ridge.tif")


def world(terrain: str, network: dict[str, Any] | None, **battery: Any) -> World:
    """The battery behind the ridge in a network, or in none that the scenario names."""
    tables = ridge.tables(terrain, network or {}, **battery)
    if network is None:
        del tables["network"]
    return prepared_of(tables).world


def told(terrain: str, network: dict[str, Any] | None, **battery: Any) -> dict[str, bytes]:
    """All that a run writes, as bytes."""
    return contents(rows(world(terrain, network, **battery), 0, REPLICATES))


@pytest.mark.parametrize("network", [ridge.ALONE, ALL_OFF], ids=["alone", "all of it off"])
def test_a_network_that_shares_nothing_is_none(terrain: str, network: dict[str, Any]) -> None:
    assert told(terrain, network) == told(terrain, None)


@pytest.mark.parametrize(
    ("shared", "other"),
    [
        ({"radars": ["watch"]}, {"delay_s": 5}),
        ({}, {"radars": ["watch"]}),
        ({"radars": ["watch"]}, {"loss_probability": 0.5}),
    ],
    ids=["later reports", "a radar more", "lossy links"],
)
def test_each_thing_that_a_network_shares_tells(
    terrain: str, shared: dict[str, Any], other: dict[str, Any]
) -> None:
    # Links tell only where somebody else feeds the picture: of its own radars a battery reads at once.
    base = {**ALL_OFF, **shared}
    assert told(terrain, {**base, **other}) != told(terrain, base)


def test_on_remote_changes_nothing_where_no_round_has_a_seeker(terrain: str) -> None:
    assert PACKAGED.round_of("48n6e3").guidance == "semi-active"
    off, on = (
        told(terrain, {**ridge.NATIONAL, "engage_on_remote": may}, loadout={"48n6e3": 16})
        for may in (False, True)
    )
    assert on == off


def test_on_remote_changes_nothing_before_the_first_target_is_taken_on_remote(terrain: str) -> None:
    off, on = (
        rows(world(terrain, {**ridge.NATIONAL, "engage_on_remote": may}), 0, REPLICATES).events
        for may in (False, True)
    )
    for r in range(REPLICATES):
        mine = [{k: column[e["replicate"] == r] for k, column in e.items()} for e in (off, on)]
        taken = mine[1]["time"][mine[1]["kind"] == Happening.ASSIGNED].min()
        assert taken < mine[0]["time"][mine[0]["kind"] == Happening.ASSIGNED].min()
        before = [{k: column[e["time"] < taken] for k, column in e.items()} for e in mine]
        assert before[0]["time"].size > 0
        for name, column in before[0].items():
            np.testing.assert_array_equal(column, before[1][name])
