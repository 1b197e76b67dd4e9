"""Play a scenario with each figure at its low and at its high, one at a time, on the same draws.

Most figures do nothing in any one scenario.  So all are played a few times, and only those that move the
leakers most go on to the next heat, with more replicates (successive halving [1]_).  A figure that leaves the
World as it is needs no playing at all.

References
----------
.. [1] K. Jamieson and A. Talwalkar, Non-stochastic best arm identification and hyperparameter optimization,
   Proceedings of the 19th International Conference on Artificial Intelligence and Statistics (2016), 240-248.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, SupportsIndex

import numpy as np

from openiads.ground.compiled import fingerprint
from openiads.ground.compiled import sources as model_files
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load import Source
from openiads.scenario.write import sha256_of
from openiads.simulation.engine import default_workers, play
from openiads.simulation.prepare import Prepared, prepare, varied
from openiads.state.planes import Area
from openiads.state.world import World
from openiads.study.campaign import ready
from openiads.study.influence.change import Leakers, change, ignorance
from openiads.study.influence.figures import Uncertain, figures_of, sha256_of_figures

ENDS = ("low", "high")
DEFAULT_REPLICATES = 128
LEAST, MOST = 16, 1_000_000
HEATS = ((16, None), (4, 48), (1, 20))
"""By heat: which part of the replicates is played, and how many figures take part; None is all."""

Progress = Callable[[int, int, str], None]
"""Told how many variants of the heat are played, of how many, and which heat it is."""


class Heat(NamedTuple):
    """One pass over figures."""

    replicates: int
    figures: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What one figure does."""

    figure: Uncertain
    replicates: int  # pairs at each end
    touches: bool  # whether it changes the World at all
    low: tuple[float, float, float]  # change of the mean leakers at its low, and its interval
    high: tuple[float, float, float]
    ignorance: float  # variance of the mean leakers over low, nominal and high

    @property
    def most(self) -> float:
        """The larger of both changes, without its sign."""
        return max(abs(self.low[0]), abs(self.high[0]))

    @property
    def swing(self) -> float:
        """From the least leakers to the most, over low, nominal and high."""
        found = (0.0, self.low[0], self.high[0])
        return max(found) - min(found)


@dataclass(frozen=True, slots=True)
class Scan:
    """All figures of a scenario, the one that moves the leakers most first."""

    prepared: Prepared
    seed: int
    heats: tuple[Heat, ...]
    nominal: Leakers
    rows: tuple[Moved, ...]


