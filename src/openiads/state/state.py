"""State: what a step changes, as packed planes with the replicate axis first."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, replace
from typing import NamedTuple

import numpy as np

from openiads.ground.compiled import part
from openiads.state import planes
from openiads.state.planes import BatteryKey, Tally
from openiads.state.words import Overflow
from openiads.state.world import Floats, Integers, World


class State(NamedTuple):
    """A tile of replicates, or one of them (then the first axis is gone).

    Axes: R replicates, N true objects, S radars, L plots, P pictures, M tracks, C fire channels,
    K rounds in flight, B batteries, T round types, A assets, E events, Q candidate pairs.
    """

    tally: Integers  # (R, planes) [Tally]
    truth_f: Floats  # (R, planes, N) [Truth]
    truth_i: Integers  # (R, planes, N) [TruthKey]
    looks: Floats  # (R, S, N) turns of the beam, or scans of one that swings, at the last look [1]
    plots_f: Floats  # (R, planes, L) [Plot]
    plots_i: Integers  # (R, planes, L) [PlotKey]
    tracks_f: Floats  # (R, P, planes, M) [Track]
    tracks_i: Integers  # (R, P, planes, M) [TrackKey]
    tops: Integers  # (R, P) track slots ever used
    fed: Floats  # (R, P, S, M) time of the radar's last plot of the track, -inf if it gave none [s]
    gaps: Floats  # (R, P, S, M) running mean of the time between its plots of it [s]
    pairs: Floats  # (R, B, planes, M) [Pair]
    channels_f: Floats  # (R, planes, C) [Channel]
    channels_i: Integers  # (R, planes, C) [ChannelKey]
    rounds_f: Floats  # (R, planes, K) [Shot]
    rounds_i: Integers  # (R, planes, K) [ShotKey]
    fire: Floats  # (R, planes, B) [Fire]
    magazine: Integers  # (R, B, T)
    shots: Integers  # (R, B, N) rounds fired by the battery at the object
    tries: Integers  # (R, B, N) looks of its engagement radar to lock the object
    hits: Integers  # (R, A)
    events_f: Floats  # (R, planes, E) [Event]
    events_i: Integers  # (R, planes, E) [EventKey]
    work_f: Floats  # (R, rows, Q) scratch: nothing in it outlives a phase
    work_i: Integers  # (R, rows, Q)


WORK_ROWS = 10
SLICE = 0.25
"""Plots of one radar are told apart together within this [s]; a track goes back in time by no more."""


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
        objects = world.target_f.shape[1]
        return cls(
            plots=32 + objects,
            tracks=48 + objects,
            events=512 + 24 * objects,
            candidates=64 + 4 * objects,
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


def allocate(world: World, replicates: int, capacity: Capacity) -> State:
    """An empty tile."""
    n_objects = world.target_f.shape[1]
    n_radars = world.radar_f.shape[1]
    n_batteries = world.battery_f.shape[1]
    n_networks = world.network_f.shape[1]
    n_channels = int(world.battery_i[BatteryKey.TARGETS_MAX].sum())
    n_rounds = int(world.battery_i[BatteryKey.GUIDED_MAX].sum())
    kinds = n_radars * (2 + math.ceil(world.clock.cycle / SLICE))
    width = 1 + max(capacity.candidates, capacity.plots, capacity.tracks, kinds, n_objects)

    def floats(*shape: int) -> Floats:
        return np.zeros((replicates, *shape))

    def integers(*shape: int) -> Integers:
        return np.zeros((replicates, *shape), dtype=np.int64)

    return State(
        tally=integers(len(planes.Tally)),
        truth_f=floats(len(planes.Truth), n_objects),
        truth_i=integers(len(planes.TruthKey), n_objects),
        looks=floats(n_radars, n_objects),
        plots_f=floats(len(planes.Plot), capacity.plots),
        plots_i=integers(len(planes.PlotKey), capacity.plots),
        tracks_f=floats(n_networks, len(planes.Track), capacity.tracks),
        tracks_i=integers(n_networks, len(planes.TrackKey), capacity.tracks),
        tops=integers(n_networks),
        fed=floats(n_networks, n_radars, capacity.tracks),
        gaps=floats(n_networks, n_radars, capacity.tracks),
        pairs=floats(n_batteries, len(planes.Pair), capacity.tracks),
        channels_f=floats(planes.FILTER_PLANES + len(planes.Channel), n_channels),
        channels_i=integers(len(planes.ChannelKey), n_channels),
        rounds_f=floats(len(planes.Shot), n_rounds),
        rounds_i=integers(len(planes.ShotKey), n_rounds),
        fire=floats(len(planes.Fire), n_batteries),
        magazine=integers(n_batteries, world.magazine.shape[1]),
        shots=integers(n_batteries, n_objects),
        tries=integers(n_batteries, n_objects),
        hits=integers(world.asset.shape[1]),
        events_f=floats(len(planes.Event), capacity.events),
        events_i=integers(len(planes.EventKey), capacity.events),
        work_f=floats(WORK_ROWS, width),
        work_i=integers(WORK_ROWS, width),
    )


def bytes_of_row(world: World) -> int:
    """Memory of one replicate of a tile that has not overflowed yet [byte]."""
    return sum(array.nbytes for array in allocate(world, 1, Capacity.for_world(world)))


def select(tile: State, replicate: int) -> State:
    """Views of one replicate of a tile."""
    return State(*(array[replicate] for array in tile))


@part
def row_of(tile: State, r: int) -> State:
    """`select` for kernels, which cannot walk over arrays of several kinds."""
    return State(
        tile.tally[r], tile.truth_f[r], tile.truth_i[r], tile.looks[r],
        tile.plots_f[r], tile.plots_i[r], tile.tracks_f[r], tile.tracks_i[r], tile.tops[r],
        tile.fed[r], tile.gaps[r], tile.pairs[r],
        tile.channels_f[r], tile.channels_i[r], tile.rounds_f[r], tile.rounds_i[r],
        tile.fire[r], tile.magazine[r], tile.shots[r], tile.tries[r], tile.hits[r],
        tile.events_f[r], tile.events_i[r], tile.work_f[r], tile.work_i[r],
    )  # fmt: skip


def stamp(tile: State, seed: int, replicates: Integers, common_failure: Integers) -> None:
    """Give a tile its seed, its replicate numbers (R,) and their strata (R,); all else becomes zero."""
    for array in tile:
        array.fill(0)
    tile.tally[:, Tally.SEED] = seed
    tile.tally[:, Tally.REPLICATE] = replicates
    tile.tally[:, Tally.COMMON_FAILURE] = common_failure
