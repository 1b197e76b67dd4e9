from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from scipy import optimize
from scipy.ndimage import map_coordinates

from openiads.engagement import flyout
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.frames import ecef_of
from openiads.simulation.engage import engage
from openiads.simulation.open_tile import open_tile
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Event,
    EventKey,
    Round,
    Shot,
    ShotKey,
    Tally,
    TargetKey,
    Truth,
    TruthKey,
)
from openiads.state.state import Capacity, State, select
from openiads.state.words import Happening, Status
from openiads.state.world import World, freeze
from openiads.terrain.rays.masking import bounds_of
from tests.plain import in_kernel
from tests.simulation.tiny import rows, some
from verification.degenerate import ROUND, SITE, Approach, document, world_of

START, END, PACE = 60.0, 20.0, 400.0
REPLICATES = some(4)


def behind_a_wall(homing: float, nearest: float, farthest: float) -> World:
    """One raider whose way from `farthest` to `nearest` [m] is hidden from the engagement radar alone.

    Launch and predicted intercept are in sight; only between them the radar loses it.
    """
    tables = document(
        1, {"kill_probability": 1.0, "salvos_max": 1, "loadout": {ROUND: 1}}, {},
        Approach(start_km=START, end_km=END, speed_mps=PACE, altitude_m=3000.0),
    )  # fmt: skip
    world = world_of(tables)
    rounds = world.round_f.copy()
    rounds[Round.HOMING] = homing
    masks = world.masks.copy()
    s = world.battery_i[BatteryKey.RADAR, 0]
    ranges = 1_000.0 * (1 + np.arange(masks.shape[2]))
    masks[s][:, (ranges > nearest) & (ranges < farthest)] = math.pi / 2
    return freeze(world._replace(round_f=rounds, masks=masks, mask_bounds=bounds_of(masks)))


def endings(world: World) -> list[tuple[int, float]]:
    """How each round ended, and after how long [s]."""
    e = rows(world, 0, REPLICATES).events
    launched = e["time"][e["kind"] == Happening.LAUNCH]
    ended = np.isin(e["kind"], [Happening.KILL, Happening.MISS, Happening.LOST])
    assert len(launched) == REPLICATES
    return list(zip(e["kind"][ended].tolist(), (e["time"][ended] - launched).tolist(), strict=True))


def intercept() -> tuple[float, float]:
    """Where the raider is at the launch and at the intercept where nothing hides it [m]."""
    e = rows(behind_a_wall(0.0, 1e9, 1e9), 0, 1).events
    (launch,), (kill,) = (e["time"][e["kind"] == kind] for kind in (Happening.LAUNCH, Happening.KILL))
    return 1e3 * START - PACE * launch, 1e3 * START - PACE * kill


@pytest.fixture(scope="module")
def wall() -> tuple[float, float]:
    """A wall between the launch and the intercept, which hides five seconds of the raider's way.

    It stands in the middle of the second quarter of the flight: doctrine, which looks ahead at the begin of
    each quarter, does not see it coming.
    """
    launched_at, met_at = intercept()
    assert launched_at - met_at > 30.0 * PACE
    return one_cell_at(launched_at - 0.375 * (launched_at - met_at))


def one_cell_at(distance: float) -> tuple[float, float]:
    """Limits [m] around one range of the masking table; its mask falls off over a cell each way."""
    cell = 1e3 * round(distance / 1e3)
    return cell - 500.0, cell + 500.0


SEMI_ACTIVE, SHORT, LONG = 0.0, 1_000.0, 1e6
"""Homing stretches [m]: none, shorter than what is left after the wall, longer than the whole way."""


@pytest.mark.parametrize("homing", [SEMI_ACTIVE, SHORT])
def test_a_round_is_lost_when_the_radar_loses_the_target_before_the_seeker_takes_over(wall, homing):
    launched_at, _ = intercept()
    hidden = (launched_at - (wall[1] + 500.0)) / PACE
    for kind, after in endings(behind_a_wall(homing, *wall)):
        assert kind == Happening.LOST
        # The radar looks every second, and coasts for 3 s.
        assert hidden <= after <= hidden + 1.0 + 3.0 + 0.5


def test_a_round_that_homes_by_itself_does_not_mind(wall):
    assert {kind for kind, _ in endings(behind_a_wall(LONG, *wall))} == {Happening.KILL}


@pytest.mark.parametrize("homing", [SEMI_ACTIVE, SHORT, LONG])
def test_without_a_wall_every_round_arrives(homing):
    assert {kind for kind, _ in endings(behind_a_wall(homing, 1e9, 1e9))} == {Happening.KILL}


