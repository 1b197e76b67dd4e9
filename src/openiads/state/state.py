"""State: what a step changes, as packed planes with the replicate axis first."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.ground.compiled import part
from openiads.state import planes, scratch
from openiads.state.constants import LOOKED_AHEAD, MOST_SERVED, SLICE
from openiads.state.planes import BatteryKey, Network, Radar, RadarKey, Tally
from openiads.state.words import Overflow, Stage
from openiads.state.world import Floats, Integers, World

Singles = npt.NDArray[np.float32]


class State(NamedTuple):
    """One replicate; or a tile of them, then with an axis of replicates before all others.

    Axes, as in the glossary: N targets, S radars, I plots, or looks in vain, P pictures, M tracks, C fire
    channels, R rounds in flight, B batteries, L those of them that also read what their own radars report,
    T round types, A assets, E events, Q candidates, O orders, K columns, kicks or moments of a plan of shots.
    """

    tally: Integers  # (planes,) [Tally]
    truth_f: Floats  # (planes, N) [Truth]
    truth_i: Integers  # (planes, N) [TruthKey]
    stretches: Floats  # (2, planes, N) the samples of its route between which each target is [Route]
    reached: Floats  # (stages, N) when each Stage was first reached, NaN until then [s]
    looks: Floats  # (S, N) turns of the beam, or scans of one that swings, at the last look [1]
    plots_f: Floats  # (planes, I) [Plot]
    plots_i: Integers  # (planes, I) [PlotKey]
    unseen: Floats  # (planes, I) [Unseen]
    filters: Floats  # (P, planes, M) [Filter], and a set of [ModelFilter] for each motion model
    slabs: Singles  # (P, planes, M) [Slab]
    lives: Floats  # (P, planes, M) [Life]
    own: Floats  # (L, planes, M) [Own]
    reports: Floats  # (P + L, planes, M) [Report]
    pending: Floats  # (P + L, planes, M) [Report]
    beliefs: Floats  # (P, planes, M) [Belief]
    tracks_i: Integers  # (P, planes, M) [TrackKey]
    tops: Integers  # (P,) track slots ever used
    vacant: Integers  # (P,) no slot before this one is free
    fed: Floats  # (P, S, M) time of the radar's last plot of the track, -inf if it gave none [s]
    gaps: Floats  # (P, S, M) running mean of the time between its plots of it [s]
    pairs: Floats  # (B, planes, M) [Pair]
    channels_f: Floats  # (planes, C) [Channel]
    channels_i: Integers  # (planes, C) [ChannelKey]
    rounds_f: Floats  # (planes, R) [Shot]
    rounds_i: Integers  # (planes, R) [ShotKey]
    fire: Floats  # (planes, B) [Fire]
    lost: Floats  # (S,) when each radar was destroyed, inf until then [s]
    turning: Floats  # (S,) when scan 0 of each radar begins [s]
    heard: Integers  # (P, S) 1 where the picture takes the radar's plots now
    magazine: Integers  # (B, T) rounds on launchers
    reload: Integers  # (B, T) rounds behind them
    launchers: Floats  # (planes, launchers) [Launcher]
    shots: Integers  # (B, N) rounds fired by the battery at the target
    tries: Integers  # (B, N) looks of its engagement radar to lock the target
    hits: Integers  # (A,)
    events_f: Floats  # (planes, E) [Event]
    events_i: Integers  # (planes, E) [EventKey]
    work_f: Floats  # (rows, Q) scratch: nothing in it outlives a phase
    work_i: Integers  # (rows, Q)
    odds: Floats  # (candidates, weapon types) scratch of solvers, as are the next four
    counts: Integers  # (candidates, weapon types)
    tried: Integers  # (candidates x weapon types,)
    shots_f: Floats  # (rows, K) [scratch.Shots]
    shots_i: Integers  # (rows, K) [scratch.ShotsKey]


@dataclass(frozen=True, slots=True)
class Capacity:
    """Lengths of the buffers; results never depend on them, an overflow runs the tile again."""

    plots: int
    tracks: int
    events: int
    candidates: int

    BOUND = 1_000_000

    @classmethod
    def for_world(cls, world: World) -> Capacity:
        """A first guess that seldom overflows."""
        targets = world.target_f.shape[1]
        pairs, (plots, tracks) = targets * targets, _false_in(world)
        return cls(
            plots=32 + targets + _seldom_more(plots),
            tracks=48 + targets + _seldom_more(tracks),
            events=512 + 24 * targets,
            candidates=64 + 4 * targets + min(pairs, ABREAST) + min(pairs // 32, MOST_RIVALS),
        )

    def doubled(self, overflow: int) -> Capacity:
        """The same with every buffer named in `overflow` (bits of `Overflow`) twice as long."""
        names = {
            Overflow.PLOTS: "plots",
            Overflow.TRACKS: "tracks",
            Overflow.EVENTS: "events",
            Overflow.CANDIDATES: "candidates",
        }
        return replace(self, **{n: 2 * getattr(self, n) for b, n in names.items() if overflow & b})

    def joined(self, other: Capacity) -> Capacity:
        """The longer of each buffer."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Capacity(*(max(pair) for pair in pairs))

    @property
    def bounded(self) -> bool:
        """Whether every buffer is still of a size that a run may ask for."""
        return max(self.plots, self.tracks, self.events, self.candidates) <= self.BOUND


