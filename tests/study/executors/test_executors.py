"""One battery of checks for every executor: the same results, errors that come out, workers that may die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from openiads.ground.errors import OpeniadsError, OutOfRange, UnknownName
from openiads.study.executors.choose import KINDS, choose
from openiads.study.executors.executor import MOST_LOSSES, WorkersLost
from tests.study.executors import jobs

APART = ("processes", "dask")
"""Executors whose workers are processes of their own."""


@pytest.fixture(scope="module", params=KINDS)
def executor(request):
    with choose(request.param, 2) as found:
        yield found


def test_every_job_is_done_once_and_knows_its_number(executor):
    numbers = [5, 4, 3, 2, 1, 0, 7, 8, 9]
    found = list(executor.each(jobs.square, iter(numbers)))
    assert sorted(number for number, _ in found) == list(range(len(numbers)))
    assert all(result == numbers[number] ** 2 for number, result in found)


def test_nothing_to_do_is_done_at_once(executor):
    assert list(executor.each(jobs.square, [])) == []


def test_an_error_of_ours_comes_out_as_it_was_raised(executor):
    with pytest.raises(UnknownName, match="no radar named 'x'; known: y"):
        list(executor.each(jobs.refused, range(6)))


def test_jobs_are_taken_only_as_workers_become_free(executor):
    taken = []

    def watched():
        for number in range(1000):
            taken.append(number)
            yield number

    found = executor.each(jobs.square, watched())
    next(found)
    assert len(taken) <= 2 * 2 * executor.workers + 1
    found.close()


def test_an_executor_may_be_used_again_after_an_error(executor):
    with pytest.raises(OutOfRange):
        list(executor.each(jobs.out_of_range, range(3)))
    assert len(list(executor.each(jobs.square, range(3)))) == 3


@pytest.mark.parametrize("kind", APART)
def test_a_job_whose_worker_is_killed_is_done_again(kind, tmp_path):
    with choose(kind, 2) as executor:
        found = dict(executor.each(jobs.dies_once, [(n, str(tmp_path)) for n in range(5)]))
    assert found == {n: n for n in range(5)}


def test_a_job_that_kills_every_worker_is_given_up_with_one_message():
    with choose("processes", 2) as executor, pytest.raises(WorkersLost) as raised:
        list(executor.each(jobs.dies_always, range(3)))
    assert str(raised.value) == (
        f"processes that do the work ended {MOST_LOSSES + 1} times in a row before a job was done, killed or "
        "out of memory; what was done is kept; go on with --resume, with fewer workers where memory is short"
    )
    assert isinstance(raised.value, OpeniadsError)


def test_whoever_leaves_does_not_wait_for_processes():
    begin = time.monotonic()
    with choose("processes", 2) as executor:
        found = executor.each(jobs.slow, [0, 1])
        with pytest.raises(KeyboardInterrupt):
            _interrupted(found)
    assert time.monotonic() - begin < 60.0


def _interrupted(found):
    """Have Ctrl-C come while results are waited for."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(3)
    try:
        next(found)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


CLIENT = """
from openiads.study.executors.choose import choose
from tests.study.executors import jobs
if __name__ == "__main__":
    with choose("processes", 2) as executor:
        list(executor.each(jobs.told, [(n, {folder!r}) for n in range(4)]))
"""


def test_processes_end_with_the_one_that_began_them(tmp_path):
    script = tmp_path / "client.py"
    folder = tmp_path / "who"
    folder.mkdir()
    script.write_text(CLIENT.format(folder=str(folder)))
    root = Path(__file__).parents[3]
    client = subprocess.Popen([sys.executable, script], env={**os.environ, "PYTHONPATH": str(root)})
    workers = _wait(lambda: [int(path.name) for path in folder.iterdir()], 2)
    client.kill()
    client.wait()
    assert _wait(lambda: [0] * sum(not _lives(pid) for pid in workers), 2)


def _wait(found, count):
    """What is found once there is enough of it."""
    for _ in range(600):
        told = found()
        if len(told) >= count:
            return told
        time.sleep(0.1)
    raise AssertionError(f"waited a minute for {count}, found {found()}")


def _lives(pid):
    """Whether a process runs; one that has ended and was not asked for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_address_that_does_not_answer_is_told_within_ten_seconds():
    begin = time.monotonic()
    with (
        pytest.raises(OutOfRange, match=r"no scheduler answers at tcp://127.0.0.1:9"),
        choose("dask", 2, "tcp://127.0.0.1:9"),
    ):
        pass
    assert time.monotonic() - begin < 10.0


def test_an_address_that_is_none_is_told():
    with pytest.raises(OutOfRange, match="an address such as"), choose("dask", 2, "nonsense"):
        pass
