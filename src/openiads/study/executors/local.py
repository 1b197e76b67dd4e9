"""One job after another, or side by side in threads of this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from openiads.study.executors.executor import AHEAD, J, R, in_flight


class Serial:
    """One job after another, in the thread that asks."""

    workers = 1

    def each(self, function: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[int, R]]:
        """See `Executor`."""
        for number, job in enumerate(jobs):
            yield number, function(job)


class Threads:
    """Jobs side by side in threads; compiled kernels hold no interpreter lock."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def each(self, function: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[int, R]]:
        """See `Executor`; who leaves the loop waits for the jobs that were begun."""
        with ThreadPoolExecutor(self.workers) as pool:
            flight = in_flight(lambda job: pool.submit(function, job), enumerate(jobs), AHEAD * self.workers)
            for number, _, future in flight:
                yield number, future.result()
