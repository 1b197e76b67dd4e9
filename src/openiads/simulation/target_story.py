"""How far the chain got with each raider, when, and where it was then: columns of the books.

Everything here is truth, put together once a tile is played.  Distances are those of the target itself, not
of what any track had of it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.simulation.flown_places import Flown, passes_battery, places_at, to_aim, to_nearest_battery
from openiads.simulation.out_of_reach import lacking
from openiads.state.planes import (
    BatteryKey,
    Event,
    EventKey,
    Fire,
    Radar,
    RadarKey,
    Tally,
    TargetKey,
    Truth,
    TruthKey,
)
from openiads.state.state import State
from openiads.state.words import Broken, Fate, Happening, Lost, Side, Stage
from openiads.state.world import World

Columns = dict[str, npt.NDArray[np.generic]]

RUNGS = {
    "first_sight": Stage.UNMASKED,
    "first_detection": Stage.DETECTED,
    "first_track": Stage.TRACKED,
    "in_picture": Stage.IN_PICTURE,
    "engageable": Stage.ENGAGEABLE,
    "in_reach": Stage.IN_REACH,
    "channel_free": Stage.CHANNEL_FREE,
    "round_left": Stage.ROUND_LEFT,
    "assigned": Stage.ASSIGNED,
    "acquired": Stage.ACQUIRED,
    "first_launch": Stage.LAUNCHED,
    "first_meeting": Stage.GUIDED,
}
"""Moments of a raider's story, each with the rung of the ladder that it first stood on then."""
KEPT_ALWAYS = {"first_detection": Truth.FIRST_DETECTION, "first_track": Truth.FIRST_TRACK}
"""Moments that are noted after its fate as well, and of flights; their times are columns of their own."""
LOSSES = {
    "rounds_lost_target_gone": Lost.TARGET_GONE,
    "rounds_lost_out_of_reach": Lost.OUT_OF_REACH,
    "rounds_lost_out_of_sight": Lost.OUT_OF_SIGHT,
    "rounds_lost_unguided": Lost.UNGUIDED,
}
ENDED_EARLY = {
    "broken_off_not_allowed": Broken.NOT_ALLOWED,
    "broken_off_no_solution": Broken.NO_SOLUTION,
    "broken_off_lost_sight": Broken.LOST_SIGHT,
}
DECISIONS = {
    "offered_time": Truth.OFFERED,
    "last_in_reach_time": Truth.LAST_IN_REACH,
    "last_channel_free_time": Truth.LAST_FREE,
    "last_round_left_time": Truth.LAST_LEFT,
    "last_kept_back_time": Truth.LAST_KEPT,
    "last_channels_full_time": Truth.LAST_FULL,
    "last_faced_elsewhere_time": Truth.LAST_FACING,
}
"""When nothing kept a battery from it first, when they were last so far with it, and what last kept them."""
FIRST_LAUNCH = {"launch_assigned_time": Truth.FIRST_PUT, "launch_acquired_time": Truth.FIRST_LOCK}
"""Moments of the engagement that first launched at it."""
LOOKS = {
    "faint_looks": TruthKey.FAINT,
    "clutter_looks": TruthKey.DROWNED,
    "to_track_faint_looks": TruthKey.FAINT_TO_TRACK,
    "to_track_clutter_looks": TruthKey.DROWNED_TO_TRACK,
    "untracked_faint_looks": TruthKey.FAINT_UNTRACKED,
    "untracked_clutter_looks": TruthKey.DROWNED_UNTRACKED,
}
"""Looks in vain by the span in which they were: see `state.spans`."""


THROUGH = (Fate.LEAKED, Fate.RELEASED)
"""Fates of what came as far as it wanted."""


