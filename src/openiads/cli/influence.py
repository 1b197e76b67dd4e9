"""`openiads influence`: which figures decide the answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openiads.cli.output import compiling_told, console, print_json, print_page
from openiads.cli.read import catalogue_option, changes_option, place_option, whole
from openiads.cli.run import COMPILE_TIME, INTERRUPTED
from openiads.cli.signals import interruptible

if TYPE_CHECKING:
    from openiads.study.influence.influence_scan import Progress

DEFAULT_REPLICATES = 128
LEAST, MOST = 16, 1_000_000
"""Bounds of the replicates; a test holds them and the default to what a scan takes."""
MOST_SEEDS = 2**32


def influence(
    scenario: Annotated[str, typer.Argument(help="A built-in name, a TOML file or a run folder.")],
    replicates: Annotated[
        int,
        typer.Option(
            parser=whole("--replicates", LEAST, MOST, DEFAULT_REPLICATES),
            metavar="N",
            help="Replicates for the figures that matter most.",
        ),
    ] = DEFAULT_REPLICATES,
    seed: Annotated[
        int,
        typer.Option(
            parser=whole("--seed", 0, MOST_SEEDS - 1, 1),
            metavar="N",
            help="Seed of all random draws.",
        ),
    ] = 1,
    workers: Annotated[
        int | None,
        typer.Option(
            parser=whole("--workers", 1, MOST_SEEDS - 1, 2),
            metavar="N",
            help="Threads; results do not depend on them.",
            show_default="all",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        place_option(
            "--out",
            "runs/influence.json",
            "Document to write.",
            "runs/SCENARIO-influence.json, or in the run folder",
        ),
    ] = None,
    changes: Annotated[list[str] | None, changes_option()] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Move each figure to its low and its high, one at a time, and show which change the leakers most.

    Finished replicates are kept beside the document until it is complete; the same command continues.
    """
    from openiads.api.run import influence as measure
    from openiads.study.campaign.run_folder import MANIFEST

    where = out
    if where is None and not os.path.isfile(Path(scenario) / MANIFEST):
        where = Path("runs") / f"{Path(scenario).stem}-influence.json"
    try:
        with interruptible(), _progress() as progress:
            found = measure(
                scenario,
                replicates=replicates,
                seed=seed,
                workers=workers,
                out=where,
                changes=changes or (),
                catalogue=catalogue,
                progress=progress,
            )
    except KeyboardInterrupt:
        print("interrupted; the same command continues from what was played", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.influence_words import page

    print_page(page(found))


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on stderr, and a word about compiling where that is due."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    err = console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    bar = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    with bar, compiling_told(COMPILE_TIME, err=err):
        task = bar.add_task("figures", total=None)

        def show(done: int, total: int, heat: str) -> None:
            bar.update(task, completed=done, total=total, description=f"figures, {heat}")

        yield show
