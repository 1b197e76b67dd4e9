"""The slow twin as a third driver of a campaign.

It keeps no count of plots, of object-steps and of flights in reach: these columns are 0.  Times may differ
from the engine's in their last digits, and so does the hash.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import astuple, replace

from openiads.simulation.books import Books, keep_books
from openiads.simulation.failure_strata import keys
from openiads.simulation.open_tile import open_replicate
from openiads.simulation.reference import Played, play
from openiads.state.planes import Fire, ShotKey, Tally, Truth, TruthKey
from openiads.state.state import Capacity, State
from openiads.state.words import Flight, Happening, Stage
from openiads.state.world import World


def play_reference(world: World, seed: int, first: int, last: int) -> Iterator[Books]:
    """Rows of replicates [first, last), played by the readable twin."""
    for replicate, stricken in zip(*keys(world, first, last), strict=True):
        row = int(replicate), bool(stricken)
        yield keep_books(tile_of(play(world, seed, *row), world, seed, *row), world)


def tile_of(played: Played, world: World, seed: int, replicate: int, common_failure: bool) -> State:
    """What the twin played, as a tile of one row."""
    capacity = replace(Capacity.for_world(world), events=max(len(played.events), 1))
    tile = open_replicate(world, seed, replicate, capacity, common_failure)
    for e, event in enumerate(played.events):
        words = event.step, event.phase, event.kind, event.object, event.other, event.battery
        tile.events_i[0, :, e] = words
        tile.events_f[0, :, e] = event.time, event.value
        if event.kind == Happening.LAUNCH:
            tile.magazine[0, event.battery, int(event.value)] -= 1
            tile.shots[0, event.battery, event.object] += 1
            tile.tally[0, Tally.ROUNDS_FIRED] += 1
        if event.kind == Happening.RELOADED:
            tile.magazine[0, event.battery, int(event.value)] += event.other
            tile.reload[0, event.battery, int(event.value)] -= event.other
    for n, target in enumerate(played.targets):
        keys = target.status, target.fate, target.stage, target.shots, target.engaged
        tile.truth_i[0, : TruthKey.IN_REACH, n] = keys
        tile.truth_i[0, TruthKey.SHOT_DOWN, n] = target.shot_down
        times = target.first_detection, target.first_detection_range, target.first_track, target.ended
        tile.truth_f[0, Truth.FIRST_DETECTION : Truth.ENDED + 1, n] = times
        tile.truth_f[0, Truth.START : Truth.WEAVE_PHASE + 1, n] = target.start, target.end, target.weave_phase
        tile.truth_f[0, Truth.DOWN, n] = target.down
        story = [target.taken.hostile_since, target.hidden, target.relief, target.meeting]
        story += [target.tracked, target.untracked]
        story += astuple(target.decisions)
        story += [target.masked_since, target.masked, target.masked_to_track]
        story += [target.masked_untracked, target.sighted]
        story += [target.first_put, target.first_lock]
        taken = target.taken
        story += [taken.identified, taken.identified_by[1], taken.mistaken, taken.mistaken_by[1]]
        tile.truth_f[0, Truth.HOSTILE : Truth.MISTAKEN_MARGIN + 1, n] = story
        tile.reached[0, :, n] = [target.reached.get(rung, math.nan) for rung in Stage]
        identity = target.taken.identity
        tile.truth_i[0, TruthKey.BATTERY : TruthKey.FAINT, n] = target.battery, identity, target.track_began
        in_vain = target.in_vain.counts(target.first_detection, target.first_track)
        tile.truth_i[0, TruthKey.FAINT : TruthKey.HELD_BY, n] = in_vain
        by, under = (-1, 0) if target.held is None else target.held
        awaited = -1 if target.awaited is None else target.awaited
        tile.truth_i[0, TruthKey.HELD_BY : TruthKey.IN_USE + 1, n] = by, under, awaited, *target.faced
        decided = taken.identified_by[0], taken.mistaken_for, taken.mistaken_by[0]
        tile.truth_i[0, TruthKey.IDENTIFIED_BY : TruthKey.MISTAKEN_BY + 1, n] = decided
    tile.tally[0, Tally.EVENTS] = len(played.events)
    tile.hits[0] = played.hits
    for i, b in enumerate(played.in_flight):
        tile.rounds_i[0, ShotKey.FLYING, i] = Flight.GUIDED
        tile.fire[0, [Fire.GUIDED, Fire.GUIDED_MOST], b] += 1
    tile.fire[0, Fire.LOST] = played.batteries_lost
    tile.lost[0] = played.radars_lost
    return tile
