"""`openiads assign`: who shoots at what so that least is left, with a bound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openiads.cli.output import compiling_told, print_json, print_page, say
from openiads.cli.playing import seed_option
from openiads.cli.read import number_in, one_of
from openiads.cli.run import INTERRUPTED
from openiads.cli.signals import interruptible

METHODS = ("auto", "greedy", "local", "exact")
DEFAULT_SECONDS = 20.0
"""A test holds them to what the API takes."""
COMPILE_TIME = "15 s"


def _seconds(told: str | float) -> float:
    from openiads.ground import kinds

    try:
        seconds = number_in(told) if isinstance(told, str) else told
    except ValueError:
        seconds = -1.0
    if not seconds >= 0.0:
        kinds.refuse("--seconds", told, "a number of 0 or more is allowed", "--seconds 20")
    return seconds


def assign(
    problem: Annotated[
        str,
        typer.Argument(help="A JSON file with values, kill_probability and shots, or a CSV file."),
    ],
    method: Annotated[
        str,
        typer.Option(
            parser=one_of("--method", "method", METHODS),
            metavar="|".join(METHODS),
            help="auto proves the best plan where it can in the time, else goes on searching.",
        ),
    ] = "auto",
    seconds: Annotated[
        float,
        typer.Option(parser=_seconds, metavar="S", help="After which to stop with what there is."),
    ] = DEFAULT_SECONDS,
    seed: Annotated[int, seed_option()] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Give shots to targets so that the least expected value survives, with a bound on the best."""
    from openiads.api.assign_shots import assign_file

    try:
        with interruptible(), compiling_told(COMPILE_TIME):
            found = assign_file(Path(problem), method, seconds, seed)  # type: ignore[arg-type]
    except KeyboardInterrupt:
        say("interrupted; nothing was kept")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print_json(found.as_dict())
        return
    from openiads.report.studies.assignment_terminal import account

    print_page(account(found.found))