def story(tile: State, world: World, r: npt.NDArray[np.intp], n: npt.NDArray[np.intp]) -> Columns:
    """Columns (K,) about targets `n` of rows `r` of a tile; of flights only what they were taken for."""
    flights = world.target_i[TargetKey.SIDE, n] != Side.HOSTILE
    raiders = np.flatnonzero(~flights)
    flown = Flown(tile.truth_f, r[raiders], n[raiders])
    told = times(tile, world, flown) | distances(tile, world, flown)
    told["nearest_battery"] = least_distance(tile, world, flown)
    told |= losses(tile, world, flown)
    told |= masked(tile, world, flown, told["untracked"])
    columns: Columns = {}
    for name, values in told.items():
        columns[name] = np.full(len(n), np.nan)
        columns[name][raiders] = values
    keys = tile.truth_i
    for name, plane in LOOKS.items():
        columns[name] = keys[r, plane, n].astype(np.int32)
    for name, counts in ends_of_rounds(tile).items():
        columns[name] = counts[r, n].astype(np.int32)
    words = {
        "furthest_battery": TruthKey.BATTERY,
        "track_began_as": TruthKey.TRACK_BEGAN,
        "held_by": TruthKey.HELD_BY,
        "held_under": TruthKey.HELD_UNDER,
        "launch_awaited": TruthKey.AWAITED,
        "faced_elsewhere": TruthKey.FACED_BY,
        "channels_in_use": TruthKey.IN_USE,
    }
    for name, plane in words.items():
        columns[name] = np.where(flights, -1, keys[r, plane, n]).astype(np.int32)
    columns |= taken_for(tile, r, n)
    columns["strays"] = keys[r, TruthKey.STRAYS, n].astype(np.int32)
    columns["mechanisms"] = mechanisms(tile, flights, r, n)
    columns["reach_lacked"] = np.full(len(n), -1, np.int32)
    columns["reach_lacked"][raiders] = reach_lacked(tile, world, flown)
    return columns


DECLARED = {"identified": Truth.IDENTIFIED, "mistaken": Truth.MISTAKEN}
DECIDED = {"identified_by": TruthKey.IDENTIFIED_BY, "mistaken_by": TruthKey.MISTAKEN_BY}


def taken_for(tile: State, r: npt.NDArray[np.intp], n: npt.NDArray[np.intp]) -> Columns:
    """What targets (K,), flights as well, were first taken for, rightly and wrongly: when [s] and why.

    Margins are in logarithms of odds.
    """
    truth, keys = tile.truth_f, tile.truth_i
    columns: Columns = {"identity": keys[r, TruthKey.IDENTITY, n].astype(np.int32)}
    for name, plane in DECLARED.items():
        when, margin = truth[r, plane, n], truth[r, plane + 1, n]
        decided = keys[r, DECIDED[f"{name}_by"], n]
        columns[f"{name}_time"] = when
        columns[f"{name}_by"] = np.where(np.isnan(when), -1, decided).astype(np.int32)
        columns[f"{name}_margin"] = np.where(np.isnan(when) | (decided < 0), np.nan, margin)
    columns["mistaken_for"] = keys[r, TruthKey.MISTAKEN_FOR, n].astype(np.int32)
    return columns


def mechanisms(
    tile: State, flights: npt.NDArray[np.bool_], r: npt.NDArray[np.intp], n: npt.NDArray[np.intp]
) -> npt.NDArray[np.int32]:
    """Bits of what had failed when a flight was first fired at (K,); -1 of raiders, and of who never was."""
    fired_at = flights & (tile.truth_i[r, TruthKey.ENGAGED, n] == 1)
    return np.where(fired_at, tile.truth_i[r, TruthKey.MECHANISMS, n], -1).astype(np.int32)


def moments(tile: State, flown: Flown) -> Columns:
    """When [s] each moment of a story was (K,), NaN if never."""
    _, r, n = flown
    return {
        name: tile.truth_f[r, KEPT_ALWAYS[name], n] if name in KEPT_ALWAYS else tile.reached[r, rung, n]
        for name, rung in RUNGS.items()
    }


