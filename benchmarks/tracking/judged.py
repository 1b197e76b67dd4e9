"""What a tracker makes of a scene, and how good that is: the same figures for any tracker.

CPU seconds are those of the process while plots become tracks.  Tracks are judged at the times of scans, from
the sixth on; tentative ones do not count.  The truth is known at these times and not interpolated.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from benchmarks.tracking.flights import Floats
from benchmarks.tracking.scenes import Scene
from openiads.state.scalars import Tracking
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.track_metrics import track_metrics
from openiads.study.tracking.track_plots import TENTATIVE, Tracks, constants_of, track_plots


class Setting(NamedTuple):
    """A registered tracker and what is other than in the catalogue."""

    tracker: str = "score"
    changes: tuple[tuple[str, float], ...] = ()
    detection: float | None = None  # probability that it assumes; None is that of the radars

    @classmethod
    def of(cls, told: str) -> Setting:
        """From `score`, or `m-of-n:process_noise=40:confirm_plots=3`."""
        name, *pairs = told.split(":")
        changes = dict(pair.split("=") for pair in pairs)
        detection = changes.pop("detection", None)
        unknown = changes.keys() - set(Tracking._fields)
        if unknown:
            raise SystemExit(
                f"{told}: {', '.join(unknown)} is no constant; there are {', '.join(Tracking._fields)}"
            )
        numbers = tuple((key, float(value)) for key, value in changes.items())
        return cls(name, numbers, None if detection is None else float(detection))

    @property
    def label(self) -> str:
        """As it was told."""
        more = [f"{key}={value:g}" for key, value in self.changes]
        more += [] if self.detection is None else [f"detection={self.detection:g}"]
        return ":".join([self.tracker, *more])

    @property
    def tracking(self) -> Tracking:
        """Constants of the tracker."""
        usual = constants_of(self.tracker)
        kinds = {name: type(getattr(usual, name)) for name, _ in self.changes}
        return usual._replace(**{name: kinds[name](value) for name, value in self.changes})


@dataclass(frozen=True, eq=False)
class Played:
    """What a tracker told at scans, and what that cost."""

    rows: Kinematics  # tracks that are believed, ECEF
    scans: Floats  # (S,) times [s]
    cpu: Floats  # (S,) seconds of each scan; not a number where only the sum is known
    cpu_sum: float  # [s]


def ours(scene: Scene, setting: Setting, rounds: int = 1) -> Played:
    """Our tracker on all plots at once; the least CPU time of some rounds, after one that compiles."""
    sensors = scene.sensors
    detection = setting.detection or float(sensors.detection_probability.mean())
    spent = []
    tracks = warmed(scene, setting, detection)
    for _ in range(rounds):
        begin = time.process_time()
        tracks = track_plots(scene.plots, sensors, setting.tracking, detection, setting.tracker)
        spent.append(time.process_time() - begin)
    rows = believed(tracks)
    scans = np.unique(tracks.time) if any(site.turning for site in scene.sites) else scene.scans
    return Played(rows, scans, np.full(scans.size, np.nan), min(spent))


def warmed(scene: Scene, setting: Setting, detection: float) -> Tracks:
    """Compile: the tracker on the first plots."""
    first = scene.plots.only(slice(0, 40))
    return track_plots(first, scene.sensors, setting.tracking, detection, setting.tracker)


def believed(tracks: Tracks) -> Kinematics:
    """Tracks without tentative ones."""
    kept = np.flatnonzero(tracks.state != TENTATIVE)
    return Kinematics(tracks.time[kept], tracks.number[kept], tracks.place[kept], tracks.velocity[kept])


def until_missed(tracks: Tracks, misses: int) -> Kinematics:
    """Those of them that have not missed so many scans in a row: as trackers show them that end them then."""
    kept = np.flatnonzero((tracks.state != TENTATIVE) & (missed_rows(tracks) < misses))
    return Kinematics(tracks.time[kept], tracks.number[kept], tracks.place[kept], tracks.velocity[kept])


def missed_rows(tracks: Tracks) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Rows of a track in a row (K,) in which it had no new plot, up to each."""
    order = np.lexsort((tracks.time, tracks.number))
    new = np.diff(tracks.number[order], prepend=-1) != 0
    new |= np.diff(tracks.plots[order], prepend=-1) != 0
    place = np.arange(order.size)
    found = np.empty(order.size, dtype=np.int64)
    found[order] = place - np.maximum.accumulate(np.where(new, place, 0))
    return found


def figures(scene: Scene, played: Played) -> dict[str, float]:
    """Measures of accuracy and what it cost."""
    scans = played.scans[played.scans >= scene.judged_from]
    rows = at(played.rows, scans)
    found = track_metrics(scene.truth(scans), rows, scans)
    means = found.means
    distance = found.distance
    count = played.scans.size
    told = {
        "gospa_m": means["gospa"],
        "gospa_per_root_target_m": means["gospa_per_target"],
        "localisation_m": float(np.sqrt(distance.localisation).mean()),
        "missed": means["missed"],
        "false": means["false"],
        "switches": float(found.switches.switches.sum()),
        "switches_per_target": means["switches_per_target"],
        "completeness": means["completeness"],
        "spuriousness": means["spuriousness"],
        "plots_per_cpu_s": scene.plots.count / played.cpu_sum,
        "ms_per_scan": 1e3 * played.cpu_sum / count,
    }
    if np.isfinite(played.cpu).all():
        told["ms_worst_scan"] = 1e3 * float(played.cpu.max())
    return told


def at(rows: Kinematics, scans: Floats) -> Kinematics:
    """Rows at some times."""
    kept = np.isin(rows.time, scans)
    return replace(
        rows,
        time=rows.time[kept],
        number=rows.number[kept],
        place=rows.place[kept],
        velocity=rows.velocity[kept],
    )


def means(several: list[dict[str, float]]) -> dict[str, float]:
    """Means of figures over seeds; the worst of the worst scans."""
    found = {name: float(np.mean([each[name] for each in several])) for name in several[0]}
    if "ms_worst_scan" in found:
        found["ms_worst_scan"] = max(each["ms_worst_scan"] for each in several)
    return found


def pieces(scenes: list[Scene]) -> Iterator[str]:
    """Names of scenes and their seeds."""
    return (f"{each.name}/{each.seed}" for each in scenes)
