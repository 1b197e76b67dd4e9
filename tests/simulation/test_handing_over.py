"""Two batteries of one network hand a target over: out of one's sector, out of its reach, out of its rounds.

Nothing kills here, so what takes a target from a battery is geometry or its magazine, and nobody is lost.
When and where is worked out on paper: straight and level flight over a plane, good to some 100 m here.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from openiads.catalogue.load_catalogue import PACKAGED
from openiads.state.words import Happening
from openiads.state.world import World
from tests.simulation.tiny import rows
from verification.degenerate import DEGREE, SITE, Approach, document, world_of

pytestmark = pytest.mark.compiled("it plays runs of ten minutes")
REPLICATES = 4
FIRST, SECOND = 0, 1
SPEED, SOUTH_KM, UP_KM = 250.0, 30.0, 6.0
"""Of the raider [m/s], how far south of the batteries it passes from west to east, and how high."""
PARALLEL = DEGREE * 0.80
REACTION, ASSESSMENT, CYCLE = 1.0, 1.0, 1.0
MEMORY = PACKAGED.engagement.memory
"""How long a fire-control track is kept without an echo [s]."""
SLACK = 3.0
"""What a plane leaves out of geometry, the step, and the looks that it takes to lock [s]."""


def at(east_km: float, south_km: float = 0.0) -> list[float]:
    """Latitude and longitude so far east and south of the site."""
    return [SITE[0] - south_km / DEGREE, SITE[1] + east_km / PARALLEL]


def pair(way_km: tuple[float, float], first: dict[str, Any], second: dict[str, Any]) -> World:
    """Two batteries that know the same, and a raider that passes south of them between two places [km east].

    Their radars see what flies across as well, and that of an S-400 all that is south of it without a turn.
    """
    battery = {"kill_probability": 0.0, "salvo": 1, "salvos_max": 10}
    tables = document(1, battery, {"envelope_margin": 1.0}, Approach())
    alike = tables["battery"][0]
    tables["battery"] = [{**alike, "name": name, **own} for name, own in (("one", first), ("two", second))]
    tables["network"] = [{"name": "both", "form": "regiment", "batteries": ["one", "two"]}]
    tables["area"]["duration_s"] = 600
    tables["raid"][0] |= {
        "waypoints": [at(way_km[0], SOUTH_KM), at(way_km[1], SOUTH_KM)], "speed_mps": SPEED,
        "altitude_m": 1e3 * UP_KM,
    }  # fmt: skip
    for aim in ("entry", "target"):
        del tables["raid"][0][aim]
    across = {"doppler_notch_mps": 0}
    wide = {**across, "slew_dps": 0, "track_sector_deg": 180, "search_sector_deg": 180}
    radars = {"patriot-radar": across, "96l6e": across, "92n6e": wide}
    return world_of({**tables, "asset": [], "catalogue": {"radars": radars}})


def times(world: World, *kinds: int) -> list[list[np.ndarray]]:
    """Times [s] of the events of some kinds, in each replicate, of the first battery and of the second."""
    e = rows(world, 0, REPLICATES).events
    assert not np.isin(e["kind"], [Happening.BATTERY_LOST, Happening.RADAR_LOST]).any()
    mine = np.isin(e["kind"], kinds)
    return [
        [np.sort(e["time"][mine & (e["replicate"] == r) & (e["battery"] == b)]) for b in (FIRST, SECOND)]
        for r in range(REPLICATES)
    ]


BACK_TO_BACK = [
    {
        "system": "patriot-gemt", "loadout": {"gem-t": 24}, "azimuth_deg": azimuth, "guided_max": 9,
        "targets_max": 5,
    }
    for azimuth in (225.0, 135.0)
]  # fmt: skip
"""Arrays that do not turn: the one searches from west to south, the other from south to east."""
ARRAY = PACKAGED.radar("patriot-radar")
TRACKED = 0.5 * (ARRAY.track_sector - ARRAY.search_sector)
"""By how much they follow and guide beyond that [rad]."""


def test_who_leaves_the_sector_of_one_is_taken_over_by_the_next():
    beyond = SOUTH_KM * math.tan(TRACKED)  # of due south, where the sector of either ends [km]
    entered, left = (1e3 * (60.0 + east_km) / SPEED for east_km in (-beyond, beyond))
    world = pair((-60.0, 60.0), *BACK_TO_BACK)
    shots, met = times(world, Happening.LAUNCH), times(world, Happening.MISS)
    looked = times(world, Happening.ASSESSED_ALIVE)
    for (west, east), (met_west, _), (looked_west, _) in zip(shots, met, looked, strict=True):
        assert west.size > 1
        assert east.size > 1
        assert met_west.max() <= left + SLACK
        assert entered - SLACK <= east.min()
        # The first gives up at the latest what it has not seen for so long; the second decides and reacts.
        assert looked_west.max() <= east.min() <= left + MEMORY + ASSESSMENT + CYCLE + REACTION + SLACK


REACH_KM, APART_KM, FASTEST = 40.0, 60.0, PACKAGED.round_of("9m96e").maximum_speed
"""Of the round 9M96E, as published [km, m/s], and between two batteries that have no other [km]."""


def test_who_leaves_the_reach_of_one_is_taken_over_by_the_next():
    half = math.sqrt(REACH_KM**2 - SOUTH_KM**2 - UP_KM**2)  # of the way that is within reach of each [km]
    short = {"loadout": {"9m96e": 100}}
    world = pair((-60.0, 120.0), short, {**short, "lon": at(APART_KM)[1]})

    def passes(east_km: float) -> float:
        return (east_km + 60.0) * 1e3 / SPEED

    shots, met = times(world, Happening.LAUNCH), times(world, Happening.MISS)
    looked = times(world, Happening.ASSESSED_ALIVE)
    for (west, east), (met_west, met_east), (looked_west, _) in zip(shots, met, looked, strict=True):
        assert west.size > 1
        assert east.size > 1
        # The way is in reach of the first until 25.8 km east, of the second from 34.2 km on.
        assert passes(-half) - SLACK <= met_west.min()
        assert met_west.max() <= passes(half) + SLACK
        assert passes(APART_KM - half) - SLACK <= met_east.min()
        assert met_east.max() <= passes(APART_KM + half) + SLACK
        # A round that leaves so late at the latest meets it there: none flies faster.
        due = max(looked_west.max(), passes(APART_KM - half) - 1e3 * REACH_KM / FASTEST)
        assert looked_west.max() <= east.min() <= due + CYCLE + REACTION + SLACK


def test_who_has_spent_its_rounds_leaves_what_it_fired_at_to_the_next():
    world = pair((-60.0, 60.0), {"loadout": {"48n6e3": 2}}, {"lat": at(0.0, -20.0)[0]})
    shots, looked = times(world, Happening.LAUNCH), times(world, Happening.ASSESSED_ALIVE)
    for (one, two), (looked_one, _) in zip(shots, looked, strict=True):
        assert one.size == 2
        assert two.size > 1
        # The second decides within a cycle, and reacts.
        assert looked_one.max() < two.min() <= looked_one.max() + CYCLE + REACTION + 1e-9
