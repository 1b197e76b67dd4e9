"""How far the chain got with each raider, when, and where it was then: columns of the books.

Everything here is truth, put together once a tile is played.  Distances are those of the target itself, not
of what any track had of it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openiads.simulation.flown_places import Flown, passes_battery, places_at, to_aim, to_nearest_battery
from openiads.state.planes import BatteryKey, Event, EventKey, Fire, Tally, TargetKey, Truth, TruthKey
from openiads.state.state import State
from openiads.state.words import Fate, Happening, Lost, Side, Stage
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
}


def story(tile: State, world: World, r: npt.NDArray[np.intp], n: npt.NDArray[np.intp]) -> Columns:
    """Columns (K,) about targets `n` of rows `r` of a tile; of flights there is none."""
    flights = world.target_i[TargetKey.SIDE, n] != Side.HOSTILE
    raiders = np.flatnonzero(~flights)
    flown = Flown(tile.truth_f, r[raiders], n[raiders])
    told = times(tile, flown) | distances(tile, world, flown)
    told["nearest_battery"] = least_distance(tile, world, flown)
    told["defenceless_time"] = defenceless(tile, world)[flown.r]
    columns: Columns = {}
    for name, values in told.items():
        columns[name] = np.full(len(n), np.nan)
        columns[name][raiders] = values
    keys = tile.truth_i
    for name, plane in (("faint_looks", TruthKey.FAINT), ("clutter_looks", TruthKey.DROWNED)):
        columns[name] = keys[r, plane, n].astype(np.int32)
    for name, counts in ends_of_rounds(tile).items():
        columns[name] = counts[r, n].astype(np.int32)
    words = {
        "identity": TruthKey.IDENTITY,
        "furthest_battery": TruthKey.BATTERY,
        "track_began_as": TruthKey.TRACK_BEGAN,
    }
    for name, plane in words.items():
        columns[name] = np.where(flights, -1, keys[r, plane, n]).astype(np.int32)
    return columns


def moments(tile: State, flown: Flown) -> Columns:
    """When [s] each moment of a story was (K,), NaN if never."""
    _, r, n = flown
    return {
        name: tile.truth_f[r, KEPT_ALWAYS[name], n] if name in KEPT_ALWAYS else tile.reached[r, rung, n]
        for name, rung in RUNGS.items()
    }


def times(tile: State, flown: Flown) -> Columns:
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
        "untracked": untracked(tile, flown),
    }


def defenceless(tile: State, world: World) -> npt.NDArray[np.float64]:
    """When [s] the last battery, or its engagement radar, was destroyed (R,); infinite while one fights."""
    gone = np.minimum(tile.fire[:, Fire.LOST], tile.lost[:, world.battery_i[BatteryKey.RADAR]])
    found: npt.NDArray[np.float64] = gone.max(axis=1) if gone.size else np.full(len(gone), np.inf)
    return found


def untracked(tile: State, flown: Flown) -> npt.NDArray[np.float64]:
    """Time [s] without a track, from the first on until a raider might be fired at or its fate fell (K,)."""
    truth, r, n = flown
    last, ended = truth[r, Truth.TRACKED, n], truth[r, Truth.ENDED, n]
    over = np.isnan(tile.reached[r, Stage.ENGAGEABLE, n]) & (ended > last)
    found: npt.NDArray[np.float64] = truth[r, Truth.UNTRACKED, n] + np.where(
        over, ended - last, np.where(np.isnan(last), np.nan, 0.0)
    )
    return found


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


def ends_of_rounds(tile: State) -> dict[str, npt.NDArray[np.int64]]:
    """What became of the rounds fired at each target, and of engagements before a launch: (R, N) each."""
    written = np.arange(tile.events_i.shape[2]) < tile.tally[:, Tally.EVENTS, None]
    kinds = tile.events_i[:, EventKey.KIND]
    known = tile.events_i[:, EventKey.OBJECT] >= 0  # what was not locked on to yet is nobody's
    r, e = np.nonzero(written & known & (kinds >= Happening.BROKEN_OFF) & (kinds <= Happening.LOST))
    kind, value = kinds[r, e], tile.events_f[r, Event.VALUE, e]
    rows, n_targets = len(kinds), tile.truth_i.shape[2]
    place = r * n_targets + tile.events_i[r, EventKey.OBJECT, e]

    def count(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        return np.bincount(place[chosen], minlength=rows * n_targets).reshape(rows, n_targets)

    lost = kind == Happening.LOST
    return {
        "rounds_missed": count(kind == Happening.MISS),
        **{name: count(lost & (value == why)) for name, why in LOSSES.items()},
        "engagements_broken_off": count(kind == Happening.BROKEN_OFF),
    }
