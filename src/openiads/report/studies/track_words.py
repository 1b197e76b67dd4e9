"""Tracks in words: the answer in a sentence or two, and the cells of its tables."""

from __future__ import annotations

import numpy as np

from openiads.ground.units import DEG
from openiads.report.ink.figure_words import number as figure
from openiads.report.ink.number_words import number, share
from openiads.study.tracking.settled_sensors import Source
from openiads.study.tracking.track_plots import STATES
from openiads.study.tracking.tracked import Tracked

SENSOR_HEADINGS = (
    "sensor", "plots", "scans", "scan period, s", "detection probability", "false plots a scan",
)  # fmt: skip
BIAS_HEADINGS = ("sensor", "range, m", "azimuth, °", "elevation, °", "shared targets")
TAKEN_OFF = " t"
TRACK_HEADINGS = ("track", "confirmed, s", "last, s", "plots", "speed, m/s", "altitude, m", "state")
MEASURE_HEADINGS = ("measure", "value", "what it is")
MOST_TRACKS, MOST_SENSORS = 12, 40
"""Tracks and sensors that are told one by one."""
MARKS = {Source.TOLD: "", Source.ESTIMATED: " e", Source.ASSUMED: " a", Source.NONE: ""}
NOTHING = "-"
CONFUSED = (
    "scans, by identities that the truth tells; the tracker declares none: a track stands for the target "
    "that it was first matched with"
)


def title(found: Tracked) -> str:
    """What was tracked, in a line."""
    sensors = _counted(found.settled.sensors.count, "sensor")
    return (
        f"{_counted(found.plots.count, 'plot')} of {sensors} in {figure(float(np.ptp(found.plots.time)))} s, "
        f"{_counted(found.lives.number.size, 'track')}"
    )


def share_taken(found: Tracked) -> float:
    """Share of plots that tracks took which were ever believed."""
    return float(found.lives.plots.sum()) / found.plots.count


def lead(found: Tracked) -> str:
    """The answer."""
    lives = found.lives
    count = lives.number.size
    if not count:
        told = f"No track was confirmed in {_counted(found.scans.size, 'scan')}."
    else:
        last = _counted(int(np.count_nonzero(lives.last == found.scans[-1])), "track")
        told = (
            f"{_counted(count, 'track')} {'was' if count == 1 else 'were'} confirmed and lived for "
            f"{number(float(np.median(lives.length)))} s{' in the median' if count > 1 else ''}; {last} "
            f"{'lives' if last.startswith('1 ') else 'live'} at the last scan. They took "
            f"{share(share_taken(found))} of the plots."
        )
    if found.metrics is None:
        return told
    means, switches = found.metrics.means, int(found.metrics.switches.switches.sum())
    complete = means["completeness"]
    if not np.isfinite(complete):
        return f"{told} No target was there at any scan, so nothing is measured."
    where = " on the ground" if found.flat else ""
    return (
        f"{told} Against the truth{where}, {share(complete)} of targets have a track, GOSPA is "
        f"{number(means['gospa'])} m, and there {'is' if switches == 1 else 'are'} "
        f"{_counted(switches, 'identity switch', 'es')}."
    )


def sensor_rows(found: Tracked) -> list[tuple[str, ...]]:
    """Cells of the table of sensors."""
    settled = found.settled
    known = settled.sensors
    told: list[tuple[str, ...]] = [
        (
            known.names[s],
            f"{settled.plots[s]:,}",
            f"{settled.scans[s]:,}" if settled.plots[s] else NOTHING,
            _figure(float(known.scan_period[s]), settled.period_from[s]),
            _figure(float(known.detection_probability[s]), settled.chance_from[s]),
            _figure(float(known.false_plots[s]), settled.false_from[s]),
        )
        for s in range(min(known.count, MOST_SENSORS))
    ]
    if known.count > MOST_SENSORS:
        told.append((f"{known.count - MOST_SENSORS:,} more: --json has them all",))
    return told


def _figure(value: float, source: Source) -> str:
    return NOTHING if np.isnan(value) else f"{number(value)}{MARKS[source]}"


def sources(found: Tracked) -> str:
    """What the marks in the table of sensors mean, of those that are there."""
    settled = found.settled
    there = {*settled.period_from, *settled.chance_from, *settled.false_from}
    told = []
    if Source.ESTIMATED in there:
        told.append("e: estimated from the plots, docs/tracking.md says how")
    if Source.ASSUMED in there:
        told.append("a: assumed, as too few tracks tell it; the catalogue's figure")
    return "; ".join(told)


def bias_rows(found: Tracked) -> list[tuple[str, ...]]:
    """Cells of the table of biases; those that were taken off have a mark."""
    biases = found.biases
    if biases is None:
        return []
    told = []
    for k, s in enumerate(found.settled.at_work.tolist()):
        figures = (
            (biases.slant_range[k], biases.range_error[k], 1.0),
            (biases.azimuth[k], biases.azimuth_error[k], DEG),
            (biases.elevation[k], biases.elevation_error[k], DEG),
        )
        cells = [
            NOTHING
            if np.isnan(error)
            else f"{value / unit:.3g} ± {error / unit:.2g}{TAKEN_OFF if off else ''}"
            for (value, error, unit), off in zip(figures, biases.taken_off[k], strict=True)
        ]
        told.append((found.settled.sensors.names[s], *cells, f"{biases.shared[k]:,}"))
    return told


