"""A played tile becomes rows: one per replicate and stratum, one per target, one per event.

Columns keep SI values; names and units of files are the border's business.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from openiads.ground.errors import OpeniadsError
from openiads.simulation.target_story import story
from openiads.state.planes import (
    Asset,
    BatteryKey,
    ChannelKey,
    Event,
    EventKey,
    Fire,
    Round,
    ShotKey,
    Tally,
    Target,
    TargetKey,
    Truth,
    TruthKey,
)  # fmt: skip
from openiads.state.state import State
from openiads.state.words import ChannelStage, Fate, Flight, Happening, Side, Stage, Status
from openiads.state.world import World

Column = npt.NDArray[np.generic]
Columns = dict[str, Column]


@dataclass(frozen=True, slots=True)
class Books:
    """Rows of a range of replicates, in order; each table is a dictionary of equally long columns."""

    outcomes: Columns
    targets: Columns
    events: Columns

    def typical(self) -> Books:
        """The rows of the replicates as they are, without those that were played with the common failure."""
        tables = [
            {name: column[rows["common_failure"] == 0] for name, column in rows.items()}
            for rows in (self.outcomes, self.targets, self.events)
        ]
        return Books(*tables)

    @staticmethod
    def joined(parts: list[Books]) -> Books:
        """The rows of several books, one after the other."""
        tables = [
            {
                name: np.concatenate([getattr(part, f.name)[name] for part in parts])
                for name in getattr(parts[0], f.name)
            }
            for f in fields(Books)
        ]
        return Books(*tables)


class BrokenInvariant(OpeniadsError):
    """A run broke a rule that every run must keep: a fault of this program, never of the input."""


def keep_books(tile: State, world: World) -> Books:
    """Close a tile: check the invariants, then write its rows."""
    settle(tile, world)
    check(tile, world)
    return Books(outcomes(tile, world), targets(tile, world), events(tile))


def settle(tile: State, world: World) -> None:
    """Give what never met its end its fate: still flying when time ran out."""
    hostile = world.target_i[TargetKey.SIDE] == Side.HOSTILE
    status = tile.truth_i[:, TruthKey.STATUS]
    open_fate = (tile.truth_i[:, TruthKey.FATE] == Fate.NONE) & hostile & existed(tile, world)
    tile.truth_i[:, TruthKey.FATE][open_fate & (status != Status.NEVER)] = Fate.UNRESOLVED


def existed(tile: State, world: World) -> npt.NDArray[np.bool_]:
    """(R, N) targets that were there: all that entered, weapons only if released."""
    carried = world.target_i[TargetKey.CARRIER] >= 0
    status = tile.truth_i[:, TruthKey.STATUS]
    there = (status == Status.FLYING) | (status == Status.GONE)
    due = (status == Status.WAITING) & (np.isfinite(tile.truth_f[:, Truth.START]) | ~carried)
    found: npt.NDArray[np.bool_] = there | due
    return found


ENDS = (Happening.KILL, Happening.MISSION_KILL, Happening.MISS, Happening.LOST)
"""How a round ends."""


def check(tile: State, world: World) -> None:
    """Insist on what holds in every run, whatever its figures."""
    fired = rounds_fired(tile, world).sum(axis=(1, 2))
    _insist((tile.magazine >= 0).all(), "a battery fired more rounds than its magazine held")
    _insist((tile.reload >= 0).all(), "a battery loaded more rounds than its reload held")
    _insist((tile.magazine <= world.magazine).all(), "launchers hold more rounds than they were built for")
    _insist((fired == tile.tally[:, Tally.ROUNDS_FIRED]).all(), "rounds fired and magazines disagree")
    _insist((tile.shots.sum(axis=(1, 2)) == fired).all(), "shots by target and rounds fired disagree")
    launches = _count(tile, Happening.LAUNCH)
    _insist((launches == fired).all(), "launch events and rounds fired disagree")
    kept = np.minimum(world.magazine.sum(axis=1), world.battery_i[BatteryKey.RESERVE])
    _insist((tile.magazine.sum(axis=2) >= kept).all(), "a battery fired out of its reserve")
    ended = sum(_count(tile, kind) for kind in ENDS)
    flying = (tile.rounds_i[:, ShotKey.FLYING] == Flight.GUIDED).sum(axis=1)
    astray = (tile.rounds_i[:, ShotKey.FLYING] == Flight.ASTRAY).sum(axis=1)
    _insist((ended + flying + astray == fired).all(), "a round ended never, or more than once")
    downed = (tile.truth_i[:, TruthKey.SHOT_DOWN] == 1).sum(axis=1)
    _insist((_count(tile, Happening.KILL) == downed).all(), "a target was killed twice, or by nobody")
    in_use = (tile.channels_i[:, ChannelKey.STAGE] != ChannelStage.FREE).sum(axis=1)
    for used, count in ((in_use, Fire.BUSY), (flying, Fire.GUIDED)):
        _insist(
            (used == tile.fire[:, count].sum(axis=1)).all(), "channels or rounds and their counts disagree"
        )
    limits = (
        (Fire.GUIDED, Fire.GUIDED_MOST, BatteryKey.GUIDED_MAX, "a guidance limit was exceeded"),
        (Fire.BUSY, Fire.BUSY_MOST, BatteryKey.TARGETS_MAX, "a target limit was exceeded"),
    )
    for now, most, limit, rule in limits:
        kept = (tile.fire[:, now] >= 0).all() and (tile.fire[:, most] >= tile.fire[:, now]).all()
        _insist(kept and (tile.fire[:, most] <= world.battery_i[limit]).all(), rule)
    lost = np.isfinite(tile.fire[:, Fire.LOST])
    _insist((tile.fire[:, Fire.BUSY][lost] == 0).all(), "a battery that is lost has a channel that works")
    late = tile.fire[:, Fire.LAST_LAUNCH] > tile.fire[:, Fire.LOST]
    _insist(not late.any(), "a battery launched after it was lost")
    hostile = world.target_i[TargetKey.SIDE] == Side.HOSTILE
    fated = tile.truth_i[:, TruthKey.FATE] != Fate.NONE
    _insist(
        (fated == existed(tile, world))[:, hostile].all(),
        "a raider has no fate, or one that never existed has one",
    )


def rounds_fired(tile: State, world: World) -> npt.NDArray[np.int64]:
    """(R, B, T) rounds that are neither on launchers any more nor behind them."""
    left: npt.NDArray[np.int64] = tile.magazine + tile.reload
    return world.magazine + world.reload - left


def _insist(holds: bool | np.bool_, rule: str) -> None:
    if not holds:
        raise BrokenInvariant(
            f"simulation: {rule}; this is a fault of the program; report it with the scenario file"
        )


def _count(tile: State, kind: int) -> npt.NDArray[np.int64]:
    n_events = tile.events_i.shape[2]
    written = np.arange(n_events) < tile.tally[:, Tally.EVENTS, None]
    found: npt.NDArray[np.int64] = ((tile.events_i[:, EventKey.KIND] == kind) & written).sum(axis=1)
    return found


def outcomes(tile: State, world: World) -> Columns:
    """A row per replicate and stratum."""
    fate = tile.truth_i[:, TruthKey.FATE]
    side = world.target_i[TargetKey.SIDE]
    hostile = side == Side.HOSTILE
    there = existed(tile, world)
    carrier = world.target_i[TargetKey.CARRIER]
    carried = carrier >= 0
    engaged = tile.truth_i[:, TruthKey.ENGAGED] == 1
    shot_down = tile.truth_i[:, TruthKey.SHOT_DOWN] == 1
    stopped = (fate == Fate.KILLED) | (fate == Fate.MISSION_KILLED)
    met = {kind: _count(tile, kind) for kind in (Happening.KILL, Happening.MISSION_KILL, Happening.MISS)}
    fired = rounds_fired(tile, world).sum(axis=1)
    rows: Columns = {
        "replicate": tile.tally[:, Tally.REPLICATE].copy(),
        "common_failure": tile.tally[:, Tally.COMMON_FAILURE].astype(np.int8),
        "raiders": _int32((there & hostile).sum(axis=1)),
        "leakers": _int32(((fate == Fate.LEAKED) & hostile).sum(axis=1)),
        "killed": _int32(((fate == Fate.KILLED) & hostile).sum(axis=1)),
        "mission_killed": _int32((fate == Fate.MISSION_KILLED).sum(axis=1)),
        "released": _int32((fate == Fate.RELEASED).sum(axis=1)),
        "withdrawn": _int32(((fate == Fate.WITHDRAWN) & hostile).sum(axis=1)),
        "unresolved": _int32(((fate == Fate.UNRESOLVED) & hostile).sum(axis=1)),
        "not_released": _int32((~there & hostile & carried & there[:, carrier]).sum(axis=1)),
        "carriers_killed_before": _int32((stopped & hostile & carriers(world)).sum(axis=1)),
        "carriers_killed_after": _int32(((fate == Fate.RELEASED) & shot_down).sum(axis=1)),
        "assets_hit": _int32((tile.hits > 0).sum(axis=1)),
        "value_hit_share": value_hit(tile, world),
        "batteries_lost": _int32(np.isfinite(tile.fire[:, Fire.LOST]).sum(axis=1)),
        "radars_lost": _int32(np.isfinite(tile.lost).sum(axis=1)),
    }
    for t in range(fired.shape[1]):
        rows[f"rounds {t}"] = _int32(fired[:, t])
    rows["rounds"] = _int32(fired.sum(axis=1))
    rows["intercepts"] = _int32(np.sum(list(met.values()), axis=0))
    rows["mission_kills"] = _int32(met[Happening.MISSION_KILL])
    rows["kills"] = _int32(met[Happening.KILL])
    rows["cost"] = fired @ world.round_f[Round.UNIT_COST]
    for name, who in (("neutrals", Side.NEUTRAL), ("friends", Side.FRIEND)):
        rows[f"{name}_engaged"] = _int32((engaged & (side == who)).sum(axis=1))
        rows[f"{name}_killed"] = _int32(((fate == Fate.KILLED) & (side == who)).sum(axis=1))
    rows["flights_in_reach"] = _int32((tile.truth_i[:, TruthKey.IN_REACH] == 1).sum(axis=1))
    rows["object_steps"] = tile.tally[:, Tally.OBJECT_STEPS].copy()
    rows["plots"] = tile.tally[:, Tally.PLOTS_MADE].copy()
    rows["first_shot_time"] = _first_time(tile, Happening.LAUNCH)
    return rows


def carriers(world: World) -> npt.NDArray[np.bool_]:
    """(N,) carriers: targets that release weapons."""
    found: npt.NDArray[np.bool_] = np.isfinite(world.target_f[Target.RELEASE_AFTER])
    return found


def value_hit(tile: State, world: World) -> npt.NDArray[np.float64]:
    """(R,) share of the worth of all assets that was hit, however often; 0 where there is none."""
    worth = world.asset[Asset.VALUE] * (world.asset[Asset.BATTERY : Asset.RADAR + 1] < 0.0).all(axis=0)
    whole = float(worth.sum())
    return (tile.hits > 0) @ worth / whole if whole > 0.0 else np.zeros(len(tile.hits))


def _int32(values: npt.NDArray[np.generic]) -> npt.NDArray[np.int32]:
    return values.astype(np.int32)


def _first_time(tile: State, kind: int) -> npt.NDArray[np.float64]:
    written = np.arange(tile.events_i.shape[2]) < tile.tally[:, Tally.EVENTS, None]
    found = (tile.events_i[:, EventKey.KIND] == kind) & written
    times = np.where(found, tile.events_f[:, Event.TIME], np.inf).min(axis=1)
    return np.where(np.isfinite(times), times, np.nan)


def targets(tile: State, world: World) -> Columns:
    """A row per replicate and target that existed."""
    r, n = np.nonzero(existed(tile, world))
    key, truth = tile.truth_i, tile.truth_f
    return {
        "replicate": tile.tally[r, Tally.REPLICATE],
        "common_failure": tile.tally[r, Tally.COMMON_FAILURE].astype(np.int8),
        "target": _int32(n),
        "side": world.target_i[TargetKey.SIDE, n].astype(np.int8),
        "fate": key[r, TruthKey.FATE, n].astype(np.int8),
        "stage": np.minimum(key[r, TruthKey.STAGE, n], Stage.KILLED).astype(np.int8),
        "first_detection_time": truth[r, Truth.FIRST_DETECTION, n],
        "first_detection_range": truth[r, Truth.FIRST_DETECTION_RANGE, n],
        "first_track_time": truth[r, Truth.FIRST_TRACK, n],
        "end_time": truth[r, Truth.ENDED, n],
        "shots": _int32(key[r, TruthKey.SHOTS, n]),
        "shot_down": (key[r, TruthKey.SHOT_DOWN, n] == 1),
        "asset": _int32(world.target_i[TargetKey.ASSET, n]),
        "battery": _int32(world.target_i[TargetKey.BATTERY, n]),
        "radar": _int32(world.target_i[TargetKey.RADAR, n]),
        **story(tile, world, r, n),
    }


def events(tile: State) -> Columns:
    """A row per event, in the order in which they were written."""
    counts = tile.tally[:, Tally.EVENTS]
    r = np.repeat(np.arange(len(counts)), counts)
    e = np.concatenate([np.arange(c) for c in counts]) if len(counts) else np.zeros(0, dtype=np.int64)
    k = tile.events_i
    return {
        "replicate": tile.tally[r, Tally.REPLICATE],
        "common_failure": tile.tally[r, Tally.COMMON_FAILURE].astype(np.int8),
        "step": _int32(k[r, EventKey.STEP, e]),
        "phase": k[r, EventKey.PHASE, e].astype(np.int8),
        "kind": k[r, EventKey.KIND, e].astype(np.int8),
        "object": _int32(k[r, EventKey.OBJECT, e]),
        "other": _int32(k[r, EventKey.OTHER, e]),
        "time": tile.events_f[r, Event.TIME, e],
        "battery": _int32(k[r, EventKey.BATTERY, e]),
        "value": tile.events_f[r, Event.VALUE, e],
    }
