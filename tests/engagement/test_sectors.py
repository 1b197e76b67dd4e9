"""Nothing is guided where its radar does not look: sector, elevation and range, at the meeting itself."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.simulation.prepare import prepare
from openiads.state.planes import BatteryKey, Radar
from openiads.state.world import freeze
from verification.sectors import meetings


@pytest.mark.slow
def test_no_guided_round_meets_its_target_outside_what_the_radar_follows():
    world = prepare("patriot-2013").world
    found = meetings(world, 40)
    assert len(found) > 500
    assert found.max() <= 1e-6


@pytest.mark.slow
def test_the_sector_is_what_keeps_them_in():
    # The same raid with an all-round radar: many of the same rounds would meet outside.
    world = prepare("patriot-2013").world
    wide = world.radar_f.copy()
    wide[Radar.TRACK_HALF] = np.pi
    wide[Radar.SECTOR_HALF] = np.pi
    found = meetings(freeze(world._replace(radar_f=wide)), 10)
    s = world.battery_i[BatteryKey.RADAR, 0]
    assert (found[:, 0] + np.pi > world.radar_f[Radar.TRACK_HALF, s]).mean() > 0.02
