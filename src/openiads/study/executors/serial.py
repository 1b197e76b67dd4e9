"""One job after the other, in the thread that asks."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

from openiads.study.executors.executor import Job, Result


class Serial:
    """The executor that needs nothing."""

    here = 1

    def each(
        self, function: Callable[[Job], Result], jobs: Iterable[Job]
    ) -> Generator[tuple[int, Result], None, None]:
        """Number and result of each job, in their order."""
        for number, job in enumerate(jobs):
            yield number, function(job)

    def close(self) -> None:
        """Nothing is held."""
