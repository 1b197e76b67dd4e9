"""The run folder: what is written appears whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openiads.ground.errors import OutputError, ResultMismatch
from openiads.study.tables import NAMES, Tables

MANIFEST = "run.json"
SCENARIO = "scenario.toml"
CHUNKS = "chunks"
UNFINISHED = ".part"
"""Ending of whatever is not yet whole."""


FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def writing(place: Path, resumes: bool = False) -> Iterator[None]:
    """Turn what the disk refuses into one message; `resumes`: what is there can be gone on with."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        remedy = "name a folder that can be written"
        if error.errno in FULL:
            more = "; the same command with --resume goes on from what is kept" if resumes else ""
            remedy = f"free some space{more}"
        raise OutputError(f"{place}: cannot be written: {reason}; {remedy}") from None


def require_new(folder: Path) -> None:
    """Refuse a folder that is there already, or whose parent cannot be written."""
    if os.path.lexists(folder):
        raise OutputError(
            f"{folder}: exists already; a run writes a new folder; "
            "name another with --out, or go on with --resume"
        )
    with writing(folder):
        blocking = next((above for above in folder.parents if above.exists() and not above.is_dir()), None)
        if blocking is not None:
            raise OutputError(
                f"{folder}: cannot be written: {blocking} is not a folder; name a folder that can be written"
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.parent):
            pass


def require_free(path: Path) -> None:
    """Refuse the name of a file that is there already."""
    if path.exists() or path.is_symlink():
        raise OutputError(f"{path}: exists already; remove it or name another file")


def create(folder: Path, manifest: dict[str, Any], scenario: str) -> None:
    """Make a new run folder, which at once says what will be in it."""
    require_new(folder)
    beside = folder.with_name(folder.name + UNFINISHED)
    with writing(folder, resumes=True):
        try:
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            for name, text in ((MANIFEST, _manifest_text(manifest)), (SCENARIO, scenario)):
                _put(beside / name, text)
                flush(beside / name)
            beside.rename(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise


def write_whole(path: Path, fill: Callable[[Path], None], resumes: bool = True) -> None:
    """Have `fill` write beside `path`, flush it to the disk, and give it its name."""
    beside = path.with_name(path.name + UNFINISHED)
    with writing(path, resumes):
        try:
            fill(beside)
            flush(beside)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def write_text(path: Path, text: str) -> None:
    """Write a whole text file."""
    write_whole(path, lambda beside: _put(beside, text))


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def flush(path: Path) -> None:
    """Bring a file or folder to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows flushes no folders.
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write `run.json`."""
    write_text(folder / MANIFEST, _manifest_text(manifest))


def _manifest_text(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read `run.json` of a run folder."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OutputError(f"{folder}: has no {MANIFEST}, so it is no run folder; name one that is") from None
    except NotADirectoryError:
        raise OutputError(f"{folder}: is not a folder; name a run folder") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read: {error}; remove the folder and run again") from None
    if not isinstance(manifest, dict):
        raise OutputError(f"{path}: is no manifest; remove the folder and run again")
    return manifest


def write_chunk(folder: Path, first: int, last: int, tables: Tables) -> None:
    """Write replicates [first, last) as a chunk: a folder that holds the three tables."""
    chunk = chunk_path(folder, first, last)
    beside = chunk.with_name(chunk.name + UNFINISHED)
    with writing(chunk, resumes=True):
        try:
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True)
            for name in NAMES:
                path = beside / f"{name}.parquet"
                # One row group, so that no replicate is ever cut in two.
                rows = max(tables[name].num_rows, 1)
                pq.write_table(tables[name], path, compression="zstd", row_group_size=rows)
                flush(path)
            flush(beside)
            beside.rename(chunk)
            flush(chunk.parent)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise


def chunk_path(folder: Path, first: int, last: int) -> Path:
    """Folder of the chunk with replicates [first, last)."""
    return folder / CHUNKS / f"{first}-{last}"


def read_chunk(chunk: Path) -> Tables:
    """Read the three tables of a chunk or of a run folder."""
    return {name: read_table(chunk / f"{name}.parquet") for name in NAMES}


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
    try:
        yield
    except FileNotFoundError:
        raise ResultMismatch(f"{path}: is missing; remove the folder and run again") from None
    except (OSError, pa.ArrowException) as error:
        raise ResultMismatch(f"{path}: cannot be read: {error}; remove the folder and run again") from None
