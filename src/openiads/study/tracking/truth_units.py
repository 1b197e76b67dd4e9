"""Whether the truth fits the tracks at all, and if not, whether it would a thousand times as far: kilometres.

Kilometres for metres are told where targets lie so on tracks that lie on none as told: more of them than come
to lie within the threshold of a track by chance, by the binomial of the share of the ground that is within
it, once in 1,000.  Else it is told that hardly anything is on a track.  Our own rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.special import bdtrc

from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.plot_planes import Placed
from openiads.study.tracking.plots import Integers
from openiads.study.tracking.track_metrics import TrackMetrics, track_metrics

BY_CHANCE = 1e-3
HARDLY = 0.1
"""Share of targets with a track, and of tracks with a target, below both of which truth and tracks may not be
of the same place and time: our own figure.  Where the one alone is small, the truth knows more than sensors
see, or less."""
KILO = 1_000.0


def truth_against(
    truth: Kinematics,
    tracks: Kinematics,
    metrics: TrackMetrics,
    stand: Placed,
    farthest: float,
    brought: Callable[[Kinematics], Kinematics],
) -> tuple[str, ...]:
    """What tracks say against the truth, a sentence or none.

    farthest  range of plots [m]
    brought   the truth to where it is compared
    """
    complete, spurious = metrics.means["completeness"], metrics.means["spuriousness"]
    if not metrics.tracks.who.size or not (complete < HARDLY and spurious > 1.0 - HARDLY):
        return ()
    local = (truth.place - stand.place[0]) @ stand.axes[0].T
    away, within = float(np.abs(local).max()), metrics.rules.threshold
    nowhere = (
        f"truth: {100.0 * complete:.2g} % of targets have a track within {within:g} m, and "
        f"{100.0 * spurious:.2g} % of tracks have no target; times of another clock, places in another "
        "frame, or sensors that stand elsewhere would do that; check time_s and places of the truth, and "
        "places of sensors"
    )
    if metrics.switches.target.size or away * KILO > 2.0 * farthest + within:
        return (nowhere,)
    far = replace(truth, place=stand.place[0] + KILO * local @ stand.axes[0])
    rules = metrics.rules._replace(cutoff=within)
    found = track_metrics(brought(far), tracks, metrics.scans, rules)
    met = np.unique(found.truth.who[found.switches.target]).size
    share = min(1.0, _at_once(metrics.tracks.scan) * (within / max(farthest, 1.0)) ** 2)
    if not met or bdtrc(met - 1, np.unique(found.truth.who).size, share) >= BY_CHANCE:
        return (nowhere,)
    return (
        f"truth: x_m, y_m and z_m are up to {away:.4g}, and no target is within {within:g} m of a "
        f"track; if they were kilometres, {met} would be, which chance does less than once in 1,000 files; "
        "give metres",
    )


def _at_once(scan: Integers) -> int:
    """Most tracks at one scan."""
    return int(np.bincount(scan).max())
