"""What a study takes is told before it begins, near what it does take, and refused where there is no room."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from openiads.ground import machine
from openiads.ground.errors import Notice, OutOfRange, ResultMismatch
from openiads.scenario.load_scenario import load
from openiads.study.executors.serial import Serial
from openiads.study.experiment import play_study as play_study_module
from openiads.study.experiment import study_demand
from openiads.study.experiment.play_study import begin, play_study
from openiads.study.experiment.study_demand import Burden, Demand, demand_of, held_in, weigh
from openiads.study.experiment.to_play import Play, Until
from tests.study.studies import SHA, Stops, small

GB = 1e9
BURDEN = Burden(targets=100, rows=1.02, together=500, seconds=0.1, memory=0.2 * GB)


@pytest.fixture
def free(monkeypatch):
    """Say how much disk is free and how much memory there is."""

    def say(disk: float = 1e15, memory: float = 1e15) -> None:
        monkeypatch.setattr(study_demand, "disk_usage", lambda place: SimpleNamespace(free=disk))
        monkeypatch.setattr(machine, "memory", lambda: memory)

    return say


def scenario_of(arm: str, point: int):
    return load("one-battery")


def large(**changed) -> Play:
    told = {
        "name": "large", "sha256": SHA, "seed": 1, "arms": ("one", "two"), "points": 1,
        "scenario_at": scenario_of, "replicates": 1_000_000, "box_replicates": 0,
    }  # fmt: skip
    return Play(**(told | changed))


def demand(play: Play) -> Demand:
    return demand_of(play, [BURDEN] * len(play.arms))


def refusal(play: Play, folder, workers: int = 2, there: float = 0.0) -> str:
    with pytest.raises(OutOfRange) as told:
        weigh(play, demand(play), folder, workers, there)
    return str(told.value)


def test_a_study_without_measure_is_refused_before_its_chunks_are_listed(tmp_path, free, monkeypatch):
    def listed(manifest):
        raise AssertionError("as many as there are would fill the memory")

    free(disk=10 * GB)
    monkeypatch.setattr(play_study_module, "chunks_of", listed)
    boundless = large(points=101, box_replicates=2**32)
    with pytest.raises(OutOfRange, match=r"^box\.points: .* take about .* of disk"):
        begin(boundless, tmp_path / "new")
    monkeypatch.undo()
    begin(small(), tmp_path / "there")
    monkeypatch.setattr(play_study_module, "chunks_of", listed)
    with pytest.raises(ResultMismatch, match="holds another study"):
        begin(boundless, tmp_path / "there", resume=True)
    assert not (tmp_path / "new").exists()


def test_rows_are_those_of_all_arms_at_all_points_with_the_common_failure():
    found = demand(large(points=11, box_replicates=100, replicates=1000))
    assert found.replicates == 2 * (1000 + 10 * 100)
    rows = 2 * 2000 * 1.02
    assert found.disk == pytest.approx(
        {"outcomes": 28 * rows, "targets": 75 * 100 * rows, "events": 12 * 7 * 100 * rows}
    )
    assert found.seconds == pytest.approx(rows * 0.1)


def test_tables_that_are_not_kept_take_nothing():
    assert list(demand(large(keep=("outcomes",))).disk) == ["outcomes"]


def test_what_waits_for_precision_is_weighed_with_its_most():
    assert demand(large(replicates=64, until=Until(0.1, most=5000))).replicates == 2 * 5000


def test_no_room_on_the_disk_is_told_with_what_is_there_and_what_makes_it_less(tmp_path, free):
    free(disk=30 * GB)
    assert refusal(large(), tmp_path / "deep" / "study") == (
        "replicates: 2,000,000 replicates of 2 arms take about 65.1 GB of disk while they are joined "
        "(outcomes 57.1 MB, targets 15.3 GB, events 17.1 GB, and as much in chunks); "
        f"{tmp_path} has 30 GB free; keep fewer tables, at least outcomes, or play fewer "
        "replicates, or name a larger disk with --out"
    )
    with pytest.warns(Notice, match=r"57\.1 MB of disk"):
        weigh(large(keep=("outcomes",)), demand(large(keep=("outcomes",))), tmp_path / "study", 1)


def test_a_box_that_makes_it_large_is_named(tmp_path, free):
    free(disk=1 * GB)
    told = refusal(large(points=10_001, replicates=200, box_replicates=100), tmp_path)
    assert told.startswith("box.points: 2,000,400 replicates of 2 arms at 10,001 points take about")
    assert "or play fewer points or replicates" in told


def test_what_is_there_already_is_not_needed_again(tmp_path, free):
    free(disk=30 * GB)
    weigh(large(), demand(large()), tmp_path, 1, there=40 * GB)
    assert "has 30 GB free" in refusal(large(), tmp_path, there=10 * GB)


def test_no_memory_for_the_workers_or_for_the_comparison_is_told(tmp_path, free):
    free(memory=8 * GB)
    assert refusal(large(), tmp_path, workers=64) == (
        "workers: 2,000,000 replicates of 2 arms take about 33 GB of memory (500 MB each of 64 workers, "
        "1.01 GB to compare them); this machine has 8 GB; play by fewer --workers, or fewer replicates"
    )
    assert refusal(large(replicates=20_000_000), tmp_path, workers=1) == (
        "replicates: 40,000,000 replicates of 2 arms take about 10.9 GB of memory (10.7 GB to compare them); "
        "this machine has 8 GB; play fewer replicates"
    )


def test_workers_elsewhere_take_nothing_of_this_machine(tmp_path, free):
    free(memory=8 * GB)
    with pytest.warns(Notice):
        weigh(large(), demand(large()), tmp_path, 0)


def test_a_large_study_is_told_and_a_small_one_is_not(tmp_path, free, recwarn):
    free()
    weigh(large(replicates=100), demand(large(replicates=100)), tmp_path, 2)
    assert not recwarn.list
    with pytest.warns(Notice) as told:
        weigh(large(), demand(large()), tmp_path, 2)
    assert str(told[0].message) == (
        "2,000,000 replicates of 2 arms take about 28 hours on 2 processes, 2.01 GB of memory and 32.5 GB of "
        "disk, twice that while they are joined; the progress bar soon shows better"
    )


def test_without_room_nothing_is_written(tmp_path, free):
    free(disk=1000.0)
    with pytest.raises(OutOfRange, match="1 kB free"):
        play_study(small(), tmp_path / "study", Serial())
    with pytest.raises(OutOfRange, match="1 kB free"):
        begin(small(), tmp_path / "study")
    assert not list(tmp_path.iterdir())


def test_going_on_without_room_changes_nothing(tmp_path, free):
    where = tmp_path / "study"
    with pytest.raises(KeyboardInterrupt):
        play_study(small(), where, Stops(2))
    before = {path: path.read_bytes() for path in where.rglob("*") if path.is_file()}
    assert held_in(where) == sum(map(len, before.values()))
    free(disk=1000.0)
    with pytest.raises(OutOfRange, match="1 kB free"):
        play_study(small(), where, resume=True)
    assert before == {path: path.read_bytes() for path in where.rglob("*") if path.is_file()}


@pytest.mark.slow(seconds=6)
def test_it_is_near_what_is_written(tmp_path):
    play = large(arms=("one",), replicates=600)
    chunks = []

    class Looks(Serial):
        def each(self, function, jobs):
            for number, path in super().each(function, jobs):
                chunks.append(held_in(path))
                yield number, path

    work = begin(play, tmp_path / "study")
    play_study(play, tmp_path / "study", Looks(), resume=True)
    tables = {name: (tmp_path / "study" / f"{name}.parquet").stat().st_size for name in play.keep}
    told = work.demand
    # A small scenario, whose rows are the shortest of all.
    assert all(0.3 < tables[name] / told.disk[name] < 1.2 for name in play.keep)
    assert 0.4 < (sum(tables.values()) + sum(chunks)) / told.disk_at_most < 1.2
