"""A tracker of one's own: a track is believed with its second plot, and dropped as ours are.

Installed beside openiads (`uv pip install ./examples/own_tracker`) it is chosen by name:

    openiads run one-battery --set models.tracker=two-plots

Only what is other is said: motion, measurement, association and the rest of its life stay ours.
"""

from __future__ import annotations

from openiads.ground.compiled import part
from openiads.state.planes import TrackKey
from openiads.state.state import State
from openiads.state.world import World
from openiads.tracking.trackers import Life, Tracker


@part
def believed(state: State, world: World, p: int, m: int) -> bool:
    """Whether track `m` of picture `p` has two plots."""
    return bool(state.tracks_i[p, TrackKey.HITS, m] >= 2)


TWO_PLOTS = Tracker(life=Life(believed=believed))
