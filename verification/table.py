"""The engine's means against the exact values: a z-score each, and a chi-square of all that have a spread."""

from __future__ import annotations

import math
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from openiads.simulation.books import Books
from openiads.simulation.engine import play
from openiads.simulation.prepare import Prepared
from openiads.study.strata_weights import Strata
from verification.degenerate import prepared_of
from verification.figures import Case, Setting

Floats = npt.NDArray[np.float64]

SEED = 20_261_130
"""Fixed before the first run, and never changed to suit a result."""
SECOND_SEED = SEED + 1
LIMIT = 3.5
"""Largest |z| that passes: one true case in 2,150 fails by chance, so about one whole table in 50."""
BAND = 0.01, 0.99
"""Where the chi-square of the whole table must lie in its law."""
AGAIN = 4
"""A failure is run once more with so many times the replicates."""
TILE = 250
EXACT = 1e-9
"""A mean this near to the exact value, relatively, agrees whatever its spread: rounding of sums."""
ALIKE = 1e-8
"""Least share of the variance of figures that are not all one another's sums."""


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    case: Case
    replicates: int
    mean: float
    error: float

    @property
    def z(self) -> float:
        """Distance of mean and exact value in standard errors; infinite if a constant is wrong."""
        gap = self.mean - self.case.exact
        if abs(gap) <= EXACT * abs(self.case.exact):
            return 0.0
        return gap / self.error if self.error > 0.0 else math.copysign(math.inf, gap)

    def holds(self, limit: float = LIMIT) -> bool:
        """Whether the engine agrees."""
        return abs(self.z) < limit


@dataclass(frozen=True)
class Measured:
    """A setting as played: its lines, and how far all of them together are from what theory says."""

    lines: list[Line]
    square: float
    """Chi-square of its lines that have a spread."""
    freedom: int
    """Of that."""


def seed_of(setting: Setting, seed: int) -> int:
    """Another for each setting: its raiders have the names of another's, and would share their draws."""
    return (seed + zlib.crc32(setting.name.encode())) % 2**32


def played(setting: Setting, prepared: Prepared, replicates: int, seed: int) -> Iterator[tuple[Books, Books]]:
    """Tiles of a setting, each beside the same of the other scenario, or of itself where there is none."""
    tiles = play(prepared.world, seed, 0, replicates, tile=TILE, chain=prepared.chain)
    if setting.other is None:
        yield from ((books, books) for books in tiles)
        return
    other = prepared_of(setting.other, setting.catalogue)
    yield from zip(tiles, play(other.world, seed, 0, replicates, tile=TILE, chain=other.chain), strict=True)


def measured(setting: Setting, replicates: int, seed: int = SEED) -> Measured:
    """Play a setting and average the figure of each of its cases."""
    prepared = prepared_of(setting.tables, setting.catalogue)
    figures: list[list[Floats]] = [[] for _ in setting.cases]
    stricken: list[npt.NDArray[np.bool_]] = []
    for books, beside in played(setting, prepared, replicates, seed_of(setting, seed)):
        stricken.append(books.outcomes["common_failure"] == 1)
        for case, values in zip(setting.cases, figures, strict=True):
            found = case.figure(books)
            values.append(found - case.figure(beside) if case.less else found)
    failing = float(prepared.world.doctrine.common_failure_probability)
    strata = Strata(failing, np.concatenate(stricken))
    every = np.stack([np.concatenate(values) for values in figures])
    spread = covariance_of(every, strata)
    lines = [
        Line(case, replicates, strata.mean(values), math.sqrt(max(variance, 0.0)))
        for case, values, variance in zip(setting.cases, every, np.diag(spread), strict=True)
    ]
    return Measured(lines, *chi_square(lines, spread))


