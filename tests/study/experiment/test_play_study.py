"""A study gives what its cells give when played by themselves, whoever plays and however it is stopped."""

from __future__ import annotations

import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openiads.ground.errors import Notice, OutputError, ResultMismatch, UnknownName
from openiads.ground.lock import working_in
from openiads.scenario.load_scenario import load
from openiads.scenario.write_scenario import canonical_toml, sha256_of
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.campaign import run_campaign
from openiads.study.campaign.summarise import Outcomes
from openiads.study.executors.choose import at_work
from openiads.study.experiment import gather, play_chunk, rectangles, study_manifest
from openiads.study.experiment.play_study import begin, play_part, play_study
from openiads.study.experiment.point_seed import seed_at
from openiads.study.experiment.results import Results
from openiads.study.experiment.study_manifest import arm_folder
from openiads.study.experiment.to_play import Play, Until
from tests.study.studies import (
    BOX_REPLICATES,
    DELAYS,
    REPLICATES,
    SALVOS,
    SHA,
    Stops,
    scenario_of,
    small,
)

TABLES = ("outcomes", "targets", "events", "arms")


ONCE: dict[str, Prepared] = {}


def prepared_once(scenario, catalogue=None, like=None):
    """A World takes longer to build than these studies to play."""
    key = canonical_toml(load(scenario))
    if key not in ONCE:
        ONCE[key] = prepare(scenario)
    return ONCE[key]


@pytest.fixture(autouse=True, scope="module")
def prepares_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study_manifest, "prepare", prepared_once)
        patch.setattr(play_chunk, "prepare", prepared_once)
        yield


@pytest.fixture(autouse=True)
def in_small_chunks(monkeypatch):
    monkeypatch.setattr(rectangles, "LONG_ENOUGH", 0.1)
    monkeypatch.setattr(gather, "ROWS", 1000)


@pytest.fixture(scope="module")
def still(tmp_path_factory, prepares_once):
    """The study that nobody disturbed, in one chunk an arm and point."""
    return play_study(small(), tmp_path_factory.mktemp("still") / "study")


def tables(results):
    return {name: results.table(name).read_all().to_pylist() for name in TABLES}


def same(results, other):
    assert results.outcomes_sha256 == other.outcomes_sha256
    return tables(results) == tables(other)


def begun(tmp_path, after=4):
    """Folder of a study that was interrupted after so many chunks."""
    where = tmp_path / "study"
    with pytest.raises(KeyboardInterrupt):
        play_study(small(), where, Stops(after))
    return where


@pytest.mark.parametrize("arm", SALVOS)
@pytest.mark.parametrize("point", [0, 2])
def test_a_cell_is_the_run_of_its_scenario(still, tmp_path, arm, point):
    replicates = BOX_REPLICATES if point else REPLICATES
    seed = {0: 3, 2: int.from_bytes(hashlib.sha256(b"3/2").digest()[:4], "big")}[point]
    run = run_campaign.run(
        scenario_of(arm, point), replicates=replicates, seed=seed, workers=1, out=tmp_path / "run"
    )
    for name in TABLES[:3]:
        table = still.table(name).read_all()
        rows = [row for row in table.to_pylist() if (row["arm"], row["point"]) == (arm, point)]
        alone = getattr(run, name)
        assert [{key: row[key] for key in alone.column_names} for row in rows] == alone.to_pylist()
        assert table.column_names[:2] == ["arm", "point"]


