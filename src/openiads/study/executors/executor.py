"""What all executors have in common: a function, jobs, and results in the order in which they come."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Protocol, TypeVar

from openiads.ground.errors import OpeniadsError

J = TypeVar("J")
R = TypeVar("R")

AHEAD = 2
"""Jobs in flight for each worker: one that is worked on and one that waits."""
MOST_LOSSES = 3
"""Times in a row that workers may be lost without a job being done."""


class WorkersLost(OpeniadsError):
    """Workers end before they have done their work, again and again."""


class Executor(Protocol):
    """Does jobs that do not depend on one another."""

    @property
    def workers(self) -> int:
        """Jobs that are worked on at one time."""

    def each(self, function: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[int, R]]:
        """Number of each job, from 0 on, and what the function gives for it, as soon as it is done.

        Function, jobs and results may travel to other processes, so all can be pickled, and the function is
        one of a module.  Jobs are taken from their iterator as workers become free.  An exception of the
        function comes out here; who leaves the loop leaves what was not begun undone.  A job whose worker is
        lost is done again, so to do it twice must be to do it once.

        Raises
        ------
        WorkersLost
            if workers end again and again before a job is done
        """


def in_flight(
    submit: Callable[[J], Future[R]], jobs: Iterator[tuple[int, J]], most: int
) -> Iterator[tuple[int, J, Future[R]]]:
    """Submit jobs, at most so many at one time, and give each with its future when that is done."""
    waiting: dict[Future[R], tuple[int, J]] = {}
    try:
        while True:
            for number, job in itertools.islice(jobs, most - len(waiting)):
                waiting[submit(job)] = number, job
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=lambda one: waiting[one][0]):
                yield *waiting.pop(future), future
    finally:
        for future in waiting:
            future.cancel()


def require_progress(losses: int, who: str, remedy: str) -> None:
    """Refuse to lose workers forever.

    losses  so many times in a row without a job done
    """
    if losses > MOST_LOSSES:
        raise WorkersLost(
            f"{who} ended {losses} times in a row before a job was done, killed or out of memory; "
            f"what was done is kept; {remedy}"
        )
