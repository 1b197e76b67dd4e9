"""Ours by the rules of Stone Soup's reference tracker, where these are rules and no other filter.

Confirmed tracks take their plots first, as its tracker gives its initiator only what they leave; who takes
which is decided by statistical distance, a miss costing that of the gate, and not by what a pair is worth
against a false plot; and a track that was never believed is given up after two misses in a row.
"""

from __future__ import annotations

import math

from openiads.ground.compiled import part
from openiads.state.constants import GATE
from openiads.state.planes import Life as Account
from openiads.state.planes import Network, PlotKey, TrackKey
from openiads.state.scalars import Tracking
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.state.world import Floats, World
from openiads.tracking.association.confirmed_first import CONFIRMED_FIRST, serve
from openiads.tracking.association.nearest_neighbour import pairing_of, solving_of
from openiads.tracking.association.pairs import Scan, find_candidates
from openiads.tracking.estimates import Measured, Station, measured_of, station_of
from openiads.tracking.filtering.single_model import weigh
from openiads.tracking.life.by_counts import M_OF_N, hopeless
from openiads.tracking.trackers import TRACKERS

NAME = "like-stone-soup"
MISSES = 2.0
"""In a row, of a track that was never believed."""
ALWAYS = -1e3
"""Instead of a log determinant: every pair within the gate is worth more than a miss."""


@part
def by_gate(
    filters: Floats, m: int, ballistic: bool, tracking: Tracking, plot: Measured, station: Station
) -> tuple[float, float]:
    """Squared statistical distance, and a number with which only the gate decides."""
    square, _ = weigh(filters, m, ballistic, tracking, plot, station)
    return square, ALWAYS


@part
def associate(state: State, world: World, scan: Scan) -> None:
    """Write into `PlotKey.USED` the track (plus one) of every plot of a scan, or 0 for none."""
    for i in range(scan.first, scan.last):
        state.plots_i[PlotKey.USED, i] = 0
    pairs = find_candidates(state, world, scan)
    if pairs.number <= 0:
        return
    floor, work = world.network_f[Network.LOG_MISS, scan.p], solving_of(state)
    station = station_of(world.radar_f, state.plots_i[PlotKey.RADAR, scan.first])
    for q in range(pairs.number):
        m, plot = pairs.track[q], measured_of(state.plots_f, pairs.plot[q])
        falls = state.tracks_i[scan.p, TrackKey.BALLISTIC, m] == 1
        square, _ = by_gate(state.filters[scan.p], m, falls, world.tracking, plot, station)
        pairs.gain[q] = floor + math.sqrt(GATE) - math.sqrt(square)
    pairing = pairing_of(state, pairs, scan, floor)
    for first in (True, False):
        serve(state, scan, pairs, pairing, work, floor, first)


@part
def given_up(state: State, world: World, p: int, m: int) -> bool:
    """Whether a track is dropped: as ours by counts, or by two misses in a row before it is believed."""
    tentative = state.tracks_i[p, TrackKey.STATUS, m] == TrackStatus.TENTATIVE
    return bool((tentative and -state.lives[p, Account.SCORE, m] >= MISSES) or hopeless(state, world, p, m))


TRACKER = CONFIRMED_FIRST._replace(
    life=M_OF_N.life._replace(hopeless=given_up),
    association=CONFIRMED_FIRST.association._replace(associate=associate),
    filtering=CONFIRMED_FIRST.filtering._replace(weigh=by_gate),
)


def enter() -> None:
    """Have it found by its name; not before, for nobody else is to meet it."""
    TRACKERS.add(NAME)(TRACKER)
