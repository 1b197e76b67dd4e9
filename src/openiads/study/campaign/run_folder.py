"""The run folder: what is written appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openiads.ground.errors import OutputError, ResultMismatch
from openiads.ground.folder_kinds import not_that
from openiads.ground.input import MOST_KEPT, bytes_of, require_regular
from openiads.ground.input import text_of as text_within
from openiads.ground.output import (
    beside,
    drafted,
    flush,
    give_name,
    require_ours,
    require_possible,
    sweep,
    take_away,
    writing,
)
from openiads.study.campaign.tables import NAMES, Tables
from openiads.study.seal import is_whole, sealed

MANIFEST = "run.json"
SCENARIO = "scenario.toml"
CHUNKS = "chunks"
INPUTS_KEY = "inputs_sha256"
INPUTS = f"openiads.{INPUTS_KEY}".encode()
SEAL = "manifest_sha256"
"""The hash that a manifest bears over all that it says."""
RECORD = "chunk.json"
"""What a chunk says of itself: it is whole before `run.json` knows of it."""
TORN = "torn"
"""Where chunks go that are not as they were written."""


def require_new(folder: Path) -> None:
    """Refuse a folder that is there already, or whose parent cannot be written."""
    if os.path.lexists(folder):
        raise OutputError(
            f"{folder}: exists already; a run writes a new folder; "
            "name another with --out, or continue the same run with --resume"
        )
    try:
        os.fspath(folder).encode()
    except UnicodeEncodeError:
        raise OutputError(
            f"{folder}: the name is not UTF-8, which tables need; name another with --out"
        ) from None
    require_possible(folder, "folder")


def text_of(path: Path) -> str | None:
    """What a text file says, None where it cannot be read."""
    try:
        return text_within(path, OutputError, "a text file", MOST_KEPT)
    except (OSError, OutputError):
        return None


def require_free(path: Path) -> None:
    """Refuse the name of a file that is there already, or cannot be made."""
    if os.path.lexists(path):
        raise OutputError(f"{path}: exists already; remove it or name another file")
    require_possible(path, "file")


def create(folder: Path, manifest: dict[str, Any], scenario: str) -> None:
    """Make a new run folder, which at once says what will be in it."""
    create_with(folder, {MANIFEST: sealed_text(manifest), SCENARIO: scenario})


def create_with(folder: Path, texts: Mapping[str, str]) -> None:
    """Make a new folder with the files that say what will be in it, by name."""
    require_new(folder)
    unfinished = beside(folder)
    with writing(folder, resumes=True):
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.mkdir()
            for name, text in texts.items():
                _put(unfinished / name, text)
                flush(unfinished / name)
            try:
                unfinished.rename(folder)
            except OSError:
                require_new(folder)  # another process may just have made it
                raise
        except BaseException:
            take_away(unfinished)
            raise


def write_whole(path: Path, fill: Callable[[Path], None], resumes: bool = True) -> None:
    """Have `fill` write beside `path`, flush it to the disk, and give it its name.

    In a folder that is gone on with (`resumes`), and is not made anew if it is gone, it takes the place of
    what is there; elsewhere of nothing.
    """
    with writing(path, "folder" if resumes else "file", resumes):
        if not resumes:
            path.parent.mkdir(parents=True, exist_ok=True)
        with drafted(path) as unfinished:
            fill(unfinished)
            flush(unfinished)
            if resumes:
                unfinished.replace(path)
            else:
                give_name(unfinished, path)


def write_text(path: Path, text: str, resumes: bool = True) -> None:
    """Write a whole text file."""
    write_whole(path, lambda unfinished: _put(unfinished, text), resumes)


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def write_manifest(folder: Path, manifest: dict[str, Any], before: dict[str, Any]) -> None:
    """Write `run.json` in the place of what it was `before`; refuses if somebody else changed it since."""
    if read_manifest(folder) != before:
        raise OutputError(
            f"{folder / MANIFEST}: was changed by somebody else; let one process at a time work in a folder"
        )
    write_text(folder / MANIFEST, sealed_text(manifest))


def sealed_text(document: dict[str, Any]) -> str:
    """A document as a file that bears its seal."""
    return json.dumps(sealed(document, SEAL), indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read `run.json` of a run folder."""
    path = folder / MANIFEST
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is not a folder; name a run folder")
    try:
        manifest = json.loads(bytes_of(path, OutputError, MOST_KEPT).decode("utf-8"))
    except FileNotFoundError:
        raise OutputError(not_that(folder, MANIFEST, "a run folder")) from None
    except (OSError, ValueError, RecursionError) as error:
        raise OutputError(f"{path}: cannot be read: {error}; remove the folder and run again") from None
    if not isinstance(manifest, dict):
        raise OutputError(f"{path}: is not a manifest; remove the folder and run again")
    # One of old tells no inputs, and bears no seal.
    if (SEAL in manifest or INPUTS_KEY in manifest) and not is_whole(manifest, SEAL):
        raise ResultMismatch(f"{path}: does not say what was written; remove the folder and run again")
    manifest.pop(SEAL, None)
    return manifest


