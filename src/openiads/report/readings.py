"""What the page reads from a run folder beside the summary: uses of rounds, and one replicate in full."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Flown:
    """The true path of one object in the replicate that is shown."""

    target: int
    name: str
    threat: str
    side: str
    fate: str
    reason: str
    end_s: float  # when its fate fell; NaN if it never did
    times_s: Floats
    latitudes_deg: Floats
    longitudes_deg: Floats
    altitudes_m: Floats

    def at(self, time_s: float) -> tuple[float, float, float]:
        """Latitude [deg], longitude [deg] and altitude [m] at a time, between two recorded places."""
        latitude, longitude, altitude = (
            float(np.interp(time_s, self.times_s, values))
            for values in (self.latitudes_deg, self.longitudes_deg, self.altitudes_m)
        )
        return latitude, longitude, altitude


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the replicate that is shown."""

    time_s: float
    kind: str
    target: int
    other: int
    battery: int
    value: float


@dataclass(frozen=True, slots=True)
class RoundUse:
    """Rounds of one type fired at one class of target, over all replicates."""

    round_type: int
    threat: str
    side: str
    fired: int
    killed: int


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything that the figures are drawn from."""

    leakers: npt.NDArray[np.int64]  # per replicate
    uses: list[RoundUse]
    replicate: int  # the one that is shown
    flown: list[Flown]
    happened: list[Happened]

    def path_of(self, target: int) -> Flown | None:
        """The path of one object, if it was recorded."""
        return next((path for path in self.flown if path.target == target), None)

    def when(self, *kinds: str) -> list[Happened]:
        """Events of some kinds, in the order of time."""
        return [event for event in self.happened if event.kind in kinds]

    @property
    def hostile(self) -> set[int]:
        """Targets that are raiders."""
        return {path.target for path in self.flown if path.side == "hostile"}


def read(folder: Path) -> Readings:
    """Read a run folder; long tables are summed where they lie."""
    import duckdb

    replay = json.loads((folder / "replay.json").read_text(encoding="utf-8"))["replicates"][0]
    replicate = int(replay["replicate"])
    with duckdb.connect() as database:
        for name in ("outcomes", "targets", "events"):
            file = str(folder / f"{name}.parquet").replace("'", "''")
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")
        return Readings(
            leakers=np.array(database.execute(LEAKERS).fetchall(), dtype=np.int64).ravel(),
            uses=[RoundUse(int(t), *rest) for t, *rest in database.execute(USES).fetchall()],
            replicate=replicate,
            flown=_flown(replay, {row[0]: row[1:] for row in database.execute(FATES, [replicate]).fetchall()}),
            happened=[Happened(*row) for row in database.execute(SHOWN, [replicate]).fetchall()],
        )


LEAKERS = "SELECT leakers FROM outcomes ORDER BY replicate"

SHOWN = """
SELECT time_s, kind::VARCHAR, object, other, battery, value FROM events WHERE replicate = ? ORDER BY time_s, object
"""

FATES = "SELECT target, fate::VARCHAR, reason::VARCHAR, end_time_s FROM targets WHERE replicate = ?"

USES = """
WITH launches AS (SELECT replicate, object, other, value FROM events WHERE kind = 'launch'),
     kills AS (SELECT DISTINCT replicate, other FROM events WHERE kind = 'kill')
SELECT value, threat::VARCHAR, side::VARCHAR, count(*), count(kills.other)
FROM launches
LEFT JOIN kills USING (replicate, other)
JOIN targets ON targets.replicate = launches.replicate AND targets.target = launches.object
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def _flown(replay: dict[str, Any], fates: dict[int, tuple[str, str, float]]) -> list[Flown]:
    """Paths of the replicate, with what became of each object."""
    times = np.array(replay["time_s"], dtype=np.float64)
    return [_path(record, times, *fates[int(record["target"])]) for record in replay["objects"]]


def _path(record: dict[str, Any], times: Floats, fate: str, reason: str, end_s: float) -> Flown:
    columns = np.array([record[name] for name in ("lat_deg", "lon_deg", "altitude_m")], dtype=np.float64)
    first = int(record["frame"])
    flown = _to_its_end(times[first : first + columns.shape[1]], columns, end_s)
    return Flown(int(record["target"]), record["name"], record["threat"], record["side"], fate, reason, end_s, *flown)


def _to_its_end(times: Floats, columns: Floats, end_s: float) -> tuple[Floats, Floats, Floats, Floats]:
    """The path up to the moment of its fate, straight on from the last two frames."""
    gap = end_s - times[-1]
    if len(times) > 1 and gap > 0.0:
        speed = (columns[:, -1] - columns[:, -2]) / (times[-1] - times[-2])
        columns = np.column_stack([columns, columns[:, -1] + speed * gap])
        times = np.append(times, end_s)
    return times, columns[0], columns[1], columns[2]