MOST_RIVALS = 16_384
"""What is guessed for plots and tracks that compete in a dense raid, at most."""
ABREAST = 2_500
"""Pairs of the plots and tracks of fifty who fly abreast, each of which may be of any."""
MOST_FALSE = 4_096.0
"""What is guessed for false plots, at most: who has more of them finds out by overflowing."""


def _false_in(world: World) -> tuple[float, float]:
    """False plots of a cycle, and tracks that they began and one picture holds, on average.

    A track that gets no second plot lives for a scan, and for as many looks as its score lasts.
    """
    searches = (world.radar_i[RadarKey.SEARCHES] == 1) & (world.radar_i[RadarKey.EMITTING] == 1)
    in_scan = world.radar_f[Radar.FALSE_PLOTS_PER_SCAN] * searches
    plots = float((in_scan / world.radar_f[Radar.SCAN_PERIOD]).sum() * world.clock.cycle)
    looks = 1.0 + world.tracking.tentative_score / np.maximum(-world.network_f[Network.LOG_MISS], 1e-3)
    return plots, float((world.hears @ in_scan * looks).max(initial=0.0))


def _seldom_more(mean: float) -> int:
    """What a Poisson count of this mean seldom exceeds."""
    mean = min(mean, MOST_FALSE)
    return math.ceil(mean + 4.0 * math.sqrt(mean))


