"""Sensors as a table tells them."""

from __future__ import annotations

from dataclasses import dataclass

from openiads.ground.units import DEG
from openiads.study.tracking.as_columns import columns_of_sensors
from openiads.study.tracking.column_sources import columns_of
from openiads.study.tracking.plots import Floats, Sensors
from openiads.study.tracking.told_columns import Allowed

NEEDED = ("sensor", "lat", "lon", "altitude_m")
SPREADS = ("range_sd_m", "azimuth_sd_deg", "elevation_sd_deg")
COLUMNS = (
    *NEEDED, "scan_period_s", "detection_probability", "false_plots_per_scan", *SPREADS, "doppler_sd_mps",
)  # fmt: skip
# Beyond these no sensor is meant; bounds are our own.
LATITUDE = Allowed("a number from -90 to 90", -90.0, 90.0)
LONGITUDE = Allowed("a number from -180 to 180", -180.0, 180.0)
ALTITUDE = Allowed("a number from -1,000 to 100,000", -1e3, 1e5)
PERIOD = Allowed("a number from 0.01 to 3,600", 0.01, 3_600.0)
CHANCE = Allowed("a probability from 0.01 to 0.999", 0.01, 0.999)
COUNT = Allowed("a number from 0 to 1,000,000", 0.0, 1e6)
RANGE_SD = Allowed("a number from 1e-12 to 100,000", 1e-12, 1e5)
ANGLE_SD = Allowed("a number from 1e-12 to 45", 1e-12, 45.0)
RATE_SD = Allowed("a number above 0 up to 10,000", 0.0, 1e4, above=True)


@dataclass(frozen=True, eq=False)
class ToldSensors:
    """Sensors, NaN where nothing is told, and the errors of plots that do not have their own."""

    sensors: Sensors
    range_sd: Floats  # (S,) [m]
    azimuth_sd: Floats  # (S,) [rad]
    elevation_sd: Floats  # (S,) [rad]
    where: str  # the file or argument


def read_sensors(told: object) -> ToldSensors:
    """The sensors of a CSV, TOML or Parquet file or a table in memory, or sensors; every slip is told."""
    if isinstance(told, Sensors):
        told = columns_of_sensors(told)
    table = columns_of(told, "sensors", COLUMNS, row="sensor")
    table.require(NEEDED, COLUMNS)
    names = table.names("sensor", "a sensor")
    latitude, longitude = table.numbers("lat", LATITUDE), table.numbers("lon", LONGITUDE)
    altitude = table.numbers("altitude_m", ALTITUDE)
    period = table.numbers("scan_period_s", PERIOD, required=False)
    chance = table.numbers("detection_probability", CHANCE, required=False)
    false = table.numbers("false_plots_per_scan", COUNT, required=False)
    spreads = [
        table.numbers(name, RANGE_SD if name == SPREADS[0] else ANGLE_SD, required=False) for name in SPREADS
    ]
    rate_sd = table.numbers("doppler_sd_mps", RATE_SD, required=False)
    table.no_twins([names.row], "is the sensor of", "leave one out or give it another name")
    table.done()
    own = tuple(names.known[i] for i in names.row)
    sensors = Sensors(own, latitude * DEG, longitude * DEG, altitude, period, chance, false, rate_sd)
    return ToldSensors(sensors, spreads[0], spreads[1] * DEG, spreads[2] * DEG, table.where)