def test_nobody_fires_through_a_wall_that_he_knows_of(wall):
    launched_at, met_at = intercept()
    middle = 0.5 * (launched_at + met_at)
    e = rows(behind_a_wall(SEMI_ACTIVE, middle - 6.0 * PACE, middle + 6.0 * PACE), 0, REPLICATES).events
    launched = e["time"][e["kind"] == Happening.LAUNCH]
    # It waits until the raider has passed the wall, and loses nothing.
    assert (1e3 * START - PACE * launched <= middle).all()
    assert np.sum(e["kind"] == Happening.LOST) == 0
    assert np.sum(e["kind"] == Happening.KILL) == len(launched) == REPLICATES


def play(state: State, world: World, step: int) -> None:
    """One step of all engagements."""
    in_kernel(engage, state, world, step)


@pytest.mark.parametrize("step", [0.25, 1.0])
@pytest.mark.parametrize(("over", "lost_at"), [(-60.0, math.inf), (-0.1, 0.1), (1e4, 0.0)])
def test_a_prediction_out_of_reach_is_no_loss_until_the_round_is_spent(over, lost_at, step):
    """`over` is for how long [s] it has flown too long when the step begins; it is lost `lost_at` into it."""
    # By this second's course they would meet far beyond the published 250 km.
    world = behind_a_wall(LONG, 1e9, 1e9)
    world = world._replace(clock=world.clock._replace(step=step))
    flown = world.round_f[Round.LONGEST_FLIGHT, 0] + over
    state = select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)
    state.tally[Tally.STEP] = 20
    site = world.battery_f[Battery.X : Battery.Z + 1, 0]
    up = site / np.linalg.norm(site)
    south = np.cross(np.cross(up, [0.0, 0.0, -1.0]), up)
    state.truth_f[Truth.X : Truth.Z + 1, 0] = site + 400_000.0 * south + 10_000.0 * up
    state.truth_f[Truth.VX : Truth.VZ + 1, 0] = 100.0 * south
    state.truth_f[[Truth.END, Truth.DOWN], 0] = math.inf
    state.truth_i[TruthKey.STATUS, 0] = Status.FLYING
    state.rounds_i[[ShotKey.FLYING, ShotKey.TYPE], 0] = 1, 0
    state.rounds_f[Shot.X : Shot.Z + 1, 0] = site
    begin = 20.0 * step
    state.rounds_f[Shot.LAUNCH, 0], state.rounds_f[Shot.INTERCEPT, 0] = begin - flown, 90.0
    play(state, world, 20)
    assert (state.rounds_i[ShotKey.FLYING, 0] == 0) == (lost_at < step)
    events = state.events_f[Event.TIME, : state.tally[Tally.EVENTS]]
    assert events == pytest.approx([begin + lost_at] if lost_at < step else [])


@pytest.mark.parametrize("step", [0.25, 1.0])
def test_a_round_launched_at_what_is_down_already_is_lost_at_once(step):
    world = behind_a_wall(LONG, 1e9, 1e9)
    world = world._replace(clock=world.clock._replace(step=step))
    state = select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)
    state.tally[Tally.STEP] = 20
    begin = 20.0 * step
    state.truth_f[Truth.X : Truth.Z + 1, 0] = 1.01 * world.battery_f[Battery.X : Battery.Z + 1, 0]
    state.truth_f[Truth.END, 0], state.truth_f[Truth.DOWN, 0] = math.inf, begin + 0.05
    state.truth_i[TruthKey.STATUS, 0] = Status.GONE
    state.rounds_i[[ShotKey.FLYING, ShotKey.REACHES], 0] = 1, 1
    state.rounds_f[Shot.LAUNCH, 0], state.rounds_f[Shot.INTERCEPT, 0] = begin + 0.05, begin + 60.0
    play(state, world, 20)
    events = state.events_f[Event.TIME, : state.tally[Tally.EVENTS]]
    assert events == pytest.approx([begin + 0.05])


