"""The summary agrees with its tables, and its parts with one another."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openiads.catalogue import reliability
from openiads.report.run.readings import read
from openiads.report.run.replay import write_replay
from openiads.report.run.run_page import cards, wrong_words
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.state.words import REASONS
from openiads.study.campaign.run_campaign import run
from openiads.study.campaign.run_checks import replicates_for
from openiads.study.campaign.summarise import STAGES, arrived_after_loss, waterfall

KEYS = [
    "scenario",
    "scenario_sha256",
    "replicates",
    "seed",
    "raiders",
    "leakers",
    "assets_hit",
    "rounds",
    "cost_musd",
    "wrong_engagements",
    "reasons",
    "outcomes_sha256",
    "seconds",
    "cpu_seconds",
    "object_steps",
]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """A small run."""
    scenario = load("one-battery", ["doctrine.common_failure_probability=0"])
    return run(scenario, replicates=12, out=tmp_path_factory.mktemp("summarise") / "run")


def test_the_document_begins_with_the_agreed_keys_and_is_json(result):
    document = result.summary.as_dict()
    assert list(document)[: len(KEYS)] == KEYS
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_every_raider_has_one_reason(result):
    summary = result.summary
    assert sum(summary.reasons.values()) == pytest.approx(summary.raiders.mean, abs=1e-12)
    by_threat = [sum(row.values()) for row in summary.reasons_by_threat.values()]
    assert sum(by_threat) == pytest.approx(summary.raiders.mean, abs=1e-12)


def test_reasons_of_leakers_sum_to_leakers(result):
    leaked = sum(result.summary.reasons.get(reason, 0.0) for reason in REASONS)
    assert leaked == pytest.approx(result.summary.leakers.mean, abs=1e-12)


def test_assets_hit_is_the_sum_over_assets(result):
    shares = [asset.hit.mean for asset in result.summary.assets.values()]
    assert sum(shares) == pytest.approx(result.summary.assets_hit.mean, abs=1e-12)
    hits = [asset.hits for asset in result.summary.assets.values()]
    assert sum(hits) == pytest.approx(result.summary.leakers.mean, abs=1e-12)


def test_rounds_and_their_cost_agree_with_the_outcomes(result):
    fired = np.mean(result.outcomes["rounds"].to_numpy())
    assert sum(result.summary.rounds.values()) == pytest.approx(fired, abs=1e-12)
    prices = {entry.slug: entry.unit_cost for entry in result.prepared.plan.rounds}
    spent = sum(mean * prices[slug] for slug, mean in result.summary.rounds.items())
    assert result.summary.cost.mean == pytest.approx(spent, rel=1e-12)


def test_tables_keep_their_sums(result):
    targets = result.targets.filter(result.targets["side"].cast("string").to_numpy(False) == "hostile")
    fates = targets["fate"].cast("string").to_pylist()
    for fate, column in (("leaked", "leakers"), ("killed", "killed"), ("released", "released")):
        assert fates.count(fate) == np.sum(result.outcomes[column].to_numpy())
    kinds = result.events["kind"].cast("string").to_pylist()
    assert kinds.count("launch") == np.sum(result.outcomes["rounds"].to_numpy())
    assert kinds.count("leak") == np.sum(result.outcomes["leakers"].to_numpy())


def test_the_waterfall_falls_to_the_share_that_was_killed():
    counts = dict.fromkeys(REASONS, 0) | {"killed": 3, "not detected": 1, "no round left": 4, "withdrawn": 9}
    shares = waterfall(counts)
    assert tuple(shares) == STAGES
    assert shares["unmasked"] == 1.0
    assert shares["detected"] == shares["channel free"] == 0.875
    assert shares["round left"] == shares["killed"] == 0.375


def test_nothing_came_on_and_nothing_falls():
    assert waterfall(dict.fromkeys((*REASONS, "killed", "withdrawn"), 0)) == {}


def test_twice_as_sharp_takes_four_times_the_replicates():
    # 10 % of the mean after 100; 5 % is asked for.
    assert replicates_for(half=1.0, mean=10.0, replicates=100) == 400
    assert replicates_for(half=0.1, mean=10.0, replicates=100) == 100


def test_what_no_replicate_saw_has_a_bound_in_every_document(result):
    wrong = result.summary.as_dict()["wrong_engagements_intervals"]["both"]
    engaged = sum(result.outcomes[name].to_numpy().sum() for name in ("neutrals_engaged", "friends_engaged"))
    assert engaged == 0
    assert wrong["low"] == wrong["mean"] == 0.0
    # Rule of three for two-sided limits: 3.689 / 12.
    assert wrong["high"] == pytest.approx(3.6889 / 12, abs=1e-5)
    assert result.summary.leakers.high <= result.summary.raiders.mean


@pytest.fixture(scope="module")
def struck(tmp_path_factory):
    """A small run in which a common failure strikes one raid in four, and replicates 0, 4, 8 show how."""
    scenario = load("one-battery", ["doctrine.common_failure_probability=0.25"])
    return run(scenario, replicates=12, out=tmp_path_factory.mktemp("struck") / "run")


def test_every_mean_weighs_both_strata(struck):
    summary, rows = struck.summary, struck.outcomes
    hit = rows["common_failure"].to_numpy() == 1
    assert hit.sum() == 3

    def mean(name):
        values = rows[name].to_numpy().astype(float)
        return 0.75 * values[~hit].mean() + 0.25 * values[hit].mean()

    for name, found in {
        "leakers": summary.leakers.mean,
        "raiders": summary.raiders.mean,
        "killed": summary.killed.mean,
        "rounds": sum(summary.rounds.values()),
        "assets_hit": sum(asset.hit.mean for asset in summary.assets.values()),
        "released": summary.reasons.get("released", 0.0),
        "carriers_killed_before": summary.carriers.killed_before.mean,
        "value_hit_share": summary.value_hit.mean,
    }.items():
        assert found == pytest.approx(mean(name), abs=1e-12), name
    assert sum(summary.reasons.values()) == pytest.approx(mean("raiders"))
    assert sum(asset.hits for asset in summary.assets.values()) == pytest.approx(mean("leakers"))
    assert summary.stages["killed"] == pytest.approx(mean("killed") / (mean("raiders") - mean("withdrawn")))
    assert summary.carriers.released.mean == pytest.approx(sum(summary.carriers.reasons.values()))


def test_the_typical_raid_and_the_disaster_stand_apart(struck):
    summary, rows = struck.summary, struck.outcomes
    typical = rows["leakers"].to_numpy()[rows["common_failure"].to_numpy() == 0]
    assert summary.typical.mean == pytest.approx(typical.mean())
    # Nothing is shot down: two drones, two ballistic missiles and a missile of each of two fighters arrive.
    assert summary.common_failure.leakers.mean == 6.0
    assert summary.aimed == 6
    document = summary.as_dict()
    assert document["leakers_typical"]["mean"] == summary.typical.mean
    assert document["common_failure"]["probability"] == 0.25
    assert document["common_failure"]["replicates"] == 3


def test_the_first_shot_is_that_of_the_raids_as_they_are(struck):
    rows = struck.outcomes
    times = rows["first_shot_time_s"].to_numpy()
    typical = times[rows["common_failure"].to_numpy() == 0]
    assert struck.summary.first_shot.mean == pytest.approx(np.nanmean(typical))
    np.testing.assert_array_equal(times[rows["common_failure"].to_numpy() == 1], typical[[0, 4, 8]])


def test_uses_of_rounds_sum_to_the_rounds_fired(struck):
    write_replay(struck.folder, struck.prepared, 1, 0)
    uses = read(struck.folder, struck.prepared.plan).uses
    assert sum(use.fired for use in uses) == pytest.approx(sum(struck.summary.rounds.values()))
    hostile = sum(use.killed for use in uses if use.side == "hostile")
    after = struck.summary.carriers.killed_after.mean
    assert hostile == pytest.approx(struck.summary.killed.mean + after)


def odds(failure):
    return failure.probability, failure.low, failure.high, failure.status


def test_the_failures_odds_are_the_catalogues_unless_the_scenario_says_otherwise(struck, tmp_path):
    assert odds(struck.summary.common_failure) == (0.25, 0.25, 0.25, "given")
    told = run("one-battery", replicates=1, out=tmp_path / "run").summary.common_failure
    figure = reliability().figures["common_failure_probability"]
    assert odds(told) == (figure.value, figure.low, figure.high, figure.status)
    assert told.low < told.probability < told.high


def test_a_range_without_the_failure_says_so_and_weighs_none_in(tmp_path):
    told = run("one-battery", span=(1, 4), out=tmp_path / "run").summary
    assert (told.common_failure.replicates, told.common_failure.leakers) == (0, None)
    assert told.leakers == told.typical
    assert told.as_dict()["common_failure"]["leakers"] is None


def test_who_arrives_at_what_others_destroyed_is_counted(tmp_path):
    """Two at the first battery, one at a radar of it, one at the town; the first of them destroys it."""
    scenario = load(
        "examples/attack_on_the_defence/two-batteries.toml",
        ["raid.at the battery.count=3", "raid.at the town.count=1"],
    )
    plan = plan_of(scenario)
    assert [target.aim.name for target in plan.targets if target.aim] == ["first"] * 3 + ["town"]
    rows = [
        (0, "leak", 0, 10.0, -1, -1), (0, "battery_lost", 0, 10.0, -1, 0),
        (0, "leak", 1, 12.0, -1, -1), (0, "leak", 3, 13.0, 0, -1), (0, "leak", 2, 14.0, -1, -1),
        (1, "leak", 0, 10.0, -1, -1), (1, "leak", 1, 12.0, -1, -1), (1, "battery_lost", 1, 12.0, -1, 0),
    ]  # fmt: skip
    names = ("replicate", "kind", "object", "time_s", "other", "battery")
    events = [dict(zip(names, row, strict=True)) | {"common_failure": 0} for row in rows]
    pq.write_table(pa.Table.from_pylist(events), tmp_path / "events.parquet")
    found = SimpleNamespace(table=pa.table({"replicate": [0, 1, 2], "common_failure": [0, 0, 0]}))
    counted = arrived_after_loss(tmp_path / "events.parquet", plan, found)
    assert counted.tolist() == [2.0, 0.0, 0.0]


def test_one_replicate_has_no_interval_but_of_what_it_did_not_see(tmp_path):
    told = run("one-battery", replicates=1, out=tmp_path / "run").summary
    found = [told.typical, told.leakers, told.assets_hit, told.cost, told.wrong.engaged]
    found += [told.carriers.released, *(asset.hit for asset in told.assets.values())]
    seen = [one for one in found if one.mean > 0.0]
    assert told.wrong.engaged.mean == 0.0
    assert told.typical in seen
    assert [(one.low, one.high) for one in seen] == [(one.mean, one.mean) for one in seen]
    # Garwood's bound is 3.689 where nothing was seen once; a share of it is that of the common failure.
    assert 0.0 < told.wrong.engaged.high < 3.689
    bounds = ("flights", "arrive in a common failure")  # of none, and of all
    assert {card.range for card in cards(told) if not card.name.startswith(bounds)} == {""}
    assert "interval" in wrong_words(told)