def test_rows_are_by_arm_point_replicate_and_common_failure(still):
    order = list(SALVOS)
    rows = still.table("outcomes").read_all().to_pylist()
    keys = [(order.index(r["arm"]), r["point"], r["replicate"], r["common_failure"]) for r in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert {key[:2] for key in keys} == {(a, p) for a in range(len(order)) for p in range(len(DELAYS))}


def test_every_cell_is_told_with_its_coordinates_and_the_hash_of_its_scenario(still):
    assert still.arms.to_pylist() == [
        {
            "arm": arm,
            "point": point,
            "seed": seed_at(3, point),
            "network.delay_s": float(DELAYS[point]),
            "common_failure_probability": 0.02,  # of the catalogue's reliability
            "scenario_sha256": sha256_of(scenario_of(arm, point)),
        }
        for arm in SALVOS
        for point in range(len(DELAYS))
    ]


@pytest.mark.parametrize("seconds", [0.001, 0.02, 100.0])
@pytest.mark.parametrize("tile", [1, 16])
def test_results_are_the_same_however_it_is_cut(still, tmp_path, monkeypatch, seconds, tile):
    monkeypatch.setattr(rectangles, "LONG_ENOUGH", seconds)
    play = small()
    work = begin(play, tmp_path / "study")
    assert (len(work.orders) > 50) == (seconds == 0.001)
    assert same(play_study(play, tmp_path / "study", resume=True, tile=tile), still)


@pytest.mark.parametrize(
    "asked",
    [
        {"workers": 2, "kind": "threads"},
        pytest.param({"workers": 2}, marks=pytest.mark.slow(seconds=10)),
        pytest.param({"workers": 2, "dask": "local"}, marks=pytest.mark.slow(seconds=15)),
    ],
    ids=["threads", "processes", "dask"],
)
def test_results_are_the_same_whoever_plays(still, tmp_path, asked):
    with at_work(**asked) as executor:
        assert same(play_study(small(), tmp_path / "study", executor), still)


def test_scenarios_that_are_listed_are_played_like_those_that_are_asked_for(still, tmp_path):
    arms = {arm: [scenario_of(arm, point) for point in range(len(DELAYS))] for arm in SALVOS}
    play = Play.listed(
        arms, name="small", sha256=SHA, seed=3, replicates=REPLICATES, box_replicates=BOX_REPLICATES
    )
    assert play_study(play, tmp_path / "study").outcomes_sha256 == still.outcomes_sha256


def test_an_interruption_says_how_to_go_on_and_what_was_played_stays(still, tmp_path):
    where = tmp_path / "study"
    with pytest.raises(KeyboardInterrupt) as told:
        play_study(small(), where, Stops(4))
    assert str(told.value) == (
        f"interrupted; what was played is in {where}; the same with --resume goes on from there"
    )
    kept = {path: path.stat().st_mtime_ns for path in where.glob("chunks/*/*/*")}
    assert len(kept) == 4 * 4
    with pytest.raises(ResultMismatch) as told:
        Results(where)
    assert str(told.value) == f"{where}: is not complete; go on with it first, with --resume"
    counted = Stops(1000)
    assert same(play_study(small(), where, counted, resume=True), still)
    assert 1000 - counted.after == len(begin(small(), where, resume=True).orders) - 4
    assert sorted(path.name for path in where.iterdir()) == sorted(
        [*(f"{name}.parquet" for name in TABLES), "study.json", "study.toml"]
    )


def test_a_torn_chunk_is_set_aside_and_played_again(still, tmp_path):
    where = begun(tmp_path)
    torn, *_ = sorted(where.glob("chunks/one/*"))
    with (torn / "events.parquet").open("r+b") as file:
        file.seek(200)
        file.write(b"\xff")
    with pytest.warns(Notice) as told:
        found = play_study(small(), where, resume=True)
    (kept,) = (where / "torn").iterdir()
    assert [str(note.message) for note in told if note.category is Notice] == [
        f"{torn}: is not what was written; it is played again, and kept as {kept}"
    ]
    assert same(found, still)


def test_a_chunk_that_is_torn_under_way_is_not_taken_in(still, tmp_path):
    where = tmp_path / "study"

    class Tears(Stops):
        def each(self, function, jobs):
            for number, path in super().each(function, jobs):
                if self.after == 1000 - 3:
                    (path / "targets.parquet").write_bytes(b"torn")
                yield number, path

    with pytest.raises(ResultMismatch) as told:
        play_study(small(), where, Tears(1000))
    assert str(told.value).endswith(
        "targets.parquet: is not what was written; the same command with --resume plays it again"
    )
    with pytest.warns(Notice):
        assert same(play_study(small(), where, resume=True), still)


def test_a_full_disk_is_one_message_and_the_study_goes_on(still, tmp_path, monkeypatch):
    where = tmp_path / "study"
    write, left = pq.write_table, [10]

    def full(*args, **kwargs):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(pq, "write_table", full)
        with pytest.raises(OutputError) as told:
            play_study(small(), where)
    assert str(told.value).endswith(
        "cannot be written: No space left on device; free some space; "
        "the same command with --resume continues from what is kept"
    )
    assert not list(where.rglob("*.part"))
    assert same(play_study(small(), where, resume=True), still)


def test_a_second_client_is_refused_and_told_who_works(tmp_path):
    where = begun(tmp_path)
    with working_in(where), pytest.raises(OutputError) as told:
        play_study(small(), where, resume=True)
    assert f"process {os.getpid()} on" in str(told.value)
    assert str(told.value).endswith("is working there; wait until it is done, or name another folder")


def test_of_eight_clients_one_plays(still, tmp_path):
    where = begun(tmp_path, after=1)

    def client(_):
        try:
            return play_study(small(), where, resume=True).outcomes_sha256
        except OutputError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(client, range(8)))
    # Who comes when it is whole gets the same without playing.
    refused = [told for told in found if "is working there; wait" in told]
    assert set(found) - set(refused) == {still.outcomes_sha256}
    assert tables(Results(where)) == tables(still)


