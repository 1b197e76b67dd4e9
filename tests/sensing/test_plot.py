"""A plot's place, error and density of false plots, by matrices and by the volume they are spread over."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openiads.ground.frames import Enu
from openiads.ground.matrices import Vector
from openiads.sensing import plot
from openiads.sensing.look import NOTHING_THERE, Echo, Look
from openiads.simulation.open_tile import open_tile
from openiads.state.planes import Plot, PlotKey, Radar, Tally
from openiads.state.state import Capacity, State, select
from openiads.state.words import Overflow
from openiads.state.world import World, freeze
from tests.plain import open_up
from tests.simulation.tiny import tiny_world

SNR = 20.0
ERRORS = {"RANGE_SD": 30.0, "AZIMUTH_SD": 2e-3, "ELEVATION_SD": 3e-3, "REFERENCE_SNR": SNR}
THERE = np.array([60_000.0, -80_000.0, 12_000.0])
UPPER = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Parts as plain Python."""
    open_up(monkeypatch, plot)


def world_of(**figures: float) -> World:
    """A world whose radars have these figures."""
    world = tiny_world()
    radar = world.radar_f.copy()
    for name, value in {**ERRORS, **figures}.items():
        radar[Radar[name]] = value
    return freeze(world._replace(radar_f=radar))


def state_of(world: World) -> State:
    return select(open_tile(world, 1, 0, 1, Capacity.for_world(world)), 0)


def reported(world: World, snr: float = SNR, errors: Vector = (0.0, 0.0, 0.0)) -> np.ndarray:
    """Planes of the plot of a target at `THERE`."""
    state = state_of(world)
    plot.report(state, world, Look(0, 3, 7.5, Enu(*THERE)), Echo(snr, -55.0, 2.5, errors))
    assert state.tally[Tally.PLOTS] == 1
    assert tuple(state.plots_i[[PlotKey.RADAR, PlotKey.ORIGIN], 0]) == (0, 3)
    return state.plots_f[:, 0]


def axes_at(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Axes (3, 3) as columns - along the line of sight, across, above - in ECEF, and where the target is."""
    enu = world.radar_f[Radar.EAST_X : Radar.UP_Z + 1, 0].reshape(3, 3)
    sight = THERE / np.linalg.norm(THERE)
    across = np.cross(sight, [0.0, 0.0, 1.0])
    across /= np.linalg.norm(across)
    columns = np.column_stack([sight, across, np.cross(across, sight)])
    return enu.T @ columns, world.radar_f[Radar.X : Radar.Z + 1, 0] + enu.T @ THERE


def deviations(snr: float) -> np.ndarray:
    """Standard deviations [m] along, across and above, which fall as one over the root of the ratio."""
    ground, reach = np.hypot(*THERE[:2]), np.linalg.norm(THERE)
    at_reference = np.array([30.0, 2e-3 * ground, 3e-3 * reach])
    return at_reference * math.sqrt(SNR / snr)


def test_without_luck_a_plot_is_where_its_target_is():
    world = world_of()
    found = reported(world)
    np.testing.assert_allclose(found[Plot.X : Plot.Z + 1], axes_at(world)[1], rtol=0.0, atol=1e-6)
    assert (found[Plot.TIME], found[Plot.RATE], found[Plot.RCS]) == (7.5, -55.0, 2.5)


@pytest.mark.parametrize("snr", [SNR, 4.0 * SNR, 0.25 * SNR])
def test_its_covariance_is_that_of_the_axes_turned_into_ecef(snr):
    world = world_of()
    found, (axes, _) = reported(world, snr), axes_at(world)
    expected = axes @ np.diag(deviations(snr) ** 2) @ axes.T
    np.testing.assert_allclose(
        found[Plot.CXX : Plot.CZZ + 1], [expected[i, j] for i, j in UPPER], rtol=1e-9, atol=1e-6
    )
    assert found[Plot.SPREAD] == pytest.approx(deviations(snr).max())


@pytest.mark.parametrize("axis", range(3))
def test_luck_moves_it_by_as_many_standard_deviations_along_its_axis(axis):
    world = world_of()
    luck = np.zeros(3)
    luck[axis] = -1.5
    axes, place = axes_at(world)
    moved = reported(world, errors=tuple(luck))[Plot.X : Plot.Z + 1] - place
    along = axes.T @ moved
    assert abs(along[axis]) == pytest.approx(1.5 * deviations(SNR)[axis], rel=1e-6)
    assert np.linalg.norm(np.delete(along, axis)) < 1e-6


def test_errors_stop_falling_at_a_tenth():
    world = world_of()
    assert reported(world, 1e6 * SNR)[Plot.SPREAD] == pytest.approx(0.1 * deviations(SNR).max())
    assert reported(world, 99.0 * SNR)[Plot.SPREAD] > 0.1 * deviations(SNR).max()


def test_the_density_of_false_plots_integrates_to_their_number():
    # Even in range, azimuth, elevation and rate: a volume is r2 cos(e) dr da de, so it is 1 / r2 cos(e).
    figures = {"FALSE_PLOTS_PER_SCAN": 6.0, "INSTRUMENTED_RANGE": 200e3, "SECTOR_HALF": 1.0}
    world = world_of(**figures, MINIMUM_ELEVATION=0.0, MAXIMUM_ELEVATION=0.7)
    ranges = (np.arange(400) + 0.5) * 500.0
    elevations = (np.arange(70) + 0.5) * 0.01
    total = 0.0
    for elevation in elevations:
        cosine = math.cos(elevation)
        density = np.exp([plot.clutter_density(world, 0, reach, cosine) for reach in ranges])
        total += (density * ranges**2 * cosine * 500.0).sum() * 0.01
    assert total * 2.0 * 1.0 * 2.0 * 300.0 == pytest.approx(6.0, rel=1e-9)


def test_where_there_is_no_room_nothing_is_written_and_the_tile_runs_again():
    world = world_of()
    state = state_of(world)
    state.tally[Tally.PLOTS] = state.plots_f.shape[1]
    before = state.plots_f.copy()
    plot.report(state, world, Look(0, NOTHING_THERE, 0.0, Enu(*THERE)), Echo(SNR, 0.0, 1.0, (0.0, 0.0, 0.0)))
    assert state.tally[Tally.OVERFLOW] == Overflow.PLOTS
    assert (state.plots_f == before).all()
    assert state.tally[Tally.PLOTS] == state.plots_f.shape[1]
