"""A study whose chunks are all there becomes whole, and lets them go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openiads.ground.errors import OutputError, ResultMismatch
from openiads.ground.output import sweep, writing
from openiads.study.campaign import run_folder
from openiads.study.experiment.gather import gather
from openiads.study.experiment.play_chunk import Order
from openiads.study.experiment.point_seed import seed_at
from openiads.study.experiment.study_manifest import MANIFEST, STUDY, read_manifest
from openiads.study.experiment.to_play import Play

ARMS = "arms"
CHUNK = re.compile(r"\d+-\d+x\d+-\d+")


def finish(folder: Path, play: Play, manifest: dict[str, Any], orders: Sequence[Order]) -> None:
    """Join the chunks, tell of every cell, and declare the study complete."""
    before = read_manifest(folder)
    records = [(order, _record(order)) for order in orders]
    manifest["outcomes_sha256"] = gather(folder, orders, play.keep)
    run_folder.write_whole(folder / f"{ARMS}.parquet", partial(_write, cells(play, records)))
    for clock in ("seconds", "cpu_seconds"):
        manifest[clock] = sum(record[clock] for _, record in records)
    manifest["files"] = run_folder.files_of(folder, (ARMS, *play.keep))
    manifest["complete"] = True
    if read_manifest(folder) != before:
        raise OutputError(
            f"{folder / MANIFEST}: was changed by somebody else; let one process at a time work in a folder"
        )
    run_folder.write_text(folder / MANIFEST, run_folder.sealed_text(manifest))


def _record(order: Order) -> dict[str, Any]:
    record = run_folder.said_by(order.chunk)
    if record is None:
        raise ResultMismatch(f"{order.chunk}: is torn; the same command with --resume plays it again")
    return record


def cells(play: Play, records: Sequence[tuple[Order, dict[str, Any]]]) -> Any:
    """A row for every arm and point: what the design tells of it, and the hash of its scenario."""
    hashes: dict[tuple[str, int], str] = {}
    odds: dict[tuple[str, int], float] = {}
    for order, record in records:
        told_odds = enumerate(record["common_failure_probabilities"], order.rectangle.begin)
        odds |= {(order.arm, point): probability for point, probability in told_odds}
        for point, told in enumerate(record["scenarios"], order.rectangle.begin):
            if hashes.setdefault((order.arm, point), told) != told:
                raise ResultMismatch(
                    f"{order.chunk}: arm {order.arm!r} is another scenario at point {point} than in another "
                    "chunk; remove it and go on with --resume"
                )
    rows = [
        {
            "arm": arm,
            "point": point,
            "seed": seed_at(play.seed, point),
            **play.told(arm, point),
            "common_failure_probability": odds[arm, point],
            "scenario_sha256": hashes[arm, point],
        }
        for arm in play.arms
        for point in range(play.points)
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})


def _write(table: Any, beside: Path) -> None:
    pq.write_table(table, beside, compression="zstd")


def tidy(folder: Path, text: str) -> None:
    """Remove what a whole study needs no more, and put back its file where it was lost or edited."""
    if run_folder.text_of(folder / STUDY) != text:
        run_folder.write_text(folder / STUDY, text)
    chunks = folder / run_folder.CHUNKS
    if chunks.is_symlink() or not chunks.is_dir():
        return
    with writing(folder, resumes=True):
        for arm in [place for place in chunks.iterdir() if place.is_dir() and not place.is_symlink()]:
            sweep(arm, alone=True)
            for chunk in [place for place in arm.iterdir() if CHUNK.fullmatch(place.name)]:
                run_folder.remove_chunk(chunk)
            with suppress(OSError):  # somebody else put something there
                arm.rmdir()
        with suppress(OSError):
            chunks.rmdir()
