"""Registration: constant biases of sensors from the targets that they share, and plots without them.

The plots of each sensor become tracks by themselves; tracks of two sensors that are of one target are paired,
biases are fitted by which these agree, tracks are put right by them and paired anew, until nothing changes
[1]_.  What the geometry does not show stays where the prior has it, at 0, and so does what may be chance.

References
----------
.. [1] M. P. Dana, Registration: a prerequisite for multiple sensor tracking, in: Y. Bar-Shalom (editor),
   Multitarget-Multisensor Tracking: Advanced Applications, 1990, chapter 5.
.. [2] X. Lin, Y. Bar-Shalom, T. Kirubarajan, Multisensor-multitarget bias estimation for general
   asynchronous sensors, IEEE Transactions on Aerospace and Electronic Systems 41 (2005), 899-921.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.errors import OutOfRange
from openiads.study.tracking.bias_fit import (
    AZIMUTH,
    ELEVATION,
    MEASURES,
    RANGE,
    Fit,
    Samples,
    columns_of,
    fit,
    placed_by,
    polar,
    polar_error,
    prior_of,
    shown,
)
from openiads.study.tracking.common_tracks import Rows, Shared, matched, rows_of, shared_by
from openiads.study.tracking.kinematics import Bools, Floats, Integers
from openiads.study.tracking.plot_planes import Placed, placed
from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.registration_trust import apart, doubts, widened
from openiads.study.tracking.told_progress import Followed
from openiads.study.tracking.track_plots import constants_of, track_plots

TRACKER = "imm"
"""What follows the plots of one sensor."""
LEAST_SHARED = 5
"""Targets that a sensor shares with others at least."""
PASSES = 8
"""Most times that tracks are matched."""
WIDE = 3.0
"""Standard deviations of the prior within which tracks are looked for."""
SUREST = 0.99
"""No sensor is held to detect more surely: who is sure drops a track at one miss."""
NEAREST = 1.0
"""No range is put right to less [m]."""
NOTHING = 1.0
"""What is smaller, in its standard errors, is not told: no direction is quite of one measure."""


@dataclass(frozen=True, eq=False)
class Biases:
    """Constant errors of sensors: what they measure is what is, and these besides.  Axis: S sensors."""

    slant_range: Floats  # (S,) [m]
    azimuth: Floats  # (S,) [rad]
    elevation: Floats  # (S,) [rad]; 0 where it is not measured
    range_error: Floats  # (S,) standard error [m]
    azimuth_error: Floats  # (S,) [rad]
    elevation_error: Floats  # (S,) [rad]; not a number where elevation is not measured
    covariance: Floats  # (3 S, 3 S) of range, azimuth and elevation of each sensor
    shared: Integers  # (S,) targets that it shares with others
    thinned: float  # rows tell as much as one in so many that are independent
    doubts: tuple[str, ...] = ()  # what speaks against them

    @property
    def taken_off(self) -> Bools:
        """Which of range, azimuth and elevation (S, 3) plots were put right by, but for what is nothing.

        Beyond three standard errors are directions in the space of all biases: of two ranges the difference
        may be, and neither by itself.
        """
        bias = np.stack([self.slant_range, self.azimuth, self.elevation], axis=1)
        error = np.stack([self.range_error, self.azimuth_error, self.elevation_error], axis=1)
        return np.asarray(np.abs(bias) > NOTHING * error)


class Meeting(NamedTuple):
    """Two sensors, and all rows at which tracks of both are near one another."""

    sensors: tuple[int, int]
    shared: Shared


def registered(
    plots: Plots, sensors: Sensors, catalogue: Catalogue = PACKAGED, followed: Followed | None = None
) -> tuple[Plots, Biases]:
    """Plots without the biases of their sensors, and these.

    sensors    all have plots; their scan periods and false plots are all told
    followed   told of plots as they are followed

    What is taken off is significant: see `bias_fit.shown`.

    Raises
    ------
    OutOfRange
        where a sensor shares too few targets with others
    """
    found = biases_of(plots, sensors, catalogue, followed)
    s = plots.sensor
    put_right = replace(
        plots,
        slant_range=np.maximum(plots.slant_range - found.slant_range[s], NEAREST),
        azimuth=np.mod(plots.azimuth - found.azimuth[s], 2.0 * np.pi),
        elevation=plots.elevation - found.elevation[s],
    )
    return put_right, found


def biases_of(
    plots: Plots,
    sensors: Sensors,
    catalogue: Catalogue = PACKAGED,
    followed: Followed | None = None,
    tracker: str = TRACKER,
) -> Biases:
    """Constant biases of sensors, by the targets that they share [1]_, [2]_."""
    if sensors.count < 2:
        why = f"are {sensors.count}; biases show where two or more see the same targets; track without them"
        raise OutOfRange.of("sensors", why)
    stand = placed(sensors)
    own = [plots.only(np.flatnonzero(plots.sensor == s)) for s in range(sensors.count)]
    measured = np.array([bool(np.isfinite(each.elevation).any()) for each in own])
    farthest = np.array([each.slant_range.max(initial=0.0) for each in own])
    rows = [_own_tracks(each, sensors, s, catalogue, followed, tracker) for s, each in enumerate(own)]
    known = catalogue.registration
    meetings = [
        _meeting(rows, sensors, pair, farthest, known.angle_bias_sd)
        for pair in combinations(range(sensors.count), 2)
    ]
    prior = prior_of(measured, known)
    found, kept = Fit(np.zeros(prior.size), np.diag(prior), 1.0), None
    for _ in range(PASSES):
        chosen = [_matched(stand, meeting, found) for meeting in meetings]
        same = kept is not None and all(np.array_equal(a, b) for a, b in zip(kept, chosen, strict=True))
        if same:
            break
        kept = chosen
        samples = _samples(stand, meetings, chosen, sensors.count)
        shared = _shared_targets(samples, sensors)
        found = fit(stand, samples, prior)
    far = apart(stand, samples, found)
    doubted = doubts(found, prior, far, sensors.names)
    found = widened(found, far)
    return _told(found._replace(bias=shown(found, prior)), shared, measured, doubted)


def _own_tracks(
    plots: Plots, sensors: Sensors, s: int, catalogue: Catalogue, followed: Followed | None, tracker: str
) -> Rows:
    """Tracks of the plots of one sensor."""
    own = replace(plots, sensor=np.zeros(plots.count, dtype=np.int64))
    rest = (getattr(sensors, name)[s : s + 1] for name in Sensors.__dataclass_fields__ if name != "names")
    told = float(sensors.detection_probability[s])
    detection = catalogue.tracking.detection_probability if np.isnan(told) else min(told, SUREST)
    alone = Sensors((sensors.names[s],), *rest)
    constants = constants_of(tracker, catalogue)
    return rows_of(track_plots(own, alone, constants, detection, tracker, followed))


def _meeting(
    rows: list[Rows], sensors: Sensors, pair: tuple[int, int], farthest: Floats, turned: float
) -> Meeting:
    """Of two sensors the one with longer scans gives the times; `turned` is how far they may be [rad]."""
    one, other = sorted(pair, key=lambda s: (-sensors.scan_period[s], s))
    reach = WIDE * turned * float(np.hypot(farthest[one], farthest[other]))
    reach += WIDE * float(np.sqrt(_spread(rows[one]) + _spread(rows[other])))
    shared = shared_by(rows[one], rows[other], float(sensors.scan_period[other]), reach)
    return Meeting((one, other), shared)


def _spread(rows: Rows) -> float:
    """Variance of the places of tracks [m2], which nine of ten do not pass."""
    if not rows.time.size:
        return 0.0
    return float(np.quantile(np.trace(rows.covariance[:, :3, :3], axis1=1, axis2=2), 0.9))


def _matched(stand: Placed, meeting: Meeting, found: Fit) -> Integers:
    """Rows of the pairs that are of one target, by tracks put right as far as biases are known."""
    shared = meeting.shared
    ends, errors = [], []
    for s, place, velocity, covariance in zip(
        meeting.sensors, shared.places, shared.velocities, shared.covariances, strict=True
    ):
        own = np.full(len(place), s)
        columns = columns_of(np.array([s]))[0]
        there, moves = placed_by(stand, own, polar(stand, own, place) - found.bias[columns])
        bias = found.covariance[np.ix_(columns, columns)]
        error = covariance.copy()
        # Between rows errors of place and velocity are no longer tied as they are at a row.
        error[:, :3, 3:] = error[:, 3:, :3] = 0.0
        error[:, :3, :3] += moves @ bias @ moves.swapaxes(1, 2)
        angles = found.bias[columns[AZIMUTH:]]
        turned = np.trace(bias[AZIMUTH:, AZIMUTH:]) + angles @ angles
        error[:, 3:, 3:] += turned * np.sum(velocity**2, axis=1)[:, None, None] * np.eye(3)
        ends.append(np.hstack([there, velocity]))
        errors.append(error)
    off = ends[0] - ends[1]
    distance = np.einsum("ki,ki->k", off, np.linalg.solve(errors[0] + errors[1], off[:, :, None])[:, :, 0])
    return matched(shared, distance)


def _samples(stand: Placed, meetings: list[Meeting], chosen: list[Integers], count: int) -> Samples:
    """Rows of all pairs of sensors that are matched, with one number for each target."""
    parts: list[list[np.ndarray]] = [[] for _ in range(8)]
    for meeting, rows in zip(meetings, chosen, strict=True):
        shared = meeting.shared.of(rows)
        own = [np.full(rows.size, s, dtype=np.int64) for s in meeting.sensors]
        measured = [polar(stand, s, place) for s, place in zip(own, shared.places, strict=True)]
        errors = [
            polar_error(stand, s, there, covariance[:, :3, :3])
            for s, there, covariance in zip(own, measured, shared.covariances, strict=True)
        ]
        keys = [s + count * track for s, track in zip(own, shared.tracks, strict=True)]
        for part, values in zip(parts, (*own, *measured, *errors, *keys), strict=True):
            part.append(values)
    one, other, first, second, *errors, left, right = (np.concatenate(part) for part in parts)
    names, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    left, right = place[: left.size], place[left.size :]
    graph = sparse.coo_array((np.ones(left.size), (left, right)), shape=(names.size, names.size))
    label = connected_components(graph, directed=False)[1] if names.size else np.zeros(0, dtype=np.int64)
    return Samples((one, other), (first, second), (errors[0], errors[1]), label[left].astype(np.int64))


def _shared_targets(samples: Samples, sensors: Sensors) -> Integers:
    """Targets (S,) that each sensor shares with others; a refusal where these are too few."""
    found = np.zeros(sensors.count, dtype=np.int64)
    for s in range(sensors.count):
        found[s] = np.unique(samples.target[(samples.sensors[0] == s) | (samples.sensors[1] == s)]).size
    for s in np.flatnonzero(found < LEAST_SHARED)[:1]:
        shared = f"{found[s] or 'no'} target{'' if found[s] == 1 else 's'}"
        why = (
            f"have {sensors.names[s]!r}, which shares {shared} with the others; {LEAST_SHARED} or "
            "more tell biases; those of a bias far beyond its prior are not found: take out what is known of "
            "it, leave the sensor out, give plots of a longer time, or track without biases"
        )
        raise OutOfRange.of("sensors", why)
    return found


def _told(found: Fit, shared: Integers, measured: Bools, doubted: tuple[str, ...]) -> Biases:
    bias = found.bias.reshape(-1, MEASURES)
    error = np.sqrt(np.diag(found.covariance)).reshape(-1, MEASURES)
    return Biases(
        bias[:, RANGE], bias[:, AZIMUTH], bias[:, ELEVATION],
        error[:, RANGE], error[:, AZIMUTH], np.where(measured, error[:, ELEVATION], np.nan),
        found.covariance, shared, found.thinned, doubted,
    )  # fmt: skip
