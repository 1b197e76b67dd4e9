"""What all executors promise: every job played once, results in the order in which they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

AHEAD = 2
"""Jobs in flight for each worker, so that none waits for the next and none lies in memory before its time."""
MOST_LOST = 3
"""How often a job is played again whose worker was killed; then it is the job that kills."""


class Executor(Protocol):
    """Plays jobs by a function that any process can find by its name."""

    @property
    def here(self) -> int:
        """How many play at once on this machine; none, where a cluster of others does."""
        ...

    def each(
        self, function: Callable[[Job], Result], jobs: Iterable[Job]
    ) -> Generator[tuple[int, Result], None, None]:
        """Number and result of each job, in the order of completion; what a job raises is raised here."""
        ...

    def close(self) -> None:
        """Let the workers go; what has not begun is not begun."""
        ...
