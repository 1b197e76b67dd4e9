"""The hash of a run: of values, never of file bytes, wall times or paths.

Each column has a SHA-256 of its own, fed row by row, so that it does not matter how the rows were cut into
chunks.  A table's is over its columns' names and hashes, the run's over those of the three tables.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Any

import numpy as np
import pyarrow as pa

from openiads.study.campaign.tables import NAMES, Tables

NOTHING = b"\xff\xff\xff\xff"
"""Stands for a missing word where the length of one is expected."""


class Digest:
    """SHA-256 over outcomes, targets and events, fed in the order of their keys."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[str, Any]] = {name: {} for name in NAMES}

    def add(self, tables: Tables) -> None:
        """Take in the next rows of every table."""
        for name in NAMES:
            self.add_table(name, tables[name])

    def add_table(self, name: str, table: Any) -> None:
        """Take in the next rows of one table."""
        hashes = self._columns[name]
        for column in table.column_names:
            digest = hashes.setdefault(column, hashlib.sha256())
            for part in table[column].chunks:
                digest.update(value_bytes(part))

    def hexdigest(self) -> str:
        """`outcomes_sha256` of all rows so far."""
        whole = hashlib.sha256()
        for name, hashes in self._columns.items():
            table = hashlib.sha256()
            for column, digest in hashes.items():
                table.update(column.encode() + b"\0" + digest.digest())
            whole.update(name.encode() + b"\0" + table.digest())
        return whole.hexdigest()


def value_bytes(array: Any) -> bytes:
    """Values of one Arrow array: little-endian numbers, one NaN for all, words after their length."""
    if pa.types.is_dictionary(array.type):
        return _words(array)
    numbers = array.to_numpy(zero_copy_only=False)
    if numbers.dtype.kind == "f":
        numbers = np.where(np.isnan(numbers), np.nan, numbers)
    return bytes(numbers.astype(numbers.dtype.newbyteorder("<")).tobytes())


def _words(array: Any) -> bytes:
    encoded = [word.encode() for word in array.dictionary.to_pylist()]
    written = [struct.pack("<I", len(word)) + word for word in encoded] + [NOTHING]
    # The last place is the missing word's, which -1 finds.
    indices = array.indices.fill_null(-1).to_pylist()
    return b"".join(map(written.__getitem__, indices))
