from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from openiads.simulation.drivers import stepped
from openiads.simulation.open_tile import open_tile
from openiads.simulation.prepare import prepare
from openiads.simulation.step import CHAIN
from openiads.state.planes import Radar, RadarKey, TrackKey
from openiads.state.state import Capacity
from openiads.state.words import Happening, Phase, Side, TrackStatus
from openiads.state.world import World, freeze
from tests.simulation.tiny import contents, rows
from verification.degenerate import SITE, Approach, document, world_of

FAR = Approach(start_km=240.0, end_km=90.0, speed_mps=250.0, altitude_m=9000.0)
"""Long in view of an early-warning radar before any battery's own radar sees it."""


@cache
def warned(system: str) -> World:
    """One bomber comes at a battery that hears an early-warning radar, which turns once in 10 s."""
    tables = document(1, {"system": system}, {}, FAR)
    for field in ("loadout", "launchers", "targets_max", "guided_max"):
        del tables["battery"][0][field]
    tables["raid"][0]["threat"] = "bomber"
    del tables["raid"][0]["rcs_m2"]
    tables["radar"] = [
        {"name": "far", "type": "early-warning-generic", "lat": SITE[0], "lon": SITE[1]},
        {"name": "fast", "type": "arabel", "lat": SITE[0], "lon": SITE[1]},
    ]
    tables["network"] = [
        {"name": "net", "form": "national", "batteries": ["battery"], "radars": ["far", "fast"]}
    ]
    return world_of(tables)


def deaf_to(world: World, *radars: int) -> World:
    """The same world, whose networks do not hear some radars."""
    hears = world.hears.copy()
    hears[:, list(radars)] = 0
    return freeze(world._replace(hears=hears))


def first_tracks(world: World, replicates: int) -> np.ndarray:
    """When each raider was first tracked [s], infinity for never."""
    books = rows(world, 0, replicates)
    times = books.targets["first_track_time"][books.targets["side"] == Side.HOSTILE]
    return np.where(np.isnan(times), math.inf, times)


@pytest.mark.compiled("it plays whole replicates")
def test_a_fast_radar_that_sees_nothing_changes_nothing():
    world = warned("s-300pmu2")
    fast = world.radar_f.shape[1] - 1
    blind = world.radar_f.copy()
    blind[[Radar.SNR_UNIT, Radar.FALSE_PLOTS_PER_SCAN], fast] = 0.0
    seeing_nothing = freeze(world._replace(radar_f=blind))
    assert contents(rows(seeing_nothing, 0, 8)) == contents(rows(deaf_to(seeing_nothing, fast), 0, 8))


@pytest.mark.compiled("it plays sixteen replicates of a network")
@pytest.mark.parametrize("system", ["s-300pmu2", "samp-t", "patriot-mse"])
def test_the_early_warning_radar_tracks_a_bomber_whatever_fast_radars_the_network_has(system):
    world = warned(system)
    searching = np.flatnonzero(world.radar_i[RadarKey.SEARCHES])
    far = world.radar_f.shape[1] - 2
    alone = first_tracks(deaf_to(world, *(s for s in searching if s != far)), 16)
    together = first_tracks(world, 16)
    assert alone.max() < 100.0
    assert (together <= alone).all()


@pytest.mark.slow
def test_early_warning_counts_in_a_network_of_quick_batteries():
    prepared = prepare("patriot-2013")
    own = [s for s, site in enumerate(prepared.plan.radars) if site.battery >= 0]
    alone = rows(deaf_to(prepared.world, *own), 0, 8)
    together = rows(prepared.world, 0, 8)
    firsts = []
    for books in (alone, together):
        t = books.targets
        hostile = (t["side"] == Side.HOSTILE) & (t["first_detection_time"] == t["first_detection_time"])
        keys = zip(t["replicate"][hostile], t["target"][hostile], strict=True)
        times = np.where(np.isnan(t["first_track_time"][hostile]), 1e4, t["first_track_time"][hostile])
        firsts.append(dict(zip(keys, times, strict=True)))
    both = firsts[0].keys() & firsts[1].keys()
    later = [firsts[1][key] - firsts[0][key] for key in both]
    assert np.mean(later) < 0.0
    assert np.mean(np.array(later) > 20.0) < 0.02  # two turns of the early-warning radar


@pytest.mark.compiled("it plays whole replicates")
def test_a_track_of_one_radar_ends_after_the_looks_that_its_score_lasts():
    # One scan of grace, then ln 5 a look (detection probability 0.8) until the score is spent.
    tables = document(1, {"loadout": {"48n6e3": 0}}, {}, Approach(start_km=32.0, end_km=29.0))
    tables["area"] |= {"duration_s": 200, "stop_when_clear": False}
    tables["battery"][0]["acquisition_radar"] = False
    world = world_of(tables)
    (s,) = np.flatnonzero(world.radar_i[RadarKey.SEARCHES])
    period = world.radar_f[Radar.SCAN_PERIOD, s]
    silence = period * (1.0 + 9.2 / math.log(5.0))
    books = rows(world, 0, 8)
    e = books.events
    for replicate in range(8):
        mine = e["replicate"] == replicate
        (gone,) = e["time"][mine & (e["kind"] == Happening.LEAK)]
        dropped = e["time"][mine & (e["kind"] == Happening.TRACK_DROPPED)]
        assert gone - period + silence <= dropped.max() <= gone + silence + world.clock.step


def test_a_track_taken_for_ballistic_by_a_slip_is_corrected_by_its_next_plots():
    world = world_of(document(1, {}, {"control": "hold"}, Approach(start_km=32.0, end_km=25.0)))
    flags = []

    def probe(state, world, step):
        k = state.tracks_i[0]
        there = k[TrackKey.STATUS] == TrackStatus.CONFIRMED
        if step == 20:
            k[TrackKey.BALLISTIC, there] = 1
        flags.append(k[TrackKey.BALLISTIC, there].sum())

    stepped(open_tile(world, 1, 0, 1, Capacity.for_world(world)), world, {**CHAIN, Phase.SCORE: probe})
    assert flags[20] == 1
    assert flags[40] == 0
