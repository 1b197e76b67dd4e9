"""`openiads timeline`: who stands where by date, what that leaves open, and how long the rounds last."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.output import print_json, print_page, print_place
from openiads.cli.playing import playing_in_memory, seed_option, workers_option
from openiads.cli.read import catalogue_option, changes_option, date, place_option, whole

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
    changes: Annotated[list[str] | None, changes_option()] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    csv: Annotated[
        Path | None, place_option("--csv", "days.csv", "New file for the table by day.", False)
    ] = None,
    html: Annotated[Path | None, place_option("--html", "page.html", "New file for a page.", False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Tell who stands where by date, what an attack meets then, and how long the rounds last."""
    from openiads.api.new_files import new_files
    from openiads.api.timeline import timeline as ask
    from openiads.simulation.engine import default_workers

    table, page = new_files({"--csv": csv, "--html": html})
    with playing_in_memory("replicates", plays=bool(on)) as progress:
        found = ask(
            scenario, histories=histories, seed=seed, cover=cover, on=on or (), replicates=replicates,
            workers=workers or default_workers(), changes=changes or (), catalogue=catalogue,
            progress=progress,
        )  # fmt: skip
    if table is not None:
        found.to_csv(table)
    if page is not None:
        found.to_html(page)
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.timeline_terminal import account

    print_page(account(found.scenario.name, found.found, found.scenario.told))
    if page is not None:
        print_place(page)
