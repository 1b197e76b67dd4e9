"""Tracks become reports: of what a fire unit sees itself soon, over a network later.

References
----------
.. [1] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, Estimation with Applications to Tracking and Navigation,
   2001, section 1.4: the variance of a linear form of what has a covariance.
.. [2] The same, section 10.3.2: mean and variance of a function to second order; of |v| they are t / 2|v| and
   t^2 / 2 v^2 where t is the variance across.

That a climb within its own error is not reported, that a link carries one report of a track at a time, and
that a battery reads what says of itself that it is the better, are our rules.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import kernel, part
from openiads.ground.draws import Stream, draw, uniform
from openiads.ground.matrices import dot, quadratic, symmetric_at, vector_at
from openiads.state.clock import cycle_ends, step_begin
from openiads.state.constants import CLIMB_SURE
from openiads.state.events import NOBODY
from openiads.state.ladder import climb
from openiads.state.links import is_local, picture_of, reads_own
from openiads.state.planes import (
    Battery,
    BatteryKey,
    Filter,
    Network,
    NetworkKey,
    Own,
    Pair,
    Report,
    Tally,
    TrackKey,
)  # fmt: skip
from openiads.state.reports import error_then
from openiads.state.state import State
from openiads.state.words import Stage, TrackStatus
from openiads.state.world import Floats, World

INSTANTS = 1000.0
"""Looks are told apart by the millisecond [1/s]."""


@kernel
def measure_errors(filters: Floats, report: Floats, m: int) -> None:
    """Write the errors of the present estimate of track `m` into its report.

    They are the spreads of its place [m] and of its velocity [m/s], and the standard deviations of its speed
    [m/s] and of its altitude [m]: the covariance as it lies along the course and along the vertical [1]_.
    What lies across the course adds to the speed by its square: it counts with its mean and its variance to
    second order [2]_, as if all of it lay in one direction.
    """
    report[Report.SPREAD, m] = filters[Filter.SPREAD, m]
    report[Report.SPREAD_RATE, m] = filters[Filter.SPREAD_RATE, m]
    velocity = vector_at(filters, m, Filter.VX)
    square = dot(velocity, velocity)
    most = filters[Filter.SPREAD_RATE, m] * filters[Filter.SPREAD_RATE, m]
    error = most  # no speed is off by more than its velocity
    if square > 0.0:
        along = max(quadratic(symmetric_at(filters, m, Filter.VXX), velocity) / square, 0.0)
        across = max(most - along, 0.0)
        error = min(along + 0.75 * across * across / square, most)
    report[Report.SPEED_ERROR, m] = math.sqrt(error)
    place = vector_at(filters, m, Filter.X)
    upward = quadratic(symmetric_at(filters, m, Filter.PXX), place)
    report[Report.HEIGHT_ERROR, m] = math.sqrt(max(upward / dot(place, place), 0.0))


@kernel
def level(filters: Floats, report: Floats, m: int) -> None:
    """Take a climb that its own error explains out of the velocity [m/s] in the report of track `m`.

    What is read as a climb of 15 m/s, give or take 25, puts a cruise missile over the ridge in ten seconds.

    Our rule: what cannot be told from level is taken for level.
    """
    place = vector_at(filters, m, Filter.X)
    square = dot(place, place)
    outward = dot(vector_at(report, m, Report.VX), place)
    error = quadratic(symmetric_at(filters, m, Filter.VXX), place)
    if outward * outward < CLIMB_SURE * CLIMB_SURE * error:
        for axis in range(3):
            report[Report.VX + axis, m] -= outward / square * place[axis]


@kernel
def write_report(filters: Floats, report: Floats, m: int, ballistic: bool) -> None:
    """Report the present estimate of track `m` [m, m/s], with its errors."""
    report[Report.TIME, m] = filters[Filter.TIME, m]
    for axis in range(3):
        report[Report.X + axis, m] = filters[Filter.X + axis, m]
        report[Report.VX + axis, m] = filters[Filter.VX + axis, m]
    report[Report.BALLISTIC, m] = 1.0 if ballistic else 0.0
    measure_errors(filters, report, m)
    if not ballistic:
        level(filters, report, m)


@kernel
def deliver(pending: Floats, reports: Floats, m: int, delay: float, until: float) -> bool:
    """Deliver the report on its way of track `m` if it is due by `until` [s]; say if the link is free."""
    if pending[Report.TIME, m] < 0.0:
        return True
    if pending[Report.TIME, m] + delay > until:
        return False
    for plane in range(reports.shape[0]):
        reports[plane, m] = pending[plane, m]
    pending[Report.TIME, m] = -1.0
    return True


@kernel
def instant(filters: Floats, m: int) -> int:
    """Time of the look that made the present estimate of track `m` [ms]."""
    moment: int = math.floor(filters[Filter.TIME, m] * INSTANTS)
    return moment


@part
def rank(state: State, p: int, m: int) -> int:
    """How many tracks of picture `p` that were looked at in the same instant as `m` have a smaller ECEF x."""
    filters = state.filters[p]
    before = 0
    for other in range(state.tops[p]):
        there = state.tracks_i[p, TrackKey.STATUS, other] != TrackStatus.FREE
        at_once = there and instant(filters, other) == instant(filters, m)
        if at_once and filters[Filter.X, other] < filters[Filter.X, m]:
            before += 1
    return before


@part
def is_lost(state: State, world: World, p: int, m: int, number: int) -> bool:
    """Whether the link loses all of a `number` of last reports of track `m`, each by itself.

    A report is known by its network and by the look behind it: when that was, and which of the tracks that
    it found.  So neither the step, nor a slot, nor what other radars see changes its luck.
    """
    loss = world.network_f[Network.LOSS, p]
    if loss <= 0.0:
        return False
    luck, _, _, _ = draw(
        state.tally[Tally.SEED], state.tally[Tally.REPLICATE], instant(state.filters[p], m),
        Stream.LINK, world.network_i[NetworkKey.IDENT, p], rank(state, p, m),
    )  # fmt: skip
    chance = 1.0
    for _ in range(number):
        chance *= loss
    return uniform(luck) < chance


@part
def send(state: State, world: World, p: int, m: int, until: float) -> None:
    """Deliver the report of track `m` that is due by `until` [s], then send what is new of it, unless lost.

    Each look that updates the track makes one report.  Looks within one step leave together, so the newest
    stands for all of them; of those that waited for the link, the newest replaces the others.
    """
    pending, reports, keys = state.pending[p], state.reports[p], state.tracks_i[p]
    delay = world.network_f[Network.DELAY, p]
    # Looks before the track was believed made no reports.
    number = 1 if keys[TrackKey.SHARED, m] == 0 else keys[TrackKey.HITS, m] - keys[TrackKey.SHARED, m]
    keys[TrackKey.SHARED, m] = keys[TrackKey.HITS, m]
    waited = pending[Report.TIME, m] >= 0.0
    free = deliver(pending, reports, m, delay, until)
    if not free or state.filters[p, Filter.TIME, m] <= reports[Report.TIME, m]:
        return
    if waited:
        number = max(number, 1)
    if number > 0 and not is_lost(state, world, p, m, number):
        write_report(state.filters[p], pending, m, keys[TrackKey.BALLISTIC, m] == 1)
        deliver(pending, reports, m, delay, until)


@part
def show_own(state: State, world: World, b: int, m: int, until: float, fresh: bool) -> bool:
    """Put what the radars of battery `b` made of track `m` on its own screens by `until` [s].

    As over a link, but nothing is lost and the delay is the battery's own.  What its network does not report
    yet it has to have seen as often as any track that is believed.  When either brings something, the report
    of the network being `fresh`, it takes to the better of the two by their own account.

    Returns whether it reads anything of the track.
    """
    p, row = picture_of(state, b), world.battery_i[BatteryKey.OWN, b]
    told, looks = state.reports[p, Report.TIME, m] >= 0.0, state.own[row, Own.LOOKS, m]
    if looks == 0.0:
        return bool(told)
    shown, apart = state.tops.shape[0] + row, state.own[row, Own.APART, m] == 1.0
    before = state.reports[shown, Report.TIME, m]
    newest = state.own[row, Filter.TIME, m] if apart else state.filters[p, Filter.TIME, m]
    idle = newest <= before and state.pending[shown, Report.TIME, m] < 0.0
    if idle and not fresh:
        return True
    pending, reports, delay = (
        state.pending[shown],
        state.reports[shown],
        world.battery_f[Battery.OWN_DELAY, b],
    )
    free, enough = deliver(pending, reports, m, delay, until), told or looks >= world.tracking.confirm_plots
    if free and enough and newest > reports[Report.TIME, m]:
        if apart:
            write_report(state.own[row], pending, m, state.own[row, Own.BALLISTIC, m] == 1.0)
        else:
            write_report(state.filters[p], pending, m, state.tracks_i[p, TrackKey.BALLISTIC, m] == 1)
        deliver(pending, reports, m, delay, until)
    there = reports[Report.TIME, m] >= 0.0
    if there and (fresh or reports[Report.TIME, m] > before):
        better = not told or error_then(reports, m, until) <= error_then(state.reports[p], m, until)
        state.pairs[b, Pair.OWN, m] = 1.0 if better else 0.0
    return bool(there or told)


@part
def reach_units(state: State, world: World, p: int, m: int, until: float) -> bool:
    """Bring what is known of track `m` of picture `p` to its batteries; whether any reads of it."""
    keys, before = state.tracks_i[p], state.reports[p, Report.TIME, m]
    if world.network_f[Network.DELAY, p] <= 0.0 and world.network_f[Network.LOSS, p] <= 0.0:
        write_report(state.filters[p], state.reports[p], m, keys[TrackKey.BALLISTIC, m] == 1)
    else:
        send(state, world, p, m, until)
    read, fresh = state.reports[p, Report.TIME, m] >= 0.0, state.reports[p, Report.TIME, m] > before
    for b in range(world.battery_i.shape[1] if state.own.shape[0] > 0 else 0):
        if reads_own(state, world, b, p):
            read = show_own(state, world, b, m, until, fresh) or read
    return bool(read)


def share(state: State, world: World, step: int) -> None:
    """Refresh the reports of every confirmed track, once a cycle.

    A link carries one report of a track at a time: the next leaves when the last has arrived, so a report
    is between one and two delays old, and older where the link loses some.  What a battery's own radars see
    comes by no link.
    """
    if not cycle_ends(world, step):
        return
    until = step_begin(world, step + 1)
    for p in range(state.tops.shape[0]):
        if is_local(world, p):
            continue
        keys = state.tracks_i[p]
        for m in range(state.tops[p]):
            if keys[TrackKey.STATUS, m] != TrackStatus.CONFIRMED:
                continue
            read = reach_units(state, world, p, m, until)
            climb(keys, m, Stage.IN_PICTURE if read else Stage.TRACKED, NOBODY)
