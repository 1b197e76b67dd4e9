"""Where tracks that fall freely come down, when, and how far that may be off.

That impact is at altitude 0, on the ellipsoid, is our rule, as that no air brakes it and no Earth turns: see
`tracking.motion.impact_point`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openiads.ground.frames import geodetic_of
from openiads.state.planes import Filter
from openiads.study.tracking.covariances import UPPER, Floats
from openiads.study.tracking.track_plots import TENTATIVE, Tracks
from openiads.tracking.motion.impact_point import ImpactPlane, impacts_into


@dataclass(frozen=True, eq=False)
class Impacts:
    """Impacts of tracks, a row for each of theirs; not a number where none is foretold.  Axis: K rows."""

    latitude: Floats  # (K,) geodetic [rad]
    longitude: Floats  # (K,) [rad]
    after: Floats  # (K,) time until then [s]
    after_sd: Floats  # (K,) of it [s]
    place: Floats  # (K, 3) ECEF [m]
    covariance: Floats  # (K, 2, 2) of the place, east and north [m2]

    @property
    def sd(self) -> Floats:
        """Root of the trace of the covariance of the place (K,) [m]."""
        return np.asarray(np.sqrt(np.trace(self.covariance, axis1=1, axis2=2)))


def impacts_of(tracks: Tracks) -> Impacts:
    """Impacts of tracks, from each of their rows that is believed and held to fall freely.

    Tentative tracks of false plots fall, too, often enough.
    """
    count = tracks.time.size
    found = np.full((ImpactPlane.AFTER_ERROR + 1, count), np.nan)
    if tracks.covariance is not None and tracks.ballistic is not None:
        rows = np.flatnonzero(tracks.ballistic & (tracks.state != TENTATIVE))
        filters = np.zeros((len(Filter), rows.size))
        filters[Filter.X : Filter.Z + 1] = tracks.place[rows].T
        filters[Filter.VX : Filter.VZ + 1] = tracks.velocity[rows].T
        filters[Filter.PXX : Filter.VZZ + 1] = tracks.covariance[rows].T
        foretold = np.full((found.shape[0], rows.size), np.nan)
        impacts_into(filters, foretold)
        found[:, rows] = foretold
    return _on_the_ground(found)


def _on_the_ground(found: Floats) -> Impacts:
    place = found[ImpactPlane.X : ImpactPlane.X + 3].T
    known = np.flatnonzero(np.isfinite(found[ImpactPlane.AFTER]))
    latitude, longitude = np.full((2, len(place)), np.nan)
    covariance = np.full((len(place), 2, 2), np.nan)
    latitude[known], longitude[known], _ = geodetic_of(place[known])
    axes = level_axes(latitude[known], longitude[known])
    error = np.zeros((known.size, 3, 3))
    entries = found[ImpactPlane.XX : ImpactPlane.XX + 6, known].T
    error[:, UPPER[0], UPPER[1]] = error[:, UPPER[1], UPPER[0]] = entries
    covariance[known] = axes @ error @ axes.swapaxes(1, 2)
    after, after_sd = found[ImpactPlane.AFTER], found[ImpactPlane.AFTER_ERROR]
    return Impacts(latitude, longitude, after, after_sd, place, covariance)


def level_axes(latitude: Floats, longitude: Floats) -> Floats:
    """Unit vectors east and north (K, 2, 3) in ECEF, at geodetic places (K,) [rad]; by definition of both."""
    east = np.stack([-np.sin(longitude), np.cos(longitude), np.zeros_like(longitude)], axis=1)
    sine = np.sin(latitude)
    north = np.stack([-sine * np.cos(longitude), -sine * np.sin(longitude), np.cos(latitude)], axis=1)
    return np.stack([east, north], axis=1)
