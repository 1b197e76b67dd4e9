"""Columns of a table as anybody has it, each cell looked at, each slip told with its row and column.

What is wrong in the same way in many rows is told once, with the first of them and how many more there are.
Rows are told by the line of a text file; of any other table they are counted from 0, as Python does.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openiads.ground import kinds
from openiads.ground.errors import Faults, OutOfRange
from openiads.ground.kinds import shown
from openiads.study.tracking.column_names import faults_of_names
from openiads.study.tracking.plots import Floats, Integers

Flags = npt.NDArray[np.bool_]
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
ENDLESS = r"^[+-]?(?i:inf|infinity)$"
UNKNOWN = r"^(?i:nan)?$"
"""What stands in a text where a number is not known."""
MOMENT = re.compile(r"\s*([0-9]+[-/][0-9]+[-/][0-9]+|[0-9]{1,2}:[0-9]{2}|[0-9]{8}T[0-9])", re.ASCII)
"""How a text begins that is a date or a time of day."""
TIME = "time_s"
AS_SECONDS = "give seconds since a moment that is one for all tables"
MOST_ROWS = 10_000_000
"""Of a table; some 4 GB of memory."""
LONGEST_NAME = 100
"""Letters of a name."""
MOST_WHOLE, MOST_NAMED = int(sys.float_info.max), 10**LONGEST_NAME
"""The greatest whole number that is a float, and that which is too long for a name."""
HALF = re.compile("[\ud800-\udfff]")
"""Halves of letters, of which there is no UTF-8."""
INDEX = "__index_level_0__"
"""The row names that pandas adds to a Parquet file."""


class Allowed(NamedTuple):
    """Numbers that a column may have."""

    words: str  # "a number from -90 to 90"
    least: float = -math.inf
    most: float = math.inf
    above: bool = False  # the least itself is not one

    def within(self, values: Floats) -> Flags:
        """Which numbers (I,) are allowed; one that is not known is not its matter."""
        low = values > self.least if self.above else values >= self.least
        finite = ~np.isinf(values)
        return np.asarray(np.isnan(values) | (low & (values <= self.most) & finite))

    def argument(self, name: str, value: object, example: str) -> float:
        """A number that is no cell but an argument."""
        found = kinds.number(name, value, example)
        if math.isnan(found) or not self.within(np.array(found)):
            kinds.refuse(name, value, f"{self.words} is allowed", example)
        return found


class Names(NamedTuple):
    """A column of names: those that occur, in the order of the rows, and which each row has."""

    known: tuple[str, ...]
    row: Integers  # (I,) number of the name


def place_by_row(row: int) -> str:
    """How a row of a table without lines is told."""
    return f"row {row}"


@dataclass(frozen=True, eq=False)
class Columns:
    """A table: its name, as the user has it, its columns, and how a row of it is told."""

    where: str
    count: int
    arrays: Mapping[str, Any]  # Arrow arrays, or lists of what is no one kind
    place: Callable[[int], str] = place_by_row
    all_text: bool = False  # numbers, too, are written as text
    faults: Faults = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "faults", Faults(self.where, OutOfRange))

    def require(self, needed: Sequence[str], known: Sequence[str]) -> None:
        """Refuse a table that lacks a column, has one that nobody knows, or has no rows."""
        for fault in faults_of_names(self.arrays, needed, known):
            self.faults.add("", fault)
        self.faults.raise_any()
        if not self.count:
            raise OutOfRange(f"{self.where}: has no rows; one or more are allowed; add what it should have")
        if self.count > MOST_ROWS:
            raise OutOfRange(f"{self.where}: has {self.count} rows; at most {MOST_ROWS} are allowed; cut it")

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.arrays

    def tell(self, rows: Iterable[int], message: Callable[[int], str], remedy: str) -> None:
        """Note one fault of some rows: the first, how many more, and which is the next."""
        found = [int(row) for row in rows]
        if not found:
            return
        more = ""
        if len(found) > 1:
            rest = "1 more row" if len(found) == 2 else f"{len(found) - 1:,} more rows"
            more = f" (the same in {rest}, next in {self.place(found[1])})"
        self.faults.add(self.place(found[0]), f"{message(found[0])}; {remedy}{more}")

    def numbers(self, name: str, allowed: Allowed, required: bool = True) -> Floats:
        """A column of numbers (I,); NaN where it is not known, which is a fault of one that is required."""
        told = self.arrays.get(name)
        if told is None:
            return np.full(self.count, np.nan)
        read = self._floats(name, told, allowed)
        if read is None:
            return np.full(self.count, np.nan)
        values, wrong = read
        self._tell_kinds(name, told, np.flatnonzero(wrong), allowed.words)
        self.tell(
            np.flatnonzero(~allowed.within(values)),
            lambda row: f"{name} is {shown(values[row])}; {allowed.words} is allowed",
            "correct it or leave the row out",
        )
        if required:
            self._require_all(name, np.isnan(values) & ~wrong, allowed.words)
        return values

    def _require_all(self, name: str, missing: Flags, words: str) -> None:
        self.tell(
            np.flatnonzero(missing),
            lambda row: f"{name} is missing; {words} is allowed",
            "write it or leave the row out",
        )

    def _floats(self, name: str, told: Any, allowed: Allowed) -> tuple[Floats, Flags] | None:
        """Numbers (I,), NaN where none is told, and which rows have something else instead.

        None, and a fault, where all of the column is something else.
        """
        nothing, right = np.full(self.count, np.nan), np.zeros(self.count, dtype=np.bool_)
        if isinstance(told, list):
            numbers = [_is_number(value) for value in told]
            found = [
                math.nan if value is None or not fit else float(value)
                for value, fit in zip(told, numbers, strict=True)
            ]
            return np.array(found), ~np.array(numbers)
        kind = told.type
        if pa.types.is_null(kind):
            return nothing, right
        if _is_text(kind) and self.all_text:
            return _from_text(told)
        if pa.types.is_temporal(kind):
            remedy = AS_SECONDS if name == TIME else "convert it"
            self.faults.add("", f"{name} has values of type {kind}; {allowed.words} is allowed; {remedy}")
            return None
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
            self.faults.add("", f"{name} has values of type {kind}; {allowed.words} is allowed; convert it")
            return None
        cast = pc.cast(told, pa.float64(), safe=False)
        return np.asarray(cast.to_numpy(zero_copy_only=False), dtype=np.float64), right

    def _tell_kinds(self, name: str, told: Any, rows: Iterable[int], words: str) -> None:
        def message(row: int) -> str:
            value = told[row].as_py() if isinstance(told, pa.Array) else told[row]
            return f"{name} is {shown(value)}; {words} is allowed"

        rows = list(rows)
        dated = name == TIME and bool(rows) and MOMENT.match(str(told[rows[0]])) is not None
        self.tell(rows, message, AS_SECONDS if dated else "correct it or leave the row out")

    def names(self, name: str, what: str) -> Names:
        """A column of names, as text or as whole numbers; `what` they are, "a sensor"."""
        told = self.arrays[name]
        words, fit = f"the name of {what}", np.ones(self.count, dtype=np.bool_)
        if isinstance(told, list):
            fit = np.array([_is_name(value) for value in told])
            self._tell_kinds(name, told, np.flatnonzero(~fit), words)
            told = pa.array([str(value) if good else "" for value, good in zip(told, fit, strict=True)])
        kind = told.type.value_type if pa.types.is_dictionary(told.type) else told.type
        if not (pa.types.is_null(kind) or _is_text(kind) or pa.types.is_integer(kind)):
            self.faults.add("", f"{name} has values of type {kind}; {words} is allowed; convert it")
            return Names((), np.zeros(self.count, dtype=np.int64))
        found = _named(told)
        if "" in found.known:
            self._require_all(name, fit & (found.row == found.known.index("")), words)
        for j, long in enumerate(found.known):
            if len(long) > LONGEST_NAME:
                told_so = f"{name} is {shown(long)}; {words} of at most {LONGEST_NAME} letters is allowed"
                self.tell(np.flatnonzero(found.row == j), lambda _, told=told_so: told, "shorten it")  # type: ignore[misc]
        return found

    def done(self) -> None:
        """Raise all faults that were noted."""
        self.faults.raise_any()

    def in_order(self, time_column: str, time: Floats, of: str, names: Names) -> None:
        """Note rows of one name whose time falls; rows of several names may stand as they like."""
        order = np.argsort(names.row, kind="stable")
        falls = (np.diff(time[order]) < 0.0) & (np.diff(names.row[order]) == 0)
        before = dict(zip(order[1:][falls].tolist(), order[:-1][falls].tolist(), strict=True))

        def message(row: int) -> str:
            last, name = before[row], names.known[names.row[row]]
            return (
                f"{time_column} is {shown(time[row])}, before that of {self.place(last)}, "
                f"{shown(time[last])}, of {of} {shown(name)}; times of one {of} that never fall are allowed"
            )

        self.tell(sorted(before), message, "sort its rows by time, or mend its clock")

    def no_twins(self, keys: Sequence[npt.NDArray[Any]], what: str, remedy: str) -> None:
        """Note rows of which all keys (I,) are those of a row before; NaN is like NaN."""
        columns = [np.nan_to_num(key.astype(np.float64), nan=-np.inf) for key in keys]
        order = np.lexsort((np.arange(self.count), *columns))
        same = np.ones(self.count - 1, dtype=bool)
        for column in columns:
            same &= column[order][1:] == column[order][:-1]
        first = dict(zip(order[1:][same].tolist(), order[:-1][same].tolist(), strict=True))
        self.tell(sorted(first), lambda row: f"{what} {self.place(first[row])} again", remedy)


def _named(told: Any) -> Names:
    """Names of a column; one that is not told is empty.

    What is coded stays so: a name of many letters in many rows would need more memory than there is.
    """
    coded = told if pa.types.is_dictionary(told.type) else pc.cast(told, pa.string()).dictionary_encode()
    words = ["" if word is None else str(word).strip() for word in coded.dictionary.to_pylist()]
    missing = pc.fill_null(pc.cast(coded.indices, pa.int64()), len(words))
    index = np.asarray(missing.to_numpy(zero_copy_only=False), dtype=np.int64)
    numbers = {word: j for j, word in enumerate(dict.fromkeys([*words, ""]))}
    each = np.array([numbers[word] for word in [*words, ""]], dtype=np.int64)
    return Names(tuple(numbers), each[index])


def _from_text(told: Any) -> tuple[Floats, Flags]:
    """Numbers (I,) that texts are, NaN where one is empty or says so, and which are something else."""
    text = pc.fill_null(pc.utf8_trim_whitespace(told), "")
    read = pc.match_substring_regex(text, NUMBER)
    endless, unknown = (_flags(pc.match_substring_regex(text, form)) for form in (ENDLESS, UNKNOWN))
    # Arrow takes no plus before a number.
    plain = pc.replace_substring_regex(text, r"^\+", "")
    cast = pc.cast(pc.if_else(read, plain, pa.scalar(None, text.type)), pa.float64())
    found = np.array(cast.to_numpy(zero_copy_only=False), dtype=np.float64)
    found[endless] = np.where(_flags(pc.starts_with(text, "-")), -np.inf, np.inf)[endless]
    return found, ~(_flags(read) | endless | unknown)


def _flags(told: Any) -> Flags:
    return np.asarray(told.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_number(value: Any) -> bool:
    """Whether it is one that a float can be of, or nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating | None):
        return False
    # A whole number of Python's goes on for as long as it likes.
    return not isinstance(value, int) or abs(value) <= MOST_WHOLE


def _is_name(value: Any) -> bool:
    """Whether it is text that can be written, or a whole number no longer than a name."""
    if isinstance(value, str):
        return value.isascii() or not HALF.search(value)
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return whole and -MOST_NAMED < value < MOST_NAMED
