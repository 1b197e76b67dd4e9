"""Jobs on threads of this process: the compiled engine holds no interpreter lock, what keeps books does."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from openiads.study.executors.executor import AHEAD, Job, Result


class Threads:
    """So many threads."""

    def __init__(self, workers: int) -> None:
        self.here, self.most = workers, AHEAD * workers
        self._pool = ThreadPoolExecutor(workers)

    def each(
        self, function: Callable[[Job], Result], jobs: Iterable[Job]
    ) -> Generator[tuple[int, Result], None, None]:
        """Number and result of each job, in the order of completion."""
        following = enumerate(jobs)
        flying: dict[Future[Result], int] = {}
        try:
            while True:
                for number, job in islice(following, self.most - len(flying)):
                    flying[self._pool.submit(function, job)] = number
                if not flying:
                    return
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    yield flying.pop(future), future.result()
        finally:
            for future in flying:
                future.cancel()

    def close(self) -> None:
        """Wait for what is being played: a thread cannot be stopped."""
        self._pool.shutdown(wait=True, cancel_futures=True)
