"""Entries of the catalogue with the constants of trackers, in SI."""

from __future__ import annotations

from dataclasses import dataclass

from openiads.catalogue.entries import Entry


@dataclass(frozen=True, kw_only=True)
class Tracking(Entry):
    """Constants of the trackers that no radar's entry has."""

    process_noise: float  # power density of the acceleration that is expected of targets [m2/s3]
    start_speed_sd: float  # of a new track's velocity across the line of sight [m/s]
    detection_probability: float  # of a look, that trackers assume
    confirm_score: float  # log likelihood ratio from which a track is believed
    confirm_plots: int  # and plots that it must have
    drop_score: float  # a track is dropped when its score is so far below its best
    tentative_score: float  # and one that was never believed, when its score is so far below 0


@dataclass(frozen=True, kw_only=True)
class Initiation(Entry):
    """Constants of trackers that count plots and looks instead of weighing them."""

    confirm_looks: int  # a track must have its plots within this many looks to be believed
    drop_looks: int  # one that is believed is dropped after this many in a row without a plot


@dataclass(frozen=True, kw_only=True)
class Interacting(Entry):
    """Constants of trackers that hold a track against several ways of moving at once."""

    quiet_noise: float  # power density of acceleration of a target that flies straight on [m2/s3]
    agile_noise: float  # of one that is restless [m2/s3]
    turn_noise: float  # of one that turns, besides [m2/s3]
    turn_rate: float  # at which it turns [rad/s]
    quiet_stay: float  # mean time for which it flies straight on [s]
    manoeuvre_stay: float  # mean time for which it does anything else [s]
    fall_noise: float  # power density of acceleration of what falls freely, besides gravity [m2/s3]
    fall_stay: float  # mean time for which it does nothing else [s]


@dataclass(frozen=True, kw_only=True)
class Registration(Entry):
    """How far sensors are off before anything is known: of the tracker alone, no run reads it."""

    range_bias_sd: float  # standard deviation of a constant error of range [m]
    angle_bias_sd: float  # of azimuth and of elevation [rad]
