"""World: what never changes in a run, as packed read-only planes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from openiads.state.scalars import Clock, Doctrine, Engaging, Identifying, Lethality, Tables, Tracking

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class World(NamedTuple):
    """Everything a phase may read and nothing may write; the arrays are not writeable.

    Its scalars come first, as the named tuples of `state.scalars`.

    Axes: N targets, S radars, B batteries, T round types, P networks (pictures), A assets, O orders.
    Plane numbers are the enumerations of `state.planes` named in brackets.
    """

    clock: Clock
    doctrine: Doctrine
    tables: Tables
    lethality: Lethality
    identifying: Identifying
    engaging: Engaging
    tracking: Tracking
    target_f: Floats  # (planes, N) [Target]
    target_i: Integers  # (planes, N) [TargetKey]
    at_defence: Integers  # (K,) targets that aim at a battery or a radar, in their order
    route: Floats  # (samples, planes) [Route]: what is read together lies together
    radar_f: Floats  # (planes, S) [Radar]
    radar_i: Integers  # (planes, S) [RadarKey]
    masks: npt.NDArray[np.float32]  # (S, azimuths, ranges) masking elevation angle [rad]
    mask_bounds: npt.NDArray[np.float32]  # (S, azimuths, 2 x stretches) `masking.bounds_of` them [rad]
    battery_f: Floats  # (planes, B) [Battery]
    battery_i: Integers  # (planes, B) [BatteryKey]
    round_f: Floats  # (planes, T) [Round]
    choice: Integers  # (B, T) round types that the battery fires, cheapest first, -1 beyond
    magazine: Integers  # (B, T) rounds at the start
    reload: Integers  # (B, T) rounds behind the launchers at the start
    launcher_i: Integers  # (planes, launchers) [LauncherKey]; none where no battery has a reload
    single_shot: Floats  # (B, T) kill probability of one shot, for targets of every kind [1]
    kind_shot: Floats  # (T, Kind) the same of targets of one kind alone, -1 where nothing says it [1]
    flyout: Floats  # (T, altitudes, ranges) time of flight [s], negative where out of reach
    flyout_speed: Floats  # (T, altitudes, ranges) speed left there [m/s]
    air: Floats  # (altitudes,) of the fly-out tables, natural logarithm of density [kg/m3]
    network_f: Floats  # (planes, P) [Network]
    network_i: Integers  # (planes, P) [NetworkKey]
    hears: Integers  # (P, S) 1 where the picture takes the radar's plots; of a battery cut off, its own
    cut: Floats  # (planes, cuts) [Cut]
    cuts_batteries: Integers  # (cuts, B) 1 where the battery is cut off
    cuts_radars: Integers  # (cuts, S) 1 where the radar is
    asset: Floats  # (planes, A) [Asset]
    corridor: Floats  # (planes, corridors) [Corridor]
    zone: Floats  # (planes, zones) [Zone]
    order: Floats  # (planes, orders) [Order]
    ordered: Integers  # (orders, B) 1 where the order binds the battery
    protects: Integers  # (B, A) 1 where the battery is to defend the asset
    evidence: Floats  # (3 hypotheses, planes) [Evidence]
    ground: npt.NDArray[np.float32]  # (latitudes, longitudes) coarse mean altitude of the ground [m]


def freeze(world: World) -> World:
    """The same world with contiguous arrays that refuse to be written."""

    def frozen(array: Any) -> Any:
        if not isinstance(array, np.ndarray):
            return array
        copy = np.ascontiguousarray(array)
        if copy is array or copy.base is not None:
            copy = copy.copy()
        copy.setflags(write=False)
        return copy

    return World._make(frozen(array) for array in world)


def bytes_of(world: World) -> int:
    """Memory of its arrays [byte]."""
    return sum(array.nbytes for array in world if isinstance(array, np.ndarray))
