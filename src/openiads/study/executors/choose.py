"""The executor that a user asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from openiads.study.executors.executor import Executor
from openiads.study.executors.local import Serial, Threads
from openiads.study.executors.processes import Processes

KINDS = ("serial", "threads", "processes", "dask")


@contextmanager
def choose(kind: str, workers: int, address: str = "local") -> Iterator[Executor]:
    """An executor, for as long as it is needed.

    kind     one of `KINDS`
    workers  jobs at one time; of a cluster that is there, its own number counts
    address  of a Dask scheduler, or `local`
    """
    if kind == "dask":
        from openiads.study.executors.dask_cluster import connected

        with connected(address, workers) as cluster:
            yield cluster
    elif kind == "serial" or workers == 1:
        yield Serial()
    else:
        yield Threads(workers) if kind == "threads" else Processes(workers)
