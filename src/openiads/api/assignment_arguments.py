"""What is told to `assign` as Python and files have it, each slip refused in one message."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from openiads.ground import kinds
from openiads.ground.errors import OutOfRange, UnknownName
from openiads.ground.input import MOST_KEPT, text_of
from openiads.ground.letters import brief
from openiads.ground.whole import whole
from openiads.study.assignment.weapon_target_problem import Floats, Integers, WeaponTargetProblem

Row = Sequence[float] | npt.NDArray[Any]
Table = Sequence[Row] | npt.NDArray[Any]
MOST_PAIRS, MOST_SHOTS = 4_000_000, 1_000_000
"""Pairs of types and targets, and shots in all: some 300 MB of memory."""
FIELDS = ("values", "kill_probability", "shots")
EXAMPLE = '{"values": [50, 30], "kill_probability": [[0.7, 0.2]], "shots": [2]}'
VALUES = "values"
"""What the second row of a CSV file begins with."""


def problem_of(values: object, kill: object, shots: object, where: str = "") -> WeaponTargetProblem:
    """The problem that is told; `where` begins each message, with the name of the file."""
    worth = _worth(values, where)
    chances = _chances(kill, worth.size, where)
    return WeaponTargetProblem(worth, chances, _shots(shots, len(chances), where))


def problem_in(path: str | Path) -> WeaponTargetProblem:
    """The problem in a JSON or CSV file."""
    name = kinds.path("problem", path, "problem.json")
    try:
        text = text_of(name, OutOfRange, "a problem", MOST_KEPT)
    except FileNotFoundError:
        raise OutOfRange(f"{brief(name)}: is not there; name a JSON or CSV file") from None
    where = f"{brief(name)}: "
    if name.lower().endswith(".csv"):
        return _from_csv(text, where)
    told = _from_json(text, where)
    return problem_of(told["values"], told["kill_probability"], told.get("shots"), where)


def _from_json(text: str, where: str) -> dict[str, Any]:
    form = f"an object such as {EXAMPLE} is allowed"

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            twice = next(name for i, (name, _) in enumerate(pairs) if name in dict(pairs[:i]))
            raise OutOfRange(f"{where}has {brief(twice)!r} twice; each field once is allowed; leave one out")
        return fields

    try:
        told = json.loads(text, object_pairs_hook=once)
    except RecursionError:
        raise OutOfRange(f"{where}has lists in lists too deep to read; {form}; write it like that") from None
    except ValueError as error:
        what = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else f"{error}"
        raise OutOfRange(f"{where}is no JSON ({what}); {form}; correct it there") from None
    if not isinstance(told, dict):
        raise OutOfRange(f"{where}is {kinds.shown(told)}; {form}; write it like that")
    for field in told:
        if field not in FIELDS:
            raise UnknownName("field", field, FIELDS, where.removesuffix(": "))
    for field in FIELDS[:2]:
        if field not in told:
            raise OutOfRange(f"{where}{field} is missing; {form}; add it")
    return told


def _from_csv(text: str, where: str) -> WeaponTargetProblem:
    """A heading, the row of values, and a row for each type: its name, its shots, its chances."""
    form = (
        "a heading, a row that begins with values and has the value of each target from its third column on, "
        "and a row for each type with its name, its shots and its chances are allowed"
    )
    reader = csv.reader(text.splitlines())
    try:
        told = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        where = f"{where}line {reader.line_num}: "
        raise OutOfRange(f"{where}is no CSV ({error}); {form}; correct it there") from None
    lines, rows = [line for line, _ in told], [row for _, row in told]
    if len(rows) < 2 or rows[1][0].strip() != VALUES:
        raise OutOfRange(f"{where}has no row of values under its heading; {form}; write it like that")
    for line, row in told[2:]:
        if row[0].strip() == VALUES:
            raise OutOfRange(
                f"{where}line {line}: is a second row of values; one is allowed; leave one out, or give the "
                "type another name"
            )
    try:
        return problem_of(
            [_number(cell) for cell in rows[1][2:]],
            [[_number(cell) for cell in row[2:]] for row in rows[2:]],
            [_count("".join(row[1:2])) for row in rows[2:]],
        )
    except OutOfRange as refused:  # named as in Python, where the file has lines
        if not refused.argument:
            raise OutOfRange(f"{where}{refused}") from None
        field, *places = refused.argument.replace("]", "").split("[")
        if field == VALUES or places:
            line = lines[1] if field == VALUES else lines[2 + int(places[0])]
            where = f"{where}line {line}: "
        remedy = "; correct it there" if refused.example else ""
        raise OutOfRange.of(f"{where}{refused.argument}", f"{refused.why}{remedy}") from None


def _number(cell: str) -> float | str:
    """A number, or what stands there instead, which is refused with its place; as JSON has it, no 1_000."""
    try:
        return float(cell) if cell.isascii() and "_" not in cell else cell
    except ValueError:
        return cell


def _count(cell: str) -> int | str:
    return int(cell) if cell.strip().isascii() and cell.strip().isdecimal() and len(cell) < 19 else cell


def _worth(told: object, where: str) -> Floats:
    name = f"{where}values"
    worth = _numbers(name, told, "values=[50, 30]")
    if worth.size > MOST_PAIRS:
        raise OutOfRange(f"{name} has {worth.size} numbers; at most {MOST_PAIRS} are allowed; leave some out")
    for n in np.flatnonzero(~(np.isfinite(worth) & (worth >= 0.0)))[:1]:
        kinds.refuse(f"{name}[{n}]", worth[n], "a finite number of 0 or more is allowed", "values=[50, 30]")
    if worth.size and worth.max() > np.finfo(np.float64).max / worth.size:
        kinds.refuse(name, worth.max(), "numbers with a finite sum are allowed", "values=[50, 30]")
    return worth


def _chances(told: object, targets: int, where: str) -> Floats:
    """Chances (T, N); a row for each type."""
    name, example = f"{where}kill_probability", "kill_probability=[[0.7, 0.2]]"
    told = _as_array(name, told, example)
    array = told if isinstance(told, np.ndarray) else None
    rows = array if array is not None and array.ndim == 2 else kinds.several(
        name, told, "a row of probabilities for each weapon type is allowed", example
    )  # fmt: skip
    if len(rows) * max(targets, 1) > MOST_PAIRS:
        raise OutOfRange(
            f"{name} has {len(rows)} rows for {targets} targets; at most {MOST_PAIRS} pairs are allowed; "
            "merge weapon types that are alike and give them more shots, or leave some out"
        )
    found = np.zeros((len(rows), targets))
    for t, row in enumerate(rows):
        numbers = _numbers(f"{name}[{t}]", row, example)
        if numbers.size != targets:
            allowed = f"{targets} is allowed, a number for each of values"
            why = f"has length {numbers.size}; {allowed}; write 0 where a type cannot hit a target"
            raise OutOfRange.of(f"{name}[{t}]", why)
        found[t] = numbers
    for t, n in np.argwhere(~((found >= 0.0) & (found <= 1.0)))[:1]:
        value = found[t, n]
        kinds.refuse(f"{name}[{t}][{n}]", value, "a probability from 0 to 1 is allowed", example)
    return found


def _shots(told: object, types: int, where: str) -> Integers:
    """Shots (T,); one of each type where none are told."""
    name = f"{where}shots"
    if told is None:
        return np.ones(types, dtype=np.int64)
    allowed = "a whole number of shots for each weapon type is allowed"
    listed = kinds.several(name, _as_array(name, told, "shots=[2, 1]"), allowed, "shots=[2, 1]")
    if len(listed) != types:
        raise OutOfRange(
            f"{name} has length {len(listed)}; {types} is allowed, a number for each row of "
            "kill_probability; write 0 for a type that does not fire"
        )
    found = [whole(f"{name}[{t}]", one, 0, MOST_SHOTS, "shots=[2, 1]") for t, one in enumerate(listed)]
    if sum(found) > MOST_SHOTS:
        raise OutOfRange(
            f"{name} are {sum(found)} in all; at most {MOST_SHOTS} are allowed; give each type fewer"
        )
    return np.array(found, dtype=np.int64)


def _numbers(name: str, told: object, example: str) -> Floats:
    """Numbers of a list or the like; those of an array need no look at each."""
    told = _as_array(name, told, example)
    if isinstance(told, np.ndarray) and told.ndim == 1 and told.dtype.kind in "fiu":
        return told.astype(np.float64)
    return np.array(kinds.numbers(name, told, example), dtype=np.float64)


def _as_array(name: str, told: object, example: str) -> object:
    """Tables of pandas and Polars as arrays, arrays that hide nothing as plain ones; all else as it is."""
    if isinstance(told, np.ma.MaskedArray):
        if np.ma.getmaskarray(told).any():
            raise OutOfRange.of(name, "has masked numbers; numbers that are known are allowed", example)
        return np.asarray(told)
    to_numpy = getattr(told, "to_numpy", None)
    return to_numpy() if callable(to_numpy) and (hasattr(told, "ndim") or hasattr(told, "columns")) else told
