"""Tracks and plots in a State of the tiny world, for tests of a room's parts as plain Python."""

from __future__ import annotations

import numpy as np

from openiads.ground.matrices import ZERO_SQUARE, isotropic
from openiads.simulation.open_tile import open_tile
from openiads.state.planes import Network, Plot, PlotKey, Radar, Tally, TrackKey
from openiads.state.state import Capacity, State, select
from openiads.state.words import TrackStatus
from openiads.state.world import World, freeze
from openiads.tracking.estimates import Estimate, store
from tests.simulation.tiny import tiny_world

DETECTION, CLUTTER = 0.8, -60.0
ERROR, SPEED_ERROR, RATE_ERROR, NOISE = 50.0, 20.0, 5.0, 300.0


def world() -> World:
    """One network whose radars measure range rates to 5 m/s and detect four times of five."""
    tiny = tiny_world()
    radar, network = tiny.radar_f.copy(), tiny.network_f.copy()
    radar[Radar.RANGE_RATE_SD] = RATE_ERROR
    network[Network.LOG_DETECTION], network[Network.LOG_MISS] = np.log(DETECTION), np.log(1.0 - DETECTION)
    return freeze(tiny._replace(radar_f=radar, network_f=network))


def state(world: World, tracks: int = 40) -> State:
    """Nothing yet."""
    capacity = Capacity(plots=40, tracks=tracks, events=200, candidates=400)
    return select(open_tile(world, 1, 0, 1, capacity), 0)


def centre(world: World) -> np.ndarray:
    """Where the tests' targets are: 80 km east of radar 0 and 10 km up, ECEF [m]."""
    axes = world.radar_f[Radar.EAST_X : Radar.UP_Z + 1, 0].reshape(3, 3)
    return world.radar_f[Radar.X : Radar.Z + 1, 0] + axes.T @ [80e3, 0.0, 10e3]


def add_track(state: State, m: int, place: np.ndarray, velocity: np.ndarray, time: float = 0.0) -> None:
    """Put a confirmed track into slot `m` of picture 0."""
    there, speed = tuple(map(float, place)), tuple(map(float, velocity))
    errors = isotropic(ERROR**2), ZERO_SQUARE, isotropic(SPEED_ERROR**2)
    store(state.filters[0], m, Estimate(time, there, speed, *errors))
    state.tracks_i[0, TrackKey.STATUS, m] = TrackStatus.CONFIRMED
    state.tops[0] = max(state.tops[0], m + 1)


def add_plot(state: State, place: np.ndarray, rate: float, time: float = 0.0, s: int = 0) -> None:
    """Append a plot of radar `s`."""
    i = state.tally[Tally.PLOTS]
    state.plots_f[Plot.TIME, i], state.plots_f[Plot.RATE, i] = time, rate
    state.plots_f[Plot.X : Plot.Z + 1, i] = place
    state.plots_f[[Plot.CXX, Plot.CYY, Plot.CZZ], i] = ERROR**2
    state.plots_f[Plot.SPREAD, i], state.plots_f[Plot.LOG_CLUTTER, i] = ERROR, CLUTTER
    state.plots_f[Plot.RCS, i] = 4.0
    state.plots_i[PlotKey.RADAR, i], state.plots_i[PlotKey.ORIGIN, i] = s, 7
    state.tally[Tally.PLOTS] = i + 1


def rate_of(world: World, place: np.ndarray, velocity: np.ndarray) -> float:
    """Range rate [m/s] from radar 0."""
    gap = place - world.radar_f[Radar.X : Radar.Z + 1, 0]
    return float(gap @ velocity / np.linalg.norm(gap))
