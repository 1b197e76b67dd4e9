"""Where targets were, as a table tells it, in the frame of the tracker."""

from __future__ import annotations

import numpy as np

from openiads.ground.errors import OutOfRange
from openiads.ground.frames import ecef_of
from openiads.ground.units import DEG
from openiads.study.tracking.column_sources import columns_of
from openiads.study.tracking.kinematics import Floats, Kinematics, Labels
from openiads.study.tracking.plot_planes import Placed
from openiads.study.tracking.told_columns import Allowed, Columns
from openiads.study.tracking.told_plots import TIME
from openiads.study.tracking.told_sensors import LATITUDE, LONGITUDE

NEEDED = ("time_s", "target")
LOCAL, GEODETIC = ("x_m", "y_m", "z_m"), ("latitude_deg", "longitude_deg", "altitude_m")
VELOCITY = ("vx_mps", "vy_mps", "vz_mps")
COLUMNS = (*NEEDED, *GEODETIC, *LOCAL, *VELOCITY, "identity")
FAR = Allowed("a number from -20,000,000 to 20,000,000", -2e7, 2e7)
HIGH = Allowed("a number from -1,000 to 10,000,000", -1e3, 1e7)
FAST = Allowed("a number from -20,000 to 20,000", -2e4, 2e4)


def read_truth(told: object, stand: Placed, scans: Floats) -> Kinematics:
    """Targets of a CSV or Parquet file or a table in memory, by time, in ECEF; every slip is told.

    stand  where sensors are; the first is the origin of east, north and up
    scans  (S,) times of scans, rising, of which some must be while there is truth [s]
    """
    table = columns_of(told, "truth", COLUMNS)
    table.require(NEEDED, COLUMNS)
    local = _is_local(table)
    time = table.numbers("time_s", TIME)
    names = table.names("target", "a target")
    if local:
        place = np.stack([table.numbers(name, FAR) for name in LOCAL], axis=1)
    else:
        bounds = zip(GEODETIC, (LATITUDE, LONGITUDE, HIGH), strict=True)
        latitude, longitude, altitude = (table.numbers(name, allowed) for name, allowed in bounds)
    velocity = np.stack([table.numbers(name, FAST, required=False) for name in VELOCITY], axis=1)
    identity: Labels | None = None
    if table.has("identity"):
        words = table.names("identity", "an identity")
        identity = np.array(words.known, dtype=object)[words.row] if words.known else None
    table.done()
    table.in_order("time_s", time, "target", names)
    table.no_twins([names.row, time], "has the target and time of", "leave one of them out")
    table.done()
    _require_meeting(table, time, scans)
    place = (
        stand.place[0] + place @ stand.axes[0]
        if local
        else ecef_of(latitude * DEG, longitude * DEG, altitude)
    )
    order = np.argsort(time, kind="stable")
    number = np.array(names.known, dtype=np.str_)[names.row]
    return Kinematics(
        time[order], number[order], place[order], _turned(velocity, stand)[order],
        None if identity is None else identity[order].astype(np.str_),
    )  # fmt: skip


def _turned(velocity: Floats, stand: Placed) -> Floats:
    """Velocities (K, 3) [m/s] east, north and up at the first sensor, in ECEF."""
    return np.asarray(velocity @ stand.axes[0])


def _is_local(table: Columns) -> bool:
    """Whether places are east, north and up of the first sensor; refuses neither, and any of both."""
    found = [[name for name in columns if table.has(name)] for columns in (LOCAL, GEODETIC)]
    if all(found):
        raise OutOfRange(
            f"{table.where}: has both {', '.join(found[0])} and {', '.join(found[1])}; one of the two frames "
            "is allowed, for nothing tells which to believe; leave the columns of one out"
        )
    for told, columns in zip(found, (LOCAL, GEODETIC), strict=True):
        if len(told) == len(columns):
            return columns == LOCAL
    raise OutOfRange(
        f"{table.where}: has neither all of {', '.join(LOCAL)} nor all of {', '.join(GEODETIC)}; one of the "
        "two is allowed; add one"
    )


def _require_meeting(table: Columns, time: Floats, scans: Floats) -> None:
    """Refuse truth that is over before the first scan, begins after the last, or lies between two."""
    begin, end, first, last = time.min(), time.max(), scans[0], scans[-1]
    told = f"{table.where}: time_s is from {begin:.10g} to {end:.10g}"
    if begin > last or end < first:
        raise OutOfRange(
            f"{told}, that of scans from {first:.10g} to {last:.10g}; times of one clock are allowed, some "
            "of them the same; mend one clock, or leave truth out"
        )
    after = int(np.searchsorted(scans, begin))
    if scans[after] > end:
        raise OutOfRange(
            f"{told}, between the scans at {scans[after - 1]:.10g} and {scans[after]:.10g}, and meets none; "
            "truth of one scan or more is allowed; tell it from before a scan to after it, or leave it out"
        )
