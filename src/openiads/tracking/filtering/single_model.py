"""A track that keeps one estimate, of the one way in which its target is expected to move."""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import TrackKey
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.estimates import Dynamics, Estimate, Measured, Station, estimate_of, store
from openiads.tracking.measure.place_and_rate import distance, first_estimate, update
from openiads.tracking.motion.constant_velocity import predict


@part
def gate_noise(world: World) -> float:
    """Power density of acceleration [m2/s3] by which gates grow."""
    return float(world.tracking.process_noise)


@part
def dynamics_of(state: State, world: World, p: int, m: int) -> Dynamics:
    """How the target of track `m` is expected to move."""
    return Dynamics(state.tracks_i[p, TrackKey.BALLISTIC, m] == 1, world.tracking.process_noise)


@part
def begin(state: State, world: World, p: int, m: int, plot: Measured, station: Station) -> Estimate:
    """Begin track `m` with a plot; what it then believes."""
    first = first_estimate(plot, station, world.tracking.start_speed_sd)
    store(state.filters[p], m, first)
    return first


@part
def weigh(
    state: State, world: World, p: int, m: int, plot: Measured, station: Station
) -> tuple[float, float]:
    """Squared statistical distance of a plot to track `m`, and its log determinant."""
    dynamics = dynamics_of(state, world, p, m)
    return distance(estimate_of(state.filters[p], m), dynamics, plot, station)


@part
def learn(state: State, world: World, p: int, m: int, plot: Measured, station: Station) -> Estimate:
    """Have track `m` learn a plot; what it then believes."""
    dynamics = dynamics_of(state, world, p, m)
    expected = predict(estimate_of(state.filters[p], m), dynamics, plot.time)
    found = update(expected, plot, station)
    store(state.filters[p], m, found)
    return found