def test_a_target_at_the_very_height_of_a_row_of_the_table_is_not_lost_by_a_hair():
    """At 2 km the course trembles by less than a millimetre about a row below which nothing is in reach."""
    tables = document(
        4, {"kill_probability": 1.0, "salvos_max": 1}, {},
        Approach(start_km=60.0, end_km=25.0, speed_mps=PACE, altitude_m=flyout.ALTITUDE_STEP),
    )  # fmt: skip
    world = world_of(tables)
    times = world.flyout.copy()
    times[:, 0, :] = -np.abs(times[:, 0, :])
    for step in (0.5, 1.0):
        steps = round(world.clock.steps * world.clock.step / step)
        clock = world.clock._replace(step=step, steps=steps)
        e = rows(freeze(world._replace(flyout=times, clock=clock)), 0, REPLICATES).events
        assert np.sum(e["kind"] == Happening.KILL) == 4 * REPLICATES
        assert np.sum((e["kind"] == Happening.LOST) & (e["value"] == 1.0)) == 0


def met_at(away: float, altitude: float) -> tuple[int, float]:
    """How a round with a seeker ends that meets a hovering target so far from its launcher, so high [m]."""
    world = behind_a_wall(LONG, 1e9, 1e9)
    state = select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)
    site = world.battery_f[Battery.X : Battery.Z + 1, 0]
    latitude, longitude = (math.radians(degrees) for degrees in SITE)
    gap = optimize.brentq(
        lambda south: np.linalg.norm(ecef_of(latitude - south, longitude, altitude) - site) - away, 0.0, 0.1
    )
    row, column = altitude / flyout.ALTITUDE_STEP, away / flyout.RANGE_STEP
    needed = map_coordinates(np.abs(world.flyout[0]), [[row], [column]], order=1)[0]
    state.tally[Tally.STEP] = 400
    state.truth_f[Truth.X : Truth.Z + 1, 0] = ecef_of(latitude - gap, longitude, altitude)
    state.truth_f[Truth.VX : Truth.VZ + 1, 0] = 1e-6
    state.truth_f[[Truth.END, Truth.DOWN], 0] = math.inf
    state.truth_i[TruthKey.STATUS, 0] = Status.FLYING
    state.rounds_i[ShotKey.FLYING, 0] = 1
    state.rounds_f[Shot.X : Shot.Z + 1, 0] = site
    state.rounds_f[Shot.LAUNCH, 0], state.rounds_f[Shot.INTERCEPT, 0] = 400.5 - needed, 400.5
    play(state, world, 400)
    (time,), (kind,) = state.events_f[Event.TIME, :1], state.events_i[EventKey.KIND, :1]
    assert time == pytest.approx(400.5, abs=0.01)
    return int(kind), float(state.events_f[Event.VALUE, 0])


@pytest.mark.parametrize(
    ("inside", "beyond"),
    [
        ((100_000.0, 27_000.0), (100_000.0, 27_003.0)),  # the ceiling published of a 48N6E3
        ((250_000.0, 10_000.0), (250_003.0, 10_000.0)),  # its range
        ((3_000.0, 1_000.0), (2_997.0, 1_000.0)),  # and the least of it
        ((20_000.0, 10.0), (20_000.0, 7.0)),  # and the least altitude
    ],
)
def test_no_round_meets_a_target_outside_what_is_published_of_it(inside, beyond):
    assert met_at(*inside)[0] in (Happening.KILL, Happening.MISS)
    assert met_at(*beyond) == (Happening.LOST, 1.0)


@pytest.mark.compiled("it plays whole replicates")
def test_the_luck_of_a_shot_is_its_targets_whoever_fires():
    # Shot k at a target kills where draw k of that target says so, by the chance that the log tells.
    tables = document(
        1, {"kill_probability": 0.3, "salvos_max": 3, "loadout": {ROUND: 6}}, {},
        Approach(start_km=START, end_km=END, speed_mps=PACE, altitude_m=3000.0),
    )  # fmt: skip
    world = world_of(tables)
    renamed = world.battery_i.copy()
    renamed[BatteryKey.IDENT] += 1
    e = rows(world, 0, 40).events
    other = rows(freeze(world._replace(battery_i=renamed)), 0, 40).events
    shots = np.isin(e["kind"], [Happening.KILL, Happening.MISS])
    assert np.array_equal(
        e["kind"][shots], other["kind"][np.isin(other["kind"], [Happening.KILL, Happening.MISS])]
    )
    ident = int(world.target_i[TargetKey.IDENT, 0])
    ordinals: Counter[int] = Counter()
    for replicate, kind, chance in zip(
        *(e[name][shots] for name in ("replicate", "kind", "value")), strict=True
    ):
        ordinals[replicate] += 1
        luck = uniform(draw(1, int(replicate), ordinals[replicate], Stream.KILL, ident, 0)[0])
        assert (luck < chance) == (kind == Happening.KILL)
    assert max(ordinals.values()) > 1
