"""CPU time of each scan, as the tracker is fed cycle by cycle."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.tracking.flights import Floats
from benchmarks.tracking.judged import Setting
from benchmarks.tracking.scenes import Scene
from openiads.study.tracking.fed_tracker import FedTracker


def with_worst(scene: Scene, setting: Setting, found: dict[str, float]) -> dict[str, float]:
    """Figures with the worst scan, the first left out, which makes room for all that follow."""
    return found | {"ms_worst_scan": 1e3 * float(seconds_by_scan(scene, setting)[1:].max())}


def seconds_by_scan(scene: Scene, setting: Setting) -> Floats:
    """CPU seconds of the tracker by scan of the slowest radar, ageing until the next among them."""
    period = max(site.period for site in scene.sites)
    detection = setting.detection or float(scene.sensors.detection_probability.mean())
    fed = FedTracker(scene.sensors, setting.tracking, detection, setting.tracker, scene.plots)
    ends = np.searchsorted(scene.plots.time, np.arange(period, scene.lasting + period, period))
    begin, spent = 0, []
    for n, end in enumerate(ends.tolist()):
        before = time.process_time()
        # Just after its last cycle, so that all its cycles are over and each is played once.
        fed.feed(scene.plots.only(slice(begin, end)), period * (n + 1) - 1e-6)
        spent.append(time.process_time() - before)
        begin = end
    return np.array(spent)
