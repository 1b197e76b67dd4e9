"""`openiads why`: the stories of raiders, and flights that were fired at, of one replicate of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from openiads.cli.output import print_json, print_page
from openiads.cli.read import in_flags, place_argument, whole
from openiads.cli.run import MOST

Chosen = int | Literal["typical", "worst"]


def why(
    run: Annotated[Path, place_argument("RUN", "runs/mine", "A run folder.")],
    target: Annotated[
        str | None,
        typer.Argument(
            help="A raider, or a flight that was fired at or declared hostile, by its name or its index.",
            show_default="all that got through, and flights fired at",
        ),
    ] = None,
    replicate: Annotated[
        int | None,
        typer.Option(
            parser=whole("--replicate", 0, MOST - 1, 0),
            metavar="N",
            help="Of this replicate.",
            show_default="the typical one",
        ),
    ] = None,
    worst: Annotated[bool, typer.Option("--worst", help="Of the one with most leakers.")] = False,
    typical: Annotated[
        bool, typer.Option("--typical", help="Of the first whose leakers are nearest to the median.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Tell in a sentence each why raiders came as far as they did, and why flights were fired at."""
    from openiads.api.why import stories

    chosen = which(replicate, worst, typical)
    with in_flags(replicate="--replicate 0"):
        told = stories(run, target, chosen)
    if as_json:
        print_json(told)
        return
    from openiads.report.run.story_terminal import account

    print_page(account(told, "" if isinstance(chosen, int) else chosen))


def which(replicate: int | None, worst: bool, typical: bool) -> Chosen:
    """The replicate that is asked for; it can be said in one way only."""
    from openiads.ground.errors import OutOfRange

    flags = {"--replicate": replicate is not None, "--worst": worst, "--typical": typical}
    said = [flag for flag, given in flags.items() if given]
    if len(said) > 1:
        raise OutOfRange(f"{said[1]}: {said[0]} says which replicate already; leave one of both out")
    if replicate is not None:
        return replicate
    return "worst" if worst else "typical"
