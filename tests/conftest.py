"""What every test shares: the order of running, machine code, the draws of Hypothesis, the browser."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from openiads.ground.compiled import COMPILED

# Derandomised: a red run is red for everybody.  No deadline: the first example may pay for a compile.
settings.register_profile("house", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("house")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell has it ignored for what it starts in the background, and so would the commands under test.
    signal.signal(signal.SIGINT, signal.default_int_handler)

if sys.dont_write_bytecode and "PYTHONPYCACHEPREFIX" not in os.environ:
    # Where no bytecode may lie beside the sources, as in many containers, each program that a test starts
    # would take two seconds to compile the modules that it imports; a session keeps it in a place apart.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp(prefix="openiads-bytecode-")
    atexit.register(shutil.rmtree, os.environ["PYTHONPYCACHEPREFIX"], ignore_errors=True)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
"""Name of this process among several that share the tests; none where there is one alone."""
WITHOUT_ENGINE = ("catalogue", "export", "ground", "scenario", "state", "terrain")
"""Rooms of tests that compile little."""
FEW = 100
"""Tests of the other rooms, that compile what they need where they need it."""


def is_slow(item: pytest.Item) -> bool:
    """Whether a test takes its time."""
    return any(item.iter_markers("slow")) or any(item.iter_markers("browser"))


def seconds(item: pytest.Item) -> float:
    """How long a slow test says that it takes; the order goes by it, nothing else."""
    return max((mark.kwargs.get("seconds", 0.0) for mark in item.iter_markers("slow")), default=0.0)


def plays_little(item: pytest.Item) -> bool:
    """Whether a test is in a room that compiles little."""
    room = item.path.relative_to(item.config.rootpath / "tests").parts[0]
    return room in WITHOUT_ENGINE or room.endswith(".py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process: fast tests first, so that a slip shows within seconds.  Several: the longest first.

    Of several the first begins with the first half, which has all that is slow, and the last with the second,
    where nothing waits for the engine to be compiled; whoever is done takes from the others.  So no long test
    runs alone at the end.  The order is otherwise kept.
    """
    if WORKER:
        items.sort(key=lambda item: (-seconds(item), not is_slow(item), plays_little(item)))
    else:
        items.sort(key=is_slow)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Before its first test the first of several processes compiles the engine, once for all of them."""
    if WORKER == "gw0" and COMPILED and sum(not plays_little(item) for item in session.items) > FEW:
        from openiads.simulation.prepare import prepare
        from openiads.study.campaign.run_campaign import ready

        ready(prepare("one-battery"), "fused")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without machine code some tests would take for ever, or have nothing to test; each says why."""
    for mark in item.iter_markers("compiled"):
        (why,) = mark.args
        if not COMPILED:
            pytest.skip(f"kernels are not compiled here: {why}")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Path of a Chromium; without one the test is skipped, or fails where a browser is required."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is not None:
        return Path(found)
    missing = (
        f"no browser on this machine, looked for {', '.join(BROWSERS)}; install chromium to run this test"
    )
    if os.environ.get("OPENIADS_REQUIRE_BROWSER") == "1":
        pytest.fail(missing)
    pytest.skip(missing)
