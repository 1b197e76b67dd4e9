"""Plots of ASTERIX category 048 [1]_, as radars send target reports, with places of radars from category 034.

The package asterix_decoder reads the bytes, where somebody has installed it: it is no part of this one.

References
----------
.. [1] EUROCONTROL-SPEC-0149-4, Surveillance data exchange, part 4: category 048, transmission of monoradar
   target reports, edition 1.31 (2021): items 010, 020, 040, 090, 110 and 140.
.. [2] EUROCONTROL-SPEC-0149-2b, part 2b: category 034, transmission of monoradar service messages, edition
   1.29 (2021): items 010, 041 and 120.
"""

from __future__ import annotations

import importlib.util
import math
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from openiads.ground import kinds
from openiads.ground.errors import OpeniadsError, OutOfRange
from openiads.ground.frames import MEAN_RADIUS
from openiads.ground.units import DAY, DEG, FT, NMI
from openiads.study.tracking.plots import Floats, Plots, Sensors
from openiads.study.tracking.told_sensors import ALTITUDE, ANGLE_SD, LATITUDE, LONGITUDE, RANGE_SD

CAPTURES = {
    b"\xd4\xc3\xb2\xa1": "<",
    b"\xa1\xb2\xc3\xd4": ">",
    b"\x4d\x3c\xb2\xa1": "<",
    b"\xa1\xb2\x3c\x4d": ">",
}
"""How files of captured packets begin, and their order of bytes."""
HEADERS = 14 + 20 + 8
"""Bytes of Ethernet, IP and UDP before what is sent."""
FLIGHT_LEVEL = 100.0 * FT
EXAMPLE = "(43.5, 16.4, 780.0)"


class AsterixPlots(NamedTuple):
    """Plots of a file."""

    plots: Plots
    sensors: Sensors
    left_out: dict[str, int]
    """Reports of radars whose place nobody told, by their names."""
    repeated: int = 0
    """Reports that the file has more than once, of which one is kept."""


class RadarPlace(NamedTuple):
    """What category 034 tells of a radar."""

    latitude_deg: float
    longitude_deg: float
    altitude_m: float


def plots_from_asterix(
    path: str | Path, *, range_sd_m: float, azimuth_sd_deg: float, altitude_sd_m: float,
    places: Mapping[str, Sequence[float]] | None = None,
) -> AsterixPlots:  # fmt: skip
    """Plots of a file of ASTERIX, its bytes as they were sent or a capture of UDP packets.

    Elevations are those of the height that a three-dimensional radar measured, else of the flight level, on a
    sphere; a report with neither has none.  Simulated reports, those of fixed transponders, and those
    without a position are left out.  Rows are in the order of their times, which a capture need not have.

    Parameters
    ----------
    path : the file
    range_sd_m, azimuth_sd_deg : standard deviations of what the radars measure, which it does not tell
    altitude_sd_m : standard deviation of a height or flight level against the height above the ellipsoid
    places : latitude [deg], longitude [deg] and altitude above the ellipsoid [m] of radars by their names,
        `{"25/201": (43.5, 16.4, 780.0)}` for SAC 25 and SIC 201; else those that category 034 tells

    Raises
    ------
    OpeniadsError
        where asterix_decoder is not installed
    OutOfRange
        where an error is not above 0, the path is no file, or no report in it is of a radar that is known
    """
    told = {"range_sd_m": range_sd_m, "azimuth_sd_deg": azimuth_sd_deg, "altitude_sd_m": altitude_sd_m}
    sds = {
        name: (ANGLE_SD if "azimuth" in name else RANGE_SD).argument(name, value, f"{name}={example}")
        for (name, value), example in zip(told.items(), (70.0, 0.08, 100.0), strict=True)
    }
    stands = {} if places is None else told_places(places)
    path = kinds.path("path", path, "path='capture.pcap'")
    if importlib.util.find_spec("asterix") is None:
        raise OpeniadsError(
            "plots_from_asterix: asterix_decoder is not installed; pip install 'openiads[asterix]' (its "
            "licence is GPL), or give plots as CSV"
        )
    if not Path(path).is_file():
        raise OutOfRange.of("path", f"is {str(path)!r}, which is no file; give the path of one")
    records = list(decoded(Path(path).read_bytes()))
    found = plots_of_records(records, sds, stands)
    if not any(each.get("category") == 48 for each in records):
        others = (
            ", ".join(sorted({f"{each.get('category'):03}" for each in records})) or "none that can be read"
        )
        raise OutOfRange.of(
            str(path), f"has no report of category 048; its categories: {others}; name another"
        )
    if not found.plots.count:
        lacking = ", ".join(found.left_out) or "none"
        why = f"has no report of a radar whose place is known; reports were of {lacking}; tell their places"
        raise OutOfRange.of(str(path), why)
    return found


