"""One step of every searching radar: looks, detections, plots.

References
----------
.. [1] M. I. Skolnik, Introduction to Radar Systems, 3rd ed., 2001, chapter 3: what moves slowly along the
   line of sight is lost with the ground clutter that a moving-target indication takes out.
.. [2] the same, chapter 8: the effective earth.

Which pass of a beam meets what, and when, is geometry of our own.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from openiads.ground.compiled import kernel, part
from openiads.ground.course import place_of
from openiads.ground.draws import Stream, draw, normal, uniform
from openiads.ground.echo import detection_probability
from openiads.ground.frames import MEAN_RADIUS, Place, between
from openiads.ground.scalar import atan2, cos, sincos
from openiads.sensing.clutter import false_plots
from openiads.sensing.look import Echo, Look, range_rate
from openiads.sensing.plot import report
from openiads.sensing.power import apparent_rcs, aspect_rcs, snr_of
from openiads.sensing.scan import (
    angle_between,
    comes_again,
    last_scan_before,
    mark_of,
    newest_mark,
    share_of_scan,
    time_of_look,
)  # fmt: skip
from openiads.state.clock import step_begin
from openiads.state.constants import AGAIN, CATCH_UP, MISSED_SCAN
from openiads.state.events import NOBODY, amend, log
from openiads.state.facing import sector_centre
from openiads.state.ladder import credit_target
from openiads.state.planes import Radar, RadarKey, Tally, Target, TargetKey, Truth, TruthKey
from openiads.state.positions import place_of_radar
from openiads.state.scratch import EIGHT, SweepKey
from openiads.state.spans import note_first_seen, note_in_vain, note_masked
from openiads.state.state import State
from openiads.state.truth import course_at, course_of_target, flies_at, into_step, off_drift
from openiads.state.words import Fate, Happening, Pattern, Phase, Side, Stage
from openiads.state.world import Floats, Integers, World
from openiads.terrain.rays.sight import (
    apparent_elevation,
    clears,
    elevation_bounds,
    lies_below_skyline,
    local,
    surely_hidden,
)  # fmt: skip

BEAM_SLACK = 0.01
"""Margin of the quick test for the beam [rad]: rounding must never lose a look."""
RANGE_SLACK = 5_000.0
"""A target may come into instrumented range within the step [m]."""


class Beam(NamedTuple):
    """What a radar sweeps in a step."""

    x: float  # middle direction, ECEF
    y: float
    z: float
    narrow: float  # cosine of half its width; -1 if it tells nothing apart


class Turn(NamedTuple):
    """Radar `s` turns from `since` until `until` [s]."""

    s: int
    centre: float  # azimuth of the middle of its sector [rad]
    since: float
    until: float


class Passing(NamedTuple):
    """Radar `s` comes by target `n`."""

    s: int
    n: int
    scan: int  # number of the scan
    time: float  # [s]
    azimuth: float  # along which it looks [rad]


@part
def drowned(world: World, s: int, rate: float, ground: float, up: float) -> bool:
    """Whether ground clutter hides a target [1]_: slow in range and within a beam of the ground.

    That a notch in speed and a beam's width above the ground stand for it is our rule.
    """
    if abs(rate) < world.radar_f[Radar.DOPPLER_NOTCH, s]:
        return bool(apparent_elevation(world, ground, up) < world.radar_f[Radar.BEAM_WIDTH, s])
    return False


@part
def is_below_horizon(world: World, s: int, ground: float, elevation: float) -> bool:
    """Whether even a smooth Earth hides from radar `s` what is `ground` [m] away at an `elevation` [rad].

    Source: [2]_: the horizon of an Earth of radius kR lies sqrt(2 k R h) away and sqrt(2 h / k R) low.
    """
    radius = world.tables.refraction * MEAN_RADIUS
    height = max(world.radar_f[Radar.ALTITUDE, s], 0.0)
    return bool(ground * ground > 2.0 * radius * height and elevation < -math.sqrt(2.0 * height / radius))


@part
def lies_below_horizon(world: World, s: int, ground: float, up: float) -> bool:
    """The same of a point, from its position at the antenna [m]: mostly a bound of its elevation tells."""
    _, most = elevation_bounds(world, ground, up)
    if is_below_horizon(world, s, ground, most):
        return True
    return is_below_horizon(world, s, ground, apparent_elevation(world, ground, up))


@part
def is_hidden(state: State, world: World, passing: Passing) -> bool:
    """Whether a target swings and is out of sight wherever that may have it: then nobody need work it out.

    Unless it is still to be noted what hides it.

    The skyline only rises with range, so what is hidden from below, nearer by as much, is hidden for sure.

    Our own bound.
    """
    s, n, _, time, azimuth = passing
    if world.target_f[Target.WEAVE_AMPLITUDE, n] <= 0.0:
        return False
    lag = into_step(state, world, time)
    doubt = off_drift(world, n, lag)
    east, north, up = local(world, s, place_of(course_of_target(state, world, n, lag)))
    ground = math.sqrt(east * east + north * north) - doubt
    if ground <= 2.0 * doubt or not surely_hidden(world, s, azimuth, ground, up + doubt):
        return False
    if not to_note(state, world, n):
        return True
    if math.isnan(state.reached[Stage.UNMASKED, n]) and not state.truth_f[Truth.HIDDEN, n] < time:
        return False
    _, most = elevation_bounds(world, ground + 2.0 * doubt, up + doubt)
    return is_below_horizon(world, s, ground, most)


@part
def look(state: State, world: World, passing: Passing) -> None:
    """One look of a radar at a target: in limits, in sight, strong and lucky.

    Source: `snr_of` and `detection_probability`.  The order of the questions is our rule.
    """
    f = world.radar_f
    if is_hidden(state, world, passing):
        return
    s, n, scan, time, azimuth = passing
    course = course_at(state, world, n, time)
    there = local(world, s, place_of(course))
    ground = math.sqrt(there.east * there.east + there.north * there.north)
    reach = math.sqrt(ground * ground + there.up * there.up)
    if reach > f[Radar.INSTRUMENTED_RANGE, s] or reach < f[Radar.MINIMUM_RANGE, s]:
        return
    if not clears(world, s, azimuth, ground, there.up):
        note_hidden(state, world, passing, ground, there.up)
        return
    credit_target(state.truth_i, state.reached, n, Stage.UNMASKED, time, NOBODY)
    if world.target_i[TargetKey.SIDE, n] == Side.HOSTILE:
        note_sight(state, world, passing)
    sight = between(place_of_radar(world, s), place_of(course))
    rate = range_rate(course, sight, reach)
    if drowned(world, s, rate, ground, there.up):
        note_in_vain(state, world, n, time, TruthKey.DROWNED)
        return
    seen = Look(s, n, time, there)
    rcs = aspect_rcs(world, n, course, sight)
    snr = snr_of(state, world, seen, rcs)
    seed, replicate = state.tally[Tally.SEED], state.tally[Tally.REPLICATE]
    radar, ident = world.radar_i[RadarKey.IDENT, s], world.target_i[TargetKey.IDENT, n]
    luck, first, second, third = draw(seed, replicate, scan, Stream.DETECTION, radar, ident)
    if uniform(luck) >= detection_probability(f[Radar.LOG_FALSE_ALARM, s], snr):
        note_in_vain(state, world, n, time, TruthKey.FAINT)
        return
    fourth, _, _, _ = draw(seed, replicate, scan, Stream.RANGE_RATE, radar, ident)
    rate += f[Radar.RANGE_RATE_SD, s] * normal(fourth)
    apparent = apparent_rcs(rcs, snr, uniform(luck), f[Radar.LOG_FALSE_ALARM, s])
    errors = (normal(first), normal(second), normal(third))
    report(state, world, seen, Echo(snr, rate, apparent, errors))
    state.tally[Tally.PLOTS_MADE] += 1
    note_detection(state, seen, reach)


@part
def to_note(state: State, world: World, n: int) -> bool:
    """Whether it is still to be noted what hides raider `n`.

    Before a radar first has it in sight that is until the ground does; after that each time anew, until it
    might be fired at.
    """
    if world.target_i[TargetKey.SIDE, n] != Side.HOSTILE or state.truth_i[TruthKey.FATE, n] != Fate.NONE:
        return False
    if math.isnan(state.reached[Stage.UNMASKED, n]):
        return math.isnan(state.truth_f[Truth.RELIEF, n])
    masked = not math.isnan(state.truth_f[Truth.MASKED_SINCE, n])
    return not masked and math.isnan(state.reached[Stage.ENGAGEABLE, n])


@part
def note_hidden(state: State, world: World, passing: Passing, ground: float, up: float) -> None:
    """Keep when a look first found a target hidden, and when first by more than a smooth Earth would hide.

    And since when it is so again, once it has been in sight.

    Our own: bookkeeping for the story of a leaker.
    """
    s, n, _, time, azimuth = passing
    if not to_note(state, world, n):
        return
    below = lies_below_horizon(world, s, ground, up)
    if not below and not lies_below_skyline(world, s, azimuth, ground, up):
        return  # its beam does not go there
    if not math.isnan(state.reached[Stage.UNMASKED, n]):
        if not below:
            # Radars look one after the other through a step: another may have had it in sight since.
            sighted = state.truth_f[Truth.SIGHTED, n]
            state.truth_f[Truth.MASKED_SINCE, n] = sighted if sighted > time else time
        return
    if math.isnan(state.truth_f[Truth.HIDDEN, n]):
        state.truth_f[Truth.HIDDEN, n] = time
    if not below:
        state.truth_f[Truth.RELIEF, n] = time


@part
def note_sight(state: State, world: World, passing: Passing) -> None:
    """Radar `s` has a raider in sight: add how long the ground hid it again, before it might be fired at.

    That was so if no radar had it in sight since longer than a scan of this one: that another stands where
    the ground hides it from there tells nothing.

    Our own: bookkeeping for the story of a leaker.
    """
    s, n, _, time, _ = passing
    truth = state.truth_f
    before, since = truth[Truth.SIGHTED, n], truth[Truth.MASKED_SINCE, n]
    if before >= time:
        return
    truth[Truth.SIGHTED, n] = time
    if math.isnan(since) or since >= time:
        return
    truth[Truth.MASKED_SINCE, n] = math.nan
    if state.truth_i[TruthKey.FATE, n] != Fate.NONE:
        return
    free = state.reached[Stage.ENGAGEABLE, n]
    until = free if free < time else time
    if until > since and time - before > MISSED_SCAN * world.radar_f[Radar.SCAN_PERIOD, s]:
        note_masked(state, world, n, since, until)


@part
def note_detection(state: State, look: Look, reach: float) -> None:
    """Keep the first detection of a target and the rung of the ladder that it stands on.

    Radars look one after the other through a step: one of them may find that it was earlier.
    """
    s, n, time, _ = look
    credit_target(state.truth_i, state.reached, n, Stage.DETECTED, time, NOBODY)
    first = state.truth_f[Truth.FIRST_DETECTION, n]
    if first <= time:
        return
    state.truth_f[Truth.FIRST_DETECTION, n] = time
    state.truth_f[Truth.FIRST_DETECTION_RANGE, n] = reach
    note_first_seen(state, n, time)
    if math.isnan(first):
        log(state, Phase.SENSE, Happening.FIRST_DETECTION, n, s, time, NOBODY, reach)
    else:
        amend(state, Happening.FIRST_DETECTION, n, s, time, reach)


@part
def beam_of_step(state: State, world: World, s: int, since: float, until: float) -> Beam:
    """What radar `s` sweeps in a step, catching up included.

    Our own geometry.
    """
    f = world.radar_f
    early = since - CATCH_UP * (until - since)
    whole = 2.0 * f[Radar.SECTOR_HALF, s]
    width = whole * (until - early) / f[Radar.SCAN_PERIOD, s]
    if width >= math.pi or world.radar_i[RadarKey.PATTERN, s] != Pattern.ROTATING:
        return Beam(0.0, 0.0, 0.0, -1.0)
    turns = (0.5 * (early + until) - state.turning[s]) / f[Radar.SCAN_PERIOD, s]
    sine, cosine = sincos(whole * (turns - math.floor(turns)))
    x = f[Radar.EAST_X, s] * sine + f[Radar.NORTH_X, s] * cosine
    y = f[Radar.EAST_Y, s] * sine + f[Radar.NORTH_Y, s] * cosine
    z = f[Radar.EAST_Z, s] * sine + f[Radar.NORTH_Z, s] * cosine
    half = 0.5 * width + BEAM_SLACK
    return Beam(x, y, z, cos(half) if half < 0.5 * math.pi else -1.0)


@kernel
def mark_swept(
    truth: Floats, radars: Floats, s: int, beam: Beam, since: float, until: float, swept: Integers
) -> None:
    """Mark with 1, byte by byte, what a sweep of radar `s` may pass in [since, until), all else with 0.

    Most targets stand elsewhere in most steps; a few products rule them out before any angle is taken.
    Nothing here branches, so the processor takes several targets at a time.

    Our own bound.
    """
    marks = swept.view(np.uint8)
    bx, by, bz, narrow = beam
    far = radars[Radar.INSTRUMENTED_RANGE, s] + RANGE_SLACK
    x, y, z = radars[Radar.X, s], radars[Radar.Y, s], radars[Radar.Z, s]
    ux, uy, uz = radars[Radar.UP_X, s], radars[Radar.UP_Y, s], radars[Radar.UP_Z, s]
    for n in range(truth.shape[1]):
        there = (truth[Truth.START, n] < until) & (truth[Truth.END, n] > since)
        there &= truth[Truth.DOWN, n] > since
        dx, dy, dz = truth[Truth.X, n] - x, truth[Truth.Y, n] - y, truth[Truth.Z, n] - z
        square = dx * dx + dy * dy + dz * dz
        up = ux * dx + uy * dy + uz * dz
        ahead = bx * dx + by * dy + bz * dz
        within = (ahead > 0.0) & (ahead * ahead >= narrow * narrow * (square - up * up))
        near = (square <= far * far) & (within | (narrow <= 0.0))
        marks[n] = 1 if there & near else 0


@part
def sweep(state: State, world: World, s: int, since: float, until: float) -> None:
    """Radar `s` looks at whatever its beam passes in [since, until)."""
    swept, count = state.work_i[SweepKey.SWEPT], state.truth_f.shape[1]
    marks = swept.view(np.uint8)
    beam = beam_of_step(state, world, s, since, until)
    mark_swept(state.truth_f, world.radar_f, s, beam, since, until, swept)
    newest, centre = newest_mark(state, world, s, until), sector_centre(state, world, s)
    for first in range(0, count, EIGHT):
        if swept[first // EIGHT] == 0:
            continue
        for n in range(first, min(first + EIGHT, count)):
            if marks[n] != 0 and state.looks[s, n] <= newest:  # the beam comes by again
                pass_over(state, world, Turn(s, centre, since, until), n)
    false_plots(state, world, s, since, until)


@part
def pass_over(state: State, world: World, turn: Turn, n: int) -> None:
    """Look at target `n` if a radar comes by in this step and has not looked in this pass.

    The beam meets it where it is by then: it moves on, but so much slower than the beam turns that one
    correction leaves only the square of the ratio.  A look that was missed because the target crossed the
    beam's edge between two steps is made up for within `CATCH_UP` of a step: each pass looks once, at its own
    time, whatever the step.  A target that runs before the beam out of this step is met in the next, which
    knows what has become of it.  What did not fly yet at that time, or no longer, is not looked at, and no
    look comes before the run begins.

    Our own: bookkeeping of passes.
    """
    s, centre, since, until = turn
    truth = state.truth_f
    here = local(world, s, Place(truth[Truth.X, n], truth[Truth.Y, n], truth[Truth.Z, n]))
    azimuth = atan2(here.east, here.north)
    share = share_of_scan(world, s, centre, azimuth)
    if share < 0.0:
        return
    scan = last_scan_before(state, world, s, share, until)
    mark, last = mark_of(world, s, share, scan), state.looks[s, n]
    if not comes_again(world, s, mark, last):
        return
    time = time_of_look(state, world, s, share, scan)
    if time < since - CATCH_UP * (until - since):
        return
    there = local(world, s, place_of(course_of_target(state, world, n, time - since)))
    turned = angle_between(here, there)
    time += turned * (world.radar_f[Radar.SCAN_PERIOD, s] / (2.0 * world.radar_f[Radar.SECTOR_HALF, s]))
    if time < 0.0 or time >= until or not flies_at(truth, n, time):
        return
    state.looks[s, n] = mark
    number = scan if last < scan else scan + AGAIN
    look(state, world, Passing(s, n, number, max(time, since), azimuth + turned))


def observe(state: State, world: World, step: int) -> None:
    """Every searching radar makes its looks of this step, up to when it is destroyed."""
    since = step_begin(world, step)
    until = step_begin(world, step + 1)
    for s in range(world.radar_f.shape[1]):
        if world.radar_i[RadarKey.SEARCHES, s] == 1 and world.radar_i[RadarKey.EMITTING, s] == 1:
            last = min(until, state.lost[s])
            if last > since:
                sweep(state, world, s, since, last)