def test_a_folder_that_is_there_is_not_written_over(tmp_path):
    where = begun(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in where.rglob("*")}
    with pytest.raises(OutputError) as told:
        play_study(small(), where)
    assert str(told.value) == (
        f"{where}: exists already; a run writes a new folder; name another with --out, or continue the "
        "same run with --resume"
    )
    assert before == {path: path.stat().st_mtime_ns for path in where.rglob("*")}


def test_the_folder_of_another_study_is_refused_and_nothing_overwritten(tmp_path):
    where = begun(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in where.rglob("*")}
    cases = {
        "study_sha256 is '5555555555555555' there and '6666666666666666' now": {"sha256": "6" * 64},
        "seed is 3 there and 4 now": {"seed": 4},
        "looks is [24] there and [25] now": {"replicates": 25},
        "arms are one, Two there and one now": {"arms": ("one",)},
        "arm 'one' is another scenario; arm 'Two' is another scenario": {
            "scenario_at": lambda arm, point: scenario_of(arm, 1)
        },
    }
    for difference, changed in cases.items():
        with pytest.raises(ResultMismatch) as told:
            play_study(small(**changed), where, resume=True)
        assert str(told.value) == (
            f"{where}: holds another study: {difference}; go on with what it was begun with, "
            "or name another folder with --out"
        )
    assert before == {path: path.stat().st_mtime_ns for path in where.rglob("*")}


def test_an_edited_manifest_is_refused(tmp_path):
    where = begun(tmp_path)
    told = (where / "study.json").read_text()
    (where / "study.json").write_text(told.replace('"seed": 3', '"seed": 4'))
    with pytest.raises(ResultMismatch) as refused:
        play_study(small(seed=4), where, resume=True)
    assert str(refused.value) == (
        f"{where / 'study.json'}: does not say what was written; name another folder, "
        "or remove it and play again"
    )


def test_parts_of_an_array_job_are_played_side_by_side_and_put_together(still, tmp_path):
    where, play = tmp_path / "study", small()
    count = len(begin(play, where).orders)
    spans = [(n, n + 3) for n in range(0, count, 3)]
    # Each twice, as a scheduler does that thinks one was lost.
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda span: play_part(play, where, *span), [*spans, *spans]))
    assert set(found) == {count}
    assert len(list(where.glob("chunks/*/*"))) == count
    assert not (where / "torn").exists()
    assert same(play_study(play, where, Stops(0), resume=True), still)


def test_it_stops_where_it_is_precise_enough_whoever_plays(tmp_path, monkeypatch):
    def widths(results):
        return [half_of(results, arm, results.manifest["replicates"]) for arm in SALVOS]

    def half_of(results, arm, most):
        table = results.table("outcomes").read_all().to_pylist()
        rows = [r for r in table if (r["arm"], r["point"]) == (arm, 0) and r["replicate"] < most]
        probability = results.cell(arm).probability
        interval = Outcomes(pa.Table.from_pylist(rows), probability).counts("leakers")
        return 0.5 * (interval.high - interval.low)

    whole = play_study(small(replicates=512), tmp_path / "whole")
    at = {look: max(half_of(whole, arm, look) for arm in SALVOS) for look in (64, 128, 256)}
    assert at[256] < at[128] < at[64]
    wanted = 0.5 * (at[128] + at[64])
    play = small(until=Until(wanted, most=512))
    found = play_study(play, tmp_path / "until")
    assert found.manifest["replicates"] == 128
    assert max(widths(found)) <= wanted
    monkeypatch.setattr(rectangles, "LONG_ENOUGH", 0.02)
    with at_work(2, kind="threads") as executor:
        assert same(play_study(play, tmp_path / "threads", executor), found)
    # Where nothing is precise enough, the most is played.
    short = small(until=Until(1e-9, most=70))
    assert play_study(short, tmp_path / "most").manifest["replicates"] == 70


