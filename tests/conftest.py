"""What every test shares: the order of running, the draws of Hypothesis, the browser."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# Derandomised: a red run is red for everybody.  No deadline: the first example may pay for a compile.
settings.register_profile("house", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("house")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell has it ignored for what it starts in the background, and so would the commands under test.
    signal.signal(signal.SIGINT, signal.default_int_handler)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, so that a slip shows within seconds; the order is otherwise kept."""
    items.sort(key=lambda item: any(item.iter_markers("slow")) or any(item.iter_markers("browser")))


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
