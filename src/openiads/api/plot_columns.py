"""Plots and sensors as the columns that `oi.track` and `openiads track` read."""

from __future__ import annotations

import numpy as np

from openiads.ground.units import DEG
from openiads.study.tracking.plots import Floats, Plots, Sensors

Told = dict[str, list[str] | Floats]


def plot_columns(plots: Plots, sensors: Sensors) -> tuple[Told, Told]:
    """Columns of plots and of sensors, for `oi.track(*oi.plot_columns(plots, sensors))`.

    What is not known of any has no column.
    """
    of_plots: Told = {
        "time_s": plots.time,
        "sensor": [sensors.names[s] for s in plots.sensor.tolist()],
        "range_m": plots.slant_range,
        "azimuth_deg": plots.azimuth / DEG,
        "elevation_deg": plots.elevation / DEG,
        "range_sd_m": plots.range_sd,
        "azimuth_sd_deg": plots.azimuth_sd / DEG,
        "elevation_sd_deg": plots.elevation_sd / DEG,
        "doppler_mps": plots.range_rate,
    }
    of_sensors: Told = {
        "sensor": list(sensors.names),
        "lat": sensors.latitude / DEG,
        "lon": sensors.longitude / DEG,
        "altitude_m": sensors.altitude,
        "scan_period_s": sensors.scan_period,
        "detection_probability": sensors.detection_probability,
        "false_plots_per_scan": sensors.false_plots,
        "doppler_sd_mps": sensors.range_rate_sd,
    }
    return _known(of_plots), _known(of_sensors)


def _known(columns: Told) -> Told:
    """Those in which anything is known."""
    return {
        name: values
        for name, values in columns.items()
        if isinstance(values, list) or not bool(np.isnan(values).all())
    }
