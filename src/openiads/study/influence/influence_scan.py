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

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple, SupportsIndex

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.ground.whole import MOST_THREADS, whole
from openiads.scenario.load_scenario import Source
from openiads.simulation.engine import default_workers
from openiads.simulation.prepare import Prepared, prepare
from openiads.study.campaign.estimate import Work, weigh
from openiads.study.campaign.run_campaign import ready
from openiads.study.influence.change import Leakers, change, ignorance
from openiads.study.influence.played import Played
from openiads.study.known.uncertain_figures import Uncertain, figures_of

ENDS = ("low", "high")
DEFAULT_REPLICATES = 128
LEAST, MOST = 16, 1_000_000
HEATS = ((16, None), (4, 48), (1, 20))
"""By heat: which part of the replicates is played, and how many figures take part; None is all."""

Told = Callable[[int, int], None]
Progress = Callable[[int, int, str], None]
"""Told how many variants of a heat are played, of how many, and which heat it is."""


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
    """Heats of a scan that ends with a number of replicates."""
    return tuple(Heat(max(replicates // part, 2), figures) for part, figures in HEATS)


def scan(
    scenario: Source,
    replicates: SupportsIndex = DEFAULT_REPLICATES,
    seed: SupportsIndex = 1,
    workers: SupportsIndex | None = None,
    kept: str | Path | None = None,
    progress: Progress | None = None,
    catalogue: Catalogue = PACKAGED,
) -> Scan:
    """Scan every figure of a scenario.

    Parameters
    ----------
    scenario : as for a run
    replicates : of the figures that matter most; all others are played less often, as `heats_of` says
    workers : threads; all processors if not said; results do not depend on them
    kept : file of what was played, so that a scan that was interrupted goes on; what another scan kept there
        stays
    catalogue : whose figures are moved
    """
    replicates = whole("replicates", replicates, LEAST, MOST, f"replicates={DEFAULT_REPLICATES}")
    seed = whole("seed", seed, 0, 2**32 - 1, "seed=1")
    if workers is None:
        workers = default_workers()
    threads = whole("workers", workers, 1, MOST_THREADS, "workers=2")
    prepared = prepare(scenario, catalogue)
    chosen = figures_of(prepared.plan, catalogue)
    heats = heats_of(replicates)
    # At most: what was kept of a scan before, and figures that leave the World as it is, are not played.
    most = sum(heat.replicates * (1 + len(ENDS) * len(chosen[: heat.figures])) for heat in heats)
    weigh(Work(prepared.world, most, threads))
    ready(prepared, "fused")
    played = Played(prepared, seed, Path(kept) if kept is not None else None)
    rows: dict[str, Moved] = {}
    with ThreadPoolExecutor(threads) as pool:
        for n, heat in enumerate(heats):
            told = partial(_tell, progress, f"heat {n + 1} of {len(heats)}")
            run = list(_heat(pool, played, chosen[: heat.figures], heat.replicates, told))
            rows |= {row.figure.key: row for row in run}
            chosen = [row.figure for row in sorted(run, key=lambda row: -row.most)]
    ordered = sorted(rows.values(), key=lambda row: (-row.swing, row.figure.key))
    return Scan(prepared, seed, heats, played.nominal(replicates), tuple(ordered))


def _tell(progress: Progress | None, heat: str, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total, heat)


def _heat(
    pool: ThreadPoolExecutor, played: Played, figures: list[Uncertain], replicates: int, told: Told
) -> Iterator[Moved]:
    """Play each figure at both ends, in order."""
    nominal = played.nominal(replicates)
    jobs = [(figure, end) for figure in figures for end in ENDS]
    ends = pool.map(lambda job: played.moved(job[0], job[1], replicates), jobs)
    for i, figure in enumerate(figures):
        both = []
        for k in range(len(ENDS)):
            both.append(next(ends))
            if told is not None:
                told(2 * i + k + 1, len(jobs))
        yield _moved(figure, replicates, nominal, *both)


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
