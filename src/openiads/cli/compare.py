"""`openiads compare`: variants of a scenario on the same draws."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.playing import (
    dask_option,
    playing,
    print_study,
    replicates_option,
    seed_option,
    workers_option,
)
from openiads.cli.read import catalogue_option, changes_option, one_of, place_option, whole
from openiads.cli.run import DEFAULT_REPLICATES
from openiads.cli.until import half_width

EQUAL = ("price", "rounds", "canisters")
MOST_POINTS = 1_000_000


def compare(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file.")],
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary", metavar="PATH=A,B,...", help="What differs between arms; several give all combinations."
        ),
    ],
    equal: Annotated[
        str | None,
        typer.Option(
            parser=one_of("--equal", "kind of equality", EQUAL),
            metavar="|".join(EQUAL),
            help="Make the arms equal to the first in this.",
        ),
    ] = None,
    replicates: Annotated[int, replicates_option(DEFAULT_REPLICATES)] = DEFAULT_REPLICATES,
    until: Annotated[
        float | None,
        typer.Option(
            parser=half_width,
            metavar="half-width=X",
            help="Stop once the leakers of each arm are known so well; --replicates at most.",
        ),
    ] = None,
    points: Annotated[
        int,
        typer.Option(
            "--box",
            parser=whole("--box", 0, MOST_POINTS, 64),
            metavar="POINTS",
            help="Move all figures within their low and high, at this many points.",
        ),
    ] = 0,
    keep: Annotated[
        str,
        typer.Option("--keep", metavar="TABLES", help="Tables to write, with commas; fewer take less disk."),
    ] = "outcomes,targets,events",
    seed: Annotated[int, seed_option()] = 1,
    workers: Annotated[int | None, workers_option()] = None,
    dask: Annotated[str | None, dask_option()] = None,
    out: Annotated[
        Path | None, place_option("--out", "studies/mine", "Study folder to write.", "studies/SCENARIO")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the study in the folder, if any.")
    ] = False,
    changes: Annotated[list[str] | None, changes_option("Change all arms")] = None,
    catalogue: Annotated[Path | None, catalogue_option()] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Play variants of a scenario on the same draws, and compare each with the first."""
    from openiads.api.study import STUDIES, design_of, study
    from openiads.ground.kinds import between_commas

    tables = between_commas("--keep", keep, "--keep outcomes,targets")
    design = design_of(
        scenario, vary, equal, changes or (), replicates, seed, points, until, tables, catalogue
    )
    where = out or STUDIES / design.name
    with playing(where) as progress:
        found = study(design, workers=workers, dask=dask, out=where, resume=resume, progress=progress)
    print_study(found, as_json)
