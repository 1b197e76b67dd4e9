"""A track that keeps one estimate, of the one way in which its target is expected to move.

References
----------
.. [1] Y. Bar-Shalom, P. Willett, X. Tian, Tracking and Data Fusion: A Handbook of Algorithms, 2011, chapter
   3: the estimate of probabilistic data association, a mixture over the plots that may be its own.

That plots of one scan are moved to the time of the likeliest, along the expected course, is our rule.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Plot, PlotKey, TrackKey
from openiads.state.scalars import Tracking
from openiads.state.state import State
from openiads.state.world import Floats, World
from openiads.tracking.association.pair_lists import NO_PAIR, Candidates, Marginals
from openiads.tracking.estimates import (
    Dynamics,
    Estimate,
    Measured,
    Station,
    estimate_of,
    measured_of,
    moved,
    station_of,
    store,
)
from openiads.tracking.filtering.moments import counted, matched, no_moments
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
def adopt(state: State, world: World, p: int, m: int, estimate: Estimate) -> None:
    """Have track `m` believe an estimate that somebody else made."""
    store(state.filters[p], m, estimate)


@part
def weigh(
    filters: Floats, m: int, ballistic: bool, tracking: Tracking, plot: Measured, station: Station
) -> tuple[float, float]:
    """Squared statistical distance of a plot to track `m` of `filters` (planes, M), and its log determinant.

    What is asked of every pair is handed over as it is, so that no loop looks it up again.
    """
    return distance(estimate_of(filters, m), Dynamics(ballistic, tracking.process_noise), plot, station)


@part
def learn(state: State, world: World, p: int, m: int, plot: Measured, station: Station) -> Estimate:
    """Have track `m` learn a plot; what it then believes."""
    dynamics = dynamics_of(state, world, p, m)
    expected = predict(estimate_of(state.filters[p], m), dynamics, plot.time)
    found = update(expected, plot, station)
    store(state.filters[p], m, found)
    return found


@part
def blend(
    state: State, world: World, p: int, m: int, pairs: Candidates, found: Marginals, best: int
) -> Estimate:
    """Have track `m` learn all plots that may be its own, of which pair `best` is the likeliest.

    Source: [1]_.
    """
    time = state.plots_f[Plot.TIME, pairs.plot[best]]
    station = station_of(world.radar_f, state.plots_i[PlotKey.RADAR, pairs.plot[best]])
    expected = predict(estimate_of(state.filters[p], m), dynamics_of(state, world, p, m), time)
    moments, none = no_moments(), 1.0
    q = found.head[m]
    while q != NO_PAIR:
        plot = moved(measured_of(state.plots_f, pairs.plot[q]), expected.velocity, time)
        moments = counted(moments, found.probability[q], update(expected, plot, station), expected)
        none -= found.probability[q]
        q = found.after[q]
    result = matched(counted(moments, max(none, 0.0), expected, expected), expected)
    store(state.filters[p], m, result)
    return result
