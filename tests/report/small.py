"""A run folder made by hand: three replicates of `one-battery`, with fates that a test can count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openiads.scenario.load_scenario import load
from openiads.scenario.plan import Plan, plan_of
from openiads.scenario.scenario_schema import Scenario
from openiads.scenario.write_scenario import canonical_toml
from openiads.simulation.prepare import Prepared
from openiads.study.campaign.summarise import summarise
from openiads.study.campaign.summary import Summary

REPLICATES = 3
NAN = float("nan")
COMMON = {
    0: ("released", "not in reach"),
    1: ("killed", "killed"),
    2: ("released", "not in reach"),
    3: ("leaked", "not killed"),
    4: ("leaked", "not detected"),
    5: ("leaked", "not detected"),
    6: ("killed", "killed"),
    7: ("killed", "killed"),
}
"""Fate and reason by target: two fighters with a missile each, two drones, two ballistic missiles."""
LAST = {**COMMON, 7: ("leaked", "no round left")}
"""The same in the last replicate."""
SHOTS = {1: 3, 3: 3, 6: 1, 7: 1}
"""Type of the round fired at each target: 9m96e at the missiles, 48n6e3 at the ballistic ones."""


def small_run(folder: Path, *overrides: str, title: str = "") -> tuple[Prepared, Summary]:
    """Write the folder; gives what the page is made from beside it."""
    scenario = load("one-battery", ["doctrine.common_failure_probability=0", *overrides])
    if title:
        scenario = scenario.model_copy(update={"title": title})
    plan = plan_of(scenario)
    prepared = Prepared(scenario, plan, None, (1.0,) * len(plan.radars))  # type: ignore[arg-type]
    fates = [COMMON, COMMON, LAST]
    pq.write_table(_outcomes(plan, fates), folder / "outcomes.parquet")
    pq.write_table(_targets(plan, fates), folder / "targets.parquet")
    pq.write_table(_events(fates), folder / "events.parquet")
    (folder / "replay.json").write_text(json.dumps(_replay(plan)))
    (folder / "scenario.toml").write_text(canonical_toml(scenario))
    manifest = _manifest(scenario)
    (folder / "run.json").write_text(json.dumps(manifest))
    return prepared, summarise(folder, manifest, prepared)


def _manifest(scenario: Scenario) -> dict[str, Any]:
    return {
        "version": "0.1.0", "scenario": scenario.name,
        "scenario_sha256": "1" * 64, "outcomes_sha256": "2" * 64,
        "seed": 7, "first": 0, "last": REPLICATES, "seconds": 1.0, "cpu_seconds": 2.0, "python": "3.11",
        "numba": "0.68", "numpy": "2.4", "status_mix": {"seen": 0.25, "assumption": 0.75},
        "step_check": {
            "step_s": 1.0, "margin": 0.06, "verdict": "cannot say",
            "pairs": 3, "mean": 0.0, "low": -1.0, "high": 1.0,
        },
    }  # fmt: skip


def _outcomes(plan: Plan, fates: list[dict[int, tuple[str, str]]]) -> pa.Table:
    killed, leaked, released = (
        [sum(fate == wanted for fate, _ in row.values()) for row in fates]
        for wanted in ("killed", "leaked", "released")
    )
    columns: dict[str, list[Any]] = {
        "replicate": list(range(REPLICATES)),
        "common_failure": [0] * REPLICATES,
        "raiders": [8] * REPLICATES,
        "leakers": leaked,
        "killed": killed,
        "released": released,
    }
    for name in (
        "withdrawn",
        "unresolved",
        "not_released",
        "carriers_killed_before",
        "carriers_killed_after",
    ):
        columns[name] = [0] * REPLICATES
    columns |= {"assets_hit": [1] * REPLICATES, "value_hit_share": [0.4] * REPLICATES}
    columns |= {name: [0] * REPLICATES for name in ("mission_killed", "batteries_lost", "radars_lost")}
    columns |= {name: [0] * REPLICATES for name in ("intercepts", "mission_kills", "kills")}
    for t, entry in enumerate(plan.rounds):
        columns[f"rounds_{entry.slug}"] = [sum(kind == t for kind in SHOTS.values())] * REPLICATES
    columns |= {"rounds": [len(SHOTS)] * REPLICATES, "cost_musd": [4.2] * REPLICATES}
    for name in ("neutrals_engaged", "friends_engaged", "neutrals_killed", "friends_killed"):
        columns[name] = [0] * REPLICATES
    columns |= {"flights_in_reach": [4] * REPLICATES, "object_steps": [1000] * REPLICATES}
    columns |= {"plots": [100] * REPLICATES, "first_shot_time_s": [580.0, 585.0, 590.0]}
    return pa.table(columns)


def _targets(plan: Plan, fates: list[dict[int, tuple[str, str]]]) -> pa.Table:
    rows = []
    for replicate, row in enumerate(fates):
        for number, target in enumerate(plan.targets):
            fate, reason = row.get(number, ("passed", "passed"))
            written = {"replicate": replicate, "common_failure": 0, "target": number, "name": target.name}
            written |= {"threat": target.threat.slug, "side": target.side, "fate": fate, "reason": reason}
            written |= {"first_detection_time_s": 100.0, "first_detection_range_km": 90.0}
            written |= {"first_track_time_s": 120.0, "end_time_s": 612.0, "shots": 0}
            written |= {"asset": None if target.aim is None else target.aim.name}
            written |= {"battery": None, "radar": None}
            rows.append(written)
    return pa.Table.from_pylist(rows)


def _events(fates: list[dict[int, tuple[str, str]]]) -> pa.Table:
    rows = []

    def happened(replicate: int, kind: str, target: int, other: int, time: float, value: float = 0.0) -> None:
        rows.append(
            {
                "replicate": replicate, "common_failure": 0, "step": int(time), "phase": "guide",
                "kind": kind, "object": target, "other": other, "time_s": time, "battery": 0, "value": value,
            }
        )  # fmt: skip

    for replicate, row in enumerate(fates):
        for target, (fate, _) in row.items():
            happened(replicate, "first_detection", target, 0, 100.0 + target, 90_000.0)
            if target in SHOTS:
                happened(replicate, "launch", target, 50 + target, 580.0 + target, SHOTS[target])
                happened(replicate, "kill" if fate == "killed" else "miss", target, 50 + target, 600.0)
            if fate == "leaked":
                happened(replicate, "leak", target, 0, 612.0)
            if fate == "released":
                happened(replicate, "release", target + 1, target, 612.0)
    return pa.Table.from_pylist(rows)


def _replay(plan: Plan) -> dict[str, Any]:
    """Straight paths from the south, 5 s apart, that end 2 s before their fates."""
    frames = 122
    objects = [
        {
            "target": n, "name": target.name, "threat": target.threat.slug, "side": target.side, "frame": 0,
            "lat_deg": [35.0 + 2.0 * i / frames for i in range(frames)],
            "lon_deg": [37.0 + 0.1 * n] * frames,
            "altitude_m": [1000 * (n + 1)] * frames,
        }
        for n, target in enumerate(plan.targets)
    ]  # fmt: skip
    replay = {"replicate": 0, "time_s": [5.0 + 5.0 * i for i in range(frames)], "objects": objects}
    return {"scenario": "one-battery", "seed": 7, "replicates": [replay]}
