"""Whoever plays: every job once, what it raises raised, and a worker that is killed no reason to stop."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, wait
from threading import Thread

import psutil
import pytest

from openiads.ground.errors import OutOfRange, UnknownName
from openiads.study.executors import processes
from openiads.study.executors.choose import at_work, of
from openiads.study.executors.dask_cluster import FIRST
from openiads.study.executors.executor import AHEAD, MOST_LOST
from openiads.study.executors.processes import Processes
from openiads.study.executors.serial import Serial
from openiads.study.executors.threads import Threads
from tests.study import jobs

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is killed like that there")

WORKERS = 2
NUMBERS = range(9)


@pytest.fixture(
    params=[
        "serial",
        "threads",
        pytest.param("processes", marks=pytest.mark.slow(seconds=5)),
        pytest.param("dask", marks=pytest.mark.slow(seconds=10)),
    ],
)
def executor(request):
    asked = {
        "serial": {},
        "threads": {"workers": WORKERS, "kind": "threads"},
        "processes": {"workers": WORKERS},
        "dask": {"workers": WORKERS, "dask": "local"},
    }
    with at_work(**asked[request.param]) as found:
        yield found


def test_every_executor_plays_every_job_once_and_again_when_asked_again(executor):
    for _ in range(2):
        found = list(executor.each(jobs.twice, NUMBERS))
        assert sorted(found) == [(n, 2 * n) for n in NUMBERS]
    with pytest.raises(UnknownName) as told:
        list(executor.each(jobs.refused_at_three, NUMBERS))
    assert str(told.value) == "no radar named 'p19'; did you mean 'p18'? known: p18"
    # What was refused is no reason to play nothing any more.
    assert list(executor.each(jobs.twice, [21])) == [(0, 42)]


def test_results_come_as_they_are_ready():
    with at_work(WORKERS, kind="threads") as executor:
        first = next(executor.each(jobs.late_first, range(3)))
    assert first[0] != 0


@pytest.mark.parametrize("kind", ["threads", pytest.param("processes", marks=pytest.mark.slow(seconds=4))])
def test_few_jobs_are_taken_before_their_time(kind):
    taken = []

    def asked():
        for n in range(100):
            taken.append(n)
            yield n

    with at_work(WORKERS, kind=kind) as executor:
        playing = executor.each(jobs.twice, asked())
        for _ in range(3):
            next(playing)
        # As many as are in flight, those that came, and those that came in the same moment.
        assert len(taken) <= 3 + 2 * AHEAD * WORKERS
        playing.close()


def test_one_worker_is_this_thread_and_more_are_processes_unless_threads_are_asked_for():
    assert isinstance(of(), Serial)
    found = [of(2), of(2, kind="threads")]
    assert [type(executor) for executor in found] == [Processes, Threads]
    for executor in found:
        executor.close()


@pytest.mark.slow(seconds=4)
def test_a_job_whose_process_is_killed_is_played_again(tmp_path):
    markers = [tmp_path / f"{n}" for n in range(3)]
    with at_work(WORKERS) as executor:
        found = sorted(executor.each(jobs.dies_once, markers[:1]))
        assert found == [(0, "0")]
        assert [result for _, result in sorted(executor.each(jobs.dies_once, markers))] == ["0", "1", "2"]


@pytest.mark.slow(seconds=6)
def test_a_job_that_kills_every_process_is_told_and_not_played_for_ever(tmp_path):
    with at_work(WORKERS) as executor, pytest.raises(OutOfRange) as told:
        list(executor.each(jobs.dies_always, [tmp_path / "count"]))
    assert str(told.value) == (
        "workers: a process ended 4 times over one job, killed or out of memory; play with fewer workers; "
        "a script that plays in processes has its work under `if __name__ == '__main__':`"
    )
    assert (tmp_path / "count").read_text() == "x" * (MOST_LOST + 1)


@pytest.mark.slow(seconds=10)
@pytest.mark.parametrize("return_when", [FIRST_COMPLETED, ALL_COMPLETED])
def test_those_that_were_in_flight_with_a_job_that_kills_are_all_played(tmp_path, monkeypatch, return_when):
    # who hears of a broken pool may hear of all that were in it, or of the first
    monkeypatch.setattr(processes, "wait", lambda flying, **_: wait(flying, return_when=return_when))
    places = [tmp_path / ("bad" if n == 2 else f"{n}") for n in range(12)]
    found = []

    def played() -> None:
        with at_work(WORKERS) as executor:
            for _, result in executor.each(jobs.dies_if_bad, places):
                found.append(result)  # as they come, for the last never does

    with pytest.raises(OutOfRange, match="ended 4 times over one job"):
        played()
    assert sorted(found) == sorted(place.name for place in places if place.name != "bad")
    assert (tmp_path / "bad").read_text() == "x" * (MOST_LOST + 1)


@pytest.mark.slow(seconds=5)
def test_who_stops_waits_for_nobody_though_jobs_too_large_for_a_pipe_are_on_their_way():
    executor = Processes(WORKERS)
    heavy = [(0.0, b"")] + [(600.0, bytes(2**20))] * 8
    found = executor.each(jobs.long_for, heavy)
    assert next(found) == (0, 0)
    for worker in list(executor._pool._processes):
        psutil.Process(worker).kill()
    done = Thread(target=executor.close, daemon=True)
    done.start()
    done.join(20.0)
    assert not done.is_alive()


@pytest.mark.slow(seconds=6)
def test_processes_end_with_the_one_that_asked(tmp_path):
    code = (
        "import sys, pathlib; from openiads.study.executors.choose import of; from tests.study import jobs\n"
        "list(of(2).each(jobs.waits, [pathlib.Path(sys.argv[1])] * 2))"
    )
    client = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "marker")])
    _until(lambda: len(list(tmp_path.iterdir())) == 2)
    client.kill()
    client.wait()
    pids = [int(path.name) for path in tmp_path.iterdir()]
    _until(lambda: not any(map(psutil.pid_exists, pids)))


def _until(holds) -> None:
    end = time.monotonic() + 60.0
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


REFUSED = (
    "; the address of a running scheduler is allowed, such as tcp://host:8786, or local; "
    "start one by `dask scheduler`"
)


@pytest.mark.slow(seconds=7)
def test_an_address_that_does_not_answer_is_told_at_once():
    begin = time.monotonic()
    with pytest.raises(OutOfRange) as told:
        of(dask="tcp://127.0.0.1:9")
    assert time.monotonic() - begin < FIRST + 3.0
    assert str(told.value) == "--dask 'tcp://127.0.0.1:9': does not answer within 5 s" + REFUSED


@pytest.mark.slow(seconds=7)
def test_one_that_listens_and_says_nothing_is_told_at_once():
    begin = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(OutOfRange) as told:
        of(dask=f"tcp://127.0.0.1:{silent.getsockname()[1]}")
    assert time.monotonic() - begin < FIRST + 3.0
    assert str(told.value).endswith(": does not answer within 5 s" + REFUSED)


@pytest.mark.slow(seconds=3)
@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 64, b"\x01" + b"\0" * 63])
def test_another_service_at_the_address_is_told(said):
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answers():
            while True:
                try:
                    end, _ = other.accept()
                except OSError:
                    return
                with end:
                    end.sendall(said)
                    end.recv(1024)

        Thread(target=answers, daemon=True).start()
        with pytest.raises(OutOfRange) as told:
            of(dask=f"tcp://127.0.0.1:{other.getsockname()[1]}")
        other.shutdown(socket.SHUT_RDWR)
    assert str(told.value).endswith(REFUSED)


@pytest.mark.parametrize("address", ["nonsense", "", "tcp://127.0.0.1", "http://host:8786"])
def test_what_is_no_address_is_told(address):
    with pytest.raises(OutOfRange) as told:
        of(dask=address)
    assert str(told.value) == f"--dask {address!r}: is no address{REFUSED}"


def test_without_the_package_one_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(OutOfRange) as told:
        of(dask="local")
    assert str(told.value) == (
        "--dask: the package distributed is not installed; install openiads[dask], or play with --workers"
    )


def test_nothing_of_dask_is_imported_unless_it_is_asked_for():
    code = (
        "import sys; from openiads.study.executors.choose import of; of(2, kind='threads'); "
        "print('distributed' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