def heats_of(replicates: int) -> tuple[Heat, ...]:
    """Heats of a scan that ends with so many replicates."""
    return tuple(Heat(max(replicates // part, 2), figures) for part, figures in HEATS)


def scan(
    scenario: Source,
    replicates: SupportsIndex = DEFAULT_REPLICATES,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | None = None,
    kept: str | Path | None = None,
    progress: Progress | None = None,
) -> Scan:
    """Scan every figure of a scenario.

    Parameters
    ----------
    scenario : as for a run
    replicates : of the figures that matter most; all others are played less often, as `heats_of` says
    workers : threads; all processors if not said; results do not depend on them
    kept : file of what was played, so that a scan that was interrupted goes on; one of another scan is
        overwritten
    """
    replicates = whole("replicates", replicates, LEAST, MOST, f"replicates={DEFAULT_REPLICATES}")
    seed = whole("seed", seed, 0, 2**32 - 1, "seed=1")
    threads = (
        default_workers() if workers is None else whole("workers", workers, 1, MOST_THREADS, "workers=2")
    )
    prepared = prepare(scenario)
    ready(prepared, "fused")
    played = _Played(prepared, seed, Path(kept) if kept is not None else None)
    chosen = figures_of(prepared.plan)
    heats = heats_of(replicates)
    rows: dict[str, Moved] = {}
    with ThreadPoolExecutor(threads) as pool:
        for n, heat in enumerate(heats):
            chosen = chosen[: heat.figures]
            nominal = played.up_to(None, "low", heat.replicates)
            jobs = [(figure, end) for figure in chosen for end in ENDS]

            def one(job: tuple[Uncertain, str], until: int = heat.replicates) -> Leakers | None:
                return played.up_to(*job, until)

            found: list[Leakers | None] = []
            for leakers in pool.map(one, jobs):
                found.append(leakers)
                if progress is not None:
                    progress(len(found), len(jobs), f"heat {n + 1} of {len(heats)}")
            for i, figure in enumerate(chosen):
                assert nominal is not None
                rows[figure.key] = _moved(figure, heat.replicates, nominal, found[2 * i], found[2 * i + 1])
            chosen.sort(key=lambda figure: -rows[figure.key].most)
    whole_nominal = played.up_to(None, "low", replicates)
    assert whole_nominal is not None
    ordered = sorted(rows.values(), key=lambda row: (-row.swing, row.figure.key))
    return Scan(prepared, seed, heats, whole_nominal, tuple(ordered))


def _moved(
    figure: Uncertain, replicates: int, nominal: Leakers, low: Leakers | None, high: Leakers | None
) -> Moved:
    """What was found; None stands for a World that is the nominal one."""
    still = (0.0, 0.0, 0.0)
    return Moved(
        figure,
        replicates,
        low is not None or high is not None,
        still if low is None else change(nominal, low),
        still if high is None else change(nominal, high),
        ignorance(nominal, low or nominal, high or nominal),
    )


class _Played:
    """Leakers by figure and end, in memory and in a file of a line each."""

    def __init__(self, prepared: Prepared, seed: int, path: Path | None) -> None:
        self.prepared, self.seed, self.path = prepared, seed, path
        self.known: dict[str, Leakers | None] = {}
        self.lock = threading.Lock()
        self.header = {
            "scenario_sha256": sha256_of(prepared.scenario),
            "figures_sha256": sha256_of_figures(prepared.plan),
            "model_sha256": fingerprint(model_files()),
            "seed": seed,
        }
        if path is not None:
            self._read(path)

    def up_to(self, figure: Uncertain | None, end: str, replicates: int) -> Leakers | None:
        """Leakers of at least so many replicates, or None where the World is the nominal one."""
        key = "nominal" if figure is None else f"{figure.key} {end}"
        known = self.known.get(key)
        if key in self.known and (known is None or known.typical.size >= replicates):
            return known
        prepared = self.prepared
        if figure is not None:
            prepared = varied(prepared, figure.at(end))
            if _same(prepared.world, self.prepared.world):
                self._keep(key, None)
                return None
        first = 0 if known is None else known.typical.size
        more = leakers_of(prepared.world, self.seed, first, replicates)
        self._keep(key, more, first)
        return self.known[key]

    def _keep(self, key: str, more: Leakers | None, first: int = 0) -> None:
        self._add(key, more)
        if self.path is not None:
            with self.lock, self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, first, _listed(more)]) + "\n")

    def _add(self, key: str, more: Leakers | None) -> None:
        known = self.known.get(key)
        self.known[key] = more if known is None or more is None else known.joined(more)

    def _read(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if not lines or lines[0] != json.dumps(self.header):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(self.header) + "\n", encoding="utf-8")
            return
        for line in lines[1:]:
            try:
                key, first, listed = json.loads(line)
            except ValueError:
                continue  # cut off when it was interrupted
            known = self.known.get(key)
            if first == (0 if known is None else known.typical.size):
                self._add(key, _unlisted(listed))
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")  # what was cut off ends here


def leakers_of(world: World, seed: int, first: int, last: int) -> Leakers:
    """Play replicates [first, last) in this thread."""
    parts = list(play(world, seed, first, last, workers=1))
    columns = {
        name: np.concatenate([books.outcomes[name] for books in parts])
        for name in ("replicate", "common_failure", "leakers")
    }
    struck = columns["common_failure"] == 1
    leakers = columns["leakers"].astype(np.float64)
    return Leakers(
        common_failure_of(world),
        leakers[~struck],
        leakers[struck],
        columns["replicate"][struck].astype(np.int64),
    )


def common_failure_of(world: World) -> float:
    """Probability of the common failure."""
    return float(world.area[Area.COMMON_FAILURE])


def _same(one: World, other: World) -> bool:
    pairs: Iterable[tuple[Any, Any]] = zip(one, other, strict=True)
    return all(a is b or np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def _listed(leakers: Leakers | None) -> list[Any] | None:
    if leakers is None:
        return None
    arrays: Iterable[np.ndarray[Any, Any]] = (leakers.typical, leakers.stricken, leakers.numbers)
    return [leakers.probability, *(array.tolist() for array in arrays)]


def _unlisted(listed: list[Any] | None) -> Leakers | None:
    if listed is None:
        return None
    probability, typical, stricken, numbers = listed
    return Leakers(probability, np.array(typical), np.array(stricken), np.array(numbers, dtype=np.int64))
