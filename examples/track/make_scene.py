"""Makes the plots, sensors and truth of this folder: six made-up aircraft before two made-up radars.

    uv run python examples/track/make_scene.py [FOLDER]

The same files every time.  Both radars turn; the second measures no elevation.  Some aircraft cross.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from openiads.ground.frames import MEAN_RADIUS, ecef_of, enu_axes

SEED, LASTS_S, SAMPLE_S = 20, 300.0, 5.0


class Radar(NamedTuple):
    """A radar that turns."""

    name: str
    lat: float
    lon: float
    altitude_m: float
    period_s: float
    detection_probability: float
    false_plots: float
    range_sd_m: float
    azimuth_sd_deg: float
    elevation_sd_deg: float  # 0 where it measures none


class Aircraft(NamedTuple):
    """An aircraft that flies straight and level."""

    name: str
    identity: str
    lat: float
    lon: float
    altitude_m: float
    heading_deg: float
    speed_mps: float


RADARS = (
    Radar("hill", 38.40, 33.00, 1_400.0, 5.0, 0.9, 15.0, 50.0, 0.15, 0.3),
    Radar("plain", 38.10, 33.55, 1_000.0, 6.0, 0.8, 10.0, 120.0, 0.25, 0.0),
)
FLEET = (
    Aircraft("a1", "neutral", 38.75, 32.60, 10_000.0, 105.0, 230.0),
    Aircraft("a2", "hostile", 38.05, 32.45, 6_000.0, 62.0, 260.0),
    Aircraft("a3", "friend", 38.62, 33.95, 6_200.0, 250.0, 240.0),
    Aircraft("a4", "friend", 38.00, 33.10, 3_500.0, 10.0, 180.0),
    Aircraft("a5", "hostile", 38.70, 33.42, 2_500.0, 205.0, 200.0),
    Aircraft("a6", "neutral", 38.22, 33.80, 9_000.0, 300.0, 220.0),
)


def place_of(one: Aircraft, time_s: float) -> tuple[float, float]:
    """Latitude and longitude [deg] at a time."""
    north = one.speed_mps * time_s * math.cos(math.radians(one.heading_deg))
    east = one.speed_mps * time_s * math.sin(math.radians(one.heading_deg))
    latitude = one.lat + math.degrees(north / MEAN_RADIUS)
    return latitude, one.lon + math.degrees(east / MEAN_RADIUS / math.cos(math.radians(one.lat)))


def velocity_of(one: Aircraft, time_s: float) -> np.ndarray:
    """Velocity [m/s] east, north and up of the first radar."""
    ends = [[math.radians(angle) for angle in place_of(one, time_s + after)] for after in (-0.5, 0.5)]
    before, after = (ecef_of(*end, one.altitude_m) for end in ends)
    first = RADARS[0]
    return enu_axes(math.radians(first.lat), math.radians(first.lon)) @ (after - before)


def seen_from(radar: Radar, one: Aircraft, time_s: float) -> tuple[float, float, float]:
    """Range [m], azimuth and elevation [deg] of an aircraft at a time."""
    latitude, longitude = (math.radians(angle) for angle in place_of(one, time_s))
    station = math.radians(radar.lat), math.radians(radar.lon)
    away = ecef_of(latitude, longitude, one.altitude_m) - ecef_of(*station, radar.altitude_m)
    east, north, up = enu_axes(*station) @ away
    reach = math.sqrt(east**2 + north**2 + up**2)
    return reach, math.degrees(math.atan2(east, north)) % 360.0, math.degrees(math.asin(up / reach))


def plots_of(radar: Radar, draws: np.random.Generator) -> list[list[object]]:
    """Rows of plots, by time."""
    found = []
    for scan in range(int(LASTS_S / radar.period_s)):
        for one in FLEET:
            time_s = scan * radar.period_s
            for _ in range(3):  # when the beam comes round to where the aircraft is by then
                azimuth = seen_from(radar, one, time_s)[1]
                time_s = (scan + azimuth / 360.0) * radar.period_s
            if draws.random() < radar.detection_probability:
                found.append((time_s, *seen_from(radar, one, time_s)))
        for _ in range(draws.poisson(radar.false_plots)):
            azimuth = draws.uniform(0.0, 360.0)
            where = draws.uniform(5e3, 9e4), azimuth, draws.uniform(0.5, 15.0)
            found.append(((scan + azimuth / 360.0) * radar.period_s, *where))
    rows: list[list[object]] = []
    for time_s, reach, azimuth, elevation in sorted(found):
        reach += draws.normal(0.0, radar.range_sd_m)
        azimuth += draws.normal(0.0, radar.azimuth_sd_deg)
        elevation += draws.normal(0.0, max(radar.elevation_sd_deg, 1e-9))
        told = f"{elevation:.3f}" if radar.elevation_sd_deg else ""
        rows.append([f"{time_s:.3f}", radar.name, f"{reach:.1f}", f"{azimuth % 360.0:.3f}", told])
    return rows


def sensors_text() -> str:
    """The sensors; what the tracker is to find out by itself is left out."""
    tables = []
    for radar in RADARS:
        lines = [
            "[[sensor]]",
            f'sensor = "{radar.name}"',
            f"lat = {radar.lat}",
            f"lon = {radar.lon}",
            f"altitude_m = {radar.altitude_m}",
            f"range_sd_m = {radar.range_sd_m}",
            f"azimuth_sd_deg = {radar.azimuth_sd_deg}",
        ]
        if radar.elevation_sd_deg:
            lines.append(f"elevation_sd_deg = {radar.elevation_sd_deg}")
        tables.append("\n".join(lines))
    return (
        "# Two made-up radars.  Scan periods, detection probabilities, false plots are to be estimated.\n"
        + ("\n\n".join(tables) + "\n")
    )


def write(place: Path, heading: list[str], rows: list[list[object]]) -> None:
    """Write a CSV file."""
    with place.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([heading, *rows])


def main(folder: Path) -> None:
    """Write all three files."""
    draws = np.random.default_rng(SEED)
    rows = [row for radar in RADARS for row in plots_of(radar, draws)]
    heading = ["time_s", "sensor", "range_m", "azimuth_deg", "elevation_deg"]
    write(folder / "plots.csv", heading, sorted(rows, key=lambda row: float(str(row[0]))))
    truth: list[list[object]] = []
    for time_s in np.arange(0.0, LASTS_S + SAMPLE_S, SAMPLE_S):
        for one in FLEET:
            latitude, longitude = place_of(one, time_s)
            where = [f"{latitude:.6f}", f"{longitude:.6f}", f"{one.altitude_m:.1f}"]
            velocity = [f"{part:.2f}" for part in velocity_of(one, time_s)]
            truth.append([f"{time_s:.1f}", one.name, *where, *velocity, one.identity])
    heading = [
        *("time_s", "target", "latitude_deg", "longitude_deg", "altitude_m"),
        *("vx_mps", "vy_mps", "vz_mps", "identity"),
    ]
    write(folder / "truth.csv", heading, truth)
    (folder / "sensors.toml").write_text(sensors_text(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
