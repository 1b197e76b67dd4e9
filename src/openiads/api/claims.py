"""Claims: sentences about a defence, put to the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, SupportsIndex

from openiads.api.claim_result import ClaimResult
from openiads.ground import kinds
from openiads.ground.errors import OutputError
from openiads.ground.output import require_possible
from openiads.ground.place import anchored
from openiads.ground.whole import MOST_THREADS, whole
from openiads.report.studies.claims_index import pages
from openiads.simulation.engine import default_workers
from openiads.study.campaign.run_folder import create_with
from openiads.study.claims.answering import answered
from openiads.study.claims.claim import Claim
from openiads.study.claims.claim_effort import effort_of
from openiads.study.claims.every_claim import claim, known_keys
from openiads.study.executors.choose import at_work

KEPT = Path("studies") / "claims"
"""Where the studies of claims are kept."""
Watched = Callable[[Claim], AbstractContextManager[Any]]
"""Gives, while a claim is at work, what is called with how far its study is; or nothing."""


def claims(
    names: Iterable[str] | str | None = None,
    effort: float = 1.0,
    workers: SupportsIndex | None = None,
    dask: str | None = None,
    out: str | Path | None = None,
    html: str | Path | None = None,
    progress: Callable[..., None] | None = None,
) -> list[ClaimResult]:
    """Put claims to the test.

    Parameters
    ----------
    names : keys of claims; all if not said
    effort : more is more replicates and more points of the box, 0.01 to 100; 1 is what the claims say
    workers : processes; all processors if not said; results do not depend on them
    dask : address of a Dask scheduler, or `local`, instead
    out : folder in which the studies are kept, `studies/claims` if not said; what was played is found again
    html : a new folder for a page of each claim and one of all
    progress : called with the key of the claim at work, and then as `study` calls its

    Raises
    ------
    UnknownName
        if there is no such claim, with the nearest
    OutOfRange
        if the effort is none
    KeyboardInterrupt
        that says how to go on; what was played stays
    OutputError
        if a folder cannot be written; what was played stays, and is found again
    """
    kinds.function("progress", progress)
    watched: Watched = lambda one: nullcontext(progress and partial(progress, one.key))  # noqa: E731
    where = None if html is None else pages_folder(html)
    chosen = known_keys(_names(names))
    found = list(answers(chosen, effort, workers, dask, out, watched))
    if where is not None:
        write_pages(found, where)
    return found


def answers(
    chosen: Sequence[str],
    effort: float,
    workers: SupportsIndex | None,
    dask: str | None,
    out: str | Path | None,
    watched: Watched,
) -> Generator[ClaimResult, None, None]:
    """Each claim's answer as soon as it is there."""
    spent = effort_of("effort", effort, "effort=1.0")
    count = default_workers() if workers is None else whole("workers", workers, 1, MOST_THREADS, "workers=2")
    folder = anchored(KEPT if out is None else out, example="out='studies/claims'")
    if not os.path.lexists(folder):
        require_possible(folder, "folder")
    with at_work(count, dask) as executor:
        for one in map(claim, chosen):
            try:
                with watched(one) as progress:
                    found = answered(one, folder, executor, spent, progress)
            except KeyboardInterrupt:
                raise KeyboardInterrupt(how_to_go_on(folder)) from None
            yield ClaimResult(found)


def how_to_go_on(folder: Path) -> str:
    """What whoever interrupts is told."""
    if not folder.exists():
        return "interrupted before anything was played; nothing was written"
    return f"interrupted; what was played is kept in {folder}; the same again goes on from there"


def pages_folder(html: str | Path) -> Path:
    """The place of the pages, which must be new and possible."""
    where = anchored(html, "html", "html='pages'")
    if os.path.lexists(where):
        raise OutputError(
            f"{where}: exists already; pages are written into a new folder; name another with --html"
        )
    require_possible(where, "folder")
    return where


def write_pages(found: Sequence[ClaimResult], where: Path) -> None:
    """Write all pages into a new folder, which appears whole or not at all."""
    create_with(where, pages([one.answered for one in found]))


def document(found: Sequence[ClaimResult]) -> dict[str, Any]:
    """The document of `--json`."""
    return {"claims": [one.as_dict() for one in found]}


def _names(names: Iterable[str] | str | None) -> tuple[str, ...]:
    """Keys that were asked for; none stand for all."""
    if names is None:
        return ()
    return kinds.one_or_texts("names", names, "names=['alone']")