def _apart(length: int) -> int:
    """A length of an axis, or a little more, at which planes fall to different sets of a cache.

    At a power of two the same entry of all planes has to share the few places of one set.
    """
    lines = -(-length // 8)
    return 8 * (lines | 1)


def _most_nodes(channels: Integers) -> int:
    """Room for a plan of shots: a node for each shot and for what each type does not fire, and one beyond."""
    shots = LOOKED_AHEAD * int(np.minimum(channels, MOST_SERVED).sum() + channels.size)
    return 2 + max(shots, MOST_SERVED + int(channels.sum()))


def _most_rounds(world: World) -> int:
    """Most rounds in flight: those that are guided, and all there are where they fly on without a guide."""
    guided = int(world.battery_i[BatteryKey.GUIDED_MAX].sum())
    return guided + (int(world.magazine.sum() + world.reload.sum()) if world.engaging.fly_on > 0.0 else 0)


def _zeros(replicates: int, kind: type, *shape: int) -> Any:
    return np.zeros((replicates, *shape), dtype=kind)


def allocate(world: World, replicates: int, capacity: Capacity) -> State:
    """An empty tile."""
    n_objects, n_radars = world.target_f.shape[1], world.radar_f.shape[1]
    n_batteries, n_networks = world.battery_f.shape[1], world.network_f.shape[1]
    n_own = int((world.battery_i[BatteryKey.OWN] >= 0).sum())
    n_channels, n_rounds = int(world.battery_i[BatteryKey.TARGETS_MAX].sum()), _most_rounds(world)
    n_tracks = _apart(capacity.tracks)
    kinds = n_radars * (2 + math.ceil(world.clock.cycle / SLICE))
    n_filters = planes.FILTER_PLANES + world.tracking.motion_models * planes.MODEL_PLANES
    width = 1 + max(capacity.candidates, capacity.plots, n_tracks, kinds, n_objects)
    n_kinds, n_nodes = LOOKED_AHEAD * n_batteries, _most_nodes(world.battery_i[BatteryKey.TARGETS_MAX])
    floats, integers = (partial(_zeros, replicates, kind) for kind in (np.float64, np.int64))
    return State(
        tally=integers(len(planes.Tally)),
        truth_f=floats(len(planes.Truth), n_objects),
        truth_i=integers(len(planes.TruthKey), n_objects),
        stretches=floats(2, len(planes.Route), n_objects),
        reached=floats(len(Stage), n_objects),
        looks=floats(n_radars, n_objects),
        plots_f=floats(len(planes.Plot), capacity.plots),
        plots_i=integers(len(planes.PlotKey), capacity.plots),
        unseen=floats(len(planes.Unseen), capacity.plots),
        filters=floats(n_networks, n_filters, n_tracks),
        slabs=floats(n_networks, len(planes.Slab), n_tracks).astype(np.float32),
        lives=floats(n_networks, len(planes.Life), n_tracks),
        own=floats(n_own, planes.FILTER_PLANES + len(planes.Own), n_tracks),
        reports=floats(n_networks + n_own, len(planes.Report), n_tracks),
        pending=floats(n_networks + n_own, len(planes.Report), n_tracks),
        beliefs=floats(n_networks, len(planes.Belief), n_tracks),
        tracks_i=integers(n_networks, len(planes.TrackKey), n_tracks),
        tops=integers(n_networks),
        vacant=integers(n_networks),
        fed=floats(n_networks, n_radars, n_tracks),
        gaps=floats(n_networks, n_radars, n_tracks),
        pairs=floats(n_batteries, len(planes.Pair), n_tracks),
        channels_f=floats(planes.FILTER_PLANES + len(planes.Channel), n_channels),
        channels_i=integers(len(planes.ChannelKey), n_channels),
        rounds_f=floats(len(planes.Shot), n_rounds),
        rounds_i=integers(len(planes.ShotKey), n_rounds),
        fire=floats(len(planes.Fire), n_batteries),
        lost=floats(n_radars),
        turning=floats(n_radars),
        heard=integers(n_networks, n_radars),
        magazine=integers(n_batteries, world.magazine.shape[1]),
        reload=integers(*world.reload.shape),
        launchers=floats(len(planes.Launcher), world.launcher_i.shape[1]),
        shots=integers(n_batteries, n_objects),
        tries=integers(n_batteries, n_objects),
        hits=integers(world.asset.shape[1]),
        events_f=floats(len(planes.Event), capacity.events),
        events_i=integers(len(planes.EventKey), capacity.events),
        work_f=floats(scratch.ROWS[0], width),
        work_i=integers(scratch.ROWS[1], width),
        odds=floats(MOST_SERVED, n_kinds),
        counts=integers(MOST_SERVED, n_kinds),
        tried=integers(MOST_SERVED * n_kinds),
        shots_f=floats(scratch.SHOTS_ROWS[0], n_nodes),
        shots_i=integers(scratch.SHOTS_ROWS[1], n_nodes),
    )


def bytes_of_row(world: World) -> int:
    """Memory of one replicate of a tile that has not overflowed yet [byte]."""
    return sum(array.nbytes for array in allocate(world, 1, Capacity.for_world(world)))


def select(tile: State, replicate: int) -> State:
    """Views of one replicate of a tile."""
    return State(*(array[replicate] for array in tile))


@part
def row_of(tile: State, row: int) -> State:
    """`select` for kernels, which cannot walk over arrays of several kinds."""
    return State(
        tile.tally[row], tile.truth_f[row], tile.truth_i[row], tile.stretches[row], tile.reached[row],
        tile.looks[row], tile.plots_f[row], tile.plots_i[row], tile.unseen[row],
        tile.filters[row], tile.slabs[row], tile.lives[row],
        tile.own[row], tile.reports[row], tile.pending[row],
        tile.beliefs[row], tile.tracks_i[row], tile.tops[row], tile.vacant[row],
        tile.fed[row], tile.gaps[row], tile.pairs[row],
        tile.channels_f[row], tile.channels_i[row], tile.rounds_f[row], tile.rounds_i[row],
        tile.fire[row], tile.lost[row], tile.turning[row], tile.heard[row],
        tile.magazine[row], tile.reload[row], tile.launchers[row],
        tile.shots[row], tile.tries[row], tile.hits[row],
        tile.events_f[row], tile.events_i[row], tile.work_f[row], tile.work_i[row],
        tile.odds[row], tile.counts[row], tile.tried[row], tile.shots_f[row], tile.shots_i[row],
    )  # fmt: skip


def stamp(tile: State, seed: int, replicates: Integers, common_failure: Integers) -> None:
    """Give a tile its seed, its replicate numbers (R,) and their strata (R,); all else becomes zero."""
    for array in tile:
        array.fill(0)
    tile.tally[:, Tally.SEED] = seed
    tile.tally[:, Tally.REPLICATE] = replicates
    tile.tally[:, Tally.COMMON_FAILURE] = common_failure
