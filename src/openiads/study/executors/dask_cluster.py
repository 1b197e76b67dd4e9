"""Jobs on the workers of a Dask cluster, on this machine or on many that share the study folder.

`distributed` is asked for only here, so that who needs no cluster needs no such package.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Any

from openiads.ground.errors import OutOfRange
from openiads.study.executors.executor import AHEAD, MOST_LOST, Job, Result

LOCAL = "local"
"""The address that stands for a cluster of this machine, made for the study."""
FIRST = 5.0
"""How long an address has to answer at all [s], so that with all imports it is told within ten."""
ANSWER = 8.0
"""How long a scheduler that answered once has [s]."""
GRACE = 10.0
"""How long a scheduler that was there may be away [s]."""
LOOK = 0.5
"""Time between two looks whether it still is [s]."""


class DaskCluster:
    """The workers that a scheduler knows.

    Parameters
    ----------
    address : of the scheduler, `tcp://host:8786`, or `local`
    workers : processes of a cluster of this machine; another has as many as it has
    """

    def __init__(self, address: str, workers: int = 1) -> None:
        self.address, self._workers = address, workers
        self._distributed = _imported()
        # What it has to say of lost workers and closed doors is said by our messages.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._cluster = self._local(workers) if address == LOCAL else None
        self._client = self._connected()

    @property
    def here(self) -> int:
        """Workers of this machine, where the cluster is our own."""
        return self._workers if self._cluster is not None else 0

    def each(
        self, function: Callable[[Job], Result], jobs: Iterable[Job]
    ) -> Generator[tuple[int, Result], None, None]:
        """Number and result of each job, in the order of completion."""
        following = enumerate(jobs)
        flying: dict[str, tuple[int, Any]] = {}
        done: SimpleQueue[Any] = SimpleQueue()
        try:
            while True:
                while len(flying) < self._most():
                    number, job = next(following, (-1, None))
                    if number < 0:
                        break
                    future = self._client.submit(function, job, pure=False)
                    flying[future.key] = number, future
                    future.add_done_callback(done.put)
                if not flying:
                    return
                future = self._next(done)
                number, _ = flying.pop(future.key)
                yield number, self._result(future)
        finally:
            self._drop([future for _, future in flying.values()])

    def close(self) -> None:
        """Leave a cluster of others as it is; end our own."""
        self._client.close(timeout=ANSWER)
        if self._cluster is not None:
            self._cluster.close(timeout=ANSWER)

    def _local(self, workers: int) -> Any:
        return self._distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0"
        )

    def _connected(self) -> Any:
        if self._cluster is None:
            _require_scheduler(self.address)
        told = self._cluster if self._cluster is not None else self.address
        try:
            return self._distributed.Client(told, timeout=ANSWER, set_as_default=False)
        except (OSError, ValueError, TypeError):
            raise _refused(self.address, NO_ANSWER) from None

    def _most(self) -> int:
        """Jobs that may be in flight: workers come and go."""
        try:
            threads = int(sum(self._client.nthreads().values()))
            return max(AHEAD * threads, AHEAD)
        except (OSError, RuntimeError, ValueError):
            return AHEAD  # the next look finds out whether anybody is there

    def _next(self, done: SimpleQueue[Any]) -> Any:
        away = 0.0
        while True:
            try:
                return done.get(timeout=LOOK)
            except Empty:
                running = self._client.status == "running"
                away = 0.0 if running else away or time.monotonic()
                if self._client.status == "closed" or (away and time.monotonic() - away > GRACE):
                    raise self._gone() from None

    def _result(self, future: Any) -> Any:
        if future.status not in ("finished", "error"):
            raise self._gone()
        try:
            return future.result(timeout=ANSWER)
        except self._distributed.KilledWorker:
            raise OutOfRange(
                f"--dask {self.address}: workers ended {MOST_LOST + 1} times over one job, killed or out of "
                "memory; give them more memory"
            ) from None
        except (self._distributed.TimeoutError, self._distributed.CancelledError, OSError):
            raise self._gone() from None

    def _drop(self, futures: list[Any]) -> None:
        if futures and self._client.status == "running":
            self._client.cancel(futures, force=True)

    def _gone(self) -> OutOfRange:
        return OutOfRange(
            f"--dask {self.address}: the scheduler is gone; what was played is kept; "
            "start it and go on with --resume"
        )


NO_ADDRESS = "is no address"
NO_ANSWER = f"does not answer within {FIRST:.0f} s"
NO_SCHEDULER = "what answers there is no Dask scheduler"


def _require_scheduler(address: str) -> None:
    """Refuse what is none, before there is a client: one that found none waits long until it lets go."""
    try:
        with ThreadPoolExecutor(1) as apart:  # in a notebook this thread has a loop of its own
            kind = apart.submit(lambda: asyncio.run(asyncio.wait_for(_kind_of(address), FIRST))).result()
    except (OSError, TimeoutError):
        raise _refused(address, NO_ANSWER) from None
    except (ValueError, TypeError):
        raise _refused(address, NO_ADDRESS) from None
    except Exception:  # another service may answer anything, and `distributed` reads it as lengths and names
        raise _refused(address, NO_SCHEDULER) from None
    if kind != "Scheduler":
        raise _refused(address, NO_SCHEDULER)


async def _kind_of(address: str) -> object:
    from distributed import core, security

    untyped: tuple[Any, Any] = core.rpc, security.Security
    rpc, secured = untyped
    asked = rpc(address, timeout=FIRST, connection_args=secured().get_connection_args("client"))
    async with asked as there:
        return (await there.identity()).get("type")


def _refused(address: str, why: str) -> OutOfRange:
    return OutOfRange(
        f"--dask {address!r}: {why}; the address of a running scheduler is allowed, such as tcp://host:8786, "
        "or local; start one by `dask scheduler`"
    )


def _imported() -> Any:
    try:
        import distributed
    except ImportError:
        raise OutOfRange(
            "--dask: the package distributed is not installed; install openiads[dask], or play with --workers"
        ) from None
    return distributed