SPAN = {"complete": bool, "first": int, "last": int, "seed": int}
"""What every manifest of a run says of what was played."""


def read_played(folder: Path) -> dict[str, Any]:
    """Read `run.json` of a run folder, which must say what was played."""
    manifest = read_manifest(folder)
    missing = [key for key, kind in SPAN.items() if not isinstance(manifest.get(key), kind)]
    if missing:
        raise ResultMismatch(
            f"{folder / MANIFEST}: is damaged: {', '.join(missing)} missing or not what a run writes; "
            "remove the folder and run again"
        )
    return manifest


def read_complete(folder: Path, names: Sequence[str] = NAMES) -> dict[str, Any]:
    """Read `run.json` of a run that is complete, and of which the tables named are what was written."""
    manifest = read_played(folder)
    if not manifest["complete"]:
        raise ResultMismatch(f"{folder}: is not complete; finish it first, with --resume")
    files = manifest.get("files")
    require_as_written(folder, files if isinstance(files, dict) else {}, names)
    return manifest


def write_chunk(folder: Path, tables: Tables, record: dict[str, Any]) -> dict[str, Any]:
    """Write a chunk of a run: its three tables, and the record of what they are.

    Gives the record, with the hash of each file.
    """
    chunk = chunk_path(folder, record["first"], record["last"])
    with writing(chunk, resumes=True):
        make_inside(chunk.parent, "the chunks of a run, a folder")
        return put_chunk(chunk, tables, record)


def put_chunk(chunk: Path, tables: Tables, record: dict[str, Any]) -> dict[str, Any]:
    """Write a folder of tables, marked with their inputs, and of the record of what they are, in one go.

    Gives the record, with the hash of each file.
    """
    unfinished = beside(chunk)
    try:
        unfinished.mkdir()
        for name, table in tables.items():
            path = unfinished / f"{name}.parquet"
            # One row group, so that no replicate is ever cut in two.
            marked = table.replace_schema_metadata({INPUTS: record[INPUTS_KEY]})
            pq.write_table(marked, path, compression="zstd", row_group_size=max(table.num_rows, 1))
            flush(path)
        record = record | {"files": files_of(unfinished, tuple(tables))}
        _put(unfinished / RECORD, sealed_text(record))
        flush(unfinished / RECORD)
        flush(unfinished)
        unfinished.rename(chunk)
        flush(chunk.parent)
        return record
    except BaseException:
        take_away(unfinished)
        raise


def make_inside(inside: Path, what: str) -> None:
    """Make a folder in a folder of ours, which is not made anew if somebody removed it."""
    with suppress(FileExistsError):
        inside.mkdir()
    if not inside.is_dir():
        require_ours(inside, stat.S_ISDIR, what)


def record_of(chunk: Path) -> dict[str, Any] | None:
    """What a chunk says of itself; None where that is not what was written, or where it is of another."""
    record = said_by(chunk)
    ours = record is not None and chunk.name == f"{record.get('first')}-{record.get('last')}"
    return record if ours else None


def said_by(chunk: Path) -> dict[str, Any] | None:
    """The record in a folder, whatever its name; None where it is not what was written."""
    path = chunk / RECORD
    try:
        if chunk.is_symlink() or path.is_symlink():
            return None
        record = json.loads(bytes_of(path, OutputError, MOST_KEPT))
        whole = is_whole(record, SEAL)
    except (OSError, OutputError, ValueError, AttributeError, RecursionError):
        return None
    return {key: value for key, value in record.items() if key != SEAL} if whole else None


def is_chunk(path: Path) -> bool:
    """Whether something among the chunks has a name that only a run gives."""
    return re.fullmatch(r"\d+-\d+", path.name) is not None


