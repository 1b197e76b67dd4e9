"""Whether constant errors of sensors are likely, where nobody asked for them: a hint to look.

Registration is tried on a part of the plots, with the tracker that is used anyway.  It hints where tracks of
two sensors that are of one target lie apart

- steadily: in some direction of all biases by more standard errors than Student's t has once in 1,000 files,
  with as many degrees of freedom as targets less one, and for all directions at once [1]_;
- and far: by more than a plot's own standard deviation, below which a tracker bears it.

The part, and how far is far, are our rules.

References
----------
.. [1] O. J. Dunn, Multiple comparisons among means, Journal of the American Statistical Association 56
   (1961), 52-64: Student's t of several means, each at an equal share of the odds (Bonferroni).
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.errors import OutOfRange
from openiads.ground.units import DEG
from openiads.study.tracking.bias_fit import RANGE, placed_by
from openiads.study.tracking.kinematics import Floats
from openiads.study.tracking.plot_planes import placed
from openiads.study.tracking.plots import Plots, Sensors
from openiads.study.tracking.registration import Biases, biases_of
from openiads.study.tracking.registration_trust import BY_CHANCE, WORDS

MOST_PLOTS = 10_000
"""Of a file, that are looked at: more tell nothing new."""
LEAST_SCANS = 24
"""Of the slowest sensor, that are looked at however many plots they have, of fewer targets then."""
FAR = 1.0
"""Standard deviations of a plot from which on sensors lie far apart."""


def bias_hint(
    plots: Plots, sensors: Sensors, where: str, tracker: str, catalogue: Catalogue = PACKAGED
) -> tuple[str, ...]:
    """A sentence where sensors are likely to have constant errors, else nothing.

    sensors  all have plots; their scan periods and false plots are all told
    where    what the user calls their table

    Where registration would be refused nothing is told.
    """
    if sensors.count < 2:
        return ()
    some = some_of(plots, sensors)
    try:
        found = biases_of(some, sensors, catalogue, tracker=tracker)
    except OutOfRange:
        return ()
    return _worst(found, some, sensors, where) if steady(found) else ()


def some_of(plots: Plots, sensors: Sensors) -> Plots:
    """The first plots of a file; where these are of a few scans only, those near the middle of them all."""
    if plots.count <= MOST_PLOTS:
        return plots
    order = np.argsort(plots.time, kind="stable")
    until = plots.time[order[0]] + LEAST_SCANS * float(sensors.scan_period.max())
    if plots.time[order[MOST_PLOTS - 1]] >= until:
        return plots.only(np.sort(order[:MOST_PLOTS]))
    early = np.flatnonzero(plots.time <= until)
    own = plots.only(early)
    measured = np.stack([own.slant_range, own.azimuth, np.nan_to_num(own.elevation)], axis=1)
    place, _ = placed_by(placed(sensors), own.sensor, measured)
    away = np.linalg.norm(place - np.median(place, axis=0), axis=1)
    return own.only(np.sort(np.argsort(away, kind="stable")[:MOST_PLOTS]))


def steady(found: Biases) -> bool:
    """Whether biases are less than once in 1,000 files by chance, in some direction [1]_."""
    bias = np.stack([found.slant_range, found.azimuth, found.elevation], axis=1).ravel()
    unknown = np.flatnonzero(np.diag(found.covariance) > 0.0)
    scale = np.sqrt(np.diag(found.covariance)[unknown])
    size, axes = np.linalg.eigh(found.covariance[np.ix_(unknown, unknown)] / np.outer(scale, scale))
    parts = np.abs(axes.T @ (bias[unknown] / scale)) / np.sqrt(np.maximum(size, np.finfo(float).eps))
    freedom = int(found.shared.min()) - 1
    return bool(parts.max() > -stdtrit(freedom, 0.5 * BY_CHANCE / unknown.size))


def _worst(found: Biases, plots: Plots, sensors: Sensors, where: str) -> tuple[str, ...]:
    """What lies farthest apart in terms of what plots are told to be off by, if that is far."""
    bias = np.stack([found.slant_range, found.azimuth, found.elevation])  # (3, S)
    far = np.ptp(np.column_stack([bias, np.zeros(len(bias))]), axis=1) / _told(plots)
    measure = int(np.argmax(far))
    if not far[measure] > FAR:
        return ()
    unit, letter, digits = (1.0, "m", 0) if measure == RANGE else (DEG, "°", 2)
    high, low = int(np.argmax(bias[measure])), int(np.argmin(bias[measure]))
    apart = f"{far[measure] * _told(plots)[measure] / unit:,.{digits}f} {letter}"
    who = f"{sensors.names[high]!r} measured {apart} more than {sensors.names[low]!r} in"
    if (
        bias[measure, low] >= 0.0 or bias[measure, high] <= 0.0
    ):  # one is off, the others less to the same side
        worst = high if bias[measure, high] > 0.0 else low
        who = f"{sensors.names[worst]!r} were off by {apart} in"
    return (
        f"{where}: targets that sensors share lie apart for long as if {who} {WORDS[measure]}, "
        f"{far[measure]:.1f} times what plots are told to be off by, which chance does less than once in "
        "1,000 files; tracks are doubled or jump; --bias (bias=True) finds such errors and takes them off",
    )


def _told(plots: Plots) -> Floats:
    """Median standard deviations of range [m], azimuth and elevation [rad] (3,); infinite where none is."""
    columns = plots.range_sd, plots.azimuth_sd, plots.elevation_sd
    known = [column[np.isfinite(column)] for column in columns]
    return np.array([np.median(each) if each.size else np.inf for each in known])
