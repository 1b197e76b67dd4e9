"""Jobs on a Dask cluster: one that is there, by its address, or one on this machine."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from openiads.ground.errors import OutOfRange, OutputError
from openiads.ground.letters import brief
from openiads.study.executors.executor import AHEAD, J, R, WorkersLost, require_progress

LOCAL = "local"
"""Instead of an address: a cluster on this machine, for as long as it is needed."""
PATIENCE = 8.0
"""Seconds that an address has to answer."""
REMEDY = "look at the cluster's own log, and go on with --resume"


class Dask:
    """Jobs on the workers of a scheduler."""

    def __init__(self, client: Any, address: str) -> None:
        self.client = client
        self.address = address

    @property
    def workers(self) -> int:
        """Threads of all workers; at least 1, for they may come later."""
        threads: dict[str, int] = self.client.nthreads()
        return max(sum(threads.values()), 1)

    def each(self, function: Callable[[J], R], jobs: Iterable[J]) -> Iterator[tuple[int, R]]:
        """See `Executor`; who leaves the loop has the cluster forget what was not begun."""
        queue = enumerate(jobs)
        waiting: dict[Any, tuple[int, J]] = {}
        flight = _library().as_completed()
        losses = 0

        def submit(number: int, job: J) -> None:
            future = self.client.submit(function, job, pure=False)
            waiting[future] = number, job
            flight.add(future)

        try:
            for number, job in self._first(queue):
                submit(number, job)
            for future in flight:
                number, job = waiting.pop(future)
                lost, result = self._result_of(future)
                if lost:
                    losses += 1
                    require_progress(losses, f"workers of the cluster at {self.address}", REMEDY)
                    submit(number, job)
                    continue
                losses = 0
                yield number, result
                for more in _next(queue):
                    submit(*more)
        finally:
            if waiting:
                self._forget(list(waiting))

    def _first(self, queue: Iterator[tuple[int, J]]) -> Iterator[tuple[int, J]]:
        for _ in range(AHEAD * self.workers):
            yield from _next(queue)

    def _result_of(self, future: Any) -> tuple[bool, Any]:
        """Whether its worker was lost, and else what the job gave."""
        library = _library()
        try:
            return False, future.result()
        except library.KilledWorker:
            return True, None
        except library.client.FutureCancelledError:
            raise WorkersLost(
                f"the scheduler at {self.address} is gone or has forgotten the work; what was done is kept; "
                f"{REMEDY}"
            ) from None

    def _forget(self, futures: list[Any]) -> None:
        try:
            self.client.cancel(futures, force=True)
        except Exception:  # the scheduler may be what is gone
            return


def _next(queue: Iterator[tuple[int, J]]) -> Iterator[tuple[int, J]]:
    """One more job, if there is one."""
    for more in queue:
        yield more
        return


@contextmanager
def connected(address: str, workers: int) -> Iterator[Dask]:
    """A cluster by its address, or one on this machine with so many workers.

    Raises
    ------
    OutputError
        if the library is not installed
    OutOfRange
        if nobody answers, or a worker has another version of openiads
    """
    library = _library()
    if address == LOCAL:
        with (
            library.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs="ERROR"
            ) as cluster,
            library.Client(cluster) as client,
        ):
            yield Dask(client, LOCAL)
        return
    with _client(library.Client, address) as client:
        _require_ours(client, address)
        yield Dask(client, address)


def _library() -> Any:
    """The package, which is there only if somebody asked for it."""
    try:
        import distributed
    except ImportError:
        raise OutputError(
            "--dask: needs the package distributed, which is not installed; "
            "install it with: python3 -m pip install 'openiads[dask]'"
        ) from None
    return distributed


def _client(make: Callable[..., Any], address: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions that differ; what matters is asked below
            return make(address, timeout=PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise OutOfRange(
            f"--dask: no scheduler answers at {brief(address)} ({brief(str(error))}); an address such as "
            "tcp://10.0.0.1:8786, or local, is allowed; start one with: dask scheduler"
        ) from None


def _require_ours(client: Any, address: str) -> None:
    """Refuse workers that would not play the same."""
    ours = version("openiads")
    try:
        found = client.run(version, "openiads")
    except ModuleNotFoundError:  # a PackageNotFoundError of a worker
        found = {"a worker": "none"}
    strange = sorted({told for told in found.values() if told != ours})
    if strange:
        raise OutOfRange(
            f"--dask: workers at {brief(address)} have openiads {', '.join(strange)}; "
            f"{ours} is allowed, as here; install it there"
        )
