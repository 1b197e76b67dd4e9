"""CPU time, and a kernel that says how fast this machine is just now."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).resolve().parent.parent


def reference_kernel() -> None:
    """NumPy work that never changes: sorts, square roots and sums over arrays that fit the cache."""
    values = np.random.default_rng(1).random(40_000)
    for _ in range(40):
        values = np.sqrt(np.sort(values)[::-1] * 0.5 + 0.25)
    values.sum()


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of this process for one piece of work."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def interleaved(*works: Callable[[], object], rounds: int) -> list[float]:
    """Median CPU seconds of several pieces of work, done in turn so that a busy machine slows all alike."""
    times = [[spent(work) for work in works] for _ in range(rounds)]
    return [median(column) for column in zip(*times, strict=True)]


def child(code: str, **environment: str) -> str:
    """Standard output of a fresh Python that runs `code` in the repository."""
    variables = os.environ | environment
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout


def peak() -> float:
    """Largest memory of this process [MiB]; on Linux its own, for `ru_maxrss` begins with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        own = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(own.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024**2 if sys.platform == "darwin" else 1024
    )


def child_peak(code: str) -> tuple[list[str], float]:
    """Words that `code` prints in a fresh Python, and its largest memory [MiB]."""
    *words, most = child(f"{code}\nfrom benchmarks.clock import peak\nprint(peak())").split()
    return words, float(most)


CLOCKED = """
import time
wall, cpu = time.perf_counter(), time.process_time()
{code}
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def child_seconds(code: str, **environment: str) -> tuple[float, float]:
    """Wall and CPU seconds of `code` in a fresh Python, imports included."""
    wall, cpu = child(CLOCKED.format(code=code), **environment).splitlines()[-1].split()
    return float(wall), float(cpu)
