"""Who shoots at what so that least is left, with a bound on how much less any other plan could leave."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import SupportsIndex

from openiads.api.assignment_arguments import Row, Table, problem_in, problem_of
from openiads.api.assignment_result import AssignmentResult
from openiads.ground import kinds
from openiads.ground.whole import whole
from openiads.study.assignment.solve_assignment import METHODS, Method, solve
from openiads.study.assignment.weapon_target_problem import WeaponTargetProblem

SECONDS = 20.0
"""That a search may take where nobody says."""


def assign(
    values: Row,
    kill_probability: Table,
    shots: Sequence[SupportsIndex] | Row | None = None,
    *,
    method: Method = "auto",
    seconds: float = SECONDS,
    seed: SupportsIndex = 1,
) -> AssignmentResult:
    """Give shots to targets so that the least expected value survives.

    Every shot is fired before any outcome is known, and kills on its own.

    >>> found = oi.assign([50, 30], [[0.7, 0.2], [0.6, 0.6]], [2, 1])  # doctest: +SKIP
    >>> found.value, found.bound, found.shots_at(0)  # doctest: +SKIP

    Parameters
    ----------
    values : of the targets, 0 or more
    kill_probability : of one shot; a row for each weapon type with a number for each target
    shots : of each weapon type; one of each if it is not said
    method : "greedy", shot by shot; "local", which trades shots as long as that gains and goes on by chance;
        "exact", which also proves that nothing leaves less; "auto", which proves it where it can in most of
        the time, else goes on as "local"
    seconds : after which to stop with what there is
    seed : of what "local" draws

    Raises
    ------
    UnknownName
        if there is no such method
    OutOfRange
        if a number is not allowed, or rows have other lengths than values
    """
    return _solved(problem_of(values, kill_probability, shots), method, seconds, seed)


def assign_file(
    problem: str | Path, method: Method = "auto", seconds: float = SECONDS, seed: SupportsIndex = 1
) -> AssignmentResult:
    """The same of a JSON file with `values`, `kill_probability` and `shots`, or of a CSV file."""
    return _solved(problem_in(problem), method, seconds, seed)


def _solved(
    problem: WeaponTargetProblem, method: Method, seconds: float, seed: SupportsIndex
) -> AssignmentResult:
    kinds.one_of("method", method, METHODS)
    allowed = kinds.number("seconds", seconds, "seconds=20.0")
    if not allowed >= 0.0:
        kinds.refuse("seconds", seconds, "a number of 0 or more is allowed", "seconds=20.0")
    of = whole("seed", seed, 0, 2**32 - 1, "seed=1")
    return AssignmentResult(solve(problem, method, allowed, of), of)
