"""What the page reads from a run folder beside the summary: uses of rounds, and one replicate in full."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from openiads.scenario.plan import Plan
from openiads.study.campaign import run_folder
from openiads.study.strata_weights import Strata

WATCHED = ["time_s", "kind", "object", "other", "battery", "value"]

Floats = npt.NDArray[np.float64]
Uses = defaultdict[tuple[int, int, bool], float]
"""Mean number of rounds by type, target and whether they killed."""


@dataclass(frozen=True, slots=True)
class Flown:
    """The true path of one target in the replicate that is shown."""

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
    """Rounds of one type fired at one class of target, means per replicate."""

    round_type: int
    threat: str
    side: str
    fired: float
    killed: float


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything that the figures are drawn from."""

    leakers: npt.NDArray[np.int64]  # per replicate, where no common failure strikes
    uses: list[RoundUse]
    replicate: int  # the one that is shown
    flown: list[Flown]
    happened: list[Happened]
    lost: dict[int, float]  # batteries that raiders destroyed, by number: in which share of replicates

    def path_of(self, target: int) -> Flown | None:
        """The path of one target, if it was recorded."""
        return next((path for path in self.flown if path.target == target), None)

    def when(self, *kinds: str) -> list[Happened]:
        """Events of some kinds, in the order of time."""
        return [event for event in self.happened if event.kind in kinds]

    @property
    def hostile(self) -> set[int]:
        """Targets that are raiders."""
        return {path.target for path in self.flown if path.side == "hostile"}


def read(folder: Path, plan: Plan) -> Readings:
    """Read a run folder; long tables piece by piece."""
    replay = json.loads((folder / "replay.json").read_text(encoding="utf-8"))["replicates"][0]
    replicate = int(replay["replicate"])
    outcomes = run_folder.read_table(folder / "outcomes.parquet", ["common_failure", "leakers"])
    strata = Strata.of(outcomes, plan.doctrine.common_failure_probability)
    shown, uses, lost = _events(folder / "events.parquet", replicate, strata)
    return Readings(
        leakers=outcomes["leakers"].to_numpy()[~strata.common_failure],
        uses=_by_class(uses, plan),
        replicate=replicate,
        flown=_flown(replay, _fates(folder / "targets.parquet", replicate)),
        happened=shown,
        lost=lost,
    )


def of_replicate(part: Any, replicate: int) -> Any:
    """Which rows of a table belong to a replicate as it is, without the common failure."""
    return pc.and_(pc.equal(part["replicate"], replicate), pc.equal(part["common_failure"], 0))


def _events(
    path: Path, replicate: int, strata: Strata
) -> tuple[list[Happened], Uses, dict[int, float]]:  # fmt: skip
    """Events of one replicate; mean rounds by type, target and whether they killed; and batteries lost."""
    shown: list[Happened] = []
    uses: Uses = defaultdict(float)
    lost: defaultdict[int, float] = defaultdict(float)
    for part in run_folder.parts_of(path, ["replicate", "common_failure", *WATCHED]):
        rows = part.filter(of_replicate(part, replicate)).select(WATCHED)
        shown += [Happened(*row.values()) for row in rows.to_pylist()]
        # A piece holds whole replicates, so that a round's launch and its end are never apart.
        launches = part.filter(pc.equal(part["kind"], "launch"))
        kills = part.filter(pc.equal(part["kind"], "kill"))
        killed = np.isin(_serials(launches), _serials(kills))
        types, targets = launches["value"].to_numpy().astype(int), launches["object"].to_numpy()
        stricken = launches["common_failure"].to_numpy().astype(int)
        columns = (types.tolist(), targets.tolist(), killed.tolist(), stricken.tolist())
        for (kind, target, success, row), count in Counter(zip(*columns, strict=True)).items():
            uses[kind, target, success] += strata.weights[row] * count
        gone = part.filter(pc.equal(part["kind"], "battery_lost"))
        for battery, row in zip(gone["battery"].to_pylist(), gone["common_failure"].to_pylist(), strict=True):
            lost[battery] += strata.weights[row]
    return sorted(shown, key=lambda event: event.time_s), uses, dict(lost)


def _serials(rows: Any) -> npt.NDArray[np.int64]:
    """Rounds told apart over all replicates."""
    row = 2 * rows["replicate"].to_numpy() + rows["common_failure"].to_numpy()
    serials: npt.NDArray[np.int64] = (row << 29) + rows["other"].to_numpy()
    return serials


def _by_class(uses: Uses, plan: Plan) -> list[RoundUse]:
    fired: defaultdict[tuple[int, str, str], float] = defaultdict(float)
    killed: defaultdict[tuple[int, str, str], float] = defaultdict(float)
    for (kind, n, success), count in uses.items():
        target = plan.targets[n]
        key = kind, target.threat.slug, target.side
        fired[key] += count
        killed[key] += count if success else 0.0
    order = sorted(fired, key=lambda key: (key[2] != "hostile", key[1], key[0]))
    return [RoundUse(*key, fired[key], killed[key]) for key in order]


def _fates(path: Path, replicate: int) -> dict[int, tuple[str, str, float]]:
    columns = ["target", "fate", "reason", "end_time_s"]
    found: dict[int, tuple[str, str, float]] = {}
    for part in run_folder.parts_of(path, ["replicate", "common_failure", *columns]):
        for row in part.filter(of_replicate(part, replicate)).to_pylist():
            end = math.nan if row["end_time_s"] is None else row["end_time_s"]
            found[row["target"]] = row["fate"], row["reason"], end
    return found


def _flown(replay: dict[str, Any], fates: dict[int, tuple[str, str, float]]) -> list[Flown]:
    """Paths of the replicate, with what became of each target."""
    times = np.array(replay["time_s"], dtype=np.float64)
    return [_path(record, times, *fates[int(record["target"])]) for record in replay["objects"]]


def _path(record: dict[str, Any], times: Floats, fate: str, reason: str, end_s: float) -> Flown:
    columns = np.array([record[name] for name in ("lat_deg", "lon_deg", "altitude_m")], dtype=np.float64)
    columns[1] = np.unwrap(columns[1], period=360.0)  # across the date line, longitudes run on
    first = int(record["frame"])
    flown = _to_its_end(times[first : first + columns.shape[1]], columns, end_s)
    return Flown(
        int(record["target"]), record["name"], record["threat"], record["side"], fate, reason, end_s, *flown
    )


def _to_its_end(times: Floats, columns: Floats, end_s: float) -> tuple[Floats, Floats, Floats, Floats]:
    """The path up to the moment of its fate, straight on from the last two frames."""
    gap = end_s - times[-1]
    if len(times) > 1 and gap > 0.0:
        speed = (columns[:, -1] - columns[:, -2]) / (times[-1] - times[-2])
        columns = np.column_stack([columns, columns[:, -1] + speed * gap])
        times = np.append(times, end_s)
    return times, columns[0], columns[1], columns[2]