def times(tile: State, world: World, flown: Flown) -> Columns:
    """Times and durations [s] (K,)."""
    truth, r, n = flown
    told = moments(tile, flown)
    free, since = told["channel_free"], told["in_reach"]
    return {f"{name}_time": when for name, when in told.items() if name not in KEPT_ALWAYS} | {
        "start_time": truth[r, Truth.START, n],
        "hostile_time": truth[r, Truth.HOSTILE, n],
        "first_hidden_time": truth[r, Truth.HIDDEN, n],
        "behind_terrain_time": truth[r, Truth.RELIEF, n],
        "channel_wait": np.where(np.isnan(free), truth[r, Truth.ENDED, n], free) - since,
        "earliest_intercept_time": met_in_time(truth, flown),
        "untracked": untracked(tile, world, flown),
        **{name: truth[r, plane, n] for name, plane in (DECISIONS | FIRST_LAUNCH).items()},
    }


def losses(tile: State, world: World, flown: Flown) -> Columns:
    """When [s] batteries, or their engagement radars, were destroyed (K,); infinite while they fight.

    Of all batteries the last, and the one that came furthest with each; and the last radar that searches.
    """
    _, r, n = flown
    gone = np.minimum(tile.fire[:, Fire.LOST], tile.lost[:, world.battery_i[BatteryKey.RADAR]])
    gone = np.column_stack([gone, np.full(len(gone), np.inf)])  # of no battery: number -1
    last = gone[:, :-1].max(axis=1) if gone.shape[1] > 1 else gone[:, -1]
    searches = (world.radar_i[RadarKey.SEARCHES] == 1) & (world.radar_i[RadarKey.EMITTING] == 1)
    blind = tile.lost[:, searches].max(axis=1) if searches.any() else np.full(len(gone), np.inf)
    return {
        "defenceless_time": last[r],
        "battery_lost_time": gone[r, tile.truth_i[r, TruthKey.BATTERY, n]],
        "blind_time": blind[r],
    }


def untracked(tile: State, world: World, flown: Flown) -> npt.NDArray[np.float64]:
    """Time [s] without a track, from the first on until a raider might be fired at or its fate fell (K,).

    Whether a track stands for it is known from cycle to cycle.
    """
    truth, r, n = flown
    last, ended = truth[r, Truth.TRACKED, n], truth[r, Truth.ENDED, n]
    open_ended = np.isnan(tile.reached[r, Stage.ENGAGEABLE, n]) & ~np.isnan(ended)
    in_the_end = np.where(open_ended, np.maximum(ended - last - world.clock.cycle, 0.0), 0.0)
    found: npt.NDArray[np.float64] = np.where(
        np.isnan(last), np.nan, truth[r, Truth.UNTRACKED, n] + in_the_end
    )
    return found


def masked(tile: State, world: World, flown: Flown, lost_for: npt.NDArray[np.generic]) -> Columns:
    """Times [s] that the ground hid raiders again (K,): to first detection, to first track, then without one.

    lost_for  time without a track, as `untracked` has it (K,) [s]

    What still lasts ends when their fate falls.  Radars look one after the other through a step, and another
    may turn out to have detected one earlier: so none is longer than there was time.
    """
    truth, r, n = flown
    ends = np.fmin(truth[r, Truth.ENDED, n], tile.reached[r, Stage.ENGAGEABLE, n])
    since, seen = truth[r, Truth.MASKED_SINCE, n], truth[r, Truth.FIRST_DETECTION, n]
    tracked = truth[r, Truth.FIRST_TRACK, n]
    unseen, untracked_yet = ~(seen <= ends), ~(tracked <= ends)
    lasts = ends - since >= world.radar_f[Radar.SCAN_PERIOD].max(initial=0.0)
    spell = np.where(lasts, ends - since, 0.0)
    lost = np.where(lasts, ends - np.fmax(since, truth[r, Truth.TRACKED, n] + world.clock.cycle), 0.0)
    found = {
        "masked": truth[r, Truth.MASKED, n] + np.where(unseen, spell, 0.0),
        "masked_to_track": truth[r, Truth.MASKED_TO_TRACK, n] + np.where(~unseen & untracked_yet, spell, 0.0),
        "masked_untracked": truth[r, Truth.MASKED_UNTRACKED, n]
        + np.where(untracked_yet, 0.0, np.fmax(lost, 0.0)),
    }
    most = {
        "masked": np.fmin(seen, ends) - tile.reached[r, Stage.UNMASKED, n],
        "masked_to_track": np.fmin(tracked, ends) - seen,
        "masked_untracked": lost_for,
    }
    return {name: np.fmin(found[name], np.fmax(most[name], 0.0)) for name in found}


