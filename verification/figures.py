"""What a case is, and the figures of a replicate that cases average."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.catalogue.load_catalogue import PACKAGED, Catalogue
from openiads.simulation.books import Books
from openiads.state.words import Fate

Floats = npt.NDArray[np.float64]
Tables = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One closed form: a figure per replicate and stratum whose mean theory gives exactly."""

    key: str
    says: str
    exact: float
    figure: Callable[[Books], Floats]
    less: bool = False
    """The figure less what it is in `Setting.other`, on the same draws."""


@dataclass(frozen=True)
class Setting:
    """One degenerate scenario and the cases that it serves."""

    name: str
    tables: Tables
    cases: tuple[Case, ...] = field(default=())
    other: Tables | None = None
    """The scenario that it is compared with, played on the same draws."""
    catalogue: Catalogue = PACKAGED


def leakers(books: Books) -> Floats:
    """Leakers of each replicate."""
    return books.outcomes["leakers"].astype(np.float64)


def rounds(books: Books) -> Floats:
    """Rounds fired in each replicate."""
    return books.outcomes["rounds"].astype(np.float64)


def share(figure: Callable[[Books], Floats], of: int) -> Callable[[Books], Floats]:
    """The figure per raider."""
    return lambda books: figure(books) / of


def just(count: int) -> Callable[[Books], Floats]:
    """Whether a replicate has exactly `count` leakers."""
    return lambda books: (leakers(books) == count).astype(np.float64)


def killed_share(books: Books) -> Floats:
    """Share of the raiders that were killed."""
    killed: Floats = books.outcomes["killed"] / books.outcomes["raiders"]
    return killed


def squared_gap(mean: float) -> Callable[[Books], Floats]:
    """Squared distance of the leakers from their exact mean: its mean is their variance."""
    return lambda books: (leakers(books) - mean) ** 2


def just_raiders(count: int) -> Callable[[Books], Floats]:
    """Whether exactly `count` raiders came."""
    return lambda books: (books.outcomes["raiders"] == count).astype(np.float64)


def raiders(books: Books) -> Floats:
    """Raiders that came."""
    return books.outcomes["raiders"].astype(np.float64)


def squared_gap_of(figure: Callable[[Books], Floats], mean: float) -> Callable[[Books], Floats]:
    """Squared distance of a figure from its exact mean: its mean is the variance."""
    return lambda books: (figure(books) - mean) ** 2


def over_rows(books: Books, chosen: npt.NDArray[Any]) -> Floats:
    """How many of the chosen rows of targets each replicate has; both strata one after the other."""
    rows, outcomes = books.targets, books.outcomes
    keys = 2 * outcomes["replicate"].astype(np.int64) + outcomes["common_failure"]
    mine = 2 * rows["replicate"].astype(np.int64) + rows["common_failure"]
    order = np.argsort(keys)
    place = order[np.searchsorted(keys, mine[chosen], sorter=order)]
    return np.bincount(place, minlength=len(keys)).astype(np.float64)


def with_shots(count: int, of: int) -> Callable[[Books], Floats]:
    """Share of the raiders at which exactly `count` rounds were fired."""
    return lambda books: over_rows(books, books.targets["shots"] == count) / of


def of_some(
    chosen: Callable[[Books], npt.NDArray[Any]], which: slice, each: int
) -> Callable[[Books], Floats]:
    """Mean of a column of targets over some raiders of each replicate, which has `each` raiders always."""
    return lambda books: np.asarray(chosen(books).reshape(-1, each)[:, which].mean(axis=1), dtype=np.float64)


def is_killed(books: Books) -> npt.NDArray[Any]:
    """Of each target, whether it was killed."""
    return np.asarray(books.targets["fate"] == Fate.KILLED)


def has_leaked(books: Books) -> npt.NDArray[Any]:
    """Of each target, whether it leaked."""
    return np.asarray(books.targets["fate"] == Fate.LEAKED)


def shots_at(books: Books) -> npt.NDArray[Any]:
    """Of each target, how many rounds were fired at it."""
    return books.targets["shots"]


def mission_killed(books: Books) -> Floats:
    """Raiders whose mission was killed in each replicate."""
    return books.outcomes["mission_killed"].astype(np.float64)


def batteries_lost(books: Books) -> Floats:
    """Batteries that were destroyed in each replicate."""
    return books.outcomes["batteries_lost"].astype(np.float64)
