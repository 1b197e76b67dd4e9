"""Plots and sensors as the columns that a file of them has, so that whoever brings them is asked the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openiads.ground.units import DEG
from openiads.study.tracking.plots import Floats, Plots, Sensors

Told = dict[str, list[str] | Floats]


def columns_of_plots(plots: Plots, names: Sequence[str]) -> Told:
    """Columns of plots of sensors of some names; what is not known of any has none."""
    # A number that no sensor has becomes a name that none has, which its reader tells.
    known = dict(enumerate(names))
    return _known(
        {
            "time_s": plots.time,
            "sensor": [known.get(s, f"number {s}") for s in plots.sensor.tolist()],
            "range_m": plots.slant_range,
            "azimuth_deg": plots.azimuth / DEG,
            "elevation_deg": plots.elevation / DEG,
            "range_sd_m": plots.range_sd,
            "azimuth_sd_deg": plots.azimuth_sd / DEG,
            "elevation_sd_deg": plots.elevation_sd / DEG,
            "doppler_mps": plots.range_rate,
        }
    )


def columns_of_sensors(sensors: Sensors) -> Told:
    """Columns of sensors; what is not known of any has none."""
    return _known(
        {
            "sensor": list(sensors.names),
            "lat": sensors.latitude / DEG,
            "lon": sensors.longitude / DEG,
            "altitude_m": sensors.altitude,
            "scan_period_s": sensors.scan_period,
            "detection_probability": sensors.detection_probability,
            "false_plots_per_scan": sensors.false_plots,
            "doppler_sd_mps": sensors.range_rate_sd,
        }
    )


def _known(columns: Told) -> Told:
    """Those in which anything is known."""
    return {
        name: values
        for name, values in columns.items()
        if isinstance(values, list) or not bool(np.isnan(values).all())
    }
