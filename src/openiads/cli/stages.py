"""`openiads stages`: what mending one stage of the chain would buy, by making each perfect in turn."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.output import print_json, print_page, print_place
from openiads.cli.playing import playing_in_memory, replicates_option, seed_option, workers_option
from openiads.cli.read import catalogue_option, changes_option, place_option
from openiads.cli.run import DEFAULT_REPLICATES


def stages(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file.")],
    stage: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A stage to make perfect; repeatable.", show_default="all of them"),
    ] = None,
    replicates: Annotated[int, replicates_option(DEFAULT_REPLICATES, "stage")] = DEFAULT_REPLICATES,
    seed: Annotated[int, seed_option()] = 1,
    workers: Annotated[int | None, workers_option("Threads")] = None,
    changes: Annotated[list[str] | None, changes_option()] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    html: Annotated[Path | None, place_option("--html", "page.html", "New file for a page.", False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Tell how many fewer would get through if one stage of the chain were perfect, all else as it is."""
    from openiads.api.new_files import new_page
    from openiads.api.stages import stages as ask

    page = None if html is None else new_page(html, "--html")
    with playing_in_memory("stages", plays=True) as progress:
        found = ask(
            scenario, stage or (), replicates=replicates, seed=seed, workers=workers, changes=changes or (),
            catalogue=catalogue, progress=progress,
        )  # fmt: skip
    if page is not None:
        found.to_html(page)
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.stage_terminal import account

    print_page(account(found.scenario.name, found.found))
    if page is not None:
        print_place(page)
