"""Jobs side by side in processes of their own, which end with this one however it ends."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection

from openiads.study.executors.executor import AHEAD, J, R, in_flight, require_progress

REMEDY = "go on with --resume, with fewer workers where memory is short"


class Processes:
    """Jobs side by side in processes.

    A process that is killed takes all of its pool with it, so what was in flight is done again in a new one.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def each(self, function: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[int, R]]:
        """See `Executor`; who leaves the loop ends the processes at once."""
        left: list[tuple[int, J]] = []
        rest = iter(enumerate(jobs))
        losses = 0
        while True:
            begun: dict[int, J] = {}
            try:
                for number, result in self._pooled(function, itertools.chain(left, rest), begun):
                    losses = 0
                    yield number, result
                return
            except BrokenProcessPool:
                losses += 1
                require_progress(losses, "processes that do the work", REMEDY)
                left = sorted(begun.items())

    def _pooled(
        self, function: Callable[[J], R], jobs: Iterator[tuple[int, J]], begun: dict[int, J]
    ) -> Iterator[tuple[int, R]]:
        """Do jobs in one pool; `begun` has those that were taken and not yet done."""
        context = multiprocessing.get_context("spawn")
        reader, writer = context.Pipe(duplex=False)
        pool = ProcessPoolExecutor(self.workers, context, _begin, (reader,))
        try:
            flight = in_flight(
                lambda job: pool.submit(function, job), _noted(jobs, begun), AHEAD * self.workers
            )
            for number, _, future in flight:
                result = future.result()
                del begun[number]
                yield number, result
        except BaseException:
            # Closing the pipe ends them; waiting for what they do may take as long as a job does.
            writer.close()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            writer.close()
            reader.close()


def _noted(jobs: Iterable[tuple[int, J]], begun: dict[int, J]) -> Iterator[tuple[int, J]]:
    for number, job in jobs:
        begun[number] = job
        yield number, job


def _begin(alive: Connection) -> None:
    """Set up a process that works: Ctrl-C is its parent's affair, and with its parent it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()


def _end_with(alive: Connection) -> None:
    """End this process when the other end of a pipe is closed: by our parent, or by its end."""
    with suppress(OSError, EOFError):
        alive.recv_bytes()
    os._exit(1)
