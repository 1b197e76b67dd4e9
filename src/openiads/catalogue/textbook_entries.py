"""Entries for what textbooks say of all flights, rounds and hits alike."""

from __future__ import annotations

from dataclasses import dataclass

from openiads.catalogue.entries import Entry


@dataclass(frozen=True, kw_only=True)
class Slopes(Entry):
    """How steeply flights climb and come down."""

    dive: float  # of raiders on to their aim [rad]
    pull_over: float  # acceleration of the bends between level flight and a slope [m/s2]
    boost: float  # of cruise missiles from their launcher [rad]
    climb: float  # of what flies on wings, and of its descent where it lands [rad]
    descent: float  # of weapons that were released high up [rad]


@dataclass(frozen=True, kw_only=True)
class FlyoutBook(Entry):
    """What textbooks say of the fly-out of every round alike."""

    specific_impulse: float  # [s]
    nose_fineness: float  # length of the nose over the diameter [1]
    drag_factor: float  # zero-lift drag over that of the bare body [1]
    normal_slope: float  # normal force coefficient on the cross section [1/rad]
    maximum_angle: float  # of attack [rad]
    normal_factor: float  # greatest normal force over that of the bare body [1]


@dataclass(frozen=True, kw_only=True)
class LethalityBook(Entry):
    """How the chance of a kill falls off from a round's single-shot figure."""

    needed_advantage: float  # lateral acceleration over the target's below which misses grow [1]
    calm_manoeuvre: float  # what a target that flies straight asks of a round [m/s2]
    crossing_factor: float  # of an intercept across the target's path [1]
    tail_factor: float  # of an intercept from behind [1]
    floor_factor: float  # at the round's least altitude [1]
    floor_band: float  # height over which that fades [m]


@dataclass(frozen=True, kw_only=True)
class MissionKill(Entry):
    """How often a hit on a target of one kind ends its mission and leaves it flying."""

    mission_kill_share: float  # of the hits that would destroy it


@dataclass(frozen=True, kw_only=True)
class Destruction(Entry):
    """What becomes of a battery or a radar at which a raider or a weapon of one kind arrives."""

    battery_probability: float  # that it is out for the rest of the raid, given the arrival
    radar_probability: float  # the same of a radar
