"""What a tracker is made of, and those that can be chosen by name as `[models] tracker` of a scenario.

A tracker is five parts, each a named tuple of kernels with ours as defaults: a model says what is other.
`update.track` plays any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from openiads.ground.registry import Registry
from openiads.tracking.association import nearest_neighbour
from openiads.tracking.association.near_tracks import list_near
from openiads.tracking.association.plot_cells import list_all_near
from openiads.tracking.filtering import single_model
from openiads.tracking.life import by_score
from openiads.tracking.measure import place_and_rate
from openiads.tracking.motion import constant_velocity

Kernel = Callable[..., Any]


class Motion(NamedTuple):
    """How targets are expected to move."""

    predict: Kernel = constant_velocity.predict
    """(estimate, dynamics, time [s]) -> estimate at that time"""
    expected_place: Kernel = constant_velocity.expected_place
    """(place [m], velocity [m/s], ballistic, lag [s]) -> place [m] then"""
    expected_velocity: Kernel = constant_velocity.expected_velocity
    """The same of the velocity [m/s]."""
    expected_place_block: Kernel = constant_velocity.expected_place_block
    """(estimate, noise [m2/s3], lag [s]) -> covariance of the place [m2] then"""
    expected_other_blocks: Kernel = constant_velocity.expected_other_blocks
    """The same of place with velocity [m2/s] and of velocity [m2/s2]."""


class Measurement(NamedTuple):
    """What a plot tells a track."""

    distance: Kernel = place_and_rate.distance
    """(estimate, dynamics, plot, station) -> squared statistical distance, log determinant"""
    update: Kernel = place_and_rate.update
    """(estimate at the plot's time, plot, station) -> estimate"""
    first_estimate: Kernel = place_and_rate.first_estimate
    """(plot, station, error of the speed [m/s]) -> estimate"""


class Filtering(NamedTuple):
    """What a track keeps of its target, and how it learns."""

    gate_noise: Kernel = single_model.gate_noise
    """(world) -> power density of acceleration [m2/s3] by which gates grow"""
    begin: Kernel = single_model.begin
    """(state, world, p, m, plot, station) -> estimate; stores it in `filters`"""
    weigh: Kernel = single_model.weigh
    """(filters, m, ballistic, tracking, plot, station) -> squared statistical distance, log determinant"""
    learn: Kernel = single_model.learn
    """(state, world, p, m, plot, station) -> estimate; stores it in `filters`"""
    blend: Kernel = single_model.blend
    """(state, world, p, m, pairs, found, best) -> the same, by all plots that may be its own"""
    adopt: Kernel = single_model.adopt
    """(state, world, p, m, estimate): stores in `filters` what somebody else made of the target"""


class Association(NamedTuple):
    """Which plot belongs to which track."""

    take_plots: Kernel = nearest_neighbour.take_plots
    """(state, world, scan): has tracks learn its plots, and writes `PlotKey.USED`"""
    associate: Kernel = nearest_neighbour.associate
    """The same: which plot is whose, into `PlotKey.USED`, and what each is worth into `Match.WON`"""
    list_near: Kernel = list_near
    """(tracks, plots, i, noise, scratch, near) -> how many tracks it lists that plot `i` may be of"""
    list_all_near: Kernel = list_all_near
    """(tracks, plots, first, last, axes, noise, cells) -> how many pairs: the same of a large scan"""


class Life(NamedTuple):
    """When a track is believed, and when it is given up."""

    credit: Kernel = by_score.credit
    """(state, p, m, worth): puts a plot, a log likelihood ratio, to the account of track `m`"""
    charge: Kernel = by_score.charge
    """(state, world, p, m, looks): puts looks that brought nothing to it"""
    believed: Kernel = by_score.believed
    """(state, world, p, m) -> whether a tentative track is confirmed"""
    hopeless: Kernel = by_score.hopeless
    """(state, world, p, m) -> whether a track is dropped"""


class Tracker(NamedTuple):
    """A whole tracker."""

    motion: Motion = Motion()
    measurement: Measurement = Measurement()
    association: Association = Association()
    life: Life = Life()
    filtering: Filtering = Filtering()
    motion_models: int = 0
    """Ways of moving for which it keeps an estimate each, beside the combined one."""
    knows_truth: bool = False
    """It is told what a plot is of: for studies of the engine alone, where somebody knows."""


PARTS = tuple(name for name, part in zip(Tracker._fields, Tracker(), strict=True) if isinstance(part, tuple))
TRACKERS: Registry[Tracker] = Registry("tracker", "openiads.tracking", Tracker())
SCORE = TRACKERS.add("score")(Tracker())


def names_without_truth() -> tuple[str, ...]:
    """Names of the trackers that need plots alone, of whatever they are."""
    return tuple(name for name in TRACKERS if not TRACKERS.get(name).knows_truth)


def parts_of(tracker: Tracker) -> dict[Kernel, Kernel]:
    """The kernels of a tracker by those of ours that they stand for."""
    pairs = ((getattr(Tracker(), name), getattr(tracker, name)) for name in PARTS)
    return {ours: theirs for one, other in pairs for ours, theirs in zip(one, other, strict=True)}