def met_in_time(truth: npt.NDArray[np.float64], flown: Flown) -> npt.NDArray[np.float64]:
    """When [s] a round would soonest have met each (K,), NaN where none was left or that was too late."""
    _, r, n = flown
    meets = truth[r, Truth.MEETING, n]
    return np.where(meets <= truth[r, Truth.END, n], meets, np.nan)


def distances(tile: State, world: World, flown: Flown) -> Columns:
    """Distances [m] (K,) from aim and nearest battery at each moment of a story."""
    told: Columns = {}
    wanted = moments(tile, flown) | {
        "start": tile.truth_f[flown.r, Truth.START, flown.n],
        "hostile": tile.truth_f[flown.r, Truth.HOSTILE, flown.n],
        "earliest_intercept": met_in_time(tile.truth_f, flown),
        "end": tile.truth_f[flown.r, Truth.ENDED, flown.n],
    }
    for name, plane in DECISIONS.items():
        wanted[name.removesuffix("_time")] = tile.truth_f[flown.r, plane, flown.n]
    names, size = list(wanted), len(flown.n)
    when = np.concatenate([wanted[name] for name in names])
    was = np.flatnonzero(np.isfinite(when))  # all moments at once, for few of them were
    n = np.tile(flown.n, len(names))[was]
    there = places_at(world, Flown(flown.truth, np.tile(flown.r, len(names))[was], n), when[was])
    for to, away in (("asset", to_aim(world, n, there)), ("battery", to_nearest_battery(world, there))):
        every = np.full(len(when), np.nan)
        every[was] = away
        told |= {f"{name}_to_{to}": every[k * size : (k + 1) * size] for k, name in enumerate(names)}
    return told


def least_distance(tile: State, world: World, flown: Flown) -> npt.NDArray[np.float64]:
    """How near [m] raiders came to a battery (K,): of those that got through and were never in reach."""
    _, r, n = flown
    through = np.isin(tile.truth_i[r, TruthKey.FATE, n], (Fate.LEAKED, Fate.WITHDRAWN))
    asked = through & np.isnan(tile.reached[r, Stage.IN_REACH, n])
    found = np.full(len(n), np.nan)
    for target in np.unique(n[asked]):
        found[asked & (n == target)] = passes_battery(world, int(target))
    return found


def reach_lacked(tile: State, world: World, flown: Flown) -> npt.NDArray[np.int64]:
    """What kept those that got through out of reach once they might be fired at (K,), as Lacking; else -1."""
    truth, r, n = flown
    since, end = tile.reached[r, Stage.ENGAGEABLE, n], truth[r, Truth.ENDED, n]
    through = np.isin(tile.truth_i[r, TruthKey.FATE, n], THROUGH)
    asked = np.flatnonzero(through & np.isnan(tile.reached[r, Stage.IN_REACH, n]) & ~np.isnan(since))
    found = np.full(len(n), -1)
    if len(asked):
        found[asked] = lacking(world, Flown(truth, r[asked], n[asked]), since[asked], end[asked])
    return found


