"""A world of sensors alone, which share one picture: what the tracker of the engine reads, and nothing else.

Sensors see all round and as far as they like; nothing masks them, for nobody told of any ground.
"""

from __future__ import annotations

import math
from typing import Any, get_type_hints

import numpy as np

from openiads.state.planes import (
    Asset,
    Battery,
    BatteryKey,
    Corridor,
    Cut,
    Evidence,
    LauncherKey,
    Network,
    NetworkKey,
    Order,
    Radar,
    RadarKey,
    Round,
    Route,
    Target,
    TargetKey,
    Zone,
)
from openiads.state.scalars import Clock, Tables, Tracking
from openiads.state.words import Kind, Pattern
from openiads.state.world import Floats, Integers, World, freeze
from openiads.study.tracking.plot_planes import ANY_RATE_SD, placed
from openiads.study.tracking.plots import Sensors
from openiads.terrain.rays.masking import N_AZIMUTHS, bounds_of

CYCLE = 1.0
"""Tracks are fed this often [s], as in the engine."""
ENDLESS = 1e8
"""Farther than any target is [m]."""


def lone_world(sensors: Sensors, tracking: Tracking, detection_probability: float) -> World:
    """The world of some sensors.

    tracking               constants of the tracker
    detection_probability  that it assumes of every sensor [1]
    """
    radar_f, radar_i = _radars(sensors)
    network = np.zeros((len(Network), 1))
    network[Network.LOG_DETECTION] = math.log(detection_probability)
    network[Network.LOG_MISS] = math.log1p(-detection_probability)
    masks = np.full((sensors.count, N_AZIMUTHS, 2), -0.5 * math.pi, dtype=np.float32)
    told = {
        "clock": Clock(CYCLE, 0, CYCLE, False, math.inf),
        "tables": _zero(Tables)._replace(mask_range_step=1_000.0, refraction=1.0, ground_step=1.0),
        "tracking": tracking,
        "radar_f": radar_f,
        "radar_i": radar_i,
        "masks": masks,
        "mask_bounds": bounds_of(masks),
        "network_f": network,
        "network_i": np.zeros((len(NetworkKey), 1), dtype=np.int64),
        "hears": np.ones((1, sensors.count), dtype=np.int64),
        "cuts_radars": np.zeros((0, sensors.count), dtype=np.int64),
    }
    kinds = get_type_hints(World)
    scalars = {name: _zero(kind) for name, kind in kinds.items() if hasattr(kind, "_fields")}
    return freeze(World(**(scalars | _nothing() | told)))


def _zero(kind: Any) -> Any:
    """Scalars of a kind that nobody asks for."""
    return kind._make(made() for made in get_type_hints(kind).values())


def _nothing() -> dict[str, Any]:
    """Planes of a world in which nothing flies and nothing is defended."""
    planes = {
        "target_f": Target, "route": Route, "battery_f": Battery, "round_f": Round, "asset": Asset,
        "corridor": Corridor, "zone": Zone, "order": Order, "cut": Cut,
    }  # fmt: skip
    keys = {"target_i": TargetKey, "battery_i": BatteryKey, "launcher_i": LauncherKey}
    shapes = {
        "single_shot": (0, 0), "kind_shot": (0, len(Kind)), "flyout": (0, 2, 2), "flyout_speed": (0, 2, 2),
        "air": (2,), "evidence": (3, len(Evidence)),
    }  # fmt: skip
    counts = {
        "at_defence": (0,), "choice": (0, 0), "magazine": (0, 0), "reload": (0, 0), "ordered": (0, 0),
        "protects": (0, 0), "cuts_batteries": (0, 0),
    }  # fmt: skip
    floats: dict[str, Any] = {name: np.zeros((len(plane), 0)) for name, plane in planes.items()}
    floats["route"] = np.zeros((0, len(Route)))
    floats |= {name: np.zeros(shape) for name, shape in shapes.items()}
    floats |= {name: np.zeros((len(plane), 0), dtype=np.int64) for name, plane in keys.items()}
    floats |= {name: np.zeros(shape, dtype=np.int64) for name, shape in counts.items()}
    return floats | {"ground": np.zeros((2, 2), dtype=np.float32)}


def _radars(sensors: Sensors) -> tuple[Floats, Integers]:
    """Planes of radars that turn, and that search."""
    f, k = np.zeros((len(Radar), sensors.count)), np.zeros((len(RadarKey), sensors.count), dtype=np.int64)
    stand = placed(sensors)
    f[Radar.X : Radar.Z + 1] = stand.place.T
    f[Radar.EAST_X : Radar.UP_Z + 1] = stand.axes.reshape(-1, 9).T
    f[Radar.ALTITUDE] = sensors.altitude
    f[Radar.INSTRUMENTED_RANGE] = ENDLESS
    f[Radar.SCAN_PERIOD] = f[Radar.TRACK_PERIOD] = sensors.scan_period
    f[Radar.SECTOR_HALF] = f[Radar.TRACK_HALF] = math.pi
    f[Radar.MINIMUM_ELEVATION], f[Radar.MAXIMUM_ELEVATION] = -0.5 * math.pi, 0.5 * math.pi
    f[Radar.RANGE_RATE_SD] = np.where(np.isnan(sensors.range_rate_sd), ANY_RATE_SD, sensors.range_rate_sd)
    f[Radar.FALSE_PLOTS_PER_SCAN] = sensors.false_plots
    k[RadarKey.IDENT] = np.arange(sensors.count)
    k[RadarKey.PATTERN], k[RadarKey.SEARCHES], k[RadarKey.EMITTING] = Pattern.ROTATING, 1, 1
    k[RadarKey.BATTERY] = k[RadarKey.OWNER] = -1
    return f, k
