"""Two radars that turn at different rates over the same targets, one of them perhaps off; known at any time.

Half of the targets fly straight, the others circle from some moment on.  Seeds from 100 on are for judging.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from openiads.ground.frames import ecef_of, enu_axes, geodetic_of
from openiads.ground.units import DEG
from openiads.study.tracking.kinematics import Kinematics
from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.track_metrics import track_metrics
from openiads.study.tracking.track_plots import TENTATIVE, Tracks, constants_of, track_plots

ORIGIN = 39.0 * DEG, 35.0 * DEG, 0.0
AT, AXES = ecef_of(*ORIGIN), enu_axes(*ORIGIN[:2])
LASTING, DETECTION, FALSE, REACH = 240.0, 0.9, 10.0, 180e3
SITES = ((0.0, 0.0), (60e3, 20e3), (-30e3, 70e3))  # east and north of the origin [m]
PERIODS = 5.0, 10.0, 4.0
SD = 50.0, 0.15 * DEG, 0.3 * DEG
"""Of range [m], azimuth and elevation [rad]."""


@dataclass(frozen=True)
class Bias:
    """Of one radar."""

    slant_range: float = 0.0  # [m]
    azimuth: float = 0.0  # [rad]
    elevation: float = 0.0  # [rad]


class Targets:
    """Straight flights and circles, east, north and up of the origin."""

    def __init__(self, draws: np.random.Generator, count: int) -> None:
        away, around = 130e3 * np.sqrt(draws.random(count)), draws.uniform(0.0, 2.0 * np.pi, count)
        up = draws.uniform(3e3, 11e3, count)
        self.middle = np.stack([away * np.sin(around), away * np.cos(around), up], axis=1)
        self.speed, self.course = draws.uniform(150.0, 300.0, count), draws.uniform(0.0, 2.0 * np.pi, count)
        pull = np.where(np.arange(count) % 2 == 0, 0.0, draws.uniform(3.0, 12.0, count))
        self.turn = draws.choice([-1.0, 1.0], count) * pull / self.speed
        self.since = draws.uniform(0.3, 0.6, count) * LASTING

    def at(self, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Places and velocities (N, K, 3) [m, m/s] at times (N, K) [s]."""
        before = np.minimum(time, self.since[:, None]) - self.since[:, None]
        after = np.maximum(time - self.since[:, None], 0.0)
        half = 0.5 * self.turn[:, None] * after
        course, speed = self.course[:, None], self.speed[:, None]
        chord = speed * after * np.sinc(half / np.pi)
        east = speed * before * np.sin(course) + chord * np.sin(course + half)
        north = speed * before * np.cos(course) + chord * np.cos(course + half)
        place = self.middle[:, None, :] + np.stack([east, north, np.zeros_like(east)], axis=2)
        now = course + 2.0 * half
        pace = np.stack([speed * np.sin(now), speed * np.cos(now), np.zeros_like(now)], axis=2)
        return place @ AXES + AT, pace @ AXES


class Pairs(Targets):
    """The same, but the second half flies beside the first, all 800 m to the east of it."""

    def __init__(self, draws: np.random.Generator, count: int) -> None:
        super().__init__(draws, count)
        half = count // 2
        for name in ("speed", "course", "turn", "since"):
            getattr(self, name)[half:] = getattr(self, name)[:half]
        self.middle[half:] = self.middle[:half] + np.array([800.0, 0.0, 0.0])


@dataclass(frozen=True, eq=False)
class Scene:
    """Targets, and what radars make of them."""

    targets: Targets
    sensors: Sensors
    plots: Plots

    def alone(self, s: int) -> Scene:
        """One of its radars."""
        fields = Sensors.__dataclass_fields__.keys() - {"names"}
        rest = {name: getattr(self.sensors, name)[s : s + 1] for name in fields}
        own = self.plots.only(np.flatnonzero(self.plots.sensor == s))
        own = replace(own, sensor=np.zeros(own.count, dtype=np.int64))
        return Scene(self.targets, Sensors((self.sensors.names[s],), **rest), own)