def told_places(places: object) -> dict[str, RadarPlace]:
    """Places of radars as somebody told them."""
    if not isinstance(places, Mapping):
        allowed = "a dict of places by the names of radars is allowed"
        kinds.refuse("places", places, allowed, f"places={{'25/201': {EXAMPLE}}}")
    found = {}
    for name, told in places.items():
        where = f"places[{name!r}]"
        if not isinstance(told, (tuple, list)) or len(told) != 3:
            kinds.refuse(where, told, "latitude, longitude [deg] and altitude [m] are allowed", EXAMPLE)
        bounds = zip((LATITUDE, LONGITUDE, ALTITUDE), told, strict=True)
        found[name] = RadarPlace(
            *(allowed.argument(f"{where}[{i}]", value, EXAMPLE) for i, (allowed, value) in enumerate(bounds))
        )
    return found


def decoded(content: bytes) -> Iterator[dict[str, Any]]:
    """Records of bytes as they were sent, or of a capture of packets."""
    import asterix

    for packet in packets(content):
        yield from asterix.parse(packet, verbose=False)


def packets(content: bytes) -> Iterator[bytes]:
    """What each UDP packet of a capture holds; anything else is one packet."""
    order = CAPTURES.get(content[:4])
    if order is None:
        yield content
        return
    place = 24
    while place + 16 <= len(content):
        _, _, kept, _ = struct.unpack(f"{order}IIII", content[place : place + 16])
        yield content[place + 16 + HEADERS : place + 16 + kept]
        place += 16 + kept


def plots_of_records(
    records: Iterable[dict[str, Any]], sds: dict[str, float], places: dict[str, RadarPlace] | None = None
) -> AsterixPlots:
    """Plots of decoded records."""
    told = list(records)
    stand = places_of(told) | (places or {})
    periods = {radar_of(each): number(each, "I041", "RotS") for each in told if each.get("category") == 34}
    names = sorted(stand)
    rows, left_out, clock = [], dict[str, int](), DayClock()
    for each in told:
        if each.get("category") != 48 or not is_report(each):
            continue
        name = radar_of(each)
        time = clock.of(number(each, "I140", "ToD"))
        if name not in stand:
            left_out[name] = left_out.get(name, 0) + 1
            continue
        reach = number(each, "I040", "RHO") * NMI
        up = elevation(reach, height_m(each), stand[name].altitude_m)
        rows.append((time, names.index(name), reach, number(each, "I040", "THETA") * DEG, up))
    table = in_order(np.array(rows, dtype=np.float64).reshape(-1, 5))
    used = sorted({int(s) for s in table[:, 1]})
    return AsterixPlots(
        _plots(table, used, sds), _sensors([names[s] for s in used], stand, periods), left_out,
        len(rows) - len(table),
    )  # fmt: skip


def in_order(rows: Floats) -> Floats:
    """Rows (I, 5) by their columns, the first of which is time; of those that are alike one."""
    _, kept = np.unique(np.where(np.isnan(rows), -np.inf, rows), axis=0, return_index=True)
    return rows[kept]


