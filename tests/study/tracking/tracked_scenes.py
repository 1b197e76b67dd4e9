"""Targets and tracks made up for tests: what a poor tracker might have made of straight flights."""

from __future__ import annotations

import numpy as np

from openiads.study.tracking.kinematics import Kinematics

PERIOD = 5.0
"""Time from scan to scan [s]."""


def kinematics(rows: list[tuple[float, int, list[float], list[float]]]) -> Kinematics:
    """Rows of time [s], number, place [m] and velocity [m/s], in any order."""
    rows = sorted(rows, key=lambda row: row[:2])
    return Kinematics(
        np.array([row[0] for row in rows], dtype=np.float64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.float64).reshape(-1, 3),
        np.array([row[3] for row in rows], dtype=np.float64).reshape(-1, 3),
    )


def scene(targets: int, scans: int, seed: int, side: float = 60_000.0) -> tuple[Kinematics, Kinematics]:
    """Truth and tracks within a side [m] of the middle; tracks are late, off, doubled, broken and false."""
    draws = np.random.default_rng(seed)
    truth, tracks, number = [], [], 100
    for n in range(targets):
        first = int(draws.integers(0, scans // 4 + 1))
        last = scans - int(draws.integers(0, scans // 4 + 1))
        heading, speed = draws.uniform(0.0, 2.0 * np.pi), draws.uniform(120.0, 320.0)
        velocity = np.array([speed * np.sin(heading), speed * np.cos(heading), 0.0])
        start = np.append(draws.uniform(-side, side, 2), draws.uniform(500.0, 9_000.0))
        rows = [(PERIOD * s, start + velocity * PERIOD * (s - first)) for s in range(first, last)]
        truth += [(time, n, place, velocity) for time, place in rows]
        for _ in range(1 + int(draws.random() < 0.1)):
            more, number = broken(rows, velocity, number, draws)
            tracks += more
    for _ in range(targets // 5 + 1):
        number += 1
        begin, place = int(draws.integers(0, scans)), np.append(draws.uniform(-side, side, 2), 5_000.0)
        length = int(draws.integers(2, 8))
        velocity = draws.normal(0.0, 150.0, 3)
        rows = [
            (PERIOD * (begin + k), place + velocity * PERIOD * k) for k in range(length) if begin + k < scans
        ]
        tracks += [(time, number, place, velocity) for time, place in rows]
    return kinematics(truth), kinematics(tracks)


def broken(rows, velocity, number, draws):
    """Rows of the tracks of one target, one after the other, and the last number that was given."""
    found, off, number = [], np.zeros(3), number + 1
    wait = int(draws.integers(0, 4))
    for time, place in rows:
        if wait > 0:
            wait -= 1
            continue
        if draws.random() < 0.05:
            off = draws.normal(0.0, 4_000.0, 3)
        elif draws.random() < 0.5:
            off = np.zeros(3)
        noise = draws.normal(0.0, [400.0, 400.0, 600.0])
        found.append((time, number, place + off + noise, velocity + draws.normal(0.0, 20.0, 3)))
        if draws.random() < 0.04:
            number, wait = number + 1, int(draws.integers(0, 3))
    return found, number
