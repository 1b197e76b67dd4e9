"""Where tables come from: CSV, Parquet and TOML files, Arrow and pandas tables, dicts of arrays, rows."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from openiads.ground import kinds, toml
from openiads.ground.errors import Faults, OutOfRange
from openiads.ground.input import MOST_KEPT, bytes_of, require_regular, text_of
from openiads.ground.letters import brief
from openiads.study.tracking.told_columns import INDEX, MOST_ROWS, Columns

CSV, PARQUET, TOML = (".csv",), (".parquet", ".pq"), (".toml",)
BEGUN = re.compile(r'(?:(?<![^,\n])"(?:[^"]|"")*"|[^"\n]+|")+')
"""A row of a CSV; only a cell that begins with a quotation mark goes on over the end of a line."""
ANY_TABLE = "a CSV or Parquet file, an Arrow table, a pandas frame or a dict of arrays is allowed"


def columns_of(told: object, name: str, known: Sequence[str], row: str = "") -> Columns:
    """The columns of whatever has some.

    Parameters
    ----------
    told : a file, or a table in memory
    name : of the argument, "plots"
    known : columns that are read; of a Parquet file the others are not even looked at
    row : of a TOML file, the name of its tables, if that is allowed
    """
    if isinstance(told, str | os.PathLike):
        return _in_file(kinds.path(name, told, f"{name}='{name}.csv'"), name, known, row)
    if isinstance(told, Mapping):
        return _in_mapping(told, name)
    if isinstance(told, list | tuple) and told and all(isinstance(one, Mapping) for one in told):
        return _in_rows(told, name)
    if hasattr(told, "to_arrow") and not isinstance(told, pa.Table):
        told = told.to_arrow()
    if type(told).__module__.split(".")[0] == "pandas" and hasattr(told, "columns"):
        frame: Any = told
        _require_named([str(column) for column in frame.columns], name, "its columns")
        return _in_mapping({column: frame[column] for column in frame.columns}, name)
    if hasattr(told, "__arrow_c_stream__"):
        table = pa.table(told)
        try:
            table.validate(full=True)
        except (pa.ArrowException, UnicodeDecodeError) as error:
            why = f"is no sound table ({brief(' '.join(str(error).split()))}); {ANY_TABLE}; make it anew"
            raise OutOfRange.of(name, why) from None
        return Columns(name, table.num_rows, _arrays(table))
    kinds.refuse(name, told, ANY_TABLE, f"{name}='{name}.csv'")


def _in_file(path: str, name: str, known: Sequence[str], row: str) -> Columns:
    require_regular(path, OutOfRange)
    where, ending = brief(path), os.path.splitext(path)[1].lower()
    allowed = f"a CSV{', TOML' if row else ''} or Parquet file"
    try:
        if ending in CSV:
            return _in_csv(text_of(path, OutOfRange, f"a file of {name}", MOST_KEPT), where)
        if ending in PARQUET:
            return _in_parquet(bytes_of(path, OutOfRange, MOST_KEPT), where, known)
        if ending in TOML and row:
            return _in_toml(text_of(path, OutOfRange, f"a file of {name}"), where, row)
    except FileNotFoundError:
        raise OutOfRange(f"{where}: is not there; name {allowed}") from None
    endings = f".csv{', .toml' if row else ''} or .parquet"
    raise OutOfRange(f"{where}: is named like no table; {allowed} is allowed; end its name in {endings}")


def _in_csv(text: str, where: str) -> Columns:
    """All cells as text; rows are told by their line, whichever ends those have."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head, _, body = text.lstrip("\n").partition("\n")
    skipped = len(text) - len(text.lstrip("\n"))
    if not head.strip():
        raise OutOfRange(f"{where}: is empty; a line of column names and rows are allowed; write them")
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if mark in head and "," not in head:
            raise OutOfRange(
                f"{where}: line {skipped + 1}: has {word} between names; commas are allowed; use those"
            )
    try:
        names = [name.strip() for name in next(csv.reader([head]))]
    except csv.Error as error:  # a name of 131,072 letters or more
        raise _no_csv(error, where) from None
    _require_named(names, where, f"line {skipped + 1}")
    lines: list[int] = []

    def line(row: int) -> str:
        if not lines:  # nobody asks for it unless something is wrong
            lines.extend(_lines(body, skipped + 2))
        return f"line {lines[row]}"

    ragged: list[tuple[int, int]] = []

    def refuse(row: Any) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip"

    numbered = [str(i) for i in range(len(names))]
    if not body.strip("\n"):
        return Columns(where, 0, dict.fromkeys(names, pa.array([], pa.string())))
    table = _parsed(body, numbered, refuse, where)
    faults = Faults(where, OutOfRange)
    for number, count in ragged[:1]:
        more = "1 more row" if len(ragged) == 2 else f"{len(ragged) - 1:,} more rows"
        rest = f" (as wrong: {more})" if len(ragged) > 1 else ""
        cells = "1 cell" if count == 1 else f"{count} cells"
        faults.add(
            line(number - 1), f"has {cells}; {len(names)} are allowed, one for each column; mend it{rest}"
        )
    faults.raise_any()
    found = dict(zip(names, _arrays(table).values(), strict=True))
    return Columns(where, table.num_rows, found, line, all_text=True)


