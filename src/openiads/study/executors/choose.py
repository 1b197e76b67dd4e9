"""Which executor plays, by what the user asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from openiads.study.executors.dask_cluster import DaskCluster
from openiads.study.executors.executor import Executor
from openiads.study.executors.processes import Processes
from openiads.study.executors.serial import Serial
from openiads.study.executors.threads import Threads

Kind = Literal["processes", "threads"]


def of(workers: int = 1, dask: str | None = None, kind: Kind = "processes") -> Executor:
    """One for so many workers of this machine, or for the cluster at an address (`local`: one of our own)."""
    if dask is not None:
        return DaskCluster(dask, workers)
    if workers == 1:
        return Serial()
    return Threads(workers) if kind == "threads" else Processes(workers)


@contextmanager
def at_work(workers: int = 1, dask: str | None = None, kind: Kind = "processes") -> Iterator[Executor]:
    """The same for a while."""
    executor = of(workers, dask, kind)
    try:
        yield executor
    finally:
        executor.close()
