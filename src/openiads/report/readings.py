"""What the page reads from a run folder: sums over all replicates, and one replicate in full."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground.statistics import mean_interval
from openiads.scenario.plan import Plan
from openiads.state.words import REASONS

Floats = npt.NDArray[np.float64]
Interval = tuple[float, float, float]

GONE = ("withdrawn", "unresolved")
"""Fates of raiders that were neither stopped nor reached their aim."""


@dataclass(frozen=True, slots=True)
class Flown:
    """The true path of one object in the replicate that is shown."""

    target: int
    name: str
    threat: str
    side: str
    fate: str
    reason: str
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
class AssetHit:
    """How an asset fared."""

    name: str
    share: Interval  # of replicates in which it was hit at least once
    hits: Interval  # per replicate


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

    outcomes: dict[str, npt.NDArray[Any]]
    reasons: dict[str, dict[str, int]]  # class of raider, then reason: raiders over all replicates
    assets: list[AssetHit]
    uses: list[RoundUse]
    replicate: int  # the one that is shown
    flown: list[Flown]
    happened: list[Happened]

    @property
    def n_replicates(self) -> int:
        """Replicates of the run."""
        return len(self.outcomes["replicate"])

    def mean(self, column: str) -> Interval:
        """Mean over replicates of a column of the outcomes, with its interval."""
        return mean_interval(self.outcomes[column])

    def path_of(self, target: int) -> Flown | None:
        """The path of one object, if it was recorded."""
        return next((path for path in self.flown if path.target == target), None)


def read(folder: Path, plan: Plan) -> Readings:
    """Read a run folder; long tables are summed where they lie."""
    import duckdb
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "outcomes.parquet")
    outcomes = {name: table[name].to_numpy() for name in table.column_names}
    replicates, flown = _replay(folder)
    shown = replicates if replicates is not None else int(outcomes["replicate"][0])
    with duckdb.connect() as database:
        for name in ("targets", "events"):
            file = str(folder / f"{name}.parquet").replace("'", "''")
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")
        return Readings(
            outcomes=outcomes,
            reasons=_reasons(database),
            assets=_assets(database, plan, len(table)),
            uses=[RoundUse(int(t), *rest) for t, *rest in database.execute(USES).fetchall()],
            replicate=shown,
            flown=flown,
            happened=[Happened(*row) for row in database.execute(SHOWN, [shown]).fetchall()],
        )


SHOWN = """
SELECT time_s, kind::VARCHAR, object, other, battery, value FROM events WHERE replicate = ? ORDER BY time_s
"""

USES = """
WITH launches AS (SELECT replicate, object, other, value FROM events WHERE kind = 'launch'),
     kills AS (SELECT DISTINCT replicate, other FROM events WHERE kind = 'kill')
SELECT value, threat::VARCHAR, side::VARCHAR, count(*), count(kills.other)
FROM launches
LEFT JOIN kills USING (replicate, other)
JOIN targets ON targets.replicate = launches.replicate AND targets.target = launches.object
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

HITS = """
SELECT replicate, other, count(*) FROM events WHERE kind = 'hit' GROUP BY 1, 2
"""


def _reasons(database: Any) -> dict[str, dict[str, int]]:
    rows = database.execute(
        "SELECT threat::VARCHAR, reason::VARCHAR, count(*) FROM targets "
        "WHERE side = 'hostile' GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    found: dict[str, dict[str, int]] = {}
    for threat, reason, count in rows:
        found.setdefault(threat, {})[reason] = count
    return found


def _assets(database: Any, plan: Plan, n_replicates: int) -> list[AssetHit]:
    hits = np.zeros((len(plan.assets), n_replicates))
    filled = [0] * len(plan.assets)
    for _, asset, count in database.execute(HITS).fetchall():
        hits[asset, filled[asset]] = count
        filled[asset] += 1
    return [
        AssetHit(asset.name, mean_interval(row > 0), mean_interval(row))
        for asset, row in zip(plan.assets, hits, strict=True)
    ]


def _replay(folder: Path) -> tuple[int | None, list[Flown]]:
    """Number and paths of the first replicate that was kept, if any was."""
    file = folder / "replay.json"
    if not file.exists():
        return None, []
    kept = json.loads(file.read_text(encoding="utf-8"))["replicates"]
    if not kept:
        return None, []
    return int(kept[0]["replicate"]), [_flown(record) for record in kept[0]["objects"]]


def _flown(record: dict[str, Any]) -> Flown:
    columns = (np.array(record[name], dtype=np.float64) for name in ("time_s", "latitude_deg", "longitude_deg", "altitude_m"))
    return Flown(
        int(record["target"]), record["name"], record["threat"], record["side"], record["fate"], record["reason"], *columns
    )


def reached(reasons: dict[str, int]) -> list[int]:
    """Raiders that were stopped or leaked, at the start and then past each stage, the last one being the kill.

    Those that went home or were still under way are left out: the tables do not say how far they were seen.
    """
    lost = [reasons.get(reason, 0) for reason in REASONS]
    left = sum(lost) + reasons.get("killed", 0)
    found = [left]
    for count in lost:
        left -= count
        found.append(left)
    return found
