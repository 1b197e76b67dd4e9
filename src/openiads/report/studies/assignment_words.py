"""An assignment in words: the answer in a sentence or two, and the cells of its table."""

from __future__ import annotations

import numpy as np

from openiads.report.ink.figure_words import number as figure
from openiads.report.ink.number_words import number, share
from openiads.study.assignment.solve_assignment import Assignment

HEADINGS = ("target", "value", "shots", "survives", "of weapon types")
MOST_ROWS, MOST_TYPES = 24, 6
"""Targets, and types at one target, that are told one by one."""
MOST_DIGITS = 12
"""After the point, of numbers that are hardly apart."""
CUT_SHORT = (
    "The time limit cut stages of the search short, each of which has a part of the time; the rest took less."
)
METHODS = {
    "greedy": "shot by shot, each where it takes most",
    "local": "by trades of shots between targets",
    "exact": "by a mixed-integer program over salvos",
}


def lead(found: Assignment) -> str:
    """The answer."""
    problem = found.problem
    total = problem.total
    targets = _counted(problem.values.size, "target")
    if total <= 0.0:
        return f"Nothing is at stake: {targets} of no value, so no shot is needed."
    left, bound = apart(found.value, found.bound)
    if found.status == "optimal":
        left = number(found.value)
    survives = f"Of a value of {number(total)} on {targets}, {left} survives ({share(found.value / total)})"
    if found.status == "optimal":
        return f"{survives}, and that is proven to be the least."
    least = f"no plan leaves less than {bound}"
    gap = f"so at most {closely(found.gap)} of it, {closely(found.gap_of_all)} of all value, could be saved"
    return f"{survives}; {least}, {gap} by a better one.{_end(found)}"


def _end(found: Assignment) -> str:
    """What ended the search, where that is not that nothing more is to be found."""
    if found.status == "time limit":
        return f" {CUT_SHORT if found.early else 'The time limit ended the search.'}"
    return " Greedy looks for no better one; the other methods do." if found.method == "greedy" else ""


def apart(value: float, bound: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them from one another."""
    told = number(value), number(bound)
    for digits in range(3, MOST_DIGITS):
        if told[0] != told[1] or value == bound:
            break
        told = f"{value:,.{digits}f}", f"{bound:,.{digits}f}"
    return told


def closely(part: float) -> str:
    """A share with two digits that count."""
    return f"{100.0 * part:.2g} %" if 0.0 < part < 0.1 else share(part)


def title(found: Assignment) -> str:
    """The question in a line."""
    problem = found.problem
    shots, types = int(problem.shots.sum()), problem.shots.size
    return (
        f"{_counted(shots, 'shot')} of {_counted(types, 'weapon type')} against "
        f"{_counted(problem.values.size, 'target')}"
    )


def rows(found: Assignment) -> list[tuple[str, ...]]:
    """Cells of the table: all targets in their order, or those of which most survives."""
    left, values = found.problem.left(found.counts), found.problem.values
    order = np.arange(values.size)
    if values.size > MOST_ROWS:
        order = np.argsort(-left, kind="stable")[:MOST_ROWS]
    told: list[tuple[str, ...]] = [
        (str(n), figure(float(values[n])), f"{found.counts[n].sum():,}", number(float(left[n])),
         _types(found, n))
        for n in order.tolist()
    ]  # fmt: skip
    rest = np.setdiff1d(np.arange(values.size), order)
    if rest.size:
        shots = f"{found.counts[rest].sum():,}"
        of = f"{rest.size:,} more", figure(float(values[rest].sum())), shots, number(float(left[rest].sum()))
        told.append((*of, "--json has them all"))
    return told


def _types(found: Assignment, n: int) -> str:
    """Types that shoot at a target, with how many shots where it is more than one."""
    types = np.flatnonzero(found.counts[n])
    told = [
        f"{t} ({found.counts[n, t]:,} shots)" if found.counts[n, t] > 1 else f"{t}"
        for t in types[:MOST_TYPES]
    ]
    more = [f"{types.size - MOST_TYPES:,} more"] if types.size > MOST_TYPES else []
    return ", ".join(told + more)


def method(found: Assignment) -> str:
    """How it was found, and what it leaves out."""
    kept = int(found.problem.shots.sum() - found.counts.sum())
    spare = f" {_counted(kept, 'shot')} {'is' if kept == 1 else 'are'} not fired." if kept else ""
    how = f"Found {METHODS[found.found_by]}; {found.how}; {number(found.seconds)} s in all."
    bound = "" if found.bound <= found.bound_by_prices else (
        f" By prices of shots alone no plan leaves less than {number(found.bound_by_prices)}; the rest is "
        "HiGHS's word on the salvos that these leave over."
    )  # fmt: skip
    return (
        f"{how}{bound}{spare} Targets and weapon types are numbered from 0, as they are given. All shots are "
        "fired at once, each kills on its own, and what survives is an expectation."
    )


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
