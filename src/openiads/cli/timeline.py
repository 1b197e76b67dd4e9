"""`openiads timeline`: who stands where by date, what that leaves open, and how long the rounds last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openiads.cli.output import compiling_told, console, print_json, print_page, print_place, say
from openiads.cli.playing import BAR, seed_option, workers_option
from openiads.cli.read import catalogue_option, date, place_option, whole
from openiads.cli.run import COMPILE_TIME, INTERRUPTED
from openiads.cli.signals import interruptible

if TYPE_CHECKING:
    from openiads.study.timeline.chosen_dates import Progress

DEFAULT_HISTORIES, MOST_HISTORIES = 1000, 1_000_000
DEFAULT_REPLICATES, MOST_REPLICATES = 100, 10_000
"""A test holds them to what the API takes."""


def timeline(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file with a timeline.")],
    histories: Annotated[
        int,
        typer.Option(
            parser=whole("--histories", 1, MOST_HISTORIES, DEFAULT_HISTORIES),
            metavar="N",
            help="Histories that are drawn from what is open.",
        ),
    ] = DEFAULT_HISTORIES,
    seed: Annotated[int, seed_option()] = 1,
    cover: Annotated[
        bool,
        typer.Option("--cover/--no-cover", help="Also tell what ready batteries cover on the ground."),
    ] = True,
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--on",
            parser=date("--on", "2019-08-15"),
            metavar="DATE",
            help="Also play the scenario's raid against what is ready on this date; repeatable.",
            show_default=False,
        ),
    ] = None,
    replicates: Annotated[
        int,
        typer.Option(
            parser=whole("--replicates", 1, MOST_REPLICATES, DEFAULT_REPLICATES),
            metavar="N",
            help="Replicates of each such date.",
        ),
    ] = DEFAULT_REPLICATES,
    workers: Annotated[int | None, workers_option("Threads")] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change the scenario; repeatable.")
    ] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    csv: Annotated[
        Path | None, place_option("--csv", "days.csv", "New file for the table by day.", False)
    ] = None,
    html: Annotated[Path | None, place_option("--html", "page.html", "New file for a page.", False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Tell who stands where by date, what an attack meets then, and how long the rounds last."""
    from openiads.api.new_files import new_page
    from openiads.api.timeline import timeline as ask
    from openiads.simulation.engine import default_workers

    table = None if csv is None else new_page(csv, "--csv")
    page = None if html is None else new_page(html, "--html")
    try:
        with interruptible(), _progress(bool(on)) as progress:
            found = ask(
                scenario, histories=histories, seed=seed, cover=cover, on=on or (), replicates=replicates,
                workers=workers or default_workers(), changes=changes or (), catalogue=catalogue,
                progress=progress,
            )  # fmt: skip
    except KeyboardInterrupt:
        say("interrupted; nothing was kept")
        raise typer.Exit(INTERRUPTED) from None
    if table is not None:
        found.to_csv(table)
    if page is not None:
        found.to_html(page)
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.timeline_terminal import account

    print_page(account(found.scenario.name, found.found))
    if page is not None:
        print_place(page)


@contextmanager
def _progress(plays: bool) -> Iterator[Progress | None]:
    """A bar on stderr while dates are played, and a word about compiling where that is due."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    err = console(stderr=True)
    columns = TextColumn("replicates"), BarColumn(bar_width=BAR), MofNCompleteColumn(), TimeRemainingColumn()
    bar = Progress(*columns, console=err, transient=True, disable=not (plays and err.is_terminal))
    with bar, compiling_told(COMPILE_TIME if plays else "30 s", err=err):
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
