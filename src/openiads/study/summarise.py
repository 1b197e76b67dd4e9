"""From the tables of a run folder to its summary, one piece of a table at a time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from openiads.ground.statistics import count_interval, mean_interval, wilson
from openiads.ground.units import MUSD
from openiads.simulation.prepare import Prepared
from openiads.state.words import REASONS, Stage
from openiads.study import folder as run_folder
from openiads.study.summary import AssetHits, Interval, StepCheck, Summary, WrongEngagements
from openiads.study.tables import rounds_column

ALL_REASONS = ("killed", *reversed(REASONS), "withdrawn", "unresolved")
"""Every reason, from the best that the defence can do to the worst, then those that were not its doing."""
STAGES = tuple(stage.name.lower().replace("_", " ") for stage in Stage if stage != Stage.NONE)

Numbers = npt.NDArray[np.float64]
Tally = Counter[tuple[str, str]]
"""Raiders by threat and reason, over all replicates."""


def summarise(folder: Path, manifest: dict[str, Any], prepared: Prepared) -> Summary:
    """Compute the summary of a complete run folder."""
    outcomes = run_folder.read_table(folder / "outcomes.parquet")
    tally = reasons_in(folder / "targets.parquet")
    replicates: int = outcomes.num_rows
    threats = list(dict.fromkeys(threat for threat, _ in tally))
    of_all = {reason: sum(tally[t, reason] for t in threats) for reason in ALL_REASONS}
    by_threat = {t: {reason: tally[t, reason] for reason in ALL_REASONS} for t in threats}
    shots = column(outcomes, "first_shot_time_s")
    shots = shots[~np.isnan(shots)]
    check = manifest["step_check"]

    raiders, assets = column(outcomes, "raiders"), len(prepared.plan.assets)

    def interval(name: str, most: Any = None) -> Interval:
        return Interval(*count_interval(column(outcomes, name), most))

    return Summary(
        scenario=manifest["scenario"],
        title=prepared.scenario.title,
        scenario_sha256=manifest["scenario_sha256"],
        replicates=replicates,
        first=manifest["first"],
        seed=manifest["seed"],
        raiders=interval("raiders"),
        leakers=interval("leakers", raiders),
        killed=interval("killed", raiders),
        withdrawn=interval("withdrawn", raiders),
        unresolved=interval("unresolved", raiders),
        hits=interval("hits"),
        assets_hit=interval("assets_hit", assets),
        assets=assets_hit(folder / "events.parquet", [a.name for a in prepared.plan.assets], replicates),
        rounds={r.slug: mean(outcomes, rounds_column(r.slug)) for r in prepared.plan.rounds},
        cost=Interval(*mean_interval(column(outcomes, "cost_musd") * MUSD)),
        wrong=wrong_engagements(outcomes),
        reasons=per_replicate(of_all, replicates),
        reasons_by_threat={t: per_replicate(row, replicates) for t, row in by_threat.items()},
        stages=waterfall(of_all),
        stages_by_threat={t: waterfall(row) for t, row in by_threat.items()},
        first_shot=Interval(*mean_interval(shots)) if shots.size else None,
        first_shot_share=shots.size / replicates,
        object_steps=int(column(outcomes, "object_steps").sum()),
        plots=int(column(outcomes, "plots").sum()),
        seconds=manifest["seconds"],
        cpu_seconds=manifest["cpu_seconds"],
        outcomes_sha256=manifest["outcomes_sha256"],
        status_mix=manifest["status_mix"],
        known_share=float(np.mean(prepared.known_shares)),
        step_check=StepCheck(
            check["step_s"], check["pairs"], Interval(check["mean"], check["low"], check["high"])
        ),
    )


def column(table: Any, name: str) -> Numbers:
    """One column of numbers."""
    values: Numbers = table[name].to_numpy().astype(np.float64)
    return values


def mean(table: Any, name: str) -> float:
    """Mean of one column."""
    return float(np.mean(column(table, name)))


def wrong_engagements(outcomes: Any) -> WrongEngagements:
    """Wrong engagements of all replicates, as means and as rates."""
    neutral, friend = column(outcomes, "neutrals_engaged"), column(outcomes, "friends_engaged")
    flights, killed = mean(outcomes, "flights_in_reach"), mean(outcomes, "killed")
    # Where nothing else flies, nothing else can be fired at.
    most = np.maximum(column(outcomes, "flights_in_reach"), neutral + friend)
    engaged = Interval(*count_interval(neutral + friend, most))
    return WrongEngagements(
        neutral=Interval(*count_interval(neutral, most)),
        friend=Interval(*count_interval(friend, most)),
        engaged=engaged,
        neutral_killed=mean(outcomes, "neutrals_killed"),
        friend_killed=mean(outcomes, "friends_killed"),
        flights_in_reach=flights,
        per_thousand_flights=engaged.times(1000.0 / flights if flights else 0.0),
        per_hostile_killed=engaged.times(1.0 / killed if killed else 0.0),
    )


def reasons_in(path: Path) -> Tally:
    """Count raiders by threat and reason."""
    tally: Tally = Counter()
    for part in run_folder.parts_of(path, ["side", "threat", "reason"]):
        raiders = part.filter(pc.equal(part["side"], "hostile"))
        counted = raiders.group_by(["threat", "reason"]).aggregate([([], "count_all")])
        for row in counted.to_pylist():
            tally[row["threat"], row["reason"]] += row["count_all"]
    return tally


def per_replicate(counts: dict[str, int], replicates: int) -> dict[str, float]:
    """Counts over all replicates as means, without those that never occurred."""
    return {name: count / replicates for name, count in counts.items() if count}


def waterfall(counts: dict[str, int]) -> dict[str, float]:
    """Share that reached each stage, of the raiders that were killed or leaked; empty if none were.

    Raiders that withdrew are left out: nobody knows how far the chain would have got with them.
    """
    came = counts["killed"] + sum(counts[reason] for reason in REASONS)
    shares: dict[str, float] = {}
    left = came
    for stage, reason in zip(STAGES, REASONS, strict=True):
        left -= counts[reason]
        if came:
            shares[stage] = left / came
    return shares


def assets_hit(path: Path, names: list[str], replicates: int) -> dict[str, AssetHits]:
    """Per asset, the share of replicates in which it is hit, and the mean number of hits."""
    hits = np.zeros(len(names), dtype=np.int64)
    hit = np.zeros(len(names), dtype=np.int64)
    for part in run_folder.parts_of(path, ["replicate", "kind", "other"]):
        rows = part.filter(pc.equal(part["kind"], "hit"))
        asset, replicate = rows["other"].to_numpy(), rows["replicate"].to_numpy()
        hits += np.bincount(asset, minlength=len(names))
        # A chunk holds whole replicates, so that no pair is seen in two pieces.
        pairs = np.unique(np.stack([replicate, asset.astype(np.int64)]), axis=1)
        hit += np.bincount(pairs[1], minlength=len(names))
    return {
        name: AssetHits(
            Interval(int(hit[a]) / replicates, *wilson(int(hit[a]), replicates)), int(hits[a]) / replicates
        )
        for a, name in enumerate(names)
    }
