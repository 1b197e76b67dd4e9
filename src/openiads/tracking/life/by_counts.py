"""By counts: a track is believed when `m` plots came within `n` looks, and dropped after a row of misses.

The window of `n` looks begins with the first plot; a track that is not believed by its end is given up.  A
look counts as missed when a radar that carries the track should have plotted it.  The score's planes hold the
counts: `SCORE` the looks missed in a row, less than nothing, `TOP_SCORE` all that were missed.

References
----------
.. [1] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, section 6.2: confirmation
   and deletion by counts beside the score.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Life as Account
from openiads.state.planes import TrackKey
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.state.world import World
from openiads.tracking.trackers import TRACKERS, Life, Tracker


@part
def credit(state: State, p: int, m: int, worth: float) -> None:
    """A plot ends the row of misses, whatever it is worth."""
    state.lives[p, Account.SCORE, m] = 0.0


@part
def charge(state: State, world: World, p: int, m: int, looks: float) -> None:
    """Count the looks that brought nothing."""
    state.lives[p, Account.SCORE, m] -= looks
    state.lives[p, Account.TOP_SCORE, m] += looks


@part
def looks_so_far(state: State, p: int, m: int) -> float:
    """Plots of track `m` and looks that it missed since it began."""
    return float(state.tracks_i[p, TrackKey.HITS, m] + state.lives[p, Account.TOP_SCORE, m])


@part
def believed(state: State, world: World, p: int, m: int) -> bool:
    """Whether track `m` has its plots within the window.

    Source: [1]_.
    """
    enough = state.tracks_i[p, TrackKey.HITS, m] >= world.tracking.confirm_plots
    return bool(enough and looks_so_far(state, p, m) <= world.tracking.confirm_looks)


@part
def hopeless(state: State, world: World, p: int, m: int) -> bool:
    """Whether track `m` has missed too many looks in a row, or its window ended before it was believed."""
    if state.tracks_i[p, TrackKey.STATUS, m] == TrackStatus.TENTATIVE:
        return bool(looks_so_far(state, p, m) > world.tracking.confirm_looks)
    return bool(-state.lives[p, Account.SCORE, m] >= world.tracking.drop_looks)


M_OF_N = TRACKERS.add("m-of-n")(Tracker(life=Life(credit, charge, believed, hopeless)))
