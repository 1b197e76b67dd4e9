"""What travels through the filter: an estimate, what is measured, where from.  Planes are their storage."""

from __future__ import annotations

import math
from typing import NamedTuple

from openiads.ground.compiled import kernel
from openiads.ground.matrices import Square, Symmetric, Vector, square_at, symmetric_at, trace, vector_at
from openiads.state.planes import Filter, Plot, Radar
from openiads.state.world import Floats


class Estimate(NamedTuple):
    """Where a target is and how it moves, ECEF, with the covariance in blocks."""

    time: float  # [s]
    place: Vector  # [m]
    velocity: Vector  # [m/s]
    place_block: Symmetric  # of place [m2]
    cross_block: Square  # of place (row) with velocity (column) [m2/s]
    velocity_block: Symmetric  # of velocity [m2/s2]


class Dynamics(NamedTuple):
    """How a target is expected to move."""

    ballistic: bool  # it falls freely
    noise: float  # power density of its white acceleration [m2/s3]


class Measured(NamedTuple):
    """What a plot tells a filter, ECEF."""

    time: float  # [s]
    place: Vector  # [m]
    error: Symmetric  # covariance of the place [m2]
    rate: float  # range rate [m/s]


class Station(NamedTuple):
    """The radar that measured it."""

    place: Vector  # ECEF [m]
    rate_error: float  # standard deviation of its range rates [m/s]


@kernel
def estimate_of(filters: Floats, m: int) -> Estimate:
    """The estimate [m, m/s] in column `m` of an array that begins with the planes of a filter."""
    return Estimate(
        filters[Filter.TIME, m],
        vector_at(filters, m, Filter.X),
        vector_at(filters, m, Filter.VX),
        symmetric_at(filters, m, Filter.PXX),
        square_at(filters, m, Filter.CXX),
        symmetric_at(filters, m, Filter.VXX),
    )


@kernel
def store(filters: Floats, m: int, estimate: Estimate) -> None:
    """Keep an estimate [m, m/s] in column `m`, and the roots of its traces, which bound the gate.

    Our own bound: the root of a trace is at least the longest axis of its ellipsoid.
    """
    filters[Filter.TIME, m] = estimate.time
    for axis in range(3):
        filters[Filter.X + axis, m] = estimate.place[axis]
        filters[Filter.VX + axis, m] = estimate.velocity[axis]
    for entry in range(6):
        filters[Filter.PXX + entry, m] = estimate.place_block[entry]
        filters[Filter.VXX + entry, m] = estimate.velocity_block[entry]
    for entry in range(9):
        filters[Filter.CXX + entry, m] = estimate.cross_block[entry]
    filters[Filter.SPREAD, m] = math.sqrt(trace(estimate.place_block))
    filters[Filter.SPREAD_RATE, m] = math.sqrt(trace(estimate.velocity_block))


@kernel
def measured_of(plots: Floats, i: int) -> Measured:
    """What plot `i` tells [m, m/s]."""
    return Measured(
        plots[Plot.TIME, i],
        vector_at(plots, i, Plot.X),
        symmetric_at(plots, i, Plot.CXX),
        plots[Plot.RATE, i],
    )


@kernel
def moved(plot: Measured, velocity: Vector, time: float) -> Measured:
    """A plot as it had been at a `time` [s], of something with a velocity [m/s]."""
    x, y, z = plot.place
    lag = time - plot.time
    place = (x + lag * velocity[0], y + lag * velocity[1], z + lag * velocity[2])
    return Measured(time, place, plot.error, plot.rate)


@kernel
def station_of(radars: Floats, s: int) -> Station:
    """Where radar `s` stands [m], and how well it measures range rates [m/s]."""
    return Station(vector_at(radars, s, Radar.X), radars[Radar.RANGE_RATE_SD, s])
