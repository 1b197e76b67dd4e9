"""Real trajectories as truth: the sample `quickstart` of the package traffic, read where it is installed.

Three hours of ADS-B around Paris.  Trajectories are real, plots are not: one radar of ours plots them, and
to it they are moved as they are.  Positions are joined by straight lines; whatever jumps, or is silent for
half a minute, is another flight afterwards.  Nothing of the sample is kept here.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.tracking.flights import Floats
from benchmarks.tracking.radars import RadarSite, frame_of
from benchmarks.tracking.scenes import Scene, scene
from openiads.ground.frames import ecef_of
from openiads.ground.units import DEG, FT

SAMPLE = "quickstart.json.gz"
RADAR = 48.7 * DEG, 2.4 * DEG, 100.0
"""South of Paris [rad, rad, m]: our own choice."""
SCANS = 720
FALSE_PLOTS = 30.0
SILENT = 30.0
"""Longest gap in a flight [s]."""
FASTEST = 400.0
"""What seems faster jumped [m/s]."""
SHORTEST = 60.0
"""Flights of less are left out [s]."""
SMOOTH = 2.5
"""Velocities are mean ones over twice this [s]: positions are rounded to metres."""


class Missing(Exception):
    """The sample is not there; why."""


def sample_file() -> Path:
    """The file of the sample in the installed package."""
    found = importlib.util.find_spec("traffic")
    if found is None or found.origin is None:
        raise Missing(
            "the package traffic is not installed; pip install traffic gives its sample of real flights"
        )
    files = sorted(Path(found.origin).parent.rglob(SAMPLE))
    if not files:
        raise Missing(f"the package traffic that is installed has no {SAMPLE}")
    return files[0]


class Sampled:
    """Flights by samples."""

    def __init__(self, samples: list[tuple[Floats, Floats]]) -> None:
        self._samples = samples
        self.born = np.array([time[0] for time, _ in samples])
        self.gone = np.array([time[-1] for time, _ in samples])

    def at(self, times: Floats) -> tuple[Floats, Floats]:
        """Places and velocities (N, K, 3) [m, m/s] at times (K,) or (N, K) [s]."""
        times = np.broadcast_to(times, (len(self._samples), np.shape(times)[-1]))
        place = np.array([between(*one, row) for one, row in zip(self._samples, times, strict=True)])
        ahead, behind = (
            np.array([between(*one, row + by) for one, row in zip(self._samples, times, strict=True)])
            for by in (SMOOTH, -SMOOTH)
        )
        return place, (ahead - behind) / (2.0 * SMOOTH)

    def alive(self, times: Floats) -> npt.NDArray[np.bool_]:
        """Whether they are there (N, K)."""
        return (times >= self.born[:, None]) & (times <= self.gone[:, None])


def between(time: Floats, place: Floats, asked: Floats) -> Floats:
    """Places (K, 3) at times (K,), on straight lines between samples."""
    return np.stack([np.interp(asked, time, place[:, axis]) for axis in range(3)], axis=1)


def airliners(seed: int, scans: int = SCANS, path: Path | None = None) -> Scene:
    """An hour of the sample, the busiest, as one radar plots it."""
    site = RadarSite(false_plots=FALSE_PLOTS)
    lasting = scans * site.period
    with gzip.open(path or sample_file(), "rt", encoding="utf-8") as file:
        rows = samples_of(json.load(file))
    begin = busiest(rows[0], lasting)
    flights: Any = Sampled(pieces(*rows, begin, lasting, site.reach))
    return scene("airliners", seed, flights, (site,), lasting)


def samples_of(records: list[dict[str, Any]]) -> tuple[Floats, npt.NDArray[Any], Floats]:
    """Time [s], aircraft and place east, north and up of the radar [m] of all samples in the air."""
    kept = [
        record
        for record in records
        if not record["onground"]
        and all(record[name] is not None for name in ("latitude", "longitude", "altitude"))
    ]
    time = np.array([record["timestamp"] for record in kept]) / 1e3
    who = np.array([record["icao24"] for record in kept])
    latitude, longitude, altitude = (
        factor * np.array([record[name] for record in kept], dtype=np.float64)
        for name, factor in (("latitude", DEG), ("longitude", DEG), ("altitude", FT))
    )
    return time, who, frame_of(*RADAR).enu(ecef_of(latitude, longitude, altitude))


def busiest(time: Floats, lasting: float) -> float:
    """Begin [s] of the stretch of a length that has most samples, of those that begin every five minutes."""
    ordered = np.sort(time)
    begins = np.arange(ordered[0], max(ordered[-1] - lasting, ordered[0]) + 1.0, 300.0)
    counts = np.searchsorted(ordered, begins + lasting) - np.searchsorted(ordered, begins)
    return float(begins[np.argmax(counts)])


def pieces(
    time: Floats, who: npt.NDArray[Any], place: Floats, begin: float, lasting: float, reach: float
) -> list[tuple[Floats, Floats]]:
    """Flights without a gap or a jump, within reach."""
    near = np.linalg.norm(place, axis=1) < reach
    inside = (time >= begin) & (time <= begin + lasting) & near
    found = []
    for name in np.unique(who[inside]).tolist():
        mine = np.flatnonzero(inside & (who == name))
        mine = mine[np.unique(time[mine], return_index=True)[1]]
        gap = np.diff(time[mine])
        jump = np.linalg.norm(np.diff(place[mine], axis=0), axis=1) > FASTEST * np.maximum(gap, 1.0)
        for part in np.split(mine, np.flatnonzero((gap > SILENT) | jump) + 1):
            if part.size > 1 and time[part[-1]] - time[part[0]] >= SHORTEST:
                found.append((time[part] - begin, place[part]))
    return found
