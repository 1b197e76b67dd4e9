"""`openiads coverage`: the ring on the map, and what is left of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from openiads.cli import read
from openiads.cli.output import compiling_told, console, print_json
from openiads.cli.signals import interruptible
from openiads.ground.errors import OutOfRange
from openiads.ground.letters import escaped

MOST_SCANS, MOST_WORKERS = 100, 2**32 - 1
"""A test holds them to what a study takes."""
POINT, BEST = "point", "best-within-km"


class Surface(StrEnum):
    """Which ground a cell of the map stands for."""

    mean = "mean"
    max = "max"
    both = "both"


def coverage(
    scenario: Annotated[str, typer.Argument(help="A built-in name or a TOML file.")],
    altitudes: Annotated[
        str, typer.Option("--altitudes-m", metavar="LIST", help="Heights above the ground.")
    ] = "50,300,1000,3000,10000",
    rcs: Annotated[float, typer.Option("--rcs-m2", help="Radar cross section of the target.")] = 1.0,
    dem: Annotated[
        Path | None,
        read.place_option("--dem", "map.tif", "Elevation file in place of the scenario's terrain.", False),
    ] = None,
    surface: Annotated[Surface, typer.Option(help="Ground surface; both gives a band.")] = Surface.both,
    scans: Annotated[
        int,
        typer.Option(
            parser=read.whole("--scans", 1, MOST_SCANS, 3),
            metavar="N",
            help="Scans over which detection accumulates.",
        ),
    ] = 3,
    siting: Annotated[
        str,
        typer.Option(metavar="point|best-within-km=K", help="Sites as given, or the best within K km."),
    ] = POINT,
    allow_coarse: Annotated[
        bool, typer.Option("--allow-coarse", help="Give one figure even where the cells are too coarse.")
    ] = False,
    cell: Annotated[
        float | None,
        typer.Option(
            "--cell-m",
            help="Merge cells of the map into blocks this wide.",
            show_default="if too many",
        ),
    ] = None,
    refraction: Annotated[
        str | None,
        typer.Option(
            help="Effective earth radius (1.333 for radar), or exponential for over 200 km.",
            show_default="the scenario's",
        ),
    ] = None,
    out: Annotated[
        Path | None, read.place_option("--out", "coverage", "A new folder for tables and maps.", False)
    ] = None,
    changes: Annotated[list[str] | None, read.changes_option()] = None,
    catalogue: Annotated[Path | None, read.catalogue_option()] = None,
    workers: Annotated[
        int,
        typer.Option(
            parser=read.whole("--workers", 1, MOST_WORKERS, 2),
            metavar="N",
            help="Threads; results do not depend on them.",
        ),
    ] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Find where a defence sees, detects and reaches at each altitude, beside the naive ring."""
    heights, within = read.numbers("--altitudes-m", altitudes, "50,300,1000"), _within(siting)
    rule = None if refraction is None else read.refraction(refraction)
    from openiads.api.coverage import coverage as find

    with interruptible(), compiling_told("30 s"):
        result = find(
            scenario,
            altitudes_m=heights,
            rcs_m2=rcs,
            dem=dem,
            surface=surface.value,
            scans=scans,
            best_within_km=within,
            allow_coarse=allow_coarse,
            cell_m=cell,
            refraction=rule,
            changes=changes or (),
            catalogue=catalogue,
            out=out,
            workers=workers,
        )
    if as_json:
        print_json(result.document)
        return
    from openiads.report.coverage.coverage_terminal import account

    console().print(account(result.document))
    if out is not None:
        console().print(f"  tables and maps are in {escaped(str(out))}")


def _within(text: str) -> float:
    """Radius [km] within which a site may be moved; 0 for none."""
    if text == POINT:
        return 0.0
    word, _, number = text.replace("=", " ").partition(" ")
    try:
        distance = float(number)
    except ValueError:
        distance = 0.0
    if word != BEST or not distance > 0.0:
        raise OutOfRange(
            f"--siting is {text!r}; point, or best-within-km=K with K above 0, is allowed; "
            "write it like best-within-km=10"
        )
    return distance
