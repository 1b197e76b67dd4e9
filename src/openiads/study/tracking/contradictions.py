"""What is told of sensors, against what their plots say; each rule is a test that chance fails once in 1,000.

- Scan period: plots that do not keep in step with it, over a few turns at a time, but do with another; or,
  where plots share times, targets that are seen far more often, or never in two scans in a row though as many
  scans by chance would have been.
- Standard deviations: how plots scatter about smooth flight (`told_scatter`).
- Radians, kilometres and milliseconds: see `told_units`.
- False plots a scan: tracks that never have a second plot are false plots, or of targets that are missed in
  the scan after, of which there are as many to one that is seen as the detection probability says.  More of
  these than a Poisson distribution of all this has are too many; fewer plots than one of the false ones has,
  too few.

Our rules.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy.special import bdtrc, gammaln, pdtr, pdtrc

from openiads.ground.units import DEG
from openiads.study.tracking.plot_chains import BY_CHANCE as OF_CHAINS
from openiads.study.tracking.plot_chains import chains_of
from openiads.study.tracking.plots import Plots
from openiads.study.tracking.scans import burst_begins, come_in_bursts, step_with, turn_of
from openiads.study.tracking.settled_sensors import Settled, Source
from openiads.study.tracking.told_scatter import BY_CHANCE, contradicted
from openiads.study.tracking.told_units import KILO, crawls, in_milliseconds, in_radians
from openiads.study.tracking.track_plots import Tracks

FASTEST = 3.0
"""Standard deviations of the speed of a new track, within which targets fly."""
SELDOM = "which chance does less than once in 1,000 files"


def contradictions(plots: Plots, settled: Settled, where: str, start_speed: float) -> tuple[str, ...]:
    """What plots say against what is told of their sensors, but for false plots, a sentence each.

    where        what the user calls the table of sensors
    start_speed  standard deviation of the speed of a new track [m/s]
    """
    return tuple(
        f"{where}: {line}"
        for s in settled.at_work.tolist()
        for line in _of_sensor(
            plots.only(np.flatnonzero(plots.sensor == s)), settled, s, FASTEST * start_speed
        )
    )


def _of_sensor(own: Plots, settled: Settled, s: int, fastest: float) -> Iterator[str]:
    name, period = settled.sensors.names[s], float(settled.sensors.scan_period[s])
    told = settled.period_from[s] == Source.TOLD
    if in_radians(own, period):
        yield (
            f"azimuth_deg of plots of sensor {name!r} is from {own.azimuth.min() / DEG:.4g} to "
            f"{own.azimuth.max() / DEG:.4g}, all round as radians and in one narrow sector as degrees, "
            f"{SELDOM}; "
            "give degrees, of elevation_deg and of standard deviations too"
        )
        return
    if told and in_milliseconds(own, period):
        yield (
            f"time_s of plots of sensor {name!r} goes on for {np.ptp(own.time):,.0f}; as milliseconds, and "
            f"not as seconds, its plots come as of scans of {period:g} s, {SELDOM}; give seconds"
        )
        return
    other = _period_against(own, period, fastest) if told else math.nan
    if not math.isnan(other):
        yield (
            f"scan_period_s of sensor {name!r} is {period:g}, but its plots come as of scans of {other:.4g} "
            f"s, {SELDOM}; tracks are lost or held too long; give {other:.4g}, or leave it out to "
            "have it estimated"
        )
        return
    chains = chains_of(own, period, fastest)
    if crawls(own, chains, fastest / KILO):
        yield (
            f"range_m of plots of sensor {name!r} is up to {own.slant_range.max():.4g}, and what they are of "
            f"moves on at less than {fastest / KILO:.2g} m/s, {SELDOM} of what stands still; if it is "
            "kilometres, give metres, of range_sd_m too; if time_s is milliseconds, give seconds"
        )
        return
    yield from contradicted(own, chains, name)


def _period_against(own: Plots, told: float, fastest: float) -> float:
    """Another scan period [s] that plots of a sensor have than what is told; NaN if they may have that."""
    time, along = own.time - own.time[0], np.exp(1j * own.azimuth)
    if time[-1] <= 0.0 or not step_with(time, along, told).broken:
        return math.nan
    found = turn_of(time, along, BY_CHANCE)
    if not math.isnan(found) or not come_in_bursts(time):
        return found
    times = burst_begins(np.unique(time))
    usual = float(np.median(np.diff(times)))
    if 2.0 * usual <= told:
        tried = np.count_nonzero(time < times[-1])
        chains = len(chains_of(own, usual, fastest).rows)
        return usual if chains and bdtrc(chains - 1, max(tried, chains), OF_CHAINS) < BY_CHANCE else math.nan
    gaps = np.diff(times)
    if gaps.min() < 1.5 * told or _log_never_in_a_row(times.size, told, float(times[-1])) > math.log(
        BY_CHANCE
    ):
        return math.nan
    return usual


def _log_never_in_a_row(seen: int, period: float, span: float) -> float:
    """Logarithm of the odds that of all scans those with plots, any of them, are never two in a row.

    Of K scans n may be chosen so in (K - n + 1 over n) ways, of (K over n) in all.
    """
    scans = max(span / period + 1.0, 2.0 * seen - 1.0)
    apart = gammaln(scans - seen + 2.0) - gammaln(scans - 2.0 * seen + 2.0)
    return float(apart - gammaln(scans + 1.0) + gammaln(scans - seen + 1.0))


def false_plots_against(settled: Settled, tracks: Tracks, where: str) -> tuple[str, ...]:
    """What tracks say against the false plots that are told of sensors, a sentence each."""
    own = settled.at_work
    known, scans = settled.sensors, settled.scans
    told = [s for s in own.tolist() if settled.false_from[s] == Source.TOLD]
    lines = []
    for s in told:
        figure = float(known.false_plots[s])
        if pdtr(int(settled.plots[s]), figure * float(scans[s])) < BY_CHANCE:
            lines.append(
                f"{where}: false_plots_per_scan of sensor {known.names[s]!r} is {figure:g}, but all its "
                f"plots are {settled.plots[s] / scans[s]:.3g} a scan, {SELDOM}; targets are taken for false "
                "plots; give as many or fewer, or leave it out to have it estimated"
            )
    if not told or lines:
        return tuple(lines)
    lone, others = _lone_tracks(tracks)
    missed = 1.0 - settled.detection_probability
    expected = float(np.sum(known.false_plots[own] * scans[own])) + others * missed / (1.0 - missed)
    if lone and pdtrc(lone - 1, expected) < BY_CHANCE:
        figures = ", ".join(f"{known.false_plots[s]:g} of {known.names[s]!r}" for s in told[:5])
        lines.append(
            f"{where}: false_plots_per_scan is {figures}, with all others and missed targets {expected:,.0f} "
            f"in all, but {lone:,} plots are of nothing that was ever seen again, {SELDOM}; false tracks are "
            "believed; give more, or leave it out to have it estimated"
        )
    return tuple(lines)


def _lone_tracks(tracks: Tracks) -> tuple[int, int]:
    """How many tracks had one plot only, and how many more; those of the last scans count for neither."""
    number, row = np.unique(tracks.number, return_inverse=True)
    most = np.zeros(number.size, dtype=np.int64)
    np.maximum.at(most, row, tracks.plots)
    last = np.full(number.size, -np.inf)
    np.maximum.at(last, row, tracks.time)
    over = last < tracks.time.max(initial=-np.inf)
    return int(np.count_nonzero(over & (most == 1))), int(np.count_nonzero(most > 1))