def ends_of_rounds(tile: State) -> dict[str, npt.NDArray[np.int64]]:
    """What became of the rounds fired at each target, and of engagements before a launch: (R, N) each.

    Also how many were fired at what was gone, or while a round of another battery was on its way to it.
    Why engagements ended explains only a fate that fell later.
    """
    written = np.arange(tile.events_i.shape[2]) < tile.tally[:, Tally.EVENTS, None]
    kinds = tile.events_i[:, EventKey.KIND]
    known = tile.events_i[:, EventKey.OBJECT] >= 0  # what was not locked on to yet is nobody's
    told = (kinds >= Happening.NOT_ACQUIRED) & (kinds <= Happening.LOST)
    told |= np.isin(kinds, (Happening.MISSION_KILL, Happening.FLEW_ON))
    r, e = np.nonzero(written & known & told)
    kind, value = kinds[r, e], tile.events_f[r, Event.VALUE, e]
    rows, n_targets = len(kinds), tile.truth_i.shape[2]
    n = tile.events_i[r, EventKey.OBJECT, e]
    place = r * n_targets + n
    launch = kind == Happening.LAUNCH

    def count(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        return np.bincount(place[chosen], minlength=rows * n_targets).reshape(rows, n_targets)

    lost = kind == Happening.LOST
    when = tile.events_f[r, Event.TIME, e]
    late = when > gone(tile)[r, n]
    change = launch.astype(np.int64) - (kind > Happening.LAUNCH)  # rounds in the air
    battery = tile.events_i[r, EventKey.BATTERY, e]
    others = in_the_air(place, battery, change, strays_to(kind, value, r, n_targets), len(tile.fire[0, 0]))
    broken = kind == Happening.BROKEN_OFF
    ended = tile.truth_f[r, Truth.ENDED, n]
    released = tile.truth_i[r, TruthKey.FATE, n] == Fate.RELEASED
    early = ~(when > tile.truth_f[r, Truth.FIRST_PUT, n])
    fateful = ~(when >= ended)
    return {
        "rounds_missed": count(kind == Happening.MISS),
        "shots_at_gone": count(launch & late),
        "shots_at_engaged": count(launch & ~late & (others > 0)),
        "shots_after_release": count(launch & released & (when > ended)),
        "found_engaged": count(fateful & (kind == Happening.ALREADY_ENGAGED)),
        **{name: count(lost & (value == why)) for name, why in LOSSES.items()},
        "not_acquired": count(fateful & (kind == Happening.NOT_ACQUIRED)),
        "engagements_broken_off": count(broken),
        "engagements_in_vain": count(early & (broken | (kind == Happening.NOT_ACQUIRED))),
        **{name: count(fateful & broken & (value == why)) for name, why in ENDED_EARLY.items()},
    }


Strays = tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]
"""Rows of events with which rounds flew on, and to which replicate and target."""


def strays_to(
    kind: npt.NDArray[np.int64], value: npt.NDArray[np.float64], r: npt.NDArray[np.intp], n_targets: int
) -> Strays:
    """Which events (E,) are of rounds that flew on, and to what."""
    flew = np.flatnonzero(kind == Happening.FLEW_ON)
    return flew, r[flew] * n_targets + value[flew].astype(np.int64)


def in_the_air(
    place: npt.NDArray[np.int64],
    battery: npt.NDArray[np.int64],
    change: npt.NDArray[np.int64],
    strays: Strays,
    n_batteries: int,
) -> npt.NDArray[np.int64]:
    """Rounds of other batteries on their way to the target of each event (E,), strays among them."""
    flew, to = strays
    after = flew + 1
    place, battery = np.insert(place, after, to), np.insert(battery, after, battery[flew])
    change = np.insert(change, after, 1)
    kept = np.ones(len(place), dtype=bool)
    kept[after + np.arange(len(after))] = False
    return (before(place, change) - before(place * n_batteries + battery, change))[kept]


def gone(tile: State) -> npt.NDArray[np.float64]:
    """When [s] each target was destroyed, or had arrived (R, N); NaN or infinite if neither."""
    leaked = tile.truth_i[:, TruthKey.FATE] == Fate.LEAKED
    return np.where(leaked, tile.truth_f[:, Truth.ENDED], tile.truth_f[:, Truth.DOWN])


def before(group: npt.NDArray[np.int64], change: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sum of all earlier changes of the same group, for each of a row of changes (E,)."""
    order = np.argsort(group, kind="stable")
    changes, groups = change[order], group[order]
    sums = np.cumsum(changes) - changes
    first = np.flatnonzero(np.diff(groups, prepend=-1))
    found = np.empty_like(sums)
    found[order] = sums - np.repeat(sums[first], np.diff(first, append=len(groups)))
    return found