def scene(
    seed: int,
    biases: tuple[Bias, ...] = (Bias(), Bias()),
    count: int = 40,
    flat: int = -1,
    kind: type[Targets] = Targets,
) -> Scene:
    """As many radars as biases; the same seed gives the same targets and draws.

    flat  number of a radar that measures no elevation
    """
    targets = kind(np.random.default_rng([seed, 0]), count)
    radars = len(biases)
    places = AT + np.array([(*site, 0.0) for site in SITES[:radars]]) @ AXES
    spots = np.stack(geodetic_of(places), axis=1)
    looks = [
        looked(np.random.default_rng([seed, 1 + s]), targets, s, spots[s], biases[s]) for s in range(radars)
    ]
    columns = [np.concatenate(column) for column in zip(*looks, strict=True)]
    columns = [column[np.argsort(columns[0], kind="stable")] for column in columns]
    time, sensor, away, azimuth, elevation = columns
    elevation = np.where(sensor == flat, np.nan, elevation)
    sd = [np.full(time.size, each) for each in SD]
    sd[2] = np.where(sensor == flat, np.nan, sd[2])
    told = (np.full(radars, each) for each in (DETECTION, FALSE, np.nan))
    sensors = Sensors(tuple("abc"[:radars]), *spots.T, np.array(PERIODS[:radars]), *told)
    rate = np.full(time.size, np.nan)
    return Scene(targets, sensors, Plots(time, sensor.astype(np.int64), away, azimuth, elevation, *sd, rate))


def looked(draws, targets: Targets, s: int, spot: np.ndarray, bias: Bias) -> tuple[np.ndarray, ...]:
    """Time, sensor, range, azimuth and elevation of all plots of a radar."""
    begins = np.arange(0.0, LASTING, PERIODS[s])
    time = np.broadcast_to(begins, (targets.speed.size, begins.size)).copy()
    place, axes = ecef_of(*spot), enu_axes(*spot[:2])
    for _ in range(4):  # the beam meets a target where it is by then
        local = (targets.at(time)[0] - place) @ axes.T
        azimuth = np.mod(np.arctan2(local[..., 0], local[..., 1]), 2.0 * np.pi)
        time = begins + PERIODS[s] * azimuth / (2.0 * np.pi)
    away = np.linalg.norm(local, axis=-1)
    elevation = np.arcsin(local[..., 2] / away)
    seen = (draws.random(time.shape) < DETECTION) & (away < REACH)
    off = draws.normal(size=(3, *time.shape)) * np.array(SD)[:, None, None]
    found = [
        time[seen], (away + off[0])[seen] + bias.slant_range, (azimuth + off[1])[seen] + bias.azimuth,
        (elevation + off[2])[seen] + bias.elevation,
    ]  # fmt: skip
    scan = np.repeat(np.arange(begins.size), draws.poisson(FALSE, begins.size))
    around = draws.uniform(0.0, 2.0 * np.pi, scan.size)
    false = (
        begins[scan] + PERIODS[s] * around / (2.0 * np.pi), draws.uniform(5e3, REACH, scan.size), around,
        draws.uniform(0.0, 20.0 * DEG, scan.size),
    )  # fmt: skip
    time, away, azimuth, elevation = (np.concatenate(pair) for pair in zip(found, false, strict=True))
    return time, np.full(time.size, s), away, np.mod(azimuth, 2.0 * np.pi), elevation


def tracked(of: Scene, tracker: str = "imm") -> Tracks:
    return track_plots(of.plots, of.sensors, constants_of(tracker), DETECTION, tracker)


def gospa(of: Scene, tracks: Tracks, s: int = 0) -> float:
    """Mean GOSPA [m] at the scans of one radar from the first minute on, of all targets."""
    rows = np.flatnonzero((tracks.state != TENTATIVE) & (tracks.sensor == s) & (tracks.time > 60.0))
    found = Kinematics(tracks.time[rows], tracks.number[rows], tracks.place[rows], tracks.velocity[rows])
    times = np.unique(tracks.time[(tracks.sensor == s) & (tracks.time > 60.0)])
    place, velocity = of.targets.at(np.broadcast_to(times, (of.targets.speed.size, times.size)))
    count = of.targets.speed.size
    truth = Kinematics(
        np.repeat(times, count), np.tile(np.arange(count), times.size),
        place.swapaxes(0, 1).reshape(-1, 3), velocity.swapaxes(0, 1).reshape(-1, 3),
    )  # fmt: skip
    return track_metrics(truth, found, times).means["gospa"]