def _parsed(body: str, names: list[str], refuse: Callable[[Any], str], where: str) -> pa.Table:
    try:
        return pacsv.read_csv(
            pa.BufferReader(body.encode()),
            pacsv.ReadOptions(use_threads=False, column_names=names),
            pacsv.ParseOptions(invalid_row_handler=refuse, newlines_in_values=True),
            pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except pa.ArrowInvalid as error:
        raise _no_csv(error, where) from None


def _no_csv(error: Exception, where: str) -> OutOfRange:
    told = brief(" ".join(str(error).split()))
    return OutOfRange(f"{where}: is no CSV ({told}); rows of cells between commas are allowed; mend it")


def _lines(body: str, first: int) -> Iterator[int]:
    """The line at which each row begins; those that are empty have no row."""
    past = 0
    for row in BEGUN.finditer(body):
        first += body.count("\n", past, row.start())
        past = row.start()
        yield first


def _require_named(names: Sequence[str], where: str, place: str) -> None:
    """Refuse a column without a name, and two of one."""
    for i, name in enumerate(names):
        if not name:
            raise OutOfRange(
                f"{where}: {place}: column {i + 1} has no name; one of its own is allowed; name it or leave "
                "it out, of pandas with index=False"
            )
        if name in names[:i]:
            raise OutOfRange(
                f"{where}: {place}: has {brief(name)!r} twice; each column once is allowed; leave one out"
            )


def _in_parquet(content: bytes, where: str, known: Sequence[str]) -> Columns:
    try:
        # Text stays coded: a long one in each of many rows takes few bytes of a file and all of the memory.
        schema = pq.read_schema(pa.BufferReader(content))
        coded = [
            one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_large_string(one.type)
        ]
        with pq.ParquetFile(pa.BufferReader(content), read_dictionary=coded) as file:
            names = [name for name in file.schema_arrow.names if name != INDEX]
            _require_named(names, where, "its schema")
            count = file.metadata.num_rows
            read = [name for name in names if name in known]
            table = file.read(columns=read).unify_dictionaries() if count <= MOST_ROWS else None
            if table is not None:
                if read and table.num_rows != count:
                    raise pa.ArrowInvalid(f"{count} rows are announced and {table.num_rows} are there")
                table.validate(full=True)  # else text that is no UTF-8 is met in the midst of things
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        told = brief(" ".join(str(error).split()))
        raise OutOfRange(
            f"{where}: is no Parquet ({told}); a whole Parquet file is allowed; write it again"
        ) from None
    arrays = dict.fromkeys(names, pa.nulls(0))
    return Columns(where, count, arrays if table is None else arrays | _arrays(table))


def _in_toml(text: str, where: str, row: str) -> Columns:
    form = f"a [[{row}]] table for each is allowed"
    try:
        document = toml.parsed(text)
    except toml.TomlFault as fault:
        raise OutOfRange(f"{where}: {fault}") from None
    for name in document:
        if name != row:
            raise OutOfRange(
                f"{where}: has {brief(name)!r} at its top; {form}; leave it out or put it into one"
            )
    rows = document.get(row, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise OutOfRange(f"{where}: {row} is {kinds.shown(rows)}; {form}; write it like that")
    if not rows:
        raise OutOfRange(f"{where}: has no [[{row}]]; one or more are allowed; write them")
    return _in_rows(rows, where, lambda i: f"{row}[{i}]")


def _in_rows(
    rows: Sequence[Mapping[str, Any]], where: str, place: Callable[[int], str] | None = None
) -> Columns:
    names = list(dict.fromkeys(str(name) for one in rows for name in one))
    arrays = {name: _array([one.get(name) for one in rows]) for name in names}
    return Columns(where, len(rows), arrays, place) if place else Columns(where, len(rows), arrays)


def _in_mapping(told: Mapping[Any, Any], name: str) -> Columns:
    """Columns by name, each anything in a row."""
    arrays: dict[str, Any] = {}
    for key, values in told.items():
        if (
            isinstance(values, str | bytes | Mapping | set | frozenset)  # a set has no order
            or not isinstance(values, Iterable)
            or getattr(values, "ndim", 1) == 0
        ):
            kinds.refuse(
                f"{name}[{key!r}]", values, "an array of a value for each row is allowed", "[0.0, 5.0]"
            )
        arrays[str(key)] = _array(values)
    lengths = {key: len(values) for key, values in arrays.items()}
    first = next(iter(lengths.items()), ("", 0))
    for key, length in lengths.items():
        if length != first[1]:
            why = f"has {length} values; {first[1]} are allowed, as in {first[0]}; give each row one"
            raise OutOfRange.of(f"{name}[{key!r}]", why)
    return Columns(name, first[1], arrays)


def _array(values: Any) -> Any:
    """An Arrow array, or a list where there is none of what these are."""
    if not isinstance(values, pa.Array | pa.ChunkedArray):
        try:
            values = pa.array(values, from_pandas=True)  # of columns that are Arrow's already, in chunks
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            return list(values)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _arrays(table: pa.Table) -> dict[str, Any]:
    return {
        name: column.combine_chunks()
        for name, column in zip(table.column_names, table.columns, strict=True)
        if name != INDEX
    }
