"""Plots as a table tells them, sensor by sensor in order of time."""

from __future__ import annotations

import numpy as np

from openiads.ground.errors import OutOfRange, UnknownName
from openiads.ground.units import DEG
from openiads.study.tracking.as_columns import columns_of_plots
from openiads.study.tracking.column_sources import columns_of
from openiads.study.tracking.plots import Floats, Integers, Plots
from openiads.study.tracking.told_columns import Allowed, Columns, Names
from openiads.study.tracking.told_sensors import ANGLE_SD, RANGE_SD, SPREADS, ToldSensors

NEEDED = ("time_s", "sensor", "range_m", "azimuth_deg")
COLUMNS = (*NEEDED, "elevation_deg", *SPREADS, "doppler_mps")
# Beyond these no plot of an aircraft or a missile is meant; bounds are our own.
TIME = Allowed("a number of seconds up to 1e11", -1e11, 1e11)
RANGE = Allowed("a number above 0 up to 10,000,000", 0.0, 1e7, above=True)
AZIMUTH = Allowed("a number from -360 to 360", -360.0, 360.0)
ELEVATION = Allowed("a number from -90 to 90", -90.0, 90.0)
RATE = Allowed("a number from -20,000 to 20,000", -2e4, 2e4)
MOST_SPAN = 1e6
"""From the first plot to the last [s], eleven days: the tracker is fed second by second."""


def read_plots(told: object, by: ToldSensors, name: str = "plots") -> Plots:
    """The plots of a CSV or Parquet file or a table in memory, or plots, by time; every slip is told.

    Plots of one time are ordered by what they say, so that it does not matter in which order they stood.
    Rows of plots that are none of a table are counted by time.

    name  of the argument
    """
    if isinstance(told, Plots):
        told = columns_of_plots(told.only(np.argsort(told.time, kind="stable")), by.sensors.names)
    table = columns_of(told, name, COLUMNS)
    table.require(NEEDED, COLUMNS)
    time = table.numbers("time_s", TIME)
    names = table.names("sensor", "a sensor")
    reach = table.numbers("range_m", RANGE)
    azimuth = table.numbers("azimuth_deg", AZIMUTH)
    elevation = table.numbers("elevation_deg", ELEVATION, required=False)
    spreads = [
        table.numbers(name, RANGE_SD if name == SPREADS[0] else ANGLE_SD, required=False) for name in SPREADS
    ]
    rate = table.numbers("doppler_mps", RATE, required=False)
    sensor = _sensor_of(table, names, by.sensors.names)
    table.done()
    table.in_order("time_s", time, "sensor", names)
    # A direction may be told in two ways, and what differs in its errors alone is still told twice.
    twins = [names.row, time, reach, np.mod(azimuth, 360.0), elevation, rate]
    table.no_twins(twins, "is", "leave one of them out")
    _require_span(table, time)
    table.done()
    for i, (each, unit) in enumerate(
        zip((by.range_sd, by.azimuth_sd, by.elevation_sd), (1.0, DEG, DEG), strict=True)
    ):
        spreads[i] = np.where(np.isnan(spreads[i]), each[sensor], spreads[i] * unit)
    spreads[2] = np.where(np.isnan(elevation), np.nan, spreads[2])
    _require_errors(table, by, sensor, spreads, elevation, rate)
    found = Plots(
        time, sensor, reach, azimuth * DEG, elevation * DEG, spreads[0], spreads[1], spreads[2], rate
    )
    return found.only(np.lexsort((rate, *spreads, elevation, azimuth, reach, sensor, time)))


def _sensor_of(table: Columns, names: Names, known: tuple[str, ...]) -> Integers:
    """The sensor (I,) of each plot; 0, and a fault, where nobody has the name."""
    number = {name: s for s, name in enumerate(known)}
    for j, name in enumerate(names.known):
        if name and name not in number:
            told = f"{UnknownName('sensor', name, known)}"
            rows = np.flatnonzero(names.row == j)
            table.tell(rows, lambda _, told=told: told, "correct it or add the sensor")  # type: ignore[misc]
    each = np.array([number.get(name, 0) for name in names.known] or [0], dtype=np.int64)
    return each[names.row]


def _require_span(table: Columns, time: Floats) -> None:
    span = float(time.max() - time.min())
    if span > MOST_SPAN:
        table.faults.add(
            "",
            f"time_s goes on for {span:.3g}; at most {MOST_SPAN:,.0f} s are allowed; give seconds or cut it",
        )


def _require_errors(
    table: Columns, by: ToldSensors, sensor: Integers, spreads: list[Floats], elevation: Floats, rate: Floats
) -> None:
    """Refuse plots whose standard deviations nobody told: a guess at them would stand in every track."""
    measured = (
        np.ones(sensor.size, dtype=np.bool_),
        np.ones(sensor.size, dtype=np.bool_),
        ~np.isnan(elevation),
    )
    rate_sd = by.sensors.range_rate_sd[sensor]
    lacking = {
        name: np.isnan(spread) & there for name, spread, there in zip(SPREADS, spreads, measured, strict=True)
    }
    lacking["doppler_sd_mps"] = np.isnan(rate_sd) & ~np.isnan(rate)
    names = [name for name, rows in lacking.items() if rows.any()]
    if not names:
        return
    of = np.unique(sensor[np.any([lacking[name] for name in names], axis=0)])
    who = ", ".join(repr(by.sensors.names[s]) for s in of[:5]) + (
        f" and {of.size - 5} more" if of.size > 5 else ""
    )
    here = [name for name in names if name in SPREADS]
    too = f", or {', '.join(here)} as columns of {table.where}" if here else ""
    raise OutOfRange(
        f"{table.where}: standard deviations are told nowhere for plots of sensor {who}: {', '.join(names)}; "
        f"those of the sensor, or of each plot, are allowed; add them as columns of {by.where}{too}"
    )
