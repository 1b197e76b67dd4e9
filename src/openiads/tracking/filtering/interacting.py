"""A track that is held against several ways of moving at once: straight on, restless, and turning either way.

References
----------
.. [1] H. A. P. Blom, Y. Bar-Shalom, The interacting multiple model algorithm for systems with Markovian
   switching coefficients, IEEE Transactions on Automatic Control 33 (1988) 780-783.
.. [2] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 11.6.6: mixing, filtering by mode, and the combined estimate.
.. [3] Y. Bar-Shalom, P. Willett, X. Tian, Tracking and Data Fusion: A Handbook of Algorithms, 2011, chapter
   3: the estimate of probabilistic data association, a mixture over the plots that may be its own.

Plots come at any time, so chances of a change grow with the lag: a mode is left after a mean stay, for the
others alike.  A plot is weighed by the mixture of what the modes expect of it, each from its own estimate;
only who learns it mixes them first.  Gates are those of the combined estimate, as if its target were
restless.  What is held to fall freely has gravity in every mode; instead of flying straight on it falls, for
longer and with less noise, and instead of turning it is restless.  These are our rules.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from openiads.ground.compiled import kernel, part
from openiads.ground.matrices import square_at, symmetric_at, vector_at
from openiads.ground.scalar import exp, log
from openiads.state.constants import GATE
from openiads.state.planes import FILTER_PLANES, MODEL_PLANES, Filter, ModelFilter, Plot, PlotKey, TrackKey
from openiads.state.scalars import Tracking
from openiads.state.state import State
from openiads.state.words import MotionModel
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
from openiads.tracking.measure.place_and_rate import (
    LOG_TWO_PI_FOURTH,
    distance,
    first_estimate,
    log_likelihood,
    update,
)
from openiads.tracking.motion.constant_velocity import predict
from openiads.tracking.motion.turning import turn_on
from openiads.tracking.trackers import TRACKERS, Filtering, Tracker

MODES = len(MotionModel)
LEAST_CHANCE = 1e-12
"""No mode is ever ruled out [1]."""


class Learnt(NamedTuple):
    """What a mode makes of a plot."""

    estimate: Estimate
    worth: float  # log likelihood of the plot
    chance: float  # probability of the mode before the plot [1]


class Likelihood(NamedTuple):
    """A sum of chances times likelihoods, over the largest of these."""

    top: float  # log of the largest
    total: float


@kernel
def expecting(sum_so_far: Likelihood, chance: float, worth: float) -> Likelihood:
    """A sum with one more chance [1] and log likelihood.

    Source: [2]_, the likelihood of the mixture.
    """
    top, total = sum_so_far
    if worth > top:
        return Likelihood(worth, total * exp(top - worth) + chance)
    return Likelihood(top, total + chance * exp(worth - top))


@kernel
def plane_of(mode: int, plane: int) -> int:
    """Where `State.filters` has a plane of a mode."""
    return FILTER_PLANES + mode * MODEL_PLANES + plane


@kernel
def chance_of(filters: Floats, m: int, mode: int) -> float:
    """Probability [1] that the target of track `m` moves in a mode."""
    chance: float = filters[plane_of(mode, ModelFilter.CHANCE), m]
    return chance


@kernel
def mode_estimate(filters: Floats, m: int, mode: int, time: float) -> Estimate:
    """The estimate [m, m/s] of track `m` under a mode, of a time [s]."""
    return Estimate(
        time,
        vector_at(filters, m, plane_of(mode, ModelFilter.X)),
        vector_at(filters, m, plane_of(mode, ModelFilter.VX)),
        symmetric_at(filters, m, plane_of(mode, ModelFilter.PXX)),
        square_at(filters, m, plane_of(mode, ModelFilter.CXX)),
        symmetric_at(filters, m, plane_of(mode, ModelFilter.VXX)),
    )


@kernel
def store_mode(filters: Floats, m: int, mode: int, estimate: Estimate, chance: float) -> None:
    """Keep the estimate [m, m/s] of track `m` under a mode, and the probability [1] of that."""
    for axis in range(3):
        filters[plane_of(mode, ModelFilter.X) + axis, m] = estimate.place[axis]
        filters[plane_of(mode, ModelFilter.VX) + axis, m] = estimate.velocity[axis]
    for entry in range(6):
        filters[plane_of(mode, ModelFilter.PXX) + entry, m] = estimate.place_block[entry]
        filters[plane_of(mode, ModelFilter.VXX) + entry, m] = estimate.velocity_block[entry]
    for entry in range(9):
        filters[plane_of(mode, ModelFilter.CXX) + entry, m] = estimate.cross_block[entry]
    filters[plane_of(mode, ModelFilter.CHANCE), m] = chance


@kernel
def stay_of(tracking: Tracking, ballistic: bool, mode: int) -> float:
    """For how long a target stays in a mode, on average [s]."""
    if mode != MotionModel.QUIET:
        return tracking.manoeuvre_stay
    return tracking.fall_stay if ballistic else tracking.quiet_stay


@kernel
def change(tracking: Tracking, ballistic: bool, former: int, latter: int, lag: float) -> float:
    """Probability [1] that a target that moved in the `former` mode moves in the `latter` a lag [s] later.

    Our own, of a Markov chain in continuous time [1]_.
    """
    stays = exp(-abs(lag) / stay_of(tracking, ballistic, former))
    return stays if former == latter else (1.0 - stays) / (MODES - 1)


@kernel
def chance_then(filters: Floats, m: int, mode: int, tracking: Tracking, ballistic: bool, lag: float) -> float:
    """Probability [1] that the target of track `m` moves in a mode a lag [s] after its estimate."""
    chance = 0.0
    for former in range(MODES):
        chance += change(tracking, ballistic, former, mode, lag) * chance_of(filters, m, former)
    return chance


@kernel
def carried(estimate: Estimate, tracking: Tracking, ballistic: bool, mode: int, time: float) -> Estimate:
    """An estimate [m, m/s] carried to a time [s] in a mode; what falls makes no level turns."""
    if mode == MotionModel.QUIET:
        noise = tracking.fall_noise if ballistic else tracking.quiet_noise
        return predict(estimate, Dynamics(ballistic, noise), time)
    if mode == MotionModel.AGILE or ballistic:
        return predict(estimate, Dynamics(ballistic, tracking.agile_noise), time)
    rate = tracking.turn_rate if mode == MotionModel.LEFT else -tracking.turn_rate
    return turn_on(estimate, Dynamics(ballistic, tracking.turn_noise), rate, time)


@kernel
def mixed(filters: Floats, m: int, mode: int, tracking: Tracking, ballistic: bool, time: float) -> Estimate:
    """What the target of track `m` did if it moves in a mode from now to `time` [s].

    Source: [1]_, the interaction.
    """
    reference, lag = estimate_of(filters, m), time - filters[Filter.TIME, m]
    moments = no_moments()
    for former in range(MODES):
        weight = change(tracking, ballistic, former, mode, lag) * chance_of(filters, m, former)
        moments = counted(moments, weight, mode_estimate(filters, m, former, reference.time), reference)
    return matched(moments, reference)


@part
def gate_noise(world: World) -> float:
    """Power density of acceleration [m2/s3] by which gates grow."""
    return float(world.tracking.agile_noise)


@part
def falls(state: State, p: int, m: int) -> bool:
    """Whether track `m` is taken to fall freely."""
    return bool(state.tracks_i[p, TrackKey.BALLISTIC, m] == 1)


@part
def evenly(state: State, world: World, p: int, m: int, estimate: Estimate, ballistic: bool) -> None:
    """Have track `m` believe an estimate in each mode, which is as likely as it is at any time."""
    store(state.filters[p], m, estimate)
    whole = (MODES - 1) * world.tracking.manoeuvre_stay
    whole += stay_of(world.tracking, ballistic, MotionModel.QUIET.value)
    for mode in range(MODES):
        stay = stay_of(world.tracking, ballistic, mode)
        store_mode(state.filters[p], m, mode, estimate, stay / whole)


@part
def adopt(state: State, world: World, p: int, m: int, estimate: Estimate) -> None:
    """Have track `m` believe what somebody else made of it: each mode as likely as it is at any time."""
    evenly(state, world, p, m, estimate, falls(state, p, m))


@part
def begin(state: State, world: World, p: int, m: int, plot: Measured, station: Station) -> Estimate:
    """Begin track `m` with a plot; whether it falls a first plot cannot tell."""
    first = first_estimate(plot, station, world.tracking.start_speed_sd)
    evenly(state, world, p, m, first, False)
    return first


@part
def weigh(
    filters: Floats, m: int, ballistic: bool, tracking: Tracking, plot: Measured, station: Station
) -> tuple[float, float]:
    """Squared statistical distance of a plot to track `m` of `filters` (planes, M), and another number.

    It stands for the log determinant: both together give the log likelihood of the mixture of modes.

    Source: [2]_, the likelihood of the mixture.
    """
    combined = estimate_of(filters, m)
    square, _ = distance(combined, Dynamics(ballistic, tracking.agile_noise), plot, station)
    if square > GATE:
        return square, 0.0
    lag, mixture = plot.time - combined.time, Likelihood(-np.inf, 0.0)
    for mode in range(MODES):
        then = carried(mode_estimate(filters, m, mode, combined.time), tracking, ballistic, mode, plot.time)
        chance = chance_then(filters, m, mode, tracking, ballistic, lag)
        mixture = expecting(mixture, chance, log_likelihood(then, plot, station))
    return square, -2.0 * (mixture.top + log(mixture.total)) - square - LOG_TWO_PI_FOURTH


@kernel
def learnt(
    filters: Floats, m: int, mode: int, tracking: Tracking, ballistic: bool, plot: Measured, station: Station
) -> Learnt:
    """What track `m` makes of a plot if its target moves in a mode.

    Source: [1]_, one of the filters.
    """
    then = carried(
        mixed(filters, m, mode, tracking, ballistic, plot.time), tracking, ballistic, mode, plot.time
    )
    chance = chance_then(filters, m, mode, tracking, ballistic, plot.time - filters[Filter.TIME, m])
    return Learnt(update(then, plot, station), log_likelihood(then, plot, station), chance)


@part
def learn(state: State, world: World, p: int, m: int, plot: Measured, station: Station) -> Estimate:
    """Have track `m` learn a plot; what it then believes.

    Source: [1]_, the chances of the modes and the combined estimate.
    """
    filters, tracking, ballistic = state.filters[p], world.tracking, falls(state, p, m)
    each = (
        learnt(filters, m, 0, tracking, ballistic, plot, station),
        learnt(filters, m, 1, tracking, ballistic, plot, station),
        learnt(filters, m, 2, tracking, ballistic, plot, station),
        learnt(filters, m, 3, tracking, ballistic, plot, station),
    )
    top = max(max(each[0].worth, each[1].worth), max(each[2].worth, each[3].worth))
    total = 0.0
    for mode in range(MODES):
        total += max(each[mode].chance * exp(each[mode].worth - top), LEAST_CHANCE)
    reference, moments = each[0].estimate, no_moments()
    for mode in range(MODES):
        chance = max(each[mode].chance * exp(each[mode].worth - top), LEAST_CHANCE) / total
        store_mode(filters, m, mode, each[mode].estimate, chance)
        moments = counted(moments, chance, each[mode].estimate, reference)
    found = matched(moments, reference)
    store(filters, m, found)
    return found


@part
def expect_plots(
    state: State,
    pairs: Candidates,
    found: Marginals,
    m: int,
    then: tuple[Estimate, Estimate, Estimate, Estimate],
    chances: tuple[float, float, float, float],
    station: Station,
) -> None:
    """Write the log likelihood of each plot that may be of track `m`, by all modes together [2]_."""
    q = found.head[m]
    while q != NO_PAIR:
        plot = moved(measured_of(state.plots_f, pairs.plot[q]), then[0].velocity, then[0].time)
        mixture = Likelihood(-np.inf, 0.0)
        for mode in range(MODES):
            mixture = expecting(mixture, chances[mode], log_likelihood(then[mode], plot, station))
        found.expected[q] = mixture.top + log(mixture.total)
        q = found.after[q]


@part
def blend(
    state: State, world: World, p: int, m: int, pairs: Candidates, found: Marginals, best: int
) -> Estimate:
    """Have track `m` learn all plots that may be its own, of which pair `best` is the likeliest.

    A mode gains by a plot as much as it expected it better than all modes together.

    Source: [1]_ within [3]_.
    """
    filters, tracking, ballistic = state.filters[p], world.tracking, falls(state, p, m)
    time = state.plots_f[Plot.TIME, pairs.plot[best]]
    station = station_of(world.radar_f, state.plots_i[PlotKey.RADAR, pairs.plot[best]])
    then = (
        carried(mixed(filters, m, 0, tracking, ballistic, time), tracking, ballistic, 0, time),
        carried(mixed(filters, m, 1, tracking, ballistic, time), tracking, ballistic, 1, time),
        carried(mixed(filters, m, 2, tracking, ballistic, time), tracking, ballistic, 2, time),
        carried(mixed(filters, m, 3, tracking, ballistic, time), tracking, ballistic, 3, time),
    )
    lag = time - filters[Filter.TIME, m]
    chances = (
        chance_then(filters, m, 0, tracking, ballistic, lag),
        chance_then(filters, m, 1, tracking, ballistic, lag),
        chance_then(filters, m, 2, tracking, ballistic, lag),
        chance_then(filters, m, 3, tracking, ballistic, lag),
    )
    reference, whole = then[0], no_moments()
    expect_plots(state, pairs, found, m, then, chances, station)
    for mode in range(MODES):
        moments, none = no_moments(), 1.0
        q = found.head[m]
        while q != NO_PAIR:
            plot = moved(measured_of(state.plots_f, pairs.plot[q]), reference.velocity, time)
            gained = exp(log_likelihood(then[mode], plot, station) - found.expected[q])
            found_so = update(then[mode], plot, station)
            moments = counted(moments, found.probability[q] * gained, found_so, then[mode])
            none -= found.probability[q]
            q = found.after[q]
        moments = counted(moments, max(none, LEAST_CHANCE), then[mode], then[mode])
        chance, estimate = chances[mode] * moments.weight, matched(moments, then[mode])
        store_mode(filters, m, mode, estimate, chance)
        whole = counted(whole, chance, estimate, reference)
    for mode in range(MODES):
        filters[plane_of(mode, ModelFilter.CHANCE), m] /= whole.weight
    result = matched(whole, reference)
    store(filters, m, result)
    return result


IMM = TRACKERS.add("imm")(
    Tracker(filtering=Filtering(gate_noise, begin, weigh, learn, blend, adopt), motion_models=MODES)
)
