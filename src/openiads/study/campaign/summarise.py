"""From the tables of a run folder to its summary, one piece of a table at a time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openiads.ground.statistics import count_interval, mean_interval, wilson
from openiads.ground.units import MUSD
from openiads.scenario.plan import Plan
from openiads.simulation.prepare import Prepared
from openiads.state.words import REASONS, Stage
from openiads.study.campaign import run_folder
from openiads.study.campaign.run_checks import aimed, aimed_at_defence, sharpness
from openiads.study.campaign.summary import (
    AssetHits,
    Carriers,
    CommonFailure,
    Interval,
    StepCheck,
    Summary,
    WrongEngagements,
)
from openiads.study.campaign.tables import rounds_column
from openiads.study.campaign.taken_for_counts import identities_in
from openiads.study.known.kept import known_of
from openiads.study.strata_weights import Ends, Rows, Strata

MISSION_KILLED = "mission killed"
ALL_REASONS = ("killed", MISSION_KILLED, *reversed(REASONS), "released", "withdrawn", "unresolved")
"""What became of raiders, from the best that the defence can do to the worst, then what was not its doing."""
STAGES = tuple(stage.name.lower().replace("_", " ") for stage in Stage if stage != Stage.NONE)

Numbers = npt.NDArray[np.float64]
Tally = Counter[tuple[str, str, str]]
"""Mean number of raiders by threat, fate and reason."""


class Outcomes:
    """The rows of `outcomes.parquet`, with what they count in a mean."""

    def __init__(self, table: Any, probability: float) -> None:
        self.table = table
        self.strata = Strata.of(table, probability)

    def column(self, name: str) -> Numbers:
        """One column of numbers (R,)."""
        values: Numbers = self.table[name].to_numpy().astype(np.float64)
        return values

    def total(self, name: str) -> int | None:
        """Sum of one column of counts, None where its engine does not keep them."""
        values = self.column(name)
        return None if np.isnan(values).any() else int(values.sum())

    def mean(self, name: str) -> float:
        """Mean of one column."""
        return self.strata.mean(self.column(name))

    def counts(self, values: str | Numbers, most: float | Numbers | None = None) -> Interval:
        """Mean of counts (R,), at most `most` (or (R,)) each, and its interval."""
        counted = self.column(values) if isinstance(values, str) else values
        ceiling = None if most is None else np.broadcast_to(np.asarray(most, dtype=np.float64), counted.shape)
        return self.interval(
            lambda rows: count_interval(counted[rows], None if ceiling is None else ceiling[rows])
        )

    def typical(self, name: str, most: float) -> Interval:
        """The same of the rows as they are, without a common failure."""
        counted = self.column(name)[~self.strata.common_failure]
        return self._told(count_interval(counted, most))

    def amounts(self, name: str, unit: float = 1.0) -> Interval:
        """Mean of a column of amounts, and its interval."""
        values = self.column(name) * unit
        return self.interval(lambda rows: mean_interval(values[rows]))

    def shares(self, name: str) -> Interval:
        """Mean of a column of shares, and its interval, of which nothing lies outside 0 to 1."""
        mean, low, high = self.amounts(name)
        return Interval(mean, max(low, 0.0), min(high, 1.0))

    def share(self, saw: npt.NDArray[np.bool_]) -> Interval:
        """Share of the replicates that saw something (R,), and its interval."""

        def ends(rows: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
            seen, of = int(np.count_nonzero(saw[rows])), int(np.count_nonzero(rows))
            return (seen / of, *wilson(seen, of))

        return self.interval(ends)

    def interval(self, ends: Callable[[Rows], Ends]) -> Interval:
        """Mean and interval over all rows; of one replicate, which tells nothing of its spread, no width.

        What one replicate did not see keeps its bound, which asks for no spread: none is not never.
        """
        return self._told(self.strata.interval(ends))

    def _told(self, ends: Ends) -> Interval:
        mean, low, high = ends
        known = self.strata.typical > 1 or mean == 0.0
        return Interval(mean, low, high) if known else Interval(mean, mean, mean)


def summarise(folder: Path, manifest: dict[str, Any], prepared: Prepared) -> Summary:
    """Compute the summary of a complete run folder."""
    plan = prepared.plan
    table = run_folder.read_table(folder / "outcomes.parquet")
    found = Outcomes(table, plan.doctrine.common_failure_probability)
    strata = found.strata
    typical = found.column("leakers")[~strata.common_failure]
    tally = reasons_in(folder / "targets.parquet", strata)
    threats = list(dict.fromkeys(threat for threat, _, _ in tally))
    raiders, most = found.column("raiders"), float(aimed(plan))
    check = manifest["step_check"]
    return Summary(
        scenario=manifest["scenario"],
        title=prepared.scenario.title,
        scenario_sha256=manifest["scenario_sha256"],
        replicates=strata.typical,
        first=manifest["first"],
        seed=manifest["seed"],
        raiders=found.counts("raiders"),
        aimed=int(most),
        aimed_at_defence=aimed_at_defence(plan),
        leakers=found.counts("leakers", most),
        typical=found.typical("leakers", most),
        common_failure=common_failure(found, plan),
        killed=found.counts("killed", raiders),
        mission_killed=found.counts("mission_killed", raiders),
        intercepts={name: found.counts(name) for name in ("intercepts", "mission_kills", "kills")},
        withdrawn=found.counts("withdrawn", raiders),
        unresolved=found.counts("unresolved", raiders),
        carriers=carriers(found, plan, tally),
        assets_hit=found.counts("assets_hit", float(len(plan.assets))),
        value_hit=found.shares("value_hit_share"),
        batteries_lost=found.counts("batteries_lost", float(len(plan.batteries))),
        radars_lost=found.counts("radars_lost", float(len(plan.radars))),
        arrived_after_loss=found.counts(arrived_after_loss(folder / "events.parquet", plan, found), most),
        assets=assets_hit(folder / "events.parquet", [a.name for a in plan.assets], found),
        rounds={r.slug: found.mean(rounds_column(r.slug)) for r in plan.rounds},
        cost=found.amounts("cost_musd", MUSD),
        wrong=wrong_engagements(found),
        reasons=became(tally),
        reasons_by_threat={t: became(tally, t) for t in threats},
        identities=identities_in(folder / "targets.parquet", strata),
        stages=waterfall(came_to(tally)),
        stages_by_threat={t: waterfall(came_to(tally, t)) for t in threats},
        **first_shot(found),
        object_steps=found.total("object_steps"),
        plots=found.total("plots"),
        seconds=manifest["seconds"],
        cpu_seconds=manifest["cpu_seconds"],
        outcomes_sha256=manifest["outcomes_sha256"],
        status_mix=manifest["status_mix"],
        influence=known_of(prepared, folder),
        known_share=float(np.mean(prepared.known_shares)) if prepared.known_shares else None,
        step_check=StepCheck(
            check["step_s"],
            check["pairs"],
            Interval(check["mean"], check["low"], check["high"]),
            check["margin"],
            check["verdict"],
        ),
        sharpness=sharpness(typical),
    )


def common_failure(found: Outcomes, plan: Plan) -> CommonFailure | None:
    """What is known of the common failure, if it can happen."""
    figure = plan.reliability.figures["common_failure_probability"]
    if figure.value == 0.0:
        return None
    struck = found.column("leakers")[found.strata.common_failure]
    leakers = Interval(*count_interval(struck, float(aimed(plan)))) if struck.size else None
    return CommonFailure(figure.value, figure.low, figure.high, figure.status, struck.size, leakers)


def carriers(found: Outcomes, plan: Plan, tally: Tally) -> Carriers:
    """What became of carriers."""
    count = len({target.carrier for target in plan.targets if target.carrier >= 0})
    return Carriers(
        count=count,
        killed_before=found.counts("carriers_killed_before", float(count)),
        released=found.counts("released", float(count)),
        killed_after=found.counts("carriers_killed_after", float(count)),
        reasons=ordered(_summed(tally, lambda threat, fate: fate == "released")),
    )


def first_shot(found: Outcomes) -> dict[str, Any]:
    """When the first round left, of those replicates that saw one, and their share.

    Up to their first intercept both strata of a replicate are the same, so those as they are tell it all.
    """
    times = found.column("first_shot_time_s")[~found.strata.common_failure]
    shots = times[~np.isnan(times)]
    return {
        "first_shot": Interval(*mean_interval(shots)) if shots.size else None,
        "first_shot_share": shots.size / times.size,
    }


def wrong_engagements(found: Outcomes) -> WrongEngagements:
    """Wrong engagements of all replicates, as means and as rates."""
    neutral, friend = found.column("neutrals_engaged"), found.column("friends_engaged")
    killed = found.mean("killed")
    known = found.total("flights_in_reach") is not None
    flights = found.mean("flights_in_reach") if known else None
    # Where nothing else flies, nothing else can be fired at.
    most = np.maximum(found.column("flights_in_reach"), neutral + friend) if known else None
    engaged = found.counts(neutral + friend, most)
    return WrongEngagements(
        neutral=found.counts(neutral, most),
        friend=found.counts(friend, most),
        engaged=engaged,
        neutral_killed=found.mean("neutrals_killed"),
        friend_killed=found.mean("friends_killed"),
        flights_in_reach=flights,
        per_thousand_flights=engaged.times(1000.0 / flights if flights else 0.0) if known else None,
        per_hostile_killed=engaged.times(1.0 / killed if killed else 0.0),
    )


def reasons_in(path: Path, strata: Strata) -> Tally:
    """Mean number of raiders by threat, fate and reason."""
    tally: Tally = Counter()
    keys = ["common_failure", "threat", "fate", "reason"]
    for part in run_folder.parts_of(path, ["side", *keys]):
        raiders = part.filter(pc.equal(part["side"], "hostile"))
        for row in raiders.group_by(keys).aggregate([([], "count_all")]).to_pylist():
            weight = strata.weights[row["common_failure"]]
            tally[row["threat"], row["fate"], row["reason"]] += weight * row["count_all"]
    return tally


def _summed(tally: Tally, chosen: Callable[[str, str], bool]) -> Counter[str]:
    """Mean number of raiders by reason, of chosen threats and fates."""
    counts: Counter[str] = Counter()
    for (threat, fate, reason), mean in tally.items():
        if chosen(threat, fate):
            counts[reason] += mean
    return counts


def became(tally: Tally, threat: str = "") -> dict[str, float]:
    """Mean number of raiders by what became of them; of a leaker that is its reason."""
    counts = _summed(tally, lambda of, fate: threat in ("", of) and fate != "released")
    counts["released"] = sum(
        m for (of, fate, _), m in tally.items() if threat in ("", of) and fate == "released"
    )
    return ordered(counts)


def came_to(tally: Tally, threat: str = "") -> Counter[str]:
    """The same by how far the chain came, with carriers that released by what let them come so far."""
    return _summed(tally, lambda of, fate: threat in ("", of))


def ordered(counts: Mapping[str, float]) -> dict[str, float]:
    """Counts in the order of the reasons, without those that never occurred."""
    return {reason: counts[reason] for reason in ALL_REASONS if counts.get(reason)}


def waterfall(counts: Mapping[str, float]) -> dict[str, float]:
    """Share that came past each stage, of raiders that were killed, their mission too, or not stopped.

    Raiders that withdrew are left out: nobody knows how far the chain would have got with them.
    """
    lost = [counts.get(reason, 0.0) for reason in REASONS]
    stopped = counts.get("killed", 0.0) + counts.get(MISSION_KILLED, 0.0)
    came = stopped + sum(lost)
    if not came:
        return {}
    # Summed from the end, so that what nobody passed is exactly 0.
    past = np.cumsum([stopped, *reversed(lost[1:])])[::-1]
    return dict(zip(STAGES, (past / came).tolist(), strict=True))


def assets_hit(path: Path, names: list[str], found: Outcomes) -> dict[str, AssetHits]:
    """Per asset, the share of replicates in which it is hit, and the mean number of leakers there."""
    rows = {key: r for r, key in enumerate(_keys(found.table).tolist())}
    hits = np.zeros((len(names), len(rows)))
    for part in run_folder.parts_of(path, ["replicate", "common_failure", "kind", "other"]):
        leaks = part.filter(pc.and_(pc.equal(part["kind"], "leak"), pc.greater_equal(part["other"], 0)))
        at = [rows[key] for key in _keys(leaks).tolist()]
        np.add.at(hits, (leaks["other"].to_numpy(), at), 1.0)
    return {
        name: AssetHits(found.share(hits[a] > 0.0), found.strata.mean(hits[a]))
        for a, name in enumerate(names)
    }


def arrived_after_loss(path: Path, plan: Plan, found: Outcomes) -> npt.NDArray[np.float64]:
    """(R,) leakers at a battery or a radar that others had destroyed before: they harm nobody."""
    rows = {key: r for r, key in enumerate(_keys(found.table).tolist())}
    counts = np.zeros(len(rows))
    places = {
        "battery": {battery.name: b for b, battery in enumerate(plan.batteries)},
        "radar": {radar.name: s for s, radar in enumerate(plan.radars)},
    }
    aims = {
        n: (target.aim.table, places[target.aim.table][target.aim.name])
        for n, target in enumerate(plan.targets)
        if target.aim is not None and target.aim.table in places
    }
    for part in run_folder.parts_of(path, [*LOSSES]) if aims else ():
        told = part.filter(pc.is_in(part["kind"], pa.array(["leak", "battery_lost", "radar_lost"])))
        lines = list(zip(_keys(told).tolist(), told.to_pylist(), strict=True))
        gone = {(key, *_lost(line)): line["time_s"] for key, line in lines if line["kind"] != "leak"}
        for key, line in lines:
            at = aims.get(line["object"]) if line["kind"] == "leak" else None
            if at is not None and line["time_s"] > gone.get((key, *at), math.inf):
                counts[rows[key]] += 1.0
    return counts


LOSSES = ("replicate", "common_failure", "kind", "object", "other", "time_s", "battery")


def _lost(line: Mapping[str, Any]) -> tuple[str, int]:
    """What an event says is destroyed."""
    is_battery = line["kind"] == "battery_lost"
    return ("battery", line["battery"]) if is_battery else ("radar", line["other"])


def _keys(table: Any) -> npt.NDArray[np.int64]:
    """Rows of outcomes, and what belongs to them, told apart by one number."""
    numbers: npt.NDArray[np.int64] = 2 * table["replicate"].to_numpy() + table["common_failure"].to_numpy()
    return numbers
