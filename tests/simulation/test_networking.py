"""What a network is worth, behind a ridge: the sign of each effect, its time by geometry, its limits."""

from __future__ import annotations

import numpy as np
import pytest

from openiads.ground.frames import ecef_of
from openiads.simulation.books import Books
from openiads.state.planes import Battery, BatteryKey, Radar, Round
from openiads.state.words import Happening
from openiads.state.world import World, freeze
from openiads.terrain.rays import sight
from tests.plain import open_up
from tests.simulation.tiny import rows
from verification import ridge
from verification.cause_and_effect import found, row
from verification.degenerate import SITE, Approach, document, world_of
from verification.networking import CUED, REMOTE, SLACK, effects, windows

PAIRS = 32
ANTENNA_M = 5.0
"""Of the engagement radar of the S-400, by the catalogue."""


@pytest.fixture(scope="module")
def terrain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return ridge.draw_ridge(tmp_path_factory.mktemp("ridge") / "ridge.tif")


def test_every_effect_is_clear_of_zero(terrain: str) -> None:
    findings = [found(effect, PAIRS) for effect in effects(terrain)]
    assert [row(finding) for finding in findings if not finding.holds] == []


def test_first_shots_come_when_geometry_and_delays_say(terrain: str) -> None:
    assert [told for told in windows(terrain, PAIRS) if not told.holds] == []


def launches(books: Books) -> tuple[np.ndarray, np.ndarray]:
    """Times and types of all rounds."""
    shot = books.events["kind"] == Happening.LAUNCH
    return books.events["time"][shot], books.events["value"][shot].astype(int)


def test_nothing_is_fired_at_what_the_battery_does_not_see_unless_it_may_on_remote(terrain: str) -> None:
    sight = ridge.in_sight_after(ANTENNA_M) - SLACK
    times, _ = launches(rows(ridge.world(terrain, CUED), 0, 8))
    assert times.min() > sight
    world = ridge.world(terrain, REMOTE)
    times, types = launches(rows(world, 0, 8))
    assert (times < sight - 60.0).mean() > 0.5
    assert (world.round_f[Round.HOMING][types[times < sight]] > 0.0).all()


def test_rounds_without_a_seeker_wait_for_their_own_radar(terrain: str) -> None:
    world = ridge.world(terrain, REMOTE, loadout={"48n6e3": 16})
    assert world.battery_i[BatteryKey.REMOTE, 0] == 1
    times, _ = launches(rows(world, 0, 8))
    assert len(times) > 0
    assert times.min() > ridge.in_sight_after(ANTENNA_M) - SLACK


def test_a_track_worse_than_what_a_seeker_finds_is_not_fired_on(terrain: str) -> None:
    world = ridge.world(terrain, REMOTE)
    engaging = world.engaging._replace(basket=20.0)
    e = rows(freeze(world._replace(engaging=engaging)), 0, 8).events
    assert not (e["value"][e["kind"] == Happening.ACQUIRED] == 1.0).any()


def far_raider(gain: float) -> World:
    """One small raider, high up over flat ground, that an early-warning radar sees before the battery."""
    tables = document(
        1, {"system": "patriot-gemt"}, {}, Approach(150.0, 10.0, speed_mps=250.0, altitude_m=9000.0)
    )
    for field in ("loadout", "launchers", "targets_max", "guided_max"):
        del tables["battery"][0][field]
    tables["raid"][0]["rcs_m2"] = 0.1
    tables["area"]["duration_s"] = 600
    tables["radar"] = [{"name": "far", "type": "early-warning-generic", "lat": 36.2, "lon": SITE[1]}]
    tables["network"] = [{"name": "net", "form": "national", "batteries": ["battery"], "radars": ["far"]}]
    world = world_of(tables)
    battery = world.battery_f.copy()
    battery[Battery.CUE_GAIN] = gain
    radar = world.radar_f.copy()
    radar[Radar.TWO_WAY_GAS_LOSS] = 0.0  # the fourth root is the law of empty space
    return freeze(world._replace(battery_f=battery, radar_f=radar))


def first_lock_km(world: World) -> float:
    """Mean ground range of the first lock."""
    e = rows(world, 0, 32).events
    locks = e["kind"] == Happening.ACQUIRED
    first = [e["time"][locks & (e["replicate"] == r)].min() for r in range(32)]
    return float(150.0 - 0.25 * np.mean(first))


def test_a_cued_radar_finds_farther_by_the_fourth_root_of_its_gain() -> None:
    # With SNR ~ gain / range^4 and the same chance of detection asked for, range goes by gain^(1/4); a lock
    # takes half a second of looks, and the designation comes once a second.
    plain, cued = first_lock_km(far_raider(1.0)), first_lock_km(far_raider(4.0))
    assert cued / plain == pytest.approx(4.0**0.25, rel=0.05)


def test_only_a_radar_that_searches_gains_by_a_cue(terrain: str) -> None:
    # The 92N6E never searches: what is published of it is with targets designated to it.
    assert ridge.world(terrain, CUED).battery_f[Battery.CUE_GAIN, 0] == 1.0
    patriot = ridge.world(terrain, CUED, system="patriot-mse")
    assert patriot.battery_f[Battery.CUE_GAIN, 0] == 2.0
    alone = ridge.world(terrain, ridge.ALONE, system="patriot-mse")
    assert alone.battery_f[Battery.CUE_GAIN, 0] == 1.0


def test_a_fixed_array_sends_nothing_behind_it(terrain: str) -> None:
    world = ridge.world(terrain, REMOTE, system="patriot-mse", azimuth_deg=0)
    assert world.radar_f[Radar.TRACK_HALF, world.battery_i[BatteryKey.RADAR, 0]] < np.pi / 2.0
    assert len(launches(rows(world, 0, 4))[0]) == 0


@pytest.mark.parametrize(
    ("bearing_deg", "reached"), [(180.0, True), (235.0, True), (250.0, False), (90.0, False)]
)
def test_messages_reach_a_round_in_the_sector_whatever_hides_its_target(
    terrain: str, monkeypatch: pytest.MonkeyPatch, bearing_deg: float, reached: bool
) -> None:
    # The array of a Patriot faces south and guides 60 degrees either way; 30 km south is behind the ridge.
    open_up(monkeypatch, sight)
    world = ridge.world(terrain, REMOTE, system="patriot-mse")
    s = int(world.battery_i[BatteryKey.RADAR, 0])
    centre, half = world.radar_f[Radar.SECTOR_CENTRE, s], world.radar_f[Radar.TRACK_HALF, s]
    north, east = 30.0 * np.cos(np.radians(bearing_deg)), 30.0 * np.sin(np.radians(bearing_deg))
    degree = 111.2 * np.cos(np.radians(ridge.SITE[0]))
    place = ecef_of(
        np.radians(ridge.SITE[0] + north / 111.2), np.radians(ridge.SITE[1] + east / degree), 100.0
    )
    assert sight.reaches_out(world, s, centre, half, *place) == reached
    assert not sight.covers(world, s, centre, half, *place)
