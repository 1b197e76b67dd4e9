"""What moving one figure does, held to closed forms and to the same case by another door."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest

from openiads.api import run
from openiads.catalogue.border import outside, suffixes
from openiads.catalogue.load_catalogue import PACKAGED
from openiads.ground.errors import OpeniadsError, OutputError, ResultMismatch
from openiads.ground.lock import working_in
from openiads.scenario.load_scenario import load
from openiads.scenario.plan import plan_of
from openiads.simulation.prepare import prepare, varied
from openiads.study.influence import influence_scan as scanning
from openiads.study.influence import played as played_file
from openiads.study.influence.change import Leakers, change, ignorance, mean_of
from openiads.study.influence.influence_scan import Scan, scan
from openiads.study.influence.measured import influence_of
from openiads.study.influence.played import Played, leakers_of
from openiads.study.known.influence_document import Influence, Row, read
from openiads.study.known.uncertain_figures import Uncertain, allowed, figures_of, sha256_of_figures


def leakers(
    typical: object, stricken: object = (), numbers: object = (), probability: float = 0.0
) -> Leakers:
    return Leakers(
        probability,
        np.asarray(typical, dtype=float),
        np.asarray(stricken, dtype=float),
        np.asarray(numbers, dtype=np.int64),
    )


def test_both_strata_are_weighed():
    nominal = leakers([1, 2, 3, 4], [10], [0], 0.25)
    moved = leakers([2, 3, 4, 5], [14], [0], 0.25)
    # 3/4 of a change of 1 and a quarter of one of 4.
    assert change(nominal, moved)[0] == pytest.approx(0.75 * 1.0 + 0.25 * 4.0)
    assert mean_of(nominal)[0] == pytest.approx(0.75 * 2.5 + 0.25 * 10.0)


def test_a_likelier_common_failure_changes_the_mean_by_the_gap_of_the_strata():
    typical, struck = [3.0, 5.0, 4.0, 4.0], [20.0, 24.0]
    nominal = leakers(typical, struck, [0, 2], 0.02)
    # A likelier failure is played more often; the pairs are those that both have.
    moved = leakers(typical, [20.0, 0.0, 24.0], [0, 1, 2], 0.1)
    mean, low, high = change(nominal, moved)
    assert mean == pytest.approx((0.1 - 0.02) * (22.0 - 4.0))
    assert low < mean < high


def test_a_failure_that_cannot_strike_is_compared_with_one_that_can():
    nominal, moved = leakers([4.0, 4.0]), leakers([4.0, 4.0], [20.0], [0], 0.1)
    assert change(nominal, moved)[0] == pytest.approx(0.1 * (20.0 - 4.0))


@pytest.mark.parametrize(("low", "high"), [(-3.0, 3.0), (0.0, 2.0), (2.0, 2.0), (0.0, 0.0)])
def test_ignorance_is_the_variance_of_three_points_without_bias(low, high):
    exact = np.var([low, 0.0, high])
    random = np.random.default_rng(1)
    found = []
    for _ in range(4_000):
        base = random.normal(50.0, 5.0, 8)
        ends = [base + end + random.normal(0.0, 2.0, 8) for end in (low, high)]
        found.append(ignorance(leakers(base), *map(leakers, ends)))
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - exact) < 4.0 * error
    assert error < 0.05


def figure(plan_name: str, field: str, slug: str) -> Uncertain:
    plan = plan_of(load(plan_name))
    return next(f for f in figures_of(plan) if f.field == field and slug in f.entries)


def test_every_figure_of_a_plan_is_listed_once_and_statements_that_are_shared_move_together():
    plan = plan_of(load("turkey-2017"))
    found = figures_of(plan)
    listed = [(f.kind, slug, f.name) for f in found for slug in f.entries]
    assert len(listed) == len(set(listed))
    wanted = {
        ("radar", "91n6e", "beam_width"),
        ("round", "40n6e", "kill_probability"),
        ("system", "s-400", "loadout"),
        ("threat", "srbm", "kill_factor"),
        ("evidence", "slow", "hostile"),
        ("evidence", "prior-warned", "hostile"),
        ("identification", "identification", "zone_edge"),
        ("engagement", "engagement", "hold"),
        ("tracking", "tracking", "process_noise"),
        ("flight", "flight", "drag_factor"),
        ("lethality", "lethality", "tail_factor"),
        ("reliability", "reliability", "common_failure_probability"),
    }
    assert wanted <= set(listed)
    shared = figure("turkey-2017", "doppler_notch_mps", "91n6e")
    assert set(shared.entries) == {"91n6e", "92n6e", "96l6e"}
    both = shared.at("high")
    assert {both.radar(slug).doppler_notch for slug in shared.entries} == {30.0}


def test_what_the_scenario_says_itself_is_not_scanned():
    said = plan_of(load("one-battery", ["battery.reaction_s=40", "doctrine.common_failure_probability=0.5"]))
    names = {f.name for f in figures_of(said)}
    assert "reaction" not in names
    assert "common_failure_probability" not in names


def test_a_constant_of_the_engine_that_is_moved_moves_the_world():
    prepared = prepare("one-battery")  # says none of them itself
    of_engine = ("identification", "engagement", "tracking")
    deaf = {
        figure.name
        for figure in figures_of(prepared.plan)
        if figure.kind in of_engine
        and all(map(np.array_equal, varied(prepared, figure.at("high")).world, prepared.world))
    }
    assert deaf == {"link_delay", "cue_gain"}  # it has no network, and its engagement radar does not search


def test_a_figure_without_a_box_is_moved_by_a_fifth():
    rcs = figure("turkey-2017", "reference_rcs_m2", "91n6e")
    assert (rcs.boxed, rcs.low, rcs.high) == (False, pytest.approx(3.2), pytest.approx(4.8))


def test_an_end_that_the_catalogue_would_not_take_is_left_out():
    share = figure("turkey-2017", "kill_factor", "bomber")  # 1 without a box, and a share
    assert (share.boxed, share.low, share.high) == (False, pytest.approx(0.8), 1.0)
    assert not allowed("round", "kill_probability", 1.2)
    assert not allowed("radar", "scan_period", -1.0)
    assert allowed("radar", "minimum_elevation", -0.1)


def test_the_hash_of_the_figures_sees_a_value_and_a_box_but_no_note():
    scenario = load("one-battery")
    plan = plan_of(scenario)
    moved = plan_of(scenario, PACKAGED.varied({("radar", "92n6e"): {"beam_width": 0.02}}))
    assert sha256_of_figures(plan) != sha256_of_figures(moved)
    entry = plan.engagement
    told = {name: dataclasses.replace(f, note="anything") for name, f in entry.figures.items()}
    noted = dataclasses.replace(plan, engagement=dataclasses.replace(entry, figures=told))
    assert sha256_of_figures(plan) == sha256_of_figures(noted)


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize(
    ("field", "slug"),
    [
        ("instrumented_range_km", "96l6e"), ("scan_period_s", "91n6e"), ("altitude_m", "one-way-drone"),
        ("tail_factor", "lethality"), ("specific_impulse_s", "flight"), ("loadout", "s-400"),
    ],
)  # fmt: skip
def test_what_a_figure_does_not_touch_is_taken_over_and_the_rest_is_as_prepared_anew(field, slug, end):
    moved = figure("one-battery", field, slug)
    kept = varied(prepare("one-battery"), moved.at(end)).world
    anew = prepare("one-battery", moved.at(end)).world
    for ours, theirs in zip(kept, anew, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_textbook_figures_reach_the_world():
    world = prepare("one-battery", PACKAGED.varied({("lethality", "lethality"): {"tail_factor": 0.5}})).world
    assert world.lethality.tail_factor == 0.5


@pytest.mark.parametrize("kind", ["radar", "round", "threat", "identification"])
def test_units_of_the_files_come_back(kind):
    for slug in PACKAGED.names(kind):
        _, document = PACKAGED.document(kind, slug), PACKAGED.document(kind, slug)[1]
        for name, found in PACKAGED.entry(kind, slug).figures.items():
            suffix = suffixes(kind)[name]
            assert outside(suffix)(found.value) == pytest.approx(document[name + suffix]["value"])


FEW = ("kill_probability", "reengage", "unit_cost", "common_failure_probability", "zone_scale")


@pytest.fixture
def few(monkeypatch):
    def chosen(*told):
        return [f for f in figures_of(*told) if f.name in FEW]

    monkeypatch.setattr(scanning, "figures_of", chosen)


@pytest.mark.slow
def test_a_scan_is_the_same_on_any_number_of_threads_and_after_it_was_cut_off(few, tmp_path):
    whole = scan("one-battery", 16, workers=1, kept=tmp_path / "whole.part")
    lines = (tmp_path / "whole.part").read_text().splitlines(keepends=True)
    (tmp_path / "cut.part").write_text("".join(lines[: len(lines) // 2]) + lines[len(lines) // 2][:20])
    played = []
    cut = scan(
        "one-battery", 16, workers=2, kept=tmp_path / "cut.part", progress=lambda *at: played.append(at)
    )
    assert document(cut) == document(whole)
    assert played[-1][0] == played[-1][1]
    other = scan("one-battery", 16, seed=2, workers=1, kept=tmp_path / "whole.part")
    assert document(other) != document(whole)


def test_of_what_was_played_only_whole_lines_of_the_same_inputs_are_read(tmp_path, monkeypatch):
    prepared = prepare(load("one-battery", ["area.terrain=flat"]))
    path = tmp_path / "played.part"
    played = Played(prepared, 1, path)
    some = leakers_of(prepared, 1, 0, 4)
    for key in ("nominal", "a low", "a high"):
        played._keep(key, some)
    assert Played(prepared, 1, path).known.keys() == {"nominal", "a low", "a high"}

    lines = path.read_bytes().splitlines(keepends=True)
    first, second = lines[:2]
    flipped = second.replace(b"[", b"[1", 1)  # a number more, or another number: JSON all the same
    assert flipped != second
    path.write_bytes(b"".join([first, flipped, *lines[2:]]))
    assert Played(prepared, 1, path).known.keys() == {"nominal", "a high"}
    path.write_bytes(b"".join([b"x", *lines]))
    assert Played(prepared, 1, path).known.keys() == {"a low", "a high"}

    changed = {"sources": "0" * 16}
    monkeypatch.setattr(played_file, "inputs_of", lambda prepared: changed)
    assert Played(prepared, 1, path).known == {}


def test_two_scans_kept_under_one_name_do_not_lose_each_other(tmp_path):
    prepared = prepare(load("one-battery", ["area.terrain=flat"]))
    path = tmp_path / "played.kept"
    some, more = (leakers_of(prepared, seed, 0, 4) for seed in (1, 2))
    Played(prepared, 1, path)._keep("nominal", some)
    Played(prepared, 2, path)._keep("nominal", more)
    assert Played(prepared, 1, path).known["nominal"].typical.tolist() == some.typical.tolist()
    assert Played(prepared, 2, path).known["nominal"].typical.tolist() == more.typical.tolist()
    played_file.forget(path, played_file.name_of(prepared, 2))
    assert Played(prepared, 1, path).known.keys() == {"nominal"}
    assert Played(prepared, 2, path).known == {}
    played_file.forget(path, played_file.name_of(prepared, 1))
    assert not path.exists()


@pytest.mark.slow
def test_a_figure_moved_in_the_catalogue_does_what_it_does_in_the_scenario(few):
    found = scan("one-battery", 16, workers=1)
    row = next(r for r in found.rows if r.figure.name == "reengage")
    said = leakers_of(prepare(load("one-battery", ["doctrine.reengage_s=60"])), 1, 0, 16)
    assert row.high == change(found.nominal, said)
    price = [r for r in found.rows if r.figure.name == "unit_cost" and r.figure.kind == "threat"]
    assert all(not r.touches and r.swing == r.ignorance == 0.0 for r in price)
    # Ten in a hundred raids that leak everything, for two.
    failure = next(r for r in found.rows if r.figure.name == "common_failure_probability")
    gap = found.nominal.stricken.mean() - found.nominal.typical.mean()
    assert failure.high[0] == pytest.approx(0.08 * gap, rel=0.1)


def document(found: Scan) -> Influence:
    return influence_of(found)


def row(status: str, weight: float, boxed: bool = True) -> Row:
    still = (0.0, 0.0, 0.0)
    return Row(
        "radar", ("91n6e",), ("A radar",), "beam_width_deg", 1.0, 2.0, 3.0, boxed, status, ("book",), 128,
        still, still, weight,
    )  # fmt: skip


def test_shares_by_status_are_of_the_ignorance_and_leave_out_what_has_no_box():
    rows = (
        row("seen", 1.0),
        row("seen", 2.0),
        row("memory", 1.0),
        row("derived", -0.5),
        row("lowrel", 9.0, False),
    )
    found = Influence("x", "0", "0", "0", 1, 128, (1.0, 0.0, 2.0), 5, rows)
    assert found.status_share == {"seen": 0.75, "memory": 0.25, "derived": 0.0}


def test_a_document_is_read_as_it_was_written_and_another_file_is_refused(tmp_path: Path):
    rows = (
        row("seen", 1.25),
        row("memory", 0.5)._replace(low={"9m96e": 4}, value={"9m96e": 8}, high={"9m96e": 8}),
    )
    found = Influence("x", "0" * 64, "1" * 64, "0.1", 1, 128, (1.0, 0.5, 1.5), 3, rows)
    path = tmp_path / "influence.json"
    path.write_text(found.text())
    assert read(path) == found
    path.write_text("{}")
    with pytest.raises(ResultMismatch) as caught:
        read(path)
    assert str(caught.value) == (
        f"{path}: is not what `openiads influence` writes, or was changed since; remove it and measure again"
    )


@pytest.mark.slow
def test_a_run_is_told_anew_with_what_was_found(few, tmp_path):
    scenario = load("one-battery", ["doctrine.threat_radius_km=41"])
    folder = run.run(scenario, replicates=4, workers=1, out=tmp_path / "run").folder
    page = folder / "report.html"
    assert "What decides the answer" not in page.read_text(encoding="utf-8")
    found = run.influence(folder, replicates=16, workers=1)
    assert read(folder / "influence.json").top[0].field == found.top[0].field
    assert "What decides the answer" in page.read_text(encoding="utf-8")
    assert not list(folder.glob("*.part"))
    with pytest.raises(OutputError) as caught:
        run.influence(folder, replicates=16, workers=1)
    path = folder / "influence.json"
    assert str(caught.value) == f"{path}: exists already; remove it or name another file"


def test_two_do_not_measure_into_one_file_at_once(tmp_path):
    where = tmp_path / "influence.json"
    with working_in(tmp_path, where.name), pytest.raises(OutputError) as caught:
        run.influence("one-battery", replicates=16, workers=1, out=where)
    assert str(caught.value).startswith(f"{where}: process {os.getpid()} on ")
    assert str(caught.value).endswith(" is working there; wait until it is done, or name another file")
    assert not where.exists()


def test_a_name_too_long_for_a_file_is_told(tmp_path):
    with pytest.raises(OpeniadsError):
        run.influence("x" * 5_000, replicates=16)
