"""Plots and sensors as the columns that `oi.track` and `openiads track` read."""

from __future__ import annotations

from openiads.study.tracking.as_columns import Told, columns_of_plots, columns_of_sensors
from openiads.study.tracking.plots import Plots, Sensors


def plot_columns(plots: Plots, sensors: Sensors) -> tuple[Told, Told]:
    """Columns of plots and of sensors, to be changed, kept or written, and for `oi.track`.

    What is not known of any has no column.
    """
    return columns_of_plots(plots, sensors.names), columns_of_sensors(sensors)
