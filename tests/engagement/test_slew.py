"""Engagement radars that turn: every target waits for the turn, and a searching one searches there."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from openiads.ground.units import DEG
from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.step import CHAIN
from openiads.state.planes import Battery, BatteryKey, Fire, Plot, PlotKey, Radar, RadarKey, Tally
from openiads.state.state import Capacity
from openiads.state.words import Happening, Phase
from openiads.state.world import freeze
from tests.simulation.tiny import rows, some
from verification.degenerate import SITE, Approach, document, world_of

RATE = 20.0 * DEG
"""Of the radar of the S-400, by the catalogue [rad/s]."""


def facing_away(**battery: Any) -> dict[str, Any]:
    """Three raiders from the south against a battery whose radar faces north."""
    tables = document(3, {"azimuth_deg": 0, "acquisition_s": 2, **battery}, {}, Approach(35.0, 15.0))
    tables["radar"] = [{"name": "far", "type": "early-warning-generic", "lat": SITE[0], "lon": SITE[1]}]
    tables["network"] = [{"name": "net", "form": "national", "batteries": ["battery"], "radars": ["far"]}]
    return tables


def test_every_target_waits_until_the_radar_has_turned():
    e = rows(world_of(facing_away()), 0, some(8)).events
    for replicate in range(some(8)):
        mine = e["replicate"] == replicate
        assigned = e["time"][mine & (e["kind"] == Happening.ASSIGNED)]
        acquired = e["time"][mine & (e["kind"] == Happening.ACQUIRED)]
        # South lies half a turn away, a few degrees less for raiders to the side.
        turned = assigned[0] + (math.pi - 8.0 * DEG) / RATE
        assert len(assigned) >= 3
        assert assigned[1] < turned, "the second is designated while the radar still turns"
        assert acquired.min() >= turned + 2.0
        assert (e["time"][mine & (e["kind"] == Happening.LAUNCH)] >= turned + 2.0).all()


def test_a_searching_radar_searches_where_it_was_turned_to():
    tables = facing_away(system="patriot-mse")
    for field in ("loadout", "launchers", "targets_max", "guided_max"):
        del tables["battery"][0][field]
    world = world_of(tables)
    turning = world.battery_f.copy()
    turning[Battery.SLEW_RATE] = RATE  # no published radar of this kind turns
    world = freeze(world._replace(battery_f=turning))
    s = world.battery_i[BatteryKey.RADAR, 0]
    assert world.radar_i[RadarKey.SEARCHES, s] == 1
    offsets: list[float] = []

    def probe(state, world, step):
        n = state.tally[Tally.PLOTS]
        mine = (state.plots_i[PlotKey.RADAR, :n] == s) & (state.plots_i[PlotKey.ORIGIN, :n] >= 0)
        gap = state.plots_f[Plot.X : Plot.Z + 1, :n][:, mine] - world.radar_f[Radar.X : Radar.Z + 1, s, None]
        east, north, _ = world.radar_f[Radar.EAST_X : Radar.UP_Z + 1, s].reshape(3, 3) @ gap
        off = np.arctan2(east, north) - state.fire[Fire.SECTOR_CENTRE, 0]
        offsets.extend(np.abs((off + math.pi) % (2.0 * math.pi) - math.pi))

    stepped(open_tile(world, 1, 0, 1, Capacity.for_world(world)), world, {**CHAIN, Phase.SCORE: probe})
    assert len(offsets) > 20
    # The phase that assigns may have turned it since the plots of the step.
    assert np.quantile(offsets, 0.9) <= world.radar_f[Radar.SECTOR_HALF, s] + 0.02
