"""`openiads export`: one replicate of a run as a file that another program opens."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli import read
from openiads.cli.output import console, print_json
from openiads.cli.run import MOST
from openiads.cli.why import which
from openiads.ground.letters import escaped

FORMATS = ("geojson", "kml", "czml", "acmi", "csv")
"""A test holds them to what the room writes, which would take long to import for a line of help."""


def export(
    run: Annotated[Path, read.place_argument("RUN", "runs/mine", "A run folder.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            parser=read.one_of("--format", "format", FORMATS),
            metavar="|".join(FORMATS),
            help="What the other program reads; acmi is Tacview's.",
        ),
    ],
    replicate: Annotated[
        int | None,
        typer.Option(
            parser=read.whole("--replicate", 0, MOST - 1, 0),
            metavar="N",
            help="This replicate.",
            show_default="the typical one",
        ),
    ] = None,
    worst: Annotated[bool, typer.Option("--worst", help="The one with most leakers.")] = False,
    typical: Annotated[
        bool, typer.Option("--typical", help="The first whose leakers are nearest to the median.")
    ] = False,
    interval: Annotated[float, typer.Option("--interval-s", help="Between two frames.")] = 5.0,
    out: Annotated[
        Path | None, read.place_option("--out", "raid.kml", "A new file.", "RUN-N and the format's ending")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Write one replicate of a run for a map, a globe, a flight viewer or a spreadsheet."""
    from openiads.api.export_run import export as written

    chosen = which(replicate, worst, typical)
    with read.in_flags(replicate="--replicate 0", interval_s="--interval-s 5", out="--out raid.kml"):
        path = written(run, form, out, replicate=chosen, interval_s=interval)
    if as_json:
        print_json({"file": str(path), "format": form})
        return
    console().print(f"{escaped(str(path))}: written")
