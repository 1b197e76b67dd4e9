"""By track score: the log likelihood ratio of target against false plots confirms a track and ends it.

References
----------
.. [1] S. Blackman, R. Popoli, Design and Analysis of Modern Tracking Systems, 1999, section 6.2: the track
   score and its thresholds; a track ends when its score has fallen so far below its best.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import Life, Network, TrackKey
from openiads.state.state import State
from openiads.state.words import TrackStatus
from openiads.state.world import World


@part
def credit(state: State, p: int, m: int, worth: float) -> None:
    """Add a plot's log likelihood ratio.

    Source: [1]_.
    """
    lives = state.lives[p]
    lives[Life.SCORE, m] += worth
    lives[Life.TOP_SCORE, m] = max(lives[Life.TOP_SCORE, m], lives[Life.SCORE, m])


@part
def charge(state: State, world: World, p: int, m: int, looks: float) -> None:
    """Take off what a number of looks without a plot is worth.

    Source: [1]_.
    """
    state.lives[p, Life.SCORE, m] -= -world.network_f[Network.LOG_MISS, p] * looks


@part
def believed(state: State, world: World, p: int, m: int) -> bool:
    """Whether its score confirms track `m`, and it has the plots that it must have."""
    enough = state.lives[p, Life.SCORE, m] >= world.tracking.confirm_score
    return bool(enough and state.tracks_i[p, TrackKey.HITS, m] >= world.tracking.confirm_plots)


@part
def hopeless(state: State, world: World, p: int, m: int) -> bool:
    """Whether the score of track `m` is too far below its best, or below the floor of a tentative one."""
    score = state.lives[p, Life.SCORE, m]
    if score < state.lives[p, Life.TOP_SCORE, m] - world.tracking.drop_score:
        return True
    tentative = state.tracks_i[p, TrackKey.STATUS, m] == TrackStatus.TENTATIVE
    return bool(tentative and score < -world.tracking.tentative_score)