def covariance_of(values: Floats, strata: Strata) -> Floats:
    """Covariance (K, K) of the means of figures (K, R) of both strata, each weighed by its probability."""
    parts = [(1.0 - strata.share, values[:, ~strata.common_failure])]
    if strata.stricken:
        parts.append((strata.share, values[:, strata.common_failure]))
    whole = np.zeros((len(values), len(values)))
    for weight, part in parts:
        whole += weight**2 * np.atleast_2d(np.cov(part)) / part.shape[1]
    return whole


def chi_square(lines: list[Line], spread: Floats) -> tuple[float, int]:
    """Squared distance of means from exact values in their own covariance, and its degrees of freedom.

    Lines of one setting are figures of the same replicates: their z-scores go together, and the sum of their
    squares follows no chi-square.  This does, whatever they share; what is a sum of others counts once.
    """
    errors = np.array([line.error for line in lines])
    varied = errors > 0.0
    if not varied.any():
        return 0.0, 0
    scores = np.array([line.z for line in lines])[varied]
    together = spread[np.ix_(varied, varied)] / np.outer(errors[varied], errors[varied])
    sizes, ways = np.linalg.eigh(together)
    kept = sizes > ALIKE
    return float((((ways.T @ scores) ** 2)[kept] / sizes[kept]).sum()), int(kept.sum())


def checked(setting: Setting, replicates: int, limit: float = LIMIT) -> list[tuple[Measured, bool]]:
    """A setting as played with the verdict; a failure is played once more with four times the replicates.

    Then both come, and the second decides.
    """
    first = measured(setting, replicates)
    if all(line.holds(limit) for line in first.lines):
        return [(first, True)]
    second = measured(setting, AGAIN * replicates, SECOND_SEED)
    return [(first, True), (second, all(line.holds(limit) for line in second.lines))]


HEADINGS = f"{'case':<62}{'exact':>11}{'engine mean':>13}{'s.e.':>11}{'z':>8}"


def row(line: Line, limit: float = LIMIT) -> str:
    """A line as text."""
    says = f"{line.case.key:<4}{line.case.says}"
    mark = "" if line.holds(limit) else f"  n={line.replicates}  outside"
    return f"{says:<62}{line.case.exact:>11.6f}{line.mean:>13.6f}{line.error:>11.6f}{line.z:>8.2f}{mark}"


def within_band(square: float, freedom: int) -> tuple[bool, str]:
    """Whether a chi-square lies in the band, and a sentence that says so."""
    low, high = stats.chi2.ppf(BAND, freedom)
    holds = bool(low < square < high)
    told = f"chi-square {square:.1f} on {freedom} degrees of freedom, 1-99 % band {low:.1f} to {high:.1f}"
    return holds, told if holds else f"{told}: outside"


def print_table(chosen: list[Setting], replicates: int, limit: float = LIMIT) -> bool:
    """Print the table as it grows; whether all of it holds."""
    print(f"{replicates:,} replicates of each scenario, seed {SEED}, |z| < {limit:g} passes\n")
    print(HEADINGS)
    begin = time.process_time()
    first: list[Measured] = []
    holds = True
    for setting in chosen:
        tries = checked(setting, replicates, limit)
        first.append(tries[0][0])
        holds &= tries[-1][1]
        for i, (found, _) in enumerate(tries):
            if i > 0:
                print(f"once more, {setting.name}, {AGAIN * replicates:,} replicates, seed {SECOND_SEED}:")
            for line in found.lines:
                print(row(line, limit), flush=True)
    lines = [line for found in first for line in found.lines]
    print(f"\n{len(lines)} lines, largest |z| {max(abs(line.z) for line in lines):.2f}")
    banded, told = within_band(sum(f.square for f in first), sum(f.freedom for f in first))
    print(told)
    if not banded:
        second = [measured(setting, AGAIN * replicates, SECOND_SEED) for setting in chosen]
        banded, told = within_band(sum(f.square for f in second), sum(f.freedom for f in second))
        print(f"once more, all, {AGAIN * replicates:,} replicates, seed {SECOND_SEED}: {told}")
    print(f"{time.process_time() - begin:.0f} CPU s")
    return holds and banded