def remove_chunk(chunk: Path) -> bool:
    """Take away the tables of a chunk that carry our mark, its record and folder; whether nothing is left.

    What else lies there is not ours, and neither is what a link leads to.
    """
    if chunk.is_dir() and not chunk.is_symlink():
        ours = [path for name in NAMES if _is_marked(path := chunk / f"{name}.parquet")]
        if ours or record_of(chunk):
            ours.append(chunk / RECORD)
        for path in ours:
            take_away(path)
        with suppress(OSError):
            chunk.rmdir()
    return not os.path.lexists(chunk)


def _is_marked(path: Path) -> bool:
    """Whether a file is a table that a run wrote into a chunk."""
    try:
        return not path.is_symlink() and INPUTS in (pq.read_schema(path).metadata or {})
    except (OSError, pa.ArrowException):
        return False


def remove_chunks(folder: Path) -> None:
    """Take away all chunks of a run, and what killed processes left among them."""
    chunks = folder / CHUNKS
    if chunks.is_symlink() or not chunks.is_dir():
        return
    sweep(chunks, alone=True)
    for chunk in filter(is_chunk, sorted(chunks.iterdir())):
        remove_chunk(chunk)
    with suppress(OSError):  # somebody else put something there
        chunks.rmdir()


def set_aside(chunk: Path, folder: Path | None = None) -> Path | None:
    """Move a chunk that is not as it was written out of the way; gives its new place, if it was there.

    folder  of the run, two above the chunk if not said
    """
    folder = folder or chunk.parent.parent
    place = folder / TORN / f"{chunk.name}-{os.getpid()}"
    if not os.path.lexists(chunk):
        return None
    if place.parent.is_symlink():
        raise OutputError(f"{place.parent}: is a link; torn chunks stay in their run folder; take it away")
    with writing(place.parent, resumes=True):
        make_inside(place.parent, "torn chunks, a folder")
        number = 1
        while os.path.lexists(place):
            number += 1
            place = place.with_name(f"{chunk.name}-{os.getpid()}-{number}")
        chunk.rename(place)
    return place


def chunk_path(folder: Path, first: int, last: int) -> Path:
    """Folder of the chunk with replicates [first, last)."""
    return folder / CHUNKS / f"{first}-{last}"


def files_of(folder: Path, names: Sequence[str] = NAMES) -> dict[str, str]:
    """Hash of each of the tables of a chunk or of a run folder."""
    return {name: _sha256_of(folder / f"{name}.parquet") for name in names}


def unlike(folder: Path, files: Mapping[str, str], names: Sequence[str] = NAMES) -> str:
    """Which of the tables is not what was written, and how; nothing if all are.

    It is asked before a table is read: a reader of tables may trust what a flipped bit made of them.

    Raises
    ------
    OutputError
        if that cannot be told, for what cannot be read now may be whole
    """
    for name in names:
        path = folder / f"{name}.parquet"
        try:
            if _sha256_of(path) != files.get(name):
                return f"{path}: is not what was written"
        except (FileNotFoundError, NotADirectoryError):
            return f"{path}: is missing"
        except IsADirectoryError:
            return f"{path}: is not what was written"
        except OSError as error:  # which says nothing of what is in it
            raise OutputError(
                f"{path}: cannot be read: {os.strerror(error.errno or 0)}; make it readable and continue, "
                f"or remove {folder} to have it played again"
            ) from None
    return ""


def require_as_written(folder: Path, files: Mapping[str, str], names: Sequence[str] = NAMES) -> None:
    """Refuse a run whose tables are not those that its manifest lists."""
    wrong = unlike(folder, files, names)
    if wrong:
        raise ResultMismatch(f"{wrong}; remove the folder and run again")


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_table(path: Path, columns: list[str] | None = None) -> Any:
    """Read one table, or some of its columns."""
    with reading(path):
        return pq.read_table(path, columns=columns)


def parts_of(path: Path, columns: list[str] | None = None) -> Iterator[Any]:
    """Read one table piece by piece, so that a long one needs little memory."""
    with reading(path), pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns=columns)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what a file refuses into one message."""
    require_regular(path, ResultMismatch)
    try:
        yield
    except FileNotFoundError:
        raise ResultMismatch(f"{path}: is missing; remove the folder and run again") from None
    except (OSError, pa.ArrowException) as error:
        raise ResultMismatch(f"{path}: cannot be read: {error}; remove the folder and run again") from None
