"""A study folder, opened: its tables by the piece, by SQL, and by cell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from openiads.ground.errors import OutOfRange, ResultMismatch, UnknownName
from openiads.ground.kinds import refuse
from openiads.ground.place import anchored
from openiads.study.campaign import run_folder
from openiads.study.experiment.finish import ARMS
from openiads.study.experiment.study_manifest import read_manifest
from openiads.study.strata_weights import Strata

READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
ASKED = "sql('select arm, avg(leakers) from outcomes group by arm')"
Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Cell:
    """One arm at one point: its replicates, in order, those with the common failure after those without."""

    def __init__(self, results: Results, rows: slice, probability: float) -> None:
        self._results, self._rows = results, rows
        self.probability = probability  # of the common failure

    def column(self, name: str) -> Numbers:
        """One column of numbers of the outcomes (R,); missing ones are NaN."""
        return self._results.column(name)[self._rows]

    @property
    def replicate(self) -> Integers:
        """Number of each row's replicate (R,); equal ones of all cells are on common random numbers."""
        return self.column("replicate").astype(np.int64)

    @property
    def common_failure(self) -> npt.NDArray[np.bool_]:
        """Whether each row was played with the common failure (R,)."""
        return np.equal(self.column("common_failure"), 1.0)

    @property
    def strata(self) -> Strata:
        """How the rows are weighed."""
        return Strata(self.probability, self.common_failure)


class Results:
    """A complete study.

    Raises
    ------
    OutputError, ResultMismatch
        if the folder holds none, or none that is whole, or a table that is not what was written
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = anchored(folder, "folder", "folder='studies/mine'")
        self.manifest = read_manifest(self.folder)
        if not self.manifest["complete"]:
            raise ResultMismatch(f"{self.folder}: is not complete; go on with it first, with --resume")
        wrong = run_folder.unlike(self.folder, self.manifest["files"], tuple(self.manifest["files"]))
        if wrong:
            raise ResultMismatch(f"{wrong}; remove the folder and play again")
        self._columns: dict[str, Numbers] = {}

    @property
    def outcomes_sha256(self) -> str:
        """Hash of all that was played."""
        return str(self.manifest["outcomes_sha256"])

    @property
    def names(self) -> list[str]:
        """Tables of this study."""
        return list(self.manifest["files"])

    def table(self, name: str) -> Any:
        """One table as an Arrow stream, a piece at a time; `.read_all()` and `.read_pandas()` load it."""
        file = pq.ParquetFile(self._path(name))
        return pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())

    @cached_property
    def arms(self) -> Any:
        """A row for every arm and point, as an Arrow table."""
        return run_folder.read_table(self._path(ARMS))

    def sql(self, query: str) -> Any:
        """What a query of DuckDB finds; nothing is loaded but what it needs.

        The views are `outcomes`, `targets`, `events` and `arms`.  The relation that comes back gives
        `.fetchall()`, `.df()` and `.to_arrow_table()`.

        Raises
        ------
        OutOfRange
            if it is no query, or one that would change something
        """
        try:
            asked = self._database.extract_statements(_words(query))
            if len(asked) != 1 or asked[0].type not in READING:
                refuse("sql", query, "one SELECT is allowed, which changes nothing,", ASKED)
            return self._database.sql(query)
        except duckdb.Error as error:
            told = " ".join(str(error).split())
            raise OutOfRange(f"sql: {told}; views are {', '.join(self.names)}") from None

    def cell(self, arm: str, point: int = 0) -> Cell:
        """One arm at one point."""
        names = [found["name"] for found in self.manifest["arms"]]
        if arm not in names:
            raise UnknownName("arm", arm, names)
        if not 0 <= point < self.manifest["points"]:
            raise OutOfRange(
                f"point is {point}; a whole number from 0 to {self.manifest['points'] - 1} is allowed; "
                "write it like point=0"
            )
        return Cell(self, self._places[arm, point], self._odds[arm, point])

    def column(self, name: str) -> Numbers:
        """One column of numbers of all outcomes (R,), by arm, point, replicate; missing ones are NaN."""
        if name not in self._columns:
            path = self._path("outcomes")
            with run_folder.reading(path):
                known = pq.read_schema(path).names
            if name not in known:
                raise UnknownName("column", name, known)
            values = run_folder.read_table(path, [name])[name].to_numpy()
            self._columns[name] = values.astype(np.float64)
        return self._columns[name]

    def _path(self, name: str) -> Path:
        if name not in self.names:
            raise UnknownName("table", name, self.names)
        return self.folder / f"{name}.parquet"

    @cached_property
    def _database(self) -> Any:
        base = duckdb.connect()
        for name in self.names:
            place = str(self._path(name)).replace("'", "''")
            base.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{place}')")
        return base

    @cached_property
    def _odds(self) -> dict[tuple[str, int], float]:
        """Probability of the common failure in each cell: it may be a coordinate of the box itself."""
        names = ("arm", "point", "common_failure_probability")
        columns = (self.arms[name].to_pylist() for name in names)
        return {(arm, point): odds for arm, point, odds in zip(*columns, strict=True)}

    @cached_property
    def _places(self) -> dict[tuple[str, int], slice]:
        """Rows of each cell: they stand together."""
        places: dict[tuple[str, int], slice] = {}
        start = 0
        for part in run_folder.parts_of(self._path("outcomes"), ["arm", "point"]):
            for key, rows in stretches(part):
                before = places.get(key, slice(start, start))
                start += rows
                places[key] = slice(before.start, start)
        return places


def stretches(part: Any) -> Iterator[tuple[tuple[str, int], int]]:
    """Each arm and point with how many rows of them stand together, from the first row to the last.

    No grouping of Arrow tells them in the order of the rows.
    """
    arms = part["arm"]
    coded = pa.types.is_dictionary(arms.type)
    arms = (arms.unify_dictionaries() if coded else arms.dictionary_encode()).combine_chunks()
    codes, points = arms.indices.to_numpy(), part["point"].to_numpy()
    begins = np.flatnonzero(np.r_[True, (np.diff(codes) != 0) | (np.diff(points) != 0)][: codes.size])
    for begin, end in pairwise([*begins, codes.size]):
        yield (arms.dictionary[codes[begin].item()].as_py(), int(points[begin])), int(end - begin)


def _words(query: object) -> str:
    """A query in words; from Python anything may come."""
    return query if isinstance(query, str) else refuse("sql", query, "words are allowed", ASKED)
