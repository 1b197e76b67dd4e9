"""Whether the truth would fit tracks a thousand times as far from the first sensor: kilometres for metres.

Told where targets lie so on tracks that lie on none as told: more of them than come to lie within the
threshold of a track by chance, by the binomial of the share of the ground that is within it, once in 1,000.
Our own rule.
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
KILO = 1_000.0


def truth_against(
    truth: Kinematics,
    tracks: Kinematics,
    metrics: TrackMetrics,
    stand: Placed,
    farthest: float,
    brought: Callable[[Kinematics], Kinematics],
) -> tuple[str, ...]:
    """What tracks say against the unit of the truth, a sentence or none.

    farthest  range of plots [m]
    brought   the truth to where it is compared
    """
    if not metrics.tracks.who.size or metrics.switches.target.size:
        return ()
    local = (truth.place - stand.place[0]) @ stand.axes[0].T
    away = float(np.abs(local).max())
    if away * KILO > 2.0 * farthest + metrics.rules.threshold:
        return ()
    far = replace(truth, place=stand.place[0] + KILO * local @ stand.axes[0])
    rules = metrics.rules._replace(cutoff=metrics.rules.threshold)
    found = track_metrics(brought(far), tracks, metrics.scans, rules)
    met = np.unique(found.truth.who[found.switches.target]).size
    share = min(1.0, _at_once(metrics.tracks.scan) * (rules.threshold / max(farthest, 1.0)) ** 2)
    if not met or bdtrc(met - 1, np.unique(found.truth.who).size, share) >= BY_CHANCE:
        return ()
    return (
        f"truth: x_m, y_m and z_m are up to {away:.4g}, and no target is within {rules.threshold:g} m of a "
        f"track; if they were kilometres, {met} would be, which chance does less than once in 1,000 files; "
        "give metres",
    )


def _at_once(scan: Integers) -> int:
    """Most tracks at one scan."""
    return int(np.bincount(scan).max())
