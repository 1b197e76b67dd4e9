"""What a target is taken for that is on a track which was told once what it is.

The tracker alone identifies nothing.  Our rule: each track bears for good the identity of the target that it
was first matched with, as if somebody had looked then; where it goes on with a target of another identity,
that one is taken for what it is not.
"""

from __future__ import annotations

import numpy as np

from openiads.study.tracking.confusion import Confusion, confusion
from openiads.study.tracking.track_metrics import TrackMetrics


def carried(metrics: TrackMetrics) -> Confusion | None:
    """Identities of targets by those that their tracks carry, over all scans; none without identities."""
    identity = metrics.truth.identity
    if identity is None:
        return None
    target, track = metrics.switches.target, metrics.tracks.who[metrics.switches.track]
    _, first, number = np.unique(track, return_index=True, return_inverse=True)
    return confusion(identity[target], identity[target[first]][number])