def _plots(table: Floats, used: list[int], sds: dict[str, float]) -> Plots:
    """Plots of rows of time, radar, range, azimuth and elevation, all SI."""
    count = len(table)
    sensor = np.searchsorted(np.array(used, dtype=np.float64), table[:, 1])
    reach, up = table[:, 2], table[:, 4]
    up_sd = np.where(np.isnan(up), np.nan, sds["altitude_sd_m"] / np.maximum(reach, sds["altitude_sd_m"]))
    return Plots(
        table[:, 0], sensor.astype(np.int64), reach, table[:, 3], up, np.full(count, sds["range_sd_m"]),
        np.full(count, sds["azimuth_sd_deg"] * DEG), up_sd, np.full(count, np.nan),
    )  # fmt: skip


def _sensors(names: list[str], stand: dict[str, RadarPlace], periods: dict[str, float]) -> Sensors:
    """Radars with what is told of them."""
    spots = np.array([stand[name] for name in names], dtype=np.float64).reshape(-1, 3)
    untold = np.full(len(names), np.nan)
    turns = np.array([periods.get(name, math.nan) for name in names])
    return Sensors(
        tuple(names),
        spots[:, 0] * DEG,
        spots[:, 1] * DEG,
        spots[:, 2],
        turns,
        untold,
        untold.copy(),
        untold.copy(),
    )


class DayClock:
    """Times of day in the order of a file; past midnight they go on."""

    def __init__(self) -> None:
        self._last, self._days = math.nan, 0

    def of(self, time_of_day: float) -> float:
        """Time since the midnight before the first report [s]."""
        if time_of_day < self._last - 0.5 * DAY:
            self._days += 1
        self._last = time_of_day
        return time_of_day + self._days * DAY


def is_report(record: dict[str, Any]) -> bool:
    """Whether it is of a real target, with a time and a position."""
    missing = {"I010", "I040", "I140"} - record.keys()
    return not missing and 1 not in (number(record, "I020", "SIM"), number(record, "I020", "RAB"))


def radar_of(record: dict[str, Any]) -> str:
    """Name of its radar, SAC and SIC."""
    return f"{number(record, 'I010', 'SAC'):.0f}/{number(record, 'I010', 'SIC'):.0f}"


def places_of(records: Iterable[dict[str, Any]]) -> dict[str, RadarPlace]:
    """Places of radars that tell them [2]_: item 120, in degrees and metres above the ellipsoid."""
    return {
        radar_of(each): RadarPlace(*(number(each, "I120", name) for name in ("LAT", "Lon", "Height")))
        for each in records
        if each.get("category") == 34 and "I120" in each
    }


def height_m(record: dict[str, Any]) -> float:
    """Height that the radar measured, else the flight level, NaN if neither is told [m]."""
    measured = number(record, "I110", "3D_Height") * FT
    return measured if not math.isnan(measured) else number(record, "I090", "FL") * FLIGHT_LEVEL


def elevation(reach: float, target_m: float, radar_m: float) -> float:
    """Elevation [rad] of a target at a slant range [m] and an altitude, seen from another; NaN if unknown.

    The cosine rule in the triangle of radar, target and middle of a sphere: our own reading.
    """
    if math.isnan(target_m) or reach <= 0.0:
        return math.nan
    here, there = MEAN_RADIUS + radar_m, MEAN_RADIUS + target_m
    sine = (there * there - here * here - reach * reach) / (2.0 * here * reach)
    return math.asin(max(-1.0, min(1.0, sine)))


def number(record: dict[str, Any], item: str, field: str) -> float:
    """A number of an item, NaN where it is not told."""
    told = record.get(item)
    value = told.get(field, {}).get("val") if isinstance(told, dict) else None
    return math.nan if value is None else float(value)
