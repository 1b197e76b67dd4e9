"""Large amounts in words, and what the machine has."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from openiads.ground import machine


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_500, "1.5 kB"),
        (999_700, "1 MB"),
        (24e9, "24 GB"),
        (1.68e12, "1.68 TB"),
        (5e21, "5,000 EB"),
    ],
)
def test_bytes_in_words(amount: float, told: str) -> None:
    assert machine.bytes_told(amount) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (5, "5 s"),
        (119, "119 s"),
        (150, "2.5 minutes"),
        (3 * 3600, "3.0 hours"),
        (46.2 * 86_400, "46 days"),
        (1e12, "31,688 years"),
        (math.inf, "forever"),
    ],
)
def test_times_in_words(seconds: float, told: str) -> None:
    assert machine.seconds_told(seconds) == told


def test_a_container_may_use_less_than_the_machine_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(machine, "CGROUP", limit)
    whole = machine.memory()
    assert whole > 1e8
    limit.write_text("max\n")
    assert machine.memory() == whole
    limit.write_text("123456\n")
    assert machine.memory() == 123_456
