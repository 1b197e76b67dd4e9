"""`openiads timeline`: who stands where by date, what that leaves open, and how long the rounds last."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.output import compiling_told, print_json, print_page, print_place
from openiads.cli.playing import seed_option, workers_option
from openiads.cli.read import catalogue_option, place_option, whole
from openiads.cli.signals import interruptible

DEFAULT_HISTORIES, MOST_HISTORIES = 1000, 1_000_000
"""A test holds them to what the API takes."""


def timeline(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file with a [timeline].")],
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

    table = None if csv is None else new_page(csv, "--csv")
    page = None if html is None else new_page(html, "--html")
    with interruptible(), compiling_told("30 s"):
        found = ask(
            scenario, histories=histories, seed=seed, cover=cover, workers=workers or 1,
            changes=changes or (), catalogue=catalogue,
        )  # fmt: skip
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
