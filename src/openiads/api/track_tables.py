"""Tracks, sensors and measures with the names and units of people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from openiads.api.json_numbers import finite
from openiads.ground.units import DEG
from openiads.report.studies.track_words import CONFUSED
from openiads.study.tracking.settled_sensors import Source
from openiads.study.tracking.track_plots import STATES
from openiads.study.tracking.tracked import Tracked

BIASES = ("range", "azimuth", "elevation")
"""As `Biases.taken_off` has them."""
MEANS = {
    "gospa": "gospa_m",
    "gospa_per_target": "gospa_over_root_of_targets_m",
    "missed": "missed",
    "false": "false",
    "ospa": "ospa_m",
    "completeness": "completeness",
    "ambiguity": "ambiguity",
    "spuriousness": "spuriousness",
    "place_accuracy": "place_accuracy_m",
    "velocity_accuracy": "velocity_accuracy_mps",
}


def tracks_table(found: Tracked) -> pa.Table:
    """A row for each track that lives at a scan."""
    tracks = found.tracks
    place, velocity = found.places
    latitude, longitude, height = found.geodetic
    names, impacts = found.settled.sensors.names, found.impacts
    columns = {
        "time_s": tracks.time,
        "sensor": _words(tracks.sensor, names),
        "track": tracks.number,
        "state": _words(tracks.state, STATES),
        **dict(zip(("x_m", "y_m", "z_m"), place.T, strict=True)),
        **dict(zip(("vx_mps", "vy_mps", "vz_mps"), velocity.T, strict=True)),
        "sd_m": tracks.sd,
        "latitude_deg": latitude / DEG,
        "longitude_deg": longitude / DEG,
        "altitude_m": height,
        "plots": tracks.plots,
        "impact_latitude_deg": _known(impacts.latitude / DEG),
        "impact_longitude_deg": _known(impacts.longitude / DEG),
        "impact_in_s": _known(impacts.after),
        "impact_sd_m": _known(impacts.sd),
    }
    order = np.lexsort((tracks.number, tracks.sensor, tracks.time))
    return pa.table(columns).take(pa.array(order))


def _known(values: Any) -> Any:
    return pa.array(values, pa.float64(), from_pandas=True)


def _words(rows: Any, words: tuple[str, ...]) -> Any:
    coded = pa.DictionaryArray.from_arrays(pa.array(rows, pa.int32()), pa.array(words, pa.string()))
    return coded.dictionary_decode()


def sensors_table(found: Tracked) -> pa.Table:
    """A row for each sensor, with all that was told of it or estimated, and which it was."""
    known, settled = found.settled.sensors, found.settled
    return pa.table(
        {
            "sensor": pa.array(known.names, pa.string()),
            "lat": known.latitude / DEG,
            "lon": known.longitude / DEG,
            "altitude_m": known.altitude,
            "plots": settled.plots,
            "scans": settled.scans,
            "scan_period_s": pa.array(known.scan_period, from_pandas=True),
            "scan_period_from": _sources(settled.period_from),
            "detection_probability": pa.array(known.detection_probability, from_pandas=True),
            "detection_probability_from": _sources(settled.chance_from),
            "false_plots_per_scan": pa.array(known.false_plots, from_pandas=True),
            "false_plots_per_scan_from": _sources(settled.false_from),
        }
    )


def _sources(told: tuple[Source, ...]) -> Any:
    return pa.array([source.name.lower() for source in told], pa.string())


def biases_table(found: Tracked) -> pa.Table | None:
    """A row for each sensor with plots: its constant errors, how well known, and which were taken off."""
    biases = found.biases
    if biases is None:
        return None
    names = [found.settled.sensors.names[s] for s in found.settled.at_work]
    off = [
        ", ".join(word for word, taken in zip(BIASES, row, strict=True) if taken) for row in biases.taken_off
    ]
    return pa.table(
        {
            "sensor": pa.array(names, pa.string()),
            "range_m": biases.slant_range,
            "range_error_m": biases.range_error,
            "azimuth_deg": biases.azimuth / DEG,
            "azimuth_error_deg": biases.azimuth_error / DEG,
            "elevation_deg": biases.elevation / DEG,
            "elevation_error_deg": _known(biases.elevation_error / DEG),
            "shared_targets": biases.shared,
            "taken_off": pa.array(off, pa.string()),
        }
    )


def lives_table(found: Tracked) -> pa.Table:
    """A row for each track that was ever believed."""
    lives = found.lives
    return pa.table(
        {
            "track": lives.number,
            "confirmed_s": lives.believed,
            "last_s": lives.last,
            "plots": lives.plots,
        }
    )


def measures_document(found: Tracked) -> dict[str, Any] | None:
    """Every measure by its name; none without truth."""
    metrics = found.metrics
    if metrics is None:
        return None
    distance, means = metrics.distance, metrics.means
    costs = {
        "localisation_cost": distance.localisation,
        "missed_cost": distance.missed_cost,
        "false_cost": distance.false_cost,
    }
    table = found.confusion
    return {
        "scans": int(metrics.scans.size),
        "targets": int(np.unique(metrics.truth.who).size),
        **{name: finite(means[ours]) for ours, name in MEANS.items()},
        **{name: float(cost.mean()) if cost.size else None for name, cost in costs.items()},
        "switches": int(metrics.switches.switches.sum()),
        "fragmentations": int(metrics.switches.fragmentations.sum()),
        "confusion": None if table is None else {
            "of": CONFUSED,
            "identities": table.sides.tolist(),
            "carried": table.identities.tolist(),
            "counts": table.counts.tolist(),
        },
        "compared": "on the ground" if found.flat else "in space",
        "cutoff_m": metrics.rules.cutoff,
        "power": metrics.rules.order,
        "alpha": 2.0,
        "threshold_m": metrics.rules.threshold,
    }  # fmt: skip
