"""Which plot a track gets, against scipy's assignment of what each pair gains over a miss."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from openiads.state.constants import GATE
from openiads.state.planes import Plot, PlotKey, Tally
from openiads.state.scratch import Match
from openiads.state.state import State
from openiads.state.words import Overflow
from openiads.state.world import World
from openiads.tracking.association import nearest_neighbour as association
from openiads.tracking.association import pairs
from openiads.tracking.estimates import Dynamics, estimate_of, measured_of, station_of
from openiads.tracking.filtering import single_model
from openiads.tracking.measure.place_and_rate import distance
from tests.plain import open_up
from tests.tracking import bench


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, association, pairs, single_model)


def gains(state: State, world: World, tracks: int, plots: int) -> np.ndarray:
    """Log likelihood ratio (plots, tracks) over a miss, minus infinity beyond the gate.

    Detected, not false: ln Pd + ln N(4; 0, S) - ln clutter - ln (1 - Pd).
    """
    table = np.full((plots, tracks), -np.inf)
    station, dynamics = station_of(world.radar_f, 0), Dynamics(False, world.tracking.process_noise)
    for i in range(plots):
        for m in range(tracks):
            square, log_determinant = distance(
                estimate_of(state.filters[0], m), dynamics, measured_of(state.plots_f, i), station
            )
            density = -0.5 * (square + log_determinant + 4.0 * math.log(2.0 * math.pi))
            if square <= GATE:
                worth = math.log(bench.DETECTION) + density - bench.CLUTTER
                table[i, m] = worth - math.log(1.0 - bench.DETECTION)
    return table


def crowd(seed: int, tracks: int, plots: int, apart: float) -> tuple[State, World]:
    """Tracks and plots of one second later around one place, so near to each other that they compete."""
    rng = np.random.default_rng(seed)
    world = bench.world()
    state, velocity = bench.state(world), np.array([120.0, -60.0, 90.0])
    for m in range(tracks):
        bench.add_track(state, m, bench.centre(world) + rng.normal(size=3) * apart, velocity)
    for _ in range(plots):
        place = bench.centre(world) + velocity + rng.normal(size=3) * apart
        bench.add_plot(state, place, bench.rate_of(world, place, velocity) + rng.normal() * 5.0, time=1.0)
    return state, world


@pytest.mark.parametrize("apart", [30.0, 100.0, 300.0])
@pytest.mark.parametrize("seed", range(8))
def test_all_together_gain_what_scipy_says_is_most(seed, apart):
    tracks, plots = 2 + seed % 5, 1 + (3 * seed) % 7
    state, world = crowd(seed, tracks, plots, apart)
    association.associate(state, world, association.Scan(0, 0, plots))
    table = gains(state, world, tracks, plots)
    worth = np.maximum(table, 0.0)  # a pair worth less than a miss is none
    best = worth[linear_sum_assignment(worth, maximize=True)].sum()
    used = state.plots_i[PlotKey.USED, :plots]
    taken = [(i, used[i] - 1) for i in range(plots) if used[i] > 0]
    assert len({m for _, m in taken}) == len(taken)
    assert sum(table[pair] for pair in taken) == pytest.approx(best, rel=1e-9)
    for i, m in taken:
        won = state.work_f[Match.WON, i] - math.log(1.0 - bench.DETECTION)
        assert won == pytest.approx(table[i, m], rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_scan_with_many_plots_is_asked_by_cells_and_answers_the_same(seed, monkeypatch):
    state, world = crowd(seed, 25, 38, 400.0)
    found = pairs.find_candidates(state, world, association.Scan(0, 0, 38))
    kept = [np.copy(row[: found.number]) for row in (found.gain, found.plot, found.track)]
    kept.append(np.copy(found.first[:39]))
    assert pairs.FEWEST <= 38
    assert found.number > 10
    monkeypatch.setattr(pairs, "FEWEST", 39)
    again = pairs.find_candidates(state, world, association.Scan(0, 0, 38))
    assert again.number == found.number
    now = (*(row[: again.number] for row in (again.gain, again.plot, again.track)), again.first[:39])
    for one, other in zip(kept, now, strict=True):
        np.testing.assert_array_equal(one, other)


def test_more_near_pairs_of_a_large_scan_than_there_is_room_for_run_the_tile_again():
    state, world = crowd(1, 6, 36, 10.0)
    short = state._replace(work_f=state.work_f[:, :60].copy(), work_i=state.work_i[:, :60].copy())
    association.associate(short, world, association.Scan(0, 0, 36))
    assert short.tally[Tally.OVERFLOW] == Overflow.CANDIDATES


def test_a_plot_between_two_tracks_goes_where_it_leaves_the_other_its_own():
    # By itself plot 0 is nearer to track 1; but plot 1 fits only track 1, so track 0 takes plot 0.
    world = bench.world()
    state, middle, aside = bench.state(world), bench.centre(world), np.array([0.0, 0.0, 1.0])
    for m, z in enumerate((0.0, 200.0)):
        bench.add_track(state, m, middle + z * aside, np.zeros(3))
    for z in (110.0, 400.0):
        bench.add_plot(state, middle + z * aside, 0.0)
    association.associate(state, world, association.Scan(0, 0, 2))
    assert state.plots_i[PlotKey.USED, :2].tolist() == [1, 2]


def test_a_plot_far_from_all_tracks_stays_alone():
    world = bench.world()
    state = bench.state(world)
    bench.add_track(state, 0, bench.centre(world), np.zeros(3))
    bench.add_plot(state, bench.centre(world) + np.array([2_000.0, 0.0, 0.0]), 0.0)
    association.associate(state, world, association.Scan(0, 0, 1))
    assert state.plots_i[PlotKey.USED, 0] == 0


@pytest.mark.parametrize("margin", [1.0, -1.0])
def test_a_pair_that_is_worth_less_than_a_miss_is_none(margin):
    # The thicker the false plots lie, the less a plot is worth; a miss is worth ln (1 - Pd).
    world = bench.world()
    state = bench.state(world)
    bench.add_track(state, 0, bench.centre(world), np.zeros(3))
    bench.add_plot(state, bench.centre(world) + np.array([60.0, 0.0, 0.0]), 0.0)
    (worth,) = gains(state, world, 1, 1)[0]
    state.plots_f[Plot.LOG_CLUTTER, 0] = bench.CLUTTER + worth - margin
    association.associate(state, world, association.Scan(0, 0, 1))
    assert bool(state.plots_i[PlotKey.USED, 0] == 1) is (margin > 0.0)


def test_more_pairs_than_scratch_has_room_for_run_the_tile_again():
    state, world = crowd(1, 6, 6, 10.0)
    short = state._replace(work_f=state.work_f[:, :7].copy(), work_i=state.work_i[:, :7].copy())
    association.associate(short, world, association.Scan(0, 0, 6))
    assert short.tally[Tally.OVERFLOW] == Overflow.CANDIDATES
    assert (short.plots_i[PlotKey.USED, :6] == 0).all()