def bias_marks(found: Tracked) -> str:
    """What was done about biases."""
    if found.biases is None or not found.biases.taken_off.any():
        return "no bias beyond three standard errors; plots stay as they were"
    return (
        f"{TAKEN_OFF.strip()}: taken off the plots; what sensors differ by is beyond three standard errors, "
        "each by itself need not be"
    )


def track_rows(found: Tracked) -> list[tuple[str, ...]]:
    """Cells of the table of tracks: those that lived longest, by number."""
    lives, tracks = found.lives, found.tracks
    longest = np.argsort(-lives.length, kind="stable")[:MOST_TRACKS]
    _, velocity = found.places
    height = found.geodetic[2]
    told: list[tuple[str, ...]] = []
    for m in np.sort(longest).tolist():
        row = int(lives.row[m])
        told.append(
            (
                f"{lives.number[m]}", f"{lives.believed[m]:,.1f}", f"{lives.last[m]:,.1f}",
                f"{lives.plots[m]:,}", f"{np.linalg.norm(velocity[row]):,.0f}", f"{height[row]:,.0f}",
                STATES[tracks.state[row]],
            )
        )  # fmt: skip
    more = lives.number.size - len(told)
    return [*told, (f"{more:,} more",)] if more else told


def measure_rows(found: Tracked) -> list[tuple[str, str, str]]:
    """Cells of the table of measures, means over scans."""
    metrics = found.metrics
    if metrics is None:
        return []
    means, rules = metrics.means, metrics.rules
    distance = metrics.distance
    costs = [float(np.sum(one)) for one in (distance.localisation, distance.missed_cost, distance.false_cost)]
    whole = max(sum(costs), np.finfo(np.float64).tiny)
    parts = [f"{share(one / whole)} of the cost" for one in costs]
    per_target = means["switches_per_target"]
    matched = "how far matched tracks are off"
    return [
        ("GOSPA", _metres(means["gospa"]), f"c {figure(rules.cutoff)} m, p {rules.order:g}, alpha 2"),
        ("  localisation", parts[0], matched),
        ("  missed", parts[1], f"targets without a track, {_plain(means['missed'])} a scan"),
        ("  false", parts[2], f"tracks without a target, {_plain(means['false'])} a scan"),
        ("GOSPA over root of targets", _metres(means["gospa_per_target"]), "p-th root of those there"),
        ("OSPA", _metres(means["ospa"]), "the same c and p"),
        ("completeness", _share(means["completeness"]), "targets that a track is associated to"),
        ("ambiguity", _plain(means["ambiguity"]), "tracks to a target that has one; 1 is best"),
        ("spuriousness", _share(means["spuriousness"]), "tracks that are associated to no target"),
        ("accuracy of place", _metres(means["place_accuracy"]), "mean distance of associated tracks"),
        ("accuracy of velocity", _plain(means["velocity_accuracy"], " m/s"), _of_velocity(found)),
        (
            "identity switches",
            f"{metrics.switches.switches.sum():,}",
            f"{_plain(per_target)} a target; its track is another than it was",
        ),
        (
            "fragmentations",
            f"{metrics.switches.fragmentations.sum():,}",
            f"{_plain(means['fragmentations_per_target'])} a target; it has a track again after none",
        ),
    ]


def _of_velocity(found: Tracked) -> str:
    known = found.truth is not None and bool(np.isfinite(found.truth.velocity).all(axis=1).any())
    return "the same of velocity" if known else "not measured: the truth has no velocities"


def measured_over(found: Tracked) -> str:
    """What the measures are of."""
    if found.metrics is None:
        return ""
    targets = _counted(found.metrics.truth.numbers.size, "target")
    where = " on the ground, as no plot has an elevation" if found.flat else ""
    if not found.flat and np.isnan(found.plots.elevation).any():
        where = " in space, though some plots have no elevation"
    return f"Against the truth{where}, {targets}, means over {_counted(found.metrics.scans.size, 'scan')}"


def confusion_table(found: Tracked) -> tuple[tuple[str, ...], list[tuple[str, ...]]] | None:
    """Headings and cells: what targets are, by what their track stands for; none of one identity alone."""
    table = found.confusion
    if table is None or np.union1d(table.sides, table.identities).size < 2:
        return None
    rows = [
        (f"{side}", *(f"{count:,}" for count in counts))
        for side, counts in zip(table.sides.tolist(), table.counts.tolist(), strict=True)
    ]
    return ("target is", *(f"track of {name}" for name in table.identities.tolist())), rows


def method(found: Tracked) -> str:
    """How it was found."""
    flat = bool(np.isnan(found.plots.elevation).any())
    height = " Where no elevation was measured, altitudes of tracks are hardly known." if flat else ""
    changed = f", but {', '.join(found.changes)}" if found.changes else ""
    return (
        f"Tracker {found.tracker} with the constants of the catalogue{changed}; it assumes a detection "
        f"probability of {number(found.settled.detection_probability)} of all sensors.{height}"
    )


def _metres(value: float) -> str:
    return _plain(value, " m")


def _plain(value: float, unit: str = "") -> str:
    return f"{number(value)}{unit}" if np.isfinite(value) else NOTHING


def _share(value: float) -> str:
    return share(value) if np.isfinite(value) else NOTHING


def _counted(count: int, word: str, plural: str = "s") -> str:
    return f"{count:,} {word}{'' if count == 1 else plural}"
