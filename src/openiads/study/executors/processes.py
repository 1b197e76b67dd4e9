"""Jobs in processes of this machine, each with an interpreter of its own.

They are spawned, never forked: a fork copies locks of threads that are not there.  A process that is killed
takes the pool with it, so the pool is made anew and what was in flight is played again.  Who was to blame is
not known, so a job that was in flight twice when a process ended has the pool for itself from then on.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Any, Generic

from openiads.ground.errors import OutOfRange
from openiads.study.executors.executor import AHEAD, MOST_LOST, Job, Result

CLOSES_ITSELF = (3, 11, 5)
SUSPECT = MOST_LOST - 1
"""Losses after which a job is played alone."""


@dataclass(eq=False)
class _Tried(Generic[Job]):
    """A job, and how often a worker was lost over it."""

    number: int
    job: Job
    lost: int = 0

    @property
    def suspect(self) -> bool:
        """Whether it is played alone, so that nobody is lost with it and it with nobody."""
        return self.lost >= SUSPECT


class Processes:
    """So many processes, made when the first job comes."""

    def __init__(self, workers: int) -> None:
        self.workers = self.here = workers
        self._pool: ProcessPoolExecutor | None = None
        self._leash: Any = None

    def each(
        self, function: Callable[[Job], Result], jobs: Iterable[Job]
    ) -> Generator[tuple[int, Result], None, None]:
        """Number and result of each job, in the order of completion."""
        following = (_Tried(number, job) for number, job in enumerate(jobs))
        again: list[_Tried[Job]] = []
        flying: dict[Future[Result], _Tried[Job]] = {}
        try:
            while True:
                while len(flying) < self._most(flying.values()):
                    tried = _taken(again) or next(following, None)
                    if tried is None and not flying:
                        tried = _taken(again, suspects=True)
                    if tried is None:
                        break
                    flying[self._submit(function, tried.job)] = tried
                if not flying:
                    return
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    tried = flying.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        again.append(_once_more(tried))
                    else:
                        yield tried.number, future.result()
        finally:
            for future in flying:
                future.cancel()
            if flying:
                self.close()

    def close(self) -> None:
        """End the processes, whatever they do: what is not written whole is not there."""
        if self._leash is not None:
            self._leash.close()
        if self._pool is not None:
            _let_go(self._pool)
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._leash = None

    def _most(self, flying: Iterable[_Tried[Job]]) -> int:
        """Jobs that may be in flight beside these."""
        return 1 if any(tried.suspect for tried in flying) else AHEAD * self.workers

    def _submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        if self._pool is not None:
            try:
                return self._pool.submit(function, job)
            except BrokenProcessPool:
                self.close()
        self._pool = self._made()
        return self._pool.submit(function, job)

    def _made(self) -> ProcessPoolExecutor:
        context = get_context("spawn")
        end, self._leash = context.Pipe(duplex=False)
        return ProcessPoolExecutor(self.workers, context, _begin, (end,))


def _let_go(pool: ProcessPoolExecutor) -> None:
    """Have nobody wait to hand a job to workers that are gone.

    The pool hands jobs over through a pipe of which it holds both ends: once it is full and nobody reads,
    whoever writes waits for ever, and the end of the pool for him.  Python closes its own end since 3.11.5
    (python/cpython#94777); it is closed here for those before, and for those alone: two may not close it.
    """
    if sys.version_info >= CLOSES_ITSELF:
        return
    reader = getattr(getattr(pool, "_call_queue", None), "_reader", None)
    if reader is not None and not reader.closed:
        reader.close()


def _taken(again: list[_Tried[Job]], suspects: bool = False) -> _Tried[Job] | None:
    """The one of the jobs to be played again over which the fewest workers were lost.

    Suspects are for the end, when nothing else is left to do: one that kills its process at every try ends
    the study, and by then all others are played.
    """
    chosen = min(
        (tried for tried in again if tried.suspect == suspects), key=lambda tried: tried.lost, default=None
    )
    if chosen is not None:
        again.remove(chosen)
    return chosen


def _once_more(tried: _Tried[Job]) -> _Tried[Job]:
    if tried.lost == MOST_LOST:
        raise OutOfRange(
            f"workers: a process ended {MOST_LOST + 1} times over one job, killed or out of memory; "
            "play with fewer workers; a script that plays in processes has its work under "
            "`if __name__ == '__main__':`"
        )
    return _Tried(tried.number, tried.job, tried.lost + 1)


def _begin(leash: Any) -> None:
    """Leave Ctrl-C to who asked, and end as soon as that one lets go or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(leash,), daemon=True).start()


def _end_with(leash: Any) -> None:
    asked = parent_process()
    connection.wait([leash, *([asked.sentinel] if asked else [])])
    os._exit(1)