def test_a_measure_that_nobody_keeps_is_told_with_the_nearest(tmp_path):
    with pytest.raises(UnknownName) as told:
        play_study(small(until=Until(0.1, "leaker", 10)), tmp_path / "study")
    assert str(told.value).startswith("until: no measure named 'leaker'; did you mean 'leakers'? known: ")


def test_only_what_is_kept_is_written_and_the_rest_is_no_part_of_the_hash(still, tmp_path):
    found = play_study(small(keep=("outcomes",)), tmp_path / "study")
    assert found.names == ["arms", "outcomes"]
    assert found.table("outcomes").read_all() == still.table("outcomes").read_all()
    assert found.outcomes_sha256 != still.outcomes_sha256


def test_progress_ends_where_all_is_played(tmp_path):
    told = []
    play_study(small(), tmp_path / "study", progress=told.append)
    total = len(SALVOS) * (REPLICATES + (len(DELAYS) - 1) * BOX_REPLICATES)
    done = [now.done for now in told]
    assert done == sorted(done)
    assert (done[0], told[0].interval, told[0].left) == (0, None, float("inf"))
    last = told[-1]
    assert (last.done, last.total, last.left) == (total, total, 0.0)
    assert last.rate > 0.0


def interval_of(results, arm, measure="leakers"):
    rows = [r for r in results.table("outcomes").read_all().to_pylist() if (r["arm"], r["point"]) == (arm, 0)]
    return Outcomes(pa.Table.from_pylist(rows), results.cell(arm).probability).counts(measure)


def test_progress_tells_the_interval_so_far_of_the_first_arm(still, tmp_path):
    told = []
    where = tmp_path / "study"
    with pytest.raises(KeyboardInterrupt):
        play_study(small(), where, Stops(1), progress=told.append)
    assert [now.interval is None for now in told] == [True, False]
    found = play_study(small(), where, resume=True, progress=told.append)
    assert {(now.measure, now.arm) for now in told} == {("leakers", "one")}
    # What was there counts from the beginning, and what the box adds is no part of it.
    assert told[2].interval == told[1].interval
    assert told[-1].interval == pytest.approx(interval_of(found, "one"))
    widths = [now.interval.half for now in told if now.interval]
    assert widths[-1] < widths[0]


def test_progress_tells_what_is_waited_for(tmp_path):
    told = []
    found = play_study(small(until=Until(0.1, "killed", 10)), tmp_path / "study", progress=told.append)
    assert told[-1].measure == "killed"
    assert told[-1].interval == pytest.approx(interval_of(found, "one", "killed"))


def test_names_of_arms_become_names_of_folders():
    plain = ["alone", "s-400", "a.b_c"]
    assert [arm_folder(name) for name in plain] == plain
    odd = ["Alone", "alone.", "../up", "a b", "battery.system=s-400", "", "türkiye", "x" * 90]
    found = [arm_folder(name) for name in odd]
    assert all(name.startswith("arm-") and len(name) == 20 for name in found)
    assert len(set(found)) == len(odd)


def test_the_study_file_is_kept_and_put_back_where_it_is_lost(tmp_path):
    play = small(arms=("one",))
    found = play_study(play, tmp_path / "study")
    (found.folder / "study.toml").unlink()
    play_study(play, tmp_path / "study", resume=True)
    assert (found.folder / "study.toml").read_text() == "version = 1\n"


def test_partial_functions_may_give_the_scenarios(tmp_path):
    play = small(arms=("any",), scenario_at=partial(_of_any, "one"), points=1)
    assert play_study(play, tmp_path / "study").manifest["arms"][0]["name"] == "any"


def _of_any(which, arm, point):
    return scenario_of(which, point)
