"""`openiads saturate`: leakers and rounds left by size of the raid and spread of its arrival."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.output import print_json, print_page, print_place
from openiads.cli.playing import dask_option, playing, replicates_option, seed_option, workers_option
from openiads.cli.read import catalogue_option, changes_option, in_flags, place_option

DEFAULT_REPLICATES = 40
"""A test holds it to that of the API."""


def saturate(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file.")],
    sizes: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="Raiders that are sent, or raids of the scenario such as 2x.",
            show_default="0.25x to 3x",
        ),
    ] = None,
    spreads: Annotated[
        str | None,
        typer.Option(
            "--spreads-min",
            metavar="LIST",
            help="Times over which the raid arrives; own: as the scenario has it.",
            show_default="0,own,60",
        ),
    ] = None,
    replicates: Annotated[
        int, replicates_option(DEFAULT_REPLICATES, "size at each spread")
    ] = DEFAULT_REPLICATES,
    seed: Annotated[int, seed_option()] = 1,
    workers: Annotated[int | None, workers_option()] = None,
    dask: Annotated[str | None, dask_option()] = None,
    out: Annotated[
        Path | None,
        place_option("--out", "studies/mine", "Study folder to write.", "studies/SCENARIO-saturation"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the study in the folder, if any.")
    ] = False,
    changes: Annotated[list[str] | None, changes_option()] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Play the raid in several sizes, and find from where on what is added gets through."""
    from openiads.api.saturate import saturate as ask
    from openiads.api.saturation_result import PAGE
    from openiads.api.study import STUDIES
    from openiads.catalogue.own_folder import catalogue_at
    from openiads.scenario.load_scenario import load

    figures = catalogue_at(catalogue)
    loaded = load(scenario, changes or (), figures)
    where = out or STUDIES / f"{loaded.name}-saturation"
    flags = in_flags(sizes="--sizes 20,40,80", spreads_min="--spreads-min 0,own,60")
    with flags, playing(where) as progress:
        found = ask(
            loaded, () if sizes is None else sizes, () if spreads is None else spreads,
            replicates=replicates, seed=seed, workers=workers, dask=dask, out=where,
            resume=resume, catalogue=figures, progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.saturation_terminal import account

    print_page(account(found.found))
    print_place(found.folder / PAGE)
